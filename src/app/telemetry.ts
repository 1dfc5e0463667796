import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { hostName, isLoopbackName } from '../platforms/room/request.ts';
import { TaueError } from '../taue-error.ts';
import { addressHere } from './address-here.ts';

/** The metrics cannot be served where they were told to be. */
class MetricsError extends TaueError {
	override readonly name = 'MetricsError';
	readonly code = 'metrics-cannot-listen';
}

/** Numbers for operators, in Prometheus' form. One object a process; nothing is global. */
export class Telemetry {
	readonly registry = new Registry();
	readonly #deviceState = new Gauge({
		name: 'taue_device_state',
		help: '1 for the state that the device is in, 0 for the others',
		labelNames: ['device', 'state'],
		registers: [this.registry],
	});
	readonly #pictures = new Counter({
		name: 'taue_pictures_total',
		help: 'Attempts at pictures that ended, by outcome',
		labelNames: ['device', 'model', 'outcome'],
		registers: [this.registry],
	});
	readonly #pictureSeconds = new Histogram({
		name: 'taue_picture_seconds',
		help: 'Seconds from fetching a job to its picture being stored',
		labelNames: ['device', 'model'],
		buckets: [0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300, 600],
		registers: [this.registry],
	});
	readonly #stepSeconds = new Histogram({
		name: 'taue_step_seconds',
		help: 'Seconds of one step of the joint phase',
		labelNames: ['device', 'model'],
		buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
		registers: [this.registry],
	});
	readonly #memory = new Gauge({
		name: 'taue_device_process_resident_bytes',
		help: 'Memory of the process that owns the device, as the system counts it: resident and swapped',
		labelNames: ['device'],
		registers: [this.registry],
	});
	readonly #deaths = new Counter({
		name: 'taue_device_process_deaths_total',
		help: 'Device processes that ended without being asked to, by reason',
		labelNames: ['device', 'reason'],
		registers: [this.registry],
	});
	readonly #states = new Map<string, string>();

	constructor() {
		collectDefaultMetrics({ register: this.registry });
	}

	/** What a supervisor tells; the shape is `SupervisorObserver`. */
	readonly observer = {
		state: (device: string, state: string): void => {
			const before = this.#states.get(device);
			if (before !== undefined) this.#deviceState.set({ device, state: before }, 0);
			this.#deviceState.set({ device, state }, 1);
			this.#states.set(device, state);
		},
		finished: (device: string, model: string, outcome: string, seconds: number): void => {
			this.#pictures.inc({ device, model, outcome });
			if (outcome === 'done') this.#pictureSeconds.observe({ device, model }, seconds);
		},
		step: (device: string, model: string, ms: number): void => {
			this.#stepSeconds.observe({ device, model }, ms / 1000);
		},
		memory: (device: string, bytes: number): void => this.#memory.set({ device }, bytes),
		died: (device: string, reason: string): void => this.#deaths.inc({ device, reason }),
	};

	/** Asks the chat platforms how they are, whenever somebody asks for the numbers. */
	watchPlatforms(read: () => Readonly<Record<string, { readonly state: string }>>): void {
		new Gauge({
			name: 'taue_platform_connected',
			help: '1 for a chat platform that is connected, 0 for one that is not',
			labelNames: ['platform'],
			registers: [this.registry],
			collect() {
				for (const [platform, { state }] of Object.entries(read())) {
					this.set({ platform }, state === 'connected' ? 1 : 0);
				}
			},
		});
	}

	/** Comes back where the database answers, or where this process was not given any. */
	askDatabase: () => Promise<unknown> = async () => {};

	/** Reads the line's length whenever somebody asks for the numbers. */
	watchQueue(read: () => Promise<{ readonly queued: number; readonly running: number }>): void {
		this.askDatabase = read;
		new Gauge({
			name: 'taue_jobs',
			help: 'Jobs in the database by state, over all machines',
			labelNames: ['state'],
			registers: [this.registry],
			async collect() {
				const { queued, running } = await read();
				this.set({ state: 'queued' }, queued);
				this.set({ state: 'running' }, running);
			},
		});
	}
}

export interface Health {
	readonly ok: boolean;
	readonly [detail: string]: unknown;
}

/** Who asks whether all is well does not wait longer; the database's own patience is much longer. */
const DATABASE_WITHIN_MS = 2_000;

/** @throws where the database does not answer, or takes its time */
async function databaseAnswers(ask: () => Promise<unknown>): Promise<void> {
	const late = Promise.withResolvers<never>();
	const timer = setTimeout(
		() => late.reject(new Error(`no answer within ${DATABASE_WITHIN_MS / 1000} s`)),
		DATABASE_WITHIN_MS,
	);
	try {
		await Promise.race([ask(), late.promise]);
	} finally {
		clearTimeout(timer);
	}
}

/**
 * `/metrics` for Prometheus; `/health` for service managers: 200 while pictures can be drawn, which takes a device and
 * the database, 503 else; `/ready` for load balancers: 200 while the database answers, 503 else.
 * It carries no secrets, but bind it to where only operators look. On this machine alone it answers to names of this
 * machine only; an operator who opens it to a network decides who is in that network, and under which name.
 */
export async function startMetricsServer(options: {
	readonly host: string;
	readonly port: number;
	readonly telemetry: Telemetry;
	readonly health: () => Health;
}): Promise<{ readonly url: string; close(): Promise<void> }> {
	const { host, port, telemetry, health } = options;
	const isLocal = isLoopbackName(hostName(host.includes(':') ? `[${host}]` : host));
	const server = createServer(async (request, response) => {
		// A page elsewhere may point its own name at this machine (DNS rebinding) and read what it likes.
		if (isLocal && !isLoopbackName(hostName(request.headers.host ?? host))) {
			response
				.writeHead(421, { 'content-type': 'text/plain' })
				.end(
					`This address answers to 'localhost' and '${host}' only. TAUE_METRICS_HOST opens it to a network.\n`,
				);
			return;
		}
		const path = request.url?.split('?')[0];
		try {
			if (path === '/metrics') {
				const text = await telemetry.registry.metrics();
				response.writeHead(200, { 'content-type': telemetry.registry.contentType }).end(text);
			} else if (path === '/health') {
				const answers = await databaseAnswers(telemetry.askDatabase).then(
					() => true,
					() => false,
				);
				const state = health();
				const ok = state.ok && answers;
				const database = answers ? 'answers' : 'does not answer';
				response
					.writeHead(ok ? 200 : 503, { 'content-type': 'application/json' })
					.end(`${JSON.stringify({ ...state, ok, database })}\n`);
			} else if (path === '/ready') {
				await databaseAnswers(telemetry.askDatabase);
				response.writeHead(200, { 'content-type': 'application/json' }).end('{"ready":true}\n');
			} else
				response
					.writeHead(404, { 'content-type': 'text/plain' })
					.end('There are /metrics, /health and /ready.\n');
		} catch (error) {
			response
				.writeHead(503, { 'content-type': 'text/plain' })
				.end(`The database does not answer: ${error}\n`);
		}
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', (cause) =>
			reject(
				new MetricsError(
					`Metrics cannot be served on ${host}:${port} (TAUE_METRICS_HOST, TAUE_METRICS_PORT): ${cause.message}`,
					{
						cause,
					},
				),
			),
		);
		server.listen(port, host, resolve);
	});
	const bound = server.address() as AddressInfo;
	return {
		url: addressHere({ host, port: bound.port }),
		async close() {
			await new Promise((resolve) => {
				server.close(resolve);
				server.closeAllConnections();
			});
		},
	};
}
