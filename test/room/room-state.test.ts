import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
	apply,
	feed,
	fromWelcome,
	type RoomState,
	withEntry,
	withPictures,
} from '../../src/platforms/room/client/room-state.ts';
import { altText, shortName, statusWords, whereabouts } from '../../src/platforms/room/client/words.ts';
import { toWire } from '../../src/platforms/room/to-wire.ts';
import type { Welcome, WireEvent, WirePicture } from '../../src/platforms/room/wire.ts';
import { FakeStudio } from './fake-studio.ts';

const BY = { id: 'room:ben', name: 'Ben' } as const;

async function opened(fake: FakeStudio): Promise<RoomState> {
	const snapshot = await fake.studio.events.snapshot({ id: 'room:main' });
	const welcome = {
		room: 'Test',
		you: { id: 'ana', name: 'Ana', moderator: false },
		key: '',
		snapshot,
		commands: [],
		words: null,
		people: [],
	};
	return fromWelcome(JSON.parse(toWire(welcome)) as Welcome);
}

const wire = (value: unknown) => JSON.parse(toWire(value)) as WireEvent;

describe('the page’s state', () => {
	it('is the same after the whole log as after any snapshot and the rest', async () => {
		const fake = new FakeStudio();
		const snapshots = [await opened(fake)];
		for (let n = 0; n < 4; n++) {
			const { id } = fake.add(`a cat@left on hill ${n}`, BY);
			snapshots.push(await opened(fake));
			fake.happen({ kind: 'said', by: BY.id, name: BY.name, text: `look ${n}`, messageId: `m${n}` });
			if (n % 2 === 0) fake.finish(id);
		}
		const last = await opened(fake);
		for (const start of snapshots) {
			const state = fake.log.map(wire).reduce(apply, start);
			assert.deepEqual([...state.pictures], [...last.pictures]);
			assert.deepEqual(state.said, last.said);
			assert.equal(state.seq, last.seq);
		}
	});

	it('takes an event that comes twice only once', async () => {
		const fake = new FakeStudio();
		const start = await opened(fake);
		fake.happen({ kind: 'said', by: BY.id, name: BY.name, text: 'hi', messageId: 'm' });
		const events = fake.log.map(wire);
		assert.equal([...events, ...events].reduce(apply, start).said.length, 1);
	});

	it('keeps the last preview while steps without one come in, and forgets progress when the picture is done', async () => {
		const fake = new FakeStudio();
		const { id } = fake.add('a cat@left', BY);
		let state = await opened(fake);
		const at = new Date().toISOString();
		const progress = (step: number, preview?: string): WireEvent => ({
			kind: 'progress',
			seq: state.seq,
			place: 'room:main',
			at,
			pictureId: id,
			progress: {
				phase: 'joint',
				step,
				steps: 20,
				etaSeconds: 2,
				...(preview === undefined ? {} : { preview }),
			},
		});
		state = [progress(3, 'data:x'), progress(4)].reduce(apply, state);
		assert.equal(state.pictures.get(id)?.progress?.preview, 'data:x');
		assert.equal(state.pictures.get(id)?.progress?.step, 4);
		fake.finish(id);
		state = apply(state, wire(fake.log.at(-1)));
		assert.equal(apply(state, progress(5)).pictures.get(id)?.state, 'done');
	});

	it('does not let an older view of a picture replace a newer one', async () => {
		const fake = new FakeStudio();
		const { id } = fake.add('a cat@left', BY);
		const old = (await opened(fake)).pictures.get(id);
		fake.finish(id);
		const state = withPictures(await opened(fake), old === undefined ? [] : [old]);
		assert.equal(state.pictures.get(id)?.state, 'done');
	});

	it('tells the chat in order of time, with what is only for this person in between', async () => {
		const fake = new FakeStudio();
		fake.add('a cat@left', BY);
		fake.add('a dog@left', BY);
		let state = await opened(fake);
		state = withEntry(state, {
			id: 'e',
			at: new Date(1_800_000_000_500).toISOString(),
			typed: 'help',
			reply: { kind: 'text', text: 'x', private: true },
		});
		assert.deepEqual(
			feed(state, 10).map((entry) => entry.kind),
			['pictures', 'private', 'pictures'],
		);
	});
});

describe('how long a picture still takes', () => {
	it('is told by its own pace as soon as there is one', async () => {
		const fake = new FakeStudio();
		const { id } = fake.add('a cat@left', BY);
		const state = await opened(fake);
		const progress = (phase: 'loading' | 'joint', step: number, second: number): WireEvent => ({
			kind: 'progress',
			seq: state.seq,
			place: 'room:main',
			at: new Date(1_800_000_000_000 + second * 1000).toISOString(),
			pictureId: id,
			progress: { phase, step, steps: 20, etaSeconds: 99 },
		});
		const eta = (events: readonly WireEvent[]) => events.reduce(apply, state).pictures.get(id)?.etaSeconds;
		const loading = progress('loading', 0, 0);
		assert.equal(eta([loading, progress('joint', 1, 30)]), 99, 'nothing is known yet');
		// Thirty seconds of loading count for nothing: two steps in one second, and eight more of them.
		assert.equal(eta([loading, progress('joint', 10, 30), progress('joint', 12, 31)]), 4);
	});
});

describe('words for pictures', () => {
	const picture = (line: string, more: Partial<WirePicture> = {}): WirePicture => ({
		...(JSON.parse(toWire(new FakeStudio().add(line, BY))) as WirePicture),
		...more,
	});

	it('say what is where, for people who do not see it', () => {
		assert.equal(
			altText(picture('a red cat@left, a dog@bottom-right on a beach')),
			'a red cat at the left, a dog at the bottom right, on a beach',
		);
		assert.equal(altText(picture('a quiet harbour')), 'a quiet harbour');
		assert.equal(whereabouts([0.3, 0.3, 0.7, 0.7]), 'in the middle');
		assert.equal(whereabouts([0, 0, 1, 1]), 'filling the picture');
		assert.equal(shortName(picture('a cat@left, a dog@right')), 'a cat and a dog');
	});

	it('say how long it takes', () => {
		assert.equal(
			statusWords(picture('a cat@left', { position: 3, etaSeconds: 200 })),
			'No. 3 in line · about 3 min',
		);
		assert.equal(
			statusWords(
				picture('a cat@left', {
					state: 'running',
					etaSeconds: 4.2,
					progress: { phase: 'joint', step: 9, steps: 20, etaSeconds: 4.2 },
				}),
			),
			'Growing together · 45 % · about 4 s',
		);
	});
});
