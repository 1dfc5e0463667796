export type RecipeErrorCode = 'crop' | 'transplant' | 'scheduler';

/** A recipe that is well formed but that its arm cannot draw. The message is for the person who wrote it. */
export class RecipeError extends Error {
	override readonly name = 'RecipeError';
	readonly code: RecipeErrorCode;

	constructor(code: RecipeErrorCode, message: string) {
		super(message);
		this.code = code;
	}
}
