/**
 * What the words are allowed to say where, once everything grows together.
 * - `full`: the full prompt everywhere.
 * - `shear`: attention shearing. Inside an object's mask the cross-attention sees that object's prompt and
 *   nothing else, outside the background's (needs a model that takes attention biases).
 */
type ConditioningMode = 'full' | 'shear';

/** How the bed is laid into the initial noise. */
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
		 * Least longer side of the box that a seedling is raised in, in fractions of the canvas: smaller boxes are
		 * raised larger, where the model draws better, and scaled down when they are planted. Only in arms that scale.
		 */
		readonly leastSide: number;
		/** How much of a plain ground's colour enters the picture's own noise. */
		readonly ground: number;
	};
	readonly mask: {
		/** Blur of the key-colour response in latent cells, before its threshold. */
		readonly blurCells: number;
		/** The threshold, as a multiple of Otsu's. */
		readonly tau: number;
		/** Attention below this share of its largest value is not the object's; 0 switches the test off. */
		readonly tauAttention: number;
		/**
		 * Distance from the bed, in shares of the object's own, from which a cell has some of the object, and from
		 * which it has nothing else.
		 */
		readonly clear: number;
		readonly solid: number;
	};
	readonly place: {
		/** Largest ratio of the two sides' scales. */
		readonly stretch: number;
		/** Seedlings that are only moved move by whole multiples of this many latent cells. */
		readonly gridCells: number;
	};
	readonly joint: {
		readonly conditioning: ConditioningMode;
		/** Share of the steps for which `conditioning` holds; the full prompt rules after it. */
		readonly conditioningUntil: number;
		/** Added to the attention of an object's own words inside its mask, in logits, while everything grows together. */
		readonly favour: number;
		/** Taken from the attention of the other objects' words there. */
		readonly disfavour: number;
	};
}

/** Every part of {@link Method}, each of its settings optional. */
export type MethodOptions = { readonly [Part in keyof Method]?: Partial<Method[Part]> };

export const DEFAULT_METHOD: Method = {
	bed: { kind: 'shift', strength: 0.1, sigma: 0.9, scale: 1, leastSide: 0, ground: 0.15 },
	mask: { blurCells: 0.6, tau: 0.7, tauAttention: 0, clear: 0.3, solid: 0.8 },
	place: { stretch: 1.2, gridCells: 2 },
	joint: { conditioning: 'full', conditioningUntil: 1, favour: 0, disfavour: 0 },
};

export function methodWith(options: MethodOptions = {}): Method {
	return {
		bed: { ...DEFAULT_METHOD.bed, ...options.bed },
		mask: { ...DEFAULT_METHOD.mask, ...options.mask },
		place: { ...DEFAULT_METHOD.place, ...options.place },
		joint: { ...DEFAULT_METHOD.joint, ...options.joint },
	};
}
