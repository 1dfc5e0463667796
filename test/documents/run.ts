import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { commandsOf, type DocumentedCommand, documentPaths } from '../house/documented-commands.ts';
import { HOME } from '../house/tracked-files.ts';
import { freePort } from '../support/free-port.ts';

const HELP = `Runs the commands that the documents show, in a clone of the last commit, one after another.

  npm run -s docs:commands
  npm run -s docs:commands -- --only docs/cli.md --seconds 300

  --only TEXT    those of places or lines that hold TEXT
  --seconds N    a command still at work after N seconds is ended and counts as begun (60)
  --list         say what would be run and what is left out, and why
`;

/** What is not run here, and why. */
const LEFT_OUT: readonly (readonly [RegExp, string])[] = [
	[/^npm (ci|install|link|audit)\b/, 'changes or asks what is installed: npm run -s test:containers does it'],
	[/^docker /, 'needs an engine: npm run -s test:containers does its steps'],
	[/<\w+>|OWNER\/|YOUR_|user@host|\bmine\b/, 'has a place for words of your own'],
	[/\bbench:(?:sdxl|real-size)\b/, 'takes up to 10 GB of memory and many minutes'],
	[/\bmodels pull\b|\bsd15\b/, 'fetches gigabytes from the hub'],
	[/\bdiscord register\b/, "needs a bot's token"],
	[
		/^(pg_dump|pg_restore)|\bworker\b|DATABASE_URL/,
		'needs a server: test/store/dump.test.ts, test/fleet/fleet.test.ts',
	],
	[/\/backups\//, 'writes outside of the project: test/cli/backup.test.ts'],
	[/\bnpm run gpu\b|(PROVIDER|DEVICES)=cuda|--provider cuda/, 'needs a graphics card'],
	[/…/, 'stands for several'],
	[/^python |--prefix training/, "needs training's own packages: training/README.md"],
	[/^npm run -s docs:commands/, 'is this one'],
];

type Outcome = 'ok' | 'begun' | 'failed';

interface Ended {
	readonly outcome: Outcome;
	readonly seconds: number;
	readonly tail: string;
}

/** Lines to be run, each once, in the order of the documents. */
function linesToRun(commands: readonly DocumentedCommand[]): DocumentedCommand[] {
	const seen = new Set<string>();
	return commands.filter(({ line, inBlock, argv }) => {
		const whole = inBlock || (argv[0] !== 'taue' && argv.length > 3) || line === 'npm start';
		if (!whole || seen.has(line)) return false;
		seen.add(line);
		return true;
	});
}

function whyNot(line: string): string | null {
	return LEFT_OUT.find(([pattern]) => pattern.test(line))?.[1] ?? null;
}

/** Without what must not be repeated in a clone whose packages are borrowed. */
function runnable(line: string): string {
	return line.replace(/^npm ci && /, '');
}

async function runLine(line: string, cwd: string, seconds: number): Promise<Ended> {
	const began = performance.now();
	const child = spawn('bash', ['-c', `set -o pipefail; ${line}`], {
		cwd,
		detached: true,
		env: { ...process.env, PORT: String(await freePort()) },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let said = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => {
			said = (said + text).slice(-2000);
		});
	}
	let ended = false;
	const timer = setTimeout(() => {
		ended = true;
		signal(child, 'SIGTERM');
		setTimeout(() => signal(child, 'SIGKILL'), 15_000).unref();
	}, seconds * 1000);
	const [code] = await once(child, 'close');
	clearTimeout(timer);
	const outcome = ended ? 'begun' : code === 0 ? 'ok' : 'failed';
	return { outcome, seconds: (performance.now() - began) / 1000, tail: said };
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
	try {
		if (child.pid !== undefined) process.kill(-child.pid, name);
	} catch {
		// Gone already.
	}
}

const { values } = parseArgs({
	options: {
		only: { type: 'string', default: '' },
		seconds: { type: 'string', default: '60' },
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
const lines = linesToRun(documentPaths().flatMap(commandsOf)).filter(({ where, line }) =>
	`${where} ${line}`.includes(values.only),
);
const home = mkdtempSync(join(tmpdir(), 'taue-documents-'));
const clone = join(home, 'taue');
let failed = 0;
try {
	execFileSync('git', ['clone', '--quiet', HOME, clone], { stdio: 'inherit' });
	symlinkSync(join(HOME, 'node_modules'), join(clone, 'node_modules'));
	writeFileSync(join(clone, 'lines.txt'), 'cat@left, dog@right\n');
	for (const { where, line: shown } of lines) {
		const line = runnable(shown);
		const reason = whyNot(line);
		if (reason !== null || values.list) {
			console.log(
				`${reason === null ? 'would run' : 'left out'} ${where}: ${line}${reason === null ? '' : ` (${reason})`}`,
			);
			continue;
		}
		const ended = await runLine(line, clone, seconds);
		console.log(`${ended.outcome} ${where}: ${line} (${ended.seconds.toFixed(0)} s)`);
		if (ended.outcome === 'failed') {
			failed++;
			console.log(ended.tail);
		}
	}
} finally {
	rmSync(home, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);
