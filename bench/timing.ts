/** What one drawn picture took; a process that draws answers with it. */
export interface PictureTiming {
	/** From the prompt to the pixels, the model being in memory. */
	readonly wallSeconds: number;
	/** Of it inside `InferenceSession.run` of any graph. */
	readonly sessionSeconds: number;
	/** Of it inside the UNet's session. */
	readonly unetSeconds: number;
	/** UNet evaluations; a classifier-free pair counts once. */
	readonly evaluations: number;
}

/** What a drawing process is asked, over the IPC channel; each question gets one answer. */
export type Question =
	| { readonly kind: 'load'; readonly folder: string; readonly attention: 'none' | 'maps+bias' }
	/** As a device process does before its first job. */
	| { readonly kind: 'rehearse' }
	/** Plain text-to-image at this size. */
	| { readonly kind: 'plain'; readonly prompt: string; readonly sizePx: number; readonly steps: number }
	/** A line through the whole method, on the loaded model. */
	| { readonly kind: 'taue'; readonly line: string; readonly seed: number }
	/** Nothing but the UNet's session in a loop: what no program on this runtime can undercut. */
	| { readonly kind: 'bare'; readonly sizePx: number; readonly runs: number }
	| { readonly kind: 'memory' };

/** Peak resident memory of the process that answers. */
export interface Memory {
	readonly peakMb: number;
}

export type Answer =
	| { readonly ok: true; readonly value: PictureTiming | Memory | { readonly seconds: number } }
	| { readonly ok: false; readonly message: string };

/** The middle value; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Share of the wall time that was not inside a session. */
export function overheadOf({ wallSeconds, sessionSeconds }: PictureTiming): number {
	return 1 - sessionSeconds / wallSeconds;
}
