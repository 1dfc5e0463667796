import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseLine } from '../../src/layout/index.ts';
import { Queue } from '../../src/queue/queue.ts';
import { composeRecipes } from '../../src/recipe/compose.ts';
import { picturesByIds } from '../../src/store/pictures.ts';
import type { Acceptance } from '../../src/studio/acceptor.ts';
import { Admission } from '../../src/studio/admission.ts';
import { enlarge } from '../../src/studio/plan/enlarge.ts';
import { fitSize } from '../../src/studio/plan/fit-size.ts';
import { type Plan, planned } from '../../src/studio/plan/plan.ts';
import { mergeSettings } from '../../src/studio/settings.ts';
import { ANA, BEN, key, MODEL, newPlace, quietLog, studioInFolder } from '../support/studio.ts';

/** The plans of a line, as a drawing has them. */
function plansOf(line: string): readonly Plan[] {
	const { layouts } = parseLine(line);
	const recipes = composeRecipes(layouts, MODEL, { seed: 1 });
	const per = recipes.length / layouts.length;
	return recipes.map((recipe, i) => planned(recipe, layouts[Math.floor(i / per)], ''));
}

describe('admission into the line', () => {
	const open = studioInFolder();

	const admission = (more: { capacity?: number; limits?: { area: number; work: number } } = {}) => {
		const { database } = open;
		const queue = new Queue({ database, log: quietLog, sweepMs: 0 });
		const catalogue = { models: [MODEL] };
		return new Admission({
			database,
			queue,
			catalogue,
			limits: { area: 4, work: 600 },
			capacity: 100,
			...more,
		});
	};
	const asked = (plans: readonly Plan[], more: Partial<Acceptance> = {}): Acceptance => ({
		plans,
		place: newPlace(),
		person: ANA,
		settings: mergeSettings(),
		key: key(),
		action: 'draw',
		parent: null,
		layers: false,
		post: undefined,
		...more,
	});
	const stored = async () => (await open.database.query('select 1 from pictures')).length;

	it('makes one job for each plan, in order, each with its standing', async () => {
		const door = admission();
		const { jobs, repeated, warnings } = await door.accept(asked(plansOf('{red,blue} cat@left -n 2')), []);
		assert.deepEqual([repeated, warnings], [false, []]);
		assert.deepEqual(
			jobs.map(({ layout }) => layout.objects[0].text),
			['red cat', 'red cat', 'blue cat', 'blue cat'],
		);
		const [first] = jobs;
		assert.deepEqual(
			jobs.map(({ position }) => position - first.position),
			[0, 1, 2, 3],
		);
		assert.equal(door.accepted, 4);
		const rows = await picturesByIds(
			open.database,
			jobs.map(({ pictureId }) => pictureId),
		);
		assert.deepEqual(
			jobs.map(({ pictureId }) => rows.get(pictureId)?.recipe),
			jobs.map(({ recipe }) => recipe),
		);
	});

	it('answers a repeated key with what it accepted, also when both come at once', async () => {
		const door = admission();
		const before = await stored();
		const request = asked(plansOf('cat@left -n 2'), { post: { channel: 'c' } });
		const answers = await Promise.all([door.accept(request, []), door.accept(request, [])]);
		answers.push(await door.accept(request, []));
		assert.deepEqual(answers.map(({ repeated }) => repeated).toSorted(), [false, true, true]);
		const told = answers.map(({ jobs }) =>
			jobs.map(({ jobId, pictureId, postId }) => ({ jobId, pictureId, postId })),
		);
		assert.deepEqual(told[1], told[0]);
		assert.deepEqual(told[2], told[0]);
		assert.equal(await stored(), before + 2);
		assert.equal(door.accepted, 2);
	});

	it('keeps one post ready for the pictures of a request, and none where no post was asked for', async () => {
		const door = admission();
		const together = (await door.accept(asked(plansOf('cat@left -n 3'), { post: { channel: 'c' } }), []))
			.jobs;
		assert.equal(typeof together[0].postId, 'string');
		assert.equal(new Set(together.map(({ postId }) => postId)).size, 1);
		const [alone] = (await door.accept(asked(plansOf('cat@left')), [])).jobs;
		assert.equal(alone.postId, null);
	});

	it('lets nothing in that cannot be drawn, or not here', async () => {
		const door = admission();
		const before = await stored();
		const cases: readonly [Acceptance, string][] = [
			[asked(plansOf('cat@left --size 2048x2048')), 'too-large'],
			[
				asked(plansOf('cat@left --size 512x256'), { settings: mergeSettings({ limits: { area: 1 } }) }),
				'too-large',
			],
			[asked(plansOf('cat@left, dog@right --steps 200 --size 512x512')), 'too-much-work'],
			[asked(plansOf('cat@left'), { settings: mergeSettings({ models: ['other'] }) }), 'model-not-allowed'],
		];
		for (const [request, code] of cases)
			await assert.rejects(door.accept(request, []), { name: 'StudioError', code });
		// One that cannot be drawn keeps the others of its request out.
		const mixed = [...plansOf('cat@left'), ...plansOf('cat@left --size 2048x2048')];
		await assert.rejects(door.accept(asked(mixed), []), { code: 'too-large' });
		assert.equal(await stored(), before);
		assert.equal(door.accepted, 0);
	});

	it('measures what is drawn alone: an enlargement may be larger than any model draws', async () => {
		const door = admission({ limits: { area: 1, work: 600 } });
		const [plan] = plansOf('cat@left');
		const [{ pictureId }] = (await door.accept(asked([plan]), [])).jobs;
		const parent = (await picturesByIds(open.database, [pictureId])).get(pictureId);
		assert.ok(parent);
		const larger = enlarge(plan, [1024, 1024], 4);
		const answer = await door.accept(asked([larger], { action: 'upscale', parent }), []);
		const rows = await picturesByIds(open.database, [answer.jobs[0].pictureId]);
		const [row] = rows.values();
		assert.deepEqual([row.width, row.height, row.parent], [4096, 4096, pictureId]);
	});

	it('writes the size that is drawn into the line, and tells once of one that was asked for', async () => {
		const door = admission();
		const { warning } = fitSize(plansOf('dog@left --size 200x300')[0]);
		assert.ok(warning);
		const { jobs, warnings } = await door.accept(asked(plansOf('cat@left --size 300x300 -n 2')), [warning]);
		const [{ recipe, layout }] = jobs;
		assert.notDeepEqual(recipe.size, [300, 300]);
		assert.deepEqual(layout.flags.size, recipe.size);
		assert.deepEqual(
			warnings.map(({ message }) => message),
			[warning.message, `The model built-in cannot draw 300x300; the picture is ${recipe.size.join('x')}.`],
		);
	});

	it('refuses a request whole where the line has no room for all of it', async () => {
		const [{ waiting }] = await open.database.query<{ waiting: number }>(
			`select count(*)::int as waiting from jobs where state = 'queued'`,
		);
		const door = admission({ capacity: waiting + 2 });
		const before = await stored();
		await assert.rejects(
			door.accept(asked(plansOf('cat@left -n 3'), { person: BEN }), []),
			(error: Error & { code: string; retryAt: Date }) => {
				assert.equal(error.code, 'queue-full');
				assert.match(error.message, new RegExp(`and ${waiting + 2} is the most`));
				assert.ok(error.retryAt > new Date());
				return true;
			},
		);
		assert.equal(await stored(), before);
		assert.equal((await door.accept(asked(plansOf('cat@left -n 2'), { person: BEN }), [])).jobs.length, 2);
	});
});
