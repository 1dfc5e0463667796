import { errorJson } from '../layout/json.ts';
import { LayoutError } from '../layout/layout-error.ts';
import { nearest } from '../layout/nearest.ts';
import { type Audience, TaueError } from '../taue-error.ts';
import { asksVersion, versionLine } from '../version.ts';
import type { CliCommand, CommandList } from './command.ts';
import { CliError, type CliIo, EXIT, type ExitCode, usageError, write } from './io.ts';

/** One line and one file add a command; what it takes is declared in its file. */
const COMMANDS: Readonly<
	Record<string, readonly [summary: string, load: () => Promise<{ readonly command: CliCommand }>]>
> = {
	draw: ['draw pictures from a line of text or a recipe', () => import('./draw.ts')],
	layout: ['read a line and sketch its layout, without drawing', () => import('./layout.ts')],
	show: ['say how a picture was made', () => import('./show.ts')],
	models: ['list, check and fetch models', () => import('./models.ts')],
	backup: ['copy what the studio keeps into a folder', () => import('./backup.ts')],
	restore: ['put such a copy back', () => import('./restore.ts')],
	doctor: ['look at this machine: what works, what does not, what mends it', () => import('./doctor.ts')],
	chat: ['draw and play on in the terminal', () => import('./chat.ts')],
	discord: ['bring the commands to Discord', () => import('./discord.ts')],
	completion: ['complete commands and options in bash, zsh or fish', () => import('./completion.ts')],
	worker: ['draw for others: take jobs from a shared database', () => import('./worker.ts')],
};

const ALL: CommandList = new Map(
	Object.entries(COMMANDS).map(([name, [, load]]) => [name, async () => (await load()).command]),
);

/** What can be asked for, in the order of the help. */
export const COMMAND_NAMES: readonly string[] = [...ALL.keys()];

const HELP = `taue draws what you place.

Usage: npm run taue -- <command> [options]

${Object.entries(COMMANDS)
	.map(([name, [summary]]) => `  ${name.padEnd(10)} ${summary}`)
	.join('\n')}

Examples:
  npm run taue -- draw "a red cat@left, a blue dog@right on a green meadow" --out picture.png
  npm run taue -- layout "cat@left, dog@right" --out sketch.png
  npm run taue -- show picture.png

Every command has --help, and --json where it answers something; --version says which version this is.
Exit codes: 0 done, 1 failed, 2 a wrong line or option, 3 a model is missing or broken, 130 interrupted.
`;

const EXIT_OF: Readonly<Record<Audience, ExitCode>> = {
	asker: EXIT.usage,
	models: EXIT.model,
	operator: EXIT.failed,
};
/** What another audience is told because of what was typed here: a size, a model's name, a variable. */
const ASKED_WRONGLY = new Set(['size-unsupported', 'hub-id-invalid', 'config']);

interface Failure {
	readonly exitCode: ExitCode;
	readonly text: string;
	readonly json: object;
}

function failureOf(error: unknown, signal: AbortSignal): Failure {
	if (signal.aborted) {
		const message = 'Interrupted. Nothing unfinished was left behind.';
		return { exitCode: EXIT.interrupted, text: message, json: { error: { code: 'interrupted', message } } };
	}
	if (error instanceof LayoutError) {
		return { exitCode: EXIT.usage, text: error.explain(), json: errorJson(error) };
	}
	if (error instanceof TaueError) {
		const { code, message } = error;
		const own = error instanceof CliError ? error.exitCode : EXIT_OF[error.audience];
		const exitCode = ASKED_WRONGLY.has(code) ? EXIT.usage : own;
		return { exitCode, text: message, json: { error: { code, message } } };
	}
	const message = error instanceof Error ? error.message : String(error);
	const stack = error instanceof Error ? error.stack : message;
	return {
		exitCode: EXIT.failed,
		text: `Something went wrong that should not have. Please report it with these lines:\n${stack}`,
		json: { error: { code: 'internal', message } },
	};
}

function unknownCommand(argv: readonly string[]): CliError {
	const [name = ''] = argv;
	const meant = nearest(name, COMMAND_NAMES);
	const line = argv.join(' ');
	const hint =
		meant !== undefined
			? `Did you mean ${meant}?`
			: // A line of the language whose command was left out.
				/[@＠\s]/.test(line)
				? `To draw: taue draw ${JSON.stringify(line)}`
				: `There are: ${COMMAND_NAMES.join(', ')}.`;
	return usageError(`There is no command ${JSON.stringify(name)}. ${hint}`);
}

/** `taue draw --version` asks for the same; a line alone may say `version`. */
function argvAsksVersion(rest: readonly string[]): boolean {
	return rest.length === 1 && rest[0].startsWith('-') && asksVersion(rest[0]);
}

/**
 * Runs one command line. Errors are told on standard error; with `--json` as one object on standard output
 * instead. Never rejects.
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
	const [name, ...rest] = argv;
	try {
		const [about] = rest;
		// `taue help draw` is `taue draw --help`.
		if (name === 'help' && about !== undefined && ALL.has(about)) return runCli([about, '--help'], io);
		if (name === undefined || /^(?:--?help|-h|-\?|help)$/i.test(name)) {
			await write(name === undefined ? io.stderr : io.stdout, HELP);
			return name === undefined ? EXIT.usage : EXIT.ok;
		}
		const load = ALL.get(name);
		if (asksVersion(name) || (load !== undefined && argvAsksVersion(rest))) {
			await write(io.stdout, `${versionLine()}\n`);
			return EXIT.ok;
		}
		if (load === undefined) throw unknownCommand(argv);
		return await (await load()).call(rest, io, ALL);
	} catch (error) {
		const { exitCode, text, json } = failureOf(error, io.signal);
		if (rest.includes('--json')) await write(io.stdout, `${JSON.stringify(json)}\n`);
		else await write(io.stderr, `${text}\n`);
		return exitCode;
	}
}
