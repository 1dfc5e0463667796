import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** A process that takes all memory within a second must be noticed in time to be ended. */
const EVERY_MS = 200;
/** Where a program has to be started to ask. */
const EVERY_BY_PS_MS = 500;

/**
 * Watches another process's memory from outside, as the system counts it: a process that stands in a native
 * call can't tell of itself. Where the system does not say (Windows), what the process `told` counts.
 */
export class MemoryWatch {
	readonly #pid: number;
	readonly #onBytes: (bytes: number) => void;
	#timer: NodeJS.Timeout | undefined;
	#ended = false;
	#bytes = 0;
	#outOfMemoryKills = outOfMemoryKills();

	/** @param onBytes - called with every reading, in bytes */
	constructor(pid: number, onBytes: (bytes: number) => void) {
		this.#pid = pid;
		this.#onBytes = onBytes;
		this.#look();
	}

	/** The last reading, in bytes; 0 before the first. */
	get bytes(): number {
		return this.#bytes;
	}

	/** What the process says of itself. */
	told(bytes: number): void {
		if (!readable()) this.#take(bytes);
	}

	/** Reads at once, whenever the next reading is due. */
	async now(): Promise<void> {
		const bytes = readable() ? await memoryOf(this.#pid) : null;
		if (this.#ended) return;
		this.#outOfMemoryKills = outOfMemoryKills();
		if (bytes !== null) this.#take(bytes);
	}

	end(): void {
		this.#ended = true;
		clearTimeout(this.#timer);
	}

	/** Whether the system has killed something for want of memory since the last reading. */
	killedForMemory(): boolean {
		return outOfMemoryKills() > this.#outOfMemoryKills;
	}

	#take(bytes: number): void {
		this.#bytes = bytes;
		this.#onBytes(bytes);
	}

	#look(): void {
		if (!readable()) return;
		const every = process.platform === 'linux' ? EVERY_MS : EVERY_BY_PS_MS;
		this.#timer = setTimeout(async () => {
			await this.now();
			if (!this.#ended) this.#look();
		}, every);
		this.#timer.unref();
	}
}

function readable(): boolean {
	return process.platform !== 'win32';
}

/** Bytes that a process holds in memory and in swap, or null where it is gone. */
async function memoryOf(pid: number): Promise<number | null> {
	try {
		if (process.platform !== 'linux') return await memoryByPs(pid);
		const status = await readFile(`/proc/${pid}/status`, 'latin1');
		// In kB whatever the size of a page; a process that has ended but is not yet reaped has neither.
		const kilobytes = ['VmRSS', 'VmSwap'].map((name) =>
			Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0),
		);
		return 1024 * (kilobytes[0] + kilobytes[1]);
	} catch {
		return null;
	}
}

function memoryByPs(pid: number): Promise<number | null> {
	return new Promise((resolve) => {
		execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, stdout) => {
			resolve(error === null ? 1024 * Number(stdout) : null);
		});
	});
}

/** How many processes the kernel has killed for want of memory since it started; 0 where it does not say. */
function outOfMemoryKills(): number {
	try {
		return Number(/^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'latin1'))?.[1] ?? 0);
	} catch {
		return 0;
	}
}
