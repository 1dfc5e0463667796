import { restore } from '../store/backup.ts';
import { defineCommand } from './command.ts';
import { EXIT, write } from './io.ts';
import { keptHere } from './kept-here.ts';

const HELP = `taue restore - puts a backup of what the studio keeps back

Usage:
  taue restore FOLDER [--replace]  put the copy that taue backup made into TAUE_DATA

Options:
  --replace     where there is a database, keep it under another name and take the backup
  -h, --help    this help

The program must not run meanwhile. With DATABASE_URL everything is on the Postgres server, which has its
own tool: pg_restore.

Examples:
  taue restore /backups/monday
  taue restore /backups/monday --replace

Exit codes: 0 done, 1 failed, 2 wrong options.
`;

/** `taue restore`. */
export const command = defineCommand({
	name: 'restore',
	help: HELP,
	options: { replace: { type: 'boolean' } },
	takes: 'words',
	async run({ values: { replace = false }, words }, io) {
		const { data, folder } = keptHere('restore', words, io);
		const former = await restore(folder, data, { replace, now: new Date() });
		const kept = former === null ? '' : ` What was there is kept in ${former}.`;
		await write(io.stdout, `Restored ${folder} to ${data}.${kept}\n`);
		return EXIT.ok;
	},
});
