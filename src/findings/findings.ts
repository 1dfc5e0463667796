import type { Box } from '../layout/layout.ts';

/** Something in a picture that is not as it was asked for. Objects are counted from 0, in the recipe's order. */
export type Mistake =
	/** Nothing that the judge takes for it. */
	| { readonly kind: 'missing'; readonly object: number }
	/** It stands in another place than it should. */
	| { readonly kind: 'elsewhere'; readonly object: number; readonly there: Box }
	/** It has another object's colour. */
	| { readonly kind: 'stolen'; readonly object: number; readonly colour: string; readonly owner: number }
	/** It has a colour that nobody asked for. */
	| { readonly kind: 'coloured'; readonly object: number; readonly seen: string; readonly asked: string };

/** What was seen of one object. */
export interface SeenObject {
	readonly found: boolean;
	/** Intersection over union with its box; 0 where it was not found. */
	readonly iou: number;
	/** Whether it was found in its colour; null where it was asked for in none. */
	readonly bound: boolean | null;
}

/** What looking at a finished picture brought to light: data, told in words by `told.ts`. */
export interface Findings {
	/** Null where the model has no judge. */
	readonly judge: {
		/** In the recipe's order; null where the judge does not know the thing. */
		readonly objects: readonly (SeenObject | null)[];
		readonly mistakes: readonly Mistake[];
	} | null;
	/** Null where the model shows no attention. */
	readonly attention: {
		/** The attention assignment score; null where there are no two objects with describing words. */
		readonly assignment: {
			readonly raw: number;
			readonly margin: number;
			readonly accuracy: number;
		} | null;
	} | null;
}
