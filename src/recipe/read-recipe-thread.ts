/** Runs on a thread of its own: reads recipes out of pictures that strangers gave. */
import '../frozen-builtins.ts';
import { answerQuestions } from '../thread/answer-questions.ts';
import { extractRecipe, PngError } from './png.ts';
import type { RecipeAnswer } from './read-recipe.ts';

answerQuestions((png: Uint8Array): RecipeAnswer => {
	try {
		return { recipe: extractRecipe(png) };
	} catch (error) {
		if (error instanceof PngError) return { code: error.code, message: error.message };
		throw error;
	}
});
