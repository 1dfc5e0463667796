import { TaueError } from '../taue-error.ts';
import { asksVersion, versionLine } from '../version.ts';
import { type Config, type Environment, loadConfig, processEnvironment, secretsOf } from './config.ts';
import { outliveFaults } from './faults.ts';
import { createLog, type Logger } from './log.ts';
import { redactText } from './redact.ts';
import { startTaue, type Taue } from './start.ts';
import { helpAskedBy } from './start-arguments.ts';
import { strayVariables } from './stray-variables.ts';

/** SIGTERM is promised to take no longer than ten seconds; what then still hangs is left to the next start. */
const END_WITHIN_MS = 9500;
const GIVE_UP_WITHIN_MS = 5000;

/** What is written down here is nobody else's on this machine: database, pictures, the room's key. */
process.umask(0o077);

/** Starts the program, prints the room's address, and ends it on SIGTERM or Ctrl-C, also while it starts. */
async function main(env = processEnvironment()): Promise<void> {
	if (asksVersion(process.argv[2])) {
		process.stdout.write(`${versionLine()}\n`);
		return;
	}
	const help = helpAskedBy(process.argv.slice(2));
	if (help !== null) {
		process.stdout.write(help);
		return;
	}
	const asked = new Promise<'asked'>((resolve) => {
		for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve('asked'));
	});
	const config = loadConfig(env);
	const log = createLog({ level: config.log, secrets: secretsOf(env) });
	const ignored = ignoredProxy(env, config);
	for (const told of [...strayVariables(env), ...(ignored === null ? [] : [ignored])]) log.warn(told);
	const starting = startTaue(config, log);
	const taue = await Promise.race([starting, asked]);
	if (taue === 'asked') await giveUp(starting, log);
	else {
		outliveFaults(log);
		announce(taue);
		const err = await Promise.race([asked, taue.lost]);
		if (err !== 'asked') {
			log.error({ err }, 'the database is lost; nothing that it took is: the next start goes on from there');
			process.exit(1);
		}
		log.info('ending');
		setTimeout(() => {
			log.error('not everything ended in time; nothing is lost, the next start tidies up');
			process.exit(1);
		}, END_WITHIN_MS);
		await taue.close();
	}
	process.exit(0);
}

/** Stdout is for the person who starts the program, and what lets people in stands there alone, never in a log. */
function announce({ url, links }: Taue): void {
	process.stdout.write(url === null ? 'TAUE is ready, without a room\n' : `TAUE room: ${url}\n`);
	if (links === null) return;
	if (links.invite !== null) process.stdout.write(`Invite link: ${links.invite}\n`);
	process.stdout.write(`Moderator link: ${links.moderator}\n`);
}

/** What the log says of a proxy that is set and gone past; null where nobody would expect to go through it. */
function ignoredProxy(env: Environment, { discord, slack }: Config): string | null {
	const name = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'].find((each) => env[each]);
	if (name === undefined || (discord === null && slack === null)) return null;
	return (
		`${name} is set, but chats are reached directly: only \`taue models pull\` goes through a proxy. Where that ` +
		'is not allowed, let the network pass discord.com, gateway.discord.gg and slack.com on port 443.'
	);
}

/**
 * Ends a program that is still starting. What has started is closed; a database that does not answer is not
 * waited for, since nobody has been promised anything yet.
 */
async function giveUp(starting: Promise<Taue>, log: Logger): Promise<void> {
	log.info('ending before everything was started');
	const closed = starting.then(
		(taue) => taue.close(),
		(err: unknown) => log.warn({ err }, 'the start had failed meanwhile'),
	);
	await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, GIVE_UP_WITHIN_MS))]);
}

try {
	await main();
} catch (error) {
	// Our own errors are written for people; of the others the stack is needed.
	const text =
		error instanceof TaueError
			? error.message
			: error instanceof Error
				? (error.stack ?? error.message)
				: error;
	process.stderr.write(`${redactText(String(text))}\n`);
	process.exit(1);
}
