import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { loadConfig } from '../../src/app/config.ts';
import type { ConnectionStatus } from '../../src/app/connection.ts';
import { createLog } from '../../src/app/log.ts';
import { startTaue, type Taue } from '../../src/app/start.ts';
import { dataFolder } from '../support/data-folder.ts';
import { FakeDiscord, TOKEN } from '../support/fake-discord.ts';
import { APP_TOKEN, BOT_TOKEN, FakeSlack } from '../support/fake-slack.ts';

/** A server that answers everything with one status. */
async function answering(status: number): Promise<Server> {
	const server = createServer((_request, response) => response.writeHead(status).end('{}'));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return server;
}

async function becomes(
	taue: Taue,
	name: string,
	state: ConnectionStatus['state'],
): Promise<ConnectionStatus> {
	for (;;) {
		const status = taue.platforms()[name];
		if (status.state === state) return status;
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

const NOBODY = 'http://127.0.0.1:9/api';

describe('platforms start independently of each other and of the room', () => {
	let broken: Server;
	let discord: FakeDiscord;
	let slack: FakeSlack;
	before(async () => {
		broken = await answering(502);
		discord = await FakeDiscord.start();
		slack = new FakeSlack();
		await slack.start();
	});
	after(async () => {
		broken.closeAllConnections();
		broken.close();
		await discord.stop();
		await slack.stop();
	});

	async function start(path: string, env: Readonly<Record<string, string>>): Promise<Taue> {
		return startTaue(
			loadConfig({
				PORT: '0',
				TAUE_DATA: path,
				TAUE_ENGINE: 'simulated',
				TAUE_DEVICES: 'none',
				...env,
			}),
			createLog({ level: 'silent' }),
		);
	}

	async function isOpen({ url }: Taue): Promise<void> {
		assert.equal((await fetch(`${url}/`)).status, 200);
	}

	it('a platform that cannot be reached leaves the room and the other one open', async () => {
		const folder = await dataFolder();
		const port = (broken.address() as AddressInfo).port;
		for (const api of [NOBODY, `http://127.0.0.1:${port}/api`]) {
			const taue = await start(folder, {
				DISCORD_TOKEN: TOKEN,
				DISCORD_API: api,
				SLACK_BOT_TOKEN: BOT_TOKEN,
				SLACK_APP_TOKEN: APP_TOKEN,
				SLACK_API_URL: slack.apiUrl,
			});
			try {
				await isOpen(taue);
				const { why, nextTryAt, since } = await becomes(taue, 'discord', 'waiting');
				assert.match(why ?? '', /^Discord cannot be reached: .+\.$/);
				assert.ok(Date.parse(nextTryAt ?? '') > Date.parse(since));
				await becomes(taue, 'slack', 'connected');
				await isOpen(taue);
			} finally {
				await taue.close();
			}
		}
	});

	it('a token that is not accepted is said in one sentence, and not tried again soon', async () => {
		const folder = await dataFolder();
		const taue = await start(folder, {
			DISCORD_TOKEN: 'MTIz.of-another.app',
			DISCORD_API: discord.api,
			SLACK_BOT_TOKEN: 'xoxb-of-another-app',
			SLACK_APP_TOKEN: APP_TOKEN,
			SLACK_API_URL: slack.apiUrl,
		});
		try {
			const refused = await becomes(taue, 'discord', 'refused');
			assert.match(refused.why ?? '', /^Discord does not accept DISCORD_TOKEN\. Copy the token anew/);
			assert.doesNotMatch(JSON.stringify(refused), /of-another/);
			assert.equal(discord.invalidRequests, 1);
			assert.equal(Date.parse(refused.nextTryAt ?? '') - Date.parse(refused.since), 3_600_000);
			const { why } = await becomes(taue, 'slack', 'refused');
			assert.match(why ?? '', /^Slack does not accept SLACK_BOT_TOKEN \(invalid_auth\)\./);
			await isOpen(taue);
		} finally {
			await taue.close();
		}
	});

	it('a gateway that does not take the token is a refusal as well', async () => {
		const folder = await dataFolder();
		const taue = await start(folder, { DISCORD_TOKEN: TOKEN, DISCORD_API: discord.api });
		try {
			await becomes(taue, 'discord', 'connected');
			discord.cut(4004);
			const { why } = await becomes(taue, 'discord', 'refused');
			assert.match(why ?? '', /DISCORD_TOKEN/);
			await isOpen(taue);
		} finally {
			await taue.close();
		}
	});

	it('a platform that comes back is connected', async () => {
		const folder = await dataFolder();
		slack.fail('auth.test', { status: 502 }, 1);
		const taue = await start(folder, {
			SLACK_BOT_TOKEN: BOT_TOKEN,
			SLACK_APP_TOKEN: APP_TOKEN,
			SLACK_API_URL: slack.apiUrl,
		});
		try {
			await becomes(taue, 'slack', 'waiting');
			await becomes(taue, 'slack', 'connected');
		} finally {
			await taue.close();
		}
	});
});
