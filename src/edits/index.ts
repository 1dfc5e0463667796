import type { Layout } from '../layout/index.ts';
import { apply } from './apply.ts';
import type { Draft, Grammar } from './draft.ts';
import { english } from './grammar/en.ts';
import { japanese } from './grammar/ja.ts';
import type { EditProblem } from './problem.ts';
import { suggestionsFor } from './suggest.ts';
import type { Told } from './tell.ts';

export { EDIT_SENTENCES } from './tell.ts';

/** Ways to ask by language. One file and one line add one. */
const GRAMMARS: readonly Grammar[] = [english, japanese];

/** A picture's layout after a sentence, or why it stays as it is, with what could be said instead. */
export type Edited =
	| { readonly kind: 'changed'; readonly layout: Layout; readonly told: readonly Told[] }
	| { readonly kind: 'refused'; readonly problem: EditProblem; readonly suggestions: readonly string[] };

/** Changes that one sentence may ask for. */
const MOST_CHANGES = 6;
/** Longer sentences are no edits; patterns backtrack. */
const LONGEST = 300;

/**
 * Reads a change that is asked for in words: `make the cat blue`, `cat -> fox`, `bigger house`, `猫を青く`.
 * Several are tied by `and` or `;`. Everything that was not asked for stays: order (and so seeds), boxes,
 * flags.
 */
export function editByWords(layout: Layout, sentence: string): Edited {
	const asked = sentence.normalize('NFC').replace(/\s+/g, ' ').trim();
	let refused: EditProblem = { kind: 'not-understood', asked };
	if (asked !== '' && asked.length <= LONGEST) {
		for (const grammar of GRAMMARS) {
			const read = readAll(layout, asked, grammar);
			if (!('problem' in read)) return { kind: 'changed', ...read };
			// The more is understood, the more the problem says.
			if (refused.kind === 'not-understood') refused = read.problem;
		}
	}
	return { kind: 'refused', problem: refused, suggestions: suggestionsFor(layout, asked, refused) };
}

/** Whether a sentence orders a change: it is said of a picture that is there, and no prompt (`bigger house`). */
export function isDemand(sentence: string): boolean {
	const asked = sentence.normalize('NFC').replace(/\s+/g, ' ').trim();
	if (asked.length > LONGEST) return false;
	return GRAMMARS.some((grammar) => grammar.demand.test(withoutCourtesies(asked, grammar)));
}

type Read = { readonly layout: Layout; readonly told: readonly Told[] } | { readonly problem: EditProblem };

/** The sentence as several changes where each part of it is one, else as one change. */
function readAll(layout: Layout, asked: string, grammar: Grammar): Read {
	const parts = withoutCourtesies(asked, grammar)
		.split(grammar.between)
		.filter((part) => part !== '');
	if (parts.length < 2 || parts.length > MOST_CHANGES) return readOne(layout, asked, grammar);
	const several = readParts(layout, parts, grammar);
	if (!('problem' in several)) return several;
	const whole = readOne(layout, asked, grammar);
	return 'problem' in whole && whole.problem.kind === 'not-understood' ? several : whole;
}

function readParts(layout: Layout, parts: readonly string[], grammar: Grammar): Read {
	let now = layout;
	let before = '';
	const told: Told[] = [];
	for (const part of parts) {
		let read = readOne(now, part, grammar);
		if ('problem' in read && before !== '' && grammar.carried) {
			const carried = readOne(now, grammar.carried(before, part), grammar);
			if (!('problem' in carried)) read = carried;
		}
		if ('problem' in read) return read;
		now = read.layout;
		told.push(...read.told);
		before = withoutCourtesies(part, grammar);
	}
	return { layout: now, told };
}

function readOne(layout: Layout, asked: string, grammar: Grammar): Read {
	const bare = withoutCourtesies(asked, grammar);
	let problem: EditProblem = { kind: 'not-understood', asked };
	for (const { draft, isBare } of draftsOf(bare, grammar)) {
		const applied = apply(layout, draft, grammar);
		if (!('problem' in applied)) return { layout: applied.layout, told: [applied.told] };
		if (problem.kind === 'not-understood' && !isBare) problem = applied.problem;
	}
	return { problem };
}

function* draftsOf(
	sentence: string,
	grammar: Grammar,
): Generator<{ readonly draft: Draft; readonly isBare: boolean }> {
	for (const { pattern, means, bare } of grammar.patterns) {
		const match = pattern.exec(sentence);
		if (match === null) continue;
		const groups = Object.fromEntries(
			Object.entries(match.groups ?? {}).map(([name, text]) => [name, (text ?? '').trim()]),
		);
		const draft = means(groups);
		if (draft !== null) yield { draft, isBare: bare === true };
	}
}

function withoutCourtesies(sentence: string, grammar: Grammar): string {
	let bare = sentence;
	for (let round = 0; round < 4; round++) {
		const before = bare;
		for (const courtesy of grammar.courtesies) bare = bare.replace(courtesy, '').trim();
		if (bare === before) break;
	}
	return bare === '' ? sentence : bare;
}
