import { type Edit, edited, type Source, trimmed, written } from './source.ts';

/** Words before something that is not to be there: `no text`, `without people`, `ohne Text`. */
const BEFORE =
	/^\s*(?:(?:(?:with |but |and |there (?:is|are) )?no(?! (?:one|parking|entry|smoking|man|matter|longer|more|idea|way)\b)|(?:but )?(?:not|never)(?! only\b)(?= (?:an?|any|the) )|without|don['’]?t (?:show|draw|include|add)|do not (?:show|draw|include|add)|ohne|sans|sin|sem|senza|без)\s+(?:(?:any|an?|the)\s+)?(?=\S)|(?:没有|沒有|不要|无)(?=\S))/iu;
/** The same behind the last place or its scene: `a beach without people`. */
const BEHIND = /\s(?:without|with no|but no|but not|and no)\s+(?:(?:any|an?|the)\s+)?(?=\S)/i;
/** Behind it: `文字なし`. */
const ENDS = /(?:は|が)?(?:なし|無し|ナシ|抜き)(?:で)?\s*$/u;
const MOST_WORDS = 5;

/** A line without what it says is not to be there, and that. */
export interface WantedLine {
	readonly source: Source;
	readonly unwanted: readonly string[];
}

/**
 * `cat@left, no text`, `cat@left on a beach without people`: models draw whatever is named, so that what is not to
 * be there is what `--no` says. Only in parts that have no place, and behind the first one.
 */
export function withoutUnwanted(source: Source): WantedLine {
	const { syntax } = source;
	const last = syntax.lastIndexOf('@');
	const edits: Edit[] = [];
	const unwanted: string[] = [];
	for (const { 0: part, index } of syntax.matchAll(/[^,;|\n]+/g)) {
		const found = (index === 0 && last === -1) || part.includes('@') ? undefined : wholePart(part);
		const [from, start, end] =
			found ?? (index + part.length > last && last !== -1 ? tail(part, last - index) : []);
		if (from === undefined || start === undefined || end === undefined) continue;
		const [first, behind] = trimmed(syntax, index + start, index + end);
		const words = written(source, first, behind);
		if (words === '' || words.split(' ').length > MOST_WORDS) continue;
		unwanted.push(words);
		edits.push({ start: index + from, end: index + part.length, put: '' });
	}
	return { source: edited(source, edits), unwanted };
}

type Stretch = readonly [from: number, start: number, end: number];

/** All of a part between separators. */
function wholePart(part: string): Stretch | undefined {
	const before = BEFORE.exec(part);
	if (before !== null) return [0, before[0].length, part.length];
	const ends = ENDS.exec(part);
	return ends !== null && ends.index > 0 ? [0, 0, ends.index] : undefined;
}

/** What stands behind the last place. */
function tail(part: string, sign: number): Stretch | readonly [] {
	const from = Math.max(0, sign);
	const behind = BEHIND.exec(part.slice(from));
	return behind === null ? [] : [from + behind.index, from + behind.index + behind[0].length, part.length];
}
