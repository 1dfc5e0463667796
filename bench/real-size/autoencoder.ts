import type { GraphWriter } from './graph-writer.ts';
import { attention, conv, doubled, groupNorm, resnet, silu } from './layers.ts';

/** Sizes of diffusers' AutoencoderKL. */
export interface AutoencoderShape {
	readonly block_out_channels: readonly number[];
	readonly layers_per_block: number;
	readonly latent_channels: number;
	readonly norm_num_groups: number;
}

const EPSILON = 1e-6;

function layer(g: GraphWriter, name: string, x: string, from: number, to: number, groups: number): string {
	return resnet(g, name, x, { from, to, groups, epsilon: EPSILON });
}

/** Two resnets with an attention of one head between them. */
function middle(g: GraphWriter, x: string, width: number, groups: number): string {
	return g.within('mid_block', () => {
		const before = layer(g, 'resnets.0', x, width, width, groups);
		const read = g.within('attentions.0', () => {
			const normal = groupNorm(g, 'group_norm', before, width, groups, EPSILON);
			const rows = g.node('Transpose', [normal], { perm: [0, 2, 3, 1] });
			const tokens = g.node('Reshape', [rows, g.int64s(0, -1, width)]);
			const attended = attention(g, tokens, tokens, {
				width,
				contextWidth: width,
				heads: 1,
				bias: true,
				names: ['to_q', 'to_k', 'to_v', 'to_out.0'],
			});
			const back = g.node('Reshape', [attended, g.node('Shape', [rows])]);
			return g.node('Add', [g.node('Transpose', [back], { perm: [0, 3, 1, 2] }), before]);
		});
		return layer(g, 'resnets.1', read, width, width, groups);
	});
}

/** Writes a decoder: `latent_sample [B, 4, h, w]` to `sample [B, 3, 8h, 8w]`. */
export function writeDecoder(g: GraphWriter, shape: AutoencoderShape): void {
	const { latent_channels: latent, norm_num_groups: groups, layers_per_block: layers } = shape;
	const widths = shape.block_out_channels.toReversed();
	let [width] = widths;
	const input = g.input('latent_sample', ['batch', latent, 'height', 'width']);
	let x = conv(g, 'post_quant_conv', input, latent, latent, { kernel: 1 });
	g.within('decoder', () => {
		x = middle(g, conv(g, 'conv_in', x, latent, width, { kernel: 3 }), width, groups);
		for (const [level, to] of widths.entries()) {
			g.within(`up_blocks.${level}`, () => {
				for (let n = 0; n <= layers; n++) {
					x = layer(g, `resnets.${n}`, x, width, to, groups);
					width = to;
				}
				if (level === widths.length - 1) return;
				x = g.within('upsamplers.0', () => conv(g, 'conv', doubled(g, x), to, to, { kernel: 3 }));
			});
		}
		const normal = silu(g, groupNorm(g, 'conv_norm_out', x, width, groups, EPSILON));
		x = conv(g, 'conv_out', normal, width, 3, { kernel: 3 });
	});
	g.output('sample', x, ['batch', 3, 'height_px', 'width_px']);
}

/** Writes an encoder: `sample [B, 3, H, W]` to `latent_parameters [B, 8, H/8, W/8]`. */
export function writeEncoder(g: GraphWriter, shape: AutoencoderShape): void {
	const { latent_channels: latent, norm_num_groups: groups, layers_per_block: layers } = shape;
	const widths = shape.block_out_channels;
	let [width] = widths;
	let x = g.input('sample', ['batch', 3, 'height_px', 'width_px']);
	g.within('encoder', () => {
		x = conv(g, 'conv_in', x, 3, width, { kernel: 3 });
		for (const [level, to] of widths.entries()) {
			g.within(`down_blocks.${level}`, () => {
				for (let n = 0; n < layers; n++) {
					x = layer(g, `resnets.${n}`, x, width, to, groups);
					width = to;
				}
				if (level === widths.length - 1) return;
				x = g.within('downsamplers.0', () =>
					conv(g, 'conv', x, to, to, { kernel: 3, stride: 2, pads: [0, 0, 1, 1] }),
				);
			});
		}
		x = middle(g, x, width, groups);
		const normal = silu(g, groupNorm(g, 'conv_norm_out', x, width, groups, EPSILON));
		x = conv(g, 'conv_out', normal, width, 2 * latent, { kernel: 3 });
	});
	x = conv(g, 'quant_conv', x, 2 * latent, 2 * latent, { kernel: 1 });
	g.output('latent_parameters', x, ['batch', 2 * latent, 'height', 'width']);
}
