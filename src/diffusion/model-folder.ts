import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { decodeText } from '../decode-text.ts';
import { isPointer, notFetched } from './lfs-pointer.ts';
import { liesBeside, linkedWeights, readGraph, withLinkedWeights } from './linked-weights.ts';
import { misplacedFile } from './misplaced-file.ts';
import { ModelError } from './model-error.ts';
import { MOST_TEXT_BYTES, regularFile } from './regular-file.ts';
import type { SchedulerConfig } from './schedulers/scheduler-config.ts';
import type { GraphSource } from './session.ts';
import { ClipTokenizer, type TokenizerFiles } from './tokenizer.ts';

const json = z.record(z.string(), z.unknown());
export type Json = z.infer<typeof json>;

const numberList = z.array(z.number()).nullish();

/** Of a latent's side: 4,096 px, the largest that is drawn, at the usual 8 px a cell. */
const cells = z.number().positive().max(512);

/** What the engine reads of `unet/config.json`; the rest is the graph's own business. */
const unetConfig = z.looseObject({
	in_channels: z.number().nullish(),
	addition_embed_type: z.string().nullish(),
	sample_size: cells.or(z.tuple([cells, cells])).nullish(),
	time_cond_proj_dim: z.number().nullish(),
	down_block_types: z.array(z.string()).nullish(),
	block_out_channels: numberList,
	/** What the project's own models say about themselves. */
	taue: z
		.looseObject({
			cross_attention: z.array(z.looseObject({ output: z.string(), size: cells })).nullish(),
			attention_bias: z.array(z.looseObject({ initializer: z.string(), size: cells })).nullish(),
			defaults: z
				.looseObject({
					steps: z.int().positive().max(1000).nullish(),
					guidance: z.number().nonnegative().max(1000).nullish(),
					crop: z.number().min(0).max(1).nullish(),
				})
				.nullish(),
		})
		.nullish(),
});

/** What the engine reads of `vae_decoder/config.json`. */
const vaeConfig = z.looseObject({
	scaling_factor: z.number().positive().nullish(),
	shift_factor: z.number().nullish(),
	latent_channels: z.int().positive().nullish(),
	latents_mean: numberList,
	latents_std: numberList,
	block_out_channels: numberList,
});

export type UnetConfig = z.infer<typeof unetConfig>;
export type VaeConfig = z.infer<typeof vaeConfig>;

export const GRAPH_FOLDERS = [
	'text_encoder',
	'text_encoder_2',
	'unet',
	'vae_decoder',
	'vae_encoder',
] as const;
export type GraphFolder = (typeof GRAPH_FOLDERS)[number];

/** What helps where a text has been changed by hand, and where it never arrived whole. */
const MEND = 'Correct it there, or download the model again.';

/** Where a text stops being JSON, of its error; empty where that does not tell. */
function placeOf(error: unknown): string {
	const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(String(error)) ?? [];
	return line === undefined ? '' : ` (line ${line}, column ${column})`;
}

/** A class as configurations write it: its name, its name behind its library's, or a list of both. */
function classNameOf(given: unknown): string | null {
	const name = Array.isArray(given) ? given.at(-1) : given;
	if (typeof name !== 'string' || name === '') return null;
	// The classes for another framework compute the same.
	return name.replace(/^.*\./, '').replace(/^(?:Flax|Onnx)(?=\w+Scheduler$)/, '');
}

/** What else parts of a model are published as, by their files; the first that fits. */
const OTHER_FORMS: readonly (readonly [pattern: RegExp, form: string])[] = [
	[/^openvino_model\.|\.xml$/, "OpenVINO's graphs"],
	[/\.(?:mlpackage|mlmodel|mlmodelc)$/, "Core ML's graphs"],
	[/\.(?:engine|plan|trt)$/, "TensorRT's engines"],
	[/\.ort$/, "ONNX Runtime's own form for small devices"],
	[/\.gguf$/, 'GGUF'],
	[/\.tflite$/, 'LiteRT'],
	[/\.(?:safetensors|bin|ckpt|pt|pth|msgpack)$/, "PyTorch's weights"],
];

/** Folders beside the one that was asked for that do hold a model. */
function modelsBeside(folder: string): string[] {
	const parent = dirname(folder);
	if (!existsSync(parent)) return [];
	return readdirSync(parent).filter((name) => existsSync(join(parent, name, 'model_index.json')));
}

/** A model on disk in the diffusers/ONNX layout: its files, checked and parsed when they are asked for. */
export class ModelFolder {
	readonly path: string;
	readonly name: string;
	readonly index: Json;

	constructor(folder: string) {
		this.path = resolve(folder);
		this.name = basename(this.path);
		if (!existsSync(this.path)) {
			const others = modelsBeside(this.path);
			const offer =
				others.length > 0 ? `There are: ${others.join(', ')}.` : 'There is no other model beside it.';
			throw new ModelError('model-missing', `There is no model folder ${JSON.stringify(folder)}. ${offer}`);
		}
		this.index = this.#readJson('model_index.json', json);
	}

	has(...parts: readonly string[]): boolean {
		return existsSync(join(this.path, ...parts));
	}

	/** The graph's file of a part: `model.onnx`, or the only other one that lies there. Null where there is none. */
	#graphFile(part: GraphFolder): string | null {
		if (this.has(part, 'model.onnx')) return 'model.onnx';
		if (!this.has(part)) return null;
		const graphs = readdirSync(join(this.path, part)).filter((name) => /^[^.].*\.onnx$/i.test(name));
		if (graphs.length <= 1) return graphs[0] ?? null;
		throw new ModelError(
			'file-missing',
			`The model ${this.name} has ${graphs.length} graphs in ${part} (${graphs.sort().join(', ')}) and no model.onnx. ` +
				'Rename the one that is wanted to model.onnx, and leave its weights as they are called.',
		);
	}

	hasGraph(part: GraphFolder): boolean {
		return this.#graphFile(part) !== null;
	}

	/** Path of a part's graph. Throws `ModelError` where the file is missing. */
	graphPath(part: GraphFolder): string {
		const file = this.#graphFile(part);
		if (file === null) throw this.#missing(`${part}/model.onnx`);
		return join(this.path, part, file);
	}

	/** The graph of a part. Throws `ModelError` where the file is missing. */
	graph(part: GraphFolder): GraphSource {
		const path = this.graphPath(part);
		// Weights lie beside the graph under any name, so all that lies there is checked.
		for (const name of readdirSync(join(this.path, part), { recursive: true, withFileTypes: true })) {
			if (!name.isDirectory()) regularFile(this.path, relative(this.path, join(name.parentPath, name.name)));
		}
		const weights = linkedWeights(path);
		return weights.size === 0 || liesBeside(path, weights)
			? { path }
			: withLinkedWeights(path, readGraph(path));
	}

	unetConfig(): UnetConfig {
		return this.has('unet', 'config.json') ? this.#readJson('unet/config.json', unetConfig) : {};
	}

	vaeConfig(): VaeConfig {
		const file = ['vae_decoder/config.json', 'vae/config.json', 'vae_encoder/config.json'].find((path) =>
			this.has(path),
		);
		return file ? this.#readJson(file, vaeConfig) : {};
	}

	/** Tokens that a text encoder has places for, where its configuration says so. */
	textPositions(folder: 'text_encoder' | 'text_encoder_2'): number | null {
		if (!this.has(folder, 'config.json')) return null;
		const schema = z.looseObject({ max_position_embeddings: z.int().min(3).nullish() });
		return this.#readJson(`${folder}/config.json`, schema).max_position_embeddings ?? null;
	}

	schedulerConfig(): SchedulerConfig {
		const file = 'scheduler/scheduler_config.json';
		const { _class_name: own, ...given } = this.#readJson(file, json);
		const name = classNameOf(own) ?? classNameOf(this.index.scheduler);
		if (name === null) {
			throw new ModelError(
				'file-broken',
				`${this.name}/${file} names no class (_class_name), and model_index.json does not either. Download the model again.`,
			);
		}
		// Python writes None where its own default counts.
		const set = Object.entries(given).filter(([, value]) => value !== null);
		return { ...Object.fromEntries(set), _class_name: name };
	}

	/** Throws `ModelError` where a vocabulary is missing. */
	mustHaveTokenizer(folder: 'tokenizer' | 'tokenizer_2'): void {
		if (this.has(folder, 'tokenizer.json')) return;
		for (const file of ['vocab.json', 'merges.txt']) {
			if (!this.has(folder, file)) throw this.#missing(`${folder}/${file}`);
		}
	}

	/** What a tokenizer says of itself, beside its vocabulary. */
	tokenizerConfig(folder: 'tokenizer' | 'tokenizer_2'): TokenizerFiles['config'] {
		const file = 'tokenizer_config.json';
		return this.has(folder, file) ? this.#readJson(`${folder}/${file}`, json) : {};
	}

	/**
	 * The tokenizer of `tokenizer` or `tokenizer_2`, from its vocabulary and merges.
	 * @param lengths - how long its sequence is where it does not say, and how long it may be
	 */
	tokenizer(
		folder: 'tokenizer' | 'tokenizer_2',
		lengths: Pick<TokenizerFiles, 'fallbackLength' | 'mostLength' | 'fixedLength'>,
	): ClipTokenizer {
		const config = this.tokenizerConfig(folder);
		const marks = this.has(folder, 'special_tokens_map.json')
			? this.#readJson(`${folder}/special_tokens_map.json`, json)
			: {};
		return new ClipTokenizer({ ...this.vocabulary(folder), config: { ...marks, ...config }, ...lengths });
	}

	/** What a tokenizer knows. Throws `ModelError` where it cannot be read. */
	vocabulary(folder: 'tokenizer' | 'tokenizer_2'): Pick<TokenizerFiles, 'vocab' | 'merges'> {
		if (!this.has(folder, 'vocab.json') && this.has(folder, 'tokenizer.json')) {
			return this.#fromTokenizerJson(folder);
		}
		const vocab = this.#readJson(`${folder}/vocab.json`, z.record(z.string(), z.int()));
		return { vocab, merges: this.#readText(`${folder}/merges.txt`) };
	}

	/** Newer exports carry `tokenizer.json` alone: vocabulary and merges are in it. */
	#fromTokenizerJson(folder: string) {
		const schema = z.looseObject({
			model: z.looseObject({
				vocab: z.record(z.string(), z.int()),
				merges: z.array(z.string().or(z.tuple([z.string(), z.string()]))),
			}),
		});
		const { model } = this.#readJson(`${folder}/tokenizer.json`, schema);
		const merges = model.merges
			.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')))
			.join('\n');
		return { vocab: model.vocab, merges };
	}

	/**
	 * A hash of what determines pictures: every configuration and vocabulary whole, of larger files the size,
	 * both ends and sixteen samples. 32 hex digits.
	 */
	hash(): string {
		const hash = createHash('sha256');
		for (const part of ['', ...GRAPH_FOLDERS, 'scheduler', 'tokenizer', 'tokenizer_2']) {
			const folder = join(this.path, part);
			if (!existsSync(folder)) continue;
			for (const name of readdirSync(folder).sort()) {
				const file = join(folder, name);
				if (!statSync(file).isFile() || (part === '' && name !== 'model_index.json')) continue;
				hash.update(`${part}/${name}\0${statSync(file).size}\0`);
				for (const sample of samples(file)) hash.update(sample);
			}
		}
		return hash.digest('hex').slice(0, 32);
	}

	#missing(file: string): ModelError {
		const form = file.endsWith('.onnx') ? this.#otherForm(dirname(file)) : null;
		if (form !== null) {
			return new ModelError(
				'unsupported-model',
				`The model ${this.name} has ${dirname(file)} as ${form} and not as ONNX. Take its ONNX form ` +
					'(`taue models list --known`), or write one with training/export_checkpoint.py (docs/models.md).',
			);
		}
		const what = misplacedFile(this.path, file) ?? 'Download the model again, or choose another folder.';
		return new ModelError('file-missing', `The model ${this.name} lacks ${file}. ${what}`);
	}

	/** What lies where the part's graph or the whole model's should be. */
	#otherForm(part: string): string | null {
		const names = ['', part]
			.filter((folder) => this.has(folder))
			.flatMap((folder) => readdirSync(join(this.path, folder)));
		return OTHER_FORMS.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1] ?? null;
	}

	#readText(file: string): string {
		if (!this.has(file)) throw this.#missing(file);
		if (isPointer(join(this.path, file))) throw notFetched(`${this.name}/${file}`);
		return decodeText(readFileSync(regularFile(this.path, file, MOST_TEXT_BYTES)));
	}

	#readJson<T>(file: string, schema: z.ZodType<T>): T {
		const text = this.#readText(file);
		let value: unknown;
		try {
			// Python writes infinities into its JSON.
			value = JSON.parse(text.replace(/(?<=[:[,]\s*)(-?Infinity|NaN)(?=\s*[,\]}])/g, 'null'));
		} catch (error) {
			const what =
				text.trim() === '' ? 'is empty. Download the model again.' : `is not JSON${placeOf(error)}. ${MEND}`;
			throw new ModelError('file-broken', `${this.name}/${file} ${what}`, error);
		}
		const parsed = schema.safeParse(value);
		if (parsed.success) return parsed.data;
		const [issue] = parsed.error.issues;
		const where = [`${this.name}/${file}`, ...(issue.path.length > 0 ? [issue.path.join('.')] : [])].join(
			': ',
		);
		throw new ModelError('file-broken', `${where}: ${issue.message}. ${MEND}`);
	}
}

/** The size of a sample of a large file for the model's hash. */
const SAMPLE = 1 << 16;
const WHOLE_FILE = 4 << 20;

function* samples(file: string): Generator<Uint8Array> {
	const { size } = statSync(file);
	if (size <= WHOLE_FILE) {
		yield readFileSync(file);
		return;
	}
	const handle = openSync(file, 'r');
	try {
		for (let k = 0; k < 18; k++) {
			const bytes = Buffer.alloc(SAMPLE);
			readSync(handle, bytes, 0, SAMPLE, Math.floor(((size - SAMPLE) * k) / 17));
			yield bytes;
		}
	} finally {
		closeSync(handle);
	}
}
