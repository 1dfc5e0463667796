import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseLine } from '../../src/layout/index.ts';
import { composeRecipe } from '../../src/recipe/compose.ts';
import type { SweepAxis } from '../../src/studio/actions.ts';
import { changeAsked, edit, readEdit } from '../../src/studio/plan/edit.ts';
import { type Move, move } from '../../src/studio/plan/move.ts';
import type { Origin, Plan } from '../../src/studio/plan/plan.ts';
import { reroll, rerollObject } from '../../src/studio/plan/reroll.ts';
import { sweep } from '../../src/studio/plan/sweep.ts';
import { vary } from '../../src/studio/plan/vary.ts';
import { MODEL } from '../support/studio.ts';

function originOf(line: string): Origin {
	const [layout] = parseLine(line).layouts;
	return { layout, recipe: composeRecipe(layout, MODEL, { seed: 1000 }) };
}

function counter(): () => number {
	let seed = 0;
	return () => ++seed;
}

const origin = originOf('red cat@left, dog@right on a beach');
const plain = originOf('a quiet harbour');
const [CAT, DOG] = origin.recipe.objects.map(({ seed }) => seed);
const SEA = origin.recipe.background.seed;

function edited(written: string): readonly Plan[] {
	return edit(origin, readEdit(origin.layout, written), () => MODEL, counter()).plans;
}

/** What a plan changed, field by field. */
function changes({ recipe }: Plan): string[] {
	const before = origin.recipe;
	const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
	const changed: string[] = [];
	for (const name of Object.keys(before) as (keyof typeof before)[]) {
		if (name === 'objects') {
			for (const [i, object] of recipe.objects.entries()) {
				for (const field of ['text', 'box', 'seed', 'key'] as const) {
					if (differs(object[field], before.objects[i]?.[field])) changed.push(`${i + 1}.${field}`);
				}
			}
		} else if (name === 'background') {
			for (const field of ['text', 'seed'] as const) {
				if (recipe.background[field] !== before.background[field]) changed.push(`background.${field}`);
			}
		} else if (differs(recipe[name], before[name])) changed.push(name);
	}
	return changed;
}

describe('plans change what was asked for and nothing else', () => {
	const table: [string, () => Plan, string[], string][] = [
		['reroll', () => reroll(origin, counter()), ['background.seed', '1.seed', '2.seed'], 'rerolled'],
		['reroll of one object', () => rerollObject(origin, 2, counter()), ['2.seed'], 'rerolled 2. dog'],
		[
			'reroll of the background',
			() => rerollObject(origin, 0, counter()),
			['background.seed'],
			'rerolled the background',
		],
		['move', () => move(origin, { object: 2, to: 'top' }), ['2.box'], 'moved 2. dog to the top'],
		['resize', () => move(origin, { object: 1, size: 'small' }), ['1.box'], 'resized 1. red cat to small'],
		[
			'variation',
			() => vary(origin, 'new', 1, counter())[0],
			['background.seed', '1.seed', '2.seed'],
			'a variation',
		],
		[
			'subtle variation',
			() => vary(origin, 'subtle', 1, counter())[0],
			['guidance', 'crop', 'transplant'],
			'a subtle variation',
		],
		[
			'sweep over an object',
			() => sweep(origin, { kind: 'object', object: 1 }, ['blue cat'])[0],
			['prompt', '1.text'],
			'1. red cat as blue cat',
		],
		[
			'sweep over the background',
			() => sweep(origin, { kind: 'background' }, ['a forest'])[0],
			['prompt', 'background.text'],
			'background: a forest',
		],
		[
			'sweep over guidance',
			() => sweep(origin, { kind: 'flag', flag: 'guidance' }, ['3'])[0],
			['guidance'],
			'guidance 3',
		],
		[
			'sweep over steps',
			() => sweep(origin, { kind: 'flag', flag: 'steps' }, ['40'])[0],
			['steps', 'crop', 'transplant'],
			'steps 40',
		],
		[
			'sweep over arms',
			() => sweep(origin, { kind: 'flag', flag: 'arm' }, ['regions'])[0],
			['arm'],
			'arm regions',
		],
		[
			'sweep over seeds',
			() => sweep(origin, { kind: 'flag', flag: 'seed' }, ['5'])[0],
			['background.seed', '1.seed', '2.seed'],
			'seed 5',
		],
		[
			'edit of one word',
			() => edited('red fox@left, dog@right on a beach')[0],
			['prompt', '1.text'],
			'changed red cat to red fox',
		],
	];
	for (const [name, plan, changed, note] of table) {
		it(name, () => {
			const made = plan();
			assert.deepEqual(changes(made).sort(), changed.toSorted());
			assert.equal(made.note, note);
		});
	}

	it('and the line says the same', () => {
		for (const [, plan] of table.slice(0, 6)) {
			const { line, layout } = plan();
			assert.deepEqual(parseLine(line).layouts[0].objects, layout.objects);
		}
	});
});

describe('move', () => {
	const table: [Move, readonly number[] | 'auto'][] = [
		// A named place keeps the size …
		[{ object: 2, to: 'left' }, [0.04, 0.2, 0.48, 0.8]],
		// … a box is a box …
		[{ object: 2, to: '(10 20 60 90)' }, [0.1, 0.2, 0.6, 0.9]],
		[{ object: 2, to: [0.1, 0.2, 0.5, 0.6] }, [0.1, 0.2, 0.5, 0.6]],
		// … and auto lets the model look.
		[{ object: 2, to: 'auto' }, 'auto'],
		[{ object: 2, to: '@auto' }, 'auto'],
	];
	for (const [how, box] of table) {
		it(`to ${JSON.stringify(how.to)}`, () => {
			const moved = move(origin, how).recipe.objects[1].box;
			if (box === 'auto') assert.equal(moved, 'auto');
			else
				for (const [i, edge] of box.entries())
					assert.ok(Math.abs(Number(moved[i]) - edge) < 0.011, String(moved));
		});
	}

	it('resizes around the middle and stays inside the picture', () => {
		const { box } = move(origin, { object: 2, size: '90%' }).recipe.objects[1];
		assert.ok(box !== 'auto' && box.every((edge) => edge >= 0 && edge <= 1));
	});

	const errors: [string, () => unknown, string, RegExp][] = [
		['nothing given', () => move(origin, { object: 1 }), 'bad-place', /Say where to move it/],
		['an unknown place', () => move(origin, { object: 1, to: 'lefft' }), 'bad-place', /Did you mean left\?/],
		['an unknown size', () => move(origin, { object: 1, size: 'wobbly' }), 'bad-size', /wobbly/],
		[
			'no box',
			() => move(origin, { object: 1, to: [0.5, 0, 0.2, 1] }),
			'bad-place',
			/\[0\.5, 0, 0\.2, 1\] is no box/,
		],
		[
			'an object that is not there',
			() => move(origin, { object: 3, to: 'left' }),
			'unknown-object',
			/There is no object 3; there are 1 red cat, 2 dog\./,
		],
		['a plain prompt', () => move(plain, { object: 1, to: 'left' }), 'no-layout', /cat@left/],
		['several places', () => move(origin, { object: 1, to: 'left, dog@right' }), 'bad-place', /is no place/],
	];
	for (const [name, run, code, message] of errors) {
		it(`refuses ${name}`, () => assert.throws(run, { name: 'StudioError', code, message }));
	}
});

describe('edit', () => {
	const seeds = (line: string) => {
		const { recipe } = edited(line)[0];
		return [recipe.background.seed, ...recipe.objects.map(({ seed }) => seed)];
	};
	it('keeps the seeds of what stays, wherever it goes', () => {
		assert.deepEqual(seeds('dog@left, red cat@right'), [SEA, DOG, CAT]);
		assert.deepEqual(seeds('Red Cat@top'), [SEA, CAT]);
		assert.deepEqual(seeds('red fox@left, dog@right'), [SEA, CAT, DOG]);
	});
	it('gives what is new a new seed', () => {
		const [background, cat, dog, bird] = seeds('red cat@left, dog@right, bird@top');
		assert.deepEqual([background, cat, dog], [SEA, CAT, DOG]);
		assert.ok(![SEA, CAT, DOG].includes(bird));
	});
	it('obeys a seed in the line', () => {
		assert.equal(seeds('red cat@left --seed 9')[0], 9);
	});
	it('tells what was added and removed', () => {
		assert.equal(edited('red cat@left, dog@right, bird@top')[0].note, 'added bird');
		assert.equal(edited('red cat@left')[0].note, 'removed dog');
	});
	it('understands a change in words, keeps every seed and says what it understood', () => {
		const change = (words: string) => edited(words)[0];
		assert.deepEqual(seeds('make the cat blue'), [SEA, CAT, DOG]);
		assert.deepEqual(seeds('swap the cat and the dog'), [SEA, CAT, DOG]);
		assert.deepEqual(seeds('犬を消して'), [SEA, CAT]);
		assert.equal(change('cat -> fox').note, 'red cat is now fox');
		assert.match(change('cat -> fox').line, /^fox@/);
		assert.equal(change('猫を青く').note, 'red cat → blue cat');
		assert.throws(() => change('make the horse blue'), {
			name: 'StudioError',
			code: 'bad-edit',
			message: /no “the horse” in this picture; there are #1 red cat, #2 dog/,
		});
	});
	it('takes words about a picture for a change only where they ask for one', () => {
		const table: readonly [words: string, pointed: string | null, unpointed: string | null][] = [
			['make the cat blue', 'change', 'change'],
			['please make the cat blue!', 'change', 'change'],
			['cat -> fox', 'change', 'change'],
			['犬を消して', 'change', 'change'],
			['bigger cat', 'change', null],
			// The studio says that no unicorn is there, to whoever points at the picture.
			['make the unicorn blue', 'refused', null],
			['a quiet harbour', null, null],
			['cat@left, fox@right', null, null],
		];
		for (const [words, pointed, unpointed] of table) {
			assert.equal(changeAsked(origin.layout, words, true)?.kind ?? null, pointed, words);
			assert.equal(changeAsked(origin.layout, words, false)?.kind ?? null, unpointed, words);
		}
		assert.equal(changeAsked(plain.layout, 'make it blue', true), null);
	});
	it('makes one picture per choice and count', () => {
		assert.equal(edited('{red,blue} cat@left -n 2').length, 4);
	});
});

describe('sweep', () => {
	const errors: [SweepAxis, string[], RegExp][] = [
		[{ kind: 'flag', flag: 'guidance' }, ['many'], /guidance takes numbers from 0 to 50; "many" was given/],
		[{ kind: 'flag', flag: 'steps' }, ['1.5'], /steps takes whole numbers from 1 to 200/],
		[{ kind: 'flag', flag: 'arm' }, ['leg'], /"leg" is no arm; there are plain, regions/],
		[{ kind: 'object', object: 1 }, [' ', ''], /1 to 8 values; 0 were given/],
		[{ kind: 'background' }, Array.from({ length: 9 }, String), /1 to 8 values; 9 were given/],
	];
	for (const [axis, values, message] of errors) {
		it(`refuses ${JSON.stringify(axis)} over ${values.join()}`, () => {
			assert.throws(() => sweep(origin, axis, values), { code: 'bad-sweep', message });
		});
	}
	it('keeps the stages at their share of the steps', () => {
		const { recipe } = sweep(origin, { kind: 'flag', flag: 'steps' }, ['40'])[0];
		assert.equal(recipe.crop / recipe.steps, origin.recipe.crop / origin.recipe.steps);
	});
});

it('variations are counted', () => {
	assert.equal(
		new Set(vary(origin, 'subtle', 4, counter()).map(({ recipe }) => `${recipe.guidance} ${recipe.crop}`))
			.size,
		4,
	);
	assert.throws(() => vary(origin, 'new', 5, counter()), {
		code: 'bad-value',
		message: /5 variations were asked for; 1 to 4/,
	});
	assert.equal(vary(plain, 'subtle', 1, counter())[0].recipe.crop, plain.recipe.crop);
});

it('what is transplanted when it is cropped stays so when the crop moves', () => {
	const { crop } = origin.recipe;
	const late = { ...origin, recipe: { ...origin.recipe, transplant: crop } };
	const earlier = vary(late, 'subtle', 1, counter())[0].recipe;
	assert.ok(earlier.crop < crop);
	assert.equal(earlier.transplant, earlier.crop);
	const [quarter, most] = sweep(late, { kind: 'flag', flag: 'crop' }, ['0.25', '0.9']);
	for (const { recipe } of [quarter, most]) assert.equal(recipe.transplant, recipe.crop);
	const early = { ...origin, recipe: { ...origin.recipe, transplant: 1 } };
	const [kept] = sweep(early, { kind: 'flag', flag: 'crop' }, ['0.9']);
	assert.equal(kept.recipe.transplant, 1);
});
