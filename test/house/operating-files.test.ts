import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { VARIABLES } from '../../src/app/config.ts';
import { Telemetry } from '../../src/app/telemetry.ts';
import { servicesOf } from '../containers/compose-file.ts';
import { HOME, textOf } from './tracked-files.ts';

interface Dashboard {
	readonly panels: readonly {
		readonly title: string;
		readonly targets: readonly { readonly expr: string }[];
	}[];
}

/** Words of a PromQL expression that are no metric: functions, keywords and labels. */
const NO_METRIC =
	/^(sum|max|by|rate|increase|histogram_quantile|le|state|device|model|outcome|reason|platform|m|h)$/;

describe('the dashboard for Grafana', () => {
	const dashboard: Dashboard = JSON.parse(textOf('docs/grafana/taue.json'));

	it('shows metrics that the program has, and all that are its own', async () => {
		const telemetry = new Telemetry();
		telemetry.watchQueue(async () => ({ queued: 0, running: 0 }));
		telemetry.watchPlatforms(() => ({}));
		const metrics = await telemetry.registry.getMetricsAsJSON();
		const known = metrics.map(({ name }) => name);
		const named = dashboard.panels.flatMap(({ title, targets }) =>
			targets.flatMap(({ expr }) => {
				const words = expr.replaceAll(/\[[^\]]*\]/g, '').match(/[a-z_][a-z_0-9]*/g) ?? [];
				return words.filter((word) => !NO_METRIC.test(word)).map((metric) => ({ title, metric }));
			}),
		);
		const base = (metric: string) => metric.replace(/_(bucket|sum|count)$/, '');
		assert.deepEqual(
			named.filter(({ metric }) => !known.includes(metric) && !known.includes(base(metric))),
			[],
		);
		const shown = new Set(named.map(({ metric }) => base(metric)));
		assert.deepEqual(
			known.filter((name) => name.startsWith('taue_') && !shown.has(name)),
			[],
		);
	});
});

describe('the file for compose', () => {
	const text = textOf('compose.yaml');

	it('starts services in the order in which they wait for each other, ours with a root that is read-only', () => {
		const services = servicesOf(text, { POSTGRES_PASSWORD: 'secret' });
		assert.deepEqual([...services.keys()], ['database', 'gateway', 'worker']);
		const built = [...services.values()].filter(({ build }) => build !== undefined);
		assert.equal(built.length, 2);
		for (const { read_only, environment } of built) {
			assert.equal(read_only, true);
			assert.equal(environment.DATABASE_URL, 'postgres://taue:secret@database/taue');
			for (const name of Object.keys(environment)) assert.ok(VARIABLES.includes(name), name);
		}
	});

	it('does not start without a password, and leads links to the port that it publishes', () => {
		assert.throws(() => servicesOf(text, {}), /POSTGRES_PASSWORD is not set: set it to a long word/);
		const gateway = (more: object) =>
			servicesOf(text, { POSTGRES_PASSWORD: 'secret', ...more }).get('gateway');
		const usual = gateway({});
		const { port } = new URL(usual?.environment.TAUE_ROOM_URL ?? '');
		assert.deepEqual(usual?.ports, [`127.0.0.1:${port}:3000`]);
		const own = 'https://room.example.org/';
		assert.equal(gateway({ TAUE_ROOM_URL: own })?.environment.TAUE_ROOM_URL, own);
	});
});

describe('the unit for systemd and the file for compose', () => {
	const files = ['docs/systemd/taue.service', 'compose.yaml'];

	it('is a unit that systemd understands to its last line', {
		skip: spawnSync('systemd-analyze', ['--version']).error && 'systemd-analyze is not installed',
	}, async (context) => {
		const folder = await mkdtemp(join(tmpdir(), 'taue-unit-'));
		context.after(() => rm(folder, { recursive: true }));
		const text = textOf('docs/systemd/taue.service');
		const [, there] = /^WorkingDirectory=(.+)$/m.exec(text) ?? [];
		const unit = text.replaceAll(there, HOME);
		const path = join(folder, 'taue.service');
		/** What it says of lines of ours, not of the machine's own units. */
		const complaints = async (text: string) => {
			await writeFile(path, text);
			const { stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
			return stderr.split('\n').filter((line) => line.includes('taue.service'));
		};
		assert.deepEqual(await complaints(unit), []);
		assert.match((await complaints(unit.replace('\nRestart=', '\nRestrat=')))[0] ?? '', /Restrat/);
		assert.match((await complaints(unit.replace('/node --', '/nod --')))[0] ?? '', /nod/);
	});

	it('start what there is, with variables that there are', () => {
		for (const file of files) {
			const text = textOf(file);
			for (const [path] of text.matchAll(/\bsrc\/[\w/-]+\.ts/g))
				assert.ok(existsSync(join(HOME, path)), path);
			for (const [name] of text.matchAll(/\bTAUE_\w+/g))
				assert.ok(VARIABLES.includes(name), `${file}: ${name}`);
			for (const [flag] of text.matchAll(/--[a-z]+-[a-z-]+=?\d*(?=\s+src|$)/gm))
				assert.ok(textOf('Dockerfile').includes(flag), `${file}: ${flag} is not what the image starts with`);
		}
	});
});
