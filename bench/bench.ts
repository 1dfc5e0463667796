import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../src/app/config.ts';
import { modelFolder } from '../src/models/installed-names.ts';
import { DEVICE_NODE_FLAGS } from '../src/worker/fork-device.ts';
import { preparePeerModel } from './peer-model.ts';
import { type Answer, type Memory, median, overheadOf, type PictureTiming, type Question } from './timing.ts';

const HOME = resolve(import.meta.dirname, '..');
const PEER = join(HOME, 'bench/peer');
const PEER_NAME = 'stable-diffusion-nodejs';
/** The peer draws this size and no other. */
const PEER_PX = 512;
const PROMPT = 'a red car and a white sheep';
const LINE = 'a red cat@left, a blue dog@right on a green meadow';
/** Pictures that are drawn before the others are timed; the first of them is told by itself. */
const WARM_UP = 6;
/** Guidance for this share of the steps, in per cent, as `--guidance-until` takes it. */
const GUIDED = 67;

const HELP = `npm run bench - speed and memory, side by side with ${PEER_NAME}

Options:
  --json        print every figure as one JSON object
  --pictures N  pictures of each kind, of which the median is told; 5 unless given
  --steps N     steps of the comparison with the peer; 20 unless given
  --no-peer     leave the peer out (it is installed into bench/peer on the first run)

Everything runs on the CPU. Stop whatever else keeps this machine busy: loadAverage is told with the figures.
`;

/** A process that draws; one question at a time. */
class Drawer implements AsyncDisposable {
	readonly #child: ChildProcess;

	constructor(script: string, execArgv: readonly string[] = []) {
		this.#child = fork(script, { execArgv: [...execArgv], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
	}

	async ask<Value>(question: Question | { readonly kind: 'version' }): Promise<Value> {
		const lost = new AbortController();
		try {
			this.#child.send(question);
			const ended = once(this.#child, 'exit', { signal: lost.signal }).then(([code]) => {
				throw new Error(`The drawing process ended (${code}).`);
			});
			const [answer] = (await Promise.race([
				once(this.#child, 'message', { signal: lost.signal }),
				ended,
			])) as [Answer];
			if (!answer.ok) throw new Error(answer.message);
			return answer.value as Value;
		} finally {
			lost.abort();
		}
	}

	async [Symbol.asyncDispose](): Promise<void> {
		if (this.#child.exitCode !== null) return;
		this.#child.kill();
		await once(this.#child, 'exit');
	}
}

function say(text: string): void {
	process.stderr.write(`${text}\n`);
}

/** Seconds from starting the command line to its picture on disk. */
async function coldStart(out: string): Promise<number> {
	const started = performance.now();
	const argv = [
		join(HOME, 'src/cli.ts'),
		'draw',
		LINE,
		'--seed',
		'1',
		'--provider',
		'cpu',
		'--out',
		out,
		'--json',
	];
	const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'inherit'] });
	const [code] = await once(child, 'exit');
	if (code !== 0) throw new Error(`taue draw ended with ${code}.`);
	return (performance.now() - started) / 1000;
}

async function coldStarts(count: number): Promise<number> {
	const folder = await mkdtemp(join(tmpdir(), 'taue-bench-'));
	try {
		const seconds: number[] = [];
		for (let k = 0; k < count; k++) seconds.push(await coldStart(join(folder, 'picture.png')));
		return median(seconds);
	} finally {
		await rm(folder, { recursive: true });
	}
}

/** Medians over pictures, field by field, and of the share outside the session picture by picture. */
function summarise(pictures: readonly PictureTiming[]) {
	const of = (value: (picture: PictureTiming) => number) => median(pictures.map(value));
	return {
		seconds: of(({ wallSeconds }) => wallSeconds),
		sessionSeconds: of(({ sessionSeconds }) => sessionSeconds),
		overhead: of(overheadOf),
		unetEvaluations: of(({ evaluations }) => evaluations),
		secondsPerUnetPass: of(({ unetSeconds, evaluations }) => unetSeconds / evaluations),
	};
}

/** The default model: a picture of two objects through the whole method, and the same model plain. */
async function measureOwn(folder: string, count: number) {
	await using ours = new Drawer(join(HOME, 'bench/ours-process.ts'), DEVICE_NODE_FLAGS);
	const { seconds: loadSeconds } = await ours.ask<{ seconds: number }>({
		kind: 'load',
		folder,
		attention: 'maps+bias',
	});
	const { seconds: rehearsalSeconds } = await ours.ask<{ seconds: number }>({ kind: 'rehearse' });
	const line = (seed: number, text = LINE) => ours.ask<PictureTiming>({ kind: 'taue', line: text, seed });
	// The first pictures prepare what all later ones use, compiled code included: a worker lives for days.
	const first = await line(0);
	for (let k = 1; k < WARM_UP; k++) await line(k);
	const taue: PictureTiming[] = [];
	const plain: PictureTiming[] = [];
	const guided: PictureTiming[] = [];
	for (let k = 1; k <= count; k++) {
		taue.push(await line(k));
		plain.push(await line(k, PROMPT));
		guided.push(await line(k, `${LINE} --guidance-until ${GUIDED}%`));
	}
	const { peakMb } = await ours.ask<Memory>({ kind: 'memory' });
	return {
		loadSeconds,
		rehearsalSeconds,
		first: summarise([first]),
		taue: summarise(taue),
		plain: summarise(plain),
		guided: summarise(guided),
		peakMb,
	};
}

async function installPeer(): Promise<void> {
	if (existsSync(join(PEER, 'node_modules', PEER_NAME))) return;
	say(`installing ${PEER_NAME} into bench/peer …`);
	const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
	const child = spawn(npm, ['ci'], { cwd: PEER, stdio: ['ignore', 'ignore', 'inherit'] });
	const [code] = await once(child, 'exit');
	if (code !== 0) throw new Error(`npm ci in bench/peer ended with ${code}.`);
}

/** On a copy of the model that the peer can run: see `peer-model.ts`. */
async function measurePeer(source: string, count: number, steps: number) {
	await installPeer();
	const folder = await mkdtemp(join(tmpdir(), 'taue-bench-'));
	try {
		await preparePeerModel(source, folder);
		return await compare(folder, count, steps);
	} finally {
		await rm(folder, { recursive: true });
	}
}

/** The same prompt, model folder, size, scheduler, guidance and steps, turn by turn, and the bare loop with them. */
async function compare(folder: string, count: number, steps: number) {
	await using ours = new Drawer(join(HOME, 'bench/ours-process.ts'), DEVICE_NODE_FLAGS);
	await using peer = new Drawer(join(PEER, 'peer-process.mjs'));
	const version = await peer.ask<string>({ kind: 'version' });
	await ours.ask({ kind: 'load', folder, attention: 'none' });
	await peer.ask({ kind: 'load', folder, attention: 'none' });
	const plain = { kind: 'plain', prompt: PROMPT, sizePx: PEER_PX, steps } as const;
	const { evaluations: runs } = await ours.ask<PictureTiming>(plain);
	await peer.ask(plain);
	const timings = { ours: [] as PictureTiming[], peer: [] as PictureTiming[], bare: [] as PictureTiming[] };
	for (let k = 0; k < count; k++) {
		timings.ours.push(await ours.ask<PictureTiming>(plain));
		timings.peer.push(await peer.ask<PictureTiming>(plain));
		timings.bare.push(await ours.ask<PictureTiming>({ kind: 'bare', sizePx: PEER_PX, runs }));
	}
	const [own, theirs, bare] = [timings.ours, timings.peer, timings.bare].map(summarise);
	const { peakMb } = await peer.ask<Memory>({ kind: 'memory' });
	return {
		name: PEER_NAME,
		version,
		sizePx: PEER_PX,
		steps,
		...theirs,
		peakMemoryMb: peakMb,
		/** Ours on the same folder at the same settings, drawn in turn with the peer's. */
		ours: own,
		/** The same number of UNet runs and nothing else: no text, no scheduler, no decoding. */
		bareUnetSeconds: bare.seconds,
		speedup: theirs.seconds / own.seconds,
	};
}

type Figures = Awaited<ReturnType<typeof measure>>;

async function measure(count: number, steps: number, withPeer: boolean) {
	const { models } = loadConfig();
	const folder = modelFolder(models.folder, models.name);
	const loadAverage = loadavg()[0];
	say(`cold start to picture, ${Math.min(count, 3)} times …`);
	const coldStartSeconds = await coldStarts(Math.min(count, 3));
	say(`${models.name}: ${count} pictures of two objects, ${count} plain ones …`);
	const own = await measureOwn(folder, count);
	let peer: Awaited<ReturnType<typeof measurePeer>> | null = null;
	let peerProblem: string | null = null;
	if (withPeer) {
		say(`${PEER_NAME} and ours in turn, ${count} pictures each …`);
		try {
			peer = await measurePeer(folder, count, steps);
		} catch (error) {
			peerProblem = error instanceof Error ? error.message : String(error);
		}
	}
	const { version: runtime } = JSON.parse(
		await readFile(join(HOME, 'node_modules/onnxruntime-node/package.json'), 'utf8'),
	) as { version: string };
	return {
		model: models.name,
		line: LINE,
		/** Share of the wall time of a picture of two objects that is not inside an ONNX session. */
		overhead: own.taue.overhead,
		coldStartSeconds,
		loadSeconds: own.loadSeconds,
		/** Drawing a small picture before the first job, as a device process does. */
		rehearsalSeconds: own.rehearsalSeconds,
		pictureSeconds: own.taue.seconds,
		sessionSeconds: own.taue.sessionSeconds,
		unetEvaluations: own.taue.unetEvaluations,
		/** One UNet evaluation, a classifier-free pair being one. */
		secondsPerUnetPass: own.taue.secondsPerUnetPass,
		peakMemoryMb: own.peakMb,
		/** The first picture of the process after the rehearsal. */
		firstPicture: own.first,
		plain: own.plain,
		/** The picture of two objects with guidance for the first part of the steps only. */
		guidanceUntil: { percent: GUIDED, ...own.guided },
		peer,
		...(peerProblem === null ? {} : { peerProblem }),
		pictures: count,
		machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, loadAverage },
		versions: { node: process.versions.node, onnxruntime: runtime },
	};
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const seconds = (value: number) => `${value.toFixed(value < 1 ? 3 : 2)} s`;

function table(figures: Figures): string {
	const { plain, firstPicture, guidanceUntil, peer, machine } = figures;
	const rows: [string, string][] = [
		['cold start to picture', seconds(figures.coldStartSeconds)],
		['loading the model', seconds(figures.loadSeconds)],
		['  a rehearsal on it', seconds(figures.rehearsalSeconds)],
		[
			'a picture of two objects',
			`${seconds(figures.pictureSeconds)}, ${figures.unetEvaluations} UNet passes`,
		],
		['  a UNet pass', seconds(figures.secondsPerUnetPass)],
		['  not inside the session', percent(figures.overhead)],
		['the first one of the process', seconds(firstPicture.seconds)],
		['  not inside the session', percent(firstPicture.overhead)],
		[`with guidance until ${guidanceUntil.percent} %`, seconds(guidanceUntil.seconds)],
		['a plain picture', `${seconds(plain.seconds)}, ${plain.unetEvaluations} UNet passes`],
		['  not inside the session', percent(plain.overhead)],
		['peak memory', `${figures.peakMemoryMb.toFixed(0)} MB`],
	];
	if (peer) {
		const same = `${figures.model}, ${peer.sizePx} px, ${peer.steps} steps of PNDM, guidance 7.5`;
		rows.push(
			[`side by side`, same],
			[
				`  ${peer.name} ${peer.version}`,
				`${seconds(peer.seconds)}, ${percent(peer.overhead)} not inside the session`,
			],
			['  ours', `${seconds(peer.ours.seconds)}, ${percent(peer.ours.overhead)} not inside the session`],
			['  bare UNet loop', seconds(peer.bareUnetSeconds)],
			['  ours is faster by', `${peer.speedup.toFixed(2)}x`],
		);
	} else if (figures.peerProblem) rows.push(['peer', `not measured: ${figures.peerProblem}`]);
	rows.push(['machine', `${machine.cores} x ${machine.cpu}, load ${machine.loadAverage.toFixed(1)}`]);
	return `${rows.map(([name, value]) => `${name.padEnd(36)}${value}`).join('\n')}\n`;
}

function wholeNumber(name: string, given: string): number {
	const value = Number(given);
	if (Number.isInteger(value) && value >= 1 && value <= 1000) return value;
	throw new Error(`--${name} is ${JSON.stringify(given)}; it must be a whole number from 1 to 1000.`);
}

const { values } = parseArgs({
	options: {
		json: { type: 'boolean', default: false },
		pictures: { type: 'string', default: '5' },
		steps: { type: 'string', default: '20' },
		'no-peer': { type: 'boolean', default: false },
		help: { type: 'boolean', short: 'h', default: false },
	},
});
if (values.help) process.stdout.write(HELP);
else {
	const figures = await measure(
		wholeNumber('pictures', values.pictures),
		wholeNumber('steps', values.steps),
		!values['no-peer'],
	);
	process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : table(figures));
}
