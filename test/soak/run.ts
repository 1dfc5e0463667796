/** `npm run -s test:soak -- --pictures 500 --json`; exit code 1 where a process grew by 5% or more. Linux. */
import { parseArgs } from 'node:util';
import { runSoak } from './soak.ts';

const { values } = parseArgs({
	options: {
		pictures: { type: 'string', default: '500' },
		settled: { type: 'string', default: '50' },
		json: { type: 'boolean', default: false },
		verbose: { type: 'boolean', default: false },
	},
});
const [pictures, settledAt] = (['pictures', 'settled'] as const).map((name) => {
	const number = Number(values[name]);
	if (!Number.isInteger(number) || number < 1)
		throw new RangeError(`--${name} is "${values[name]}", not a whole number above 0`);
	return number;
});
if (pictures < settledAt) {
	throw new RangeError(
		`--pictures ${pictures} ends before memory is read for the first time, at ${settledAt}`,
	);
}
const result = await runSoak({
	pictures,
	settledAt,
	...(values.verbose && { log: (line: string) => process.stderr.write(`${line}\n`) }),
});
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else {
	for (const { pictures: n, gatewayMb, deviceMb } of [result.settled, result.end])
		process.stdout.write(`after ${n} pictures: gateway ${gatewayMb} MB, device process ${deviceMb} MB\n`);
	process.stdout.write(`growth: gateway ${result.growth.gateway}, device process ${result.growth.device}\n`);
}
process.exitCode = Math.max(result.growth.gateway, result.growth.device) >= 0.05 ? 1 : 0;
