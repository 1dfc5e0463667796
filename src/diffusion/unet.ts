import type { Tensor } from 'onnxruntime-node';
import type { AttentionBias, AttentionMap } from './attention.ts';
import type { AttentionProbe } from './attention-probe.ts';
import type { Denoiser, DenoiserOptions, ExtraInput } from './denoiser.ts';
import type { Conditioning, PredictEntry, Prediction } from './diffusion-model.ts';
import { ModelError } from './model-error.ts';
import type { Schedule } from './schedulers/schedule.ts';
import type { Graph, Port } from './session.ts';
import { floats, TensorBuffer } from './tensor-buffer.ts';

/** One line of a UNet batch: a latent with one conditioning. */
interface Row {
	readonly latent: Float32Array;
	readonly conditioning: Conditioning;
	readonly guidance: number;
	readonly bias: readonly AttentionBias[] | undefined;
}

/** The tensors of one batch shape, kept between steps. */
interface Batch {
	readonly rows: number;
	readonly sample: TensorBuffer;
	readonly timestep: TensorBuffer;
	readonly embeddings: TensorBuffer;
	/** The inputs that only some families have. */
	readonly extras: readonly {
		readonly input: ExtraInput;
		readonly buffer: TensorBuffer;
		readonly width: number;
	}[];
	readonly guidance: TensorBuffer | null;
	readonly feeds: Record<string, Tensor>;
	/** Where the runtime writes its result. */
	readonly output: TensorBuffer;
	/** What `embeddings` holds at the moment. */
	readonly written: (Conditioning | null)[];
	readonly bias: ReadonlyMap<string, TensorBuffer>;
	/** What each row of `bias` holds at the moment; undefined is zeros. */
	readonly biased: Row['bias'][];
}

/** The guidance scale as LCM's UNet takes it: a sinusoidal embedding of `1000 * (scale - 1)`. */
export function guidanceEmbedding(scale: number, width: number): Float32Array {
	const half = Math.floor(width / 2);
	const embedding = new Float32Array(width);
	for (let k = 0; k < half; k++) {
		const angle = (scale - 1) * 1000 * Math.exp((-Math.log(10000) * k) / (half - 1));
		embedding[k] = Math.sin(angle);
		embedding[half + k] = Math.cos(angle);
	}
	return embedding;
}

/** `uncond + scale * (cond - uncond)` (Ho & Salimans 2022). */
function guide(out: Float32Array, values: Float32Array, uncond: number, cond: number, scale: number): void {
	for (let k = 0; k < out.length; k++) {
		const base = values[uncond + k];
		out[k] = base + scale * (values[cond + k] - base);
	}
}

/** The denoising network of Stable Diffusion: batches rows, keeps its tensors, applies guidance. */
export class Unet implements Denoiser {
	readonly graph: Graph;
	readonly probe: AttentionProbe | null;
	readonly #latentScale: number;
	readonly #tokenLength: number;
	readonly #maxRows: number;
	readonly #extras: readonly ExtraInput[];
	readonly #sample: Port;
	readonly #timestep: Port;
	readonly #embeddings: Port;
	readonly #output: Port;
	readonly #batches = new Map<string, Batch>();
	/** One result per entry, reused by the next call. */
	#results: Float32Array[] = [];
	runs = 0;

	/** @param extras - inputs beside latent, timestep, text and guidance */
	constructor(graph: Graph, options: DenoiserOptions, extras: readonly ExtraInput[] = []) {
		this.graph = graph;
		this.probe = options.probe;
		this.#latentScale = options.latentScale;
		this.#tokenLength = options.tokenLength;
		this.#maxRows = options.maxRows;
		this.#extras = extras;
		this.#sample = graph.input('sample', 'latent_model_input');
		this.#timestep = graph.input('timestep', 'timesteps', 't');
		this.#embeddings = graph.input('encoder_hidden_states');
		this.#output = graph.output('out_sample', 'sample', 'noise_pred');
	}

	get channels(): number {
		const [, channels] = this.#sample.shape;
		return typeof channels === 'number' ? channels : 4;
	}

	get fixedSize(): { readonly width: number; readonly height: number } | null {
		const [, , height, width] = this.#sample.shape;
		return typeof height === 'number' && typeof width === 'number' ? { width, height } : null;
	}

	get embedsGuidance(): boolean {
		return this.graph.inputs.has('timestep_cond');
	}

	async predict(
		entries: readonly PredictEntry[],
		i: number,
		schedule: Schedule,
		wantsMaps: boolean,
	): Promise<readonly Prediction[]> {
		const { width, height } = this.#commonSize(entries);
		const rows: Row[] = [];
		/** Per entry: its conditional row, and its unconditional one or -1. */
		const places = entries.map((entry) => this.#addRows(rows, entry));
		const size = width * height * this.channels;
		const values = await this.#runRows(rows, i, schedule, width, height, wantsMaps);
		return entries.map((entry, n) => {
			const { cond, uncond } = places[n];
			return {
				noise: this.#combine(n, size, values.noise, cond, uncond, entry.guidance),
				attention: values.maps[cond] ?? [],
			};
		});
	}

	#commonSize(entries: readonly PredictEntry[]): { width: number; height: number } {
		const [first] = entries;
		if (!first) throw new RangeError('predict needs at least one entry');
		const { width, height } = first.latent;
		for (const { latent } of entries) {
			if (latent.width !== width || latent.height !== height || latent.channels !== this.channels) {
				throw new RangeError(
					`the entries of one predict share a ${this.channels}x${height}x${width} latent; one has ${latent.channels}x${latent.height}x${latent.width}`,
				);
			}
		}
		return { width, height };
	}

	#addRows(rows: Row[], entry: PredictEntry): { cond: number; uncond: number } {
		const { latent, conditioning, guidance, negative } = entry;
		let uncond = -1;
		if (guidance > 1 && !this.embedsGuidance) {
			if (!negative) throw new TypeError('guidance above 1 needs a negative conditioning');
			uncond = rows.push({ latent: latent.data, conditioning: negative, guidance, bias: undefined }) - 1;
		}
		const cond = rows.push({ latent: latent.data, conditioning, guidance, bias: entry.attentionBias }) - 1;
		return { cond, uncond };
	}

	#combine(
		n: number,
		size: number,
		noise: readonly Float32Array[],
		cond: number,
		uncond: number,
		scale: number,
	): Float32Array {
		const own = noise[cond];
		if (uncond < 0) return own;
		let out = this.#results[n];
		if (out?.length !== size) {
			out = new Float32Array(size);
			this.#results[n] = out;
		}
		// Both rows are views of one output where they went through the network together.
		const base = noise[uncond];
		if (base.buffer === own.buffer) {
			const all = new Float32Array(own.buffer);
			guide(out, all, base.byteOffset / 4, own.byteOffset / 4, scale);
		} else {
			for (let k = 0; k < size; k++) out[k] = base[k] + scale * (own[k] - base[k]);
		}
		return out;
	}

	/** Runs all rows, in as many runs as the export's or the caller's batch size asks for. */
	async #runRows(
		rows: readonly Row[],
		i: number,
		schedule: Schedule,
		width: number,
		height: number,
		wantsMaps: boolean,
	) {
		const [fixed] = this.#sample.shape;
		const most = typeof fixed === 'number' ? fixed : this.#maxRows;
		const noise: Float32Array[] = [];
		const maps: AttentionMap[][] = [];
		for (let at = 0; at < rows.length; at += most) {
			const part = rows.slice(at, at + most);
			const batch = this.#batch(
				typeof fixed === 'number' ? fixed : part.length,
				width,
				height,
				at,
				part[0].conditioning,
			);
			this.#fill(batch, part, i, schedule);
			const fetches: Record<string, Tensor | null> = { [this.#output.name]: batch.output.tensor };
			if (wantsMaps) for (const name of this.probe?.outputs ?? []) fetches[name] = null;
			const results = await this.graph.run(batch.feeds, fetches);
			this.runs++;
			const values = floats(results[this.#output.name]);
			const size = values.length / batch.rows;
			for (let k = 0; k < part.length; k++) {
				noise.push(values.subarray(k * size, (k + 1) * size));
				maps.push(wantsMaps && this.probe ? this.probe.read(results, k, width, height) : []);
			}
		}
		return { noise, maps };
	}

	#batch(rows: number, width: number, height: number, place: number, like: Conditioning): Batch {
		const key = `${place}:${rows}x${height}x${width}`;
		const known = this.#batches.get(key);
		if (known) return known;
		// A handful of shapes is normal; more than that is a caller that never repeats one.
		if (this.#batches.size >= 16) this.#batches.clear();
		const batch = this.#makeBatch(rows, width, height, like);
		this.#batches.set(key, batch);
		return batch;
	}

	#makeBatch(rows: number, width: number, height: number, like: Conditioning): Batch {
		const dims = [rows, this.channels, height, width];
		const sample = new TensorBuffer(this.#sample.type, dims);
		const timestep = new TensorBuffer(this.#timestep.type, this.#timestepDims(rows));
		const tokens = this.#tokenLength;
		const embeddings = new TensorBuffer(this.#embeddings.type, [
			rows,
			tokens,
			like.embeddings.length / tokens,
		]);
		const feeds: Record<string, Tensor> = {
			[this.#sample.name]: sample.tensor,
			[this.#timestep.name]: timestep.tensor,
			[this.#embeddings.name]: embeddings.tensor,
		};
		const guidance = this.#extra('timestep_cond', rows, this.#guidanceWidth(), feeds);
		const extras = this.#extras.flatMap((input) => {
			const buffer = this.#extra(input.name, rows, input.width(like), feeds);
			return buffer === null ? [] : [{ input, buffer, width: buffer.tensor.dims[1] }];
		});
		const bias = this.probe?.biasBuffers(rows, width, height, tokens) ?? new Map<string, TensorBuffer>();
		for (const [name, buffer] of bias) feeds[name] = buffer.tensor;
		this.#refuseUnknownInputs(feeds);
		const output = new TensorBuffer(this.#output.type, dims);
		const written = new Array<Conditioning | null>(rows).fill(null);
		const biased = new Array<Row['bias']>(rows).fill(undefined);
		return { rows, sample, timestep, embeddings, extras, guidance, feeds, output, written, bias, biased };
	}

	#timestepDims(rows: number): number[] {
		const { shape } = this.#timestep;
		if (shape.length === 0) return [];
		if (typeof shape[0] === 'number') return [shape[0]];
		return shape[0] === this.#sample.shape[0] ? [rows] : [1];
	}

	#guidanceWidth(): number {
		const width = this.graph.inputs.get('timestep_cond')?.shape[1];
		return typeof width === 'number' ? width : 256;
	}

	#extra(name: string, rows: number, width: number, feeds: Record<string, Tensor>): TensorBuffer | null {
		const port = this.graph.inputs.get(name);
		if (!port) return null;
		const [, wide] = port.shape;
		const buffer = new TensorBuffer(port.type, [rows, typeof wide === 'number' ? wide : width]);
		feeds[name] = buffer.tensor;
		return buffer;
	}

	#refuseUnknownInputs(feeds: Readonly<Record<string, Tensor>>): void {
		const unknown = [...this.graph.inputs.keys()].filter((name) => !(name in feeds));
		if (unknown.length === 0) return;
		throw new ModelError(
			'unsupported-model',
			`The UNet wants inputs that text-to-image does not have: ${unknown.join(', ')}. Inpainting, ControlNet and refiner models are not supported.`,
		);
	}

	#fill(batch: Batch, part: readonly Row[], i: number, schedule: Schedule): void {
		const scale = schedule.inputScale(i);
		const [, , heightPx, widthPx] = batch.sample.tensor.dims.map((side) => side * this.#latentScale);
		batch.timestep.fill(schedule.timesteps[i]);
		for (let k = 0; k < batch.rows; k++) {
			// A fixed batch may be larger than what is asked for: its last rows repeat.
			const row = part[Math.min(k, part.length - 1)];
			batch.sample.writeScaled(row.latent, scale, k * row.latent.length);
			if (batch.guidance) {
				const width = this.#guidanceWidth();
				batch.guidance.write(guidanceEmbedding(row.guidance, width), k * width);
			}
			if (batch.biased[k] !== row.bias) {
				for (const [name, buffer] of batch.bias) this.probe?.writeBias(name, buffer, k, row.bias);
				batch.biased[k] = row.bias;
			}
			if (batch.written[k] === row.conditioning) continue;
			batch.embeddings.write(row.conditioning.embeddings, k * row.conditioning.embeddings.length);
			for (const { input, buffer, width } of batch.extras) {
				const values = input.values(row.conditioning, widthPx, heightPx);
				if (values !== null) buffer.write(values, k * width);
			}
			batch.written[k] = row.conditioning;
		}
	}
}
