import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../layout/nearest.ts';
import { usageError } from './io.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Options and words of a command's arguments.
 * @param command - as it is called, for the way to its help
 * @throws CliError `usage`, with the option that was probably meant
 */
export function readOptions<const T extends Options>(command: string, argv: readonly string[], options: T) {
	try {
		return parseArgs({ args: [...argv], allowPositionals: true, options });
	} catch (error) {
		throw usageError(`${whatIsWrong(error, options)} See: taue ${command} --help`, error);
	}
}

function whatIsWrong(error: unknown, options: Options): string {
	const message = error instanceof Error ? error.message : String(error);
	const unknown = /^Unknown option '(--?[^']+)'/.exec(message)?.[1];
	if (unknown === undefined) return message.endsWith('.') ? message : `${message}.`;
	const meant = nearest(unknown.replace(/^-+/, ''), Object.keys(options));
	return `There is no option ${unknown}.${meant === undefined ? '' : ` Did you mean --${meant}?`}`;
}
