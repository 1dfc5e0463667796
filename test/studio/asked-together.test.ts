import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseLine } from '../../src/layout/index.ts';
import { LineReader } from '../../src/queue/line-reader.ts';
import { Queue } from '../../src/queue/queue.ts';
import { composeRecipe } from '../../src/recipe/compose.ts';
import type { Database, Row } from '../../src/store/database.ts';
import { type AskedWindow, fullWindows } from '../../src/store/places.ts';
import { Acceptor } from '../../src/studio/acceptor.ts';
import { memoryIn } from '../../src/studio/memory.ts';
import { planOf } from '../../src/studio/plan/plan.ts';
import { mergeSettings } from '../../src/studio/settings.ts';
import { callsDuring } from '../support/calls.ts';
import { ANA, BEN, drawNext, key, MODEL, quietLog, ROOM, studioForEachTest } from '../support/studio.ts';

const it_ = studioForEachTest();

/** The database, telling which statements it was asked for. */
function watched(database: Database): { readonly database: Database; readonly asked: string[] } {
	const asked: string[] = [];
	const query = <R extends object = Row>(text: string, values?: readonly unknown[]) => {
		asked.push(text);
		return database.query<R>(text, values);
	};
	return { asked, database: Object.assign(Object.create(database), { query }) };
}

describe('facts that many ask for at once', () => {
	it('are found by one statement, each for the one who asked', async () => {
		const { database, asked } = watched(it_.database);
		const memory = memoryIn(database);
		await memory.set('room', 'a', '1');
		await memory.set('slack', 'a', '2');
		asked.length = 0;
		const keys = ['a', 'nothing', 'a'];
		assert.deepEqual(
			await Promise.all([...keys.map((name) => memory.get('room', name)), memory.get('slack', 'a')]),
			['1', null, '1', '2'],
		);
		assert.equal(asked.length, 1);
	});

	it('are looked up anew the next time', async () => {
		const memory = memoryIn(it_.database);
		assert.equal(await memory.get('room', 'a'), null);
		await memory.set('room', 'a', '1');
		assert.equal(await memory.get('room', 'a'), '1');
	});
});

describe('a line that many want as it is now', () => {
	const draw = (person = ANA) =>
		it_.studio.drawing.draw({ place: ROOM, person, line: 'cat@left', idempotencyKey: key() });
	const readings = (asked: readonly string[]) => asked.filter((text) => text.includes('from jobs j')).length;

	it('is read once for all who ask before the reading begins', async () => {
		const { database, asked } = watched(it_.database);
		const reader = new LineReader(database);
		await reader.read('now');
		const once = readings(asked);
		assert.ok(once > 0);
		await Promise.all(Array.from({ length: 50 }, () => reader.read('now')));
		assert.equal(readings(asked), 2 * once);
	});

	it('is read again for who asks after it began: what was accepted before the question is in the answer', async () => {
		const reader = new LineReader(it_.database);
		const early = reader.read('now');
		await draw();
		const late = reader.read('now');
		await early;
		assert.equal((await late).line.waiting.length, 1);
	});

	it('is read anew after a reading that failed', async () => {
		let broken = true;
		const database: Database = Object.assign(Object.create(it_.database), {
			query: (text: string, values?: readonly unknown[]) =>
				broken ? Promise.reject(new Error('gone')) : it_.database.query(text, values),
		});
		const reader = new LineReader(database);
		const failed = [reader.read('now'), reader.read('now')];
		for (const reading of failed) await assert.rejects(reading, /gone/);
		broken = false;
		assert.equal((await reader.read('now')).line.waiting.length, 0);
	});
});

describe('requests that come at once', () => {
	/** How many transactions accept them. */
	const transactions = async (people: number, pictures: number) => {
		const acceptor = new Acceptor(
			it_.database,
			new Queue({ database: it_.database, log: quietLog, sweepMs: 0 }),
			1000,
		);
		const [layout] = parseLine('cat@left').layouts;
		const plan = planOf(composeRecipe(layout, MODEL), layout, '');
		const accept = (i: number) =>
			acceptor.accept({
				plans: Array.from({ length: pictures }, () => plan),
				settings: mergeSettings(),
				place: ROOM,
				person: { id: `room:at-once-${i}`, name: `${i}` },
				key: key(),
				action: 'draw',
				parent: null,
				layers: false,
				post: undefined,
			});
		const calls = await callsDuring(async () => {
			const accepted = await Promise.all(Array.from({ length: people }, (_, i) => accept(i)));
			assert.ok(accepted.every(({ kind }) => kind === 'accepted'));
		});
		return calls('src/studio/acceptor.ts', 'askedWindows');
	};

	it('are accepted in one transaction, a hundred and more of them', async () => {
		assert.equal(await transactions(120, 1), 1);
	});

	it('are accepted in several where they ask for many pictures', async () => {
		assert.equal(await transactions(48, 4), 2);
	});
});

describe('the windows of a batch', () => {
	const draw = (person = ANA) =>
		it_.studio.drawing.draw({ place: ROOM, person, line: 'cat@left', idempotencyKey: key() });
	const window = (item: number, given: Partial<AskedWindow>): AskedWindow => ({
		item,
		name: 'channel',
		counts: 'drawn',
		scope: 'channel',
		place: ROOM.id,
		person: ANA.id,
		server: null,
		seconds: 3600,
		skip: 0,
		...given,
	});

	it('are counted once under one name, and are full for those alone who come too late in the batch', async () => {
		await draw();
		await draw(BEN);
		const { database, asked } = watched(it_.database);
		const full = await fullWindows(database, [
			window(0, { skip: 3 }),
			window(1, { skip: 2 }),
			window(2, { skip: 1 }),
		]);
		assert.deepEqual([...full], [2]);
		assert.equal(asked.length, 1);
	});

	it('count a person here, a channel, a server, each its own pictures', async () => {
		await draw();
		await draw(BEN);
		await it_.studio.drawing.draw({
			place: { id: 'room:other', server: 'room:house' },
			person: ANA,
			line: 'cat@left',
			idempotencyKey: key(),
		});
		const full = await fullWindows(it_.database, [
			window(0, { name: 'ana', scope: 'person', skip: 1 }),
			window(1, { name: 'channel', skip: 1 }),
			window(2, { name: 'server', scope: 'server', server: 'room:house', skip: 1 }),
			window(3, { name: 'server at once', scope: 'server', server: 'room:house', skip: 0 }),
		]);
		assert.deepEqual([...full], [1, 3]);
	});

	it('tell what was drawn from what was asked for', async () => {
		const { jobs } = await draw();
		await it_.studio.pictures.change(
			{ kind: 'cancel' },
			{ place: ROOM, person: ANA, pictureId: jobs[0].pictureId },
		);
		const both = [window(0, { name: 'drawn' }), window(1, { name: 'asked', counts: 'asked' })];
		assert.deepEqual([...(await fullWindows(it_.database, both))], [1]);
		await draw();
		await drawNext(it_.queue);
		assert.deepEqual([...(await fullWindows(it_.database, both))], [0, 1]);
	});
});
