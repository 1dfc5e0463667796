import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { VARIABLES } from '../../src/app/config.ts';
import { Telemetry } from '../../src/app/telemetry.ts';
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

describe('the unit for systemd and the file for compose', () => {
	const files = ['docs/systemd/taue.service', 'compose.yaml'];

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
