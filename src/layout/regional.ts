import { type Edit, edited, type Source } from './source.ts';

const PARTS = /[\s,;]*(?<![\p{L}\p{N}])(ADDCOL|ADDROW|ADDCOMM|ADDBASE|COUPLE)(?![\p{L}\p{N}])[\s,;]*/gu;

interface Part {
	readonly start: number;
	readonly end: number;
	/** The word behind it; none behind the last. */
	readonly word: string;
}

/**
 * Lines that share a picture out between prompts, as Regional Prompter writes them: `a meadow ADDCOMM a cat
 * ADDCOL a dog` puts cat and dog side by side on a meadow, `ADDROW` one below the other. `COUPLE` is `ADDCOL` elsewhere.
 */
export function withRegions(source: Source): Source {
	const { syntax } = source;
	if (!/ADD|COUPLE/.test(syntax) || syntax.includes('@')) return source;
	const parts = partsOf(syntax);
	if (parts.length < 2) return source;
	const grounds = parts.filter(({ word }) => word === 'ADDCOMM' || word === 'ADDBASE');
	const things = parts.filter((part) => !grounds.includes(part));
	const rows: Part[][] = [[]];
	for (const part of things) {
		rows[rows.length - 1].push(part);
		if (part.word === 'ADDROW') rows.push([]);
	}
	const edits: Edit[] = [];
	for (const ground of grounds)
		edits.push({ start: ground.end, end: wordEnd(parts, ground, syntax), put: '\n' });
	rows.forEach((row, y) => {
		row.forEach((part, x) => {
			const box = [x / row.length, y / rows.length, (x + 1) / row.length, (y + 1) / rows.length];
			const put = `@(${box.map((side) => Number(side.toFixed(4))).join(' ')})`;
			edits.push({
				start: part.end,
				end: wordEnd(parts, part, syntax),
				put: part.word === '' ? put : `${put}\n`,
			});
		});
	});
	return edited(
		source,
		edits.sort((a, b) => a.start - b.start),
	);
}

function partsOf(syntax: string): readonly Part[] {
	const parts: Part[] = [];
	let start = 0;
	for (const match of syntax.matchAll(PARTS)) {
		parts.push({ start, end: match.index, word: match[1] });
		start = match.index + match[0].length;
	}
	parts.push({ start, end: start + syntax.slice(start).trimEnd().length, word: '' });
	return parts.filter((part) => part.end > part.start);
}

/** Where the part after this one begins. */
function wordEnd(parts: readonly Part[], part: Part, syntax: string): number {
	return parts[parts.indexOf(part) + 1]?.start ?? syntax.length;
}
