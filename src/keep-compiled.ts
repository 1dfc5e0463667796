import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Beside the packages, and so as safe as they are; the system's folder for temporary files is open to others. */
const FOLDER = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));

/**
 * Keeps what Node makes of the sources from one start to the next: types taken off, compiled. What is imported from
 * here on, and the threads and processes that are started, find it there. Where nothing can be written, or
 * `NODE_DISABLE_COMPILE_CACHE` is set, each start does that work anew.
 */
export function keepCompiled(): void {
	const { directory } = enableCompileCache(FOLDER);
	if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= FOLDER;
}
