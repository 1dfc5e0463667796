import type { Line } from '../layout/index.ts';
import type { Box } from '../layout/layout.ts';

/** Actions that make new pictures from one that exists. All of them answer like `draw`. */
export type MakeAction =
	/** New seeds for all objects and the background. */
	| { readonly kind: 'reroll' }
	/** A new seed for one object (counted from 1); 0 is the background. */
	| { readonly kind: 'reroll-object'; readonly object: number }
	/** Same layout, other seeds (`new`), or the same objects with a slightly different joint phase (`subtle`). */
	| { readonly kind: 'vary'; readonly strength?: 'subtle' | 'new'; readonly count?: number }
	/** Move and/or resize one object; a place word (`left`, `tl`, `2/3`) or a box; size as in the line. */
	| { readonly kind: 'move'; readonly object: number; readonly to?: string | Box; readonly size?: string }
	/** The whole line anew; objects that stay keep their seeds. */
	| { readonly kind: 'edit'; readonly line: Line }
	/** One picture per value, put in place of object n's text, a word in it, or a number flag. */
	| { readonly kind: 'sweep'; readonly over: SweepAxis; readonly values: readonly string[] }
	/** Twice or four times the pixels, made from the finished picture. */
	| { readonly kind: 'upscale'; readonly factor?: 2 | 4 }
	/** The same recipe once more, with layers. */
	| { readonly kind: 'layers' }
	/** The finished picture looked at: what went right and wrong, and a sheet of where each word looks. */
	| { readonly kind: 'look' };

export type SweepAxis =
	| { readonly kind: 'object'; readonly object: number }
	| { readonly kind: 'background' }
	| { readonly kind: 'flag'; readonly flag: 'steps' | 'guidance' | 'crop' | 'transplant' | 'arm' | 'seed' };

/** Actions that change what is there. */
export type ChangeAction =
	/** Requester or moderator; nothing happens to a picture that is finished. */
	| { readonly kind: 'cancel' }
	/** Requester or moderator: bytes and prompts go, a tombstone keeps the tree together. */
	| { readonly kind: 'delete' }
	/** 1, -1, or 0 to take the vote back. */
	| { readonly kind: 'vote'; readonly value: 1 | 0 | -1 }
	| { readonly kind: 'star'; readonly on: boolean };

export type ActionName = 'draw' | MakeAction['kind'];
