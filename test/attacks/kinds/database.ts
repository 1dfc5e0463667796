import pg from 'pg';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';
import type { Attack, Ground } from '../attack.ts';
import { type Guest, requestKey, type Target } from '../target.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until the answer comes, or the suite's time is over. */
async function until(ground: Ground, check: () => Promise<boolean>): Promise<boolean> {
	while (!ground.signal.aborted) {
		if (await check()) return true;
		await pause(100);
	}
	return false;
}

async function stateOf(
	target: Target,
	path: '/health' | '/ready',
): Promise<{ status: number; text: string }> {
	try {
		const response = await fetch(`${target.metricsUrl}${path}`);
		return { status: response.status, text: await response.text() };
	} catch (error) {
		return { status: 0, text: String(error) };
	}
}

interface Asked {
	readonly key: string;
	readonly n: number;
	/** Of the pictures that were promised. */
	ids: readonly string[];
}

/** Asks for pictures at once; whoever hears nothing, or of a fault, asks again with the same key. */
function askForPictures(ground: Ground, guest: Guest, count: number): Promise<Asked[]> {
	return Promise.all(
		Array.from({ length: count }, async (_, n): Promise<Asked> => {
			const key = requestKey();
			const asked: Asked = { key, n, ids: [] };
			await until(ground, async () => {
				const { status, text } = await guest.post('/api/command', {
					text: `a cat@left on hill ${n} --steps 2`,
					key,
				});
				asked.ids = [...text.matchAll(/"pictureId":"([\w-]+)"/g)].map(([, id]) => id);
				return status === 200 && asked.ids.length > 0;
			});
			return asked;
		}),
	);
}

/** All of them are drawn, each once. */
async function allDrawn(ground: Ground, what: string, guest: Guest, asked: readonly Asked[]): Promise<void> {
	const ids = asked.flatMap(({ ids }) => ids);
	const done = await Promise.all(
		ids.map((id) =>
			until(ground, async () => /"state":"done"/.test((await guest.get(`/api/pictures/${id}`)).text)),
		),
	);
	ground.tried(`${what}: what was promised is lost`, done.every(Boolean), done);
	ground.tried(
		`${what}: one request, two pictures`,
		ids.length === asked.length && new Set(ids).size === asked.length,
		ids,
	);
}

/** A server that goes away, cuts connections in the middle of transactions, or answers nobody any more. */
export const databaseAway: Attack = {
	name: 'the database goes away',
	async run(ground) {
		let server: PostgresServer;
		try {
			server = await startPostgres();
		} catch (error) {
			// Not every system has binaries; the database in a folder is attacked by all others.
			if (/No Postgres server/.test(String(error))) return;
			throw error;
		}
		try {
			const url = await server.createDatabase();
			const target = await ground.fresh({ env: { DATABASE_URL: url } });
			const ana = await target.guest('Ana', '127.0.40.1');

			const down = askForPictures(ground, ana, 10);
			await server.kill();
			for (const path of ['/ready', '/health'] as const) {
				const said = await until(ground, async () => (await stateOf(target, path)).status === 503);
				const { text } = await stateOf(target, path);
				ground.tried(
					`the server is killed: ${path} does not say so`,
					said && /does not answer/.test(text),
					text,
				);
			}
			ground.tried('the server is killed: the page is gone too', (await target.ask('/')).status === 200);
			await server.restart();
			await allDrawn(ground, 'the server was killed', ana, await down);

			const admin = new pg.Client({ connectionString: url });
			admin.on('error', () => {});
			await admin.connect();
			const cutting = askForPictures(ground, ana, 20);
			for (let cuts = 0; cuts < 10; cuts++) {
				await admin.query(
					'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
				);
				await pause(150);
			}
			await allDrawn(ground, 'connections were cut', ana, await cutting);

			// Somebody holds what every request needs: all connections wait, and none is left.
			await admin.query('begin');
			await admin.query('lock table places, pictures, jobs, requests, memory in access exclusive mode');
			const waiting = askForPictures(ground, ana, 30);
			const said = await until(ground, async () => (await stateOf(target, '/ready')).status === 503);
			ground.tried('no connection is left: /ready does not say so', said);
			ground.tried('no connection is left: the page is gone too', (await target.ask('/')).status === 200);
			await admin.query('rollback');
			await admin.end();
			await allDrawn(ground, 'no connection was left', ana, await waiting);
			const well = await until(ground, async () => {
				const [ready, health] = [await stateOf(target, '/ready'), await stateOf(target, '/health')];
				return ready.status === 200 && health.status === 200;
			});
			ground.tried('it does not recover by itself', well && target.program.running);
		} finally {
			await server.stop();
		}
	},
};
