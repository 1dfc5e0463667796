import { unlinkSync } from 'node:fs';
import { type FileHandle, open, realpath, rename, stat, statfs, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolder, tryToWrite, whyUnusable } from '../make-folder.ts';
import { CliError } from './io.ts';

/** Temporary files of this process, removed should it end early. */
const pending = new Set<string>();

/** Removes what unfinished writes left, at once: for the second Ctrl-C. */
export function removePending(): void {
	for (const path of pending) {
		try {
			unlinkSync(path);
		} catch {
			// Gone already.
		}
	}
	pending.clear();
}

function whyUnwritable(path: string, error: unknown): CliError {
	const code = (error as NodeJS.ErrnoException).code;
	const folder = dirname(path);
	const reasons: Record<string, string> = {
		ENOENT: `The folder ${folder} does not exist. Create it first.`,
		ENOTDIR: `${folder} is not a folder.`,
		EACCES: `${folder} may not be written to by you. Choose another --out.`,
		EPERM: `${folder} may not be written to by you. Choose another --out.`,
		EROFS: `${folder} is on a read-only disk. Choose another --out.`,
		ENOSPC: `The disk of ${folder} is full. Make room, or choose another --out.`,
		EDQUOT: `Your quota on the disk of ${folder} is used up. Make room, or choose another --out.`,
		EFBIG: `The file may not grow as large as the picture: a limit of the system (ulimit -f) or of the disk.`,
		ENAMETOOLONG: 'The name is too long.',
	};
	const reason = reasons[code ?? ''] ?? `${error instanceof Error ? error.message : String(error)}.`;
	const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
	return new CliError(full ? 'no-space' : 'unwritable', `${path} cannot be written. ${reason}`, {
		cause: error,
	});
}

/**
 * A file that is to be written: whole or not at all. Reserving it finds out before the work whether it can
 * be written; the bytes go to a temporary file beside it, which then takes its name.
 */
export class OutputFile implements AsyncDisposable {
	readonly path: string;
	readonly #target: string;
	readonly #temporary: string;
	readonly #handle: FileHandle;
	#open = true;

	private constructor(path: string, target: string, temporary: string, handle: FileHandle) {
		this.path = path;
		this.#target = target;
		this.#temporary = temporary;
		this.#handle = handle;
	}

	/** @throws CliError that says why the file cannot be written */
	static async reserve(path: string): Promise<OutputFile> {
		// Through a link to the file it names; a file that is not there yet names itself.
		const target = await realpath(path).catch(() => resolve(path));
		const there = await stat(target).catch(() => null);
		if (there?.isDirectory()) {
			throw new CliError('unwritable', `${path} cannot be written. It is a folder: name a file in it.`);
		}
		if (there && !there.isFile()) {
			throw new CliError('unwritable', `${path} cannot be written. It is a device or a pipe, not a file.`);
		}
		const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
		try {
			const handle = await open(temporary, 'w');
			pending.add(temporary);
			return new OutputFile(path, target, temporary, handle);
		} catch (error) {
			throw whyUnwritable(path, error);
		}
	}

	/** Writes everything and gives the file its name. */
	async commit(bytes: Uint8Array | string): Promise<void> {
		try {
			await this.#handle.writeFile(bytes);
			await this.#handle.sync();
			await this.#close();
			await rename(this.#temporary, this.#target);
			pending.delete(this.#temporary);
		} catch (error) {
			throw whyUnwritable(this.path, error);
		}
	}

	async #close(): Promise<void> {
		if (!this.#open) return;
		this.#open = false;
		await this.#handle.close();
	}

	/** Removes the temporary file where nothing was committed. */
	async [Symbol.asyncDispose](): Promise<void> {
		await this.#close();
		if (!pending.delete(this.#temporary)) return;
		await unlink(this.#temporary).catch(() => undefined);
	}
}

/** Writes a file whole or not at all. */
export async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
	await using file = await OutputFile.reserve(path);
	await file.commit(bytes);
}

/**
 * A folder for results, made where it is missing.
 * @param option - what named it
 * @throws CliError `unwritable`
 */
export function outputFolder(folder: string, option: string): void {
	try {
		// As any other folder of theirs.
		makeFolder(folder, 0o777);
		tryToWrite(folder);
	} catch (cause) {
		throw new CliError(
			'unwritable',
			`The folder ${folder} cannot be written to: ${whyUnusable(cause)}. Choose another ${option}.`,
			{ cause },
		);
	}
}

/** Free bytes of the disk that holds a folder; infinite where the system cannot say. */
async function freeBytes(folder: string): Promise<number> {
	const disk = await statfs(folder).catch(() => null);
	return disk === null || disk.blocks === 0 ? Number.POSITIVE_INFINITY : disk.bavail * disk.bsize;
}

/**
 * Makes sure before the work that its results will fit.
 * @throws CliError `no-space`
 */
export async function assertRoom(path: string, bytes: number, free = freeBytes): Promise<void> {
	const folder = dirname(resolve(path));
	const left = await free(folder);
	if (left >= bytes) return;
	const megabytes = (count: number) => `${(count / 1e6).toFixed(1)} MB`;
	throw new CliError(
		'no-space',
		`${path} may need ${megabytes(bytes)}, and the disk of ${folder} has ${megabytes(left)} left. ` +
			'Make room, or choose another --out.',
	);
}
