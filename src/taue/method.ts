/**
 * What the object's words and the background's words are allowed to say where, in the joint phase.
 * - `full`: the full prompt everywhere (one UNet evaluation a step).
 * - `shear`: attention shearing. Inside an object's mask the cross-attention sees that object's prompt and
 *   nothing else, outside the background's (one evaluation; needs a model that takes attention biases).
 * - `blend`: one prediction per prompt, mixed by the masks (objects + 1 evaluations a step).
 */
export type ConditioningMode = 'full' | 'shear' | 'blend';

/** How the green bed is laid into the initial noise. */
type BedKind =
	/** TKG-DM: the key colour is added outside the window. */
	| 'shift'
	/** The final paper: cells outside a random, box-shaped Gaussian become `(1-a) z + a C`. */
	| 'probabilistic'
	/** The same with `sqrt(1-a²) z + a C`, which keeps the noise's variance. */
	| 'preserving';

/**
 * The method's constants. Nobody needs to set them: the defaults were measured (`docs/method.md`); benches
 * and tests vary them. They are part of the program's version, not of the recipe.
 */
export interface Method {
	readonly bed: {
		readonly kind: BedKind;
		/** How much of the key colour's latent enters the unit-variance noise. */
		readonly strength: number;
		/** The window's sigma, in half sides of the box. */
		readonly sigma: number;
		/** The window's box against the object's box. */
		readonly scale: number;
		/**
		 * Least longer side of the box that a seedling is raised in, in fractions of the canvas: small boxes are
		 * raised larger, where the model draws better, and scaled down when they are planted. Only where
		 * seedlings are cut out.
		 */
		readonly leastSide: number;
		/** Share of the crop step during which the ground outside the window is held at the key colour. */
		readonly holdUntil: number;
		/** How much of a plain ground's colour enters the picture's own noise. */
		readonly ground: number;
		/** Whether the seedling's prompt names the ground ("... on a green background"). */
		readonly named: boolean;
	};
	readonly mask: {
		/** Blur of the key-colour response in latent cells, before its threshold. */
		readonly blurCells: number;
		/** The threshold, as a multiple of Otsu's. */
		readonly tau: number;
		/** Attention below this share of its largest value is not the object's; 0 switches the test off. */
		readonly tauAttention: number;
		/** Cells that the mask grows before it is feathered. */
		readonly growCells: number;
		/** Width of the soft edge, in latent cells. */
		readonly featherCells: number;
	};
	readonly place: {
		/** Whether seedlings are cut out as pictures, scaled to fill their boxes and set in at the crop step. */
		readonly fit: boolean;
		/** Largest ratio of the two sides' scales. */
		readonly stretch: number;
		/** Moves are whole multiples of this many latent cells. */
		readonly gridCells: number;
	};
	readonly joint: {
		readonly conditioning: ConditioningMode;
		/** Share of the steps for which `conditioning` holds; the full prompt rules after it. */
		readonly conditioningUntil: number;
		/** Share of the crop step for which the predicted noise stays frozen inside the masks. */
		readonly holdUntil: number;
		/**
		 * Sigma (noise over signal) at the crop step below which a seedling is a finished picture: cut out and set
		 * in, it keeps its shape. Others are let go and drawn on.
		 */
		readonly keepBelow: number;
		/** Strength of the Laplacian high-pass on a seedling before it is transplanted; 0 is off. */
		readonly highPass: number;
	};
}

/** Every part of {@link Method}, each of its settings optional. */
export type MethodOptions = { readonly [Part in keyof Method]?: Partial<Method[Part]> };

export const DEFAULT_METHOD: Method = {
	bed: {
		kind: 'shift',
		strength: 0.1,
		sigma: 0.9,
		scale: 1,
		leastSide: 0.75,
		holdUntil: 0,
		ground: 0.15,
		named: false,
	},
	mask: { blurCells: 0.6, tau: 0.7, tauAttention: 0, growCells: 0, featherCells: 0 },
	place: { fit: true, stretch: 1.08, gridCells: 2 },
	joint: { conditioning: 'shear', conditioningUntil: 1, holdUntil: 1, keepBelow: 0.5, highPass: 0 },
};

export function methodWith(options: MethodOptions = {}): Method {
	return {
		bed: { ...DEFAULT_METHOD.bed, ...options.bed },
		mask: { ...DEFAULT_METHOD.mask, ...options.mask },
		place: { ...DEFAULT_METHOD.place, ...options.place },
		joint: { ...DEFAULT_METHOD.joint, ...options.joint },
	};
}
