import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { commands } from '../../commands/index.ts';
import { DEFINITIONS } from '../../src/platforms/discord/definitions.ts';
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
		assert.deepEqual(
			[first.code, first.out],
			[0, 'Registered taue, studio, studio-settings, TAUE: show recipe for all servers.\n'],
		);
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
			commands: ['taue', 'studio', 'studio-settings', 'TAUE: show recipe'],
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

	it('keeps to the limits that Discord has for commands', () => {
		interface Node {
			readonly name: string;
			readonly description?: string;
			readonly name_localizations?: { readonly ja?: string };
			readonly description_localizations?: { readonly ja?: string };
			readonly required?: boolean;
			readonly value?: string;
			readonly options?: readonly Node[];
			readonly choices?: readonly Node[];
		}
		const longest = (...texts: readonly (string | undefined)[]) =>
			Math.max(...texts.map((text) => text?.length ?? 0));
		// Of every text the longest language counts.
		const size = (node: Node): number =>
			longest(node.name, node.name_localizations?.ja) +
			longest(node.description, node.description_localizations?.ja) +
			longest(node.value) +
			[...(node.options ?? []), ...(node.choices ?? [])].reduce((sum, each) => sum + size(each), 0);
		const check = (node: Node) => {
			const options = node.options ?? [];
			assert.ok(options.length <= 25, node.name);
			assert.match(node.name_localizations?.ja ?? node.name, /^[-_'\p{L}\p{N} :]{1,32}$/u);
			assert.equal(new Set(options.map(({ name }) => name)).size, options.length);
			const wanted = options.map(({ required }) => required === true);
			assert.deepEqual(wanted, [...wanted].sort().reverse(), `${node.name}: what is required comes first`);
			for (const option of options) check(option);
		};
		for (const definition of DEFINITIONS as readonly Node[]) {
			check(definition);
			assert.ok(size(definition) <= 8000, `${definition.name}: ${size(definition)}`);
		}
		const studio = DEFINITIONS.find(({ name }) => name === 'studio') as Node;
		const everything = commands.all.map(({ name }) => name);
		const there = [...(studio.options ?? []).map(({ name }) => name), 'draw', 'settings'];
		assert.deepEqual([...there].sort(), [...everything].sort());
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
