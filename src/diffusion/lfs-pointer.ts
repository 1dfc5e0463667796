import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { ModelError } from './model-error.ts';

/** What stands in the place of a large file where it was not fetched with the rest. */
const POINTER = 'version https://git-lfs';

/** Whether a file is a pointer of Git LFS to the real one. */
export function isPointer(path: string): boolean {
	// A pipe would be read for ever.
	if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
	const file = openSync(path, 'r');
	try {
		const start = Buffer.alloc(POINTER.length);
		readSync(file, start, 0, start.length, 0);
		return start.toString('latin1') === POINTER;
	} finally {
		closeSync(file);
	}
}

export function notFetched(name: string, cause?: unknown): ModelError {
	return new ModelError(
		'file-missing',
		`${name} is a pointer of Git LFS: the file itself was not fetched. Run \`git lfs pull\` in the model's folder, ` +
			'or fetch it with `taue models pull`.',
		cause,
	);
}
