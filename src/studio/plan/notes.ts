import type { Layout, LayoutWarning } from '../../layout/layout.ts';
import type { LayoutRemark } from '../../layout/mistakes.ts';
import { remarkInEnglish } from '../../layout/sentences-en.ts';
import { idleIn } from '../../recipe/idle.ts';
import { translationOf } from '../../recipe/model-words.ts';
import type { Recipe } from '../../recipe/recipe.ts';

/** What of a text a model does not read, since it stands behind the model's limit; empty where it reads all. */
export type Unread = (model: string, text: string) => string;

/** More of a text is not read by a person either. */
const LONGEST_QUOTE = 80;
/** Of a sweep, each choice may leave out something else. */
const MOST_QUOTES = 3;

/**
 * What is worth knowing of pictures before they are drawn, beside what the reading of their line told: how words
 * of other languages were read, and words that the model does not read. Each thing once.
 */
export function drawingNotes(
	layouts: readonly Layout[],
	recipes: readonly Recipe[],
	unread: Unread = () => '',
	embedsGuidance: (model: string) => boolean = () => false,
): readonly LayoutWarning[] {
	const translated = layouts.map(translationOf).filter((warning) => warning !== null);
	const told = [...translated, ...idle(layouts, recipes, embedsGuidance), ...unreadWords(recipes, unread)];
	return [...new Map(told.map((warning) => [warning.message, warning])).values()];
}

/** Those notes that are not told of what was there before: of a changed picture, what the change brought. */
export function newNotes(
	notes: readonly LayoutWarning[],
	before: readonly LayoutWarning[],
): readonly LayoutWarning[] {
	const known = new Set(before.map(({ message }) => message));
	return notes.filter(({ message }) => !known.has(message));
}

/** What changes nothing in a layout's picture; all layouts are drawn as often. */
function idle(
	layouts: readonly Layout[],
	recipes: readonly Recipe[],
	embedsGuidance: (model: string) => boolean,
): readonly LayoutWarning[] {
	const each = recipes.length / layouts.length;
	return layouts.flatMap((layout, index) => {
		const recipe = recipes[Math.floor(index * each)];
		return recipe === undefined ? [] : idleIn(layout, recipe, embedsGuidance(recipe.model)).map(noteOf);
	});
}

function noteOf(remark: LayoutRemark): LayoutWarning {
	return { code: remark.kind, message: remarkInEnglish(remark), offset: 0, remark };
}

/** One warning a model, however many pictures it draws. */
function unreadWords(recipes: readonly Recipe[], unread: Unread): readonly LayoutWarning[] {
	const byModel = Map.groupBy(recipes, ({ model }) => model);
	return [...byModel].flatMap(([model, own]) => {
		// The whole prompt holds the words of every object and of the background.
		const prompts = new Set(own.flatMap(({ prompt, negative }) => [prompt, negative]));
		const behind = [...prompts].map((text) => unread(model, text)).filter((words) => words !== '');
		if (behind.length === 0) return [];
		const words = [...new Set(behind)].slice(0, MOST_QUOTES).map(shortened);
		return [noteOf({ kind: 'unread', model, words })];
	});
}

function shortened(words: string): string {
	return words.length <= LONGEST_QUOTE ? words : `${words.slice(0, LONGEST_QUOTE - 1).toWellFormed()}…`;
}
