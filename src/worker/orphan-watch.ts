import '../frozen-builtins.ts';
import { workerData } from 'node:worker_threads';

/** Runs on a thread beside the device process's own, and ends the process when its parent has died. */
const CHECK_EVERY_MS = 1000;
// Told by the main thread: by the time that this one runs, the parent may be gone already.
const parent: unknown = workerData;

setInterval(() => {
	if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, CHECK_EVERY_MS);
