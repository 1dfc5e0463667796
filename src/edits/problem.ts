/** Why a sentence changes nothing, as data: sentences are made in every language (`tell.ts`). */
export type EditProblem =
	/** It is no way to ask for a change that is known. */
	| { readonly kind: 'not-understood'; readonly asked: string }
	| { readonly kind: 'unknown-object'; readonly asked: string }
	/** Several objects may be meant; their indices. */
	| { readonly kind: 'which'; readonly asked: string; readonly candidates: readonly number[] }
	| { readonly kind: 'unknown-place'; readonly asked: string }
	| { readonly kind: 'too-many'; readonly most: number }
	| { readonly kind: 'nothing-left' };
