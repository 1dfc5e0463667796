import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import type { Findings } from '../../src/findings/findings.ts';
import type { MakeAction } from '../../src/studio/actions.ts';
import type { Person, Place } from '../../src/studio/people.ts';
import type { PictureId } from '../../src/studio/picture-view.ts';
import {
	ANA,
	BEN,
	CLAIM,
	drawNext,
	key,
	MOD,
	newPlace,
	ROOM,
	studioInFolder,
	type TestStudio,
} from '../support/studio.ts';

/** What the tests ask of a studio, in a place. */
function asking(open: Omit<TestStudio, 'close'>) {
	const draw = (line = 'red cat@left, dog@right', person: Person = ANA, place: Place = ROOM) =>
		open.studio.drawing.draw({ place, person, line, idempotencyKey: key() });
	const act = (pictureId: PictureId, person: Person = BEN, place: Place = ROOM) => ({
		pictureId,
		person,
		place,
		idempotencyKey: key(),
	});
	const make = async (action: MakeAction, pictureId: PictureId, person: Person = BEN) =>
		(await open.studio.drawing.make(action, act(pictureId, person))).jobs;
	return { draw, act, make };
}

describe('drawing', () => {
	const open = studioInFolder();
	const { draw, act } = asking(open);

	describe('a line', () => {
		it('says how words of other languages are drawn, and keeps what was written', async () => {
			const { jobs, warnings } = await draw('赤い猫@左、🐶@右、砂浜');
			assert.deepEqual(
				warnings.map(({ message }) => message),
				['Drawn as “red cat” (赤い猫), “dog” (🐶), “a sandy beach” (砂浜).'],
			);
			const view = await open.studio.pictures.find(jobs[0].pictureId);
			assert.match(view?.line ?? '', /^赤い猫@left, 🐶@right/);
			assert.equal(view?.recipe?.prompt, 'a red cat and a dog on a sandy beach');
		});
		it('refuses a bad line and writes nothing', async () => {
			await assert.rejects(draw('cat@lefft'), { name: 'LayoutError', code: 'unknown-place' });
			assert.deepEqual(
				await open.database.query('select line from pictures where line ilike $1', ['%lefft%']),
				[],
			);
		});

		it('says which models there are', async () => {
			await assert.rejects(draw('cat@left --model biult-in'), {
				code: 'model-missing',
				message: /Did you mean built-in\? There are built-in, other\./,
			});
		});

		it('takes the place\u2019s own flags unless the line has others', async () => {
			const place = newPlace();
			await open.studio.settings.change(place, MOD, { defaults: '--steps 8 --guidance 3' });
			const { recipe } = (await draw('cat@left --steps 12', ANA, place)).jobs[0];
			assert.deepEqual([recipe.steps, recipe.guidance], [12, 3]);
		});

		it('draws with the place’s own scheduler unless the line has another', async () => {
			const place = newPlace();
			await open.studio.settings.change(place, MOD, { scheduler: 'unipc', defaults: '--steps 12' });
			assert.equal((await draw('cat@left', ANA, place)).jobs[0].recipe.scheduler, 'unipc');
			assert.equal((await draw('cat@left --scheduler ddim', ANA, place)).jobs[0].recipe.scheduler, 'ddim');
		});

		it('is drawn by a model that the place allows', async () => {
			const place = newPlace();
			await open.studio.settings.change(place, MOD, { models: ['other'] });
			assert.equal((await draw('cat@left', ANA, place)).jobs[0].recipe.model, 'other');
			await assert.rejects(draw('cat@left --model built-in', ANA, place), { code: 'model-not-allowed' });
		});

		it('becomes the child of the picture that it answers to', async () => {
			const [first] = (await draw()).jobs;
			const request = { place: ROOM, person: BEN, line: 'owl@top', idempotencyKey: key() };
			const { jobs } = await open.studio.drawing.draw({ ...request, parent: first.pictureId });
			const child = await open.studio.pictures.find(jobs[0].pictureId);
			assert.deepEqual([child?.parent, child?.action], [first.pictureId, 'draw']);
		});
	});

	describe('words about a picture', () => {
		const change = (words: string, pictureId: PictureId, pointed = true) =>
			open.studio.drawing.changeByWords(words, act(pictureId), { pointed });

		it('change it where they ask for a change: what stays keeps its seeds', async () => {
			const [first] = (await draw()).jobs;
			const answer = await change('make the cat blue', first.pictureId);
			const child = await open.studio.pictures.find(answer?.jobs[0].pictureId ?? '');
			assert.deepEqual(
				[child?.parent, child?.action, child?.note],
				[first.pictureId, 'edit', 'red cat is now blue cat'],
			);
			assert.deepEqual(
				child?.recipe?.objects.map(({ text, seed }) => [text, seed]),
				first.recipe.objects.map(({ text, seed }) => [text.replace('red', 'blue'), seed]),
			);
		});

		it('are a line to draw where they ask for none, and nothing is made', async () => {
			const [{ pictureId }] = (await draw()).jobs;
			const children = async () =>
				(await open.database.query('select 1 from pictures where parent = $1', [pictureId])).length;
			for (const words of ['a quiet harbour', 'fox@left', 'cat | a beach'])
				assert.equal(await change(words, pictureId), null, words);
			assert.equal(await children(), 0);
		});

		it('are told what is not there, where the picture was pointed at', async () => {
			const [{ pictureId }] = (await draw()).jobs;
			await assert.rejects(change('make the unicorn blue', pictureId), {
				code: 'bad-edit',
				message: /no “the unicorn” in this picture/,
			});
			assert.equal(await change('make the unicorn blue', pictureId, false), null);
		});

		it('must be an order where nobody pointed at the picture', async () => {
			const [{ pictureId }] = (await draw()).jobs;
			assert.equal(await change('bigger cat', pictureId, false), null);
			assert.notEqual(await change('bigger cat', pictureId), null);
			assert.notEqual(await change('make the cat bigger', pictureId, false), null);
		});

		it('are read by nobody who may not build on the picture', async () => {
			const [{ pictureId }] = (await draw()).jobs;
			await assert.rejects(change('make the cat blue', 'nothing'), { code: 'unknown-picture' });
			await open.studio.pictures.change({ kind: 'delete' }, act(pictureId, ANA));
			assert.equal(await change('make the cat blue', pictureId), null);
		});
	});

	it('asks the gate about the words of a line, of a change and of a change in words', async () => {
		const place = newPlace();
		const [{ pictureId }] = (await draw('cat@left', ANA, place)).jobs;
		await open.studio.settings.change(place, MOD, { safety: { words: ['gore'] } });
		const { drawing } = open.studio;
		const refused = { code: 'refused-words' };
		await assert.rejects(draw('gore@left', ANA, place), refused);
		await assert.rejects(
			drawing.make({ kind: 'edit', line: 'gore@left' }, act(pictureId, BEN, place)),
			refused,
		);
		await assert.rejects(
			drawing.changeByWords('cat -> gore', act(pictureId, BEN, place), { pointed: true }),
			refused,
		);
		await open.studio.settings.change(place, MOD, { safety: { policy: 'off' } });
		await draw('gore@left', ANA, place);
	});
});

describe('what is made of finished pictures', () => {
	const open = studioInFolder();
	const { draw, act, make } = asking(open);

	it('enlarges a finished picture in its turn, and says why when it cannot', async () => {
		const [{ pictureId }] = (await draw()).jobs;
		await assert.rejects(make({ kind: 'upscale' }, pictureId), { code: 'not-finished' });
		const png = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } })
			.png()
			.toBuffer();
		await drawNext(open.queue, { png });
		const [large] = await make({ kind: 'upscale', factor: 4 }, pictureId);
		assert.equal((await open.studio.pictures.find(large.pictureId))?.state, 'queued');
		const job = await drawNext(open.queue);
		assert.equal(job.enlarge?.factor, 4);
		const file = await open.studio.pictures.bytes(large.pictureId, 'full');
		const { width, height } = await sharp(file?.bytes).metadata();
		assert.deepEqual([width, height], [256, 192]);
		const picture = await open.studio.pictures.find(large.pictureId);
		assert.equal(picture?.note, 'enlarged 4 times');
		assert.deepEqual([picture?.parent, picture?.passes, picture?.size], [pictureId, 0, [1024, 1024]]);
		const [larger] = await make({ kind: 'upscale', factor: 4 }, large.pictureId);
		await drawNext(open.queue);
		await assert.rejects(make({ kind: 'upscale', factor: 2 }, larger.pictureId), {
			code: 'bad-value',
			message: '4096x4096 times 2 would be 8192x8192; 4096 pixels a side is the most.',
		});
	});

	it('looks at a finished picture in its turn, and keeps what was seen with both', async () => {
		const { drawing, pictures } = open.studio;
		const [{ pictureId }] = (await draw()).jobs;
		await assert.rejects(make({ kind: 'look' }, pictureId), { code: 'not-finished' });
		await drawNext(open.queue);
		const [look] = await make({ kind: 'look' }, pictureId);
		const findings: Findings = {
			judge: {
				objects: [{ found: false, iou: 0, bound: null }],
				mistakes: [{ kind: 'missing', object: 0 }],
			},
			attention: { assignment: null },
		};
		const job = await drawNext(open.queue, { findings, passes: 0 });
		assert.ok(job.look !== null && job.look.png.length > 0 && job.enlarge === null);
		const sheet = await pictures.find(look.pictureId);
		assert.deepEqual(sheet?.findings, findings);
		assert.deepEqual([sheet.action, sheet.note, sheet.parent], ['look', 'looked at', pictureId]);
		assert.deepEqual((await pictures.find(pictureId))?.findings, findings);
		// It is no picture to be found, enlarged or looked at itself.
		const page = await pictures.gallery(ROOM.id, {});
		assert.ok(page.pictures.every(({ id }) => id !== look.pictureId));
		for (const kind of ['look', 'upscale'] as const) {
			await assert.rejects(drawing.make({ kind }, act(look.pictureId)), {
				code: 'bad-value',
				message: new RegExp(`what was seen of the picture ${pictureId}`),
			});
		}
		await pictures.change({ kind: 'delete' }, act(pictureId, ANA));
		assert.equal((await pictures.find(pictureId))?.findings, null);
	});
});

describe('the state of the line', () => {
	const open = studioInFolder();
	const { draw } = asking(open);

	it('tells what of it is a person’s own, what is left of their quota, and who works', async () => {
		await draw('cat@left -n 2');
		await open.queue.fetch(CLAIM);
		const status = await open.studio.drawing.queue(ROOM, ANA);
		assert.deepEqual(
			status.mine.map(({ state, position }) => [state, position]),
			[
				['running', 0],
				['queued', 1],
			],
		);
		assert.deepEqual(status.quota, { hourLeft: 298, dayLeft: 1998, concurrentLeft: 98 });
		assert.deepEqual(status.workers, [{ id: 'worker-1', device: 'cpu', models: ['built-in'], busy: true }]);
	});
});
