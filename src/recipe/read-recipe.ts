import { AskedThread, ThreadError } from '../thread/asked-thread.ts';
import { PngError, type PngErrorCode } from './png.ts';
import type { Recipe } from './recipe.ts';

/** What the reading thread answers. */
export type RecipeAnswer =
	| { readonly recipe: Recipe }
	| { readonly code: PngErrorCode; readonly message: string };

/** An honest picture takes a few milliseconds, the largest one that is taken some tens. */
const LIMIT_MS = 2_000;

const reader = new AskedThread<Uint8Array, RecipeAnswer>({
	url: new URL('./read-recipe-thread.ts', import.meta.url),
	limitMs: LIMIT_MS,
	// Each waiting picture is held in memory.
	mostWaiting: 8,
	heapMb: 64,
});

/**
 * The recipe that a stranger's PNG carries, read on a thread, because whoever answers people must not stand
 * still for a file that was made to take long.
 *
 * @throws PngError as `extractRecipe`, and `busy` when many pictures wait to be read
 */
export async function readRecipe(png: Uint8Array): Promise<Recipe> {
	let answer: RecipeAnswer;
	try {
		answer = await reader.ask(png);
	} catch (error) {
		if (!(error instanceof ThreadError)) throw error;
		if (error.code === 'full') {
			throw new PngError('busy', 'Many pictures are being read just now. Try again in a moment.', error);
		}
		throw new PngError(
			'recipe-invalid',
			`The recipe in this picture cannot be read: ${error.message}`,
			error,
		);
	}
	if ('recipe' in answer) return answer.recipe;
	throw new PngError(answer.code, answer.message);
}
