import { createLatent, type Latent, type Raster } from './latent.ts';
import type { VaeConfig } from './model-folder.ts';
import type { Graph } from './session.ts';
import { floats, TensorBuffer } from './tensor-buffer.ts';

/** How the model's latents relate to the autoencoder's: `latent = (encoded - offset[c]) * scale[c]`. */
export interface LatentScaling {
	readonly scale: Float32Array;
	readonly offset: Float32Array;
}

/** Scaling by one factor and shift, or by mean and deviation per channel where the configuration has them. */
export function latentScaling(config: VaeConfig, channels: number, factor: number): LatentScaling {
	const { latents_mean: mean, latents_std: deviation } = config;
	const shift = config.shift_factor ?? 0;
	return {
		scale: Float32Array.from({ length: channels }, (_, c) => factor / (deviation?.[c] ?? 1)),
		offset: Float32Array.from({ length: channels }, (_, c) => mean?.[c] ?? shift),
	};
}

/** The decoder: `[-1, 1]` pixels `[3, height, width]` of a latent. The result is the session's own buffer. */
export async function decodeLatent(
	graph: Graph,
	latent: Latent,
	{ scale, offset }: LatentScaling,
): Promise<Float32Array> {
	const input = graph.input('latent_sample', 'latent', 'sample');
	const output = graph.output('sample', 'image');
	const cells = latent.width * latent.height;
	const encoded = new Float32Array(latent.data.length);
	for (let c = 0; c < latent.channels; c++) {
		const factor = 1 / scale[c];
		for (let k = c * cells; k < (c + 1) * cells; k++) encoded[k] = latent.data[k] * factor + offset[c];
	}
	const buffer = new TensorBuffer(input.type, [1, latent.channels, latent.height, latent.width]);
	buffer.write(encoded);
	const results = await graph.run({ [input.name]: buffer.tensor }, [output.name]);
	return floats(results[output.name]);
}

/** Pixels in `[-1, 1]`, `[3, height, width]`, as 0..1. */
export function toUnit(pixels: Float32Array): Float32Array {
	const unit = new Float32Array(pixels.length);
	for (let k = 0; k < unit.length; k++) unit[k] = Math.min(1, Math.max(0, pixels[k] / 2 + 0.5));
	return unit;
}

/** Pixels in `[-1, 1]`, `[3, height, width]`, as an opaque raster. */
export function toRaster(pixels: Float32Array, width: number, height: number): Raster {
	const plane = width * height;
	// A clamped array rounds halves to even, as numpy does.
	const rgba = new Uint8ClampedArray(plane * 4);
	for (let k = 0; k < plane; k++) {
		rgba[k * 4] = (pixels[k] / 2 + 0.5) * 255;
		rgba[k * 4 + 1] = (pixels[plane + k] / 2 + 0.5) * 255;
		rgba[k * 4 + 2] = (pixels[2 * plane + k] / 2 + 0.5) * 255;
		rgba[k * 4 + 3] = 255;
	}
	return { width, height, rgba: new Uint8Array(rgba.buffer) };
}

/** A raster as pixels in `[-1, 1]`, `[3, height, width]`; alpha is ignored. */
export function fromRaster({ width, height, rgba }: Raster): Float32Array {
	const plane = width * height;
	const pixels = new Float32Array(plane * 3);
	for (let k = 0; k < plane; k++) {
		pixels[k] = rgba[k * 4] / 127.5 - 1;
		pixels[plane + k] = rgba[k * 4 + 1] / 127.5 - 1;
		pixels[2 * plane + k] = rgba[k * 4 + 2] / 127.5 - 1;
	}
	return pixels;
}

/**
 * The encoder: pixels `[3, height, width]` in `[-1, 1]` to a latent in the model's scale. New exports give
 * mean and log-variance (`latent_parameters`), of which the mean is taken; old ones a sample of them.
 */
export async function encodePixels(
	graph: Graph,
	pixels: Float32Array,
	size: { readonly width: number; readonly height: number },
	{ scale, offset }: LatentScaling,
): Promise<Latent> {
	const input = graph.input('sample', 'image');
	const output = graph.output('latent_parameters', 'latent_sample', 'latent');
	const buffer = new TensorBuffer(input.type, [1, 3, size.height, size.width]);
	buffer.write(pixels);
	const result = (await graph.run({ [input.name]: buffer.tensor }, [output.name]))[output.name];
	const [, , height, width] = result.dims;
	const channels = scale.length;
	const cells = width * height;
	const encoded = floats(result);
	const latent = createLatent(channels, width, height);
	for (let c = 0; c < channels; c++) {
		for (let k = c * cells; k < (c + 1) * cells; k++) latent.data[k] = (encoded[k] - offset[c]) * scale[c];
	}
	return latent;
}
