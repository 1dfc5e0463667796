import type { GraphWriter } from './graph-writer.ts';

/** The layers that the parts of a latent diffusion model are made of, as PyTorch's exporter writes them. */

/** `x [.., from]` to `[.., to]`. */
export function linear(
	g: GraphWriter,
	name: string,
	x: string,
	from: number,
	to: number,
	bias = true,
): string {
	return g.within(name, () => {
		const product = g.node('MatMul', [x, g.weight('weight', [from, to])]);
		return bias ? g.node('Add', [g.weight('bias', [to]), product]) : product;
	});
}

export interface Convolution {
	readonly kernel: number;
	readonly stride?: number;
	/** Top, left, bottom, right; half of the kernel unless given. */
	readonly pads?: readonly number[];
}

/** `x [B, from, H, W]` to `[B, to, H', W']`. */
export function conv(
	g: GraphWriter,
	name: string,
	x: string,
	from: number,
	to: number,
	{ kernel, stride = 1, pads = new Array<number>(4).fill((kernel - 1) / 2) }: Convolution,
): string {
	return g.within(name, () =>
		g.node('Conv', [x, g.weight('weight', [to, from, kernel, kernel]), g.weight('bias', [to])], {
			dilations: [1, 1],
			group: 1,
			kernel_shape: [kernel, kernel],
			pads,
			strides: [stride, stride],
		}),
	);
}

export function silu(g: GraphWriter, x: string): string {
	return g.node('Mul', [x, g.node('Sigmoid', [x])]);
}

/** `x * sigmoid(1.702 x)`: what OpenAI's CLIP calls gelu. */
export function quickGelu(g: GraphWriter, x: string): string {
	return g.node('Mul', [x, g.node('Sigmoid', [g.node('Mul', [x, g.numbers([1.702])])])]);
}

export function gelu(g: GraphWriter, x: string): string {
	const erf = g.node('Erf', [g.node('Div', [x, g.numbers([Math.SQRT2])])]);
	const product = g.node('Mul', [x, g.node('Add', [erf, g.numbers([1])])]);
	return g.node('Mul', [product, g.numbers([0.5])]);
}

/** The exporter has no GroupNorm before opset 18: it writes an instance norm of the groups. */
export function groupNorm(
	g: GraphWriter,
	name: string,
	x: string,
	channels: number,
	groups: number,
	epsilon: number,
): string {
	return g.within(name, () => {
		const grouped = g.node('Reshape', [x, g.int64s(0, groups, -1)]);
		const constants = [1, 0].map((value) => g.numbers(new Array<number>(groups).fill(value), [groups]));
		const normal = g.node('InstanceNormalization', [grouped, ...constants], { epsilon: { float: epsilon } });
		const back = g.node('Reshape', [normal, g.node('Shape', [x])]);
		const scaled = g.node('Mul', [back, g.weight('weight', [channels, 1, 1], 'ones')]);
		return g.node('Add', [scaled, g.weight('bias', [channels, 1, 1])]);
	});
}

export function layerNorm(g: GraphWriter, name: string, x: string, width: number): string {
	return g.within(name, () =>
		g.node('LayerNormalization', [x, g.weight('weight', [width], 'ones'), g.weight('bias', [width])], {
			axis: -1,
			epsilon: { float: 1e-5 },
		}),
	);
}

export interface Attention {
	readonly width: number;
	/** Width of what keys and values are read from. */
	readonly contextWidth: number;
	readonly heads: number;
	/** Whether queries, keys and values have a bias. */
	readonly bias: boolean;
	/** Names of the four projections. */
	readonly names: readonly [string, string, string, string];
	/** A value that is added to the scores. */
	readonly mask?: string;
}

/** Scaled dot-product attention of `x [B, L, width]` to `context [B, M, contextWidth]`. */
export function attention(g: GraphWriter, x: string, context: string, options: Attention): string {
	const { width, contextWidth, heads, bias, names, mask } = options;
	const [q, k, v, out] = names;
	const side = width / heads;
	const split = (value: string, perm: readonly number[]): string =>
		g.node('Transpose', [g.node('Reshape', [value, g.int64s(0, 0, heads, side)])], { perm });
	const query = split(linear(g, q, x, width, width, bias), [0, 2, 1, 3]);
	const key = split(linear(g, k, context, contextWidth, width, bias), [0, 2, 3, 1]);
	const value = split(linear(g, v, context, contextWidth, width, bias), [0, 2, 1, 3]);
	const scores = g.node('Mul', [g.node('MatMul', [query, key]), g.numbers([1 / Math.sqrt(side)])]);
	const masked = mask === undefined ? scores : g.node('Add', [scores, mask]);
	const read = g.node('MatMul', [g.node('Softmax', [masked], { axis: -1 }), value]);
	const joined = g.node('Reshape', [
		g.node('Transpose', [read], { perm: [0, 2, 1, 3] }),
		g.int64s(0, 0, width),
	]);
	return linear(g, out, joined, width, width);
}

/** Nearest neighbour, twice the sides. */
export function doubled(g: GraphWriter, x: string): string {
	return g.node('Resize', [x, '', g.float32s([1, 1, 2, 2])], {
		coordinate_transformation_mode: 'asymmetric',
		mode: 'nearest',
		nearest_mode: 'floor',
	});
}

export interface Resnet {
	readonly from: number;
	readonly to: number;
	readonly groups: number;
	readonly epsilon: number;
	/** The time's embedding and its width, in a UNet. */
	readonly time?: { readonly value: string; readonly width: number };
}

/** Two norms and convolutions around which the input goes. */
export function resnet(
	g: GraphWriter,
	name: string,
	x: string,
	{ from, to, groups, epsilon, time }: Resnet,
): string {
	return g.within(name, () => {
		const first = silu(g, groupNorm(g, 'norm1', x, from, groups, epsilon));
		let inner = conv(g, 'conv1', first, from, to, { kernel: 3 });
		if (time !== undefined) {
			const shift = linear(g, 'time_emb_proj', silu(g, time.value), time.width, to);
			inner = g.node('Add', [inner, g.node('Unsqueeze', [shift, g.int64s(2, 3)])]);
		}
		const second = silu(g, groupNorm(g, 'norm2', inner, to, groups, epsilon));
		const result = conv(g, 'conv2', second, to, to, { kernel: 3 });
		const around = from === to ? x : conv(g, 'conv_shortcut', x, from, to, { kernel: 1 });
		return g.node('Add', [around, result]);
	});
}
