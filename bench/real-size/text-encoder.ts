import type { GraphWriter } from './graph-writer.ts';
import { attention, gelu, layerNorm, linear, quickGelu } from './layers.ts';

/** A CLIP text encoder's sizes. */
export interface TextEncoderShape {
	readonly vocab_size: number;
	readonly hidden_size: number;
	readonly intermediate_size: number;
	readonly num_hidden_layers: number;
	readonly num_attention_heads: number;
	readonly hidden_act: 'quick_gelu' | 'gelu';
	/** Width of the projection, for CLIPTextModelWithProjection. */
	readonly projection_dim: number | null;
}

/** Tokens of every CLIP. */
export const TOKENS = 77;

/** Writes a CLIP text encoder: `input_ids` to its last and its other hidden states, and the pooled text. */
export function writeTextEncoder(g: GraphWriter, shape: TextEncoderShape): void {
	const { hidden_size: width, intermediate_size: wide } = shape;
	const activation = shape.hidden_act === 'gelu' ? gelu : quickGelu;
	const ids = g.input('input_ids', ['batch', TOKENS], 'int64');
	const mask = g.numbers(
		Array.from({ length: TOKENS ** 2 }, (_, k) => (k % TOKENS > Math.floor(k / TOKENS) ? -65504 : 0)),
		[1, 1, TOKENS, TOKENS],
	);
	const side = [`batch`, TOKENS, width] as const;
	const states: string[] = [];
	const last = g.within('text_model', () => {
		const words = g.node('Gather', [
			g.weight('embeddings.token_embedding.weight', [shape.vocab_size, width]),
			ids,
		]);
		let x = g.node('Add', [words, g.weight('embeddings.position_embedding.weight', [TOKENS, width])]);
		states.push(x);
		for (let layer = 0; layer < shape.num_hidden_layers; layer++) {
			x = g.within(`encoder.layers.${layer}`, () => {
				const own = layerNorm(g, 'layer_norm1', x, width);
				const read = g.within('self_attn', () =>
					attention(g, own, own, {
						width,
						contextWidth: width,
						heads: shape.num_attention_heads,
						bias: true,
						names: ['q_proj', 'k_proj', 'v_proj', 'out_proj'],
						mask,
					}),
				);
				const attended = g.node('Add', [x, read]);
				const normal = layerNorm(g, 'layer_norm2', attended, width);
				const inner = activation(g, linear(g, 'mlp.fc1', normal, width, wide));
				return g.node('Add', [attended, linear(g, 'mlp.fc2', inner, wide, width)]);
			});
			states.push(x);
		}
		return layerNorm(g, 'final_layer_norm', x, width);
	});
	// The mark of the end has the highest id.
	const end = g.node('ArgMax', [ids], { axis: -1, keepdims: 1 });
	const index = g.node('Expand', [g.node('Unsqueeze', [end, g.int64s(-1)]), g.int64s(1, 1, width)]);
	const pooled = g.node('Squeeze', [g.node('GatherElements', [last, index], { axis: 1 }), g.int64s(1)]);
	if (shape.projection_dim === null) {
		g.output('last_hidden_state', last, side);
		g.output('pooler_output', pooled, ['batch', width]);
	} else {
		const projected = linear(g, 'text_projection', pooled, width, shape.projection_dim, false);
		g.output('text_embeds', projected, ['batch', shape.projection_dim]);
		g.output('last_hidden_state', last, side);
	}
	for (const [k, state] of states.entries()) g.output(`hidden_states.${k}`, state, side);
}
