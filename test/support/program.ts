import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const HOME = fileURLToPath(new URL('../../', import.meta.url));

/**
 * A TAUE process as an operator starts it: `npm start` (a gateway) or `taue worker`. It can be killed at any
 * moment and started again.
 */
export class Program {
	readonly name: string;
	readonly #command: string;
	readonly #args: readonly string[];
	readonly #env: Readonly<Record<string, string>>;
	#child: ChildProcess | null = null;
	/** Ids of the device processes that it has told of. */
	readonly #devices = new Set<number>();
	/** Last lines of its log, for whoever has to find out what went wrong. */
	readonly #log: string[] = [];
	/** The link into the room, with its key behind the `#`, while it is up. */
	url: string | null = null;
	/** All that it has printed since its last start. */
	readonly printed: string[] = [];
	/** Told of every line of its log. */
	onLog: ((line: string) => void) | null = null;
	/** How its last run ended. */
	exitCode: number | null = null;

	/** @param command - what is started with `args`: Node, unless given */
	constructor(
		name: string,
		args: readonly string[],
		env: Readonly<Record<string, string>>,
		command = process.execPath,
	) {
		this.name = name;
		this.#command = command;
		this.#args = args;
		this.#env = env;
	}

	/** Starts it; resolves with its first line on stdout, or at once where it prints none. */
	async start(options: { readonly waitForLine: boolean }): Promise<void> {
		const child = spawn(this.#command, [...this.#args], {
			cwd: HOME,
			env: { ...process.env, TAUE_LOG: 'info', ...this.#env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		this.#child = child;
		this.printed.length = 0;
		child.once('exit', (code) => {
			this.exitCode = code;
			if (this.#child === child) this.#child = null;
			this.url = null;
		});
		createInterface({ input: child.stderr }).on('line', (line) => this.#hear(line));
		const lines = createInterface({ input: child.stdout }).on('line', (line) => this.printed.push(line));
		if (!options.waitForLine) return;
		const line = await Promise.race([
			once(lines, 'line').then(([first]) => String(first)),
			once(child, 'exit').then(() => null),
		]);
		if (line === null) return;
		this.url = /https?:\/\/\S+/.exec(line)?.[0] ?? null;
	}

	/** The device process that was ready last. */
	get devicePid(): number | null {
		return [...this.#devices].at(-1) ?? null;
	}

	/** Resolves once a device process is ready to draw. */
	async ready(): Promise<void> {
		while (this.#devices.size === 0) await new Promise((resolve) => setTimeout(resolve, 20));
	}

	get running(): boolean {
		return this.#child !== null;
	}

	get pid(): number | undefined {
		return this.#child?.pid;
	}

	log(): string {
		return this.#log.join('\n');
	}

	/** SIGKILL: nothing is closed, nothing is said. */
	async kill(): Promise<void> {
		const child = this.#child;
		if (child === null) return;
		const gone = once(child, 'exit');
		child.kill('SIGKILL');
		await gone;
	}

	/** SIGKILL for one of its device processes; false where there is none. */
	killDevice(): boolean {
		for (const pid of [...this.#devices].reverse()) {
			this.#devices.delete(pid);
			try {
				process.kill(pid, 'SIGKILL');
				return true;
			} catch {
				// Gone already, with its supervisor.
			}
		}
		return false;
	}

	/** SIGTERM, and the milliseconds that it took to end; SIGKILL when it does not. */
	async stop(boundMs = 600_000): Promise<number> {
		const child = this.#child;
		if (child === null) return 0;
		const start = performance.now();
		const gone = once(child, 'exit');
		child.kill('SIGTERM');
		const timer = setTimeout(() => child.kill('SIGKILL'), boundMs);
		await gone;
		clearTimeout(timer);
		return performance.now() - start;
	}

	#hear(line: string): void {
		this.onLog?.(line);
		this.#log.push(line);
		if (this.#log.length > 200) this.#log.shift();
		const pid = /"devicePid":(\d+),"msg":"device process is ready"/.exec(line)?.[1];
		if (pid !== undefined) this.#devices.add(Number(pid));
	}
}
