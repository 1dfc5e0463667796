import type { ExtraInput } from '../denoiser.ts';
import { ModelError } from '../model-error.ts';
import type { Graph } from '../session.ts';
import { Unet } from '../unet.ts';
import type { Family } from './family.ts';

const POOLED = 'text_embeds';

/** What SDXL is told beside the prompt (Podell et al. 2023, section 2.2, https://arxiv.org/abs/2307.01952). */
const EXTRAS: readonly ExtraInput[] = [
	{ name: POOLED, width: ({ pooled }) => pooled?.length ?? 0, values: ({ pooled }) => pooled },
	{
		name: 'time_ids',
		width: () => 6,
		// Original size, crop corner and target size.
		values: (_conditioning, width, height) => Float32Array.of(height, width, 0, 0, height, width),
	},
];

/** SDXL and its few-step forms: two text encoders, the second one's summary, and sizes as conditions. */
export const sdxl: Family = {
	name: 'sdxl',
	owns(files) {
		const second = files.index.text_encoder_2;
		return (
			files.unetConfig().addition_embed_type === 'text_time' || (Array.isArray(second) && second[1] !== null)
		);
	},
	draws: (network) => network.inputs.has(POOLED),
	mustBeWhole(files) {
		if (files.hasGraph('text_encoder_2')) return;
		throw new ModelError(
			'file-missing',
			`${files.name} is an SDXL model without its second text encoder: it lacks text_encoder_2/model.onnx. Add the ` +
				'folders text_encoder_2 and tokenizer_2 of its export, or download the model again.',
		);
	},
	sampleSize: 128,
	scalingFactor: 0.13025,
	stateOf: penultimate,
	pooledOf: (encoder) => encoder.output('text_embeds', 'pooler_output').name,
	zerosForNone: (files) => files.index.force_zeros_for_empty_prompt !== false,
	denoiser: (network, options) => new Unet(network, options, EXTRAS),
};

/** The last hidden state but one of `hidden_states.0 … hidden_states.n`. */
function penultimate(encoder: Graph): string {
	const layers = [...encoder.outputs.keys()]
		.flatMap((name) => /^hidden_states\.(\d+)$/.exec(name)?.[1] ?? [])
		.map(Number);
	if (layers.length < 2) {
		throw new ModelError(
			'unsupported-model',
			`${encoder.name} gives no hidden_states outputs, which SDXL needs. Export it again with output_hidden_states.`,
		);
	}
	return `hidden_states.${Math.max(...layers) - 1}`;
}
