/**
 * Random numbers that mean the same everywhere.
 *
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011) turns a counter and a
 * key into four 32-bit words. Here the key is `(seed, stream)` and the counter is the index of the block of
 * four numbers, so that number `n` of any stream can be had without the ones before it, and streams (one per
 * object, one per noisy step) never overlap.
 *
 * Words become normal numbers by Box-Muller. Its logarithm, sine and cosine are computed here from
 * additions, multiplications, divisions and square roots in double precision, which IEEE 754 fixes to the
 * last bit; `Math.log` and `Math.cos` are not fixed. So the float32 results are equal on every machine.
 */
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function mulHigh(a: number, b: number): number {
	const aHigh = a >>> 16;
	const aLow = a & 0xffff;
	const bHigh = b >>> 16;
	const bLow = b & 0xffff;
	const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
	const carry = (middle & 0xffff) + aLow * bHigh;
	return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/**
 * Philox4x32-10: replaces the four counter words in `words` by four random words.
 * @param words counter in, random words out
 */
export function philox4x32(words: Uint32Array, key0: number, key1: number): Uint32Array {
	let [c0, c1, c2, c3] = words;
	let k0 = key0 >>> 0;
	let k1 = key1 >>> 0;
	for (let round = 0; round < 10; round++) {
		const high0 = mulHigh(MULTIPLIER_0, c0);
		const low0 = Math.imul(MULTIPLIER_0, c0) >>> 0;
		const high1 = mulHigh(MULTIPLIER_1, c2);
		const low1 = Math.imul(MULTIPLIER_1, c2) >>> 0;
		c0 = (high1 ^ c1 ^ k0) >>> 0;
		c1 = low1;
		c2 = (high0 ^ c3 ^ k1) >>> 0;
		c3 = low0;
		k0 = (k0 + WEYL_0) >>> 0;
		k1 = (k1 + WEYL_1) >>> 0;
	}
	words[0] = c0;
	words[1] = c1;
	words[2] = c2;
	words[3] = c3;
	return words;
}

/** ln of `n / 2^32` for an integer `n` in 1..2^32. */
function logOfShare(n: number): number {
	let exponent = n === 0x1_0000_0000 ? 32 : 31 - Math.clz32(n);
	let mantissa = n / 2 ** exponent;
	if (mantissa > Math.SQRT2) {
		mantissa /= 2;
		exponent++;
	}
	const t = (mantissa - 1) / (mantissa + 1);
	const t2 = t * t;
	let series = 0;
	for (let odd = 21; odd >= 1; odd -= 2) series = series * t2 + 1 / odd;
	return 2 * t * series + (exponent - 32) * Math.LN2;
}

/** cos and sin of `word / 2^32` of a full turn, written to `out[0]` and `out[1]`. */
function turn(word: number, out: Float64Array): void {
	const octant = word >>> 29;
	const within = (word & 0x1fff_ffff) / 0x2000_0000;
	const angle = (octant & 1 ? 1 - within : within) * (Math.PI / 4);
	const a2 = angle * angle;
	let sine = 1;
	let cosine = 1;
	for (let k = 16; k >= 2; k -= 2) {
		cosine = 1 - (a2 * cosine) / (k * (k - 1));
		sine = 1 - (a2 * sine) / (k * (k + 1));
	}
	sine *= angle;
	// Octants in pairs mirror at 45 degrees: in octants 1, 2, 5, 6 sine and cosine change places.
	const swap = octant === 1 || octant === 2 || octant === 5 || octant === 6;
	const x = swap ? sine : cosine;
	const y = swap ? cosine : sine;
	out[0] = octant >= 2 && octant <= 5 ? -x : x;
	out[1] = octant >= 4 ? -y : y;
}

/**
 * Standard normal numbers, float32.
 * @param seed 0..2^32-1, of the object or background
 * @param stream 0..2^32-1; different streams of one seed are independent (`noiseStream` names ours)
 * @param n how many
 * @param out receives them instead of a new array
 */
export function randn(
	seed: number,
	stream: number,
	n: number,
	out: Float32Array = new Float32Array(n),
): Float32Array {
	const words = new Uint32Array(4);
	const circle = new Float64Array(2);
	for (let block = 0; block * 4 < n; block++) {
		words[0] = block;
		words[1] = 0;
		words[2] = 0;
		words[3] = 0;
		philox4x32(words, seed, stream);
		for (let pair = 0; pair < 4; pair += 2) {
			const radius = Math.sqrt(-2 * logOfShare(words[pair] + 1));
			turn(words[pair + 1], circle);
			const at = block * 4 + pair;
			if (at < n) out[at] = radius * circle[0];
			if (at + 1 < n) out[at + 1] = radius * circle[1];
		}
	}
	return out;
}

/** Uniform numbers in [0, 1), float32 with 24 random bits. Same numbering as `randn`. */
export function uniform(seed: number, stream: number, n: number): Float32Array {
	const out = new Float32Array(n);
	const words = new Uint32Array(4);
	for (let block = 0; block * 4 < n; block++) {
		words.set([block, 0, 0, 0]);
		philox4x32(words, seed, stream);
		for (let k = 0; k < 4 && block * 4 + k < n; k++) out[block * 4 + k] = (words[k] >>> 8) / 0x100_0000;
	}
	return out;
}

/** The streams of one seed. The initial noise is stream 0; what a stochastic step `i` adds is stream `1 + i`. */
export const noiseStream = {
	initial: 0,
	step: (i: number): number => 1 + i,
	/** For uses of TAUE (beds, re-noising); kept apart from any number of steps. */
	method: (k: number): number => 0x8000_0000 + k,
} as const;
