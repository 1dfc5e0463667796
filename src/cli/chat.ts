import { userInfo } from 'node:os';
import { join } from 'node:path';
import { loadConfig, secretsOf } from '../app/config.ts';
import { createLog } from '../app/log.ts';
import { startTaue } from '../app/start.ts';
import { Terminal } from '../platforms/terminal/index.ts';
import { defineCommand } from './command.ts';
import { type CliIo, EXIT } from './io.ts';
import { outputFolder } from './output-file.ts';

const HELP = `taue chat - draw and play on in the terminal

Usage:
  npm run taue -- chat [options]

Options:
  --out FOLDER       where pictures are put; pictures in TAUE_DATA unless given
  -h, --help         this help

Type a line to draw it, or a command: help lists them. Buttons are numbers: 3 presses the one marked [3].
The path of a PNG of TAUE's brings its recipe back. Terminals that can (kitty, Ghostty, iTerm2, WezTerm,
foot and others) show the pictures themselves. exit, or the end of the input, ends it once everything is
drawn.

Example:
  echo "cat@left, dog@right on a beach" | npm run -s taue -- chat --out .

Exit codes: 0 done, 1 the database is in use or --out cannot be written to, 2 wrong options,
  3 a model is missing, 130 interrupted.
`;

/** `taue chat`: the whole program with the terminal as its only platform. */
export const command = defineCommand({
	name: 'chat',
	help: HELP,
	options: { out: { type: 'string' } },
	takes: 'options',
	run: ({ values }, io) => chat(values.out, io),
});

/** @param out - the folder of the pictures, where one was named */
async function chat(out: string | undefined, io: CliIo): Promise<number> {
	const config = loadConfig(io.env);
	if (out !== undefined) outputFolder(out, '--out');
	// What the person sees is the chat; the log speaks of trouble alone.
	const log = createLog({ level: 'error', name: 'chat', secrets: secretsOf(io.env) });
	let terminal: Terminal | undefined;
	const taue = await startTaue(
		{ ...config, room: null, discord: null, slack: null, metrics: null },
		log,
		(context) => {
			terminal = new Terminal(context, {
				input: io.stdin,
				output: io.stdout,
				env: io.env,
				folder: out ?? join(config.store.folder, 'pictures'),
				name: userInfo().username,
			});
			return terminal;
		},
	);
	try {
		const interrupted = new Promise<void>((resolve) => {
			if (io.signal.aborted) resolve();
			else io.signal.addEventListener('abort', () => resolve(), { once: true });
		});
		await Promise.race([terminal?.ended, interrupted]);
	} finally {
		await taue.close();
	}
	return io.signal.aborted ? EXIT.interrupted : EXIT.ok;
}
