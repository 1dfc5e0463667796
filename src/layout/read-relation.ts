import { lowered } from './characters.ts';
import type { RelationKind } from './layout.ts';
import { type Described, described, namedIn, tellingWords } from './names.ts';
import { lastAnd } from './phrases.ts';
import { LITERAL, type Source, trimmed, written } from './source.ts';

/** A place that was said by other things, and where its words end. */
export interface FoundRelation {
	readonly kind: RelationKind;
	/** What they were called; `it` is the object before. */
	readonly names: readonly string[];
	readonly end: number;
}

/** Words of a relation behind which nothing stands that has this name. */
export interface UnknownName {
	readonly given: string;
	readonly start: number;
	readonly end: number;
}

const SIDE = '(?:(?:to|on|at) +)?(?:the +)?';
/** In order: longer ones first. */
const RELATIONS: readonly (readonly [kind: RelationKind, pattern: RegExp])[] = (
	[
		['left-of', `${SIDE}left(?:-hand|hand)?(?: +side)? +of`],
		['right-of', `${SIDE}right(?:-hand|hand)?(?: +side)? +of`],
		['on', '(?:on +)?(?:the +)?top +of'],
		['in-front-of', '(?:in +)?front(?: +of)?|before'],
		['behind', 'behind(?: +of)?|in +back +of|at +the +back +of'],
		['between', '(?:in +)?between|in +the +middle +of'],
		['beside', 'beside|besides|next +to|near(?: +to)?|close +to|alongside|by'],
		['above', '(?:just |right |directly |high )?above|over'],
		['below', '(?:just |right |directly )?below|beneath|underneath|under'],
		['on', '(?:sitting |standing |lying )?(?:on|upon|atop)'],
		['inside', 'inside(?: +of)?|within|in'],
	] as const
).map(([kind, words]) => [kind, new RegExp(`(?:${words})(?![^\\s,;|:@])`, 'iy')]);

/** Any of them: most places are none. */
const ANY = new RegExp(`(?:${RELATIONS.map(([, { source }]) => source).join('|')})`, 'iy');

const IDEOGRAPHIC: readonly (readonly [kind: RelationKind, pattern: RegExp])[] = [
	['between', /^(.+?)(?:と|和|跟|与|與)(.+?)(?:の|之|的)?(?:間|あいだ|间|中间|中間)$/],
	['above', /^(.+?)(?:の|的)?(?:真上|上方|上空|上面|上边|上邊|うえ|上)$/],
	['below', /^(.+?)(?:の|的)?(?:真下|下方|下面|下边|下邊|した|下)$/],
	['left-of', /^(.+?)(?:の|的)?(?:左側|左侧|左边|左邊|左隣|ひだり|左)$/],
	['right-of', /^(.+?)(?:の|的)?(?:右側|右侧|右边|右邊|右隣|みぎ|右)$/],
	['beside', /^(.+?)(?:の|的)?(?:隣|となり|横|よこ|そば|近く|旁边|旁邊)$/],
	['behind', /^(.+?)(?:の|的)?(?:後ろ|うしろ|裏|后面|後面|背后|奥)$/],
	['in-front-of', /^(.+?)(?:の|的)?(?:手前|前面|前方|まえ|前)$/],
	['inside', /^(.+?)(?:の|的)?(?:中|なか|里面|裡面|里)$/],
];

const MOST_NAME_WORDS = 6;
/** These say all of a place by themselves where nothing is named behind them. */
const NEEDS_NAME: ReadonlySet<RelationKind> = new Set(['in-front-of', 'behind', 'between', 'beside']);

/**
 * A relation at `start`, whose names are among the descriptions of the line's objects, asked for if there is one.
 * @returns `undefined` where no relation begins
 */
export function readRelation(
	source: Source,
	start: number,
	end: number,
	descriptions: () => readonly Described[],
): FoundRelation | UnknownName | undefined {
	const { syntax } = source;
	ANY.lastIndex = start;
	for (const [kind, pattern] of ANY.test(syntax) ? RELATIONS : []) {
		pattern.lastIndex = start;
		const match = pattern.exec(syntax);
		if (match === null || start + match[0].length > end) continue;
		let from = start + match[0].length;
		while (from < end && syntax[from] === ' ') from++;
		const rest = phrase(syntax, from, end);
		if (rest.trim() === '') {
			if (!NEEDS_NAME.has(kind)) return undefined;
			return {
				kind,
				names: kind === 'between' ? ['it', 'the one before'] : ['it'],
				end: start + match[0].length,
			};
		}
		return named(kind, source, from, from + rest.length, descriptions());
	}
	return ideographic(syntax, start, end, descriptions);
}

/** Everything up to the next separator or place. */
function phrase(syntax: string, start: number, end: number): string {
	const length = syntax.slice(start, end).search(/[;|:@\n]|$/);
	return syntax.slice(start, start + length);
}

/** @param end - where the phrase with the names ends */
function named(
	kind: RelationKind,
	source: Source,
	start: number,
	end: number,
	descriptions: readonly Described[],
): FoundRelation | UnknownName {
	const unknown = (from: number): UnknownName => {
		const given = /^[^,]*/.exec(source.text.slice(from, end))?.[0].trimEnd() ?? '';
		return { given, start: from, end: from + given.length };
	};
	// `over there` names nothing.
	if (/^(?:here|there)(?![^\s,;|:@])/i.test(source.syntax.slice(start, start + 6))) return unknown(start);
	const first = nameEnd(source, start, end, descriptions);
	if (first === undefined) return unknown(start);
	const names = [source.text.slice(start, first)];
	const behind = source.syntax.slice(first, end);
	const tie = kind === 'between' ? /^(?: *, *(?:and +)?| +and +| *& *| *\+ *)/i.exec(behind) : null;
	if (tie === null) return { kind, names, end: first };
	const from = first + tie[0].length;
	const second = nameEnd(source, from, end, descriptions);
	if (second === undefined) return unknown(from);
	names.push(source.text.slice(from, second));
	return { kind, names, end: second };
}

/** Where the longest beginning ends that names one of the descriptions: all that is between quotes, or some words. */
function nameEnd(
	{ text, syntax }: Source,
	start: number,
	end: number,
	descriptions: readonly Described[],
): number | undefined {
	let quoted = start;
	while (quoted < end && syntax[quoted] === LITERAL) quoted++;
	if (quoted > start)
		return namedIn(descriptions, text.slice(start, quoted), -1) === undefined ? undefined : quoted;
	const phrase = syntax.slice(start, end);
	const words = [...phrase.matchAll(/[^\s,]+/g)].slice(0, MOST_NAME_WORDS);
	const comma = phrase.indexOf(',');
	for (let count = words.length; count >= 1; count--) {
		const last = words[count - 1];
		const length = last.index + last[0].length;
		if (comma !== -1 && comma < length) continue;
		const name = phrase.slice(0, length).replace(/[.!?]+$/, '');
		const pronoun = /^(?:it|him|her|them|this|that)$/i.test(name.trim());
		const telling = tellingWords(name);
		if (!pronoun && (telling.length === 0 || telling.at(-1) !== tellingWords(last[0]).at(-1))) continue;
		if (pronoun || namedIn(descriptions, name, -1) !== undefined) return start + length;
	}
	return undefined;
}

function ideographic(
	syntax: string,
	start: number,
	end: number,
	descriptions: () => readonly Described[],
): FoundRelation | undefined {
	const word = /^[^\s,;|:@]+/.exec(syntax.slice(start, Math.min(end, start + 60)))?.[0] ?? '';
	if (!/[\u3040-\u9fff]/.test(word)) return undefined;
	for (const [kind, pattern] of IDEOGRAPHIC) {
		const match = pattern.exec(lowered(word));
		if (match === null) continue;
		const names = match.slice(1);
		if (names.every((name) => namedIn(descriptions(), name, -1) !== undefined))
			return { kind, names, end: start + word.length };
	}
	return undefined;
}

/**
 * What stands before each place of a line: from the separator before it, or from `and` behind another place.
 * Quoted words are told as they are.
 */
export function descriptionsIn(source: Source): readonly Described[] {
	const { syntax } = source;
	const descriptions: Described[] = [];
	let from = 0;
	let behindPlace = false;
	for (let index = 0; index < syntax.length; index++) {
		const unit = syntax[index];
		if (unit === '@') {
			const size = syntax.slice(from, index).search(/:[^:]*$/);
			const [start, end] = trimmed(syntax, from, size === -1 ? index : from + size);
			const and = behindPlace ? lastAnd(syntax.slice(start, end)) : undefined;
			descriptions.push(described(written(source, start + (and ? and.index + and.length : 0), end)));
		}
		if (!/[@,;|\n]/.test(unit)) continue;
		behindPlace = unit === '@';
		from = index + 1;
	}
	return descriptions;
}
