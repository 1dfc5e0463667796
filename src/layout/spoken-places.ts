import type { PlaceTable } from './places.ts';
import { placeWords } from './read-place-words.ts';
import { type Edit, edited, type Source, trimmed } from './source.ts';
import { endsWithScene, toldApart } from './with-others.ts';

/** Words that may stand for the sign where a place follows: `cat at left`, `a dog on the right`. */
const SPOKEN =
	/(?<=[^\s,;|@])[ ]+(?:(?:is|are|stands?|sits?) +)?(?:at(?: the)?|(?:on|in|to) the|on(?= +(?:left|right)\b)) +(?=\S)/gi;
const SIDE = /left|right|top|bottom|upper|lower|middle|cent(?:er|re)|corner/i;
/** `a lake with an island in the middle`, `a cake with a cherry on the top`: parts of a picture of one thing. */
const VAGUE = /^(?:the +)?(?:middle|cent(?:er|re)|top|bottom|background|foreground)\b(?! +(?:left|right))/i;

/**
 * Places in plain words become signs: people dictate `cat at left`, or write as they speak. Only in parts of
 * the line that have no sign, and where nothing but a place can be meant.
 */
export function withSpokenPlaces(source: Source, table: PlaceTable): Source {
	const { syntax } = source;
	// Of several bars, the last one is before the background and the others are between objects.
	const bar = syntax.lastIndexOf('|');
	const end = bar === -1 ? syntax.length : bar;
	const signs = syntax.includes('@');
	if (!SIDE.test(syntax)) return signs ? source : withLabels(source, end, table);
	const edits: Edit[] = [];
	const vague: Edit[] = [];
	const ties = [...syntax.matchAll(SPOKEN)];
	for (const [index, match] of ties.entries()) {
		const start = match.index;
		const from = start + match[0].length;
		if (from >= end || /[@]/.test(partAround(syntax, start))) continue;
		const found = placeWords(syntax, from, end, table);
		if (found === undefined || !SIDE.test(syntax.slice(from, found.end))) continue;
		// `cat on the left side dog on the right`: nothing stands between, but the next place has its own words.
		const placeEnd =
			found.end + (/^ +(?:side|corner|hand side|edge)(?= )/i.exec(syntax.slice(found.end))?.[0].length ?? 0);
		const next = ties[index + 1];
		const runsOn = !found.sure && next !== undefined && isRunOn(syntax, placeEnd, next, end, table);
		if (!found.sure && !runsOn) continue;
		const isVague = VAGUE.test(syntax.slice(from, found.end)) && !/^ +at +$/i.test(match[0]);
		(isVague ? vague : edits).push({ start, end: from, put: '@' });
		if (runsOn) (isVague ? vague : edits).push({ start: placeEnd, end: placeEnd, put: ',' });
	}
	if (edits.length === 0 && !signs) return withLabels(source, end, table);
	const spoken = [...edits, ...vague];
	const places = [
		...spoken.map(({ start }) => start),
		...[...syntax.matchAll(/@/g)].map(({ index }) => index),
	];
	const [first, last] = spoken.length === 0 ? [end, 0] : [Math.min(...places), Math.max(...places)];
	const between = [...syntax.slice(0, end).matchAll(/\|/g)].filter(
		({ index }) => index > first && index < last,
	);
	const bars = between.map(({ index }) => ({ start: index, end: index + 1, put: ';' }));
	const others = signs || spoken.length === 0 ? [] : withoutOthers(syntax, first);
	return edited(
		source,
		[...spoken, ...bars, ...others].sort((a, b) => a.start - b.start),
	);
}

/** `a house with a tree on the left`: the tree is on the left, wherever the house is. */
function withoutOthers(syntax: string, sign: number): readonly Edit[] {
	const words = syntax.slice(0, sign);
	const apart = /[,;|\n]/.test(words) ? undefined : toldApart(words);
	if (apart === undefined) return [];
	const { before, behind, first } = apart;
	if (first === 'scene') return [{ start: before, end: behind, put: '; ' }];
	// `a house with a tree on the left, a castle with a dragon on the right` are two and two.
	return /\bwith\b/i.test(syntax.slice(sign)) ? [] : [{ start: before, end: behind, put: '@auto, ' }];
}

/** Whether words of a thing stand between the end of a place and the next spoken place, and nothing else. */
function isRunOn(
	syntax: string,
	from: number,
	next: RegExpExecArray,
	end: number,
	table: PlaceTable,
): boolean {
	if (!/^ +\p{L}[^,;|\n@]*$/u.test(syntax.slice(from, next.index))) return false;
	const place = placeWords(syntax, next.index + next[0].length, end, table);
	return place !== undefined && SIDE.test(syntax.slice(next.index, place.end));
}

/** A part of the line between separators. */
const PART = /[^,;\n]+/g;
/** `left: a cat`, `左边是猫`, `左に犬`: the place first. */
const PLACE_FIRST = /^(\s*)(.{1,40}?)(?: *[:=] *|(?:には|に|是|有))(?=\S)(.+)$/u;
/** `cat: left`, `cat = left`, `cat - left`, `猫は左`, `狗在右边`: the place behind a sign that is not ours. */
const PLACE_LAST =
	/^(\s*)(.+?)( *(?:->|=>|→|[:=]) *| +- *| *- +|[はをが]|[放坐站躺趴蹲画畫]?在|位于|位於)(.{1,40}?)((?:に|へ|側|で)*(?:置いて|おいて|置く|おく|配置(?:して)?|いる|います|ある|あります)?\s*)$/u;

/** `左に猫がいて、右に犬がいる絵`: that it is there, and that it is a picture. */
const IS_THERE =
	/(?:が|も)?(?:いて|いる|います|いた|おり|ある|あって|あります|座って|立って|寝て)(?:いて|いる|います)?(?:絵|画像|ところ|様子|イラスト|写真)?$/u;

/** Between these, `cat left and dog right` has two parts. */
const PART_AND =
	/(?:[,;\n]|\.(?= +\p{L})|(?<=\p{sc=Thai}) +(?=\p{sc=Thai})|(?<=\s)(?:and|und|y|et|e|en(?= +(?!haut|bas|la|el|los|las|medio)\S)|i|ve|og|och|и|و|और|그리고)(?=\s))/giu;

/** Where a part's place is, and the words that it belongs to. */
interface Labelled {
	readonly start: number;
	readonly end: number;
	readonly words: readonly [start: number, end: number];
	readonly place: string;
}

/** `cat left`, `eine Katze links`, `à gauche un chat`: the place at one end of a part's words. */
function atItsEnd(syntax: string, start: number, end: number, table: PlaceTable): Labelled | undefined {
	const [from, to] = trimmed(syntax, start, end);
	const gaps = [...syntax.slice(from, to).matchAll(/ +/g)].map(({ index, 0: gap }) => [
		from + index,
		from + index + gap.length,
	]);
	for (const [before, after] of gaps) {
		const place = syntax.slice(after, to).replace(/[.!?]+$/, '');
		if (!isPlace(place, table)) continue;
		// `고양이는 왼쪽`: the mark of what is spoken of.
		const mark = /(?<=\p{sc=Hangul})[은는]$/u.test(syntax.slice(from, before)) ? 1 : 0;
		return { start: from, end: to, words: [from, before - mark], place };
	}
	for (const [before, after] of gaps.toReversed()) {
		const place = syntax.slice(from, before);
		if (!isPlace(place, table)) continue;
		// `on the left is a cat`.
		const verb =
			/^(?:is|are|there is|there are|ist|est|hay|está) +(?=\S)/i.exec(syntax.slice(after, to))?.[0].length ??
			0;
		return { start: from, end: to, words: [after + verb, to], place };
	}
	return withoutGap(syntax, from, to, table);
}

/** Scripts that put no spaces between words. */
const UNSPACED = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{N}\p{M}]+$/u;
const LONGEST_PLACE = 6;

/** Units of `อยู่ทาง` and its like, which say that something stands there. */
const standing = (words: string) => /อยู่(?:ทาง|ด้าน|ที่)?$/u.exec(words)?.[0].length ?? 0;

/** `左边一只猫`, `แมวซ้าย`, `猫左`: the place at one end, without a space. */
function withoutGap(syntax: string, from: number, to: number, table: PlaceTable): Labelled | undefined {
	if (!UNSPACED.test(syntax.slice(from, to))) return undefined;
	const longest = Math.min(LONGEST_PLACE, to - from - 1);
	for (let length = longest; length >= 1; length--) {
		const last = syntax.slice(to - length, to);
		if ((length > 1 || /[左右]/.test(last)) && isPlace(last, table))
			return {
				start: from,
				end: to,
				words: [from, to - length - standing(syntax.slice(from, to - length))],
				place: last,
			};
		const first = syntax.slice(from, from + length);
		if (length > 1 && isPlace(first, table))
			return { start: from, end: to, words: [from + length, to], place: first };
	}
	return undefined;
}

/**
 * `cat left, dog right` and its like in other languages, without any sign: where two parts end (or begin) with
 * places, and with different ones, that is what they mean.
 */
function withBarePlaces(source: Source, end: number, table: PlaceTable): Source {
	const { syntax } = source;
	const cuts = [...syntax.slice(0, end).matchAll(PART_AND)].map(({ index, 0: sign }) => [
		index,
		index + sign.length,
	]);
	if (cuts.length === 0) return source;
	const found = [...cuts, [end, end]].flatMap(([to], index) => {
		const part = atItsEnd(syntax, index === 0 ? 0 : cuts[index - 1][1], to, table);
		return part ? [part] : [];
	});
	if (new Set(found.map(({ place }) => place)).size < 2) return source;
	return edited(
		source,
		found.flatMap(({ start, end: to, words: [from, until], place }): readonly Edit[] => [
			...(from > start ? [{ start, end: from, put: '' }] : []),
			...placed(until, to, place, from > start ? start : syntax.indexOf(place, until)),
		]),
	);
}

/** Where the scene behind a thing's words begins: `right: a dog on a beach`. */
function sceneAt(syntax: string, start: number, end: number): number | undefined {
	const words = syntax.slice(start, end);
	const index = endsWithScene(words) ? words.search(/ (?:on|in|at|under|near|against) /i) : -1;
	return index === -1 ? undefined : start + index;
}

/** A sign and a place instead of `[start, end)`; both stand in the line where the place was typed. */
function placed(start: number, end: number, place: string, from: number): readonly Edit[] {
	return [
		{ start, end: start, put: '@', from },
		{ start, end, put: place, from },
	];
}

const LONGEST_LABELLED = 300;

/** Places that are tied to their words by another sign than ours, in a line that has none of ours. */
function withLabels(source: Source, end: number, table: PlaceTable): Source {
	const edits: Edit[] = [];
	for (const part of source.syntax.slice(0, end).matchAll(PART)) {
		// Nobody ties a place to so many words, and both patterns try every way to part them.
		if (part[0].length > LONGEST_LABELLED) continue;
		const last = PLACE_LAST.exec(part[0]);
		if (last && isPlace(last[4], table) && !isPlace(last[2].trim(), table)) {
			const sign = part.index + last[1].length + last[2].length;
			const place = sign + last[3].length + last[4].length;
			edits.push(
				{ start: sign, end: sign + last[3].length, put: '@' },
				{ start: place, end: place + last[5].trimEnd().length, put: '' },
			);
			continue;
		}
		const first = PLACE_FIRST.exec(part[0]);
		if (!first || !isPlace(first[2], table)) continue;
		const words = part.index + part[0].length - first[3].length;
		const partEnd = words + first[3].trimEnd().length;
		const wordsEnd = partEnd - (IS_THERE.exec(first[3].trimEnd())?.[0].length ?? 0);
		const place = part.index + first[1].length;
		const scene = sceneAt(source.syntax, words, wordsEnd);
		edits.push(
			{ start: part.index, end: words, put: '' },
			...placed(scene ?? wordsEnd, scene ?? partEnd, first[2].trim(), place),
		);
	}
	return edits.length === 0 ? withBarePlaces(source, end, table) : edited(source, edits);
}

/** Whether all of these words are one place. */
function isPlace(words: string, table: PlaceTable): boolean {
	const bare = words.trim();
	const found = bare === '' ? undefined : placeWords(bare, 0, bare.length, table);
	return (
		found !== undefined &&
		found.end === bare.length &&
		/^(?:\P{ASCII}|[a-z ]{1,4}\P{ASCII}|[a-z ]{3}|[abc][123]$)/iu.test(bare)
	);
}

/** The part of the line between separators, or the words `and`, that holds this unit. */
function partAround(syntax: string, index: number): string {
	const before = /(?:[,;|\n]|\band\b)(?:(?!\band\b)[^,;|\n])*$/i.exec(
		syntax.slice(Math.max(0, index - 120), index),
	);
	const start = before ? Math.max(0, index - 120) + before.index : Math.max(0, index - 120);
	const length = syntax.slice(index, index + 120).search(/[,;|\n]|\band\b|$/i);
	return syntax.slice(start, index + length);
}
