import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { commands } from '../../commands/index.ts';
import { type Room, startRoom } from '../../src/platforms/room/index.ts';
import type { Person, Place } from '../../src/studio/people.ts';
import type { PictureId } from '../../src/studio/picture-view.ts';
import type { Right } from '../../src/studio/rights.ts';
import { projectFiles, textOf } from '../house/tracked-files.ts';
import { PLACES, type Role, rightsTable, standingsOf } from '../support/rights-table.ts';
import { ANA, key, type TestStudio, testStudio } from '../support/studio.ts';
import { keyIn, silent } from './open-room.ts';

const TABLE = rightsTable();

/** Every route about a picture, with the right that it asks for; `ID` stands for the picture's id. */
const ROUTES: readonly (readonly [right: Right, path: string, body?: object])[] = [
	['serve', '/api/pictures/ID'],
	['serve', '/api/pictures/ID/history'],
	['serve', '/pictures/ID/thumb'],
	['serve', '/pictures/ID/full'],
	['serve', '/pictures/ID/layer-1'],
	['serve', '/api/act', { pictureId: 'ID', action: { kind: 'reroll' } }],
	['vote', '/api/act', { pictureId: 'ID', action: { kind: 'vote', value: 1 } }],
	['star', '/api/act', { pictureId: 'ID', action: { kind: 'star', on: true } }],
	['mention', '/api/say', { text: 'look', picture: 'ID' }],
	['see', '/api/command', { text: 'show ID' }],
	['see', '/api/command', { text: 'show', focus: 'ID' }],
	['vote', '/api/command', { text: 'vote up', focus: 'ID' }],
	['cancel', '/api/command', { text: 'cancel', focus: 'ID' }],
	['cancel', '/api/act', { pictureId: 'ID', action: { kind: 'cancel' } }],
	['delete', '/api/act', { pictureId: 'ID', action: { kind: 'delete' } }],
	['delete', '/api/command', { text: 'delete ID' }],
];

describe('every route of the room, by everybody', () => {
	let open: TestStudio;
	let room: Room;
	before(async () => {
		open = await testStudio({});
		room = await startRoom({
			studio: open.studio,
			commands,
			log: silent,
			config: {
				name: 'Room',
				host: '127.0.0.1',
				port: 0,
				publicUrl: null,
				password: null,
				key: null,
				newcomers: 1_000,
				trustedProxies: 0,
			},
		});
	});
	after(async () => {
		await room.close();
		await open.close();
	});

	const visit = (path: string, cookie: string, body?: object) => {
		const origin = `http://localhost:${room.port}`;
		const headers: Record<string, string> = { cookie, origin };
		if (body === undefined) return fetch(new URL(path, origin), { headers });
		headers['content-type'] = 'application/json';
		return fetch(new URL(path, origin), { method: 'POST', headers, body: JSON.stringify(body) });
	};
	const enter = async (name: string, more: object = {}) => {
		const response = await visit('/api/enter', '', { name, key: keyIn(room.entranceUrl), ...more });
		const { you } = (await response.json()) as { you: { id: string } };
		const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
		return { cookie, person: { id: `room:${you.id}`, name } satisfies Person };
	};
	const draw = async (place: Place, person: Person): Promise<PictureId> => {
		const { jobs } = await open.studio.drawing.draw({
			place,
			person,
			line: 'cat@left',
			idempotencyKey: key(),
		});
		return jobs[0].pictureId;
	};

	it('stands in the table of docs/security.md', () => {
		const asked = TABLE.flatMap(({ askedBy }) => askedBy);
		const source = projectFiles()
			.filter((file) => file.startsWith('src/platforms/room/') && file.endsWith('.ts'))
			.map(textOf)
			.join('\n');
		const routes = [...source.matchAll(/'(GET|POST)',\s*\/\^(\S+)\$\/,/g)].map(
			([, method, path]) =>
				`${method} ${path
					.replaceAll('\\/', '/')
					.replace('([\\w-]{1,64}/(?:full|thumb|layer-\\d{1,2}))', 'ID/KIND')
					.replace('([\\w-]{1,64})', 'ID')}`,
		);
		assert.ok(routes.length >= 12, `routes found: ${routes.join(', ')}`);
		for (const route of routes) assert.ok(asked.includes(route), `${route} is in no row`);
	});

	it('does with a picture of the room and of elsewhere what the table says', async () => {
		const author = await enter('Author');
		const member = await enter('Member');
		const moderatorKey = new URL(room.moderatorUrl).hash.replace('#key=', '');
		const moderator = await enter('Moderator', { key: moderatorKey });
		const people: readonly (readonly [Role, string])[] = [
			['member', member.cookie],
			['author', author.cookie],
			['moderator', moderator.cookie],
		];
		for (const home of [PLACES.room, PLACES['guild A'], PLACES['workspace A'], PLACES['direct message']]) {
			let id = await draw(home, author.person);
			for (const [role, cookie] of people) {
				for (const [right, path, body] of ROUTES) {
					const withId = (text: string) => text.replaceAll('ID', id);
					const sent = body && { ...JSON.parse(withId(JSON.stringify(body))), key: key() };
					const response = await visit(withId(path), cookie, sent);
					const answer = (await response.text()).slice(0, 300);
					const refused = /"(?:not-allowed|unknown-picture)"/.test(answer);
					const row = TABLE.find((entry) => entry.right === right);
					const expected = standingsOf(role, PLACES.room, home).some((held) => row?.gives.has(held));
					const what = `${path} ${JSON.stringify(body ?? '')} by ${role} of ${home.id}: ${response.status} ${answer}`;
					assert.equal(!refused, expected, what);
					assert.ok(response.status < 500, what);
					if (right === 'delete' && !refused) id = await draw(home, author.person);
				}
			}
		}
	});

	it('gives nobody who is outside anything', async () => {
		const id = await draw(PLACES.room, ANA);
		for (const [, path, body] of ROUTES) {
			const withId = (text: string) => text.replaceAll('ID', id);
			const response = await visit(withId(path), '', body && JSON.parse(withId(JSON.stringify(body))));
			assert.equal(response.status, 401, path);
		}
	});
});
