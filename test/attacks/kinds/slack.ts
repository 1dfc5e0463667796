import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { APP_TOKEN, BOT_TOKEN, FakeSlack } from '../../support/fake-slack.ts';
import { freePort } from '../../support/free-port.ts';
import type { Attack } from '../attack.ts';

const SIGNING = 'a-signing-secret-of-the-suite';

/** Slack's own way in: who cannot sign, or signs what is old, says nothing. */
export const slackSignatures: Attack = {
	name: 'Slack signatures',
	async run(ground) {
		const fake = new FakeSlack();
		await fake.start();
		const port = await freePort();
		try {
			const target = await ground.fresh({
				env: {
					SLACK_BOT_TOKEN: BOT_TOKEN,
					SLACK_SIGNING_SECRET: SIGNING,
					SLACK_API_URL: fake.apiUrl,
					SLACK_PORT: String(port),
				},
			});
			while (!/Slack is connected/.test(target.log)) {
				if (!target.program.running) throw new Error(target.log);
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
			const body =
				'command=%2Ftaue&text=help&team_id=T0TEAM&channel_id=C1&user_id=U1&response_url=http%3A%2F%2F127.0.0.1%3A9%2F&trigger_id=1.2';
			const now = Math.floor(Date.now() / 1000);
			const sign = (secret: string, at: number | string) =>
				`v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`;
			const tries: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
				['no signature', {}],
				[
					'a wrong secret',
					{ 'x-slack-signature': sign('wrong', now), 'x-slack-request-timestamp': String(now) },
				],
				[
					'the app token as secret',
					{ 'x-slack-signature': sign(APP_TOKEN, now), 'x-slack-request-timestamp': String(now) },
				],
				[
					'an empty secret',
					{ 'x-slack-signature': sign(' ', now), 'x-slack-request-timestamp': String(now) },
				],
				[
					'an old request',
					{ 'x-slack-signature': sign(SIGNING, now - 3600), 'x-slack-request-timestamp': String(now - 3600) },
				],
				[
					'a request of tomorrow',
					{
						'x-slack-signature': sign(SIGNING, now + 86_400),
						'x-slack-request-timestamp': String(now + 86_400),
					},
				],
				['no time', { 'x-slack-signature': sign(SIGNING, '') }],
				[
					'a time that is none',
					{ 'x-slack-signature': sign(SIGNING, 'x'), 'x-slack-request-timestamp': 'x' },
				],
				[
					'half a signature',
					{ 'x-slack-signature': sign(SIGNING, now).slice(0, 30), 'x-slack-request-timestamp': String(now) },
				],
			];
			for (const [what, headers] of tries) {
				const status = await send(port, body, headers);
				ground.tried(what, status >= 400 && status < 500, status);
			}
			const large = await send(port, 'a'.repeat(5 * 2 ** 20), {});
			ground.tried('a body of 5 MB', large === 0 || (large >= 400 && large < 500), large);
			const honest = await send(port, body, {
				'x-slack-signature': sign(SIGNING, now),
				'x-slack-request-timestamp': String(now),
			});
			ground.tried('an honest request is refused', honest === 200, honest);
		} finally {
			await fake.stop();
		}
	},
};

function send(port: number, body: string, headers: Readonly<Record<string, string>>): Promise<number> {
	return new Promise((resolve) => {
		const asked = request(
			{
				host: '127.0.0.1',
				port,
				path: '/slack/events',
				method: 'POST',
				agent: false,
				headers: {
					'content-type': 'application/x-www-form-urlencoded',
					'content-length': Buffer.byteLength(body),
					...headers,
				},
			},
			(response) => {
				response.resume();
				resolve(response.statusCode ?? 0);
			},
		);
		asked.setTimeout(10_000, () => asked.destroy());
		asked.on('error', () => resolve(0));
		asked.end(body);
	});
}
