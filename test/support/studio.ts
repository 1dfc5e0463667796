import { after, afterEach, before, beforeEach } from 'node:test';
import type { Job, JobOutcome, WorkQueue } from '../../src/queue/types.ts';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import type { Person, Place } from '../../src/studio/people.ts';
import { type OpenStudio, openStudio, type StudioOptions } from '../../src/studio/studio.ts';
import { enlarge } from '../../src/worker/enlarge.ts';
import { dataFolder } from './data-folder.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';

/** A model that only exists in the catalogue. */
export const MODEL = {
	name: 'built-in',
	nativeSize: 256,
	grid: 64,
	scheduler: 'euler',
	steps: 20,
	guidance: 5,
} as const;

export const quietLog = { debug() {}, info() {}, warn() {}, error() {} };

export const ROOM: Place = { id: 'room:main', name: 'Main' };
export const ANA: Person = { id: 'room:ana', name: 'Ana' };
export const BEN: Person = { id: 'room:ben', name: 'Ben' };
export const MOD: Person = { id: 'room:mod', name: 'Mod', moderator: true, serverModerator: true };

export interface TestStudio extends OpenStudio {
	readonly database: Database;
	close(): Promise<void>;
}

/** A studio, on a database of its own unless told otherwise; nothing happens by itself (`sweepMs: 0`), seeds count up from 1. */
export async function testStudio(
	{ url, folder }: { readonly url?: string; readonly folder?: string },
	options: Partial<StudioOptions> = {},
): Promise<TestStudio> {
	const where = url === undefined ? { folder: folder ?? (await dataFolder()) } : { url };
	const database = await openDatabase({ ...where, connections: 4 });
	const opened = await studioOn(database, options);
	return {
		...opened,
		database,
		async close() {
			await opened.studio.close();
			await database.close();
		},
	};
}

function studioOn(database: Database, options: Partial<StudioOptions> = {}): Promise<OpenStudio> {
	let seed = 0;
	return openStudio({
		database,
		catalogue: { models: [MODEL, { ...MODEL, name: 'other' }] },
		log: quietLog,
		seed: () => ++seed,
		sweepMs: 0,
		...options,
	});
}

export interface StudioOnServer extends Omit<TestStudio, 'close'> {
	readonly server: PostgresServer;
	/** The database of the running test; further gateways open it too. */
	readonly url: string;
}

/**
 * For the suite that calls it: one server, and for each of its tests a studio on a database that holds nothing. It is
 * installed once and emptied in between, and its connections stay: what these suites test is not the installation.
 */
export function studioForEachTest(): StudioOnServer {
	let server: PostgresServer;
	let url: string;
	let database: Database;
	let open: OpenStudio;
	before(async () => {
		server = await startPostgres();
		url = await server.createDatabase();
		database = await openDatabase({ url, connections: 4 });
	});
	after(async () => {
		await database.close();
		await server.stop();
	});
	beforeEach(async () => {
		open = await studioOn(database);
	});
	afterEach(async () => {
		await open.studio.close();
		await empty(database);
	});
	return {
		get server() {
			return server;
		},
		get url() {
			return url;
		},
		get studio() {
			return open.studio;
		},
		tidy: () => open.tidy(),
		get queue() {
			return open.queue;
		},
		get database() {
			return database;
		},
	};
}

/** Leaves a database as its installation does. Deleting keeps the plans of its connections, truncating would not. */
async function empty(database: Database): Promise<void> {
	await database.transaction(async (tx) => {
		const tables = await tx.query<{ name: string }>(
			`select quote_ident(tablename) as name from pg_tables
			where schemaname = 'public' and tablename not in ('taue_migrations', 'fair_clock')`,
		);
		// Triggers and foreign keys do nothing meanwhile.
		await tx.script('set local session_replication_role = replica');
		await tx.script(tables.map(({ name }) => `delete from ${name}`).join(';'));
		await tx.query('update fair_clock set virtual = 0');
	});
}

/** For the suite that calls it: one studio on a database in a folder. Its tests act in places of their own. */
export function studioInFolder(options: Partial<StudioOptions> = {}): Omit<TestStudio, 'close'> {
	let open: TestStudio;
	before(async () => {
		open = await testStudio({}, options);
	});
	after(() => open.close());
	return {
		get studio() {
			return open.studio;
		},
		tidy: () => open.tidy(),
		get queue() {
			return open.queue;
		},
		get database() {
			return open.database;
		},
	};
}

let places = 0;
/** A room that no other test acts in. */
export function newPlace(): Place {
	const name = `place-${++places}`;
	return { id: `room:${name}`, name };
}

export const CLAIM = { workerId: 'worker-1', device: 'cpu', models: ['built-in'] } as const;

/** The smallest PNG: one transparent pixel. */
export const PIXEL = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

export function outcomeOf(job: Job, changes: Partial<JobOutcome> = {}): JobOutcome {
	return { png: PIXEL, thumb: PIXEL, layers: [], recipe: job.recipe, seconds: 2, passes: 2, ...changes };
}

/** Fetches one job and completes it; an enlargement is really made. */
export async function drawNext(queue: WorkQueue, changes: Partial<JobOutcome> = {}): Promise<Job> {
	const job = await queue.fetch(CLAIM);
	if (job === null) throw new Error('nothing to draw');
	await queue.complete(job, { ...outcomeOf(job), ...(await enlargedOf(job)), ...changes });
	return job;
}

/** What a device process makes of a job that enlarges; nothing for others. */
export async function enlargedOf({ enlarge: asked, recipe }: Job): Promise<Partial<JobOutcome>> {
	if (asked === null) return {};
	const { png, thumbnail } = await enlarge(asked.png, asked.factor, recipe);
	return { png, thumb: thumbnail, passes: 0 };
}

let requests = 0;
/** A key that no other request has. */
export function key(): string {
	return `request-${++requests}`;
}
