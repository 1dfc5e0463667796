import { readGraph, withLinkedWeights } from './linked-weights.ts';
import { ELEMENT, type GraphNode, OnnxGraph } from './onnx-graph.ts';
import type { GraphSource } from './session.ts';

/** Operators that the runtime's CPU computes in float32 alone and whose weights are large. */
const WEIGHTED = new Set(['Conv', 'Gemm', 'MatMul']);

/**
 * Prepares a float16 graph to be computed where memory is short. The CPU computes float16 in float32. By itself the
 * runtime widens all weights while it loads and keeps both forms; told not to, it still widens half of them long
 * before their layer, since it orders its work from the result backwards and of a layer's inputs takes the node
 * first that stands last in the graph. Here each weight is widened by a node that stands first, hence comes last:
 * just before its layer.
 *
 * @returns whether there was anything to change
 */
function spareMemory(graph: OnnxGraph): boolean {
	const halves = graph.initializersOf(ELEMENT.float16);
	const widened: GraphNode[] = [];
	let serial = 0;
	const cast = (value: string, to: number, output?: string): GraphNode =>
		graph.make('Cast', [value], { to }, `taue/sparing_${serial++}`, output);
	graph.mapNodes((node) => {
		if (!WEIGHTED.has(node.opType) || !node.inputs.some((input) => halves.has(input))) return [node];
		const before: GraphNode[] = [];
		const inputs = node.inputs.map((input) => {
			if (input === '') return input;
			const wide = cast(input, ELEMENT.float32);
			(halves.has(input) ? widened : before).push(wide);
			return wide.outputs[0];
		});
		const [output] = node.outputs;
		const wide = `${output}_taue_wide`;
		return [...before, graph.withPorts(node, inputs, [wide]), cast(wide, ELEMENT.float16, output)];
	});
	graph.addFirst(widened);
	return widened.length > 0;
}

/** The graph to open in place of another where memory is short; the same one where nothing can be spared. */
export function sparingSource(source: GraphSource): GraphSource {
	const graph = source.bytes === undefined ? readGraph(source.path) : new OnnxGraph(source.bytes);
	if (!spareMemory(graph)) return source;
	return source.bytes === undefined
		? withLinkedWeights(source.path, graph)
		: { ...source, bytes: graph.encode() };
}
