import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolder } from '../support/data-folder.ts';
import type { Attack, Ground } from './attack.ts';
import { Target } from './target.ts';

export interface AttackResult {
	readonly tried: number;
	readonly held: number;
	/** What got through. */
	readonly open: readonly string[];
	/** Longest time for which the gateway's event loop stood still while it was attacked. */
	readonly longestBlockMs: number;
}

/**
 * Runs attacks against real programs on loopback, ends what it starts, and counts.
 * An attack that fails by itself counts as one try that got through: nobody knows what it would have shown.
 */
export async function runAttacks(
	attacks: readonly Attack[],
	options: { readonly seconds: number; readonly log?: (line: string) => void },
): Promise<AttackResult> {
	const { seconds, log = () => {} } = options;
	const signal = AbortSignal.timeout(seconds * 1000);
	const root = mkdtempSync(join(tmpdir(), 'taue-attacks-'));
	let folders = 0;
	const folder = async () => join(root, String(folders++));
	// A start takes seconds; it is made once and copied.
	const template = join(root, 'template');
	let made: Promise<void> | null = null;
	const startedFolder = async () => {
		made ??= dataFolder(template)
			.then(() => Target.start(template, {}))
			.then((target) => target.stop());
		await made;
		const copy = await folder();
		cpSync(template, copy, { recursive: true });
		return copy;
	};
	let sharedTarget: Target | null = null;
	let total = 0;
	let held = 0;
	let longestBlockMs = 0;
	const open: string[] = [];
	const run = async (attack: Attack): Promise<void> => {
		const own: Target[] = [];
		const start = performance.now();
		let tries = 0;
		const tried: Ground['tried'] = (what, holds, seen) => {
			tries++;
			if (holds) held++;
			else open.push(`${attack.name}: ${what}${seen === undefined ? '' : ` (${short(seen)})`}`);
		};
		const ground: Ground = {
			folder,
			startedFolder,
			signal,
			tried,
			async shared() {
				if (sharedTarget !== null && !sharedTarget.program.running) {
					await sharedTarget.stop();
					sharedTarget = null;
				}
				sharedTarget ??= await Target.start(await startedFolder(), {});
				return sharedTarget;
			},
			async fresh(wanted = {}) {
				const target = await Target.start(wanted.data ?? (await startedFolder()), wanted);
				own.push(target);
				return target;
			},
		};
		if (signal.aborted) tried('not tried, the time was over', false);
		else {
			try {
				await attack.run(ground);
			} catch (error) {
				tried('the attack itself failed', false, error instanceof Error ? error.stack : error);
			}
		}
		let blockMs = sharedTarget?.takeLongestBlockMs() ?? 0;
		for (const target of own) {
			await target.stop();
			blockMs = Math.max(blockMs, target.takeLongestBlockMs());
		}
		longestBlockMs = Math.max(longestBlockMs, blockMs);
		total += tries;
		const seconds = ((performance.now() - start) / 1000).toFixed(1);
		log(`${seconds} s, ${tries} tries, longest block ${blockMs.toFixed(0)} ms: ${attack.name}`);
	};
	try {
		// One after the other: what one attack does to the program is not laid to another's door.
		for (const attack of attacks) await run(attack);
	} finally {
		const target = sharedTarget as Target | null;
		await target?.stop();
		longestBlockMs = Math.max(longestBlockMs, target?.takeLongestBlockMs() ?? 0);
		rmSync(root, { recursive: true, force: true });
	}
	return { tried: total, held, open, longestBlockMs: Math.round(longestBlockMs) };
}

function short(seen: unknown): string {
	const text = typeof seen === 'string' ? seen : JSON.stringify(seen);
	return text.replace(/\s+/g, ' ').slice(0, 300);
}
