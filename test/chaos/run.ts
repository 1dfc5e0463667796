/** `npm run -s test:chaos -- --jobs 200 --seconds 50 --seed 1 --json` */
import { parseArgs } from 'node:util';
import { runChaos } from './chaos.ts';

const { values } = parseArgs({
	options: {
		jobs: { type: 'string', default: '200' },
		seconds: { type: 'string', default: '50' },
		seed: { type: 'string', default: '1' },
		json: { type: 'boolean', default: false },
		verbose: { type: 'boolean', default: false },
	},
});
const [jobs, seconds, seed] = (['jobs', 'seconds', 'seed'] as const).map((name) => {
	const number = Number(values[name]);
	if (!Number.isInteger(number) || number < 0)
		throw new RangeError(`--${name} is "${values[name]}", not a whole number`);
	return number;
});

const result = await runChaos({
	jobs,
	seconds,
	seed,
	...(values.verbose && { log: (line: string) => process.stderr.write(`${line}\n`) }),
});
const { killed, ...counts } = result;
if (values.json) process.stdout.write(`${JSON.stringify(counts)}\n`);
else {
	process.stdout.write(
		`${counts.accepted} accepted, ${counts.finished} finished, ${counts.lost} lost, ${counts.twice} twice\n`,
	);
	process.stdout.write(
		`killed: ${Object.entries(killed)
			.map(([name, times]) => `${name} ${times}`)
			.join(', ')}\n`,
	);
}
process.exitCode = counts.lost > 0 || counts.twice > 0 ? 1 : 0;
