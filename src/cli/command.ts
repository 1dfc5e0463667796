import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../layout/nearest.ts';
import { type CliIo, EXIT, usageError, write } from './io.ts';
import { linesLast } from './lines-last.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What was given behind a command's name. */
export interface Given<T extends Options = Options> {
	readonly values: ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>>['values'];
	/** What stands beside the options. */
	readonly words: readonly string[];
}

/** What a command says of itself; `--help` is every command's and need not be declared. */
interface Declared<T extends Options> {
	/** As it is called, for the way to its help. */
	readonly name: string;
	readonly help: string;
	readonly options: T;
	/** Options alone, words beside them, or words of which some are lines that may begin with a flag. */
	readonly takes: 'options' | 'words' | 'lines';
	/** Words that a shell completes beside options and files. */
	readonly completes?: readonly string[];
	/** Resolves to the exit code; errors are thrown. */
	run(given: Given<T>, io: CliIo, all: CommandList): Promise<number>;
}

/** Every command by its name, loaded when it is called for: most need no model runtime. */
export type CommandList = ReadonlyMap<string, () => Promise<CliCommand>>;

export interface CliCommand {
	/** Options and known words, as they are typed. */
	readonly completions: readonly string[];
	/** Reads the arguments, shows the help where it is asked for, else runs. @throws CliError `usage` */
	call(argv: readonly string[], io: CliIo, all: CommandList): Promise<number>;
}

/** A command of the command line: what it declares is read here and nowhere else. */
export function defineCommand<const T extends Options>(declared: Declared<T>): CliCommand {
	const { name, help, takes, completes = [] } = declared;
	const options: Options = { ...declared.options, help: { type: 'boolean', short: 'h' } };
	return {
		completions: [
			...completes,
			...Object.keys(options).map((option) => (option.length === 1 ? `-${option}` : `--${option}`)),
		],
		async call(argv, io, all) {
			const { values, words } = read(name, takes === 'lines' ? linesLast(argv) : argv, options);
			if (values.help === true) {
				await write(io.stdout, help);
				return EXIT.ok;
			}
			if (takes === 'options' && words.length > 0)
				throw usageError(`taue ${name} takes options only; ${JSON.stringify(words.join(' '))} was given.`);
			// They were read by these very options.
			return declared.run({ values: values as Given<T>['values'], words }, io, all);
		},
	};
}

/** @throws CliError `usage`, with the option that was probably meant */
function read(name: string, argv: readonly string[], options: Options): Given {
	try {
		const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options });
		return { values, words: positionals };
	} catch (error) {
		throw usageError(`${whatIsWrong(error, options)} See: taue ${name} --help`, error);
	}
}

function whatIsWrong(error: unknown, options: Options): string {
	const message = error instanceof Error ? error.message : String(error);
	const unknown = /^Unknown option '(--?[^']+)'/.exec(message)?.[1];
	if (unknown === undefined) return message.endsWith('.') ? message : `${message}.`;
	const meant = nearest(unknown.replace(/^-+/, ''), Object.keys(options));
	return `There is no option ${unknown}.${meant === undefined ? '' : ` Did you mean --${meant}?`}`;
}
