import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CommandContext, Reply } from '../../commands/command.ts';
import { commands } from '../../commands/index.ts';
import { recoverFrom } from '../../src/platforms/dropped.ts';
import { applyReaction } from '../../src/platforms/reactions.ts';
import type { Person, Place } from '../../src/studio/people.ts';
import type { PictureId } from '../../src/studio/picture-view.ts';
import type { HistoryNode } from '../../src/studio/pictures.ts';
import { isPlaceRight, may, RIGHTS, type Right } from '../../src/studio/rights.ts';
import { ourPng } from '../support/dropped-pictures.ts';
import { PLACES, personOf, ROLES, type Role, rightsTable, standingsOf } from '../support/rights-table.ts';
import { ANA, BEN, drawNext, key, type TestStudio, testStudio } from '../support/studio.ts';

const TABLE = rightsTable();
const places = Object.entries(PLACES) as [keyof typeof PLACES, Place][];

/** What the page says of somebody who acts in a place, of something made at home. */
function allowed(right: Right, role: Role, acting: Place, home: Place): boolean {
	const row = TABLE.find((entry) => entry.right === right);
	if (row === undefined) throw new Error(`docs/security.md has no row for ${right}`);
	return standingsOf(role, acting, home).some((standing) => row.gives.has(standing));
}

const isRefused = (reply: Reply) =>
	reply.kind === 'error' && (reply.code === 'not-allowed' || reply.code === 'unknown-picture');

describe('the table of rights', () => {
	it('has a row for every right, with every command that asks for it', () => {
		assert.deepEqual(TABLE.map(({ right }) => right).toSorted(), Object.keys(RIGHTS).toSorted());
		for (const { name, right } of commands.all) {
			const given = [{}, { name: 'x' }, { change: 'x' }, { change: 'x', scope: 'server' }];
			for (const asked of typeof right === 'function' ? given.map(right) : [right]) {
				const row = TABLE.find((each) => each.right === asked);
				assert.ok(
					row?.askedBy.some((by) => by.split(' ')[0] === name),
					`${name} asks for ${asked}`,
				);
			}
		}
	});

	it('says what the program decides, for every kind of place and person', () => {
		for (const { right } of TABLE) {
			for (const [, home] of places) {
				for (const [where, acting] of places) {
					if (isPlaceRight(right) && acting !== home) continue;
					for (const role of ROLES) {
						const person = personOf(role, ANA, acting, home);
						const subject = { place: home.id, server: home.server ?? null, person: ANA.id, posted: false };
						const what = `${right} by ${role}, in ${where}, of what was made in ${home.id}`;
						assert.equal(may(person, acting, right, subject), allowed(right, role, acting, home), what);
					}
				}
			}
		}
	});

	it('counts a picture as here where it is posted, but gives its moderators nothing there', () => {
		const subject = { place: 'room:main', server: null, person: ANA.id, posted: true };
		const moderator: Person = { ...BEN, moderator: true, serverModerator: true };
		const guild = PLACES['guild A'];
		assert.equal(may(BEN, guild, 'vote', subject), true);
		assert.equal(may(ANA, guild, 'delete', subject), true);
		assert.equal(may(moderator, guild, 'delete', subject), false);
	});
});

/** What is typed about a picture for each command that takes one, with the right that it asks for. */
const TYPED: Readonly<Record<string, readonly [right: Right, text: string]>> = {
	show: ['see', 'show ID'],
	history: ['see', 'history ID'],
	reroll: ['build', 'reroll ID'],
	'reroll-object': ['build', 'reroll-object ID 1'],
	vary: ['build', 'vary ID'],
	move: ['build', 'move ID 1 right'],
	edit: ['build', 'edit ID fox@left'],
	sweep: ['build', 'sweep ID steps 4'],
	upscale: ['build', 'upscale ID'],
	layers: ['build', 'layers ID'],
	look: ['build', 'look ID'],
	redraw: ['build', 'redraw ID'],
	vote: ['vote', 'vote up ID'],
	star: ['star', 'star ID'],
	cancel: ['cancel', 'cancel ID'],
	delete: ['delete', 'delete ID'],
};

describe('every command, by everybody, from everywhere', () => {
	let open: TestStudio;
	before(async () => {
		open = await testStudio({}, { burst: { requests: 1_000_000, seconds: 10 } });
	});
	after(() => open.close());

	const draw = async (place: Place, person: Person = ANA): Promise<PictureId> => {
		const line = 'red cat@left, dog@right';
		const { jobs } = await open.studio.drawing.draw({ place, person, line, idempotencyKey: key() });
		return jobs[0].pictureId;
	};
	const run = (text: string, place: Place, person: Person, more: Partial<CommandContext> = {}) =>
		commands.run(commands.read(text), {
			studio: open.studio,
			commands,
			person,
			place,
			locale: 'en',
			idempotencyKey: key(),
			...more,
		});
	const versionOf = async (id: PictureId) => (await open.studio.pictures.find(id))?.version;

	it('knows every command that takes a picture', () => {
		const taking = commands.all.filter(({ options }) => options.some(({ kind }) => kind === 'picture'));
		assert.deepEqual(taking.map(({ name }) => name).toSorted(), Object.keys(TYPED).toSorted());
		for (const [name, [right]] of Object.entries(TYPED)) {
			assert.equal(commands.get(name)?.right, right);
		}
	});

	for (const [where, home] of places.slice(0, 2)) {
		it(`does with a picture of ${where} what the table says, and changes nothing where it says no`, async () => {
			let id = await draw(home);
			for (const [from, acting] of places) {
				for (const role of ROLES) {
					for (const [name, [right, typed]] of Object.entries(TYPED)) {
						// Building is everybody's: one role is enough, the rest would only fill the line.
						if (right === 'build' && role !== 'member') continue;
						const person = personOf(role, ANA, acting, home);
						const before = await versionOf(id);
						for (const named of role === 'member' ? [true, false] : [true]) {
							const text = named ? typed.replace('ID', id) : typed.replace(' ID', '');
							const reply = await run(text, acting, person, named ? {} : { pointed: { picture: id } });
							const what = `${text} by ${role} in ${from}: ${JSON.stringify(reply).slice(0, 200)}`;
							assert.equal(isRefused(reply), !allowed(right, role, acting, home), what);
							if (isRefused(reply)) assert.equal(await versionOf(id), before, what);
							if (name === 'delete' && !isRefused(reply)) id = await draw(home);
						}
					}
				}
			}
		});
	}

	it('lets a line grow from any picture whose id is known, and keeps the layout of it', async () => {
		const id = await draw(PLACES['guild A']);
		for (const [, place] of places) {
			assert.equal((await run('fox@left', place, BEN, { pointed: { picture: id } })).kind, 'jobs');
			assert.equal((await run('save farm', place, BEN, { pointed: { picture: id } })).kind, 'text');
		}
	});

	it('lets talk be about pictures of the place alone', async () => {
		const id = await draw(PLACES['guild A']);
		for (const [from, place] of places) {
			const said = open.studio.events.say({
				place,
				person: BEN,
				text: 'look',
				picture: id,
				idempotencyKey: key(),
			});
			if (from === 'guild A') await said;
			else await assert.rejects(said, { code: 'not-allowed' }, from);
		}
	});

	it('asks for the right before the change is read', async () => {
		for (const [, place] of places) {
			for (const role of ROLES) {
				const person = personOf(role, ANA, place, place);
				for (const scope of ['channel', 'server'] as const) {
					// It cannot be read: only who may change settings hears so.
					const reply = await run(`settings nonsense scope=${scope}`, place, person);
					const right = scope === 'server' ? 'server-settings' : 'settings';
					const code = reply.kind === 'error' ? reply.code : reply.kind;
					assert.equal(code === 'not-allowed', !allowed(right, role, place, place), `${role} ${place.id}`);
				}
			}
		}
	});

	it('lets a saved layout be replaced and removed by its author and by moderators', async () => {
		for (const [, place] of places) {
			for (const role of ROLES) {
				await run('save mine cat@left', place, ANA);
				const person = personOf(role, ANA, place, place);
				const replaced = await run('save mine dog@left', place, person);
				assert.equal(isRefused(replaced), !allowed('replace', role, place, place), `${role} ${place.id}`);
				const removed = await run('unsave mine', place, person);
				assert.equal(isRefused(removed), !allowed('unsave', role, place, place), `${role} ${place.id}`);
				await run('unsave mine', place, ANA);
			}
		}
	});

	it('takes a cross from those who may delete, and lets all others\u2019 mean nothing', async () => {
		const home = PLACES['guild A'];
		for (const [from, place] of places) {
			for (const role of ROLES) {
				const id = await draw(home);
				const post = await open.studio.posts.add([id], 'discord', home, { channel: '1001' }, key());
				const outcome = await applyReaction(open.studio, {
					emoji: '❌',
					added: true,
					person: personOf(role, ANA, place, home),
					place,
					post,
					locale: 'en',
					idempotencyKey: key(),
				});
				const expected = allowed('cancel', role, place, home) ? 'changed' : 'nothing';
				assert.equal(outcome.kind, expected, `${role} ${from}`);
			}
		}
	});

	it('lets the beginning of a recipe\u2019s id name nothing but what is drawn again', async () => {
		const home = PLACES['guild A'];
		const id = await draw(home);
		const recipeId = (await open.studio.pictures.find(id))?.recipeId ?? '';
		for (const length of [8, 12, 15]) {
			const refused = await run(`redraw picture=${recipeId.slice(0, length)}`, PLACES.room, BEN);
			assert.equal(refused.kind, 'error', String(length));
		}
		for (const [name, [, typed]] of Object.entries(TYPED)) {
			if (name === 'redraw') continue;
			const text = typed.replace('ID', recipeId.slice(0, 16));
			const reply = await run(text, home, ANA);
			assert.equal(reply.kind, 'error', text);
			const focused = await run(typed.replace(' ID', ''), home, ANA, {
				pointed: { picture: recipeId.slice(0, 16) },
			});
			assert.equal(focused.kind, 'error', `${text} in view`);
		}
		const again = await run(`redraw ${recipeId.slice(0, 16)}`, PLACES.room, BEN);
		assert.ok(again.kind === 'jobs', JSON.stringify(again));
		const drawn = await open.studio.pictures.find(again.jobs[0].pictureId);
		assert.deepEqual([drawn?.parent, drawn?.recipeId, drawn?.place], [null, recipeId, 'room:main']);
		const tree = await open.studio.pictures.history({ person: BEN, place: PLACES.room }, drawn?.id ?? '');
		assert.deepEqual(idsOf(tree), [drawn?.id]);
	});

	it('leads from a dropped picture to one of the place or one\u2019s own, and to nobody else\u2019s', async () => {
		const id = await draw(PLACES['guild B']);
		await drawNext(open.queue);
		const recipe = (await open.studio.pictures.find(id))?.recipe;
		assert.ok(recipe);
		const png = await ourPng(recipe);
		const drop = (place: Place, person: Person) =>
			recoverFrom([{ name: 'a.png', mime: 'image/png', bytes: png.length, fetch: async () => png }], {
				studio: open.studio,
				commands,
				person,
				place,
				locale: 'en',
				idempotencyKey: key(),
			});
		assert.equal((await drop(PLACES['guild B'], BEN)).kind, 'recipe');
		assert.equal((await drop(PLACES.room, ANA)).kind, 'recipe');
		const offer = await drop(PLACES.room, BEN);
		assert.equal(offer.kind, 'found-recipe');
		assert.doesNotMatch(JSON.stringify(offer), new RegExp(`${id}|Ana|discord`));
	});

	it('shows in a history what a picture grew from, and nothing that others made of it elsewhere', async () => {
		const act = (pictureId: PictureId, person: Person, place: Place) =>
			open.studio.drawing.make({ kind: 'reroll' }, { pictureId, person, place, idempotencyKey: key() });
		const first = await draw(PLACES['guild A']);
		const secret = (await act(first, BEN, PLACES['direct message'])).jobs[0].pictureId;
		const mine = (await act(first, ANA, PLACES['workspace A'])).jobs[0].pictureId;
		const seen = async (person: Person, place: Place, id: PictureId) =>
			idsOf(await open.studio.pictures.history({ person, place }, id)).toSorted();
		assert.deepEqual(await seen(BEN, PLACES['guild A'], first), [first, secret].toSorted());
		assert.deepEqual(await seen(ANA, PLACES['guild A'], first), [first, mine].toSorted());
		const cleo: Person = { id: 'discord:cleo', name: 'Cleo' };
		assert.deepEqual(await seen(cleo, PLACES['guild A'], first), [first]);
		assert.deepEqual(await seen(cleo, PLACES['direct message'], secret), [first, secret].toSorted());
		const shown = await open.studio.pictures.named({ person: cleo, place: PLACES.room }, first, 'see');
		assert.equal(shown.by, null);
	});
});

function idsOf({ picture, children }: HistoryNode): string[] {
	return [picture.id, ...children.flatMap(idsOf)];
}
