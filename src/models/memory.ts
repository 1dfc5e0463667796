import { availableMemory } from 'node:process';
import { z } from 'zod';
import { bytesOf, readGraphFile, type StoredTensor } from '../diffusion/graph-file.ts';
import { latentScaleOf, readModelSummary } from '../diffusion/model-defaults.ts';
import { ModelError } from '../diffusion/model-error.ts';
import { GRAPH_FOLDERS, type GraphFolder, ModelFolder } from '../diffusion/model-folder.ts';
import { ELEMENT } from '../diffusion/onnx-graph.ts';

const MB = 2 ** 20;

/** How a model is held: see `LoadOptions.memory`. */
export type MemoryMode = 'ample' | 'sparing';

/** What a model takes of the machine's memory on the CPU, as far as its files tell before it is loaded. */
export interface MemoryEstimate {
	/** Weights as the runtime holds them, per part. */
	readonly parts: readonly { readonly part: GraphFolder; readonly bytes: number }[];
	/** What comes and goes while a picture of this size is drawn. */
	readonly drawingBytes: number;
	/** All of it at once; where memory is spared, the largest that is open at once. */
	readonly bytes: number;
	readonly mode: MemoryMode;
}

/** A picture's size, and how many samples go through the network together. */
export interface DrawingSize {
	readonly widthPx: number;
	readonly heightPx: number;
	readonly rows: number;
}

/**
 * Bytes that the runtime's CPU provider holds at its peak for one byte of a stored weight. Measured on chains of 80
 * layers of 1024 channels with onnxruntime-node 1.30: float16 is computed in float32 and kept beside it;
 * convolutions are packed anew; weights inside of the graph's file are read twice, those beside it are mapped.
 */
const PEAK_PER_BYTE = {
	float32: { inside: { matrix: 2.1, convolution: 4.1 }, beside: { matrix: 1, convolution: 2.1 } },
	float16: { inside: { matrix: 4.6, convolution: 7.4 }, beside: { matrix: 3.2, convolution: 6.9 } },
} as const;

/** The same where memory is spared: weights beside the graph are mapped and no more. */
const SPARING_PER_BYTE = { inside: 2.1, beside: 1 } as const;
/** What the largest models widen at once for one byte of float16, while they work (docs/models.md). */
const WIDENED_PER_BYTE = 0.4;

function restingBytes(tensor: StoredTensor): number {
	return bytesOf(tensor) * SPARING_PER_BYTE[tensor.location === null ? 'inside' : 'beside'];
}

function heldBytes(tensor: StoredTensor, mode: MemoryMode): number {
	const bytes = bytesOf(tensor);
	if (mode === 'sparing') {
		const widened = tensor.dataType === ELEMENT.float16 ? WIDENED_PER_BYTE * bytes : 0;
		return restingBytes(tensor) + widened;
	}
	if (tensor.dataType !== ELEMENT.float32 && tensor.dataType !== ELEMENT.float16) return bytes;
	const factors = PEAK_PER_BYTE[tensor.dataType === ELEMENT.float32 ? 'float32' : 'float16'];
	const where = factors[tensor.location === null ? 'inside' : 'beside'];
	return bytes * (tensor.rank >= 3 ? where.convolution : where.matrix);
}

const networkShape = z.looseObject({
	attention_head_dim: z.number().or(z.array(z.number())).nullish(),
	num_attention_heads: z.number().or(z.array(z.number())).nullish(),
	taue: z.looseObject({ cross_attention: z.array(z.looseObject({ size: z.number() })).nullish() }).nullish(),
});

/** Scores of every cell against every other, for all heads and rows, at the finest resolution with attention. */
function scoreBytes(files: ModelFolder, { widthPx, heightPx, rows }: DrawingSize): number {
	const config = files.unetConfig();
	const { attention_head_dim: dim, num_attention_heads: named, taue } = networkShape.parse(config);
	const cells = (widthPx * heightPx) / latentScaleOf(files.vaeConfig()) ** 2;
	const finest = Math.max(
		0,
		(config.down_block_types ?? []).findIndex((name) => name.startsWith('CrossAttn')),
	);
	const own = taue?.cross_attention?.[0];
	const native = typeof config.sample_size === 'number' ? config.sample_size : 64;
	const tokens = own ? cells * (own.size / native) ** 2 : cells / 4 ** finest;
	const width = config.block_out_channels?.[finest] ?? 320;
	const at = (given: number | readonly number[] | null | undefined) =>
		(typeof given === 'object' ? given?.[finest] : given) ?? null;
	// `attention_head_dim` of diffusers' configurations is the number of heads; of this project's models their width.
	const wide = at(dim) ?? 8;
	const heads = at(named) ?? (own ? width / wide : wide);
	return rows * heads * tokens ** 2 * 4;
}

/** The decoder's widest planes at the picture's full size; several stand at once. */
function planeBytes(files: ModelFolder, { widthPx, heightPx }: DrawingSize): number {
	const [first = 128, second = first] = files.vaeConfig().block_out_channels ?? [128, 256];
	return Math.max(first, second) * widthPx * heightPx * 4;
}

/** The decoder attends as well: every latent cell to every other, with one head, one row at a time. */
function decoderScoreBytes(files: ModelFolder, { widthPx, heightPx }: DrawingSize): number {
	return ((widthPx * heightPx) / latentScaleOf(files.vaeConfig()) ** 2) ** 2 * 4;
}

/** Planes and score tensors that stand at once: what the largest measured pictures needed (docs/models.md). */
const PLANES_AT_ONCE = 3;
const SCORES_AT_ONCE = 6.5;
/** What the runtime takes for itself. */
const RUNTIME_BYTES = 100 * MB;

/**
 * Foretells from a model's files, without loading it, what it takes on the CPU.
 * @throws ModelError where the folder holds no model that can be read
 */
export function estimateMemory(
	folder: string,
	size: DrawingSize,
	mode: MemoryMode = 'ample',
): MemoryEstimate {
	const files = new ModelFolder(folder);
	const total = (tensors: readonly StoredTensor[], bytesIn: (tensor: StoredTensor) => number): number =>
		Math.round(tensors.reduce((sum, tensor) => sum + bytesIn(tensor), 0));
	let resting = 0;
	const parts = GRAPH_FOLDERS.filter((part) => files.hasGraph(part)).map((part) => {
		const { tensors } = readGraphFile(files.graphPath(part));
		if (part === 'unet') resting = total(tensors, restingBytes);
		return { part, bytes: total(tensors, (tensor) => heldBytes(tensor, mode)) };
	});
	const scores = Math.max(scoreBytes(files, size), decoderScoreBytes(files, size));
	const drawingBytes = Math.round(
		RUNTIME_BYTES + Math.max(PLANES_AT_ONCE * planeBytes(files, size), SCORES_AT_ONCE * scores),
	);
	const sum = parts.reduce((all, { bytes }) => all + bytes, drawingBytes);
	const bytes = mode === 'ample' ? sum : drawingBytes + atOnce(parts, resting);
	return { parts, drawingBytes, bytes, mode };
}

/** Where memory is spared, the UNet works alone, or one other part while it rests. */
function atOnce(parts: MemoryEstimate['parts'], resting: number): number {
	return Math.max(0, ...parts.map(({ part, bytes }) => (part === 'unet' ? bytes : resting + bytes)));
}

/**
 * The way in which a model fits: as it draws fastest where there is room, else with memory spared. What neither
 * fits is foretold sparing, for `mustFit` to refuse.
 * @param wanted - `auto` unless the operator decided
 */
export function fittingEstimate(
	folder: string,
	size: DrawingSize,
	limit: MemoryLimit,
	wanted: 'auto' | MemoryMode = 'auto',
): MemoryEstimate {
	if (wanted !== 'auto') return estimateMemory(folder, size, wanted);
	const ample = estimateMemory(folder, size, 'ample');
	return ample.bytes <= limit.bytes ? ample : estimateMemory(folder, size, 'sparing');
}

/**
 * What a model on the shelf of a CPU's process counts as: what it takes for a picture of its own size, held in the way in
 * which it is best held where it may have all of the shelf.
 * @param mostBytes - of the shelf
 * @throws ModelError where the folder holds no model that can be read
 */
export function shelfBytes(folder: string, mostBytes: number, wanted: 'auto' | MemoryMode = 'auto'): number {
	const side = readModelSummary(folder).nativeSize;
	const limit = { bytes: mostBytes, why: 'the shelf holds' };
	return fittingEstimate(folder, { widthPx: side, heightPx: side, rows: 2 }, limit, wanted).bytes;
}

/** Bytes on a card for one byte of its weights, with room to work: not measured, since nobody had a card at hand. */
const CARD_PER_BYTE = 1.3;

/** The same for a card's process, which keeps weights as they are stored. */
export function cardBytes(folder: string): number {
	const files = new ModelFolder(folder);
	const stored = GRAPH_FOLDERS.filter((part) => files.hasGraph(part)).flatMap((part) =>
		readGraphFile(files.graphPath(part)).tensors.map(bytesOf),
	);
	return Math.round(CARD_PER_BYTE * stored.reduce((sum, bytes) => sum + bytes, 0));
}

/** How much there is, and what says so. */
export interface MemoryLimit {
	readonly bytes: number;
	readonly why: string;
}

/**
 * How a model is best held on the CPU for pictures of its own size.
 * @throws ModelError where the folder holds no model that can be read
 */
export function memoryMode(
	folder: string,
	limit: MemoryLimit,
	wanted: 'auto' | MemoryMode = 'auto',
): MemoryMode {
	if (wanted !== 'auto') return wanted;
	const side = readModelSummary(folder).nativeSize;
	return fittingEstimate(folder, { widthPx: side, heightPx: side, rows: 2 }, limit).mode;
}

/** What a device's process may take: the operator's limit, or what the machine (or its container) has left. */
export function memoryLimit(limitMb: number): MemoryLimit {
	const free = availableMemory();
	return limitMb * MB <= free
		? { bytes: limitMb * MB, why: 'a device may take (TAUE_WORKER_MEMORY_MB)' }
		: { bytes: free, why: 'this machine has free' };
}

/**
 * Refuses a model that does not fit, before minutes of loading.
 * @throws ModelError `out-of-memory` with the numbers of every part
 */
export function mustFit(
	name: string,
	{ parts, drawingBytes, bytes, mode }: MemoryEstimate,
	limit: MemoryLimit,
): void {
	if (bytes <= limit.bytes) return;
	const list = [
		...parts.map(({ part, bytes: each }) => `${part} ${inMb(each)}`),
		`drawing ${inMb(drawingBytes)}`,
	];
	throw new ModelError(
		'out-of-memory',
		`${name} needs about ${inMb(bytes)} of memory on the CPU${mode === 'sparing' ? ', sparing as it is loaded' : ''} ` +
			`(${list.join(', ')}), and ${inMb(limit.bytes)} are what ${limit.why}. ${REMEDIES[mode]}`,
	);
}

const REMEDIES: Readonly<Record<MemoryMode, string>> = {
	ample: 'Set TAUE_MEMORY=sparing, or take a smaller model, a graphics card, or a machine with more memory.',
	sparing: 'Take a smaller model, a graphics card, or a machine with more memory.',
};

/** For people: whole megabytes, gigabytes from ten on. */
export function inMb(bytes: number): string {
	return bytes < 10 * 1024 * MB ? `${Math.ceil(bytes / MB)} MB` : `${(bytes / MB / 1024).toFixed(1)} GB`;
}
