import { once } from 'node:events';
import { type Config, loadConfig, secretsOf } from '../app/config.ts';
import { outliveFaults } from '../app/faults.ts';
import { createLog, type Logger } from '../app/log.ts';
import { startMetricsServer, Telemetry } from '../app/telemetry.ts';
import { installedModels, wholeModel } from '../models/catalogue.ts';
import { modelFolder, modelNames } from '../models/installed-names.ts';
import { Queue } from '../queue/queue.ts';
import { migrate } from '../store/migrate.ts';
import { openDatabase } from '../store/open-database.ts';
import { installedClassifier } from '../studio/classifier.ts';
import { reviewer } from '../studio/review.ts';
import { isAtWork, startWorkers } from '../worker/start-workers.ts';
import { defineCommand } from './command.ts';
import { type CliIo, EXIT, usageError } from './io.ts';

const HELP = `taue worker - draws for others: takes jobs from a database and has no room, no Discord, no Slack

Usage:
  DATABASE_URL=postgres://… taue worker [options]

Options:
  --models A,B       models to draw with, the first one is loaded at once; all that are installed unless given
  --devices A,B      devices, one process each: cpu, cuda:0,cuda:1, …; TAUE_DEVICES unless given
  -h, --help         this help

Any number of machines may do this against one database; each gets jobs for the models it has. SIGTERM or
Ctrl-C ends it within 10 seconds: a picture that is nearly there is finished, any other goes back into line.

Example:
  DATABASE_URL=postgres://taue@db/taue npm run taue -- worker --models nae --devices cuda:0,cuda:1

Exit codes: 0 stopped, 1 no database, 2 wrong options, 3 a model is missing.
`;

/** `taue worker`: draws until it is told to stop. */
export const command = defineCommand({
	name: 'worker',
	help: HELP,
	options: { models: { type: 'string' }, devices: { type: 'string' } },
	takes: 'options',
	run: ({ values }, io) => worker(values, io),
});

async function worker(
	options: { readonly models?: string; readonly devices?: string },
	io: CliIo,
): Promise<number> {
	const env = { ...io.env, ...(options.devices !== undefined && { TAUE_DEVICES: options.devices }) };
	const config = loadConfig(env);
	const models = await chooseModels(config, options.models);
	if (config.store.databaseUrl === null) {
		throw usageError(
			'taue worker takes its jobs from a Postgres server, and DATABASE_URL is not set. ' +
				'Without a server, npm start draws in its own process.',
		);
	}
	if (config.workers.devices.length === 0) {
		throw usageError('TAUE_DEVICES is none: a worker needs a device, for example --devices cpu.');
	}
	await work(config, { url: config.store.databaseUrl, secrets: secretsOf(env) }, models, io.signal);
	return EXIT.ok;
}

/** What a worker draws with, and what the log is told about the rest. */
interface Chosen {
	readonly names: readonly string[];
	readonly notes: readonly string[];
}

/**
 * The named models, or all that are installed with the default one in front; broken ones beside it are left out.
 * @throws ModelError where a named one, or the default one, is missing or broken
 */
async function chooseModels(config: Config, given: string | undefined): Promise<Chosen> {
	const named = given?.split(',').filter((name) => name !== '');
	if (named?.length === 0)
		throw usageError('--models names no model. It takes names with commas between them: nae,sdxl.');
	if (config.workers.engine !== 'onnx') {
		const installed = modelNames(config.models.folder);
		const others = installed.filter((name) => name !== config.models.name);
		return { names: named ?? [config.models.name, ...others], notes: [] };
	}
	const { models, leftOut } =
		named === undefined
			? await installedModels(config.models)
			: {
					models: named.map((name) => wholeModel(modelFolder(config.models.folder, name))),
					leftOut: [],
				};
	return {
		names: models.map(({ name }) => name),
		notes: [
			...leftOut.map(({ name, why }) => `The model ${name} is left out: ${why}`),
			...models.flatMap(({ name, warning }) =>
				warning === undefined ? [] : `The model ${name}: ${warning}`,
			),
		],
	};
}

async function work(
	config: Config,
	{ url, secrets }: { readonly url: string; readonly secrets: readonly string[] },
	{ names, notes }: Chosen,
	stop: AbortSignal,
): Promise<void> {
	const log = createLog({ level: config.log, name: 'worker', secrets });
	for (const note of notes) log.warn(note);
	const database = await openDatabase({ url });
	try {
		await migrate(database);
		const queue = new Queue({ database, log, review: reviewer(database, await installedClassifier(log)) });
		await queue.start();
		const telemetry = new Telemetry();
		telemetry.askDatabase = () => database.query('select 1');
		const workers = startWorkers({ queue, config, models: names, log, observer: telemetry.observer });
		const metrics = await serveMetrics(config, telemetry, () => ({
			ok: isAtWork(workers.status()),
			devices: workers.status(),
		}));
		outliveFaults(log);
		if (!stop.aborted) await once(stop, 'abort');
		await shutDown(log, [
			() => workers.drain(),
			() => metrics?.close() ?? Promise.resolve(),
			() => queue.stop(),
		]);
	} finally {
		await database.close();
	}
}

async function serveMetrics(
	config: Config,
	telemetry: Telemetry,
	health: Parameters<typeof startMetricsServer>[0]['health'],
) {
	if (config.metrics === null) return null;
	return startMetricsServer({ ...config.metrics, telemetry, health });
}

/** Every step is taken, also after one that fails. */
async function shutDown(log: Logger, steps: readonly (() => Promise<unknown>)[]): Promise<void> {
	for (const step of steps) {
		try {
			await step();
		} catch (err) {
			log.warn({ err }, 'not everything could be closed cleanly');
		}
	}
}
