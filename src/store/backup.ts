import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { checkWhole, DATABASE_FOLDER, isMarked, markAnew, markWhole, prepareFolder } from './data-folder.ts';
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
		mkdirSync(part, { recursive: true, mode: 0o700 });
		cpSync(join(dataFolder, DATABASE_FOLDER), join(part, DATABASE_FOLDER), { recursive: true });
		markWhole(part);
		await mustOpen(part);
		renameSync(part, target);
	} catch (error) {
		rmSync(part, { recursive: true, force: true });
		throw error;
	} finally {
		unlock();
	}
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
		cpSync(join(backup, DATABASE_FOLDER), arriving, { recursive: true });
		if (former !== null) renameSync(database, former);
		renameSync(arriving, database);
		markAnew(dataFolder);
	} finally {
		rmSync(arriving, { recursive: true, force: true });
		unlock();
	}
	await mustOpen(dataFolder);
	return former;
}

/** @throws DatabaseError where the folder's database does not open or has no schema of ours */
async function mustOpen(folder: string): Promise<void> {
	const database = await openFolder(folder);
	try {
		await database.query('select version from taue_migrations limit 1');
	} finally {
		await database.close();
	}
}

function liesWithin(path: string, folder: string): boolean {
	const way = relative(resolve(folder), resolve(path));
	return way.split(sep)[0] !== '..' && !isAbsolute(way);
}

function refused(message: string): DatabaseError {
	return new DatabaseError('backup-refused', message);
}
