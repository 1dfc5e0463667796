import { singular } from '../layout/counts.ts';
import type { Layout, LayoutObject } from '../layout/index.ts';
import { emojiAsWords, toEnglish } from '../translate/index.ts';
import type { Grammar } from './draft.ts';
import { isOfKind } from './kinds.ts';
import type { EditProblem } from './problem.ts';

/** Objects by index, or why none can be meant. */
export type Reference = { readonly indices: readonly number[] } | { readonly problem: EditProblem };

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];
const SIDES: Readonly<Record<string, (a: LayoutObject, b: LayoutObject) => number>> = {
	left: (a, b) => centre(a, 0) - centre(b, 0),
	right: (a, b) => centre(b, 0) - centre(a, 0),
	top: (a, b) => centre(a, 1) - centre(b, 1),
	upper: (a, b) => centre(a, 1) - centre(b, 1),
	bottom: (a, b) => centre(b, 1) - centre(a, 1),
	lower: (a, b) => centre(b, 1) - centre(a, 1),
};

function centre({ box }: LayoutObject, axis: 0 | 1): number {
	return box === 'auto' ? 0.5 : (box[axis] + box[axis + 2]) / 2;
}

/** Words as they are compared: English, lower case, without articles. */
function plain(text: string): string {
	return toEnglish(emojiAsWords(text), 'object')
		.text.normalize('NFKC')
		.toLowerCase()
		.replace(/[“”"'’]/gu, '')
		.replace(/^(?:(?:the|a|an|my|our|this|that|these|those|all|both) )+/u, '')
		.replace(/\s+/gu, ' ')
		.trim();
}

/** Words before or behind a name that say that all are meant which have it. */
const EVERY =
	/^(?:(?:all|both|each|every) (?:(?:one )?of )?(?:the )?|(?:the )?(?:two|three|four|five|six|seven|eight) (?:of the )?)(?:(?:two|three|four|five|six|seven|eight) )?(?=\S)|^(?:両方|全部|すべて|全て|みんな|[二三四五六]つ|[二三四五六][匹頭羽台人本])の|を?(?:両方|全部|すべて|全て|みんな|[二三四五六][匹頭羽台人本])(?:とも)?$/iu;

function singularPhrase(words: string): string {
	const parts = words.split(' ');
	return [...parts.slice(0, -1), singular(parts.at(-1) ?? '')].join(' ');
}

/**
 * The objects that a person's words mean: `the cat`, `cats`, `the left cat`, `the second cat`, `#2`,
 * `it`, `everything`, `the cat and the dog`. Objects whose last word it is go before those that only contain it.
 */
export function findObjects(layout: Layout, words: string, grammar: Grammar): Reference {
	const found = findNamed(layout, words, grammar);
	if (!('problem' in found)) return found;
	const names = words.split(grammar.names).filter((name) => name.trim() !== '');
	if (names.length < 2) return found;
	const indices = new Set<number>();
	for (const name of names) {
		const one = findNamed(layout, name, grammar);
		if ('problem' in one) return one;
		for (const index of one.indices) indices.add(index);
	}
	return { indices: [...indices] };
}

function findNamed({ objects }: Layout, words: string, grammar: Grammar): Reference {
	const asked = words.trim();
	const every = objects.map((_, index) => index);
	if (grammar.two.test(asked) && objects.length !== 2)
		return { problem: { kind: 'which', asked, candidates: every } };
	if (grammar.all.test(asked)) return { indices: every };
	if (grammar.one.test(asked)) {
		return objects.length === 1 ? { indices: [0] } : { problem: { kind: 'which', asked, candidates: every } };
	}
	const number = /^(?:#|no\.? ?|object |number |オブジェクト ?)(\d)$/iu.exec(asked)?.[1];
	if (number !== undefined) {
		const index = Number(number) - 1;
		return index >= 0 && index < objects.length ? { indices: [index] } : unknown(asked);
	}
	const named = asked.replace(EVERY, '');
	const { wanted, pick } = withoutPosition(plain(named));
	if (wanted === '') return unknown(asked);
	const texts = objects.map(({ text }) => plain(text));
	const several = named !== asked || wanted !== singularPhrase(wanted);
	const forms = new Set([wanted, singularPhrase(wanted)]);
	const called = bestMatches(texts, forms, several);
	// `the animals`, where nothing is called so.
	const found = called.length > 0 ? called : every.filter((index) => isOfKind(texts[index], wanted));
	if (found.length === 0) return unknown(asked);
	if (pick !== undefined) {
		const index = pick(found.map((at) => ({ at, object: objects[at] })));
		return index === undefined ? unknown(asked) : { indices: [index] };
	}
	// Kinds of other scripts have no plural: `動物`.
	const kinds = called.length === 0 && !/[a-z]/u.test(wanted);
	if (found.length === 1 || several || kinds) return { indices: found };
	return { problem: { kind: 'which', asked, candidates: found } };
}

function unknown(asked: string): Reference {
	return { problem: { kind: 'unknown-object', asked } };
}

function bestMatches(
	texts: readonly string[],
	forms: ReadonlySet<string>,
	several: boolean,
): readonly number[] {
	const matching = (test: (text: string, form: string) => boolean) =>
		texts.flatMap((text, index) =>
			[...forms].some((form) => test(text, form) || test(singularPhrase(text), form)) ? [index] : [],
		);
	const exact = matching((text, form) => text === form);
	// `the cat` beside a red one is the one without a colour; `the cats` are all.
	if (exact.length > 0 && !several) return exact;
	// `the red one`.
	const adjective = [...forms]
		.map((form) => /^(.+) ones?$/u.exec(form)?.[1])
		.find((word) => word !== undefined);
	if (adjective !== undefined) return matching((text) => ` ${text} `.includes(` ${adjective} `));
	const named = matching((text, form) => text === form || text.endsWith(` ${form}`));
	return named.length > 0 ? named : matching((text, form) => ` ${text} `.includes(` ${form} `));
}

type Candidate = { readonly at: number; readonly object: LayoutObject };

/** `left cat`, `cat on the left`, `second cat`: the words without the position, and how it picks. */
function withoutPosition(words: string): {
	readonly wanted: string;
	readonly pick?: (candidates: readonly Candidate[]) => number | undefined;
} {
	const bySide = (side: string) => (candidates: readonly Candidate[]) =>
		candidates.toSorted((a, b) => SIDES[side](a.object, b.object))[0]?.at;
	const behind = /^(.+?) (?:on|at|in) the (left|right|top|bottom)(?: side)?$/u.exec(words);
	if (behind) return { wanted: plain(behind[1]), pick: bySide(behind[2]) };
	const before = /^(left|right|top|upper|bottom|lower)(?:most)? (.+)$/u.exec(words);
	if (before) return { wanted: plain(before[2]), pick: bySide(before[1]) };
	const ordinal = new RegExp(`^(${ORDINALS.join('|')}|last) (.+)$`, 'u').exec(words);
	if (!ordinal) return { wanted: words };
	const place = ORDINALS.indexOf(ordinal[1]);
	return { wanted: plain(ordinal[2]), pick: (candidates) => candidates.at(place)?.at };
}
