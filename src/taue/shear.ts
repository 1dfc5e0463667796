import type { AttentionBias, Conditioning } from '../diffusion/index.ts';
import { type Plane, resize } from './plane.ts';

/** Added to a logit, this leaves nothing of it after the softmax. */
const FORBIDDEN = -1e4;
/** Shares of a cell below this do not speak there. */
const LEAST_SHARE = 0.02;

/** One prompt's tokens inside a packed sequence. */
interface Segment {
	readonly start: number;
	readonly length: number;
	/** Added to the logit of each token from the end on: padding that was kept speaks for what was cut off. */
	readonly tail: { readonly from: number; readonly bias: number };
}

/** Several prompts in one sequence, and where in it each one stands. */
export interface PackedPrompts {
	readonly conditioning: Conditioning;
	readonly segments: readonly Segment[];
}

/**
 * Writes several encoded prompts one after the other into one sequence of the model's length, each with its
 * start mark, words, end mark and as much of its padding as there is room for. Cross-attention knows no
 * order, so a pixel that may look at one segment only sees that prompt as if it stood alone.
 *
 * @returns null where they do not fit
 */
export function packPrompts(prompts: readonly Conditioning[], tokenLength: number): PackedPrompts | null {
	const width = prompts[0].embeddings.length / tokenLength;
	const needed = prompts.map(({ tokenCount }) => Math.min(tokenLength, tokenCount + 2));
	const room = tokenLength - needed.reduce((sum, length) => sum + length, 0);
	if (room < 0) return null;
	const embeddings = new Float32Array(tokenLength * width);
	const segments: Segment[] = [];
	let start = 0;
	prompts.forEach((prompt, index) => {
		const share =
			Math.floor((room * (index + 1)) / prompts.length) - Math.floor((room * index) / prompts.length);
		const length = Math.min(tokenLength, needed[index] + share);
		embeddings.set(prompt.embeddings.subarray(0, length * width), start * width);
		segments.push({ start, length, tail: tailOf(prompt, needed[index], length, tokenLength) });
		start += length;
	});
	const [first] = prompts;
	const text = prompts.map((prompt) => prompt.text).join(' | ');
	return {
		conditioning: { ...first, text, embeddings, tokenCount: tokenLength - 2, tokens: [] },
		segments,
	};
}

/**
 * All `tokenLength - needed` paddings are spoken for by those that were kept, or else by the end mark. Where
 * the model's padding is silent (all zero, as the built-in model's), nothing needs to be said for it.
 */
function tailOf(prompt: Conditioning, needed: number, length: number, tokenLength: number): Segment['tail'] {
	const width = prompt.embeddings.length / tokenLength;
	const last = prompt.embeddings.subarray((tokenLength - 1) * width);
	const kept = length - needed;
	if (needed < tokenLength && last.every((value) => value === 0)) return { from: length, bias: 0 };
	if (kept > 0) return { from: needed, bias: Math.log((tokenLength - needed) / kept) };
	return { from: length - 1, bias: Math.log(1 + tokenLength - needed) };
}

/**
 * The bias that lets each place see its own prompt: the logarithm of a segment's share of the place, so that
 * a soft edge mixes softly.
 *
 * @param shares - one plane a segment, summing to 1 in every cell
 */
export function shearBias(
	shares: readonly Plane[],
	packed: PackedPrompts,
	tokens: number,
	size: { readonly width: number; readonly height: number },
): AttentionBias {
	const data = new Float32Array(size.width * size.height * tokens).fill(FORBIDDEN);
	const small = shares.map((share) => resize(share, size.width, size.height));
	for (let pixel = 0; pixel < size.width * size.height; pixel++) {
		packed.segments.forEach(({ start, length, tail }, index) => {
			const share = small[index].data[pixel];
			if (share < LEAST_SHARE) return;
			const bias = Math.log(share);
			for (let k = 0; k < length; k++) {
				data[pixel * tokens + start + k] = bias + (k >= tail.from ? tail.bias : 0);
			}
		});
	}
	return { ...size, tokens, data };
}

/**
 * Shares of every cell: each object's soft mask, nearer objects covering farther ones, and the background's
 * rest. In the order background, objects.
 *
 * @param order - object indices, far to near
 */
export function maskShares(masks: readonly Plane[], order: readonly number[]): Plane[] {
	const [{ width, height }] = masks;
	const rest = new Float32Array(width * height).fill(1);
	const shares: Plane[] = masks.map(() => ({ data: new Float32Array(width * height), width, height }));
	for (const index of [...order].reverse()) {
		const mask = masks[index].data;
		for (let i = 0; i < rest.length; i++) {
			const share = rest[i] * Math.min(1, Math.max(0, mask[i]));
			shares[index].data[i] = share;
			rest[i] -= share;
		}
	}
	return [{ data: rest, width, height }, ...shares];
}
