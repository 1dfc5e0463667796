import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { taue } from '../cli/terminal.ts';
import { APPLICATION, FakeDiscord, GUILD, TOKEN } from '../support/fake-discord.ts';

describe('taue discord register', () => {
	let fake: FakeDiscord;
	before(async () => {
		fake = await FakeDiscord.start();
	});
	after(() => fake.stop());

	const register = async (argv: readonly string[], env: Record<string, string> = {}) => {
		const all = { DISCORD_TOKEN: TOKEN, DISCORD_API: fake.api, ...env };
		const { code, stdout: out, stderr: err } = await taue(['discord', 'register', ...argv], { env: all });
		return { code, out, err };
	};
	const writes = () => fake.requests.filter(({ method }) => method === 'PUT').length;

	it('registers once, and writes nothing while nothing changed', async () => {
		const first = await register([]);
		assert.deepEqual([first.code, first.out], [0, 'Registered taue, TAUE: show recipe for all servers.\n']);
		const again = await register([]);
		assert.match(again.out, /has the commands already .* Nothing was written/);
		assert.equal(writes(), 1);
		assert.deepEqual(fake.problems, []);
	});

	it('registers for one server', async () => {
		const { code, out } = await register(['--guild', GUILD, '--json']);
		assert.equal(code, 0);
		assert.deepEqual(JSON.parse(out), {
			outcome: 'registered',
			commands: ['taue', 'TAUE: show recipe'],
			application: APPLICATION,
		});
		assert.ok(fake.commands.has(`guilds/${GUILD}/commands`));
	});

	it('writes again when somebody changed the commands', async () => {
		const before = writes();
		fake.commands.set('commands', []);
		assert.match((await register([])).out, /^Registered/);
		assert.equal(writes(), before + 1);
	});

	it('says what is wrong with the token, the server or the options', async () => {
		assert.match(
			(await register([], { DISCORD_TOKEN: 'MTIz.other.token' })).err,
			/does not know the token in DISCORD_TOKEN/,
		);
		assert.match(
			(await register(['--guild', 'mine'])).err,
			/id of a server, about 18 digits; "mine" was given/,
		);
		assert.match((await register([], { DISCORD_TOKEN: '' })).err, /DISCORD_TOKEN is not set/);
		assert.match((await register(['now'])).err, /takes register; "register now" was given/);
	});
});
