/**
 * For containers: exit code 0 where the program of this environment says in `/health` that pictures can be
 * drawn, 1 where it says no or nothing. Needs `TAUE_METRICS_PORT`; the room may be off.
 */

import { addressHere } from './app/address-here.ts';
import { loadConfig } from './app/config.ts';

const PATIENCE_MS = 4_000;

async function isWell(): Promise<boolean> {
	const { metrics } = loadConfig();
	if (metrics === null) {
		process.stderr.write('TAUE_METRICS_PORT is not set, so nobody can be asked.\n');
		return false;
	}
	try {
		const { ok } = await fetch(`${addressHere(metrics)}/health`, {
			signal: AbortSignal.timeout(PATIENCE_MS),
		});
		return ok;
	} catch {
		return false;
	}
}

process.exitCode = (await isWell()) ? 0 : 1;
