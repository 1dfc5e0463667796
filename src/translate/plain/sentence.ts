import type { KnownWords } from '../known-words.ts';

/** A thing that a plain sentence names. */
export interface Thing {
	readonly text: string;
	/** A place of the layout language, where the sentence says one. */
	readonly place: string | null;
	/** Every word is one that belongs into a picture. */
	readonly sure: boolean;
}

/** A background as the line says it, with what ties it: ` on a beach`, ` | beach`, `、砂浜`. */
export interface Ground {
	readonly tied: string;
	readonly sure: boolean;
}

/** A plain sentence, or a part of one. */
export interface Scene {
	readonly things: readonly Thing[];
	readonly ground: Ground | null;
}

/** A way to say in plain words what is to be drawn. One file and one line (`index.ts`) add one. */
export interface PlainGrammar {
	/** Whether a text may be in this language at all. */
	readonly script: RegExp;
	/** A sentence that asks for a picture: its question mark is no doubt. */
	readonly asks: RegExp;
	/** What is said around it and is not drawn: `please draw`. */
	readonly courtesies: readonly RegExp[];
	/** What stands between two things. */
	readonly between: RegExp;
	/** How the line joins its objects. */
	readonly join: string;
	/** What a thing and its place may look like, with groups `what` and `place`. */
	readonly placed: readonly RegExp[];
	/** The place that the words of the group `place` mean. */
	placeOf(words: string): string;
	/** A thing beside another, with groups `what`, `how` and `rest`: the other one, and what comes behind it. */
	readonly related: RegExp;
	/** The place of a thing beside others: `above the house`; between two of them that are alike it is `between them`. */
	besideOf(how: string, others: readonly string[]): string;
	/** Words of the group `how` that stand between two things. */
	readonly betweens: RegExp;
	/** One of two things that one phrase names (`two trees`), or null where it names no two. */
	oneOfTwo(words: string): string | null;
	/** Other orders of the same, in turn: `a house with a tree beside it` is `a tree beside a house`. */
	readonly turned: readonly (readonly [pattern: RegExp, put: string])[];
	/** Places of two things that another stands between. */
	readonly apart: readonly [string, string];
	/** Where the background comes first, with groups `ground` and `what`. */
	readonly groundFirst?: RegExp;
	/** Where a background may begin; what stands before it is a thing, or nothing. */
	readonly grounded: readonly RegExp[];
	/** Places for things that have none, by how many there are. */
	readonly rows: readonly (readonly string[])[];
	/** The place across from another, for the second of two things. */
	readonly across: Readonly<Record<string, string>>;
	/** A thing, or null where the words are none. */
	thing(words: string, known: KnownWords): { readonly text: string; readonly sure: boolean } | null;
	/** A background, or null where the words are none. */
	ground(words: string, known: KnownWords): Ground | null;
}
