import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, it } from 'node:test';
import { parseLine } from '../../src/layout/index.ts';
import { HOME, lineAt, projectFiles, textOf } from './tracked-files.ts';

const files = projectFiles();
const documents = files.filter((path) => path.endsWith('.md') && !path.startsWith('test/fixtures/'));

/** Scripts of the package that a folder belongs to, and the project's. */
function scriptsFor(folder: string): string[] {
	const own = posix.join(folder, 'package.json');
	const manifests = ['package.json', ...(existsSync(join(HOME, own)) ? [own] : [])];
	return manifests.flatMap((path) => Object.keys(JSON.parse(textOf(path)).scripts ?? {}));
}

/** Things that every page may say: `npm run x`, `[text](target)`; code and prose alike. */
function occurrences(
	pattern: RegExp,
	paths = documents,
): { readonly where: string; readonly found: string[] }[] {
	return paths.flatMap((path) => {
		const text = textOf(path);
		return [...text.matchAll(pattern)].map((match) => ({
			where: `${path}:${lineAt(text, match.index)}`,
			found: match.slice(1),
		}));
	});
}

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
	return heading
		.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.trim()
		.replace(/\s/g, '-');
}

function anchors(path: string): string[] {
	return [...textOf(path).matchAll(/^#{1,6}\s+(.+)$/gm)].map(([, heading]) => anchorOf(heading));
}

describe('the documents', () => {
	it('name only npm scripts that exist', () => {
		const wrong = occurrences(/\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g)
			.filter(({ where, found: [script] }) => !scriptsFor(posix.dirname(where)).includes(script))
			.map(({ where, found: [script] }) => `${where}: npm run ${script}`);
		assert.deepEqual(wrong, []);
	});

	it('name only files of the project that exist', () => {
		const mentioned = occurrences(
			/`((?:src|commands|test|bench|training|docs)\/[\w./-]*\w\.(?:ts|md|sh|py|json|png))`/g,
		);
		const wrong = mentioned.filter(({ found: [path] }) => !existsSync(join(HOME, path)));
		assert.deepEqual(wrong, []);
	});

	it('link to places that exist', () => {
		const links = occurrences(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g).filter(
			({ found: [to] }) => !/^[a-z]+:/i.test(to),
		);
		const wrong = links.filter(({ where, found: [to] }) => {
			const from = where.slice(0, where.lastIndexOf(':'));
			const [target, anchor] = to.split('#');
			const path = target === '' ? from : posix.join(posix.dirname(from), target);
			if (!existsSync(join(HOME, path))) return true;
			return anchor !== undefined && path.endsWith('.md') && !anchors(path).includes(anchor);
		});
		assert.deepEqual(wrong, []);
	});

	it('show only layout lines that can be read', () => {
		const blocks = occurrences(/^```layout\n([\s\S]*?)^```$/gm);
		assert.ok(blocks.some(({ where }) => where.startsWith('README.md')));
		for (const { where, found } of blocks) {
			for (const line of found[0].split('\n').filter((text) => text.trim() !== '')) {
				assert.doesNotThrow(() => parseLine(line), `${where}: ${line}`);
			}
		}
	});

	it('give in the README the two commands that the project is judged by', () => {
		const readme = textOf('README.md');
		assert.match(readme, /npm ci && npm run taue -- draw "[^"]+" --out picture\.png/);
		assert.match(readme, /npm ci && npm test/);
		assert.ok(scriptsFor('.').includes('test'));
	});
});

describe('the project', () => {
	it('names no folder of the machine it was written on', () => {
		const folders = ['work', 'root', 'opt', 'home', 'Users', 'tmp'].join('|');
		const absolute = new RegExp(`(?<![\\w.:~*/})-])/(?:${folders})/[\\w.-]+`, 'g');
		const texts = files.filter(
			(path) =>
				/\.(ts|js|json|md|py|sh|yml|toml|txt|html|css)$|(^|\/)(Dockerfile|\.[\w-]+)$|^\.ci\//.test(path) &&
				!/^test\/fixtures\/|^models\//.test(path) &&
				path !== '.gitignore',
		);
		const wrong = occurrences(new RegExp(`(${absolute.source})`, 'g'), texts).map(
			({ where, found: [path] }) => `${where}: ${path}`,
		);
		assert.deepEqual(wrong, []);
	});

	it('is installed from the registry that npm is set to, so that lockfiles name no address', () => {
		for (const path of files.filter((name) => name.endsWith('package-lock.json'))) {
			const lock = JSON.parse(textOf(path)) as {
				packages: Record<string, { resolved?: string; link?: boolean }>;
			};
			const elsewhere = Object.values(lock.packages)
				.map(({ resolved }) => resolved)
				.filter((url) => url !== undefined);
			assert.deepEqual(elsewhere, [], path);
		}
	});

	it('locks the optional packages of every platform, without which npm ci refuses to install', () => {
		// A registry that lacks one of them leaves it out of the lockfile silently.
		for (const path of files.filter((name) => name.endsWith('package-lock.json'))) {
			const { packages } = JSON.parse(textOf(path)) as {
				packages: Record<string, { optionalDependencies?: Record<string, string> }>;
			};
			const missing = Object.entries(packages).flatMap(([parent, { optionalDependencies }]) =>
				Object.keys(optionalDependencies ?? {}).filter(
					(name) => !(`${parent}/node_modules/${name}` in packages || `node_modules/${name}` in packages),
				),
			);
			assert.deepEqual(missing, [], path);
		}
	});

	it('pins every dependency to one version', () => {
		const { dependencies, devDependencies } = JSON.parse(textOf('package.json'));
		const loose = Object.entries<string>({ ...dependencies, ...devDependencies }).filter(
			([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
		);
		assert.deepEqual(loose, []);
	});
});
