import type { AttentionProbe } from './attention-probe.ts';
import type { Conditioning, PredictEntry, Prediction } from './diffusion-model.ts';
import type { Schedule } from './schedulers/schedule.ts';
import type { Graph } from './session.ts';

/** The network that foresees noise, whatever family it is of. */
export interface Denoiser {
	readonly graph: Graph;
	readonly probe: AttentionProbe | null;
	readonly channels: number;
	/** Latent size that the export is fixed to, if any. */
	readonly fixedSize: { readonly width: number; readonly height: number } | null;
	/** Whether guidance is an input of the network (LCM) rather than a second branch. */
	readonly embedsGuidance: boolean;
	/** Calls of its session so far. */
	readonly runs: number;
	/** One evaluation of every entry at evaluation `i`; the buffers are overwritten by the next call. */
	predict(
		entries: readonly PredictEntry[],
		i: number,
		schedule: Schedule,
		wantsMaps: boolean,
	): Promise<readonly Prediction[]>;
}

export interface DenoiserOptions {
	/** Pixels per latent cell. */
	readonly latentScale: number;
	readonly tokenLength: number;
	/** Rows of one run at most; more are run one batch after another. */
	readonly maxRows: number;
	readonly probe: AttentionProbe | null;
}

/** An input of the network beside latent, timestep, text and guidance. Where a graph lacks it, it is left out. */
export interface ExtraInput {
	readonly name: string;
	/** Numbers a row, where the graph does not say. */
	width(like: Conditioning): number;
	/** What a row holds, for a picture of this size in pixels; null: zeros. */
	values(conditioning: Conditioning, widthPx: number, heightPx: number): Float32Array | null;
}
