import assert from 'node:assert/strict';
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { describe, it } from 'node:test';
import {
	circlesOf,
	type Import,
	imports,
	importsOf,
	partOf,
	sources,
	withoutComments,
} from './source-imports.ts';
import { HOME, projectFiles, textOf } from './tracked-files.ts';

/**
 * Which part may import which: the arrows of docs/architecture.md. A part is a folder of `src`, a file of
 * `src` (without its ending), or `commands`; a single file of another part is named with its path. Everything
 * may import itself and the leaves.
 */
const LEAVES = [
	'findings',
	'layout',
	'recipe',
	'thread',
	'translate',
	'frozen-builtins',
	'keep-compiled',
	'taue-error',
	'decode-text',
	'make-folder',
	'version',
];
const ARROWS: Readonly<Record<string, readonly string[]>> = {
	// Leaves know nothing but each other's types.
	layout: [],
	// What was found in a picture, and the words for it.
	findings: [],
	'taue-error': [],
	'decode-text': [],
	'make-folder': [],
	version: [],
	// A recipe knows the schedulers by name.
	recipe: ['diffusion/schedulers/registry.ts'],
	thread: [],
	translate: [],
	// Changes of a layout that are asked for in words.
	edits: [],
	// The model, the method, the measures.
	diffusion: [],
	taue: ['diffusion'],
	metrics: ['taue', 'diffusion'],
	models: ['diffusion'],
	// The studio's machinery.
	store: [],
	// Fair order needs to know what a recipe costs, which is plain arithmetic.
	queue: ['store', 'taue/cost.ts'],
	// Of the queue a worker knows the interface that it fetches from (queue/types.ts), and nothing else. It looks at
	// finished pictures with the metrics.
	worker: ['queue', 'taue', 'diffusion', 'metrics', 'models', 'app/config.ts', 'app/log.ts'],
	// What an arm cannot draw is refused before the queue: plain arithmetic again.
	studio: ['queue', 'store', 'edits', 'taue/check-recipe.ts', 'taue/recipe-error.ts'],
	commands: ['studio', 'queue'],
	platforms: ['commands', 'studio', 'queue', 'app/config.ts'],
	// The two front doors: main starts everything, a command what it needs.
	main: ['app'],
	healthcheck: ['app/config.ts', 'app/address-here.ts'],
	app: ['platforms', 'commands', 'studio', 'queue', 'worker', 'store', 'models'],
	cli: [
		// `taue discord register` alone.
		'platforms',
		'app/config.ts',
		'diffusion',
		'models',
		'taue',
		// `taue show --judge` alone.
		'metrics',
		'studio',
		'queue',
		// `taue worker` stores pictures, so it judges them as the studio does.
		'studio',
		'worker',
		'store',
		'app/faults.ts',
		'app/log.ts',
		'app/telemetry.ts',
		'app/stray-variables.ts',
		// `taue chat` is the whole program with one platform more.
		'app/start.ts',
	],
};

/** What the room's page is made of: it runs in browsers, and is served what stands here alone. */
const PAGE = [
	'src/platforms/room/client/',
	'src/platforms/room/wire.ts',
	'src/platforms/dropped-size.ts',
	'src/platforms/failures.ts',
	'src/platforms/setting-names.ts',
	'src/findings/',
	'src/layout/',
	'src/translate/',
	'preact',
];

/** Packages that one part alone may know. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
	// metrics runs other models than the one that draws: the judge and CLIP.
	'onnxruntime-node': ['diffusion', 'metrics'],
	'onnx-proto': ['diffusion'],
	'@huggingface/tokenizers': ['diffusion'],
	pg: ['store'],
	'@electric-sql/pglite': ['store'],
	'discord.js': ['platforms'],
	'@slack/bolt': ['platforms'],
	'@slack/web-api': ['platforms'],
	dotenv: ['app'],
	'node:child_process': ['worker'],
	// One ends an orphaned device process, one looks at pictures, others are asked; ONNX Runtime never runs on a thread.
	'node:worker_threads': ['worker', 'studio', 'thread', 'store'],
	'node:cluster': [],
};

/** What is wrong with an import, or null. */
function problemOf({ file, from, specifier }: Import): string | null {
	if (specifier.startsWith('.')) {
		if (!/\.(ts|tsx|js|json)$/.test(specifier)) return `${specifier} lacks its ending`;
		const target = posix.join(posix.dirname(file), specifier);
		// The version stands there and nowhere else.
		if (target === 'package.json') return null;
		const to = partOf(target);
		if (to === from || LEAVES.includes(to)) return null;
		if (!(from in ARROWS))
			return `${from} is not a known part: add it to docs/architecture.md and to this test`;
		if (ARROWS[from].includes(to) || ARROWS[from].includes(target.replace(/^src\//, ''))) return null;
		return `${from} may import ${[...LEAVES, ...ARROWS[from]].join(', ')}, but not ${to}`;
	}
	const bare = specifier.startsWith('node:')
		? specifier
		: specifier
				.split('/')
				.slice(0, specifier.startsWith('@') ? 2 : 1)
				.join('/');
	if (builtinModules.includes(bare)) return `write node:${bare}`;
	const owners = OWNERS[bare];
	if (owners === undefined || owners.includes(from)) return null;
	return `only ${owners.join(' and ') || 'nobody'} may import ${bare}, not ${from}`;
}

describe('imports keep to the arrows of the design', () => {
	it('finds the sources and their imports', () => {
		assert.ok(sources.includes('src/layout/parse.ts'), HOME);
		assert.ok(imports.length > sources.length);
	});

	it('lets every part import only what it may know', () => {
		const wrong = imports.flatMap((entry) => {
			const problem = problemOf(entry);
			return problem === null ? [] : [`${entry.file}:${entry.line} imports '${entry.specifier}': ${problem}`];
		});
		assert.deepEqual(wrong, []);
	});

	it("lets the room's page import only what a browser gets", () => {
		const problem = ({ file, specifier }: Import) => {
			const target = specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier;
			return PAGE.some((allowed) => target.startsWith(allowed)) ? [] : [`${file} imports ${specifier}`];
		};
		const page = imports.filter(({ file }) => file.startsWith(PAGE[0]));
		assert.ok(page.length > 100, 'the page was found');
		assert.deepEqual(page.flatMap(problem), []);
		// What it imports imports more, and a browser finds nothing by the name of a package.
		const reached = new Set([`${PAGE[0]}main.ts`]);
		for (const file of reached) {
			for (const entry of imports.filter((each) => each.file === file && !each.typeOnly)) {
				const ours = entry.specifier.startsWith('.');
				assert.ok(ours || problem(entry).length === 0, `${file}, in browsers: ${entry.specifier}`);
				if (ours) reached.add(posix.join(posix.dirname(file), entry.specifier));
			}
		}
		assert.ok(reached.size > 100, 'the page was followed');
		const server = importsOf('src/platforms/room/client/x.ts', "import { a } from '../../desk.ts';");
		assert.deepEqual(server.flatMap(problem), ['src/platforms/room/client/x.ts imports ../../desk.ts']);
	});

	it('lets only the configuration read the environment', () => {
		// What is kept of the sources is handed on to processes before the configuration itself is compiled.
		const allowed = ['src/app/config.ts', 'src/keep-compiled.ts'];
		const readers = sources.filter(
			(file) => /\bprocess\s*\.\s*env\b/.test(withoutComments(textOf(file))) && !allowed.includes(file),
		);
		assert.deepEqual(readers, [], 'take what you need from src/app/config.ts');
	});

	it('has arrows in one direction only', () => {
		const visit = (part: string, path: readonly string[]): string[] | null => {
			if (path.includes(part)) return [...path, part];
			for (const next of ARROWS[part] ?? []) {
				const circle = visit(next, [...path, part]);
				if (circle) return circle;
			}
			return null;
		};
		for (const part of Object.keys(ARROWS)) assert.equal(visit(part, []), null);
	});
});

describe('files of one room', () => {
	it('import one another in no circle, types included', () => {
		assert.deepEqual(circlesOf(imports), []);
	});

	it('are found in circles where there are some', () => {
		const of = (from: string, to: string) =>
			importsOf(`src/layout/${from}.ts`, `import { x } from './${to}.ts';`);
		assert.deepEqual(circlesOf([...of('a', 'b'), ...of('b', 'c')]), []);
		assert.deepEqual(circlesOf([...of('a', 'b'), ...of('b', 'c'), ...of('c', 'a')]), [
			['src/layout/a.ts', 'src/layout/b.ts', 'src/layout/c.ts'],
		]);
	});
});

describe('the import test itself', () => {
	const problem = (file: string, text: string) => importsOf(file, text).map(problemOf);

	it('sees static, dynamic, type, side-effect and re-exported imports', () => {
		const text = [
			"import { a } from '../store/a.ts';",
			"import type { A } from '../store/a.ts';",
			"import '../store/a.ts';",
			"const b = await import('../store/b.ts');",
			"export * from '../store/c.ts';",
			"export {\n\ttype X,\n} from '../store/d.ts';",
		].join('\n');
		const found = importsOf('src/taue/x.ts', text);
		assert.equal(found.length, 6);
		for (const entry of found) assert.match(problemOf(entry) ?? '', /taue may import .* but not store/);
		assert.deepEqual(
			found.map(({ line }) => line),
			[1, 2, 3, 4, 5, 6],
		);
	});

	it('tries the same inputs in every run', () => {
		const alone = projectFiles().filter(
			(path) =>
				path.startsWith('test/') &&
				path.endsWith('.ts') &&
				/^import .* from 'fast-check'/m.test(textOf(path)),
		);
		assert.deepEqual(alone, ['test/support/properties.ts'], 'seeds are set there');
	});

	it('is not fooled by comments', () => {
		assert.deepEqual(
			problem('src/taue/x.ts', "// import '../store/a.ts';\n/* import '../store/a.ts'; */"),
			[],
		);
	});

	it('refuses what the design forbids, and allows what it allows', () => {
		const cases: readonly (readonly [file: string, specifier: string, allowed: boolean])[] = [
			['src/platforms/room/room.ts', '../../diffusion/index.ts', false],
			['src/platforms/room/room.ts', '../../studio/studio.ts', true],
			['src/diffusion/unet.ts', '../taue/index.ts', false],
			['src/taue/draw.ts', '../diffusion/index.ts', true],
			['src/taue/draw.ts', '../layout/index.ts', true],
			['src/layout/parse.ts', '../diffusion/index.ts', false],
			['src/studio/draw.ts', 'pg', false],
			['src/store/database.ts', 'pg', true],
			['src/studio/draw.ts', 'node:child_process', false],
			['src/taue/draw.ts', 'onnxruntime-node', false],
			['src/worker/child.ts', 'node:child_process', true],
			['src/taue/draw.ts', 'fs', false],
			['src/brand-new/x.ts', '../store/a.ts', false],
		];
		for (const [file, specifier, allowed] of cases) {
			const [answer] = problem(file, `import { x } from '${specifier}';`);
			assert.equal(answer === null, allowed, `${file} -> ${specifier}: ${answer}`);
		}
	});
});
