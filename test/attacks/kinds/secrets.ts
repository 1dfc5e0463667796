import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Attack } from '../attack.ts';
import { ROOM_KEY, requestKey } from '../target.ts';

const SECRETS = {
	TAUE_ROOM_PASSWORD: 'a-room-password-9',
	DISCORD_TOKEN: `MTA${'x'.repeat(21)}.Gabcde.${'y'.repeat(38)}`,
	SLACK_BOT_TOKEN: 'xoxb-11-22-AbCdEfGh',
	SLACK_APP_TOKEN: 'xapp-1-A0-12-abcdef',
	HF_TOKEN: 'hf_SECRETTOKENabc',
};

/** M7: no secret and nobody's words stand in a log, at its most talkative. */
export const logs: Attack = {
	name: 'M7 logs',
	async run(ground) {
		for (const status of [401, 500]) {
			const server = createServer((request, response) => {
				response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '1' });
				// As careless proxies do: the answer repeats what it was asked.
				response.end(JSON.stringify({ message: 'no', ok: false, error: 'x', headers: request.headers }));
			});
			server.listen(0, '127.0.0.1');
			await once(server, 'listening');
			const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
			try {
				const target = await ground.fresh({
					env: {
						...SECRETS,
						DISCORD_API: `${base}/api`,
						SLACK_API_URL: `${base}/api/`,
						TAUE_LOG: 'trace',
						TAUE_ROOM_URL: 'https://draw.example',
					},
				});
				const { text } = await target.post(
					'/api/enter',
					{ name: 'Ana', key: ROOM_KEY, password: SECRETS.TAUE_ROOM_PASSWORD },
					{ headers: { origin: 'https://draw.example' } },
				);
				if (!text.includes('Ana')) throw new Error(`Ana may not come in: ${text}`);
				await target.post(
					'/api/enter',
					{ name: 'M', key: 'a-wrong-key-of-somebody', password: 'a-wrong-password' },
					{ headers: { origin: 'https://draw.example' } },
				);
				for (const odd of ['said \u0000 whisper-7', 'said \ud800 whisper-7']) {
					await target.post(
						'/api/say',
						{ text: odd, key: requestKey() },
						{ headers: { origin: 'https://draw.example' } },
					);
				}
				await new Promise((resolve) => setTimeout(resolve, 700));
				await target.stop();
				for (const [name, secret] of Object.entries({
					...SECRETS,
					TAUE_ROOM_KEY: ROOM_KEY,
					words: 'whisper-7',
					guess: 'a-wrong-password',
					moderator: target.moderatorKey ?? ROOM_KEY,
				})) {
					const line = target.log.split('\n').find((each) => each.includes(secret));
					ground.tried(`${name} stands in the log (platforms answer ${status})`, line === undefined, line);
				}
				ground.tried('an error is logged as {}', !/"(?:err|error)":\{\}/.test(target.log));
			} finally {
				server.closeAllConnections();
				server.close();
			}
		}
	},
};
