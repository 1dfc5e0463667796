import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { after, describe, it } from 'node:test';
import { startMetricsServer, Telemetry } from '../../src/app/telemetry.ts';
import { TaueError } from '../../src/taue-error.ts';

describe('the metrics endpoint', async () => {
	const telemetry = new Telemetry();
	let ok = true;
	let queue = async () => ({ queued: 3, running: 1 });
	telemetry.watchQueue(() => queue());
	const server = await startMetricsServer({
		host: '127.0.0.1',
		port: 0,
		telemetry,
		health: () => ({ ok, devices: ['cpu'] }),
	});
	after(() => server.close());
	const metrics = async () => (await fetch(`${server.url}/metrics`)).text();

	it('serves how long the program stood still since it was last asked', async () => {
		// A question begins the count anew, and it counts from the timer's next tick on: what stands still before
		// that tick is not seen. So it stands still again until it is.
		const longest = () => Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1]);
		let text = await metrics();
		for (let tries = 0; !(longest() >= 0.15); tries++) {
			assert.ok(tries < 50, text);
			await new Promise((resolve) => setTimeout(resolve, 30));
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
			await new Promise((resolve) => setTimeout(resolve, 30));
			text = await metrics();
		}
		assert.match(text, /^nodejs_eventloop_lag_p99_seconds \S+$/m);
	});

	it('serves what supervisors tell, and the length of the line', async () => {
		const { observer } = telemetry;
		observer.state('cpu', 'starting');
		observer.state('cpu', 'idle');
		observer.finished('cpu', 'nae', 'done', 2);
		observer.step('cpu', 'nae', 40);
		observer.memory('cpu', 1000);
		observer.died('cpu', 'hang');
		const text = await metrics();
		for (const line of [
			'taue_device_state{device="cpu",state="starting"} 0',
			'taue_device_state{device="cpu",state="idle"} 1',
			'taue_pictures_total{device="cpu",model="nae",outcome="done"} 1',
			'taue_picture_seconds_sum{device="cpu",model="nae"} 2',
			'taue_step_seconds_bucket{le="0.05",device="cpu",model="nae"} 1',
			'taue_device_process_resident_bytes{device="cpu"} 1000',
			'taue_device_process_deaths_total{device="cpu",reason="hang"} 1',
			'taue_jobs{state="queued"} 3',
		])
			assert.ok(text.includes(`${line}\n`), line);
	});

	it('answers to names of this machine only, so that no page elsewhere reads it through its own', async () => {
		const port = new URL(server.url).port;
		const as = (host: string) =>
			new Promise<number>((resolve, reject) => {
				request(`${server.url}/metrics`, { headers: { host } }, (response) => {
					response.resume();
					resolve(response.statusCode ?? 0);
				})
					.on('error', reject)
					.end();
			});
		for (const own of [`127.0.0.1:${port}`, `localhost:${port}`, '[::1]']) assert.equal(await as(own), 200);
		for (const foreign of [
			`evil.example:${port}`,
			'127.0.0.1.evil.example',
			'localhost.evil.example',
			'10.0.0.1',
		])
			assert.equal(await as(foreign), 421);
	});

	it('answers to any name where it is opened to a network, and to a path with a question behind it', async () => {
		const open = await startMetricsServer({ host: '0.0.0.0', port: 0, telemetry, health: () => ({ ok }) });
		try {
			assert.match(open.url, /^http:\/\/127\.0\.0\.1:\d+$/);
			const [response] = (await once(
				request(`${open.url}/ready?from=balancer`, { headers: { host: 'gateway:9464' } }).end(),
				'response',
			)) as [IncomingMessage];
			response.resume();
			assert.equal(response.statusCode, 200);
		} finally {
			await open.close();
		}
	});

	it('says whether pictures can be drawn', async () => {
		assert.equal((await fetch(`${server.url}/health`)).status, 200);
		ok = false;
		const unwell = await fetch(`${server.url}/health`);
		assert.equal(unwell.status, 503);
		assert.deepEqual(await unwell.json(), { ok: false, devices: ['cpu'], database: 'answers' });
	});

	it('is ready as long as the database answers, whether or not pictures can be drawn', async () => {
		const ready = await fetch(`${server.url}/ready`);
		assert.deepEqual([ready.status, await ready.json()], [200, { ready: true }]);
	});

	it('answers 503 while the database is away', async () => {
		queue = async () => {
			throw new Error('connection refused');
		};
		const response = await fetch(`${server.url}/metrics`);
		assert.equal(response.status, 503);
		assert.match(await response.text(), /The database does not answer: .*connection refused/);
		assert.equal((await fetch(`${server.url}/ready`)).status, 503);
		ok = true;
		const health = await fetch(`${server.url}/health`);
		assert.equal(health.status, 503);
		assert.deepEqual(await health.json(), { ok: false, devices: ['cpu'], database: 'does not answer' });
	});

	it('is not ready while the database keeps silent, and says so itself', async () => {
		queue = () => new Promise(() => {});
		const ready = await fetch(`${server.url}/ready`);
		assert.equal(ready.status, 503);
		assert.match(await ready.text(), /no answer within/);
	});

	it('says which variable to change when its port is taken', async () => {
		const port = Number(new URL(server.url).port);
		await assert.rejects(
			startMetricsServer({ host: '127.0.0.1', port, telemetry, health: () => ({ ok }) }),
			(error) =>
				error instanceof TaueError &&
				/^Metrics cannot be served on 127\.0\.0\.1:\d+ \(TAUE_METRICS_HOST, TAUE_METRICS_PORT\)/.test(
					error.message,
				),
		);
	});
});
