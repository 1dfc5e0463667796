import assert from 'node:assert/strict';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { validate } from 'dockerfile-utils';
import { VARIABLES } from '../../src/app/config.ts';
import { argument, configOf, copyOf, instructionsOf, stagesOf } from '../containers/dockerfile.ts';
import { HOME, textOf } from './tracked-files.ts';

const text = textOf('Dockerfile');
const stages = stagesOf(text);
const last = stages[stages.length - 1];

/** Set for other programs than ours. */
const FOREIGN = ['NODE_ENV', 'PATH', 'MALLOC_ARENA_MAX', 'ONNXRUNTIME_NODE_INSTALL'];
/** What a step may be. `ADD` fetches and unpacks behind one's back, `MAINTAINER` is gone. */
const KNOWN = [
	'ARG',
	'FROM',
	'ENV',
	'WORKDIR',
	'COPY',
	'RUN',
	'USER',
	'VOLUME',
	'EXPOSE',
	'HEALTHCHECK',
	'CMD',
];

/** Whether `.dockerignore`, which lets in what it names alone, lets a path in. */
function isLetIn(path: string): boolean {
	const rules = textOf('.dockerignore').split('\n').filter(Boolean);
	return (
		rules[0] === '*' &&
		rules.some((rule) => rule.startsWith('!') && `${path}/`.startsWith(`${rule.slice(1)}/`))
	);
}

/** What the linter says of a Dockerfile, as `line: message`. */
function lint(source: string): string[] {
	return validate(source).map(({ range, message }) => `${range.start.line + 1}: ${message}`);
}

describe('the Dockerfile', () => {
	it('is one that a linter has nothing against', () => {
		assert.deepEqual(lint(text), []);
		// Slips that an engine refuses, and that nothing else here would see.
		for (const [right, slip, told] of [
			['--start-period', '--startperiod', /Unknown flag: startperiod/],
			['--timeout=5s', '--timeout=5', /missing unit in duration/],
			['EXPOSE 3000', 'EXPOSE room', /Invalid containerPort: room/],
			['PORT=3000', 'PORT', /can't find = in "PORT"/],
			['NOTICE* ./', 'NOTICE* app', /destination must be a directory/],
			['COPY src', 'COPY --chwon=1000 src', /Unknown flag: chwon/],
			[`FROM \${BASE}`, `FROM \${BASE} AS packages`, /duplicate name packages/],
		] as const) {
			assert.ok(text.includes(right), right);
			assert.match(lint(text.replace(right, slip)).join('\n'), told);
		}
	});

	it('has steps that there are, on images of a named version', () => {
		assert.deepEqual(
			instructionsOf(text).filter(({ name }) => !KNOWN.includes(name)),
			[],
		);
		for (const { from } of stages) assert.match(from, /^[\w./-]+:(?!latest)[\w.-]+$/, from);
	});

	it('copies what is there and what the build is given', () => {
		for (const { instructions } of stages) {
			for (const { rest } of instructions.filter(({ name }) => name === 'COPY')) {
				const { from, sources } = copyOf(rest);
				if (from !== null)
					assert.ok(
						stages.some(({ as }) => as === from),
						rest,
					);
				for (const source of from === null ? sources : []) {
					const found = globSync(source, { cwd: HOME });
					assert.ok(found.length > 0, source);
					assert.deepEqual(
						found.filter((path) => !isLetIn(path)),
						[],
					);
				}
			}
		}
	});

	it('runs only what its stage has at that point', () => {
		const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(textOf('package.json'));
		const started = (step: string) => [
			...[...step.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => scripts[name]),
			...[...step.matchAll(/\bnode (\S+)/g)].map(([, path]) => `node ${path}`),
		];
		const lacking = stages.flatMap(({ instructions }) => {
			const copied: string[] = [];
			return instructions.flatMap(({ name, rest }) => {
				if (name === 'COPY')
					copied.push(...copyOf(rest).sources.map((source) => source.replace(/^\/app\//, '')));
				if (name === 'RUN' && rest.includes('npm ci')) copied.push('node_modules');
				if (name !== 'RUN') return [];
				const files = started(rest).flatMap((command) => command.match(/[\w./-]+\.[cm]?[jt]s\b/g) ?? []);
				return files.filter(
					(file) =>
						!existsSync(join(HOME, file)) ||
						!copied.some((path) => file === path || file.startsWith(`${path.replace(/^\.\//, '')}/`)),
				);
			});
		});
		assert.deepEqual(lacking, []);
	});

	it('sets variables that the program reads', () => {
		const names = Object.keys(configOf(last).env);
		assert.ok(names.includes('TAUE_METRICS_PORT'), 'the health check asks there');
		assert.deepEqual(
			names.filter((name) => !(VARIABLES as readonly string[]).includes(name) && !FOREIGN.includes(name)),
			[],
		);
	});

	it('ends as an ordinary user, by number, before anything is started', () => {
		const { user, volumes } = configOf(last);
		assert.match(user, /^[1-9]\d*:[1-9]\d*$/);
		for (const volume of volumes) {
			const made = last.instructions.some(
				({ name, rest }) => name === 'RUN' && rest.includes(`chown ${user} ${volume}`),
			);
			assert.ok(made, `${volume} belongs to somebody else`);
		}
	});

	it('starts and asks files that are copied, without a shell in between', () => {
		const { cmd, healthcheck } = configOf(last);
		for (const command of [cmd, healthcheck]) {
			const file = command.at(-1) ?? '';
			assert.ok(existsSync(join(HOME, file)), JSON.stringify(command));
			assert.equal(command[0], 'node_modules/.bin/node', 'the Node.js of the lockfile');
		}
	});

	it('keeps no cache of npm, and takes the packages that the lockfile names', () => {
		const runs = stages.flatMap(({ instructions }) => instructions.filter(({ name }) => name === 'RUN'));
		assert.ok(runs.some(({ rest }) => rest === 'npm ci --omit=dev && npm cache clean --force'));
		assert.deepEqual(
			runs.filter(({ rest }) => /npm (install|i) |apt-get|curl|wget/.test(rest)),
			[],
		);
	});
});

describe('reading a Dockerfile', () => {
	const example = [
		'# a comment',
		'ARG BASE=one:1',
		'FROM $BASE AS first',
		'ENV A=1 \\',
		'\tB="two words"',
		'# between',
		'FROM first',
		'ENV PATH=/app:$PATH C=$A',
		'USER 5:6',
		'HEALTHCHECK --interval=3s \\',
		'\tCMD ["x", "y"]',
		'CMD echo hello',
	].join('\n');

	it('joins lines, leaves comments out, fills in arguments', () => {
		assert.deepEqual(
			stagesOf(example).map(({ from, as }) => [from, as]),
			[
				['one:1', 'first'],
				['first', null],
			],
		);
		assert.equal(stagesOf(example, { BASE: 'other:2' })[0].from, 'other:2');
		assert.deepEqual(configOf(stagesOf(example)[0]).env, { A: '1', B: 'two words' });
		assert.deepEqual(argument('GPU=none', { GPU: 'cuda' }), { GPU: 'cuda' });
	});

	it('knows how a container starts, and that a shell would swallow signals', () => {
		const config = configOf(stagesOf(example)[1]);
		assert.deepEqual([config.user, config.healthcheck, config.cmd], ['5:6', ['x', 'y'], []]);
		assert.match(config.env.PATH, /^\/app:.*\/usr\/bin/);
		assert.throws(() => stagesOf('RUN x\nFROM y:1'), /RUN before FROM/);
	});
});
