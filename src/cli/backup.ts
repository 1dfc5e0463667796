import { backUp } from '../store/backup.ts';
import { defineCommand } from './command.ts';
import { EXIT, write } from './io.ts';
import { keptHere } from './kept-here.ts';

const HELP = `taue backup - copies what the studio keeps

Usage:
  taue backup FOLDER               copy the database of TAUE_DATA into a new folder

Options:
  -h, --help    this help

Pictures, recipes, settings, saved layouts, votes, posts and the line: all of it is in the database. The
program must not run meanwhile. A backup is opened once before it gets its name. Models and .env are not in
it. taue restore puts it back. With DATABASE_URL everything is on the Postgres server, which has its own
tool: pg_dump.

Example:
  taue backup /backups/monday

Exit codes: 0 done, 1 failed, 2 wrong options.
`;

/** `taue backup`. */
export const command = defineCommand({
	name: 'backup',
	help: HELP,
	options: {},
	takes: 'words',
	async run({ words }, io) {
		const { data, folder } = keptHere('backup', words, io);
		await backUp(data, folder);
		await write(io.stdout, `Backed up ${data} to ${folder}.\n`);
		return EXIT.ok;
	},
});
