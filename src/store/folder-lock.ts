import { linkSync, lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unusable } from './data-folder.ts';
import { DatabaseError } from './database-error.ts';

/** Who holds the folder: a process id alone may be given out again, so its start time goes with it. */
function identity(pid: number): string {
	return `${pid} ${startTime(pid)}`;
}

/** Clock ticks from boot to the process's start (Linux); empty where the system does not tell. */
function startTime(pid: number): string {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The second field is the program's name in parentheses and may hold spaces.
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
	} catch {
		return '';
	}
}

function isAlive(holder: string): boolean {
	const pid = Number.parseInt(holder, 10);
	if (!Number.isInteger(pid) || pid <= 0) return false;
	try {
		process.kill(pid, 0);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
	}
	return identity(pid) === holder;
}

/**
 * Makes this process the only one that uses a folder. A lock left by a killed process is taken over.
 *
 * @returns what releases the lock
 * @throws DatabaseError `folder-in-use`, `folder-unusable`
 */
export function lockFolder(folder: string): () => void {
	const path = join(folder, 'taue.lock');
	const mine = join(folder, `taue.lock.${process.pid}`);
	try {
		// A link appears at once and with its content, so nobody ever reads half a lock.
		writeFileSync(mine, identity(process.pid));
		for (let tries = 0; tries < 5; tries++) {
			try {
				linkSync(mine, path);
				return () => rmSync(path, { force: true });
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
			}
			const holder = readHolder(folder, path);
			if (isAlive(holder)) {
				throw new DatabaseError(
					'folder-in-use',
					`The data folder ${folder} is in use by process ${Number.parseInt(holder, 10)}. ` +
						'Stop that one, give this one another TAUE_DATA, or let both share a server with DATABASE_URL.',
				);
			}
			rmSync(path, { force: true });
		}
		throw new DatabaseError(
			'folder-in-use',
			`The data folder ${folder} is being opened by others at the same time.`,
		);
	} catch (error) {
		throw error instanceof DatabaseError ? error : unusable(folder, error);
	} finally {
		rmSync(mine, { force: true });
	}
}

function readHolder(folder: string, path: string): string {
	// A pipe would be read for ever, a folder is nobody's lock.
	if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false) {
		throw new DatabaseError(
			'folder-unusable',
			`The data folder ${folder} cannot be used: ${path} is no file. Move it away, or set TAUE_DATA to another folder.`,
		);
	}
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}
