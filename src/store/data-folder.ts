import {
	chmodSync,
	existsSync,
	readdirSync,
	rmSync,
	type Stats,
	statfsSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder, whyUnusable } from '../make-folder.ts';
import { DatabaseError } from './database-error.ts';

/** Folder of the database inside the data folder. */
export const DATABASE_FOLDER = 'postgres';
/** Lies beside a database that was whole once: what is missing of it from then on is damage, not a first start. */
const MARK = 'taue.whole';
const OURS = new Set([DATABASE_FOLDER, MARK, 'taue.lock']);

/** Only the account that runs the program may look inside. */
const PRIVATE = 0o700;
/** A new database takes about 45 MB, and grows at once. */
const FIRST_START_BYTES = 64 * 2 ** 20;

/**
 * Makes the data folder, for nobody's eyes but ours; one that others may read is closed to them.
 * @throws DatabaseError `folder-unusable`
 */
export function prepareFolder(folder: string): void {
	try {
		makeFolder(resolve(folder));
		if (isOursAlone(folder)) close(folder);
		const database = join(folder, DATABASE_FOLDER);
		if (existsSync(database)) close(database);
	} catch (cause) {
		throw unusable(folder, cause);
	}
}

/** A folder that holds other things as well (someone's home, `/tmp`) keeps its mode; the database in it does not. */
function isOursAlone(folder: string): boolean {
	return readdirSync(folder).every((name) => OURS.has(name) || /^(taue\.lock|postgres)\./.test(name));
}

function close(folder: string): void {
	if ((statSync(folder).mode & 0o777) === PRIVATE) return;
	try {
		chmodSync(folder, PRIVATE);
	} catch (error) {
		// A volume that belongs to another account, opened to us through a group: its owner decides.
		if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
	}
}

/** A data folder that cannot be used, as a sentence for the operator. */
export function unusable(folder: string, cause: unknown): DatabaseError {
	return new DatabaseError(
		'folder-unusable',
		`The data folder ${folder} cannot be used: ${whyUnusable(cause)}. ` +
			'Set TAUE_DATA to a folder that can be written, or mend this one.',
		{ cause },
	);
}

/** Error numbers of the database's own file system (WASI's), of which it tells nothing else. */
const ERRNO: Readonly<Record<number, string>> = {
	2: 'EACCES',
	19: 'EDQUOT',
	51: 'ENOSPC',
	54: 'ENOTDIR',
	63: 'EPERM',
	69: 'EROFS',
};

/** Why a database cannot be opened, as a sentence for the operator. Nothing is changed. */
export function explainFailure(folder: string, cause: unknown): DatabaseError {
	const path = join(folder, DATABASE_FOLDER);
	let stat: Stats | undefined;
	try {
		stat = statSync(path, { throwIfNoEntry: false });
	} catch (error) {
		return unusable(path, error);
	}
	if (stat !== undefined && !stat.isDirectory()) {
		return new DatabaseError(
			'folder-unusable',
			`${path} is a file, and the database is a folder of that name. Move the file away, or set TAUE_DATA to another folder.`,
			{ cause },
		);
	}
	const code = ERRNO[Number((cause as { errno?: unknown } | null)?.errno)];
	const free = freeBytes(folder);
	if (code === 'ENOSPC' || free < FIRST_START_BYTES) {
		return new DatabaseError(
			'folder-unusable',
			`The disk of the data folder ${folder} is full: ${Math.floor(free / 2 ** 20)} MB are left, and at least ` +
				`${FIRST_START_BYTES / 2 ** 20} MB are needed. Make room, or set TAUE_DATA to a folder on another disk. Nothing is lost.`,
			{ cause },
		);
	}
	if (code !== undefined) return unusable(path, Object.assign(new Error(code, { cause }), { code }));
	return damaged(path, cause);
}

function damaged(path: string, cause?: unknown): DatabaseError {
	return new DatabaseError(
		'folder-damaged',
		`The database in ${path} cannot be opened: its files are damaged, or another version of Postgres wrote them. ` +
			'Nothing was deleted. Put a copy of the data folder back, or move it away to begin with an empty one.',
		{ cause },
	);
}

/** Of the disk that a folder is on; endless where nothing says. */
export function freeBytes(folder: string): number {
	try {
		const { bavail, bsize } = statfsSync(folder);
		return bavail * bsize;
	} catch {
		return Number.POSITIVE_INFINITY;
	}
}

/**
 * Notices a database that was whole and is not any more: PGlite would take it for a first start, and write a
 * new one over what is left.
 * @throws DatabaseError `folder-damaged`
 */
export function checkWhole(folder: string): void {
	const path = join(folder, DATABASE_FOLDER);
	const parts = ['PG_VERSION', 'global', 'base', 'pg_wal'];
	if (!existsSync(join(folder, MARK)) || parts.every((part) => existsSync(join(path, part)))) return;
	throw damaged(path);
}

/** From now on the database counts as whole, and is closed to others. */
export function markWhole(folder: string): void {
	const mark = join(folder, MARK);
	if (existsSync(mark)) return;
	const database = join(folder, DATABASE_FOLDER);
	close(database);
	// PGlite unpacks its files readable by all; closed as well, they stay closed in a copy of the folder.
	for (const entry of readdirSync(database, { recursive: true, withFileTypes: true })) {
		const path = join(entry.parentPath, entry.name);
		if (entry.isDirectory() || entry.isFile()) chmodSync(path, statSync(path).mode & 0o700);
	}
	writeFileSync(mark, 'The database beside this file was complete once.\n', { mode: 0o600 });
}

/** Whether the database of a folder was whole once. */
export function isMarked(folder: string): boolean {
	return existsSync(join(folder, MARK));
}

/** As `markWhole`, where another database lay before. */
export function markAnew(folder: string): void {
	rmSync(join(folder, MARK), { force: true });
	markWhole(folder);
}

/** Whether a start would be the first one here. */
export function isFirstStart(folder: string): boolean {
	return !existsSync(join(folder, DATABASE_FOLDER));
}
