import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Pointed } from '../../commands/command.ts';
import { commands } from '../../commands/index.ts';
import { pictureInView } from '../../commands/picture-in-view.ts';
import type { Person, Place } from '../../src/studio/people.ts';
import type { PictureId } from '../../src/studio/picture-view.ts';
import { ANA, BEN, drawNext, key, type TestStudio, testStudio } from '../support/studio.ts';

describe('the picture in view, by one rule on all platforms', () => {
	let open: TestStudio;
	let place: Place;
	let places = 0;
	before(async () => {
		open = await testStudio({});
	});
	after(() => open.close());
	beforeEach(() => {
		place = { id: `discord:${++places}` };
	});

	const draw = async (person: Person): Promise<PictureId> => {
		const { jobs } = await open.studio.drawing.draw({
			place,
			person,
			line: 'cat@left',
			idempotencyKey: key(),
		});
		return jobs[0].pictureId;
	};
	const drawn = async (person: Person): Promise<PictureId> => {
		const id = await draw(person);
		for (;;) if ((await drawNext(open.queue)).pictureId === id) return id;
	};
	const reroll = async (pictureId: PictureId, person: Person): Promise<PictureId> => {
		const context = { pictureId, person, place, idempotencyKey: key() };
		return (await open.studio.drawing.make({ kind: 'reroll' }, context)).jobs[0].pictureId;
	};
	const inView = (text: string, person: Person = ANA, pointed?: Pointed) => {
		const { command } = commands.read(text);
		assert.ok(command);
		const asked = {
			studio: open.studio,
			commands,
			person,
			place,
			locale: 'en',
			idempotencyKey: key(),
		} as const;
		return pictureInView(command, { ...asked, ...(pointed && { pointed }) });
	};

	it('is the newest that is finished, whoever asked for it', async () => {
		const first = await drawn(BEN);
		await draw(ANA);
		for (const text of ['reroll', 'move cat right', 'edit cat@left, fox@right', 'save pond', 'vote up'])
			assert.equal(await inView(text), first, text);
	});

	it('is the newest at all where none is finished yet', async () => {
		await draw(BEN);
		const second = await draw(ANA);
		assert.equal(await inView('reroll', BEN), second);
	});

	it('is one\u2019s own newest under way for what can only be cancelled', async () => {
		await drawn(ANA);
		assert.equal(await inView('cancel'), undefined);
		const mine = await draw(ANA);
		await draw(BEN);
		assert.equal(await inView('cancel'), mine);
	});

	it('is none for what is drawn anew', async () => {
		await drawn(BEN);
		for (const text of ['an owl@left, a cake@right', 'draw an owl', 'gallery', 'queue'])
			assert.equal(await inView(text), undefined, text);
	});

	it('is in a thread the newest of the family, for new lines too', async () => {
		const first = await drawn(BEN);
		const child = await reroll(first, ANA);
		for (;;) if ((await drawNext(open.queue)).pictureId === child) break;
		const other = await drawn(BEN);
		assert.equal(await inView('reroll', ANA, { thread: first }), child);
		assert.equal(await inView('an owl@left', ANA, { thread: first }), child);
		assert.equal(await inView('reroll'), other);
		const waiting = await reroll(child, ANA);
		assert.equal(await inView('reroll', ANA, { thread: first }), child);
		assert.equal(await inView('cancel', ANA, { thread: first }), waiting);
	});

	it('is what is pointed at, before all else', async () => {
		const first = await drawn(BEN);
		await drawn(ANA);
		for (const text of ['reroll', 'cancel', 'an owl@left'])
			assert.equal(await inView(text, ANA, { picture: first }), first, text);
	});

	it('is of this place alone', async () => {
		await drawn(ANA);
		place = { id: 'discord:elsewhere' };
		assert.equal(await inView('reroll'), undefined);
	});
});

describe('what was typed, read before it is carried out', () => {
	const table: [text: string, command: string, answers: string][] = [
		['cat@left, dog@right', 'draw', 'public'],
		['edit cat@left, fox@right', 'edit', 'public'],
		['save x cat@left', 'save', 'private'],
		['save x', 'save', 'private'],
		['saved', 'saved', 'private'],
		['saved x', 'saved', 'public'],
		['show', 'show', 'private'],
		['show me a cat@left', 'draw', 'public'],
		['queue of ducks@left', 'draw', 'public'],
		['save the whales poster', 'draw', 'public'],
		['save our seas@left', 'draw', 'public'],
		['delete', 'delete', 'private'],
		['gallery stars', 'gallery', 'public'],
		['', 'help', 'private'],
	];
	for (const [text, name, answers] of table) {
		it(`“${text}” is ${name}, answered ${answers === 'private' ? 'in private' : 'openly'}`, () => {
			const { command, mistake, ...read } = commands.read(text);
			assert.deepEqual([command?.name, read.answers, mistake], [name, answers, null]);
		});
	}

	it('is answered in private where it cannot be carried out', () => {
		for (const text of ['cat@lefft', 'vary wild', 'save', 'save x cat@lefft', 'edit cat@lefft']) {
			const { answers, mistake } = commands.read(text);
			assert.deepEqual([answers, mistake?.private], ['private', true], text);
		}
	});

	it('is the same however it was given', () => {
		const typed = commands.read('vary subtle 3');
		const filled = commands.fill('vary', { strength: 'subtle', count: 3 });
		assert.deepEqual(filled, typed);
	});
});
