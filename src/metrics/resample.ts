/**
 * Resizing exactly as Pillow does it, which CLIP's preprocessing is defined by: one pass per axis, kernels
 * widened when shrinking, bytes rounded after each pass. (libvips enlarges by another rule: on the reference
 * picture its result is 0.04 of a deviation away in the mean.)
 */

/** Pillow's filters by their numbers in `preprocessor_config.json`. */
const FILTERS: Readonly<
	Record<number, { readonly support: number; readonly weight: (x: number) => number }>
> = {
	1: { support: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
	2: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
	3: { support: 2, weight: (x) => bicubic(Math.abs(x)) },
};

function sinc(x: number): number {
	return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Keys' cubic with a = -1/2. */
function bicubic(x: number): number {
	if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
	if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
	return 0;
}

/** For each output position: the first input position and the weights from there on. */
function taps(
	from: number,
	to: number,
	resample: number,
): { readonly first: number; readonly weights: readonly number[] }[] {
	const filter = FILTERS[resample];
	const ratio = from / to;
	const stretch = Math.max(ratio, 1);
	return Array.from({ length: to }, (_, position) => {
		const centre = (position + 0.5) * ratio;
		// Nearest neighbour has no filter: one tap.
		if (!filter) return { first: Math.min(from - 1, Math.floor(centre)), weights: [1] };
		const first = Math.max(0, Math.trunc(centre - filter.support * stretch + 0.5));
		const end = Math.min(from, Math.trunc(centre + filter.support * stretch + 0.5));
		const raw = Array.from({ length: end - first }, (_, k) =>
			filter.weight((first + k - centre + 0.5) / stretch),
		);
		const sum = raw.reduce((total, weight) => total + weight, 0);
		return { first, weights: raw.map((weight) => weight / sum) };
	});
}

/** Bytes of `channels` interleaved channels, row by row. */
export interface Bytes {
	readonly data: Uint8Array | Uint8ClampedArray;
	readonly width: number;
	readonly height: number;
	readonly channels: number;
}

/** The picture with its rows resized; and with columns and rows exchanged, so that twice gives both axes. */
function resizeAndTranspose({ data, width, height, channels }: Bytes, to: number, resample: number): Bytes {
	const out = new Uint8ClampedArray(to * height * channels);
	const plan = taps(width, to, resample);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < to; x++) {
			const { first, weights } = plan[x];
			for (let c = 0; c < channels; c++) {
				let sum = 0;
				for (let k = 0; k < weights.length; k++) {
					sum += weights[k] * data[(y * width + first + k) * channels + c];
				}
				out[(x * height + y) * channels + c] = sum;
			}
		}
	}
	return { data: out, width: height, height: to, channels };
}

/** A picture of another size. `resample` is Pillow's number: 0 nearest, 1 Lanczos, 2 bilinear, 3 bicubic. */
export function resample(picture: Bytes, width: number, height: number, filter: number): Bytes {
	return resizeAndTranspose(resizeAndTranspose(picture, width, filter), height, filter);
}
