import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
	appendFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { commandsOf, documentPaths } from '../house/documented-commands.ts';
import { HOME } from '../house/tracked-files.ts';
import { freePort } from '../support/free-port.ts';
import { linesToRun, type Plan, planOf } from './plan.ts';

const HELP = `Runs the commands that the documents show, in a clone of the last commit, one after another.

  npm run -s docs:commands
  npm run -s docs:commands -- --only docs/cli.md
  npm run -s docs:commands -- --folder ../documents    again, where it was broken off

  --only TEXT    those of places or lines that hold TEXT
  --whole        with the numbers of the documents: without it what takes hours is given smaller ones
  --seconds N    a command still at work after N seconds is ended and has failed (900)
  --folder DIR   work there and keep it; what is done there already is not done again
  --list         say what would be run and what is left out, and why
`;

type Running = Extract<Plan, { kind: 'run' }>;

interface Ended {
	readonly line: string;
	readonly outcome: 'ok' | 'failed';
	readonly seconds: number;
	/** The last that it said. */
	readonly tail: string;
}

async function runLine({ line, until }: Running, cwd: string, seconds: number): Promise<Ended> {
	const began = performance.now();
	const child = spawn('bash', ['-c', `set -o pipefail; ${line}`], {
		cwd,
		detached: true,
		env: { ...process.env, PORT: String(await freePort()) },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let said = '';
	let served = false;
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => {
			said = (said + text).slice(-2000);
			if (served || until?.test(said) !== true) return;
			served = true;
			signal(child, 'SIGTERM');
		});
	}
	let late = false;
	const timer = setTimeout(() => {
		late = true;
		said += `\nStill at work after ${seconds} s.`;
		signal(child, 'SIGKILL');
	}, seconds * 1000);
	// Its group has ended where nobody holds its output any more.
	const [code] = await once(child, 'close');
	clearTimeout(timer);
	const well = !late && (until === null ? code === 0 : served);
	return { line, outcome: well ? 'ok' : 'failed', seconds: (performance.now() - began) / 1000, tail: said };
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
	try {
		if (child.pid !== undefined) process.kill(-child.pid, name);
	} catch {
		// Gone already.
	}
}

/** The last commit, in a folder that may have an earlier one. */
function makeClone(clone: string): void {
	const git = (...args: string[]) => execFileSync('git', args, { stdio: ['ignore', 'ignore', 'inherit'] });
	if (existsSync(clone)) {
		git('-C', clone, 'fetch', '--quiet', 'origin', 'HEAD');
		git('-C', clone, 'checkout', '--quiet', '--force', '--detach', 'FETCH_HEAD');
		return;
	}
	git('clone', '--quiet', HOME, clone);
	symlinkSync(join(HOME, 'node_modules'), join(clone, 'node_modules'));
	writeFileSync(join(clone, 'lines.txt'), 'cat@left, dog@right\n');
}

/** Lines that went well in this folder before. */
function doneBefore(file: string): ReadonlySet<string> {
	if (!existsSync(file)) return new Set();
	const ended: Ended[] = readFileSync(file, 'utf8')
		.split('\n')
		.filter(Boolean)
		.map((row) => JSON.parse(row));
	return new Set(ended.filter(({ outcome }) => outcome === 'ok').map(({ line }) => line));
}

const { values } = parseArgs({
	options: {
		only: { type: 'string', default: '' },
		whole: { type: 'boolean', default: false },
		seconds: { type: 'string', default: '900' },
		folder: { type: 'string' },
		list: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) {
	console.log(HELP);
	process.exit(0);
}
const seconds = Number(values.seconds);
if (!(seconds > 0)) throw new RangeError(`--seconds is "${values.seconds}", not a number above 0`);

const plans = linesToRun(documentPaths().flatMap(commandsOf))
	.filter(({ where, line }) => `${where} ${line}`.includes(values.only))
	.map(({ where, line }) => ({ where, shown: line, plan: planOf(line, values.whole) }));
const leftOut = plans.flatMap(({ where, shown, plan }) =>
	plan.kind === 'run' ? [] : [{ where, shown, ...plan }],
);
const toRun = plans.flatMap(({ where, plan }) => (plan.kind === 'run' ? [{ where, plan }] : []));
for (const { where, shown, why } of leftOut) console.log(`left out ${where}: ${shown} (${why})`);
if (values.list) {
	for (const { where, plan } of toRun) console.log(`would run ${where}: ${plan.line}`);
	process.exit(0);
}

const folder =
	values.folder === undefined ? mkdtempSync(join(tmpdir(), 'taue-documents-')) : resolve(values.folder);
const began = performance.now();
let failed = 0;
let passedOver = 0;
try {
	mkdirSync(folder, { recursive: true });
	const clone = join(folder, 'taue');
	makeClone(clone);
	const file = join(folder, 'results.jsonl');
	const before = doneBefore(file);
	for (const { where, plan } of toRun) {
		if (before.has(plan.line)) {
			passedOver++;
			continue;
		}
		const ended = await runLine(plan, clone, seconds);
		appendFileSync(file, `${JSON.stringify(ended)}\n`);
		console.log(`${ended.outcome} ${where}: ${plan.line} (${ended.seconds.toFixed(0)} s)`);
		if (ended.outcome === 'failed') {
			failed++;
			console.log(ended.tail);
		}
	}
} finally {
	if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
}
const minutes = ((performance.now() - began) / 60_000).toFixed(0);
console.log(
	`${toRun.length - failed} of ${toRun.length} did what they are shown for, ${toRun.filter(({ plan }) => plan.shortened).length} of them ` +
		`with smaller numbers and ${passedOver} earlier; ${leftOut.length} were left out; ${minutes} minutes.`,
);
process.exit(failed === 0 ? 0 : 1);
