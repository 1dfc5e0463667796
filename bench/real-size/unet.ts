import type { GraphWriter } from './graph-writer.ts';
import { attention, conv, doubled, gelu, groupNorm, layerNorm, linear, resnet, silu } from './layers.ts';

/** The part of diffusers' UNet2DConditionModel's configuration that differs between the families. */
export interface UnetShape {
	readonly block_out_channels: readonly number[];
	/** Transformer layers of each level; 0 where a level has no attention. */
	readonly transformer_layers_per_block: readonly number[];
	/** Layers of the middle, which follow the last level's unless that has none. */
	readonly middle_layers: number;
	/** Heads of each level. */
	readonly attention_head_dim: readonly number[];
	readonly layers_per_block: number;
	readonly cross_attention_dim: number;
	readonly use_linear_projection: boolean;
	readonly norm_num_groups: number;
	readonly sample_size: number;
	/** SDXL: widths of its time ids' embeddings and of the pooled text. */
	readonly text_time: { readonly addition_time_embed_dim: number; readonly pooled: number } | null;
}

/** Sinusoids of `values [B]` (or `[B, n]`), cosines first. */
function sinusoids(g: GraphWriter, values: string, width: number): string {
	const half = width / 2;
	const frequencies = Array.from({ length: half }, (_, k) => Math.exp((-Math.log(10000) * k) / half));
	const angles = g.node('Mul', [
		g.node('Unsqueeze', [g.cast(values, 'float32'), g.int64s(-1)]),
		g.float32s(frequencies),
	]);
	return g.cast(g.node('Concat', [g.node('Cos', [angles]), g.node('Sin', [angles])], { axis: -1 }));
}

function embedding(g: GraphWriter, name: string, x: string, from: number, width: number): string {
	return g.within(name, () =>
		linear(g, 'linear_2', silu(g, linear(g, 'linear_1', x, from, width)), width, width),
	);
}

/** Writes a UNet with diffusers' blocks: `sample, timestep, encoder_hidden_states` to `out_sample`. */
export class UnetWriter {
	readonly #g: GraphWriter;
	readonly #shape: UnetShape;
	readonly #timeWidth: number;
	#time = '';
	#text = '';

	constructor(g: GraphWriter, shape: UnetShape) {
		this.#g = g;
		this.#shape = shape;
		this.#timeWidth = 4 * shape.block_out_channels[0];
	}

	write(): void {
		const g = this.#g;
		const { block_out_channels: widths, layers_per_block: layers, norm_num_groups: groups } = this.#shape;
		const sample = g.input('sample', ['batch', 4, 'height', 'width']);
		const timestep = g.input('timestep', [1], 'int64');
		this.#text = g.input('encoder_hidden_states', ['batch', 'tokens', this.#shape.cross_attention_dim]);
		this.#time = this.#embedTime(timestep);
		let x = conv(g, 'conv_in', sample, 4, widths[0], { kernel: 3 });
		let width = widths[0];
		const skips = [{ value: x, width }];
		for (const [level, to] of widths.entries()) {
			g.within(`down_blocks.${level}`, () => {
				for (let n = 0; n < layers; n++) {
					x = this.#layer(n, x, width, to, level, this.#shape.transformer_layers_per_block[level]);
					width = to;
					skips.push({ value: x, width });
				}
				if (level === widths.length - 1) return;
				x = g.within('downsamplers.0', () => conv(g, 'conv', x, to, to, { kernel: 3, stride: 2 }));
				skips.push({ value: x, width });
			});
		}
		const last = widths.length - 1;
		g.within('mid_block', () => {
			x = this.#layer(0, x, width, width, last, this.#shape.middle_layers);
			x = this.#resnet(1, x, width, width);
		});
		for (let block = 0; block <= last; block++) {
			const level = last - block;
			g.within(`up_blocks.${block}`, () => {
				for (let n = 0; n <= layers; n++) {
					const skip = skips.pop();
					if (skip === undefined) throw new RangeError('as many layers go up as came down');
					const both = g.node('Concat', [x, skip.value], { axis: 1 });
					x = this.#layer(
						n,
						both,
						width + skip.width,
						widths[level],
						level,
						this.#shape.transformer_layers_per_block[level],
					);
					width = widths[level];
				}
				if (level === 0) return;
				x = g.within('upsamplers.0', () => conv(g, 'conv', doubled(g, x), width, width, { kernel: 3 }));
			});
		}
		const normal = silu(g, groupNorm(g, 'conv_norm_out', x, width, groups, 1e-5));
		g.output('out_sample', conv(g, 'conv_out', normal, width, 4, { kernel: 3 }), [
			'batch',
			4,
			'height',
			'width',
		]);
	}

	#embedTime(timestep: string): string {
		const g = this.#g;
		const [first] = this.#shape.block_out_channels;
		const time = embedding(g, 'time_embedding', sinusoids(g, timestep, first), first, this.#timeWidth);
		const extra = this.#shape.text_time;
		if (extra === null) return time;
		const pooled = g.input('text_embeds', ['batch', extra.pooled]);
		const ids = g.input('time_ids', ['batch', 6]);
		const sides = sinusoids(g, ids, extra.addition_time_embed_dim);
		const flat = g.node('Reshape', [sides, g.int64s(0, -1)]);
		const both = g.node('Concat', [pooled, flat], { axis: -1 });
		const from = extra.pooled + 6 * extra.addition_time_embed_dim;
		return g.node('Add', [time, embedding(g, 'add_embedding', both, from, this.#timeWidth)]);
	}

	#resnet(n: number, x: string, from: number, to: number): string {
		return resnet(this.#g, `resnets.${n}`, x, {
			from,
			to,
			groups: this.#shape.norm_num_groups,
			epsilon: 1e-5,
			time: { value: this.#time, width: this.#timeWidth },
		});
	}

	/** A resnet, and a transformer where the level has one. */
	#layer(n: number, x: string, from: number, to: number, level: number, layers: number): string {
		const inner = this.#resnet(n, x, from, to);
		return layers === 0
			? inner
			: this.#transformer(n, inner, to, this.#shape.attention_head_dim[level], layers);
	}

	#transformer(n: number, x: string, width: number, heads: number, layers: number): string {
		const g = this.#g;
		const flat = this.#shape.use_linear_projection;
		return g.within(`attentions.${n}`, () => {
			const normal = groupNorm(g, 'norm', x, width, this.#shape.norm_num_groups, 1e-6);
			const before = flat ? normal : conv(g, 'proj_in', normal, width, width, { kernel: 1 });
			const rows = g.node('Transpose', [before], { perm: [0, 2, 3, 1] });
			const shape = g.node('Shape', [rows]);
			let tokens = g.node('Reshape', [rows, g.int64s(0, -1, width)]);
			if (flat) tokens = linear(g, 'proj_in', tokens, width, width);
			for (let k = 0; k < layers; k++) {
				tokens = g.within(`transformer_blocks.${k}`, () => this.#block(tokens, width, heads));
			}
			if (flat) tokens = linear(g, 'proj_out', tokens, width, width);
			const back = g.node('Transpose', [g.node('Reshape', [tokens, shape])], { perm: [0, 3, 1, 2] });
			const after = flat ? back : conv(g, 'proj_out', back, width, width, { kernel: 1 });
			return g.node('Add', [after, x]);
		});
	}

	#block(x: string, width: number, heads: number): string {
		const g = this.#g;
		const attend = (name: string, value: string, context: string, contextWidth: number): string =>
			g.within(name, () =>
				attention(g, value, context, {
					width,
					contextWidth,
					heads,
					bias: false,
					names: ['to_q', 'to_k', 'to_v', 'to_out.0'],
				}),
			);
		const own = layerNorm(g, 'norm1', x, width);
		const first = g.node('Add', [attend('attn1', own, own, width), x]);
		const normal = layerNorm(g, 'norm2', first, width);
		const second = g.node('Add', [
			attend('attn2', normal, this.#text, this.#shape.cross_attention_dim),
			first,
		]);
		return g.node('Add', [this.#feedForward(layerNorm(g, 'norm3', second, width), width), second]);
	}

	/** GEGLU: one half of a wide projection gates the other. */
	#feedForward(x: string, width: number): string {
		const g = this.#g;
		return g.within('ff', () => {
			const wide = linear(g, 'net.0.proj', x, width, 8 * width);
			const half = (from: number) =>
				g.node('Slice', [wide, g.int64s(from), g.int64s(from + 4 * width), g.int64s(-1)]);
			const gated = g.node('Mul', [half(0), gelu(g, half(4 * width))]);
			return linear(g, 'net.2', gated, 4 * width, width);
		});
	}
}
