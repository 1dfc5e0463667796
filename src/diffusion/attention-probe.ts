import { basename, dirname } from 'node:path';
import type { Tensor } from 'onnxruntime-node';
import type { AttentionBias, AttentionMap } from './attention.ts';
import { readGraph, withLinkedWeights } from './linked-weights.ts';
import { ModelError } from './model-error.ts';
import type { UnetConfig } from './model-folder.ts';
import { ELEMENT, type GraphNode, type OnnxGraph } from './onnx-graph.ts';
import type { GraphSource } from './session.ts';
import { floats, TensorBuffer } from './tensor-buffer.ts';

/** Layers of one resolution that are averaged: more tell little more and cost memory traffic. */
const LAYERS_PROBED = 3;

/** Cross-attention at one resolution. */
interface Level {
	/** Latent cells per attention cell along a side. */
	readonly factor: number;
	readonly output: string;
	/** Null where attention is only read. */
	readonly bias: string | null;
}

/** One cross-attention layer of a graph. */
interface Layer {
	/** Its Softmax, or its fused attention node. */
	readonly node: GraphNode;
	readonly factor: number;
}

/** Which block of the network a node belongs to, by its name or the names of its values. */
const BLOCK = /(down_blocks|up_blocks|mid_block)(?:[./_](\d+))?/;

function blockOf(node: GraphNode): RegExpExecArray | null {
	return BLOCK.exec([node.name, ...node.outputs, ...node.inputs].join(' '));
}

/**
 * Reads cross-attention out of a UNet and, if wanted, adds to its logits. The project's own models have
 * outputs and biases for it, named in their configuration; into hub models the needed nodes are put.
 */
export class AttentionProbe {
	readonly #levels: readonly Level[];
	readonly capability: 'maps' | 'maps+bias';

	private constructor(levels: readonly Level[], capability: 'maps' | 'maps+bias') {
		this.#levels = [...levels].sort((a, b) => a.factor - b.factor);
		this.capability = capability;
	}

	/**
	 * The graph to load, with a probe for it where attention is wanted.
	 * @throws ModelError where the graph has no cross-attention that can be found
	 */
	static prepare(
		source: GraphSource,
		config: UnetConfig,
		wanted: 'none' | 'maps' | 'maps+bias',
	): { readonly source: GraphSource; readonly probe: AttentionProbe | null } {
		if (wanted === 'none') return { source, probe: null };
		const own = ownLevels(config);
		if (own.length > 0 && wanted === 'maps') {
			return {
				source,
				probe: new AttentionProbe(
					own.map((level) => ({ ...level, bias: null })),
					wanted,
				),
			};
		}
		const graph = readGraph(source.path);
		const steers = wanted === 'maps+bias';
		const levels = own.length > 0 ? openBiases(graph, own) : insertProbes(graph, steers, source.path);
		return { source: withLinkedWeights(source.path, graph), probe: new AttentionProbe(levels, wanted) };
	}

	get outputs(): readonly string[] {
		return this.#levels.map(({ output }) => output);
	}

	/** The maps of one row of a batch, finest first. */
	read(
		results: Readonly<Record<string, Tensor>>,
		row: number,
		width: number,
		height: number,
	): AttentionMap[] {
		return this.#levels.map(({ output, factor }) => {
			const [, pixels, tokens] = results[output].dims;
			const [wide, high] = [Math.ceil(width / factor), Math.ceil(height / factor)];
			if (wide * high !== pixels) {
				throw new ModelError(
					'unsupported-model',
					`Cross-attention ${output} has ${pixels} pixels where ${wide}x${high} were expected.`,
				);
			}
			const size = pixels * tokens;
			const data = floats(results[output]).slice(row * size, (row + 1) * size);
			return { width: wide, height: high, tokens, data };
		});
	}

	/** Zeroed bias inputs of a batch, by name. */
	biasBuffers(rows: number, width: number, height: number, tokens: number): Map<string, TensorBuffer> {
		const buffers = this.#levels.flatMap(({ factor, bias }): [string, TensorBuffer][] => {
			if (bias === null) return [];
			const pixels = Math.ceil(width / factor) * Math.ceil(height / factor);
			return [[bias, new TensorBuffer('float32', [rows, pixels, tokens])]];
		});
		return new Map(buffers);
	}

	/** Writes one row of a bias input: the given bias of its resolution, or zeros. */
	writeBias(
		name: string,
		buffer: TensorBuffer,
		row: number,
		biases: readonly AttentionBias[] | undefined,
	): void {
		const [rows, pixels, tokens] = buffer.tensor.dims;
		const values = buffer.tensor.data;
		// Bias inputs are made as float32 by `biasBuffers`.
		if (!(values instanceof Float32Array)) throw new TypeError(`${name} is not float32`);
		const size = values.length / rows;
		const own = values.subarray(row * size, (row + 1) * size);
		const fitting = biases?.find(({ width, height }) => width * height === pixels);
		if (!fitting) {
			own.fill(0);
			return;
		}
		if (fitting.tokens !== tokens || fitting.data.length !== size) {
			throw new RangeError(
				`a bias of ${fitting.width}x${fitting.height} needs ${tokens} tokens and ${size} numbers`,
			);
		}
		own.set(fitting.data);
	}
}

/** What a model of ours says in `unet/config.json`: `taue.cross_attention` and `taue.attention_bias`. */
function ownLevels(config: UnetConfig): Level[] {
	const cells = typeof config.sample_size === 'number' ? config.sample_size : config.sample_size?.[0];
	const { cross_attention: maps, attention_bias: biases } = config.taue ?? {};
	if (!maps || !cells) return [];
	return maps.map(({ output, size }) => {
		const bias = biases?.find((one) => one.size === size);
		return { factor: cells / size, output, bias: bias?.initializer ?? null };
	});
}

/** Turns the constant zero biases of our own model into inputs. */
function openBiases(graph: OnnxGraph, levels: readonly Level[]): Level[] {
	return levels.map((level) => {
		if (level.bias === null || !graph.removeInitializer(level.bias)) return { ...level, bias: null };
		graph.addInput(level.bias, ['batch', `pixels_${level.factor}`, 'tokens']);
		return level;
	});
}

/** Whether a value comes from the prompt within a few nodes: that makes an attention cross-attention. */
function comesFromPrompt(graph: OnnxGraph, value: string): boolean {
	let frontier = [value];
	for (let hop = 0; hop < 12 && frontier.length > 0; hop++) {
		if (frontier.includes('encoder_hidden_states')) return true;
		frontier = frontier
			.flatMap((one) => [...(graph.producer(one)?.inputs ?? [])])
			.filter((one) => one !== '');
		if (frontier.length > 64) return false;
	}
	return false;
}

function crossAttentionLayers(graph: OnnxGraph): Layer[] {
	const ups = graph.nodes.flatMap((node) => /up_blocks[./_](\d+)/.exec(node.name)?.[1] ?? []).map(Number);
	const levels = ups.reduce((most, index) => Math.max(most, index + 1), 1);
	return graph.nodes.flatMap((node) => {
		const isPlain = node.opType === 'Softmax' && /attn2/.test(node.name);
		const isFused = node.opType === 'MultiHeadAttention' && comesFromPrompt(graph, node.inputs[1] ?? '');
		const block = isPlain || isFused ? blockOf(node) : null;
		if (!block) return [];
		const index = Number(block[2] ?? 0);
		const depth =
			block[1] === 'down_blocks' ? index : block[1] === 'up_blocks' ? levels - 1 - index : levels - 1;
		return [{ node, factor: 2 ** depth }];
	});
}

/** A few of many, evenly spread. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
	if (items.length <= most) return items;
	return Array.from({ length: most }, (_, k) => items[Math.floor(((k + 0.5) * items.length) / most)]);
}

/** Puts outputs, and bias inputs if wanted, into a hub model. */
function insertProbes(graph: OnnxGraph, steers: boolean, path: string): Level[] {
	const layers = crossAttentionLayers(graph);
	if (layers.length === 0) {
		throw new ModelError(
			'no-attention',
			`No cross-attention was found in ${basename(dirname(path))}/${basename(path)}, by which things are placed: it is no ` +
				'UNet of Stable Diffusion, or its parts lost their names. Download the model again, or take another export.',
		);
	}
	const surgeon = new Surgeon(graph);
	const factors = [...new Set(layers.map(({ factor }) => factor))];
	return factors.map((factor) => {
		const own = layers.filter((layer) => layer.factor === factor);
		const output = `taue_cross_attention_${factor}`;
		const bias = steers ? `taue_attention_bias_${factor}` : null;
		// Probing comes first: it looks nodes up that steering replaces.
		const probed = spread(own, LAYERS_PROBED).map(({ node }) => node.outputs[0]);
		if (bias) surgeon.steer(own, bias, factor);
		surgeon.probe(probed, output, factor, bias);
		return { factor, output, bias };
	});
}

/** Past any index: the end of a slice. */
const END = 2 ** 31 - 1;

/** Writes the nodes that read and steer cross-attention. */
class Surgeon {
	readonly #graph: OnnxGraph;
	readonly #first: GraphNode;
	readonly #batch: string;
	readonly #lastTwo: readonly [string, string];
	readonly #minusOne: string;
	readonly #one: string;

	constructor(graph: OnnxGraph) {
		this.#graph = graph;
		this.#first = graph.nodes[0];
		const shape = graph.add('Shape', ['sample'], {}, { before: this.#first });
		this.#batch = graph.add(
			'Slice',
			[shape, graph.integers([0]), graph.integers([1])],
			{},
			{ before: this.#first },
		);
		this.#lastTwo = [graph.integers([-2]), graph.integers([END])];
		this.#minusOne = graph.integers([-1]);
		this.#one = graph.integers([1]);
	}

	/** `[batch, heads, pixels, tokens]` of a value that may have batch and heads in one dimension. */
	#fourDimensional(value: string, before?: GraphNode): string {
		const where = before ? { before } : {};
		const shape = this.#graph.add('Shape', [value], {}, where);
		const last = this.#graph.add('Slice', [shape, ...this.#lastTwo], {}, where);
		const target = this.#graph.add('Concat', [this.#batch, this.#minusOne, last], { axis: 0 }, where);
		return this.#graph.add('Reshape', [value, target], {}, where);
	}

	/** Adds the bias input to the logits of every layer of a resolution. */
	steer(layers: readonly Layer[], bias: string, factor: number): void {
		const graph = this.#graph;
		graph.addInput(bias, ['taue_batch', `taue_pixels_${factor}`, 'taue_tokens']);
		const before = { before: this.#first };
		const shape = graph.add('Shape', [bias], {}, before);
		const last = graph.add('Slice', [shape, ...this.#lastTwo], {}, before);
		const target = graph.add('Concat', [this.#batch, this.#one, last], { axis: 0 }, before);
		const perHead = graph.add('Reshape', [bias, target], {}, before);
		for (const { node } of layers) {
			if (node.opType === 'Softmax') this.#steerSoftmax(node, perHead);
			else this.#graph.reconnect(node, 5, this.#like(perHead, node.inputs[0], node));
		}
	}

	#steerSoftmax(node: GraphNode, bias: string): void {
		const graph = this.#graph;
		const [scores] = node.inputs;
		const where = { before: node };
		const split = this.#fourDimensional(scores, node);
		const sum = graph.add('Add', [split, this.#like(bias, scores, node)], {}, where);
		const shape = graph.add('Shape', [scores], {}, where);
		graph.reconnect(node, 0, graph.add('Reshape', [sum, shape], {}, where));
	}

	/** A value in the element type of another one. */
	#like(value: string, model: string, before: GraphNode): string {
		return this.#graph.opset >= 15
			? this.#graph.add('CastLike', [value, model], {}, { before })
			: this.#castToSample(value, before);
	}

	/** Older graphs lack CastLike; theirs compute in the element type of `sample`. */
	#castToSample(value: string, before: GraphNode): string {
		return this.#graph.add(
			'Cast',
			[value],
			{ to: this.#graph.halfPrecision ? ELEMENT.float16 : ELEMENT.float32 },
			{ before },
		);
	}

	/** Averages the weights of some layers over heads and layers into one float32 output `[batch, pixels, tokens]`. */
	probe(values: readonly string[], output: string, factor: number, bias: string | null): void {
		const graph = this.#graph;
		const means = values.map((value) => {
			const node = graph.producer(value);
			const weights = node?.opType === 'MultiHeadAttention' ? this.#fusedWeights(node, bias) : value;
			const split = this.#fourDimensional(weights);
			return graph.opset >= 18
				? graph.add('ReduceMean', [split, this.#one], { keepdims: 0 })
				: graph.add('ReduceMean', [split], { axes: [1], keepdims: 0 });
		});
		const mean = means.length > 1 ? graph.add('Mean', means) : means[0];
		graph.add('Cast', [mean], { to: ELEMENT.float32 }, { output });
		graph.addOutput(output, ['taue_batch', `taue_pixels_${factor}`, 'taue_tokens']);
	}

	/** A fused node keeps its weights to itself: computes them again from its queries and keys. */
	#fusedWeights(node: GraphNode, bias: string | null): string {
		const graph = this.#graph;
		const heads = graph.integer(node, 'num_heads') ?? 8;
		const [query, key, value = ''] = node.inputs;
		const split = graph.integers([0, 0, heads, -1]);
		const queries = graph.add('Transpose', [graph.add('Reshape', [query, split])], { perm: [0, 2, 1, 3] });
		// Without a value input, keys and values are packed: [batch, tokens, heads, 2, width].
		const unpacked =
			value === ''
				? graph.add('Gather', [key, graph.integerScalar(0)], { axis: 3 })
				: graph.add('Reshape', [key, split]);
		const keys = graph.add('Transpose', [unpacked], { perm: [0, 2, 3, 1] });
		const product = graph.add('MatMul', [queries, keys]);
		const wide = graph.add('Cast', [product], { to: ELEMENT.float32 });
		const scaled = graph.add('Mul', [wide, this.#fusedScale(node, queries)]);
		const logits = bias ? graph.add('Add', [scaled, this.#perHead(bias)]) : scaled;
		return graph.add('Softmax', [logits], { axis: -1 });
	}

	#perHead(bias: string): string {
		return this.#graph.opset >= 13
			? this.#graph.add('Unsqueeze', [bias, this.#one])
			: this.#graph.add('Unsqueeze', [bias], { axes: [1] });
	}

	/** The node's scale, which is one over the root of a head's width unless it says otherwise. */
	#fusedScale(node: GraphNode, queries: string): string {
		const graph = this.#graph;
		const scale = graph.float(node, 'scale');
		if (scale) return graph.scalar(scale);
		const shape = graph.add('Shape', [queries]);
		const width = graph.add('Slice', [shape, graph.integers([3]), graph.integers([4])]);
		const root = graph.add('Sqrt', [graph.add('Cast', [width], { to: ELEMENT.float32 })]);
		return graph.add('Reciprocal', [root]);
	}
}
