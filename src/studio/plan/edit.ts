import { EDIT_SENTENCES, editByWords, isDemand } from '../../edits/index.ts';
import {
	asWritten,
	type Layout,
	type Line,
	type ParsedLine,
	printLayout,
	readOnce,
} from '../../layout/index.ts';
import { composeRecipe, type ModelDefaults } from '../../recipe/compose.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import type { Said } from '../../taue-error.ts';
import { StudioError } from '../errors.ts';
import { type Origin, type Plan, planned, planOf, type SeedSource } from './plan.ts';

/** What somebody wrote about a picture, read once; `edit` makes plans of it. */
export type EditReading =
	/** The line anew, as it was written. */
	| { readonly kind: 'line'; readonly line: Line }
	/** The picture's own line with a change in words made to it, and what was understood. */
	| { readonly kind: 'change'; readonly line: string; readonly note: string }
	/** Neither. `understood`: it is a change, but not one of this picture. */
	| { readonly kind: 'refused'; readonly why: Said; readonly understood: boolean };

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
const WHOLE_LINE = /\S\s*[@＠]|[|｜]|(?:^|\s)--?[a-z]/iu;

/** Only a whole line has a place that is tied to words, a background behind `|`, or flags. */
export function isWholeLine(written: string): boolean {
	return WHOLE_LINE.test(written);
}

/** Reads what was written about a picture that shows this layout: `make the cat blue`, or a line. */
export function readEdit(layout: Layout, line: Line): EditReading {
	const written = asWritten(line);
	if (layout.objects.length === 0) return { kind: 'line', line };
	const edited = editByWords(layout, written);
	if (edited.kind === 'changed') {
		const { told } = EDIT_SENTENCES[JAPANESE.test(written) ? 'ja' : 'en'];
		return { kind: 'change', line: printLayout(edited.layout), note: edited.told.map(told).join('; ') };
	}
	if (isWholeLine(written)) return { kind: 'line', line };
	const { problem, suggestions } = edited;
	const said = (language: 'en' | 'ja') => EDIT_SENTENCES[language].problem(problem, layout, suggestions);
	return {
		kind: 'refused',
		why: { en: said('en'), ja: said('ja') },
		understood: problem.kind !== 'not-understood',
	};
}

/**
 * The change of a picture that words ask for, or null where they are a line to draw. Of words that were said
 * without pointing at the picture only an order counts: anything else (`bigger house`) may be a prompt.
 */
export function changeAsked(layout: Layout, words: string, pointed: boolean): EditReading | null {
	if (!pointed && !isDemand(words)) return null;
	const reading = readEdit(layout, words);
	if (reading.kind === 'change') return reading;
	return pointed && reading.kind === 'refused' && reading.understood ? reading : null;
}

/**
 * The pictures that were asked for. Objects that stay keep their seeds: first those with the same words, then
 * those in the same place of the list; a `--seed` in the line overrules that. `read` is the line that they draw.
 *
 * @throws LayoutError, ComposeError, StudioError `bad-edit`
 */
export function edit(
	origin: Origin,
	reading: EditReading,
	defaults: (model: string | undefined) => ModelDefaults,
	seed: SeedSource,
): { readonly read: ParsedLine; readonly plans: readonly Plan[] } {
	if (reading.kind === 'refused') throw new StudioError('bad-edit', reading.why);
	const read = readOnce(reading.line);
	const plans = read.layouts.flatMap((layout) =>
		Array.from({ length: layout.flags.count ?? 1 }, (_, k) => {
			const model = defaults(layout.flags.model ?? origin.recipe.model);
			const note = reading.kind === 'change' ? reading.note : editNote(origin, layout);
			if (layout.flags.seed !== undefined) {
				const flags = { ...layout.flags, seed: (layout.flags.seed + k) % 2 ** 32 };
				return planOf(composeRecipe({ ...layout, flags }, model), layout, note);
			}
			const fresh = composeRecipe(layout, model, { seed: seed() });
			return planned(k === 0 ? keepSeeds(origin.recipe, fresh) : fresh, layout, note);
		}),
	);
	return { read, plans };
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
