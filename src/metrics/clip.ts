import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import {
	ClipTokenizer,
	floats,
	type Graph,
	ModelError,
	openGraph,
	type Raster,
	TensorBuffer,
} from '../diffusion/index.ts';
import { type Bytes, resample } from './resample.ts';

const side = z.int().positive();
const area = z.object({ height: side, width: side });

/** `preprocessor_config.json` as CLIP's image processor writes it. */
const preprocessor = z.looseObject({
	do_resize: z.boolean().default(true),
	size: side
		.transform((shortest_edge) => ({ shortest_edge }))
		.or(z.object({ shortest_edge: side }))
		.or(area)
		.default({ shortest_edge: 224 }),
	do_center_crop: z.boolean().default(true),
	crop_size: side
		.transform((length) => ({ height: length, width: length }))
		.or(area)
		.default({ height: 224, width: 224 }),
	/** Pillow's numbers: 0 nearest, 1 Lanczos, 2 bilinear, 3 bicubic. */
	resample: z.int().default(3),
	do_rescale: z.boolean().default(true),
	rescale_factor: z.number().default(1 / 255),
	do_normalize: z.boolean().default(true),
	image_mean: z.array(z.number()).length(3).default([0.48145466, 0.4578275, 0.40821073]),
	image_std: z.array(z.number()).length(3).default([0.26862954, 0.26130258, 0.27577711]),
});
export type Preprocessor = z.output<typeof preprocessor>;

/** Pixels after resizing: the shortest edge given and the other one in proportion, or both given. */
function resized(picture: Raster, size: Preprocessor['size']): { width: number; height: number } {
	if ('height' in size) return size;
	const shortest = Math.min(picture.width, picture.height);
	const scale = (length: number) => Math.trunc((size.shortest_edge * length) / shortest);
	return { width: scale(picture.width), height: scale(picture.height) };
}

/** `[3, height, width]` as CLIP's image tower wants it: resized, cropped in the middle, rescaled, normalised. */
export function clipPixels(picture: Raster, config: Preprocessor) {
	const source: Bytes = { data: picture.rgba, width: picture.width, height: picture.height, channels: 4 };
	const size = resized(picture, config.size);
	const { data, ...info } = config.do_resize
		? resample(source, size.width, size.height, config.resample)
		: source;
	const crop = config.do_center_crop ? config.crop_size : { width: info.width, height: info.height };
	const [left, top] = [
		Math.floor((info.width - crop.width) / 2),
		Math.floor((info.height - crop.height) / 2),
	];
	const plane = crop.width * crop.height;
	const values = new Float32Array(plane * 3);
	const factor = config.do_rescale ? config.rescale_factor : 1;
	for (let c = 0; c < 3; c++) {
		const [mean, deviation] = config.do_normalize ? [config.image_mean[c], config.image_std[c]] : [0, 1];
		for (let y = 0; y < crop.height; y++) {
			for (let x = 0; x < crop.width; x++) {
				const [sourceX, sourceY] = [x + left, y + top];
				// A picture smaller than the crop lies on black.
				const inside = sourceX >= 0 && sourceY >= 0 && sourceX < info.width && sourceY < info.height;
				const value = inside ? data[(sourceY * info.width + sourceX) * info.channels + c] : 0;
				values[c * plane + y * crop.width + x] = (value * factor - mean) / deviation;
			}
		}
	}
	return { values, width: crop.width, height: crop.height };
}

function cosine(a: Float32Array, b: Float32Array): number {
	let dot = 0;
	let lengthA = 0;
	let lengthB = 0;
	for (let k = 0; k < a.length; k++) {
		dot += a[k] * b[k];
		lengthA += a[k] * a[k];
		lengthB += b[k] * b[k];
	}
	return dot / Math.sqrt(lengthA * lengthB);
}

/** How well texts describe a picture, by a CLIP folder as model hubs publish it. */
export class Clip {
	readonly preprocessor: Preprocessor;
	readonly tokenizer: ClipTokenizer;
	readonly #graph: Graph;

	constructor(graph: Graph, tokenizer: ClipTokenizer, config: Preprocessor) {
		this.#graph = graph;
		this.tokenizer = tokenizer;
		this.preprocessor = config;
	}

	/** The cosine (-1..1) of the picture's embedding with each text's. */
	async cosines(picture: Raster, texts: readonly string[]): Promise<number[]> {
		const { values, width, height } = clipPixels(picture, this.preprocessor);
		const prompts = texts.map((text) => this.tokenizer.encode(this.tokenizer.withoutMarks(text)));
		const tensors = new Map<string, TensorBuffer>();
		const make = (name: string, dims: readonly number[]) => {
			const buffer = new TensorBuffer(this.#graph.input(name).type, dims);
			tensors.set(name, buffer);
			return buffer;
		};
		make('pixel_values', [1, 3, height, width]).write(values);
		const { length } = this.tokenizer;
		const ids = make('input_ids', [texts.length, length]);
		prompts.forEach((prompt, row) => {
			ids.write(Float32Array.from(prompt.ids), row * length);
		});
		if (this.#graph.inputs.has('attention_mask')) {
			const mask = make('attention_mask', [texts.length, length]);
			prompts.forEach((prompt, row) => {
				mask.write(Float32Array.from(prompt.mask), row * length);
			});
		}
		const feeds = Object.fromEntries([...tensors].map(([name, { tensor }]) => [name, tensor]));
		const results = await this.#graph.run(feeds, ['image_embeds', 'text_embeds']);
		const image = floats(results.image_embeds);
		const embedded = floats(results.text_embeds);
		return texts.map((_, row) =>
			cosine(image, embedded.subarray(row * image.length, (row + 1) * image.length)),
		);
	}

	async close(): Promise<void> {
		await this.#graph.close();
	}
}

/**
 * Loads `onnx/model.onnx` (or `model.onnx`), `preprocessor_config.json`, `vocab.json` and `merges.txt`.
 * @throws ModelError naming the file that is missing
 */
export async function loadClip(folder: string, threads?: number): Promise<Clip> {
	const find = (...names: readonly string[]): string => {
		const found = names.map((name) => join(folder, name)).find((path) => existsSync(path));
		if (found) return found;
		throw new ModelError('file-missing', `The CLIP folder ${basename(folder)} lacks ${names.join(' or ')}.`);
	};
	const json = (name: string): unknown => JSON.parse(readFileSync(find(name), 'utf8'));
	const config = z.record(z.string(), z.unknown()).parse(json('tokenizer_config.json'));
	const tokenizer = new ClipTokenizer({
		vocab: z.record(z.string(), z.int()).parse(json('vocab.json')),
		merges: readFileSync(find('merges.txt'), 'utf8'),
		config,
		fallbackLength: 77,
	});
	const path = find('onnx/model.onnx', 'model.onnx');
	const graph = await openGraph('clip', { path }, { provider: 'cpu', threads }, () => {});
	return new Clip(graph, tokenizer, preprocessor.parse(json('preprocessor_config.json')));
}
