import {
	Decoder,
	Encoder,
	fromRaster,
	type LatentScaling,
	latentScaling,
	toRaster,
	toUnit,
} from './autoencoder.ts';
import type { Denoiser } from './denoiser.ts';
import type {
	Conditioning,
	DiffusionModel,
	LatentToRgb,
	ModelInfo,
	ModelStats,
	PredictEntry,
	Prediction,
	PredictOptions,
} from './diffusion-model.ts';
import type { Family } from './families/family.ts';
import { createLatent, type Latent, type PixelPlanes, type Raster } from './latent.ts';
import { fitLatentToRgb, flatPlanes, interiorMean, latentOfColour, projectToRgb } from './latent-colour.ts';
import { defaultsOf, gridOf, isFewStep, latentScaleOf, type ModelFacts } from './model-defaults.ts';
import { ModelError } from './model-error.ts';
import type { GraphFolder, ModelFolder, UnetConfig, VaeConfig } from './model-folder.ts';
import { checkSchedulerConfig, createSchedule, namedConfig } from './schedulers/create-schedule.ts';
import { nearestConfig } from './schedulers/nearest-scheduler.ts';
import { isSchedulerName, SCHEDULER_NAMES, type SchedulerName } from './schedulers/registry.ts';
import type { PredictionType, Schedule } from './schedulers/schedule.ts';
import type { SchedulerConfig } from './schedulers/scheduler-config.ts';
import { type Graph, type GraphSource, openGraph, type Provider, type SessionOptions } from './session.ts';
import { sparingSource } from './sparing-graph.ts';
import type { PromptEncoder } from './text-encoder.ts';

/** Pixels per side beyond which nobody can mean it. */
const MOST_PIXELS = 4096;
/** Schedules that are kept; more combinations of scheduler and steps than this are a sweep. */
const MOST_SCHEDULES = 32;

/** What only exists once the graphs are open. */
interface Parts {
	readonly family: Family;
	readonly denoiser: Denoiser;
	readonly prompts: PromptEncoder;
	readonly info: ModelInfo;
}

/** A latent diffusion model on onnxruntime. Made by `loadModel`, which starts it. */
export class OnnxDiffusionModel implements DiffusionModel {
	readonly stats: ModelStats = {
		unetEvaluations: 0,
		unetRuns: 0,
		sessionSeconds: 0,
		graphSeconds: {},
		loadSeconds: 0,
	};
	readonly warnings: readonly string[];
	readonly latentScale: number;
	readonly #files: ModelFolder;
	readonly #settings: SessionOptions;
	readonly #notes: string[] = [];
	readonly #unetConfig: UnetConfig;
	readonly #vaeConfig: VaeConfig;
	readonly #schedulerConfig: SchedulerConfig;
	readonly #keyColours = new Map<string, Promise<Float32Array>>();
	readonly #schedules = new Map<string, Schedule>();
	/** Open graphs; the denoiser's is the first. */
	#graphs: Graph[] = [];
	#parts: Parts | null = null;
	#scaling: LatentScaling | null = null;
	#decoder: Promise<Decoder> | null = null;
	#encoder: Promise<Encoder> | null = null;
	#latentToRgb: Promise<LatentToRgb> | null = null;
	#hash: string | null = null;

	constructor(files: ModelFolder, settings: SessionOptions) {
		this.#files = files;
		this.#settings = settings;
		this.#unetConfig = files.unetConfig();
		this.#vaeConfig = files.vaeConfig();
		const { config, warning } = nearestConfig(files.schedulerConfig());
		this.#schedulerConfig = config;
		this.warnings = warning === null ? [] : [`${files.name}: ${warning}`];
		// A model whose scheduler we lack should say so now, not after a minute of loading weights.
		checkSchedulerConfig(this.#schedulerConfig);
		this.latentScale = latentScaleOf(this.#vaeConfig);
	}

	readonly clock = (graph: string, seconds: number): void => {
		if (graph === 'load') {
			this.stats.loadSeconds += seconds;
			return;
		}
		this.stats.sessionSeconds += seconds;
		this.stats.graphSeconds[graph] = (this.stats.graphSeconds[graph] ?? 0) + seconds;
	};

	note(text: string): void {
		if (!this.#notes.includes(text)) this.#notes.push(text);
	}

	/** Called once by the loader, when the network and the text encoders are open. */
	start(family: Family, denoiser: Denoiser, prompts: PromptEncoder): void {
		const info = this.#describe(family, denoiser, prompts);
		this.#parts = { family, denoiser, prompts, info };
		this.#scaling = latentScaling(this.#vaeConfig, info.latentChannels, info.scalingFactor);
		this.note(`${info.name} runs on ${denoiser.graph.provider}`);
	}

	get info(): ModelInfo {
		return this.#open().info;
	}

	get provider(): Provider {
		return this.#open().denoiser.graph.provider;
	}

	get providerNotes(): readonly string[] {
		return this.#notes;
	}

	#open(): Parts {
		if (this.#parts) return this.#parts;
		throw new ModelError('model-closed', `The model ${this.#files.name} was closed. Load it again.`);
	}

	#describe(family: Family, denoiser: Denoiser, prompts: PromptEncoder): ModelInfo {
		const parsed = checkSchedulerConfig(this.#schedulerConfig);
		const sampleSize = this.#unetConfig.sample_size ?? family.sampleSize;
		const cells = denoiser.fixedSize?.width ?? (typeof sampleSize === 'number' ? sampleSize : sampleSize[1]);
		const elementTypes = this.#graphs.map(
			(graph) => [graph.name, [...graph.inputs.values()][0].type] as const,
		);
		return {
			name: this.#files.name,
			folder: this.#files.path,
			family: family.name,
			latentChannels: denoiser.channels,
			latentScale: this.latentScale,
			scalingFactor: this.#vaeConfig.scaling_factor ?? family.scalingFactor,
			shift: this.#vaeConfig.shift_factor ?? 0,
			nativeSize: cells * this.latentScale,
			grid: gridOf(this.#unetConfig, this.latentScale),
			tokenLength: prompts.tokenLength,
			predictionType: parsed.options.prediction_type as PredictionType,
			fewStep: isFewStep(this.#facts(denoiser)),
			defaults: defaultsOf(this.#facts(denoiser)),
			schedulerConfig: this.#schedulerConfig,
			elementTypes: Object.fromEntries(elementTypes),
			encodes: this.#files.hasGraph('vae_encoder'),
			attention: denoiser.probe?.capability ?? 'none',
		};
	}

	#facts(denoiser: Denoiser): ModelFacts {
		return {
			schedulerConfig: this.#schedulerConfig,
			unetConfig: this.#unetConfig,
			embedsGuidance: denoiser.embedsGuidance,
		};
	}

	async hash(): Promise<string> {
		this.#hash ??= this.#files.hash();
		return this.#hash;
	}

	encodePrompt(text: string): Promise<Conditioning> {
		return this.#open().prompts.encode(text);
	}

	async encodeNegative(text: string | null): Promise<Conditioning> {
		const { prompts, family } = this.#open();
		const encoded = await prompts.encode(text ?? '');
		return text === null && family.zerosForNone(this.#files) ? prompts.zeros(encoded) : encoded;
	}

	wordTokens(text: string, phrase: string, occurrence = 0): readonly number[] {
		return this.#open().prompts.wordTokens(text, phrase, occurrence);
	}

	schedule(scheduler: SchedulerName | SchedulerConfig, steps: number): Schedule {
		if (typeof scheduler !== 'string') return createSchedule(scheduler, steps);
		if (!isSchedulerName(scheduler)) {
			throw new ModelError(
				'unsupported-scheduler',
				`There is no scheduler ${JSON.stringify(scheduler)}. There are: ${SCHEDULER_NAMES.join(', ')}.`,
			);
		}
		const key = `${scheduler} ${steps}`;
		const known = this.#schedules.get(key);
		if (known) return known;
		const schedule = createSchedule(namedConfig(scheduler, this.#schedulerConfig), steps);
		if (this.#schedules.size >= MOST_SCHEDULES) this.#schedules.clear();
		this.#schedules.set(key, schedule);
		return schedule;
	}

	createLatent(widthPx: number, heightPx: number): Latent {
		const { denoiser, info } = this.#open();
		const asked = `${widthPx}x${heightPx}`;
		for (const side of [widthPx, heightPx]) {
			if (!Number.isInteger(side) || side < 1 || side > MOST_PIXELS || side % info.latentScale !== 0) {
				throw new ModelError(
					'size-unsupported',
					`${info.name} cannot draw ${asked}: each side is a multiple of ${info.latentScale}, at most ${MOST_PIXELS}. Its native size is ${info.nativeSize}x${info.nativeSize}.`,
				);
			}
		}
		const [width, height] = [widthPx / info.latentScale, heightPx / info.latentScale];
		const fixed = denoiser.fixedSize;
		if (fixed && (fixed.width !== width || fixed.height !== height)) {
			throw new ModelError(
				'size-unsupported',
				`${info.name} was exported for ${fixed.width * info.latentScale}x${fixed.height * info.latentScale} alone, not ${asked}.`,
			);
		}
		return createLatent(info.latentChannels, width, height);
	}

	async predict(
		entries: readonly PredictEntry[],
		i: number,
		schedule: Schedule,
		options: PredictOptions = {},
	): Promise<readonly Prediction[]> {
		const { denoiser, info } = this.#open();
		if (options.attention && info.attention === 'none') {
			throw new ModelError(
				'no-attention',
				`${info.name} was loaded without attention maps. Load it with attention: 'maps'.`,
			);
		}
		if (info.attention !== 'maps+bias' && entries.some(({ attentionBias }) => attentionBias)) {
			throw new ModelError(
				'no-attention',
				`${info.name} cannot steer its attention. Load it with attention: 'maps+bias'.`,
			);
		}
		await this.#rest('text_encoder', 'text_encoder_2');
		const before = denoiser.runs;
		const predictions = await denoiser.predict(entries, i, schedule, options.attention === true);
		this.stats.unetRuns += denoiser.runs - before;
		this.stats.unetEvaluations += entries.length;
		for (const { noise } of predictions) this.#mustBeFinite(noise, 'unet', denoiser.graph.provider);
		return predictions;
	}

	async decode(latent: Latent): Promise<Raster> {
		return toRaster(await this.decodePlanes(latent));
	}

	async decodePlanes(latent: Latent): Promise<PixelPlanes> {
		const { info } = this.#open();
		this.#decoder ??= this.#lazily('vae_decoder').then(
			(graph) => new Decoder(graph, this.#latentScaling(), info.latentScale),
		);
		const planes = await (await this.#decoder).decode(latent);
		await this.#rest('vae_decoder');
		this.#mustBeFinite(planes.data, 'vae_decoder', this.provider);
		return planes;
	}

	/** Numbers that are not finite would become a black picture without a word. */
	#mustBeFinite(numbers: Float32Array, part: 'unet' | 'vae_decoder', provider: Provider): void {
		// What is not finite stays so in the sum, and a sum of float32 numbers does not overflow a double.
		let sum = 0;
		for (let k = 0; k < numbers.length; k++) sum += numbers[k];
		if (Number.isFinite(sum)) return;
		throw new ModelError(
			'not-finite',
			`The ${part} of ${this.#files.name} computes numbers that are not finite on ${provider}, of which no picture ` +
				'can be made. Usually a float16 export overflows: take its float32 form (of SDXL, an autoencoder that was ' +
				'repaired for float16), or another provider (TAUE_PROVIDER=cpu). It may also be a damaged file: ' +
				`npm run taue -- models verify ${this.#files.name}`,
		);
	}

	async decodeFloat(latent: Latent): Promise<Float32Array> {
		return toUnit((await this.decodePlanes(latent)).data);
	}

	encodeImage(raster: Raster): Promise<Latent> {
		return this.encodePlanes(fromRaster(raster));
	}

	async encodePlanes(planes: PixelPlanes): Promise<Latent> {
		const { info } = this.#open();
		if (planes.width % info.latentScale !== 0 || planes.height % info.latentScale !== 0) {
			throw new ModelError(
				'size-unsupported',
				`A picture of ${planes.width}x${planes.height} cannot be encoded: each side must be a multiple of ${info.latentScale}.`,
			);
		}
		if (!info.encodes) {
			throw new ModelError(
				'no-encoder',
				`The model ${info.name} has no vae_encoder, so pictures cannot be encoded.`,
			);
		}
		this.#encoder ??= this.#lazily('vae_encoder').then((graph) => new Encoder(graph, this.#latentScaling()));
		const latent = await (await this.#encoder).encode(planes);
		await this.#rest('vae_encoder');
		return latent;
	}

	keyColourLatent(rgb: readonly [number, number, number]): Promise<Float32Array> {
		const key = rgb.join(',');
		let colour = this.#keyColours.get(key);
		if (!colour) {
			colour = this.#keyColour(rgb);
			this.#keyColours.set(key, colour);
		}
		return colour;
	}

	async #keyColour(rgb: readonly [number, number, number]): Promise<Float32Array> {
		const { info } = this.#open();
		if (!info.encodes) return latentOfColour(await this.latentToRgb(), rgb);
		const side = this.#probeSide();
		return interiorMean(await this.encodePlanes(flatPlanes(rgb, side * info.latentScale)));
	}

	/** Cells per side of the pictures that the autoencoder is asked about: small, unless the export is fixed. */
	#probeSide(): number {
		return this.#open().denoiser.fixedSize?.width ?? 16;
	}

	latentToRgb(): Promise<LatentToRgb> {
		const { info } = this.#open();
		this.#latentToRgb ??= fitLatentToRgb({
			channels: info.latentChannels,
			side: this.#probeSide(),
			latentScale: info.latentScale,
			encode: info.encodes ? (planes) => this.encodePlanes(planes) : null,
			decode: (latent) => this.decodePlanes(latent),
		});
		return this.#latentToRgb;
	}

	async previewRaster(latent: Latent): Promise<Raster> {
		return projectToRgb(latent, await this.latentToRgb());
	}

	async #lazily(part: 'vae_decoder' | 'vae_encoder'): Promise<Graph> {
		return this.openGraph(part, this.#files.graph(part));
	}

	/** Opens a graph on the provider that the first one runs on. */
	async openGraph(name: string, source: GraphSource): Promise<Graph> {
		const first = this.#graphs[0]?.provider;
		const settings = first === undefined ? this.#settings : { ...this.#settings, provider: first };
		const wanted = settings.sparing ? sparingSource(source) : source;
		const graph = await openGraph(name, wanted, settings, this.clock, (text) => this.note(text));
		this.#graphs.push(graph);
		return graph;
	}

	/** Where memory is spared, graphs that do not work now give theirs back; the next run opens them again. */
	async #rest(...idle: readonly GraphFolder[]): Promise<void> {
		if (!this.#settings.sparing) return;
		for (const graph of this.#graphs) if (idle.some((part) => part === graph.name)) await graph.rest();
	}

	#latentScaling(): LatentScaling {
		const { info } = this.#open();
		this.#scaling ??= latentScaling(this.#vaeConfig, info.latentChannels, info.scalingFactor);
		return this.#scaling;
	}

	async close(): Promise<void> {
		this.#parts = null;
		const graphs = this.#graphs;
		this.#graphs = [];
		await Promise.all(graphs.map((graph) => graph.close()));
	}
}
