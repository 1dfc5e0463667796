import { cpSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { makeFolder, whyUnusable } from '../make-folder.ts';
import {
	checkWhole,
	DATABASE_FOLDER,
	freeBytes,
	isMarked,
	markAnew,
	markWhole,
	prepareFolder,
	unusable,
} from './data-folder.ts';
import { DatabaseError } from './database-error.ts';
import { openFolder } from './folder.ts';
import { lockFolder } from './folder-lock.ts';

/**
 * Copies the database of a data folder that nobody uses into a new folder. The copy is opened once, so a backup
 * that exists is one that can be read; until then it has another name.
 *
 * @throws DatabaseError `folder-in-use` while the program runs, `backup-refused`, `folder-damaged`
 */
export async function backUp(dataFolder: string, target: string): Promise<void> {
	if (!existsSync(join(dataFolder, DATABASE_FOLDER))) {
		throw refused(`${dataFolder} holds no database, so there is nothing to back up. Is TAUE_DATA right?`);
	}
	if (existsSync(target)) {
		throw refused(`${target} is already there. Name a folder that does not exist yet.`);
	}
	if (liesWithin(target, dataFolder)) {
		throw refused(
			`${target} lies in the data folder itself, and would be lost with it. Name another folder.`,
		);
	}
	const unlock = lockFolder(dataFolder);
	const part = join(dirname(resolve(target)), `.${basename(target)}.part`);
	try {
		checkWhole(dataFolder);
		rmSync(part, { recursive: true, force: true });
		makeFolder(part);
		mustHaveRoom(dataFolder, dirname(part));
		cpSync(join(dataFolder, DATABASE_FOLDER), join(part, DATABASE_FOLDER), { recursive: true });
		markWhole(part);
		await mustOpen(part, `The database in ${dataFolder} cannot be backed up.`);
		renameSync(part, target);
	} catch (error) {
		removeIfAny(part);
		if (error instanceof DatabaseError) throw error;
		throw refused(
			`${target} cannot be written: ${whyUnusable(error)}. Nothing of it is left. Name another folder.`,
			error,
		);
	} finally {
		unlock();
	}
}

/** What could not be made need not be removed. */
function removeIfAny(folder: string): void {
	if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
}

/**
 * Puts a backup back. The database that was there is kept beside it under another name.
 *
 * @returns where the former database is; null where there was none
 * @throws DatabaseError `folder-in-use`, `backup-refused`, `folder-damaged`
 */
export async function restore(
	backup: string,
	dataFolder: string,
	options: { readonly replace: boolean; readonly now: Date },
): Promise<string | null> {
	if (!existsSync(join(backup, DATABASE_FOLDER)) || !isMarked(backup)) {
		throw refused(`${backup} is no backup: it lacks ${DATABASE_FOLDER} or its mark. taue backup makes one.`);
	}
	checkWhole(backup);
	prepareFolder(dataFolder);
	const unlock = lockFolder(dataFolder);
	const database = join(dataFolder, DATABASE_FOLDER);
	// A data folder of its own until it has been opened: what cannot be read takes nobody's place.
	const arriving = join(dataFolder, `${DATABASE_FOLDER}.arriving`);
	const former = existsSync(database)
		? join(dataFolder, `${DATABASE_FOLDER}.before-${options.now.toISOString().replace(/[:.]/g, '-')}`)
		: null;
	try {
		if (former !== null && !options.replace) {
			throw refused(
				`${dataFolder} holds a database. With --replace the backup takes its place, and it is kept beside it ` +
					'under another name.',
			);
		}
		rmSync(arriving, { recursive: true, force: true });
		mustHaveRoom(backup, dataFolder);
		makeFolder(arriving);
		cpSync(join(backup, DATABASE_FOLDER), join(arriving, DATABASE_FOLDER), { recursive: true });
		markWhole(arriving);
		await mustOpen(arriving, `${backup} cannot be restored, and ${dataFolder} is as it was.`);
		if (former !== null) renameSync(database, former);
		renameSync(join(arriving, DATABASE_FOLDER), database);
		markAnew(dataFolder);
	} catch (error) {
		throw error instanceof DatabaseError ? error : unusable(dataFolder, error);
	} finally {
		removeIfAny(arriving);
		unlock();
	}
	return former;
}

/**
 * @param otherwise - what follows where it does not
 * @throws DatabaseError where the folder's database does not open or has no schema of ours
 */
async function mustOpen(folder: string, otherwise: string): Promise<void> {
	try {
		const database = await openFolder(folder);
		try {
			await database.query('select version from taue_migrations limit 1');
		} finally {
			await database.close();
		}
	} catch (cause) {
		throw refused(
			`${otherwise} Its files are damaged, or another version of Postgres wrote them. Nothing was deleted.`,
			cause,
		);
	}
}

/** A copy that does not fit is not begun. */
function mustHaveRoom(from: string, to: string): void {
	const needed = readdirSync(join(from, DATABASE_FOLDER), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
	const free = freeBytes(to);
	if (needed <= free) return;
	const mb = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`;
	throw refused(
		`The database takes ${mb(needed)}, and the disk of ${to} has ${mb(free)} left. Make room, or use another disk.`,
	);
}

function liesWithin(path: string, folder: string): boolean {
	const way = relative(resolve(folder), resolve(path));
	return way.split(sep)[0] !== '..' && !isAbsolute(way);
}

function refused(message: string, cause?: unknown): DatabaseError {
	return new DatabaseError('backup-refused', message, { cause });
}
