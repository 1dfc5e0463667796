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
import type { Recipe } from '../recipe/recipe.ts';
import { type Encoded, encodePreview, encodeResult } from './encode.ts';
import type { Engine, EngineEvent } from './engine.ts';
import { openEngine } from './open-engine.ts';
import {
	type ChildMessage,
	type ParentMessage,
	PROTOCOL_VERSION,
	ProtocolError,
	parseParentMessage,
	type RunPhase,
} from './protocol.ts';

type WithoutVersion<Message> = Message extends unknown ? Omit<Message, 'version'> : never;
type RunMessage = Extract<ParentMessage, { type: 'run' }>;

/** The method's phases as people are told of them. */
const STEP_PHASES = {
	search: 'seedling',
	seedling: 'seedling',
	background: 'background',
	joint: 'joint',
	layer: 'background',
} as const satisfies Record<string, RunPhase>;

let engine: Engine | null = null;
let running: { readonly run: number; readonly abort: AbortController } | null = null;

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
		send({ type: 'refused', ...describe(error) });
		process.disconnect();
		return;
	}
	send({ type: 'ready', models: [...engine.models], provider: engine.provider });
	reportStats();
	setInterval(reportStats, hello.statsEveryMs).unref();
}

async function draw(engine: Engine, { run, recipe, layers, previewEvery }: RunMessage): Promise<void> {
	const abort = new AbortController();
	running = { run, abort };
	try {
		const drawing = engine.draw(recipe, { signal: abort.signal, layers, previewEvery });
		let next = await drawing.next();
		while (!next.done) {
			await tell(engine, run, recipe, next.value);
			// Twice: the first may come before the loop has read what is waiting on the channel.
			await turnOfTheLoop();
			await turnOfTheLoop();
			abort.signal.throwIfAborted();
			next = await drawing.next();
		}
		send({ type: 'progress', run, phase: 'encode', step: recipe.steps, steps: recipe.steps });
		const encoded: Encoded = await encodeResult(next.value);
		abort.signal.throwIfAborted();
		const { recipe: drawn, seconds, passes } = next.value;
		send({ type: 'done', run, picture: { recipe: drawn, ...encoded, seconds, passes } });
	} catch (error) {
		if (abort.signal.aborted) send({ type: 'cancelled', run });
		else send({ type: 'failed', run, ...describe(error) });
	} finally {
		running = null;
		reportStats();
	}
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

function describe(error: unknown): { code: string; message: string } {
	if (!(error instanceof Error)) return { code: 'engine', message: String(error) };
	const code = 'code' in error && typeof error.code === 'string' ? error.code : 'engine';
	return { code, message: error.message };
}

function receive(received: unknown): void {
	const message = parseParentMessage(received);
	switch (message.type) {
		case 'hello':
			void start(message);
			break;
		case 'run':
			if (engine === null || running !== null) {
				send({
					type: 'failed',
					run: message.run,
					code: 'worker-busy',
					message:
						'The device process was asked to draw before it was free. This is a fault in TAUE: please report it.',
				});
			} else void draw(engine, message);
			break;
		case 'cancel':
			if (running?.run === message.run) running.abort.abort();
			break;
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
		send({ type: 'refused', ...describe(error) });
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
