import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { CommandContext } from '../../commands/command.ts';
import { commands } from '../../commands/index.ts';
import { readControlId } from '../../src/platforms/control-id.ts';
import { useControl } from '../../src/platforms/controls.ts';
import { type DownloadError, download } from '../../src/platforms/download.ts';
import { type DroppedFile, recoverFrom } from '../../src/platforms/dropped.ts';
import { MOST_PICTURE_BYTES } from '../../src/platforms/dropped-size.ts';
import { replyCard } from '../../src/platforms/reply-card.ts';
import { recipeId } from '../../src/recipe/recipe.ts';
import { foreignRecipe, ourPng, spoiltPictures } from '../support/dropped-pictures.ts';
import { ANA, drawNext, key, ROOM, type TestStudio, testStudio } from '../support/studio.ts';

const fileOf = (bytes: Uint8Array, more: Partial<DroppedFile> = {}): DroppedFile => ({
	name: 'picture.png',
	mime: 'image/png',
	bytes: bytes.byteLength,
	fetch: async () => bytes,
	...more,
});

describe('a picture that is dropped back', () => {
	let open: TestStudio;
	before(async () => {
		open = await testStudio({});
	});
	after(() => open.close());
	const context = (more: Partial<CommandContext> = {}): CommandContext => ({
		studio: open.studio,
		commands,
		person: ANA,
		place: ROOM,
		locale: 'en',
		idempotencyKey: key(),
		...more,
	});

	it('is found with its recipe where the studio has it', async () => {
		const line = 'red cat@left, dog@right on a beach';
		const { jobs } = await open.studio.drawing.draw({
			person: ANA,
			place: ROOM,
			line,
			idempotencyKey: key(),
		});
		const { recipe } = await drawNext(open.queue);
		const reply = await recoverFrom([fileOf(await ourPng(recipe))], context());
		assert.equal(reply.kind, 'recipe');
		assert.equal(reply.kind === 'recipe' && reply.picture.id, jobs[0].pictureId);
	});

	it('is drawn from its recipe, exactly, where the studio has it not', async () => {
		const recipe = foreignRecipe({ steps: 12, crop: 4, transplant: 4, negative: 'people' });
		const reply = await recoverFrom([fileOf(await ourPng(recipe))], context());
		assert.equal(reply.kind, 'found-recipe');
		if (reply.kind !== 'found-recipe') return;
		assert.equal(reply.id, recipeId(recipe));
		assert.equal(reply.line, 'red cat@left, dog@right on a beach --steps 12 --no people');
		const card = await replyCard(reply, {
			studio: open.studio,
			locale: 'en',
			altTextLength: 1000,
		});
		const buttons = card.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
		const control = readControlId(buttons[0].id);
		assert.ok(control !== null && buttons[0].id.length <= 100);
		assert.equal(buttons[1].value, reply.line);
		const answer = await useControl({ control }, context());
		assert.equal(answer.kind === 'reply' && answer.reply.kind, 'jobs', JSON.stringify(answer));
		const job = await drawNext(open.queue);
		assert.deepEqual(job.recipe, recipe, 'seeds of every object, steps, all of it');
		const drawn = await open.studio.pictures.find(job.pictureId);
		assert.equal(drawn?.note, 'drawn from its recipe');
		// Once it is drawn the studio has it.
		assert.equal((await recoverFrom([fileOf(await ourPng(recipe))], context())).kind, 'recipe');
	});

	it('says which model is missing, and keeps the line for another one', async () => {
		const recipe = foreignRecipe({ model: 'other-owner-model' });
		const reply = await recoverFrom([fileOf(await ourPng(recipe))], context());
		assert.equal(reply.kind === 'found-recipe' && reply.refusal?.code, 'model-missing');
		if (reply.kind !== 'found-recipe') return;
		assert.match(reply.line, /^red cat@left, dog@right on a beach --model other-owner-model$/);
		const card = await replyCard(reply, {
			studio: open.studio,
			locale: 'ja',
			altTextLength: 1000,
		});
		const shown = JSON.stringify(card.blocks);
		assert.match(shown, /other-owner-model/);
		assert.doesNotMatch(shown, /t1:redraw/);
		const refused = await commands.run(commands.fill('redraw', { picture: reply.id }), context());
		assert.equal(refused.kind === 'error' && refused.code, 'model-missing');
	});

	it('holds words of the recipe to the policy of the place', async () => {
		const place = { id: 'room:strict', name: 'Strict' } as const;
		const moderator = { ...ANA, moderator: true };
		await open.studio.settings.change(place, moderator, { safety: { policy: 'block', words: ['goblin'] } });
		const recipe = foreignRecipe({
			prompt: 'a goblin',
			objects: [],
			background: { text: 'a hill', seed: 1 },
		});
		const reply = await recoverFrom([fileOf(await ourPng(recipe))], context({ place }));
		assert.ok(reply.kind === 'found-recipe');
		const refused = await commands.run(commands.fill('redraw', { picture: reply.id }), context({ place }));
		assert.equal(refused.kind === 'error' && refused.code, 'refused-words');
	});

	it('is forgotten with its person', async () => {
		const person = { id: 'room:cleo', name: 'Cleo' } as const;
		const recipe = foreignRecipe({ prompt: 'a secret cat' });
		const reply = await recoverFrom([fileOf(await ourPng(recipe))], context({ person }));
		assert.ok(reply.kind === 'found-recipe');
		await open.studio.privacy.forget(person.id);
		const gone = await commands.run(commands.fill('redraw', { picture: reply.id }), context());
		assert.equal(gone.kind === 'error' && gone.code, 'unknown-recipe');
		assert.match(gone.kind === 'error' ? gone.message : '', /Drop the picture here once more/);
	});

	it('is told apart from everything else, in the language of the person', async () => {
		for (const { what, code, mime, bytes } of await spoiltPictures()) {
			const reply = await recoverFrom([fileOf(bytes, { mime })], context());
			assert.equal(reply.kind === 'error' && reply.code, code, what);
			const japanese = await recoverFrom([fileOf(bytes, { mime })], context({ locale: 'ja' }));
			assert.match(japanese.kind === 'error' ? japanese.message : '', /[ぁ-ん]/, what);
		}
		const none = await recoverFrom([], context());
		assert.equal(none.kind === 'error' && none.code, 'no-file');
		const large = fileOf(Buffer.alloc(0), {
			bytes: MOST_PICTURE_BYTES + 1,
			fetch: () => assert.fail('nothing that is too large is fetched'),
		});
		const refused = await recoverFrom([large], context());
		assert.match(refused.kind === 'error' ? refused.message : '', /larger than 32 MB/);
	});

	it('is found among several files', async () => {
		const [foreign] = await spoiltPictures();
		const files = [
			fileOf(Buffer.from('hi'), { name: 'a.txt', mime: 'text/plain' }),
			fileOf(foreign.bytes),
			fileOf(await ourPng()),
		];
		assert.equal((await recoverFrom(files, context())).kind, 'found-recipe');
	});
});

describe('downloads', () => {
	const serve = async (listener: RequestListener) => {
		const server = createServer(listener).listen(0, '127.0.0.1');
		await once(server, 'listening');
		const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		return { origin, stop: () => server.closeAllConnections() ?? server.close() };
	};
	const refusedAs = (code: DownloadError['code']) => ({ name: 'DownloadError', code });
	const limits = { mostBytes: 1000, timeoutMs: 5000 };

	it('ask the hosts that are named, and no other', async () => {
		const asked: string[] = [];
		const { origin, stop } = await serve((request, response) => {
			asked.push(`${request.url} ${request.headers.authorization}`);
			response.end('here');
		});
		const headers = { authorization: 'Bearer secret' };
		const got = await download(`${origin}/a`, { ...limits, origins: [origin], headers });
		assert.equal(Buffer.from(got).toString(), 'here');
		for (const url of [
			'http://169.254.169.254/latest/meta-data',
			'file:///etc/passwd',
			`${origin.replace('127.0.0.1', 'localhost')}/a`,
			`${origin.replace('http://', 'http://x@')}.example/a`,
			'no address',
		]) {
			await assert.rejects(
				download(url, { ...limits, origins: [origin], headers }),
				refusedAs('foreign-host'),
			);
		}
		assert.deepEqual(asked, ['/a Bearer secret']);
		stop();
	});

	it('follow no redirection, and take no page for a file', async () => {
		const asked: string[] = [];
		const { origin, stop } = await serve((request, response) => {
			asked.push(request.url ?? '');
			if (request.url === '/away') response.writeHead(302, { location: '/inside' }).end();
			else if (request.url === '/page') response.setHeader('content-type', 'text/html').end('<html>');
			else response.writeHead(404).end();
		});
		const options = { ...limits, origins: [origin] };
		await assert.rejects(download(`${origin}/away`, options), refusedAs('unreachable'));
		await assert.rejects(download(`${origin}/page`, options), refusedAs('refused'));
		await assert.rejects(download(`${origin}/none`, options), refusedAs('refused'));
		assert.deepEqual(asked, ['/away', '/page', '/none']);
		stop();
	});

	it('end at the limits of bytes and time', async () => {
		const { origin, stop } = await serve((request, response) => {
			if (request.url === '/honest') response.setHeader('content-length', '2000').end('x'.repeat(2000));
			else if (request.url === '/endless') {
				const more = () => void response.write('x'.repeat(600), (error) => error ?? setImmediate(more));
				more();
			}
		});
		const options = { ...limits, origins: [origin] };
		await assert.rejects(download(`${origin}/honest`, options), refusedAs('too-large'));
		await assert.rejects(download(`${origin}/endless`, options), refusedAs('too-large'));
		await assert.rejects(
			download(`${origin}/silent`, { ...options, timeoutMs: 30 }),
			refusedAs('unreachable'),
		);
		stop();
	});
});
