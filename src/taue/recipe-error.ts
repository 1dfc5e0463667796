import { TaueError } from '../taue-error.ts';

export type RecipeErrorCode = 'crop' | 'transplant' | 'scheduler' | 'size';

/** A recipe that is well formed but that its arm cannot draw. The message is for the person who wrote it. */
export class RecipeError extends TaueError {
	override readonly audience = 'asker';
	override readonly name = 'RecipeError';
	readonly code: RecipeErrorCode;

	constructor(code: RecipeErrorCode, message: string) {
		super(message);
		this.code = code;
	}
}
