import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { installedModels } from '../../src/models/catalogue.ts';
import { extractRecipe } from '../../src/recipe/png.ts';
import type { EngineChoice } from '../../src/worker/protocol.ts';
import { Supervisor } from '../../src/worker/supervisor.ts';
import { HOME } from '../cli/terminal.ts';
import { type FakeMessage, imagesIn, readable } from '../support/fake-slack.ts';
import { SlackStage } from '../support/slack-stage.ts';

const models = { folder: `${HOME}/models`, name: 'nae' };
/** A picture of the built-in model on a busy machine. */
const PATIENCE_MS = 600_000;

describe('Slack with workers', () => {
	let stage: SlackStage;
	before(async () => {
		stage = await SlackStage.start({ studio: { catalogue: await installedModels(models) } });
	});
	after(() => stage.stop());

	async function supervise(engine: EngineChoice, work: () => Promise<void>): Promise<void> {
		const supervisor = new Supervisor({
			queue: stage.queue,
			device: 'cpu',
			engine,
			memoryLimitMb: 4096,
			previewEvery: 1,
			log: pino({ level: 'silent' }),
			startTimeoutMs: 120_000,
		});
		supervisor.start();
		try {
			await work();
		} finally {
			await supervisor.drain({ finishWithinMs: 0 });
		}
	}

	it('the built-in model draws a real picture, which carries its recipe and is rerolled', async () => {
		const { fake } = stage;
		const engine: EngineChoice = {
			kind: 'onnx',
			modelsFolder: models.folder,
			models: [models.name],
			modelMemoryMb: 2048,
			seedlingCacheMb: 16,
		};
		const done = (n: number) =>
			fake.until(() => {
				const message: FakeMessage | undefined = fake.posted()[n];
				return message !== undefined && /Reroll/.test(readable(message)) && message;
			}, PATIENCE_MS);
		await supervise(engine, async () => {
			await fake.command('a red cat@left, a blue dog@right on a meadow --size 128 --steps 4');
			const first = await done(0);
			const [picture] = imagesIn(first);
			assert.match(picture.alt, /a red cat on the left, a blue dog on the right/);
			const bytes = fake.files.get(picture.file)?.bytes ?? Buffer.alloc(0);
			assert.equal(extractRecipe(bytes).model, 'nae');
			await fake.react(first, 'game_die');
			const second = await done(1);
			assert.equal(second.thread, first.ts);
			const child = await stage.studio.pictures.find(await stage.pictureIn(second));
			assert.equal(child?.parent, await stage.pictureIn(first));
			assert.notDeepEqual(fake.files.get(imagesIn(second)[0].file)?.bytes, bytes);
		});
		assert.deepEqual(fake.invalid, []);
	});

	it('progress comes with previews that replace one another, and cancelling ends it in mid-run', async () => {
		const { fake } = stage;
		const n = fake.posted().length;
		await supervise({ kind: 'simulated', models: [models.name], stepMs: 40 }, async () => {
			await fake.command('a cat@left --steps 200');
			const running = await fake.until(() => {
				const message: FakeMessage | undefined = fake.posted()[n];
				return (
					message !== undefined && /^Unfinished picture at/.test(imagesIn(message)[0]?.alt ?? '') && message
				);
			}, PATIENCE_MS);
			const [{ file }] = imagesIn(running);
			await fake.until(() => fake.files.get(file)?.deleted === true, PATIENCE_MS);
			await fake.press(running, 'cancel');
			await fake.until(() => /Cancelled/.test(readable(running)), PATIENCE_MS);
		});
		assert.deepEqual(fake.invalid, []);
	});
});
