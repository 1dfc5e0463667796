import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { verifySlackRequest } from '@slack/bolt';
import { isFresh, SlackConfigError } from '../../src/platforms/slack/receiver.ts';
import { NotInstalledError, Workspaces } from '../../src/platforms/slack/workspaces.ts';
import { readable, signed } from '../support/fake-slack.ts';
import { SlackStage } from '../support/slack-stage.ts';
import { quietLog, type TestStudio, testStudio } from '../support/studio.ts';

/** The vector of Slack's public documentation. */
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const TIMESTAMP = 1531420618;
const SIGNATURE = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';
const BODY =
	'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V' +
	'&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=' +
	'&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN' +
	'&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';

let open: TestStudio;
before(async () => {
	open = await testStudio({});
});
after(() => open.close());

describe('the signature of a request', () => {
	const headers = { 'x-slack-signature': SIGNATURE, 'x-slack-request-timestamp': TIMESTAMP } as const;
	const check = (changes: object = {}) =>
		verifySlackRequest({
			signingSecret: SECRET,
			body: BODY,
			headers,
			nowMilliseconds: TIMESTAMP * 1000,
			...changes,
		});

	it('holds for the documented vector, and is what the fake makes', () => {
		assert.doesNotThrow(() => check());
		assert.equal(signed(BODY, SECRET, TIMESTAMP)['x-slack-signature'], SIGNATURE);
	});

	it('is refused for a changed body, another secret, an empty one, and after 300 s', () => {
		assert.throws(() => check({ body: `${BODY}&more=1` }), /signature mismatch/);
		assert.throws(() => check({ signingSecret: 'other' }), /signature mismatch/);
		assert.throws(() => check({ signingSecret: '' }), /empty/);
		assert.doesNotThrow(() => check({ nowMilliseconds: (TIMESTAMP + 300) * 1000 }));
		assert.throws(() => check({ nowMilliseconds: (TIMESTAMP + 301) * 1000 }), /stale/);
	});

	it('counts only with a time that is near, also in the future', () => {
		const at = (seconds: unknown) =>
			isFresh({ headers: { 'x-slack-request-timestamp': seconds as string } }, TIMESTAMP * 1000);
		assert.ok(at(String(TIMESTAMP - 300)));
		assert.ok(at(String(TIMESTAMP + 300)));
		assert.ok(!at(String(TIMESTAMP - 301)));
		assert.ok(!at(String(TIMESTAMP + 301)));
		assert.ok(!at('soon'));
		assert.ok(!at(undefined));
	});
});

describe('Slack over HTTP', () => {
	let stage: SlackStage;
	let url: string;
	const secret = 'a secret of this test';
	before(async () => {
		stage = await SlackStage.start({ open, slack: { appToken: null, signingSecret: secret } });
		url = `http://127.0.0.1:${stage.slack.port}/slack/events`;
	});
	after(async () => {
		await stage.stop();
		assert.deepEqual(stage.fake.invalid, []);
	});

	const form = (payload: object) =>
		new URLSearchParams(
			Object.entries(payload).map(([key, value]): [string, string] => [key, String(value)]),
		).toString();
	const send = (body: string, headers: Record<string, string>) =>
		fetch(url, { method: 'POST', body, headers });

	it('draws what a signed command asks for, once, however often it is replayed', async () => {
		const body = form(stage.fake.commandPayload('cat@left, dog@right', { channel: 'C0HTTP' }));
		const headers = signed(body, secret);
		const first = await send(body, headers);
		assert.equal(first.status, 200);
		await stage.shows(/in line|Starting/i, 0, 'C0HTTP');
		const replayed = await send(body, headers);
		assert.equal(replayed.status, 200);
		await stage.draw();
		await stage.shows(/Reroll/, 0, 'C0HTTP');
		await stage.slack.idle();
		assert.equal(stage.fake.posted('C0HTTP').length, 1);
	});

	it('takes buttons and events, and answers the handshake of the address', async () => {
		const [message] = stage.fake.posted('C0HTTP');
		const id = `t1:star:${await stage.pictureIn(message)}`;
		const pressed = form({ payload: JSON.stringify(stage.fake.pressPayload(message, id)) });
		assert.equal((await send(pressed, signed(pressed, secret))).status, 200);
		await stage.fake.until(() => /Star \(1\)/.test(readable(message)));
		const event = JSON.stringify(stage.fake.eventPayload(stage.fake.reactionEvent(message, '+1')));
		const json = { 'content-type': 'application/json' };
		assert.equal((await send(event, { ...signed(event, secret), ...json })).status, 200);
		await stage.fake.until(() => /👍 1/.test(readable(message)));
		const retried = await send(event, { ...signed(event, secret), ...json, 'x-slack-retry-num': '1' });
		assert.equal(retried.status, 200);
		const hello = JSON.stringify({ type: 'url_verification', challenge: 'shibboleth', token: 'x' });
		const answer = await send(hello, { ...signed(hello, secret), ...json });
		assert.match(await answer.text(), /shibboleth/);
	});

	it('refuses what was tampered with, is old, or comes unsigned: nothing is drawn', async () => {
		const body = form(stage.fake.commandPayload('cat@left', { channel: 'C0BAD' }));
		const good = signed(body, secret);
		const now = Math.floor(Date.now() / 1000);
		const tries: [string, Record<string, string>][] = [
			[body.replace('cat', 'dog'), good],
			[body, signed(body, 'another secret')],
			[body, signed(body, '')],
			[body, signed(body, secret, now - 400)],
			// Well past the 300 s: the clock goes on while the request is on its way.
			[body, signed(body, secret, now + 400)],
			[body, { ...good, 'x-slack-request-timestamp': String(now + 1) }],
			[body, { 'content-type': good['content-type'] }],
		];
		for (const [given, headers] of tries) assert.equal((await send(given, headers)).status, 401);
		await stage.slack.idle();
		assert.equal(stage.fake.posted('C0BAD').length, 0);
	});

	it('does not start without a secret, and says what to do', async () => {
		await assert.rejects(
			SlackStage.start({ open, slack: { appToken: null, signingSecret: ' ' } }),
			(error: unknown) =>
				error instanceof SlackConfigError &&
				error.code === 'slack-config' &&
				/SLACK_SIGNING_SECRET is empty.*SLACK_APP_TOKEN/.test(error.message),
		);
	});
});

describe('several workspaces', () => {
	it('that did not install the app are told where to do so', async () => {
		const { memory } = open.studio;
		const workspaces = new Workspaces({ memory, botToken: null, clientOptions: {}, log: quietLog });
		await assert.rejects(
			workspaces.authorize({ teamId: 'T9', enterpriseId: undefined, isEnterpriseInstall: false }),
			(error: unknown) =>
				error instanceof NotInstalledError &&
				error.code === 'not-installed' &&
				/not installed in the Slack workspace T9.*\/slack\/install/.test(error.message),
		);
	});

	it('install by OAuth, are kept in the database, and go when the app is removed', async (t) => {
		const oauth = { clientId: '1.2', clientSecret: 'hush', stateSecret: 'x'.repeat(20), redirectUri: null };
		const secret = 'shared secret';
		const stage = await SlackStage.start({
			open,
			slack: { botToken: null, appToken: null, signingSecret: secret, oauth },
		});
		t.after(() => stage.stop());
		const origin = () => `http://127.0.0.1:${stage.slack.port}`;
		const install = async (code: string) => {
			const page = await fetch(`${origin()}/slack/install`, { redirect: 'manual' });
			const to = new URL(page.headers.get('location') ?? '');
			assert.equal(
				to.searchParams.get('scope'),
				'commands,chat:write,files:write,files:read,reactions:read,app_mentions:read,im:history',
			);
			const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
			const state = to.searchParams.get('state') ?? '';
			const done = await fetch(`${origin()}/slack/oauth_redirect?code=${code}&state=${state}`, {
				headers: { cookie },
			});
			assert.equal(done.status, 200);
			const forged = await fetch(`${origin()}/slack/oauth_redirect?code=evil&state=forged`);
			assert.notEqual(forged.status, 200);
		};
		const send = async (body: string) =>
			fetch(`${origin()}/slack/events`, { method: 'POST', body, headers: signed(body, secret) });
		const command = async (team: string, text: string, channel: string, user = 'U0ANA') => {
			const payload = stage.fake.commandPayload(text, { team, channel, user });
			const fields = Object.entries(payload).map(([key, value]): [string, string] => [key, String(value)]);
			return send(new URLSearchParams(fields).toString());
		};
		await install('t0one');
		await install('t0two');
		await command('T0ONE', 'cat@left', 'C0ONE');
		await command('T0TWO', 'dog@right', 'C0TWO2');
		await stage.shows(/in line|Starting/i, 0, 'C0ONE');
		await stage.shows(/in line|Starting/i, 0, 'C0TWO2');
		const tokens = stage.fake.callsOf('chat.postMessage').map(({ token }) => token);
		assert.deepEqual(tokens.toSorted(), ['xoxb-t0one', 'xoxb-t0two']);
		await stage.restart(async () => {
			await stage.draw();
			await stage.draw();
		});
		await stage.shows(/Reroll/, 0, 'C0ONE');
		await stage.shows(/Reroll/, 0, 'C0TWO2');
		await command('T0ONE', 'settings safety.policy=blur', 'C0ONE', 'U0OWNER');
		await stage.told(/unsafe pictures: \W*blur/);
		const gone = JSON.stringify(stage.fake.eventPayload({ type: 'app_uninstalled' }, { team: 'T0ONE' }));
		const answer = await fetch(`${origin()}/slack/events`, {
			method: 'POST',
			body: gone,
			headers: { ...signed(gone, secret), 'content-type': 'application/json' },
		});
		assert.equal(answer.status, 200);
		await command('T0ONE', 'cat@right', 'C0ONE');
		await command('T0TWO', 'cow@right', 'C0TWO2');
		await stage.shows(/cow/, 1, 'C0TWO2');
		await stage.slack.idle();
		assert.equal(stage.fake.posted('C0ONE').length, 1, 'nothing more for the workspace that left');
		assert.deepEqual(stage.fake.invalid, []);
	});
});
