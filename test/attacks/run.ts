/** `npm run -s test:attacks -- --json`: every attack we know, against the real program on loopback. */
import { parseArgs } from 'node:util';
import { attacks } from './attacks.ts';
import { runAttacks } from './suite.ts';

const { values } = parseArgs({
	options: {
		json: { type: 'boolean', default: false },
		/** Part of the names of the attacks to run. */
		only: { type: 'string', default: '' },
		/** Bound of the whole suite. */
		seconds: { type: 'string', default: '600' },
		verbose: { type: 'boolean', default: false },
	},
});
const seconds = Number(values.seconds);
if (!(seconds > 0)) throw new RangeError(`--seconds is "${values.seconds}", not a number above 0`);

const chosen = attacks.filter(({ name }) => name.includes(values.only));
const result = await runAttacks(chosen, {
	seconds,
	...(values.verbose && { log: (line: string) => process.stderr.write(`${line}\n`) }),
});
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else {
	process.stdout.write(
		`${result.held} of ${result.tried} tries held, longest block ${result.longestBlockMs} ms\n`,
	);
	for (const line of result.open) process.stdout.write(`open: ${line}\n`);
}
process.exitCode = result.open.length > 0 ? 1 : 0;
