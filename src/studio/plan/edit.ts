import { EDIT_SENTENCES, editByWords, isDemand } from '../../edits/index.ts';
import { type Layout, parseLine, printLayout } from '../../layout/index.ts';
import { composeRecipe, type ModelDefaults } from '../../recipe/compose.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import { StudioError } from '../errors.ts';
import { layoutOf, type Origin, type Plan, planned, type SeedSource } from './plan.ts';

/**
 * The line written anew, or a change of it in words (`make the cat blue`). Objects that stay keep their seeds: first those with the same words, then those in
 * the same place of the list; a `--seed` in the line overrules that. `line` is the line that was read.
 *
 * @throws LayoutError, ComposeError, StudioError `bad-edit`
 */
export function edit(
	origin: Origin,
	written: string,
	defaults: (model: string | undefined) => ModelDefaults,
	seed: SeedSource,
): { readonly line: string; readonly plans: readonly Plan[] } {
	const { line, note } = lineMeant(origin, written);
	const plans = parseLine(line).layouts.flatMap((layout) =>
		Array.from({ length: layout.flags.count ?? 1 }, (_, k) => {
			const model = defaults(layout.flags.model ?? origin.recipe.model);
			if (layout.flags.seed !== undefined) {
				const flags = { ...layout.flags, seed: (layout.flags.seed + k) % 2 ** 32 };
				const recipe = composeRecipe({ ...layout, flags }, model);
				return planned(recipe, layout, note ?? editNote(origin, layout));
			}
			const fresh = composeRecipe(layout, model, { seed: seed() });
			return planned(
				k === 0 ? keepSeeds(origin.recipe, fresh) : fresh,
				layout,
				note ?? editNote(origin, layout),
			);
		}),
	);
	return { line, plans };
}

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
const WHOLE_LINE = /\S\s*[@＠]|[|｜]|(?:^|\s)--?[a-z]/iu;

/** Only a whole line has a place that is tied to words, a background behind `|`, or flags. */
export function isWholeLine(written: string): boolean {
	return WHOLE_LINE.test(written);
}

/** Whether words that answer a picture ask for a change of it; what names no change is a line to draw. */
export function asksForChange(layout: Layout | null, written: string): boolean {
	if (layout === null || layout.objects.length === 0) return false;
	const edited = editByWords(layout, written);
	if (edited.kind === 'changed') return true;
	return edited.problem.kind !== 'not-understood' && !isWholeLine(written);
}

/** The same of words that answer nothing: an order that changes the picture, but nothing that may be a prompt. */
export function demandsChange(layout: Layout | null, written: string): boolean {
	if (layout === null || layout.objects.length === 0 || !isDemand(written)) return false;
	return editByWords(layout, written).kind === 'changed';
}

/**
 * The line that was meant: as it was written, or the picture's own line with a change in words made to it.
 * @throws StudioError `bad-edit` for words that are neither
 */
function lineMeant(origin: Origin, written: string): { readonly line: string; readonly note?: string } {
	const layout = layoutOf(origin);
	if (layout.objects.length === 0) return { line: written };
	const edited = editByWords(layout, written);
	const sentences = EDIT_SENTENCES[JAPANESE.test(written) ? 'ja' : 'en'];
	if (edited.kind === 'changed') {
		return { line: printLayout(edited.layout), note: edited.told.map(sentences.told).join('; ') };
	}
	if (isWholeLine(written)) return { line: written };
	const problem = (language: 'en' | 'ja') =>
		EDIT_SENTENCES[language].problem(edited.problem, layout, edited.suggestions);
	throw new StudioError('bad-edit', { en: problem('en'), ja: problem('ja') });
}

/** Gives a recipe's objects the seeds of those that they were. */
function keepSeeds(old: Recipe, fresh: Recipe): Recipe {
	const words = (text: string) => text.normalize('NFKC').toLowerCase();
	const unused = new Set(old.objects.keys());
	const seeds = new Map<number, number>();
	for (const [i, { text }] of fresh.objects.entries()) {
		const twin = [...unused].find((j) => words(old.objects[j].text) === words(text));
		if (twin === undefined) continue;
		unused.delete(twin);
		seeds.set(i, old.objects[twin].seed);
	}
	for (const i of fresh.objects.keys()) {
		if (seeds.has(i) || !unused.has(i)) continue;
		unused.delete(i);
		seeds.set(i, old.objects[i].seed);
	}
	return {
		...fresh,
		background: { ...fresh.background, seed: old.background.seed },
		objects: fresh.objects.map((object, i) => ({ ...object, seed: seeds.get(i) ?? object.seed })),
	};
}

function editNote({ recipe }: Origin, layout: Layout): string {
	const before = recipe.objects.map(({ text }) => text);
	const after = layout.objects.map(({ text }) => text);
	const gone = before.filter((text) => !after.includes(text));
	const come = after.filter((text) => !before.includes(text));
	if (gone.length === 1 && come.length === 1) return `changed ${gone[0]} to ${come[0]}`;
	if (gone.length === 0 && come.length > 0) return `added ${come.join(', ')}`;
	if (come.length === 0 && gone.length > 0) return `removed ${gone.join(', ')}`;
	return 'edited the line';
}
