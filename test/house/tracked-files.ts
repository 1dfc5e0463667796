import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

/** Folder of the project. */
export const HOME = resolve(import.meta.dirname, '../..');

/** Never tracked, whatever they hold. */
const SKIPPED = new Set(['node_modules', '.git', 'data', 'work', '.venv', '__pycache__']);

/** Paths of the project's own files, relative to its folder: those that git tracks, or all where there is no git. */
export function projectFiles(): string[] {
	try {
		const listed = execFileSync('git', ['ls-files', '-z'], {
			cwd: HOME,
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		const tracked = listed.toString('utf8').split('\0').filter(Boolean);
		if (tracked.length > 0) return tracked.filter((path) => existsSync(join(HOME, path)));
	} catch {
		// An unpacked archive, a container: look at the folder itself.
	}
	return [...walk(HOME)].map((path) => relative(HOME, path).split(sep).join('/'));
}

function* walk(folder: string): Generator<string> {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		if (SKIPPED.has(entry.name)) continue;
		const path = join(folder, entry.name);
		if (entry.isDirectory()) yield* walk(path);
		else if (entry.isFile()) yield path;
	}
}

export function textOf(path: string): string {
	return readFileSync(join(HOME, path), 'utf8');
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
	return text.slice(0, offset).split('\n').length;
}
