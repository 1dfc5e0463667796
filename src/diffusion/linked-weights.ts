import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ModelError } from './model-error.ts';
import { OnnxGraph } from './onnx-graph.ts';
import type { GraphSource } from './session.ts';

/**
 * Weights in files of their own may be symbolic links within the model's folder. The runtime follows a link only
 * within the folder of the graph ("escapes model directory"), so links to elsewhere are resolved here: the
 * graph is told the file's real name and the runtime its real folder.
 */

/** The weights beside a graph that are links: their names and where they really are. */
export function linkedWeights(graph: string): ReadonlyMap<string, string> {
	const folder = dirname(graph);
	const links = readdirSync(folder, { withFileTypes: true }).filter(
		(entry) => entry.isSymbolicLink() && !/\.(json|txt|onnx)$/.test(entry.name),
	);
	return new Map(links.map(({ name }) => [name, realpathSync(join(folder, name))]));
}

/** Whether the runtime finds the weights by itself, because the graph is a link to the same folder. */
export function liesBeside(graph: string, weights: ReadonlyMap<string, string>): boolean {
	const folder = dirname(realpathSync(graph));
	return [...weights.values()].every((path) => dirname(path) === folder);
}

/** Reads a graph to be edited. Throws `ModelError` where the file is no graph. */
export function readGraph(path: string): OnnxGraph {
	try {
		return new OnnxGraph(readFileSync(path));
	} catch (error) {
		const where = `${basename(dirname(path))}/${basename(path)}`;
		throw new ModelError('graph-broken', `${where} is not an ONNX graph. Download the model again.`, error);
	}
}

/** The source of an edited graph, with its links resolved. */
export function withLinkedWeights(path: string, graph: OnnxGraph): GraphSource {
	const weights = linkedWeights(path);
	const folders = new Set([...weights.values()].map(dirname));
	if (folders.size > 1) {
		throw new ModelError(
			'unsupported-model',
			`The weights of ${path} are links into ${folders.size} folders. Put the files themselves beside it.`,
		);
	}
	graph.renameWeights(new Map([...weights].map(([name, real]) => [name, basename(real)])));
	const [folder = dirname(path)] = folders;
	return { path, bytes: graph.encode(), weightsFolder: folder };
}
