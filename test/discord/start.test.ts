import assert from 'node:assert/strict';
import { it } from 'node:test';
import { loadConfig } from '../../src/app/config.ts';
import { createLog } from '../../src/app/log.ts';
import { startTaue } from '../../src/app/start.ts';
import { dataFolder } from '../support/data-folder.ts';
import { hasAction } from '../support/discord-stage.ts';
import { FakeDiscord, TOKEN, textOf } from '../support/fake-discord.ts';

it('npm start serves Discord where DISCORD_TOKEN is set, and ends within ten seconds', async () => {
	const fake = await FakeDiscord.start();
	const config = loadConfig({
		DISCORD_TOKEN: TOKEN,
		DISCORD_API: fake.api,
		TAUE_ROOM: 'off',
		TAUE_DATA: await dataFolder(),
		TAUE_ENGINE: 'simulated',
		TAUE_SIMULATED_STEP_MS: '1',
		TAUE_DEVICES: 'cpu',
	});
	const taue = await startTaue(config, createLog({ level: 'silent' }));
	try {
		while (taue.platforms().discord.state !== 'connected')
			await new Promise((resolve) => setImmediate(resolve));
		const channel = fake.channel();
		const ana = fake.user('Ana');
		fake.command(ana, channel, { line: 'cat@left, dog@right' });
		const message = await fake.until(() => fake.in(channel).find((each) => hasAction(each, 'star')));
		assert.ok(textOf(message).includes(`<@${ana.id}>`));
		assert.deepEqual(fake.problems, []);
	} finally {
		await taue.close();
		await fake.stop();
	}
});
