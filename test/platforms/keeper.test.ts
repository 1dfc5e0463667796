import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Keeper } from '../../src/platforms/keeper.ts';
import type { PictureView } from '../../src/studio/picture-view.ts';
import type { PostView } from '../../src/studio/posts.ts';
import { quietLog } from '../support/studio.ts';
import { TestClock } from '../support/test-clock.ts';

/** A keeper over one picture with one post, and what it showed. */
function keeper(show: (version: number) => Promise<void> = async () => {}) {
	const clock = new TestClock();
	const picture = { id: 'a', state: 'running', version: 1 } as PictureView & {
		state: string;
		version: number;
	};
	const current = { picture: { ...picture }, shown: -1 };
	const shows: number[] = [];
	const made = new Keeper({
		studio: {
			events: { async *of() {} },
			pictures: { find: async () => current.picture },
			posts: {
				of: async () => [
					{
						id: 'p',
						pictures: ['a'],
						platform: 'discord',
						version: current.picture.version,
						shown: current.shown,
					} as unknown as PostView,
				],
				shown: async (_post, version) => {
					current.shown = version;
				},
				stale: async () => [],
			},
		},
		platform: 'discord',
		clock,
		log: quietLog,
		editEveryMs: 2_500,
		atOnce: 2,
		show: async (_post, [{ version }]) => {
			shows.push(version);
			await show(version);
		},
	});
	return { clock, current, shows, keeper: made };
}

it('progress is told at its own pace, and only the last of it', async () => {
	const { clock, shows, keeper: kept } = keeper();
	kept.touch('a', 2);
	await kept.idle();
	for (let i = 0; i < 10; i++) kept.touch('a', 2);
	await kept.idle();
	assert.equal(shows.length, 1);
	clock.advance(2_499);
	await kept.idle();
	assert.equal(shows.length, 1);
	clock.advance(1);
	await kept.idle();
	assert.equal(shows.length, 2);
});

it('an end is told at once, once, and then all is quiet', async () => {
	const { clock, current, shows, keeper: kept } = keeper();
	kept.touch('a', 2);
	await kept.idle();
	current.picture = { ...current.picture, state: 'done', version: 7 };
	kept.touch('a', 0);
	await kept.idle();
	assert.deepEqual(shows, [1, 7]);
	kept.touch('a', 0);
	kept.touch('a', 2);
	clock.advance(60_000);
	await kept.idle();
	assert.deepEqual(shows, [1, 7]);
});

it('what fails is tried again, later each time', async () => {
	let failures = 2;
	const {
		clock,
		current,
		shows,
		keeper: kept,
	} = keeper(async () => {
		if (failures-- > 0) throw new Error('down');
	});
	current.picture = { ...current.picture, state: 'done' };
	kept.touch('a', 0);
	await kept.idle();
	clock.advance(1_000);
	await kept.idle();
	clock.advance(1_999);
	await kept.idle();
	assert.equal(shows.length, 2);
	clock.advance(1);
	await kept.idle();
	assert.equal(shows.length, 3);
	assert.equal(current.shown, 1);
});

it('never edits one picture twice at the same time', async () => {
	let under = 0;
	let most = 0;
	const { keeper: kept } = keeper(async () => {
		most = Math.max(most, ++under);
		await new Promise((resolve) => setImmediate(resolve));
		under--;
	});
	for (let i = 0; i < 5; i++) kept.touch('a', 0);
	await kept.idle();
	assert.equal(most, 1);
});

it('a message of several pictures is edited by one hand, whichever of them changed', async () => {
	const clock = new TestClock();
	const ids = ['a', 'b', 'c'] as const;
	const states = new Map<string, PictureView['state']>(ids.map((id) => [id, 'running']));
	const post = { id: 'p', pictures: ids, platform: 'discord' } as unknown as PostView;
	let version = 3;
	let shown = -1;
	let under = 0;
	const seen: string[] = [];
	const kept = new Keeper({
		studio: {
			events: { async *of() {} },
			pictures: { find: async (id) => ({ id, state: states.get(id) }) as PictureView },
			posts: {
				of: async () => [{ ...post, version, shown }],
				shown: async (_post, to) => {
					shown = Math.max(shown, to);
				},
				stale: async () => [],
			},
		},
		platform: 'discord',
		clock,
		log: quietLog,
		editEveryMs: 2_500,
		atOnce: 4,
		show: async (_post, pictures) => {
			assert.equal(++under, 1, 'one edit at a time');
			await new Promise((resolve) => setImmediate(resolve));
			under--;
			seen.push(pictures.map(({ state }) => state).join(' '));
		},
	});
	for (const id of ids) kept.touch(id, 1);
	await kept.idle();
	assert.deepEqual(seen, ['running running running'], 'what is shown is not shown again');
	states.set('b', 'done');
	version++;
	kept.touch('b', 0);
	await kept.idle();
	for (const id of ids) states.set(id, 'done');
	version += 2;
	for (const id of ids) kept.touch(id, 0);
	await kept.idle();
	assert.deepEqual(seen.slice(1), ['running done running', 'done done done']);
});
