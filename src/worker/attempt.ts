import type { Job, JobOutcome } from '../queue/types.ts';
import type { FinishedPicture, RunRequest } from './protocol.ts';
import { Turn, type TurnLimits } from './turn.ts';

/** Why an attempt is given up from outside. */
export type StopCause = 'cancelled' | 'lost' | 'drain';

/** A job in hand, from its fetch until it is settled. */
export interface Attempt {
	readonly job: Job;
	readonly abort: AbortController;
	readonly turn: Turn;
	stopCause: StopCause | null;
	step: number;
	steps: number;
	/** It lost its work to one that it let by, and is drawn to its end now. */
	staysOn: boolean;
	/** Under way: another one is looked for, or drawn. */
	lettingBy: Promise<void> | null;
}

export function begin(job: Job, turn: Partial<TurnLimits> | undefined): Attempt {
	return {
		job,
		abort: new AbortController(),
		turn: new Turn(turn),
		stopCause: null,
		step: 0,
		steps: job.recipe.steps,
		staysOn: job.enlarge !== null || job.look !== null,
		lettingBy: null,
	};
}

/** What a device process is asked for. */
export function requestOf({ recipe, layers, enlarge, look }: Job, previewEvery: number): RunRequest {
	if (look !== null) return { type: 'look', recipe, png: look.png };
	if (enlarge !== null) return { type: 'enlarge', recipe, ...enlarge };
	return { type: 'run', recipe, layers, previewEvery };
}

/** What it made, as the queue takes it. */
export function outcomeOf(picture: FinishedPicture): JobOutcome {
	return {
		png: picture.png,
		thumb: picture.thumbnail,
		layers: picture.layers,
		recipe: picture.recipe,
		seconds: picture.seconds.total,
		passes: picture.passes,
		...(picture.findings !== undefined && { findings: picture.findings }),
	};
}
