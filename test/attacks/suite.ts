import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
 * Runs attacks one after another against real programs on loopback, ends what it starts, and counts.
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
	// A first start takes seconds; it is made once and copied.
	const template = join(root, 'template');
	const startedFolder = async () => {
		if (!existsSync(template)) await (await Target.start(template, {})).stop();
		const copy = await folder();
		cpSync(template, copy, { recursive: true });
		return copy;
	};
	let sharedTarget: Target | null = null;
	let tried = 0;
	let held = 0;
	let longestBlockMs = 0;
	const open: string[] = [];
	try {
		for (const attack of attacks) {
			if (signal.aborted) {
				tried++;
				open.push(`${attack.name}: not tried, the time was over`);
				continue;
			}
			const own: Target[] = [];
			const ground: Ground = {
				folder,
				startedFolder,
				signal,
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
				tried(what, holds, seen) {
					tried++;
					if (holds) held++;
					else open.push(`${attack.name}: ${what}${seen === undefined ? '' : ` (${short(seen)})`}`);
				},
			};
			const start = performance.now();
			const before = tried;
			try {
				await attack.run(ground);
			} catch (error) {
				ground.tried('the attack itself failed', false, error instanceof Error ? error.stack : error);
			}
			for (const target of own) {
				await target.stop();
				longestBlockMs = Math.max(longestBlockMs, target.longestBlockMs);
			}
			log(`${((performance.now() - start) / 1000).toFixed(1)} s, ${tried - before} tries: ${attack.name}`);
		}
	} finally {
		const target = sharedTarget as Target | null;
		await target?.stop();
		longestBlockMs = Math.max(longestBlockMs, target?.longestBlockMs ?? 0);
		rmSync(root, { recursive: true, force: true });
	}
	return { tried, held, open, longestBlockMs: Math.round(longestBlockMs) };
}

function short(seen: unknown): string {
	const text = typeof seen === 'string' ? seen : JSON.stringify(seen);
	return text.replace(/\s+/g, ' ').slice(0, 300);
}
