import type { Arm } from '../layout/index.ts';

/** What sets an arm apart before anything is drawn: plain data, for recipes, their cost and their seedlings. */
export interface ArmTraits {
	/** Whether objects have places; where they have none, none is looked for. */
	readonly hasPlaces: boolean;
	/** Whether objects are raised alone first; the others draw in one go. */
	readonly raisesSeedlings: boolean;
	/** Whether the background is drawn by its own prompt until the transplant. */
	readonly growsAlone: boolean;
	/** Whether every step asks once for each object and once for the background, instead of once for all. */
	readonly asksEach: boolean;
	/** Whether seedlings are scaled into their boxes; the others only move them, in whole latent cells. */
	readonly scalesSeedlings: boolean;
	/** Whether a seedling keeps all its samples, not the last one alone. */
	readonly keepsPath: boolean;
	/** Whether a plain ground's colour is laid into the picture's noise (`taue/ground.ts`). */
	readonly coloursGround: boolean;
	/** Share of the steps after which seedlings are transplanted where nobody says otherwise; at the crop at the latest. */
	readonly usualTransplant: number;
	/**
	 * Share of the steps after which seedlings are cropped where nobody says otherwise.
	 *
	 * @param own - what the model's folder says
	 * @param transplant - share of the steps after which they will be transplanted, if the crop allows
	 */
	readonly usualCrop: (own: number | undefined, transplant: number) => number;
}

const HALF = () => 0.5;
/** As long as the draft waits (15 of 50 steps), which is where measuring led as well. */
const THIRD = 1 / 3;

const IN_ONE_GO: ArmTraits = {
	hasPlaces: true,
	raisesSeedlings: false,
	growsAlone: false,
	asksEach: false,
	scalesSeedlings: false,
	keepsPath: false,
	coloursGround: false,
	usualTransplant: 0,
	usualCrop: HALF,
};

export const ARM_TRAITS: Readonly<Record<Arm, ArmTraits>> = {
	plain: { ...IN_ONE_GO, hasPlaces: false },
	regions: { ...IN_ONE_GO, asksEach: true },
	draft: {
		...IN_ONE_GO,
		raisesSeedlings: true,
		growsAlone: true,
		usualTransplant: 15 / 50,
		// A latent that is pasted as it is has the right noise level only where it was cropped.
		usualCrop: (_, transplant) => (transplant > 0 ? transplant : 0.5),
	},
	replay: { ...IN_ONE_GO, raisesSeedlings: true, keepsPath: true },
	cultivate: {
		...IN_ONE_GO,
		raisesSeedlings: true,
		growsAlone: true,
		scalesSeedlings: true,
		coloursGround: true,
		usualTransplant: 1,
		usualCrop: (own) => own ?? THIRD,
	},
};
