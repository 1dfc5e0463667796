import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import { availableMemory } from 'node:process';
import type { Config } from '../app/config.ts';
import type { ModelSummary } from '../diffusion/model-defaults.ts';
import { ModelError } from '../diffusion/model-error.ts';
import { tryToWrite, whyUnusable } from '../make-folder.ts';
import { installedModels } from '../models/catalogue.ts';
import { modelFolder } from '../models/installed-names.ts';
import { fittingEstimate, inMb, memoryLimit, mustFit } from '../models/memory.ts';
import { openDatabase } from '../store/open-database.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** Below this the database cannot begin, or ends soon. */
const LITTLE_DISK_BYTES = 1e9;
const PATIENCE_MS = 5_000;

/** Memory, disk, data folder, models, database and tokens of the configuration that `npm start` would use. */
export async function lookAtService(config: Config): Promise<Finding[]> {
	const cpuAlone = config.device.provider === 'cpu' || config.device.provider === 'auto';
	return [
		ok(
			'memory',
			`${inMb(availableMemory())} free of ${inMb(totalmem())}; a device may take ${config.workers.memoryLimitMb} MB`,
		),
		await dataFolder(config),
		...(config.workers.engine === 'onnx' ? await models(config, cpuAlone) : []),
		await database(config),
		...platforms(config),
	];
}

/** The folder itself, or the nearest above it that exists. */
function nearestFolder(path: string): string {
	const whole = resolve(path);
	return existsSync(whole) || dirname(whole) === whole ? whole : nearestFolder(dirname(whole));
}

async function dataFolder({ store }: Config): Promise<Finding> {
	const folder = nearestFolder(store.folder);
	try {
		tryToWrite(folder);
	} catch (error) {
		return problem(
			'data folder',
			`${folder} cannot be written to: ${whyUnusable(error)}`,
			'set TAUE_DATA to a folder of yours',
		);
	}
	const { bavail, bsize } = await statfs(folder);
	const free = `${resolve(store.folder)}, ${inMb(bavail * bsize)} of disk free`;
	return bavail * bsize < LITTLE_DISK_BYTES
		? warning('data folder', free, 'make room, or set TAUE_DATA to a folder on another disk')
		: ok('data folder', free);
}

async function models(config: Config, cpuAlone: boolean): Promise<Finding[]> {
	const { name } = config.models;
	try {
		const installed = await installedModels(config.models);
		return [
			...installed.models.map((model) => modelFinding(model, config, cpuAlone)),
			...installed.leftOut.map(({ name: left, why }) => warning(`model ${left}`, `left out: ${why}`)),
		];
	} catch (error) {
		if (!(error instanceof ModelError)) throw error;
		return [problem(`model ${name}`, error.message, CHOOSE_ANOTHER)];
	}
}

const CHOOSE_ANOTHER = 'set TAUE_MODEL to a model that npm run taue -- models list shows';

/** What a model takes; a graph that cannot be read stands in the way of the program where it is the default model's. */
function modelFinding(model: ModelSummary, config: Config, cpuAlone: boolean): Finding {
	const { folder, name } = config.models;
	const side = model.nativeSize;
	const about = `model ${model.name}`;
	const limit = memoryLimit(config.workers.memoryLimitMb);
	try {
		const size = { widthPx: side, heightPx: side, rows: 2 };
		const memory = fittingEstimate(modelFolder(folder, model.name), size, limit, config.device.memory);
		if (cpuAlone) mustFit(model.name, memory, limit);
		const sparing = memory.mode === 'sparing' ? ', with memory spared' : '';
		const text = `${side} px, ${model.steps} steps of ${model.scheduler}, about ${inMb(memory.bytes)} on the CPU${sparing}`;
		return model.warning === undefined ? ok(about, text) : warning(about, `${text}; ${model.warning}`);
	} catch (error) {
		if (!(error instanceof ModelError)) throw error;
		if (error.code === 'out-of-memory') {
			return warning(about, error.message, `npm run taue -- models verify "${model.name}"`);
		}
		return model.name === name
			? problem(about, error.message, CHOOSE_ANOTHER)
			: warning(about, error.message, `npm run taue -- models remove "${model.name}"`);
	}
}

async function database({ store }: Config): Promise<Finding> {
	if (store.databaseUrl === null) return ok('database', 'in the data folder, for one machine');
	try {
		const server = await openDatabase({ url: store.databaseUrl, patienceMs: PATIENCE_MS });
		try {
			const [{ version }] = await server.query<{ version: string }>(
				"select current_setting('server_version') as version",
			);
			return ok('database', `Postgres ${version} answers`);
		} finally {
			await server.close();
		}
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		return problem(
			'database',
			`does not answer: ${hidePassword(why, store.databaseUrl)}`,
			'check DATABASE_URL',
		);
	}
}

/** A driver's error may repeat the address that it was given. */
function hidePassword(text: string, url: string): string {
	const password = URL.canParse(url) ? new URL(url).password : '';
	return [url, password, decodeURIComponent(password)]
		.filter((secret) => secret !== '')
		.reduce((rest, secret) => rest.replaceAll(secret, '(hidden)'), text);
}

/** Which platforms would start; tokens are never shown. */
function platforms({ room, discord, slack }: Config): Finding[] {
	return [
		ok('room', room === null ? 'off' : `on ${room.host}:${room.port}`),
		ok('discord', discord === null ? 'off: DISCORD_TOKEN is not set' : 'its token is set'),
		ok('slack', slack === null ? 'off: its tokens are not set' : 'its tokens are set'),
	];
}
