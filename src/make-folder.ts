import { existsSync, mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes a folder and those above it, for its account alone unless another mode is given. Node's own way
 * (`recursive`) never comes back where a folder exists and lets nothing be made in it, as /proc.
 *
 * @throws the file system's error, for `whyUnusable`
 */
export function makeFolder(folder: string, mode = 0o700): void {
	if (existsSync(folder)) {
		if (!statSync(folder).isDirectory()) throw cannotMake('EEXIST');
		return;
	}
	const parent = dirname(folder);
	if (existsSync(parent) && !statSync(parent).isDirectory()) throw cannotMake('ENOTDIR');
	makeFolder(parent, mode);
	try {
		mkdirSync(folder, { mode });
	} catch (error) {
		// Somebody else made it meanwhile, or a link to nothing has its name.
		if (!existsSync(folder)) throw error;
	}
}

/** As the file system says it. */
function cannotMake(code: string): Error {
	return Object.assign(new Error(`${code}, mkdir`), { code, syscall: 'mkdir' });
}

/**
 * Makes something in a folder for a moment: rights alone do not tell (root has all of them, also in /proc).
 *
 * @throws the file system's error, for `whyUnusable`
 */
export function tryToWrite(folder: string): void {
	rmdirSync(mkdtempSync(join(folder, '.taue-')));
}

const WHY: Readonly<Record<string, string>> = {
	EACCES: 'this account may not write there',
	EPERM: 'this account may not write there',
	EROFS: 'it is on a disk that cannot be written to',
	ENOSPC: 'the disk is full',
	EDQUOT: 'the disk is full for this account',
	ENOENT: 'nothing can be made there',
	ENOTDIR: 'a part of the path is a file',
	ELOOP: 'it is a link that leads to itself',
	EEXIST: 'there is a file of that name',
	ENAMETOOLONG: 'the name is too long',
};

/** What an error of the file system about a place that is to be written to means. */
export function whyUnusable(cause: unknown): string {
	const { code = '', message = String(cause) } = (cause ?? {}) as NodeJS.ErrnoException;
	return WHY[code] ?? message;
}
