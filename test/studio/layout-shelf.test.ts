import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ANA, BEN, key, MOD, ROOM, type TestStudio, testStudio } from '../support/studio.ts';

const LINE = 'cat@left, dog@right on a beach';

describe('layouts that a place keeps under names', () => {
	let open: TestStudio;
	before(async () => {
		open = await testStudio({});
	});
	after(() => open.close());
	const layouts = () => open.studio.layouts;
	const names = async () => (await layouts().list(ROOM.id)).map(({ name }) => name);

	it('are listed by name, with their authors, and in no other place', async () => {
		await layouts().save(ROOM, BEN, 'meadow', 'cow@left on a meadow');
		await layouts().save(ROOM, ANA, 'Beach-Party', `  ${LINE} `);
		await layouts().save(ROOM, ANA, '海辺', '猫@左');
		const [beach] = await layouts().list(ROOM.id);
		assert.deepEqual([beach.name, beach.line, beach.by], ['beach-party', LINE, { id: ANA.id, name: 'Ana' }]);
		assert.deepEqual(await names(), ['beach-party', 'meadow', '海辺']);
		assert.deepEqual(await layouts().list('room:other'), []);
	});

	it('are changed and removed by their author and by moderators alone', async () => {
		await layouts().save(ROOM, ANA, 'BEACH-party', 'fox@left');
		const mine = { code: 'not-allowed', message: /saved by Ana; only they or a moderator can change it/ };
		await assert.rejects(layouts().save(ROOM, BEN, 'beach-party', 'owl@left'), mine);
		await assert.rejects(layouts().remove(ROOM, BEN, 'beach-party'), mine);
		await layouts().save(ROOM, MOD, 'beach-party', LINE);
		assert.equal((await layouts().remove(ROOM, MOD, 'beach-party')).line, LINE);
		await assert.rejects(layouts().remove(ROOM, MOD, 'beach-party'), {
			code: 'unknown-layout',
			message: 'No layout is saved here as "beach-party". See them all with: saved',
		});
	});

	it('have names of one word, and lines that can be read', async () => {
		for (const name of ['', 'two words', '-n', 'x'.repeat(41), 'a@b']) {
			await assert.rejects(layouts().save(ROOM, ANA, name, LINE), { code: 'bad-name' }, name);
		}
		await assert.rejects(layouts().save(ROOM, ANA, 'two words', LINE), {
			message: /"two words" is no name for a layout\. A name is one word of at most 40 letters/,
		});
		await assert.rejects(layouts().save(ROOM, ANA, 'bad', 'cat@lefft'), { name: 'LayoutError', offset: 4 });
		await assert.rejects(layouts().save(ROOM, ANA, 'long', 'x'.repeat(5000)), { code: 'too-long' });
	});

	it('are told to everyone who listens', async () => {
		const { seq } = await open.studio.events.snapshot(ROOM);
		await layouts().save(ROOM, ANA, 'news', LINE);
		for await (const event of open.studio.events.of({ place: ROOM.id, after: seq })) {
			assert.deepEqual([event.kind, event.kind === 'layouts' && event.by], ['layouts', ANA.id]);
			break;
		}
	});

	it('are bounded in number, also for two who save at once', async () => {
		const place = { id: 'room:full' } as const;
		await layouts().save(place, ANA, 'first', LINE);
		await open.database.query(
			`insert into saved_layouts (place, name, line) select 'room:full', 'n' || i, 'cat@left' from generate_series(1, 198) i`,
		);
		const both = await Promise.allSettled([
			layouts().save(place, ANA, 'second', LINE),
			layouts().save(place, BEN, 'third', LINE),
		]);
		assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
		const refused = both.find((each) => each.status === 'rejected');
		assert.match(String(refused?.reason), /200 layouts are saved here, which is the most/);
		// What is there already can still be changed.
		await layouts().save(place, ANA, 'first', 'fox@left');
	});

	it('obey the words of the place, and its switch', async () => {
		const place = { id: 'room:strict' } as const;
		const safety = { policy: 'block', words: ['goblin'] } as const;
		await open.studio.settings.change(place, MOD, { safety });
		await assert.rejects(layouts().save(place, ANA, 'x', 'a goblin@left'), { code: 'refused-words' });
		await assert.rejects(layouts().save(place, ANA, 'goblin', LINE), { code: 'refused-words' });
		await open.studio.settings.change(place, MOD, { enabled: false });
		await assert.rejects(layouts().save(place, ANA, 'x', LINE), { code: 'place-off' });
	});

	it('lose their author’s name when they ask to be forgotten, and go with the pictures', async () => {
		const cleo = { id: 'room:cleo', name: 'Cleo' } as const;
		await layouts().save(ROOM, cleo, 'cleo', LINE);
		assert.equal((await open.studio.privacy.report(cleo.id)).layouts, 1);
		await open.studio.privacy.forget(cleo.id);
		const kept = (await layouts().list(ROOM.id)).find(({ name }) => name === 'cleo');
		assert.equal(kept?.by, null);
		await layouts().save(ROOM, { ...cleo, moderator: true }, 'cleo', LINE);
		await open.studio.drawing.draw({ place: ROOM, person: cleo, line: LINE, idempotencyKey: key() });
		await open.studio.privacy.forget(cleo.id, { pictures: true });
		assert.ok(!(await names()).includes('cleo'));
		assert.equal((await open.studio.privacy.report(cleo.id)).layouts, 0);
	});
});
