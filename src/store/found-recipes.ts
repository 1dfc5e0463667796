import type { Recipe } from '../recipe/recipe.ts';
import type { Queryable } from './database.ts';
import { RECIPE_PREFIX } from './pictures.ts';

/** Notes a recipe that a person found, and lets go of what they found longest ago beyond `most`. */
export async function keepFound(
	tx: Queryable,
	found: { readonly id: string; readonly person: string; readonly recipe: Recipe },
	most: number,
): Promise<void> {
	await tx.query(
		`insert into found_recipes (id, person, recipe) values ($1, $2, $3::jsonb)
		on conflict (person, id) do update set at = now()`,
		[found.id, found.person, JSON.stringify(found.recipe)],
	);
	await tx.query(
		`delete from found_recipes where person = $1 and id in
			(select id from found_recipes where person = $1 order by at desc, id offset $2)`,
		[found.person, most],
	);
}

/** A recipe that somebody found, by the beginning of its id; null if it was let go. */
export async function findFound(db: Queryable, id: string): Promise<Recipe | null> {
	if (!RECIPE_PREFIX.test(id)) return null;
	const [row] = await db.query<{ recipe: Recipe }>(
		'select recipe from found_recipes where id like $1 order by at desc limit 1',
		[`${id}%`],
	);
	return row?.recipe ?? null;
}

export async function pruneFound(db: Queryable, days: number): Promise<void> {
	await db.query(`delete from found_recipes where at < now() - $1 * interval '1 day'`, [days]);
}
