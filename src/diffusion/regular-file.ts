import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { ModelError } from './model-error.ts';

/** Longest text that a model's folder needs: vocabularies and tokenizers of the largest models are below it. */
export const MOST_TEXT_BYTES = 64 * 2 ** 20;

/**
 * A file of a model's folder, checked before it is opened: a model comes from strangers, and a link out of its
 * folder, a device or a pipe would let it read what is not its own, or be read for ever.
 *
 * @param file - relative to the folder; it must exist
 * @throws ModelError `file-broken`
 */
export function regularFile(folder: string, file: string, mostBytes = Number.POSITIVE_INFINITY): string {
	const path = join(folder, file);
	const name = `${basename(folder)}/${file.split(sep).join('/')}`;
	// The folder itself may be a link: the operator put it there.
	const real = realPath(path, name);
	if (relative(realpathSync(folder), real).split(sep)[0] === '..') {
		throw new ModelError(
			'file-broken',
			`${name} is a link out of the model's folder. Put the file itself there, for example with \`cp -L\` (a whole folder: \`cp -rL\`).`,
		);
	}
	const stat = statSync(real);
	if (!stat.isFile()) {
		throw new ModelError(
			'file-broken',
			`${name} is no regular file but ${stat.isDirectory() ? 'a folder' : 'a device or a pipe'}. Download the model again.`,
		);
	}
	if (stat.size > mostBytes) {
		throw new ModelError(
			'file-broken',
			`${name} has ${Math.ceil(stat.size / 2 ** 20)} MB, and such a file has ${mostBytes / 2 ** 20} MB at most. Download the model again.`,
		);
	}
	return path;
}

/** @throws ModelError `file-broken` where links lead nowhere */
function realPath(path: string, name: string): string {
	try {
		return realpathSync(path);
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code !== 'ELOOP') throw cause;
		throw new ModelError('file-broken', `${name} is a link that leads to itself. Download the model again.`);
	}
}

/** As `regularFile`; null where there is none. */
export function regularFileIfAny(folder: string, file: string, mostBytes?: number): string | null {
	return existsSync(join(folder, file)) ? regularFile(folder, file, mostBytes) : null;
}
