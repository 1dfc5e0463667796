import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { commands } from '../../commands/index.ts';
import { MOST_PICTURE_BYTES } from '../../src/platforms/dropped-size.ts';
import type { WireReply } from '../../src/platforms/room/wire.ts';
import { ourPng, spoiltPictures } from '../support/dropped-pictures.ts';
import { type TestStudio, testStudio } from '../support/studio.ts';
import { openRoom, refusal, type TestRoom } from './open-room.ts';

describe('the room: a picture that is dropped on the page', () => {
	let open: TestStudio;
	let test: TestRoom;
	let cookie: string;
	before(async () => {
		open = await testStudio({});
		test = await openRoom({}, { studio: open.studio, commands });
		cookie = await test.enter('Ana');
	});
	after(async () => {
		await test.room.close();
		await open.close();
	});

	const drop = (bytes: Uint8Array, headers: Record<string, string> = {}) =>
		test.visit('/api/recipe', {
			method: 'POST',
			body: Buffer.from(bytes),
			cookie,
			headers: { 'content-type': 'application/octet-stream', ...headers },
		});
	const reply = async (response: Response) => (await response.json()) as WireReply;

	it('gives its recipe, and is drawn by the command that the page then sends', async () => {
		const found = await reply(await drop(await ourPng()));
		assert.equal(found.kind, 'found-recipe');
		if (found.kind !== 'found-recipe') return;
		assert.equal(found.line, 'red cat@left, dog@right on a beach');
		const drawn = await test.visit('/api/command', {
			method: 'POST',
			body: JSON.stringify({ text: `redraw ${found.id}`, key: 'a1b2c3d4e5f6' }),
			cookie,
		});
		assert.equal((await reply(drawn)).kind, 'jobs');
		assert.equal((await reply(await drop(await ourPng()))).kind, 'recipe');
	});

	it('says what is wrong with it', async () => {
		for (const { what, code, bytes } of await spoiltPictures()) {
			const told = await reply(await drop(bytes));
			assert.equal(told.kind === 'error' && told.code, code, what);
		}
		const japanese = await reply(await drop(Buffer.from('x'), { 'accept-language': 'ja' }));
		assert.match(japanese.kind === 'error' ? japanese.message : '', /PNG 画像ではありません/);
	});

	it('is read from members alone, as a file, and only so far', async () => {
		const outside = await test.visit('/api/recipe', {
			method: 'POST',
			body: Buffer.from(await ourPng()),
			headers: { 'content-type': 'image/png' },
		});
		assert.equal(outside.status, 401);
		const form = await drop(Buffer.from('x'), { 'content-type': 'text/plain' });
		assert.equal(form.status, 415);
		const elsewhere = await drop(Buffer.from('x'), { origin: 'https://elsewhere.example' });
		assert.equal(elsewhere.status, 403);
		const large = await drop(Buffer.alloc(MOST_PICTURE_BYTES + 1));
		assert.equal(large.status, 413);
		assert.equal((await refusal(large)).message, 'The request is too large: at most 32 MB are read.');
	});
});
