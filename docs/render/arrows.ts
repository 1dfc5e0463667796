/**
 * Draws the arrows between the parts of the program, as its imports are, into docs/architecture.md:
 * `npm run -s docs:arrows`. A test holds the page to what this draws.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imports, partOf, targetOf } from '../../test/house/source-imports.ts';
import { HOME } from '../../test/house/tracked-files.ts';

const PAGE = join(HOME, 'docs/architecture.md');
const BLOCK = /(<!-- arrows -->\n)[\s\S]*?(\n<!-- \/arrows -->)/;

/** Parts that import no other part may be imported by all: arrows to them would hide the others. */
function arrows(): ReadonlyMap<string, ReadonlySet<string>> {
	const all = new Map<string, Set<string>>();
	for (const entry of imports) {
		const target = targetOf(entry);
		if (target === null || target === 'package.json') continue;
		const [from, to] = [partOf(entry.file), partOf(target)];
		all.set(from, all.get(from) ?? new Set());
		all.set(to, all.get(to) ?? new Set());
		// Of `app`, others read the configuration and write to the log; what starts the program is above all.
		if (from !== to && (to !== 'app' || from === 'main')) all.get(from)?.add(to);
	}
	return all;
}

/** Whether there is a way from one part to another over a third one. */
function isDetour(all: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
	const seen = new Set<string>();
	const reaches = (part: string): boolean => {
		if (part === to) return true;
		if (seen.has(part)) return false;
		seen.add(part);
		return [...(all.get(part) ?? [])].some(reaches);
	};
	return [...(all.get(from) ?? [])].some((part) => part !== to && reaches(part));
}

/** The page with the arrows of today. */
export function pageWithArrows(): string {
	const all = arrows();
	const imported = new Set([...all.values()].flatMap((targets) => [...targets]));
	const leaves = [...all]
		.filter(([part, targets]) => targets.size === 0 && imported.has(part))
		.map(([part]) => part);
	const lines = [...all.keys()].toSorted().flatMap((from) =>
		[...(all.get(from) ?? [])]
			.filter((to) => !leaves.includes(to) && !isDetour(all, from, to))
			.toSorted()
			.map((to) => `    ${from} --> ${to}`),
	);
	const text = [
		'```mermaid',
		'graph TD',
		...lines,
		'```',
		'',
		`An arrow that a longer way makes needless is left out. Parts that import no other, and that all may import: ${leaves
			.toSorted()
			.map((part) => `\`${part}\``)
			.join(', ')}. Configuration and log belong to \`app\`; who needs them may import them.`,
	].join('\n');
	return readFileSync(PAGE, 'utf8').replace(
		BLOCK,
		(_, begin: string, end: string) => `${begin}${text}${end}`,
	);
}

if (import.meta.main) writeFileSync(PAGE, pageWithArrows());
