import { createLatent, type Latent, type PixelPlanes, type Raster, toByte } from './latent.ts';
import type { VaeConfig } from './model-folder.ts';
import type { Graph, Port } from './session.ts';
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

/** The decoder with its tensors, which are kept while pictures keep their size. */
export class Decoder {
	readonly #graph: Graph;
	readonly #input: Port;
	readonly #output: Port;
	readonly #scaling: LatentScaling;
	readonly #latentScale: number;
	#latent: TensorBuffer | null = null;
	#pixels: TensorBuffer | null = null;

	constructor(graph: Graph, scaling: LatentScaling, latentScale: number) {
		this.#graph = graph;
		this.#input = graph.input('latent_sample', 'latent', 'sample');
		this.#output = graph.output('sample', 'image');
		this.#scaling = scaling;
		this.#latentScale = latentScale;
	}

	/** The result's buffer is overwritten by the next call. */
	async decode(latent: Latent): Promise<PixelPlanes> {
		const { scale, offset } = this.#scaling;
		const { channels, width, height } = latent;
		const cells = width * height;
		const encoded = new Float32Array(latent.data.length);
		for (let c = 0; c < channels; c++) {
			const factor = 1 / scale[c];
			for (let k = c * cells; k < (c + 1) * cells; k++) encoded[k] = latent.data[k] * factor + offset[c];
		}
		const size = { width: width * this.#latentScale, height: height * this.#latentScale };
		const input = bufferFor(this.#latent, this.#input.type, [1, channels, height, width]);
		const output = bufferFor(this.#pixels, this.#output.type, [1, 3, size.height, size.width]);
		[this.#latent, this.#pixels] = [input, output];
		input.write(encoded);
		const name = this.#output.name;
		const results = await this.#graph.run({ [this.#input.name]: input.tensor }, { [name]: output.tensor });
		return { data: floats(results[name]), ...size };
	}
}

/** The buffer that is there where it fits, else a new one. */
function bufferFor(known: TensorBuffer | null, type: string, dims: readonly number[]): TensorBuffer {
	const fits = known?.tensor.dims.every((side, axis) => side === dims[axis]);
	return known !== null && fits ? known : new TensorBuffer(type, dims);
}

/** Pixels in `[-1, 1]`, `[3, height, width]`, as 0..1. */
export function toUnit(pixels: Float32Array): Float32Array {
	const unit = new Float32Array(pixels.length);
	for (let k = 0; k < unit.length; k++) unit[k] = Math.min(1, Math.max(0, pixels[k] / 2 + 0.5));
	return unit;
}

/** An opaque raster. */
export function toRaster({ data, width, height }: PixelPlanes): Raster {
	const plane = width * height;
	const rgba = new Uint8Array(plane * 4);
	for (let k = 0, to = 0; k < plane; k++, to += 4) {
		rgba[to] = toByte(data[k]);
		rgba[to + 1] = toByte(data[plane + k]);
		rgba[to + 2] = toByte(data[2 * plane + k]);
		rgba[to + 3] = 255;
	}
	return { width, height, rgba };
}

/** A raster's colours; alpha is ignored. */
export function fromRaster({ width, height, rgba }: Raster): PixelPlanes {
	const plane = width * height;
	const data = new Float32Array(plane * 3);
	for (let k = 0; k < plane; k++) {
		data[k] = rgba[k * 4] / 127.5 - 1;
		data[plane + k] = rgba[k * 4 + 1] / 127.5 - 1;
		data[2 * plane + k] = rgba[k * 4 + 2] / 127.5 - 1;
	}
	return { data, width, height };
}

/**
 * The encoder with its tensor, kept while pictures keep their size. New exports give mean and log-variance
 * (`latent_parameters`), of which the mean is taken; old ones a sample of them.
 */
export class Encoder {
	readonly #graph: Graph;
	readonly #input: Port;
	readonly #output: Port;
	readonly #scaling: LatentScaling;
	#pixels: TensorBuffer | null = null;

	constructor(graph: Graph, scaling: LatentScaling) {
		this.#graph = graph;
		this.#input = graph.input('sample', 'image');
		this.#output = graph.output('latent_parameters', 'latent_sample', 'latent');
		this.#scaling = scaling;
	}

	/** A picture's latent in the model's scale. */
	async encode(pixels: PixelPlanes): Promise<Latent> {
		const { scale, offset } = this.#scaling;
		const name = this.#output.name;
		const input = bufferFor(this.#pixels, this.#input.type, [1, 3, pixels.height, pixels.width]);
		this.#pixels = input;
		input.write(pixels.data);
		const result = (await this.#graph.run({ [this.#input.name]: input.tensor }, [name]))[name];
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
}
