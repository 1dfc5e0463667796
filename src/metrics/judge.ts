import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { z } from 'zod';
import type { Raster } from '../taue/index.ts';
import { TaueError } from '../taue-error.ts';
import type { Detection } from './layout-iou.ts';

const figures = z.object({ precision: z.number(), recall: z.number() }).loose();

const configSchema = z.object({
	/** The nouns, as they are written: "cat", "hot dog". */
	labels: z.array(z.string()).min(1),
	/** Other words and the noun that each stands for. */
	synonyms: z.record(z.string(), z.string()).default({}),
	input: z.object({ name: z.string(), size: z.int().positive() }),
	stride: z.int().positive(),
	peak_window: z.int().positive(),
	score_threshold: z.number(),
	/** Precision and recall by test set; `held_out_artist` is the honest one. */
	measured: z.record(z.string(), figures).default({}),
});
type JudgeConfig = z.infer<typeof configSchema>;

type JudgeErrorCode = 'judge-missing' | 'judge-broken' | 'noun-unknown';

class JudgeError extends TaueError {
	override readonly name = 'JudgeError';
	readonly code: JudgeErrorCode;

	constructor(code: JudgeErrorCode, message: string, cause?: unknown) {
		super(message, cause === undefined ? undefined : { cause });
		this.code = code;
	}
}

/** A small detector of the built-in model's nouns, which took no part in making the pictures. */
export interface Judge {
	readonly name: string;
	/** SHA-256 of its graph, 16 bytes in hex. */
	readonly hash: string;
	readonly nouns: readonly string[];
	/** Its own precision and recall, by test set: to be stated beside every figure that it produces. */
	readonly test: JudgeConfig['measured'];
	/** The noun that a description names, by synonym if need be. Throws `JudgeError` for what it does not know. */
	nounOf(text: string): string;
	/** Everything that it is sure enough of, best first. Colour and size play no part in a noun. */
	detect(picture: Raster): Promise<Detection[]>;
	close(): Promise<void>;
}

/** Loads a judge: a folder with `model.onnx` and `config.json`. */
export async function loadJudge(folder: string): Promise<Judge> {
	const name = basename(folder);
	const [bytes, text] = await Promise.all([
		readFile(join(folder, 'model.onnx')),
		readFile(join(folder, 'config.json'), 'utf8'),
	]).catch((error: unknown) => {
		throw new JudgeError(
			'judge-missing',
			`There is no judge in ${name}: model.onnx and config.json are needed.`,
			error,
		);
	});
	const config = configSchema.safeParse(JSON.parse(text));
	if (!config.success) {
		throw new JudgeError(
			'judge-broken',
			`${name}/config.json: ${z.prettifyError(config.error)}`,
			config.error,
		);
	}
	const session = await InferenceSession.create(bytes);
	const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
	const { labels, synonyms, input, measured } = config.data;
	return {
		name,
		hash,
		nouns: labels,
		test: measured,
		nounOf: (description) => nounOf(description, labels, synonyms),
		async detect(picture) {
			const { size } = input;
			const pixels = new Tensor('float32', await planes(picture, size), [1, 3, size, size]);
			const { heatmap, size: sides, offset } = await session.run({ [input.name]: pixels });
			const [heat, extent, place] = [heatmap, sides, offset].map(({ data }) =>
				Float32Array.from(data as Float32Array),
			);
			return peaks(heat, extent, place, config.data);
		},
		close: () => session.release(),
	};
}

const WORDS = /[^\p{L}]+/u;

/**
 * The noun that a description ends with: the last words that are a noun or a synonym of one, the longest phrase
 * first, so that "a hot dog" is no dog.
 *
 * @param synonyms - other words, each with its noun
 */
export function nounOf(
	text: string,
	nouns: readonly string[],
	synonyms: Readonly<Record<string, string>> = {},
): string {
	const known = new Map([
		...Object.entries(synonyms).map(([word, noun]) => [words(word).join(' '), noun] as const),
		...nouns.map((noun) => [words(noun).join(' '), noun] as const),
	]);
	const longest = Math.max(...[...known.keys()].map((phrase) => phrase.split(' ').length));
	const said = words(text);
	for (let end = said.length; end > 0; end--) {
		for (let start = Math.max(0, end - longest); start < end; start++) {
			const noun = known.get(said.slice(start, end).join(' '));
			if (noun !== undefined) return noun;
		}
	}
	throw new JudgeError(
		'noun-unknown',
		`The judge knows no noun in "${text}". It knows: ${nouns.join(', ')}.`,
	);
}

function words(text: string): string[] {
	return text
		.toLowerCase()
		.split(WORDS)
		.filter((word) => word !== '');
}

/** The picture at the judge's size, `[3, size, size]` in 0..1. */
async function planes({ width, height, rgba }: Raster, size: number): Promise<Float32Array> {
	const pixels =
		width === size && height === size
			? rgba
			: await sharp(rgba, { raw: { width, height, channels: 4 } })
					.resize(size, size, { fit: 'fill' })
					.raw()
					.toBuffer();
	const area = size * size;
	const data = new Float32Array(3 * area);
	for (let i = 0; i < area; i++) for (let c = 0; c < 3; c++) data[c * area + i] = pixels[4 * i + c] / 255;
	return data;
}

/**
 * Reads the detector's maps as its training does: cells that are the highest of their window for their noun,
 * one noun a cell, above the threshold; size and offset at that cell.
 */
export function peaks(
	heatmap: Float32Array,
	sides: Float32Array,
	offset: Float32Array,
	config: Pick<JudgeConfig, 'labels' | 'input' | 'stride' | 'peak_window' | 'score_threshold'>,
): Detection[] {
	const cells = config.input.size / config.stride;
	const area = cells * cells;
	const reach = Math.floor(config.peak_window / 2);
	const isPeak = (noun: number, x: number, y: number) => {
		const value = heatmap[noun * area + y * cells + x];
		for (let v = Math.max(0, y - reach); v <= Math.min(cells - 1, y + reach); v++) {
			for (let u = Math.max(0, x - reach); u <= Math.min(cells - 1, x + reach); u++) {
				if (heatmap[noun * area + v * cells + u] > value) return false;
			}
		}
		return true;
	};
	const found: Detection[] = [];
	for (let cell = 0; cell < area; cell++) {
		const [x, y] = [cell % cells, Math.floor(cell / cells)];
		let best = -1;
		for (let noun = 0; noun < config.labels.length; noun++) {
			const score = heatmap[noun * area + cell];
			const higher = best < 0 || score > heatmap[best * area + cell];
			if (score >= config.score_threshold && higher && isPeak(noun, x, y)) best = noun;
		}
		if (best < 0) continue;
		const [centreX, centreY] = [(x + offset[cell]) / cells, (y + offset[area + cell]) / cells];
		const [halfWidth, halfHeight] = [sides[cell] / 2, sides[area + cell] / 2];
		found.push({
			noun: config.labels[best],
			score: heatmap[best * area + cell],
			box: [centreX - halfWidth, centreY - halfHeight, centreX + halfWidth, centreY + halfHeight],
		});
	}
	return found.sort((a, b) => b.score - a.score);
}
