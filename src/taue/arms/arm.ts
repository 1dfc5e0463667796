import type { Conditioning, Latent, SchedulerRun } from '../../diffusion/index.ts';
import type { ArmTraits } from '../../recipe/arms.ts';
import type { Method } from '../method.ts';
import type { Plane } from '../plane.ts';
import type { PlacedObject, Seedling } from '../seedling.ts';
import type { DrawingSession, View } from '../session.ts';

/** What an arm is given: encoded prompts, the seedlings, and the canvas that it works on. */
export interface Field {
	readonly session: DrawingSession;
	readonly method: Method;
	/** The sample, changed in place from evaluation to evaluation. */
	readonly sample: Latent;
	/** The solver that walks it. */
	readonly run: SchedulerRun;
	readonly objects: readonly PlacedObject[];
	/** The picture that the evaluation before the transplant foresaw, `[channels, height, width]`; zeros at the start. */
	readonly foreseen: Float32Array;
	/** Object indices, far to near. */
	readonly order: readonly number[];
	readonly full: Conditioning;
	readonly background: Conditioning;
	readonly objectPrompts: readonly Conditioning[];
	/** Empty for arms that raise none. */
	readonly seedlings: readonly Seedling[];
}

/** One prediction of an evaluation and where it counts; null: everywhere. */
export interface WeightedView extends View {
	readonly weight: Plane | null;
}

/**
 * How the joint phase differs between arms. The loop in `grow.ts` calls these in order, for each evaluation from
 * the transplant on; what comes before it is the background alone, whatever the arm.
 */
export interface Growth {
	/** Where each object was planted, 0..1 a latent cell; none where the arm plants none. */
	readonly planted?: readonly Plane[];
	/** Edits the sample that enters evaluation `i`. */
	readonly before?: (i: number) => void;
	/** What to predict; several views are mixed by their weights. */
	readonly views: (i: number) => readonly WeightedView[];
	/** Edits the sample that comes out, which is about to enter evaluation `i`. */
	readonly after?: (i: number) => void;
}

/** One way of drawing a layout. */
export interface Arm extends ArmTraits {
	/** Begins the joint phase. */
	readonly make: (field: Field) => Growth | Promise<Growth>;
}

/** The sample seen with one prompt everywhere. */
export function everywhere(field: Field, conditioning: Conditioning): readonly WeightedView[] {
	return [{ latent: field.sample, conditioning, weight: null }];
}
