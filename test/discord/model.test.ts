import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { installedModels } from '../../src/models/catalogue.ts';
import { extractRecipe } from '../../src/recipe/png.ts';
import { Supervisor } from '../../src/worker/supervisor.ts';
import { HOME } from '../cli/terminal.ts';
import { DiscordStage, hasAction } from '../support/discord-stage.ts';

const models = { folder: `${HOME}/models`, name: 'nae' };

describe('Discord with the built-in model', () => {
	let stage: DiscordStage;
	let supervisor: Supervisor;
	before(async () => {
		stage = await DiscordStage.start({ catalogue: await installedModels(models) });
		supervisor = new Supervisor({
			queue: stage.queue,
			device: 'cpu',
			engine: {
				kind: 'onnx',
				modelsFolder: models.folder,
				models: [models.name],
				modelMemoryMb: 2048,
				seedlingCacheMb: 16,
			},
			memoryLimitMb: 4096,
			previewEvery: 1,
			log: pino({ level: 'silent' }),
			startTimeoutMs: 120_000,
		});
		supervisor.start();
	});
	after(async () => {
		await supervisor.drain({ finishWithinMs: 0 });
		await stage.stop();
	});

	it('a real picture is drawn, carries its recipe, and is rerolled by a reaction', async () => {
		const { fake } = stage;
		const ana = fake.user('Ana');
		const channel = fake.channel();
		const interaction = fake.command(ana, channel, {
			line: 'a red cat@left, a blue dog@right on a meadow --size 128 --steps 4',
		});
		const first = await fake.until(() =>
			hasAction(interaction.original, 'star') ? interaction.original : null,
		);
		const recipe = extractRecipe(first.files[0].bytes);
		assert.equal(recipe.model, 'nae');
		assert.match(first.files[0].description ?? '', /a red cat on the left, a blue dog on the right/);
		fake.react(ana, first, '🎲');
		const second = await fake.until(() => {
			const [message] = first.thread === null ? [] : fake.in(first.thread);
			return hasAction(message, 'star') ? message : null;
		});
		assert.notDeepEqual(second.files[0].bytes, first.files[0].bytes);
		assert.equal((await stage.pictureIn(second)).parent, (await stage.pictureIn(first)).id);
		// Cancelled in mid-run: no picture comes of it.
		const long = fake.command(ana, channel, { line: 'a cat@left --steps 200' });
		const running = await fake.until(() => (hasAction(long.original, 'cancel') ? long.original : null));
		fake.press(ana, running, 'cancel');
		await stage.original(long, /Cancelled/);
		assert.deepEqual(fake.problems, []);
	});
});
