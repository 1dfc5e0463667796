import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { colourOf, initials } from '../../src/platforms/room/client/avatar.ts';
import { feed, fromWelcome } from '../../src/platforms/room/client/room-state.ts';
import { neighbourOf, stacksOf, unchanged } from '../../src/platforms/room/client/stacks.ts';
import { toWire } from '../../src/platforms/room/to-wire.ts';
import type { Welcome, WirePicture } from '../../src/platforms/room/wire.ts';
import { FakeStudio } from './fake-studio.ts';

const BY = { id: 'room:ben', name: 'Ben' } as const;
const fake = new FakeStudio();

function picture(id: string, more: Partial<WirePicture> = {}): WirePicture {
	const made = JSON.parse(toWire(fake.add('a cat@left', BY))) as WirePicture;
	return { ...made, state: 'done', bytes: 'kept', ...more, id };
}
const wall = (...pictures: readonly WirePicture[]) => new Map(pictures.map((each) => [each.id, each]));
const shown = (pictures: ReadonlyMap<string, WirePicture>) =>
	stacksOf(pictures).map(({ lead, members }) => [lead.id, members.map(({ id }) => id).join(' ')]);

describe('the wall', () => {
	it('hangs what grew from one picture in one stack, the newest that can be seen in front', () => {
		const all = wall(
			picture('a'),
			picture('b'),
			picture('a2', { parent: 'a', action: 'reroll' }),
			picture('a3', { parent: 'a2', action: 'move', state: 'queued' }),
		);
		assert.deepEqual(shown(all), [
			['a2', 'a a2 a3'],
			['b', 'b'],
		]);
	});

	it('leaves layers and enlargements to the picture that they were made of', () => {
		const all = wall(
			picture('a'),
			picture('big', { parent: 'a', action: 'upscale' }),
			picture('apart', { parent: 'a', action: 'layers' }),
		);
		assert.deepEqual(shown(all), [['a', 'a big apart']]);
	});

	it('puts the pictures of one request into one grid, and those of two apart', () => {
		const at = '2026-01-01T10:00:00.000Z';
		const later = '2026-01-01T10:00:01.000Z';
		const all = wall(
			...[1, 2, 3].map((n) => picture(`one${n}`, { at })),
			...[1, 2].map((n) => picture(`two${n}`, { at: later })),
		);
		assert.deepEqual(
			stacksOf(all).map(({ grid }) => grid.map(({ id }) => id).join(' ')),
			['two1 two2', 'one1 one2 one3'],
		);
	});

	it('hangs what waits behind all that can be seen, the next one first', () => {
		const all = wall(
			picture('old'),
			picture('second', { state: 'queued', position: 2 }),
			picture('first', { state: 'queued', position: 1 }),
			picture('grows', { state: 'running' }),
			picture('failed', { state: 'failed' }),
		);
		assert.deepEqual(
			stacksOf(all).map(({ lead }) => lead.id),
			['failed', 'grows', 'old', 'first', 'second'],
		);
	});

	it('shows nothing that was deleted or cancelled, and keeps its children together', () => {
		const all = wall(
			picture('gone', { state: 'deleted' }),
			picture('child', { parent: 'gone', action: 'reroll' }),
			picture('other', { parent: 'gone', action: 'vary' }),
			picture('not', { state: 'cancelled' }),
		);
		assert.deepEqual(shown(all), [['other', 'child other']]);
	});

	it('makes no stack anew of which nothing changed', () => {
		const pictures = [picture('a'), picture('b')];
		const before = stacksOf(wall(...pictures));
		const after = unchanged(before, stacksOf(wall(...pictures, picture('c'))));
		assert.equal(after[1], before[0]);
		assert.equal(after[2], before[1]);
	});

	it('is gone through from picture to picture', () => {
		const stacks = stacksOf(
			wall(picture('a'), picture('b'), picture('b2', { parent: 'b', action: 'reroll' })),
		);
		const walk = (id: string) => [neighbourOf(stacks, id, -1), neighbourOf(stacks, id, 1)];
		assert.deepEqual(walk('b2'), [null, 'b']);
		assert.deepEqual(walk('b'), ['b2', 'a']);
		assert.deepEqual(walk('a'), ['b', null]);
		assert.deepEqual(walk('elsewhere'), [null, null]);
	});
});

describe('the chat', () => {
	it('tells the pictures of one request in one entry', async () => {
		const state = fromWelcome({
			...JSON.parse(toWire({ snapshot: await new FakeStudio().studio.events.snapshot({ id: 'room:main' }) })),
			layouts: [],
			people: [],
		} as Welcome);
		const at = '2026-01-01T10:00:00.000Z';
		const pictures = wall(picture('one', { at }), picture('two', { at }), picture('three'));
		const entries = feed({ ...state, pictures }, 10);
		assert.deepEqual(
			entries.map((entry) => (entry.kind === 'pictures' ? entry.pictures.map(({ id }) => id) : entry.kind)),
			[['one', 'two'], ['three']],
		);
	});
});

describe('people', () => {
	it('have colours of their own, sixteen of them', () => {
		const colours = Array.from({ length: 16 }, (_, index) => colourOf(`person-${index}`));
		assert.equal(new Set(colours).size, 16);
		assert.equal(colourOf('person-3'), colours[3], 'the same at every look');
	});

	it('are told apart by two letters', () => {
		assert.equal(initials('Ana'), 'An');
		assert.equal(initials('ben cohen'), 'BC');
		assert.equal(initials('はなこ'), 'はな');
		assert.equal(initials('👩‍🌾'), '👩‍🌾');
	});
});
