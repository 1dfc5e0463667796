import { type Layout, printLayout, promptOf } from '../../layout/index.ts';
import type { Enlargement, LookedAt } from '../../queue/cost.ts';
import { layoutObjects } from '../../recipe/layout-objects.ts';
import { inModelWords, modelWords } from '../../recipe/model-words.ts';
import { type Recipe, recipeSchema } from '../../recipe/recipe.ts';
import { StudioError } from '../errors.ts';
import { say } from '../sentences/index.ts';

/** What a plan starts from: a picture's recipe and the layout that it came from. */
export interface Origin {
	readonly recipe: Recipe;
	readonly layout: Layout;
}

/** A picture to be made, and what was done to get there, in words. */
export interface Plan {
	readonly recipe: Recipe;
	readonly layout: Layout;
	/** The line that means it. */
	readonly line: string;
	readonly note: string;
	/** Nothing is drawn: the parent's finished picture gets more pixels. */
	readonly enlarge?: Enlargement;
	/** Nothing is drawn: the parent's finished picture is looked at. */
	readonly look?: LookedAt;
}

/** Whole numbers below 2^32; an argument, so that plans are pure. */
export type SeedSource = () => number;

/** The layout as the recipe has it: places that were found stand in it, flags that the recipe overrides are gone. */
export function layoutOf({ recipe, layout }: Origin): Layout {
	return { ...layout, objects: layoutObjects(recipe, layout.objects) };
}

/** Flags without those that ask for several pictures or for a seed: the recipe has its own. */
export function singleFlags(flags: Layout['flags']): Layout['flags'] {
	const { seed: _seed, count: _count, ...rest } = flags;
	return rest;
}

/** A checked plan from a changed recipe and layout. */
export function planned(recipe: Recipe, layout: Layout, note: string): Plan {
	const parsed = recipeSchema.safeParse(recipe);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw new StudioError('bad-value', say('cannotDraw', `${issue.path.join('.')}: ${issue.message}`));
	}
	return planOf(parsed.data, layout, note);
}

/** A plan from a recipe that was checked when it was composed. */
export function planOf(recipe: Recipe, layout: Layout, note: string): Plan {
	const single = { ...layout, flags: singleFlags(layout.flags) };
	return { recipe, layout: single, line: printLayout(single), note };
}

/**
 * Index of an object that a person counts from 1.
 * @throws StudioError `no-layout`, `unknown-object`
 */
export function objectIndex({ recipe }: Origin, object: number): number {
	const { objects } = recipe;
	if (objects.length === 0) {
		throw new StudioError('no-layout', say('noLayout'));
	}
	if (!Number.isInteger(object) || object < 1 || object > objects.length) {
		const list = objects.map(({ text }, i) => `${i + 1} ${text}`).join(', ');
		throw new StudioError('unknown-object', say('noSuchNumber', object, list));
	}
	return object - 1;
}

/** `2. blue dog`. */
export function objectName({ recipe }: Origin, index: number): string {
	return `${index + 1}. ${recipe.objects[index].text}`;
}

/** The recipe with one object changed, and its prompt written anew from the layout. */
export function withObject(
	{ recipe, layout }: Origin,
	index: number,
	change: Partial<Recipe['objects'][number]>,
): { readonly recipe: Recipe; readonly layout: Layout } {
	const { text } = change;
	const told = text === undefined ? change : { ...change, text: modelWords(text, 'object') || text };
	const objects = recipe.objects.map((object, i) => (i === index ? { ...object, ...told } : object));
	const written = layoutOf({ recipe, layout }).objects.map((object, i) =>
		i === index && text !== undefined ? { ...object, text } : object,
	);
	const changed = layoutOf({ recipe: { ...recipe, objects }, layout: { ...layout, objects: written } });
	return { recipe: { ...recipe, objects, prompt: promptOf(inModelWords(changed)) }, layout: changed };
}

/** A recipe cropped at another step. What is transplanted when it is cropped stays so. */
export function croppedAt(recipe: Recipe, crop: number): Recipe {
	const transplant = recipe.transplant === recipe.crop ? crop : Math.min(recipe.transplant, crop);
	return { ...recipe, crop, transplant };
}
