import { loadConfig } from '../app/config.ts';
import { defineCommand } from './command.ts';
import { CliError, type CliIo, EXIT, usageError, write } from './io.ts';

const HELP = `taue discord register - brings /taue, /studio and the message menu to Discord

Usage:
  taue discord register [options]

Options:
  --guild ID     for one server only, which sees them at once; for all servers unless given
  --json         one object instead of a sentence
  -h, --help     this help

DISCORD_TOKEN names the bot. What Discord has already is read first, and only differences are written, so it
does no harm to run it again; run it after every update of TAUE.

Examples:
  npm run taue -- discord register
  npm run taue -- discord register --guild 910000000000000001

Exit codes: 0 done, 1 Discord refused or cannot be reached, 2 wrong options or no token.
`;

/** `taue discord register`. */
export const command = defineCommand({
	name: 'discord',
	help: HELP,
	options: { guild: { type: 'string' }, json: { type: 'boolean' } },
	takes: 'words',
	completes: ['register'],
	run({ values, words }, io) {
		if (words.length !== 1 || words[0] !== 'register')
			throw usageError(`taue discord takes register; ${JSON.stringify(words.join(' '))} was given.`);
		return register(values, io);
	},
});

async function register(
	values: { readonly guild?: string; readonly json?: boolean },
	io: CliIo,
): Promise<number> {
	if (values.guild !== undefined && !/^\d{15,21}$/.test(values.guild)) {
		throw usageError(
			`--guild takes the id of a server, about 18 digits; ${JSON.stringify(values.guild)} was given. ` +
				'Developer mode in Discord shows ids in its menus.',
		);
	}
	const { discord: settings } = loadConfig(io.env);
	if (settings === null) {
		throw usageError('DISCORD_TOKEN is not set. docs/discord.md says where the token comes from.');
	}
	const [{ registerCommands, registrar }, { DEFINITIONS }] = await Promise.all([
		import('../platforms/discord/register.ts'),
		import('../platforms/discord/definitions.ts'),
	]);
	const guild = values.guild ?? null;
	const registration = await registerCommands(
		registrar(settings.token, settings.api),
		DEFINITIONS,
		guild,
	).catch((error: unknown) => {
		throw refused(error, guild);
	});
	const { outcome, commands } = registration;
	const where = guild === null ? 'for all servers' : `for the server ${guild}`;
	const sentence =
		outcome === 'unchanged'
			? `Discord has the commands already (${commands.join(', ')}), ${where}. Nothing was written.`
			: `Registered ${commands.join(', ')} ${where}.`;
	await write(io.stdout, values.json === true ? `${JSON.stringify(registration)}\n` : `${sentence}\n`);
	return EXIT.ok;
}

/** What Discord's refusal means for the operator. */
function refused(error: unknown, guild: string | null): CliError {
	const { status, message } = error as { status?: number; message?: string };
	const cause = { cause: error };
	if (status === 401) {
		return new CliError(
			'discord-token',
			'Discord does not know the token in DISCORD_TOKEN. Make a new one on the page of your application (Bot, Reset Token).',
			cause,
		);
	}
	if (status === 403 || status === 404) {
		return new CliError(
			'discord-access',
			guild === null
				? `Discord refused: ${message}.`
				: `Discord refused for the server ${guild}: ${message}. Has the application been installed there?`,
			cause,
		);
	}
	return new CliError('discord-unreachable', `Discord could not be asked: ${message ?? error}.`, cause);
}
