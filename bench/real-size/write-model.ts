import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDecoder, writeEncoder } from './autoencoder.ts';
import type { Family } from './families.ts';
import { GraphWriter } from './graph-writer.ts';
import { TOKENS, writeTextEncoder } from './text-encoder.ts';
import { UnetWriter } from './unet.ts';
import type { Precision } from './weight-file.ts';

/** CLIP's vocabulary, which all of these models read. */
const VOCABULARY = join(import.meta.dirname, '../../test/fixtures/conformance/clip-tokenizer');

export interface ModelToWrite {
	readonly precision: Precision;
	/** Whether all weights of a graph are pieces of one small file; else each has its own bytes. */
	readonly shared: boolean;
	/** False writes the graphs alone, which is enough to count. */
	readonly withWeights?: boolean;
}

/** What was written of a part. */
export interface WrittenPart {
	readonly part: string;
	readonly parameters: number;
	/** What the graph declares, and what lies on the disk. */
	readonly declaredBytes: number;
	readonly fileBytes: number;
}

/**
 * Writes a model folder of a family's real form and sizes, with random weights: it draws noise, at the cost of the
 * real one.
 */
export function writeModel(folder: string, family: Family, options: ModelToWrite): WrittenPart[] {
	const { precision, shared, withWeights = true } = options;
	const { unet, encoders, autoencoder, scheduler } = family;
	const written: WrittenPart[] = [];
	const part = (name: string, config: object, write: (g: GraphWriter) => void): void => {
		mkdirSync(join(folder, name), { recursive: true });
		writeJson(folder, `${name}/config.json`, config);
		const g = new GraphWriter(name, precision, shared);
		write(g);
		g.write(join(folder, name, 'model.onnx'), withWeights);
		const { elements: parameters, declaredBytes, bytes: fileBytes } = g.weights;
		written.push({ part: name, parameters, declaredBytes, fileBytes });
	};
	for (const [k, shape] of encoders.entries()) {
		const suffix = k === 0 ? '' : `_${k + 1}`;
		part(`text_encoder${suffix}`, { ...shape, max_position_embeddings: TOKENS }, (g) =>
			writeTextEncoder(g, shape),
		);
		const tokenizer = `tokenizer${suffix}`;
		cpSync(VOCABULARY, join(folder, tokenizer), {
			recursive: true,
			filter: (file) => !file.endsWith('cases.json'),
		});
		// SDXL's second encoder pads with its token 0.
		if (k === 1) {
			const config = JSON.parse(readFileSync(join(VOCABULARY, 'tokenizer_config.json'), 'utf8'));
			writeJson(folder, `${tokenizer}/tokenizer_config.json`, { ...config, pad_token: '!' });
		}
	}
	part('unet', unetConfig(family), (g) => new UnetWriter(g, unet).write());
	part('vae_decoder', autoencoder, (g) => writeDecoder(g, autoencoder));
	part('vae_encoder', autoencoder, (g) => writeEncoder(g, autoencoder));
	writeJson(folder, 'model_index.json', {
		_class_name: encoders.length > 1 ? 'StableDiffusionXLPipeline' : 'StableDiffusionPipeline',
		force_zeros_for_empty_prompt: encoders.length > 1,
	});
	mkdirSync(join(folder, 'scheduler'), { recursive: true });
	writeJson(folder, 'scheduler/scheduler_config.json', {
		...scheduler,
		beta_start: 0.00085,
		beta_end: 0.012,
		beta_schedule: 'scaled_linear',
		num_train_timesteps: 1000,
		prediction_type: 'epsilon',
		steps_offset: 1,
		...(scheduler._class_name === 'PNDMScheduler' && { skip_prk_steps: true }),
	});
	return written;
}

/** `unet/config.json` with diffusers' names of the blocks. */
function unetConfig({ unet }: Family): object {
	const { transformer_layers_per_block: layers, text_time, ...rest } = unet;
	const down = layers.map((count) => (count > 0 ? 'CrossAttnDownBlock2D' : 'DownBlock2D'));
	return {
		...rest,
		in_channels: 4,
		out_channels: 4,
		transformer_layers_per_block: layers.map((count) => Math.max(1, count)),
		down_block_types: down,
		up_block_types: down.toReversed().map((name) => name.replace('Down', 'Up')),
		...(text_time !== null && {
			addition_embed_type: 'text_time',
			addition_time_embed_dim: text_time.addition_time_embed_dim,
			projection_class_embeddings_input_dim: text_time.pooled + 6 * text_time.addition_time_embed_dim,
		}),
	};
}

function writeJson(folder: string, name: string, value: object): void {
	writeFileSync(join(folder, name), JSON.stringify(value, null, 1));
}
