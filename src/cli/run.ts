import { errorJson } from '../layout/json.ts';
import { LayoutError } from '../layout/layout-error.ts';
import { nearest } from '../layout/nearest.ts';
import { type Audience, TaueError } from '../taue-error.ts';
import { asksVersion, versionLine } from '../version.ts';
import { CliError, type CliIo, EXIT, type ExitCode, usageError, write } from './io.ts';

/** What every command's module exports. */
interface Command {
	readonly summary: string;
	/** Loaded when it is called for: the layout command needs no model runtime. */
	readonly load: () => Promise<(argv: readonly string[], io: CliIo) => Promise<number>>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
	draw: {
		summary: 'draw pictures from a line of text or a recipe',
		load: async () => (await import('./draw.ts')).draw,
	},
	layout: {
		summary: 'read a line and sketch its layout, without drawing',
		load: async () => (await import('./layout.ts')).layoutCommand,
	},
	show: {
		summary: 'say how a picture was made',
		load: async () => (await import('./show.ts')).show,
	},
	models: {
		summary: 'list, check and fetch models',
		load: async () => (await import('./models.ts')).models,
	},
	backup: {
		summary: 'copy what the studio keeps into a folder',
		load: async () => (await import('./backup.ts')).backup,
	},
	restore: {
		summary: 'put such a copy back',
		load: async () => (await import('./backup.ts')).restore,
	},
	doctor: {
		summary: 'look at this machine: what works, what does not, what mends it',
		load: async () => (await import('./doctor.ts')).doctor,
	},
	chat: {
		summary: 'draw and play on in the terminal',
		load: async () => (await import('./chat.ts')).chat,
	},
	discord: {
		summary: 'bring the commands to Discord',
		load: async () => (await import('./discord.ts')).discord,
	},
	completion: {
		summary: 'complete commands and options in bash, zsh or fish',
		load: async () => (await import('./completion.ts')).completion,
	},
	worker: {
		summary: 'draw for others: take jobs from a shared database',
		load: async () => (await import('./worker.ts')).worker,
	},
};

/** What can be asked for, in the order of the help. */
export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS);

const HELP = `taue draws what you place.

Usage: npm run taue -- <command> [options]

${Object.entries(COMMANDS)
	.map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
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
		if (name === 'help' && about !== undefined && Object.hasOwn(COMMANDS, about))
			return runCli([about, '--help'], io);
		if (name === undefined || /^(?:--?help|-h|-\?|help)$/i.test(name)) {
			await write(name === undefined ? io.stderr : io.stdout, HELP);
			return name === undefined ? EXIT.usage : EXIT.ok;
		}
		const isCommand = Object.hasOwn(COMMANDS, name);
		if (asksVersion(name) || (isCommand && argvAsksVersion(rest))) {
			await write(io.stdout, `${versionLine()}\n`);
			return EXIT.ok;
		}
		if (!isCommand) throw unknownCommand(argv);
		const command = await COMMANDS[name].load();
		return await command(rest, io);
	} catch (error) {
		const { exitCode, text, json } = failureOf(error, io.signal);
		if (rest.includes('--json')) await write(io.stdout, `${JSON.stringify(json)}\n`);
		else await write(io.stderr, `${text}\n`);
		return exitCode;
	}
}
