import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const START_MS = 120_000;

/** The whole program, as `npm start` runs it: room, studio, database in a folder, worker process. */
export interface Program {
	/** The link into the room, as it was printed. */
	readonly url: string;
	readonly port: number;
	/** As a power cut would end it. */
	kill(): Promise<void>;
	/** As an operator would end it; answers with the exit code. */
	stop(): Promise<number | null>;
}

export interface ProgramOptions {
	readonly folder: string;
	readonly port?: number;
	readonly env?: Readonly<Record<string, string>>;
}

/** Starts the program and resolves once it has printed the room's address. */
export async function startProgram({ folder, port = 0, env = {} }: ProgramOptions): Promise<Program> {
	const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
		env: {
			...process.env,
			TAUE_DATA: folder,
			PORT: String(port),
			TAUE_ENGINE: 'simulated',
			TAUE_LOG: 'warn',
			...env,
		},
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const url = await address(child);
	return {
		url,
		port: Number(new URL(url).port),
		async kill() {
			if (child.exitCode !== null || child.signalCode !== null) return;
			child.kill('SIGKILL');
			await once(child, 'exit');
		},
		async stop() {
			if (child.exitCode === null && child.signalCode === null) {
				child.kill('SIGTERM');
				await once(child, 'exit');
			}
			return child.exitCode;
		},
	};
}

function address(child: ChildProcess): Promise<string> {
	return new Promise((resolve, reject) => {
		const giveUp = setTimeout(() => child.kill('SIGKILL'), START_MS);
		let printed = '';
		// The listener stays, so that whatever else it prints does not fill the pipe.
		child.stdout?.on('data', (part: Buffer) => {
			printed += part;
			const found = /https?:\/\/\S+(?=\s)/.exec(printed)?.[0];
			if (found === undefined) return;
			clearTimeout(giveUp);
			resolve(found);
		});
		child.once('exit', (code, signal) => {
			clearTimeout(giveUp);
			reject(
				new Error(`The program ended (${code ?? signal}) before it printed the room's address:\n${printed}`),
			);
		});
	});
}
