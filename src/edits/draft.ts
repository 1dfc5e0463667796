import type { RelationKind } from '../layout/index.ts';

/**
 * What a sentence asks for, in the words that it used: names of objects and places are still to be found in
 * a layout.
 */
export type Draft =
	/** Other words for an object: a colour, an adjective, `with a hat`. */
	| { readonly kind: 'describe'; readonly object: string; readonly words: string }
	/** Another thing in its place. */
	| { readonly kind: 'replace'; readonly object: string; readonly by: string }
	/** To a place of the layout language, with or without a size (`left`, `top right corner`, `tr:small`). */
	| { readonly kind: 'move'; readonly object: string; readonly place: string }
	/** A little to one side. */
	| { readonly kind: 'nudge'; readonly object: string; readonly to: Direction }
	/** Larger (above 1) or smaller by a factor of its sides. */
	| { readonly kind: 'scale'; readonly object: string; readonly factor: number }
	/** To a size of the layout language. */
	| { readonly kind: 'size'; readonly object: string; readonly size: string }
	| { readonly kind: 'remove'; readonly object: string }
	/** Everything but it goes. */
	| { readonly kind: 'only'; readonly object: string }
	/** A piece of a line: `a moon@top-right:small`, `a moon at the top right`, `a moon`. */
	| { readonly kind: 'add'; readonly line: string }
	/** To a place beside other objects, or a new thing there: `above the house`, `between the cat and the dog`. */
	| {
			readonly kind: 'move-beside';
			readonly object: string;
			readonly how: RelationKind;
			readonly others: string;
	  }
	| {
			readonly kind: 'add-beside';
			readonly line: string;
			readonly how: RelationKind;
			readonly others: string;
	  }
	| { readonly kind: 'swap'; readonly object: string; readonly other: string }
	/** Another background, with or without its preposition. */
	| { readonly kind: 'background'; readonly words: string }
	/** The same background at another time or in another weather. */
	| { readonly kind: 'circumstance'; readonly words: string }
	| { readonly kind: 'flip'; readonly object: string }
	| { readonly kind: 'layer'; readonly object: string; readonly to: 'front' | 'back' };

export type Direction = 'left' | 'right' | 'up' | 'down';

/** Named groups of a pattern that matched; a group that took no part is an empty string. */
type Groups = Readonly<Record<string, string>>;

/** One way to ask for a change. */
interface Pattern {
	readonly pattern: RegExp;
	/** What it means; null where its words mean something else after all. */
	readonly means: (groups: Groups) => Draft | null;
	/** It has no verb, so that it may be a line as well: where it names nothing that is there, nothing was asked for. */
	readonly bare?: true;
}

/** A language's ways to ask, tried in their order, and what is cut off before they are tried. */
export interface Grammar {
	/** BCP 47. */
	readonly language: string;
	/** Courtesies at either end, which change nothing. */
	readonly courtesies: readonly RegExp[];
	/** A sentence that orders a change, after its courtesies: no prompt would be worded so. */
	readonly demand: RegExp;
	/** What stands between two changes in one sentence. */
	readonly between: RegExp;
	/** What stands between two names of objects: `the cat and the dog`. */
	readonly names: RegExp;
	/** What stands between two things to be added. */
	readonly things: RegExp;
	/** How a part without a verb is said with the one of the part before: `make the cat red and the dog blue`. */
	readonly carried?: (before: string, part: string) => string;
	readonly patterns: readonly Pattern[];
	/** Names for all objects. */
	readonly all: RegExp;
	/** Those of them that mean two, and nothing where there are more. */
	readonly two: RegExp;
	/** Names for the only object there is. */
	readonly one: RegExp;
}
