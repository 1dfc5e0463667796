/** A flag's name and a space within one argument: `--seed 7 cat@left` in quotes. */
const LINE = /^-{1,2}\p{L}[\p{L}\d_-]*\s/u;

/**
 * The arguments of a command with lines that begin with a flag behind all others: `draw "-n 2 cat@left"` is a
 * line in quotes and no option.
 */
export function linesLast(argv: readonly string[]): string[] {
	if (argv.includes('--')) return [...argv];
	const lines = argv.filter((argument) => LINE.test(argument));
	const others = argv.filter((argument) => !LINE.test(argument));
	return lines.length === 0 ? others : [...others, '--', ...lines];
}
