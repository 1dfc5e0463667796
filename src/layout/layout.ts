import type { LayoutRemark } from './mistakes.ts';
import type { SchedulerName } from './schedulers.ts';

/** A rectangle `[x0, y0, x1, y1]` in fractions of the picture, origin at the top left, y down. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];

/** One thing to draw, and where. */
export interface LayoutObject {
	/** What it is, as the person wrote it: `a red cat`. */
	readonly text: string;
	/** Where it stands; `auto` lets region search (or the tidy arrangement) choose. */
	readonly box: Box | 'auto';
	/** What it was put beside; its box says where that is. */
	readonly beside?: Relation | undefined;
	/** It looks the other way. */
	readonly flip?: true | undefined;
	/** It covers all others, or is covered by them; else what stands lower covers what stands higher. */
	readonly depth?: 'front' | 'back' | undefined;
}

/** How something stands to other things of the picture. */
export type RelationKind =
	| 'above'
	| 'below'
	| 'left-of'
	| 'right-of'
	| 'beside'
	| 'on'
	| 'inside'
	| 'in-front-of'
	| 'behind'
	| 'between';

/** A place that was said by other things: `above the house`. */
export interface Relation {
	readonly kind: RelationKind;
	/** Their indices among the layout's objects. */
	readonly to: readonly number[];
}

/** How a picture's objects are brought together; `docs/method.md` describes each arm. */
export const ARMS = ['plain', 'regions', 'draft', 'cultivate', 'replay'] as const;
export type Arm = (typeof ARMS)[number];

/** What a person may set inside the line; a flag that is not named is absent. */
export interface Flags {
	readonly seed?: number;
	readonly steps?: number;
	readonly guidance?: number;
	/** Share of the steps (0..1] after which classifier-free guidance is switched off. */
	readonly guidanceUntil?: number;
	/** Step index at which seedlings are transplanted. */
	readonly transplant?: number;
	/** Share of the steps (0..1) for which a seedling is raised alone. */
	readonly crop?: number;
	readonly arm?: Arm;
	/** How the noise is taken away; the model's own way if absent. */
	readonly scheduler?: SchedulerName;
	/** Width and height in pixels. */
	readonly size?: readonly [width: number, height: number];
	/** Aspect asked for by name or ratio, as width / height; the model's native area decides the pixels. */
	readonly aspect?: number;
	/** Negative prompt. */
	readonly no?: string;
	/** Pictures with different seeds. */
	readonly count?: number;
	readonly model?: string;
	/** Key colour of the seedling bed, `auto` if absent. */
	readonly key?: string;
}

/** One picture's worth of a line: objects, background and flags. A line without places has no objects. */
export interface Layout {
	readonly objects: readonly LayoutObject[];
	/** The background's description (`a sunny beach`); the whole prompt where the line has no places. */
	readonly background: string | null;
	/** The word that ties the background to the objects (`on`), if the person wrote one. */
	readonly preposition?: string;
	readonly flags: Flags;
}

/** Something worth telling that does not stop the picture. `offset` counts UTF-16 units from the line's start. */
export interface LayoutWarning {
	readonly code: LayoutRemark['kind'];
	readonly message: string;
	readonly offset: number;
	/** The message as data, for other languages. */
	readonly remark: LayoutRemark;
}

/** What a stretch of the line is, for colouring it while a person types. */
export type SpanKind = 'object' | 'place' | 'size' | 'background' | 'flag' | 'value' | 'sweep';

/** A stretch `[start, end)` of the line, in UTF-16 units. Sweeps lie over other spans. */
export interface Span {
	readonly kind: SpanKind;
	readonly start: number;
	readonly end: number;
	/** Index of the (first) object of the first layout that it speaks of. */
	readonly object?: number;
}

/** A word that will be drawn, in small letters. */
export interface DrawnWord {
	readonly word: string;
	/** UTF-16 offset into the line. */
	readonly offset: number;
	/** It is one of `--no`. */
	readonly unwanted?: true;
}

/** What a line means: one layout per choice of its sweeps. */
export interface ParsedLine {
	/** As it was written. */
	readonly line: string;
	readonly layouts: readonly Layout[];
	/** What each layout will have drawn, word for word: what a model was not taught is found with them. */
	readonly words: readonly (readonly DrawnWord[])[];
	readonly warnings: readonly LayoutWarning[];
	/** Where the first layout's parts stand in the line, by start. */
	readonly spans: readonly Span[];
}

/** The layout a preview or a summary shows: the first of a sweep. */
export function firstLayout(parsed: ParsedLine): Layout {
	return parsed.layouts[0] as Layout;
}

/** Pictures that a line asks for: the choices of its sweeps, each as often as `-n` says. */
export function pictureCount(parsed: ParsedLine): number {
	return parsed.layouts.reduce((sum, layout) => sum + (layout.flags.count ?? 1), 0);
}
