/**
 * The process that owns one device. It is forked by `DeviceProcess`, told over IPC what to draw, and dies with
 * its supervisor. `session.run` stands the event loop still for a whole step, which is why nothing else lives
 * here; between two steps the loop turns once, and a cancel is read there.
 */
import '../frozen-builtins.ts';
import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import type { Recipe } from '../recipe/recipe.ts';
import { TaueError } from '../taue-error.ts';
import { type Encoded, encodePreview, encodeResult } from './encode.ts';
import type { Engine, EngineEvent } from './engine.ts';
import { enlarge } from './enlarge.ts';
import { lookSheet } from './look-sheet.ts';
import { openEngine } from './open-engine.ts';
import {
	type ChildMessage,
	type FinishedPicture,
	type ParentMessage,
	PROTOCOL_VERSION,
	ProtocolError,
	parseParentMessage,
	type RunFailure,
	type RunPhase,
} from './protocol.ts';

type WithoutVersion<Message> = Message extends unknown ? Omit<Message, 'version'> : never;
type DrawMessage = Extract<ParentMessage, { type: 'run' }>;
type EnlargeMessage = Extract<ParentMessage, { type: 'enlarge' }>;
type LookMessage = Extract<ParentMessage, { type: 'look' }>;

/** A run from its order to its end. Several may be under way, all but the last of them paused. */
interface Run {
	readonly abort: AbortController;
	/** Set while the run is to pause or pauses; ends the pause. */
	pause: PromiseWithResolvers<void> | null;
	paused: boolean;
	/** Time in which others were drawn. */
	pausedMs: number;
}

/** The method's phases as people are told of them. */
const STEP_PHASES = {
	search: 'seedling',
	seedling: 'seedling',
	background: 'background',
	joint: 'joint',
	layer: 'background',
} as const satisfies Record<string, RunPhase>;

let engine: Engine | null = null;
const runs = new Map<number, Run>();

function send(message: WithoutVersion<ChildMessage>): void {
	if (process.connected) process.send?.({ version: PROTOCOL_VERSION, ...message });
}

function reportStats(): void {
	send({ type: 'stats', rssBytes: process.memoryUsage.rss(), loaded: [...(engine?.loaded() ?? [])] });
}

async function start(hello: Extract<ParentMessage, { type: 'hello' }>): Promise<void> {
	try {
		engine = await openEngine(hello.engine, hello.device);
	} catch (error) {
		refuse(error);
		process.disconnect();
		return;
	}
	send({ type: 'ready', models: [...engine.models], provider: engine.provider });
	reportStats();
	setInterval(reportStats, hello.statsEveryMs).unref();
}

/** Says why this process cannot start. */
function refuse(error: unknown): void {
	const { code, message } = describe(error);
	send({ type: 'refused', code, message });
}

/** Does what a run asks for and tells how it ended. */
async function work(id: number, make: (run: Run) => Promise<FinishedPicture>): Promise<void> {
	const run: Run = { abort: new AbortController(), pause: null, paused: false, pausedMs: 0 };
	runs.set(id, run);
	try {
		const picture = await make(run);
		run.abort.signal.throwIfAborted();
		send({ type: 'done', run: id, picture });
	} catch (error) {
		if (run.abort.signal.aborted) send({ type: 'cancelled', run: id });
		else send({ type: 'failed', run: id, ...describe(error) });
	} finally {
		runs.delete(id);
		reportStats();
	}
}

async function draw(engine: Engine, message: DrawMessage, run: Run): Promise<FinishedPicture> {
	const { recipe, layers, previewEvery } = message;
	const drawing = engine.draw(recipe, { signal: run.abort.signal, layers, previewEvery });
	let next = await drawing.next();
	while (!next.done) {
		await tell(engine, message.run, recipe, next.value);
		// Twice: the first may come before the loop has read what is waiting on the channel.
		await turnOfTheLoop();
		await turnOfTheLoop();
		await pauseWhereAsked(message.run, run);
		run.abort.signal.throwIfAborted();
		next = await drawing.next();
	}
	send({ type: 'progress', run: message.run, phase: 'encode', step: recipe.steps, steps: recipe.steps });
	const encoded: Encoded = await encodeResult(next.value);
	const { recipe: drawn, seconds, passes } = next.value;
	const total = Math.max(0, seconds.total - run.pausedMs / 1000);
	return { recipe: drawn, ...encoded, seconds: { ...seconds, total }, passes };
}

async function pauseWhereAsked(id: number, run: Run): Promise<void> {
	if (run.pause === null || run.abort.signal.aborted) return;
	const since = performance.now();
	run.paused = true;
	send({ type: 'paused', run: id });
	await run.pause.promise;
	run.pause = null;
	run.paused = false;
	run.pausedMs += performance.now() - since;
}

async function enlargeOne({ run, recipe, png, factor }: EnlargeMessage): Promise<FinishedPicture> {
	const since = performance.now();
	send({ type: 'progress', run, phase: 'encode', step: 0, steps: 1 });
	const encoded = await enlarge(png, factor, recipe);
	const total = (performance.now() - since) / 1000;
	return { recipe, ...encoded, seconds: { total, session: 0 }, passes: 0 };
}

async function look(drawer: Engine, { run, recipe, png }: LookMessage): Promise<FinishedPicture> {
	const since = performance.now();
	if (!drawer.loaded().includes(recipe.model))
		send({ type: 'progress', run, phase: 'loading', step: 0, steps: 1 });
	const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
	const picture = { width: info.width, height: info.height, rgba: new Uint8Array(data) };
	const seen = await drawer.look(recipe, picture);
	send({ type: 'progress', run, phase: 'encode', step: 0, steps: 1 });
	const encoded = await lookSheet(png, recipe, seen);
	const total = (performance.now() - since) / 1000;
	return { recipe, ...encoded, findings: seen.findings, seconds: { total, session: 0 }, passes: 0 };
}

/** Passes an engine's event on, with a small picture where the event carries a latent. */
async function tell(engine: Engine, run: number, recipe: Recipe, event: EngineEvent): Promise<void> {
	if (event.kind === 'load') {
		send({ type: 'progress', run, phase: 'loading', step: 0, steps: recipe.steps });
		return;
	}
	const { step, steps } = event;
	const phase = event.kind === 'step' ? STEP_PHASES[event.phase] : event.kind;
	send({ type: 'progress', run, phase, step, steps });
	if (event.kind !== 'step' || event.latent === undefined) return;
	const preview = await encodePreview(await engine.preview(recipe, event.latent));
	send({
		type: 'preview',
		run,
		step,
		steps,
		width: preview.width,
		height: preview.height,
		webp: preview.webp,
	});
}

/** A refusal of ours says itself whether it stays one; a fault of the machine may pass. */
function describe(error: unknown): RunFailure {
	if (error instanceof TaueError) {
		const { code, message, retryable } = error;
		return { code, message, retryable };
	}
	if (!(error instanceof Error)) return { code: 'engine', message: String(error), retryable: true };
	const code = 'code' in error && typeof error.code === 'string' ? error.code : 'engine';
	return { code, message: error.message, retryable: true };
}

function begin(message: DrawMessage | EnlargeMessage | LookMessage): void {
	const { run: id } = message;
	if (engine === null || [...runs.values()].some(({ paused }) => !paused)) {
		send({
			type: 'failed',
			run: id,
			code: 'worker-busy',
			retryable: false,
			message:
				'The device process was asked to draw before it was free. This is a fault in TAUE: please report it.',
		});
	} else if (message.type === 'enlarge') void work(id, () => enlargeOne(message));
	else {
		const drawer = engine;
		void work(id, (run) => (message.type === 'look' ? look(drawer, message) : draw(drawer, message, run)));
	}
}

function receive(received: unknown): void {
	const message = parseParentMessage(received);
	switch (message.type) {
		case 'hello':
			void start(message);
			break;
		case 'run':
		case 'enlarge':
		case 'look':
			begin(message);
			break;
		case 'pause': {
			const run = runs.get(message.run);
			if (run !== undefined) run.pause ??= Promise.withResolvers();
			break;
		}
		case 'resume':
			runs.get(message.run)?.pause?.resolve();
			break;
		case 'cancel': {
			const run = runs.get(message.run);
			run?.abort.abort();
			run?.pause?.resolve();
			break;
		}
		case 'stop':
			void (engine?.close() ?? Promise.resolve()).finally(() => process.exit(0));
			break;
	}
}

process.on('message', (received) => {
	try {
		receive(received);
	} catch (error) {
		if (!(error instanceof ProtocolError)) throw error;
		refuse(error);
		process.disconnect();
	}
});
// The supervisor is gone, or wants this process gone: nobody is left to draw for.
process.on('disconnect', () => process.exit(0));
// A terminal's Ctrl-C and a service manager's SIGTERM reach the whole group; the supervisor decides what ends when.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
// Where the CPU is the device, a person's click still comes before a step.
try {
	setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
	// A sandbox that forbids it; everything works, less smoothly.
}
// Where memory runs out, the kernel ends a process that is soon replaced, not the one that answers people.
try {
	writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
	// No Linux.
}
// Catches a supervisor's death while this thread stands still in a native call and can't hear of it.
new Worker(new URL('./orphan-watch.ts', import.meta.url), { workerData: process.ppid }).unref();
