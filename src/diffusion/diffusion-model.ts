import type { AttentionBias, AttentionMap } from './attention.ts';
import type { Latent, PixelPlanes, Raster } from './latent.ts';
import type { SchedulerName } from './schedulers/registry.ts';
import type { PredictionType, Schedule } from './schedulers/schedule.ts';
import type { SchedulerConfig } from './schedulers/scheduler-config.ts';
import type { Provider } from './session.ts';

/** What a loaded model says about itself; everything is read from its files. */
export interface ModelInfo {
	/** The folder's name. */
	readonly name: string;
	readonly folder: string;
	/** As it is called in `families/`; the built-in model is of the `sd` form. */
	readonly family: string;
	readonly latentChannels: number;
	/** Pixels per latent cell along a side (8 for all of Stable Diffusion). */
	readonly latentScale: number;
	/** `latent = (encoded - shift) * scalingFactor`. */
	readonly scalingFactor: number;
	readonly shift: number;
	/** Pixels per side that the model was trained at. */
	readonly nativeSize: number;
	/** A picture's sides are multiples of this many pixels. */
	readonly grid: number;
	/** Tokens of a prompt with its two marks; 77 for CLIP. */
	readonly tokenLength: number;
	readonly predictionType: PredictionType;
	/** Turbo, Lightning or LCM: a few steps without guidance. */
	readonly fewStep: boolean;
	readonly defaults: {
		readonly scheduler: SchedulerName;
		readonly steps: number;
		readonly guidance: number;
		/** Share of the steps for which objects are raised alone, where the model's makers measured it. */
		readonly crop?: number;
	};
	/** `scheduler/scheduler_config.json`. */
	readonly schedulerConfig: SchedulerConfig;
	/** Element type of each graph's main input, e.g. `{ unet: 'float16' }`. */
	readonly elementTypes: Readonly<Record<string, string>>;
	/** Whether pictures can be encoded: false where the folder has no `vae_encoder`. */
	readonly encodes: boolean;
	/** What cross-attention can be read or steered in this session. */
	readonly attention: 'none' | 'maps' | 'maps+bias';
}

/** One token of a prompt as the UNet sees it. */
export interface PromptToken {
	/** Position in the sequence; 0 is the start mark. */
	readonly index: number;
	/** The piece of text, without the end-of-word mark. */
	readonly piece: string;
	/** Which word it belongs to, counted from 0. */
	readonly word: number;
}

/** An encoded prompt. Immutable and shared by the cache. */
export interface Conditioning {
	readonly text: string;
	/** `[tokenLength, width]`. */
	readonly embeddings: Float32Array;
	/** A summary of the prompt, where the family has one. */
	readonly pooled: Float32Array | null;
	/** Tokens between the marks that fitted. */
	readonly tokenCount: number;
	readonly tokens: readonly PromptToken[];
}

/** One sample of a batched UNet run. */
export interface PredictEntry {
	readonly latent: Latent;
	readonly conditioning: Conditioning;
	/** Needed where `guidance` is above 1. */
	readonly negative?: Conditioning | null;
	/** At 1 or below only the conditional branch runs. */
	readonly guidance: number;
	/** Additive bias on this entry's conditional cross-attention; needs `attention: 'maps+bias'`. */
	readonly attentionBias?: readonly AttentionBias[];
}

export interface PredictOptions {
	/** Returns cross-attention maps; needs a model loaded with `attention`. */
	readonly attention?: boolean;
}

/** What one entry got. */
export interface Prediction {
	/**
	 * The guided model output in the schedule's prediction type, `[channels, height, width]`.
	 * The buffer belongs to the model and is overwritten by the next `predict`.
	 */
	readonly noise: Float32Array;
	/** Maps of the conditional branch, finest first; empty unless asked for. */
	readonly attention: readonly AttentionMap[];
}

/** Counters since loading; differences of two copies time one run. */
export interface ModelStats {
	/** Samples through the UNet; a classifier-free pair counts once. */
	unetEvaluations: number;
	/** Calls of the UNet session. */
	unetRuns: number;
	/** Seconds inside ONNX sessions, all graphs. */
	sessionSeconds: number;
	/** Seconds inside each graph's session. */
	readonly graphSeconds: Record<string, number>;
	/** Seconds spent loading sessions. */
	loadSeconds: number;
}

/** A linear map from a latent cell to an RGB colour in 0..1: `rgb[k] = offset[k] + sum_c matrix[k * channels + c] * latent[c]`. */
export interface LatentToRgb {
	readonly matrix: Float32Array;
	readonly offset: Float32Array;
}

/** A latent diffusion model behind typed functions. Calls of one model must not overlap. */
export interface DiffusionModel {
	readonly info: ModelInfo;
	/** The provider that runs the UNet, and what happened to those tried before it. */
	readonly provider: Provider;
	readonly providerNotes: readonly string[];
	/** What is drawn otherwise than the model's files ask for, one sentence each. */
	readonly warnings: readonly string[];
	readonly stats: ModelStats;

	/** Content hash of the folder (hex, 16 bytes), for cache keys; computed once. */
	hash(): Promise<string>;

	encodePrompt(text: string): Promise<Conditioning>;
	/**
	 * The unconditional side of guidance, as diffusers does it: without a negative prompt some families get
	 * zeros, everything else the encoded text.
	 */
	encodeNegative(text: string | null): Promise<Conditioning>;
	/** Token positions of the `occurrence`-th (from 0) whole-word appearance of `phrase` in `text`; empty if none. */
	wordTokens(text: string, phrase: string, occurrence?: number): readonly number[];

	/** A schedule by recipe name (on the model's own betas and prediction type) or from a full configuration. */
	schedule(scheduler: SchedulerName | SchedulerConfig, steps: number): Schedule;

	/** Zeros for a picture of this many pixels. Throws `ModelError` for sizes that the model cannot make. */
	createLatent(widthPx: number, heightPx: number): Latent;

	/** One UNet evaluation of every entry at evaluation `i`; all entries share one latent size. */
	predict(
		entries: readonly PredictEntry[],
		i: number,
		schedule: Schedule,
		options?: PredictOptions,
	): Promise<readonly Prediction[]>;

	/** The picture, opaque. */
	decode(latent: Latent): Promise<Raster>;
	/** The picture in 0..1, `[3, height, width]`. */
	decodeFloat(latent: Latent): Promise<Float32Array>;
	/** The picture as the decoder gives it. The buffer is the model's and is overwritten by the next decoding. */
	decodePlanes(latent: Latent): Promise<PixelPlanes>;
	/** The mean of the encoder's distribution, in the model's latent scale; alpha is ignored. */
	encodeImage(raster: Raster): Promise<Latent>;
	/** The same for planes; values beyond -1..1 are passed on as they are. */
	encodePlanes(planes: PixelPlanes): Promise<Latent>;
	/**
	 * The mean latent of a flat picture of this colour (0..255 each): `latentChannels` numbers. Without an
	 * encoder, the closest combination that the decoder gives.
	 */
	keyColourLatent(rgb: readonly [number, number, number]): Promise<Float32Array>;
	/** A linear preview map fitted once from the model's own autoencoder. */
	latentToRgb(): Promise<LatentToRgb>;
	/** A quick preview of a noiseless latent, one pixel per cell. */
	previewRaster(latent: Latent): Promise<Raster>;

	/** Frees all sessions. The model must not be used afterwards. */
	close(): Promise<void>;
}
