import type { Layout } from '../layout/index.ts';
import type { ModelDefaults } from '../recipe/compose.ts';
import { type Recipe, recipeId } from '../recipe/recipe.ts';
import type { Database } from '../store/database.ts';
import { findFound, keepFound } from '../store/found-recipes.ts';
import * as store from '../store/pictures.ts';
import type { Said } from '../taue-error.ts';
import type { Admission, DrawAnswer } from './admission.ts';
import { type Catalogue, chooseModel, usualModel } from './choose-model.ts';
import type { DrawRequest } from './drawing.ts';
import { StudioError } from './errors.ts';
import type { Gate } from './gate.ts';
import type { Bursts } from './limits.ts';
import { mustBeStorable } from './must-be-storable.ts';
import type { Person, Place, Visitor } from './people.ts';
import type { PictureFinder } from './picture-finder.ts';
import type { PictureView } from './picture-view.ts';
import { planOf } from './plan/from-recipe.ts';
import { say } from './sentences/index.ts';
import type { SettingsBook } from './settings-book.ts';
import { requestKey } from './visit.ts';

/** Recipes of dropped pictures: how many of a person are kept for their button. */
const MOST_FOUND = 50;

/** A recipe that is to be drawn as it is: of a picture, or one that `recover` found. */
export interface RedrawRequest extends Omit<DrawRequest, 'line' | 'parent'> {
	/** A picture's id, or a recipe's: its first 16 digits or more. */
	readonly id: string;
}

/** What a recipe out of a dropped picture leads to. */
export type Recovered =
	/** The studio has the picture itself. */
	| { readonly kind: 'picture'; readonly picture: PictureView }
	/** It has not, but may draw it: `redraw` takes the id for a month. */
	| {
			readonly kind: 'recipe';
			readonly id: string;
			readonly recipe: Recipe;
			readonly layout: Layout;
			/** What means nearly the same; it knows no seeds of single objects. */
			readonly line: string;
			/** Why it cannot be drawn here, if it cannot. */
			readonly refusal: { readonly code: string; readonly said: Said } | null;
	  };

export interface RecipesOptions {
	readonly database: Database;
	readonly catalogue: Catalogue;
	readonly settings: SettingsBook;
	readonly bursts: Bursts;
	readonly gate: Gate;
	readonly finder: PictureFinder;
	readonly admission: Admission;
}

/** Recipes that are drawn as they are: found in a file, or of a picture. */
export class Recipes {
	readonly #options: RecipesOptions;

	constructor(options: RecipesOptions) {
		this.#options = options;
	}

	/** The picture of a recipe that was found in a file, or an offer to draw it. @throws StudioError */
	async recover(recipe: Recipe, place: Place, person: Person): Promise<Recovered> {
		const { database, catalogue, bursts, finder, admission } = this.#options;
		bursts.take(person);
		const id = recipeId(recipe);
		const near = { place: place.id, person: person.id };
		const row = await store.pictureOfRecipe(database, id, near);
		if (row !== null) return { kind: 'picture', picture: await finder.view(row) };
		const settings = await this.#options.settings.of(place);
		let model: ModelDefaults | null = null;
		let refusal: { readonly code: string; readonly said: Said } | null = null;
		try {
			model = chooseModel(catalogue, settings, recipe.model);
			admission.check(recipe, settings);
		} catch (error) {
			if (!(error instanceof StudioError)) throw error;
			refusal = { code: error.code, said: error.said };
		}
		const { layout, line } = planOf(recipe, model, usualModel(catalogue, settings), '');
		await database.transaction((tx) => keepFound(tx, { id, person: person.id, recipe }, MOST_FOUND));
		return { kind: 'recipe', id, recipe, layout, line, refusal };
	}

	/** Draws a recipe as it is. @throws StudioError */
	async redraw(request: RedrawRequest): Promise<DrawAnswer> {
		const { catalogue, gate, admission } = this.#options;
		mustBeStorable([request.id, request.idempotencyKey]);
		const { place, person, post } = request;
		const settings = await gate.enter({ place, person });
		const id = request.id.trim().toLowerCase();
		const { recipe, parent } = await this.#recipeFor({ place, person }, id);
		if (recipe === null) {
			throw new StudioError('unknown-recipe', say('recipeGone'));
		}
		const model = chooseModel(catalogue, settings, recipe.model);
		const plan = planOf(recipe, model, usualModel(catalogue, settings), 'drawn from its recipe');
		await gate.checkWords(settings, { place, person }, `${plan.line} ${recipe.prompt}`);
		const key = requestKey('redraw', { place, person }, request.idempotencyKey);
		return admission.accept(
			{ plans: [plan], place, person, settings, key, action: 'draw', parent, layers: false, post },
			[],
		);
	}

	/**
	 * The recipe that is drawn again. A recipe's id names no picture of others: the one that it makes has a parent
	 * only where that one is of this place or the person's own.
	 */
	async #recipeFor(
		visitor: Visitor,
		id: string,
	): Promise<{ readonly recipe: Recipe | null; readonly parent: store.PictureRow | null }> {
		const { database, finder } = this.#options;
		if (!store.RECIPE_PREFIX.test(id)) {
			const row = await finder.rowFor(visitor, id, 'build');
			return row.recipe === null ? { recipe: null, parent: null } : { recipe: row.recipe, parent: row };
		}
		const named = await store.recipeNamed(database, id);
		if (named === null) return { recipe: await findFound(database, id), parent: null };
		const near = { place: visitor.place.id, person: visitor.person.id };
		const parent = await store.pictureOfRecipe(database, named.id, near);
		return { recipe: named.recipe, parent };
	}
}
