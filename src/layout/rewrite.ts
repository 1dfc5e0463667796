import { type Edit, edited, LITERAL, type Source } from './source.ts';

/** Something that was typed and means nothing here, by its place in the line. */
export interface LeftOut {
	readonly given: string;
	readonly offset: number;
}

/** One way in which lines are changed before the grammar reads them. */
export interface Rule {
	/** Characters without which the pattern cannot match: most lines have none of them, and cost nothing. */
	readonly needs: string;
	/** Global; matched against the source's syntax, where quoted characters are hidden. */
	readonly pattern: RegExp;
	/**
	 * What takes the match's place; `undefined` leaves it as it is. With a group, that group stays and `put`
	 * is not asked; the pattern then needs the flag `d`.
	 */
	readonly put: ((match: RegExpExecArray) => string | undefined) | { readonly group: number };
	/** What is told to be left out. */
	left?(match: RegExpExecArray): string | undefined;
	/** Until nothing changes: for what may stand inside itself. */
	readonly repeated?: true;
}

/** What is asked of a whole line, for a rule that asks at each of its matches: looked at once a line. */
export function ofLine<T>(read: (line: string) => T): (line: string) => T {
	let last: { readonly line: string; readonly value: T } | undefined;
	return (line) => {
		if (last?.line !== line) last = { line, value: read(line) };
		return last.value;
	};
}

/** Deepest nesting that is taken apart. */
const DEEPEST = 8;

/** Which ASCII characters a text has, a bit each, and whether it has others. */
type Characters = readonly [a: number, b: number, c: number, d: number, beyond: number];

function charactersOf(text: string): Characters {
	const bits: [number, number, number, number, number] = [0, 0, 0, 0, 0];
	for (let index = 0; index < text.length; index++) {
		const unit = text.charCodeAt(index);
		if (unit < 128) bits[unit >> 5] |= 1 << (unit & 31);
		else bits[4] = 1;
	}
	return bits;
}

/** Rules in their order, ready to be applied. */
export type Rules = readonly (Rule & { readonly needed: Characters })[];

export function rulesOf(rules: readonly Rule[]): Rules {
	return rules.map((rule) => ({ ...rule, needed: charactersOf(rule.needs) }));
}

/** Whether the text may have one of the characters that a rule needs. */
function mayApply({ needs, needed: n }: Rules[number], has: Characters): boolean {
	const common = (n[0] & has[0]) | (n[1] & has[1]) | (n[2] & has[2]) | (n[3] & has[3]) | (n[4] & has[4]);
	return needs === '' || common !== 0;
}

/** The source with all rules applied, one after the other; what they leave out is added to `left`. */
export function rewrite(source: Source, rules: Rules, left: LeftOut[]): Source {
	let now = source;
	let characters = charactersOf(now.syntax);
	for (const rule of rules) {
		if (!mayApply(rule, characters)) continue;
		const before = now;
		for (let round = 0; round < (rule.repeated ? DEEPEST : 1); round++) {
			const next = applied(now, rule, left);
			if (next === now) break;
			now = next;
		}
		if (now !== before) characters = charactersOf(now.syntax);
	}
	return now;
}

function applied(source: Source, { pattern, put, left }: Rule, out: LeftOut[]): Source {
	// Most lines match nothing, and a search for all matches costs more than a test.
	pattern.lastIndex = 0;
	if (!pattern.test(source.syntax)) return source;
	pattern.lastIndex = 0;
	const edits: Edit[] = [];
	for (const match of source.syntax.matchAll(pattern)) {
		const start = match.index;
		const end = start + match[0].length;
		if (typeof put === 'function') {
			const instead = put(match);
			if (instead === undefined || instead === match[0]) continue;
			edits.push(...putEdits(source, start, end, instead));
		} else {
			const [from, to] = match.indices?.[put.group] ?? [start, end];
			edits.push({ start, end: from, put: '' });
			// `(a cat, a hat)@left` is one description: its commas separate nothing.
			if (source.syntax[end] === '@') edits.push(...hiddenCommas(source.syntax, from, to));
			edits.push({ start: to, end, put: '' });
		}
		const given = left?.(match);
		if (given !== undefined && given.trim() !== '')
			out.push({ given: given.trim(), offset: source.at[start] });
	}
	return edited(source, edits);
}

/** What takes a stretch's place, where quoted characters of that stretch stay what they are. */
function putEdits({ syntax, text }: Source, start: number, end: number, put: string): readonly Edit[] {
	if (!put.includes(LITERAL)) return [{ start, end, put }];
	const hidden = Array.from({ length: end - start }, (_, index) => start + index)
		.filter((index) => syntax[index] === LITERAL)
		.map((index) => text[index]);
	return put.split(/(\ue000)/).map((piece, index): Edit => {
		const from = index === 0 ? start : end;
		return piece === LITERAL
			? { start: from, end, put: hidden.shift() ?? '', hidden: true }
			: { start: from, end, put: piece };
	});
}

function hiddenCommas(syntax: string, from: number, to: number): readonly Edit[] {
	const edits: Edit[] = [];
	for (
		let index = syntax.indexOf(',', from);
		index !== -1 && index < to;
		index = syntax.indexOf(',', index + 1)
	)
		edits.push({ start: index, end: index + 1, put: ',', hidden: true });
	return edits;
}
