import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { openDatabase } from '../../src/store/open-database.ts';

// Optimising the database's code on other threads costs more than a test that lasts seconds gets back.
setFlagsFromString('--wasm-tiering-budget=1300000000');

const MODULES = join(import.meta.dirname, '../../node_modules');
const CACHE = join(MODULES, '.cache/taue');
const { version } = JSON.parse(readFileSync(join(MODULES, '@electric-sql/pglite/package.json'), 'utf8'));
const UNUSED = join(CACHE, `data-${version}`);

/**
 * A data folder whose database is whole and empty, at `path`, or at a place of its own that is removed when the process
 * ends. Making a database is the most expensive thing that tests do, and copying one costs nothing: the first test that
 * needs one makes it, for later runs as well. Whatever is about a first start begins with an empty folder instead.
 */
export async function dataFolder(path = ownFolder()): Promise<string> {
	if (!existsSync(UNUSED)) await make();
	cpSync(UNUSED, path, { recursive: true });
	return path;
}

async function make(): Promise<void> {
	mkdirSync(CACHE, { recursive: true });
	const made = mkdtempSync(`${UNUSED}.`);
	await (await openDatabase({ folder: made })).close();
	try {
		renameSync(made, UNUSED);
	} catch (error) {
		// Another test was first.
		if (!existsSync(UNUSED)) throw error;
		rmSync(made, { recursive: true });
	}
}

const own: string[] = [];
process.once('exit', () => {
	for (const path of own) rmSync(path, { recursive: true, force: true });
});

function ownFolder(): string {
	const path = mkdtempSync(join(tmpdir(), 'taue-data-'));
	own.push(path);
	return path;
}
