import type { Language } from './language.ts';

type Kind = 'adjective' | 'noun' | 'scene' | 'circumstance' | 'connector' | 'unknown';

interface Token {
	readonly kind: Kind;
	/** As it was written. */
	readonly from: string;
	/** In English; empty for connectors. */
	readonly to: string;
}

/** What a text is for: the same word may be a thing (`雪`, in an object) or a ground (`雪`, behind all). */
export type Role = 'object' | 'background';

/** A phrase in English. */
export interface TranslatedPhrase {
	readonly text: string;
	/** What no table has; it stands in the text as it was. */
	readonly unknown: readonly string[];
	/** Into how many words it was divided: of two languages, the one that needs fewer is more likely meant. */
	readonly words: number;
}

type Dictionary = ReadonlyMap<string, readonly Token[]>;

const dictionaries = new WeakMap<Language, Dictionary>();

function dictionaryOf(language: Language): Dictionary {
	const known = dictionaries.get(language);
	if (known !== undefined) return known;
	const words = new Map<string, Token[]>();
	const add = (kind: Kind, to: string, forms: string) => {
		for (const from of forms.split(' ')) {
			const tokens = words.get(from) ?? [];
			if (tokens.every((token) => token.kind !== kind)) tokens.push({ kind, from, to });
			words.set(from, tokens);
		}
	};
	const table = (kind: Kind, entries: Readonly<Record<string, string>>) => {
		for (const [to, forms] of Object.entries(entries)) add(kind, to, forms);
	};
	table('noun', language.nouns);
	table('scene', language.scenes);
	table('adjective', language.colours);
	table('adjective', language.adjectives);
	table('circumstance', language.circumstances);
	add('connector', '', language.connectors);
	dictionaries.set(language, words);
	return words;
}

/** A way to read the beginning of a text. */
interface Way {
	readonly cost: number;
	/** Its last token, and the way up to there; none at the very beginning. */
	readonly step?: { readonly token: Token; readonly before: Way };
}

function tokensOf(end: Way | undefined): readonly Token[] {
	const tokens: Token[] = [];
	for (let way = end; way?.step !== undefined; way = way.step.before) tokens.push(way.step.token);
	return tokens.reverse();
}

/** Connectors between two things. */
const TIES = /^(?:と|、|和|与|與|跟|及)$/u;

/** Costs: an unknown character is worse than any split into known words; of splits, the fewest words win. */
const UNKNOWN = 100;
const WORD = 1;
/** A word read against its role (a ground among objects) or an adjective that describes nothing. */
const UNLIKELY = 2;

/**
 * A run of a language's words in English, by its tables: `赤い猫` becomes `red cat`. Of all ways to divide the
 * run, the one with the fewest unknown characters is taken, then the one with the fewest words.
 */
export function translatePhrase(run: string, language: Language, role: Role): TranslatedPhrase {
	const dictionary = dictionaryOf(language);
	const longest = Math.max(...[...dictionary.keys()].map((word) => word.length));
	const best: (Way | undefined)[] = [{ cost: 0 }];
	for (let start = 0; start < run.length; start++) {
		const way = best[start];
		if (way === undefined) continue;
		const offer = (token: Token, cost: number) => {
			const end = start + token.from.length;
			const total = way.cost + cost;
			if (total < (best[end]?.cost ?? Number.POSITIVE_INFINITY))
				best[end] = { cost: total, step: { token, before: way } };
		};
		const letter = String.fromCodePoint(run.codePointAt(start) as number);
		offer({ kind: 'unknown', from: letter, to: letter }, UNKNOWN * letter.length);
		for (let length = 1; length <= Math.min(longest, run.length - start); length++) {
			const from = run.slice(start, start + length);
			for (const token of dictionary.get(from) ?? []) {
				const last = start + length === run.length;
				const idle = token.kind === 'connector' && way.step?.token.kind === 'adjective';
				offer(token, WORD + (idle || isUnlikely(token.kind, role, last) ? UNLIKELY : 0));
			}
		}
	}
	return english(tokensOf(best[run.length]));
}

function isUnlikely(kind: Kind, role: Role, last: boolean): boolean {
	if (kind === 'adjective' || kind === 'circumstance') return last;
	return (kind === 'scene' && role === 'object') || (kind === 'noun' && role === 'background');
}

function english(tokens: readonly Token[]): TranslatedPhrase {
	const parts: string[] = [];
	const unknown: string[] = [];
	const behind: string[] = [];
	let adjectives: string[] = [];
	let tied = false;
	const place = (words: string) => {
		if (tied && parts.length > 0) parts.push('and');
		tied = false;
		parts.push(words);
	};
	tokens.forEach((token, index) => {
		if (token.kind === 'adjective') adjectives.push(token.to);
		else if (token.kind === 'circumstance') behind.push(token.to);
		else if (token.kind === 'connector') tied = TIES.test(token.from);
		else if (token.kind === 'unknown') {
			const follows = tokens[index - 1]?.kind === 'unknown';
			if (follows) {
				parts.push(`${parts.pop()}${token.from}`);
				unknown.push(`${unknown.pop()}${token.from}`);
			} else {
				place([...adjectives, token.from].join(' '));
				unknown.push(token.from);
				adjectives = [];
			}
		} else {
			place(described(token.to, adjectives));
			adjectives = [];
		}
	});
	return { text: [...parts, ...adjectives, ...behind].join(' '), unknown, words: tokens.length };
}

/** `a sandy beach` and `white`: `a white sandy beach`. Sizes stand before colours, as they came. */
function described(noun: string, adjectives: readonly string[]): string {
	if (adjectives.length === 0) return noun;
	const [, article = '', bare = noun] = /^((?:an?|the) )?(.*)$/.exec(noun) ?? [];
	const words = [...adjectives, bare].join(' ');
	if (article === '') return words;
	if (article === 'the ') return `the ${words}`;
	return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}
