/** A latent in the model's own scale: float32, `[channels, height, width]`, C order. */
export interface Latent {
	readonly data: Float32Array;
	readonly channels: number;
	/** Latent cells, not pixels: pixels divided by `ModelInfo.latentScale`. */
	readonly width: number;
	readonly height: number;
}

/** Pixels in RGBA, 8 bits each, row by row: `width * height * 4` bytes. */
export interface Raster {
	readonly width: number;
	readonly height: number;
	readonly rgba: Uint8Array;
}

/** A picture as the autoencoder knows it: float32, -1..1 (a decoder may overshoot), `[3, height, width]`, C order. */
export interface PixelPlanes {
	readonly data: Float32Array;
	readonly width: number;
	readonly height: number;
}

/** A value of planes as 0..255, clamped; much quicker than a clamped array's own rounding. */
export function toByte(value: number): number {
	return value <= -1 ? 0 : value >= 1 ? 255 : (value * 127.5 + 128) | 0;
}

/** A latent of the given shape; zeros unless data is given. */
export function createLatent(channels: number, width: number, height: number, data?: Float32Array): Latent {
	const length = channels * width * height;
	if (data && data.length !== length) {
		throw new RangeError(
			`a ${channels}x${height}x${width} latent holds ${length} numbers, not ${data.length}`,
		);
	}
	return { data: data ?? new Float32Array(length), channels, width, height };
}

/** An independent copy. */
export function cloneLatent(latent: Latent): Latent {
	return { ...latent, data: latent.data.slice() };
}
