/**
 * `npm run -s test:platforms -- --burst 1000 --json`: a burst of requests on every chat platform, from the
 * request to the posted picture, against local fakes of the platforms.
 */
import { parseArgs } from 'node:util';
import type { Burst, BurstFigures } from './figures.ts';

const PLATFORMS: Readonly<Record<string, () => Promise<{ readonly burst: Burst }>>> = {
	discord: () => import('./discord-burst.ts'),
	slack: () => import('./slack-burst.ts'),
};

const { values } = parseArgs({
	options: {
		burst: { type: 'string', default: '1000' },
		only: { type: 'string' },
		json: { type: 'boolean', default: false },
	},
});
const count = Number(values.burst);
if (!Number.isInteger(count) || count < 1) {
	process.stderr.write(`--burst takes how many requests to send; ${values.burst} was given.\n`);
	process.exit(2);
}
const figures: Record<string, BurstFigures> = {};
for (const [name, load] of Object.entries(PLATFORMS)) {
	if (values.only !== undefined && values.only !== name) continue;
	const { burst } = await load();
	figures[name] = await burst(count);
}
if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
else console.table(figures);
const failed = Object.values(figures).some(
	({ late, twice, invalidRequests, posted }) =>
		late > 0 || twice > 0 || invalidRequests > 0 || posted < count,
);
process.exit(failed ? 1 : 0);
