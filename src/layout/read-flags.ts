import { lowered } from './characters.ts';
import { type NamedFlag, namedFlag, nearestFlag } from './flag-names.ts';
import type { FlagRule } from './flags.ts';
import type { DrawnWord, Flags } from './layout.ts';
import type { LeftOut } from './rewrite.ts';
import { isNoiseSpacing, schedulerNamed } from './schedulers.ts';
import { LITERAL, type Source, trimmed, written } from './source.ts';
import type { SyntaxReader } from './syntax-reader.ts';
import { wordsOf } from './words-of.ts';

/** A flag's name in the line, and where its value may begin. */
interface FlagName {
	readonly start: number;
	readonly end: number;
	/** As typed, without dashes. */
	readonly name: string;
	readonly flag: NamedFlag | undefined;
}

/** Another program's name of a scheduler, and ours. */
export interface NamedScheduler {
	readonly given: string;
	readonly name: string;
	readonly offset: number;
}

/** Dashes as they are typed, corrected or dictated: any run of them, spaces between. Long vowel marks too. */
const DASHES = '(?:[-ーｰ] ?){1,8}';
const NAME = new RegExp(`(${DASHES})(\\p{L}[\\p{L}\\p{M}\\p{N}_]*(?:[-_][\\p{L}\\p{N}_]+)*)`, 'gu');
/** A dash that telephones make of two hyphens. */
const LONG_DASH = /[–—―⸺⸻]/;
const SEPARATED = /[\s,;|.)\]]/;
const NUMBER = /^ *[=:]? *['#]?[-+]?\.?\d/;
/** `--no-blur` says it in one word. */
const NO = /^no[-_](?=\p{L})/iu;

/**
 * Reads all flags of the line and blanks them out of the reader's syntax.
 * @throws LayoutError
 */
export function readFlags(reader: SyntaxReader): {
	readonly flags: Flags;
	readonly left: readonly LeftOut[];
	readonly named: readonly NamedScheduler[];
	/** Words of `--no`. */
	readonly noWords: readonly DrawnWord[];
} {
	if (!/[-ーｰ]/.test(reader.syntax)) return { flags: {}, left: [], named: [], noWords: [] };
	const names = flagNames(reader.source);
	const left: LeftOut[] = [];
	const noWords: DrawnWord[] = [];
	const sides: { width?: number; height?: number } = {};
	let flags: Flags = {};
	let typedScheduler: Omit<NamedScheduler, 'name'> | undefined;
	let karras: LeftOut | undefined;
	const seen = new Set<FlagRule>();
	for (const [index, found] of names.entries()) {
		const next = names[index + 1]?.start ?? reader.syntax.length;
		if (found.flag === undefined) throw unknownFlag(reader, found);
		const foreign =
			foreignTakes(reader.syntax, found, found.flag) ?? foreignSampler(reader, found, found.flag, next);
		if (foreign) {
			const end = foreignEnd(reader.syntax, found, foreign, next);
			const out = { given: written(reader.source, found.start, end), offset: reader.offset(found.start) };
			if (foreign === 'sampler' && /karras$/i.test(out.given)) karras = out;
			else left.push(out);
			reader.blank(found.start, end);
			continue;
		}
		if (found.flag.kind === 'ours' && found.flag.rule.takes === 'sampler') {
			const [start, end] = value(reader.syntax, found, next, 'sampler');
			typedScheduler = { given: written(reader.source, start, end), offset: reader.offset(found.start) };
		}
		const read = readValue(reader, found, next, sides, noWords);
		const rule = found.flag.kind === 'ours' ? found.flag.rule : undefined;
		if (rule && seen.has(rule) && !repeats(rule, flags, read)) {
			throw reader.fail({ kind: 'repeated-flag', flag: rule.name }, found.start);
		}
		if (rule) seen.add(rule);
		const no = rule?.takes === 'words' && flags.no !== undefined ? { no: `${flags.no}, ${read.no}` } : {};
		flags = { ...flags, ...read, ...no };
	}
	// Elsewhere a sampler and the spacing of its noise are two settings, here one name.
	if (karras && flags.scheduler === 'dpmpp-2m') flags = { ...flags, scheduler: 'dpmpp-2m-karras' };
	else if (karras) left.push(karras);
	const { scheduler: name } = flags;
	const named =
		typedScheduler && name && lowered(typedScheduler.given) !== name ? [{ ...typedScheduler, name }] : [];
	return { flags: withSides(flags, sides), left, named, noWords };
}

/** A sampler that we do not have, or a spacing of noise, as other programs ask for them: nothing is wrong with it. */
function foreignSampler(
	{ source, syntax }: SyntaxReader,
	found: FlagName,
	flag: NamedFlag,
	next: number,
): 'sampler' | undefined {
	if (flag.kind !== 'ours' || flag.rule.takes !== 'sampler') return undefined;
	const [start, end] = value(syntax, found, next, 'sampler');
	const given = written(source, start, end);
	if (schedulerNamed(given) !== undefined) return undefined;
	return isNoiseSpacing(given) || lowered(found.name).startsWith('sampl') ? 'sampler' : undefined;
}

/** What a flag that means nothing here takes. `--w 10` is no width: elsewhere it asks for something weird. */
function foreignTakes(syntax: string, { name, end }: FlagName, flag: NamedFlag): string | undefined {
	if (flag.kind === 'foreign') return flag.takes;
	if (flag.kind !== 'side' || name !== 'w') return undefined;
	const given = Number(/^ *[=:]? *(\d{1,4})(?!\d)/.exec(syntax.slice(end, end + 12))?.[1] ?? Number.NaN);
	const isWidth = given >= 64 && (given % 64 === 0 || /-(?:h|height)\b/i.test(syntax));
	return Number.isNaN(given) || isWidth ? undefined : 'number';
}

/** Words to leave away add up; any other flag may be said again where it says the same. */
function repeats(rule: FlagRule, flags: Flags, read: Flags): boolean {
	return rule.takes === 'words' || JSON.stringify({ ...flags, ...read }) === JSON.stringify(flags);
}

function withSides(flags: Flags, { width, height }: { width?: number; height?: number }): Flags {
	if (width === undefined && height === undefined) return flags;
	const size = [width ?? height ?? 0, height ?? width ?? 0] as const;
	return flags.size || flags.aspect ? flags : { ...flags, size };
}

function flagNames({ syntax, text }: Source): readonly FlagName[] {
	const names: FlagName[] = [];
	NAME.lastIndex = 0;
	for (let match = NAME.exec(syntax); match; match = NAME.exec(syntax)) {
		const found = flagName(syntax, match, LONG_DASH.test(text[match.index] ?? ''));
		if (found) {
			names.push(found);
			NAME.lastIndex = found.end;
		} else NAME.lastIndex = match.index + match[1].length;
	}
	return names;
}

/** Whether dashes and a word are a flag: known ones are, and what has two dashes and no other meaning. */
function flagName(syntax: string, match: RegExpExecArray, longDash: boolean): FlagName | undefined {
	const [all, dashes, typed] = match;
	const start = match.index;
	const count = dashes.replaceAll(' ', '').length;
	const spaced = dashes.endsWith(' ');
	const apart = start === 0 || SEPARATED.test(syntax[start - 1]);
	const letter = count === 1 && typed.replace(/\d+$/, '').length === 1;
	const short = letter && !longDash;
	const digits =
		/^\p{L}+?(?=[\d一二三四五六七八九十])/u.exec(typed)?.[0] ?? (count > 1 ? NO.exec(typed)?.[0] : undefined);
	const whole = namedFlag(typed, short);
	const flag = whole ?? (digits === undefined ? undefined : namedFlag(digits, short));
	const end = start + (whole === undefined && flag && digits ? dashes.length + digits.length : all.length);
	const rest = syntax.slice(end, end + 40);
	if (flag === undefined) {
		const looksSo = count > 1 ? !spaced : !spaced && NUMBER.test(rest) && /^[a-z]/i.test(typed);
		return apart && looksSo && !dashes.includes('ー') ? { start, end, name: typed, flag } : undefined;
	}
	// `-n two`; a letter behind a dash means nothing else, but where a number follows.
	if (letter && !NUMBER.test(rest) && !(typed === 'n' && apart && !spaced)) return undefined;
	// `cat@left--seed 7`: dashes that touch the word before are a flag only if two of them name one.
	const touchesNumber = longDash && /\d/.test(syntax[start - 1] ?? '');
	if (!apart && ((count === 1 && !touchesNumber) || spaced)) return undefined;
	// `the cat — no, the dog`, `cat - size matters`: a dash between spaces is a sign of its own, but for numbers.
	const number = (flag.kind !== 'ours' || !/^(?:word|sampler)$/.test(flag.rule.takes)) && NUMBER.test(rest);
	if (spaced && !number && !(count > 1 && flag.kind === 'ours' && acceptsWord(flag.rule, rest)))
		return undefined;
	return { start, end: withPrompt(syntax, end, flag), name: typed, flag };
}

function acceptsWord(rule: FlagRule, rest: string): boolean {
	if (rule.takes === 'words') return /^ *[=:]? *[^\s,;|]/.test(rest) && !rest.includes('@');
	const word = lowered(/^ *[=:]? *([^\s,;|]*)/.exec(rest)?.[1] ?? '');
	return 'flags' in rule.read(word, word);
}

/** `--negative prompt: blurry` says its name in two words. */
function withPrompt(syntax: string, end: number, flag: NamedFlag): number {
	if (flag.kind !== 'ours' || flag.rule.takes !== 'words') return end;
	return end + (/^ +prompts?(?= *:| )/i.exec(syntax.slice(end, end + 12))?.[0].length ?? 0);
}

function unknownFlag(reader: SyntaxReader, { name, start, end }: FlagName) {
	const near = nearestFlag(name);
	const dashes = reader.syntax.slice(start, end).length - name.length;
	const flag = `${dashes === 1 ? '-' : '--'}${name.toLowerCase().slice(0, 40)}`;
	return reader.fail(
		{ kind: 'unknown-flag', flag },
		start,
		near === undefined ? undefined : { start, end, put: near },
	);
}

const VALUES: Readonly<Record<'word' | 'number' | 'size' | 'sampler', RegExp>> = {
	word: /[^\s,;|]+/y,
	number: /[-+]?\.?\d[\d.,_'’]*(?:e[-+]?\d+)?(?: ?%)?(?![^\s,;|)])|[^\s,;|]+/iy,
	// `Euler a`, `DPM++ 2M Karras`: names of several words, at the end of something.
	sampler:
		/[^\s,;|]+(?:(?: +(?:a|ancestral|2m|2s|3m|sde|karras|gpu|\+\+|exponential|uniform|2|a2|scheduler|sampler))+(?= *(?:$|[,;|\n)]| -)))?/iy,
	size: /\d+(?: *px)?(?: *[x×*хX:/] *| +by +)\d+(?:\.\d+)?(?: *px)?(?![^\s,;|)])|\d+ +\d+(?= *(?:$|[,;|\n]|-))|[^\s,;|]+/iy,
};
/** One more number behind a value. */
const ONE_MORE = /(?: *[.,:x×*]? *|;)[-+]?\d[\d.,:%x×*]*/y;
const OVER = / *(?:$|[,;|\n])/y;

/**
 * Where the numbers behind a value end, up to the next separator: they belong to nothing. One by one, as a pattern
 * of all of them would try every way to part them.
 */
function endOfMore(syntax: string, from: number): number {
	let over = from;
	for (let end = from; ; ) {
		ONE_MORE.lastIndex = end;
		const [more] = ONE_MORE.exec(syntax) ?? [];
		if (more === undefined) return over;
		const first = end + more.search(/\d/) + 1;
		end += more.length;
		for (let at = end; at >= first; at--) {
			OVER.lastIndex = at;
			if (!OVER.test(syntax)) continue;
			over = at;
			break;
		}
	}
}

function readValue(
	reader: SyntaxReader,
	found: FlagName,
	next: number,
	sides: { width?: number; height?: number },
	noWords: DrawnWord[],
): Flags {
	const { flag } = found;
	const side = flag?.kind === 'side' ? flag.side : undefined;
	const rule = flag?.kind === 'ours' ? flag.rule : undefined;
	const name = rule?.name ?? `--${side}`;
	const takes = rule?.takes ?? 'number';
	const [start, end] =
		takes === 'words' ? wordsValue(reader, found, next) : value(reader.syntax, found, next, takes);
	if (start >= end) throw reader.fail({ kind: 'flag-without-value', flag: name }, found.end);
	const typed = reader.text(start, end);
	const given =
		takes === 'words' && !reader.syntax.slice(start, end).includes(LITERAL) ? withoutGaps(typed) : typed;
	if (takes === 'words') {
		for (const { word, index } of wordsOf(reader.source.text.slice(start, end)))
			noWords.push({ word, offset: reader.offset(start + index), unwanted: true });
	}
	const folded = foldedValue(reader.source, start, end);
	if (takes === 'number' || takes === 'size') refuseMore(reader, name, start, end);
	const reading = rule?.read(folded, given) ?? sideOf(name, folded, given);
	if ('mistake' in reading) {
		const { mistake, meant } = reading;
		throw reader.fail(
			mistake,
			start,
			meant === undefined ? undefined : { start, end, put: meant, shown: `${name} ${meant}` },
		);
	}
	reader.span('flag', found.start, found.end);
	reader.span('value', start, end);
	reader.blank(found.start, unitEnd(reader.syntax, end, name));
	if (side) {
		sides[side] = Number.parseInt(folded, 10);
		return {};
	}
	return reading.flags;
}

/** Words without the separators that what was left out leaves behind. */
function withoutGaps(words: string): string {
	return words.replace(/^[\s,;]+/, '').replace(/\s*([,;])(?:\s*[,;])+/g, '$1');
}

/** `--steps 20 steps`: what is counted may stand behind its number. */
function unitEnd(syntax: string, end: number, flag: string): number {
	const unit = {
		'--steps': / +steps?(?![^\s,;|])/iy,
		'-n': / +(?:pictures?|images?)(?![^\s,;|])/iy,
		'--size': / +(?:px|pixels?)(?![^\s,;|])/iy,
	}[flag];
	if (unit === undefined) return end;
	unit.lastIndex = end;
	return end + (unit.exec(syntax)?.[0].length ?? 0);
}

function sideOf(flag: string, folded: string, given: string) {
	const px = folded.replace(/ *px$/, '');
	const fits = /^\d{1,6}$/.test(px) && Number(px) >= 64 && Number(px) <= 2048;
	return fits
		? { flags: {} }
		: {
				mistake: { kind: 'number-range' as const, flag, given: given.slice(0, 40), min: 64, max: 2048 },
				meant: undefined,
			};
}

/** A value in lower case and half width: signs of other scripts as the grammar has them, quoted ones as they are. */
function foldedValue(source: Source, start: number, end: number): string {
	return source.syntax.slice(start, end).includes('\ue000')
		? lowered(source.text.slice(start, end).normalize('NFKC')).trim()
		: lowered(source.syntax.slice(start, end).normalize('NFKC')).trim();
}

function afterName(syntax: string, { end }: FlagName, next: number): number {
	let start = end;
	while (start < next && syntax[start] === ' ') start++;
	if (syntax[start] === '=' || syntax[start] === ':') start++;
	while (start < next && syntax[start] === ' ') start++;
	return start;
}

function value(
	syntax: string,
	found: FlagName,
	next: number,
	takes: 'word' | 'number' | 'size' | 'sampler',
): readonly [start: number, end: number] {
	const start = afterName(syntax, found, next);
	const pattern = VALUES[takes];
	pattern.lastIndex = start;
	let end = Math.min(next, start + (pattern.exec(syntax)?.[0].length ?? 0));
	// A comma or full stop behind a number ends the sentence.
	while (end > start && /[.,;!]/.test(syntax[end - 1])) end--;
	return [start, end];
}

/** `7 , 5` is 7.5 to who writes so, `512, 512` a size, `1 000` a thousand. */
function probablyMeant(flag: string, given: string): string | undefined {
	const two = /^(\d+)\s*[.,;]\s*(\d+)$/.exec(given);
	if (two && flag === '--guidance') return `${two[1]}.${two[2]}`;
	if (two && flag === '--size') return `${two[1]}x${two[2]}`;
	return /^\d{1,3}(?: \d{3})+$/.test(given) ? given.replaceAll(' ', '') : undefined;
}

function refuseMore(reader: SyntaxReader, flag: string, start: number, end: number): void {
	const over = endOfMore(reader.syntax, end);
	if (over === end) return;
	const given = reader.text(start, over);
	const put = probablyMeant(flag, given);
	throw reader.fail(
		{ kind: 'two-values', flag, given: given.slice(0, 40) },
		start,
		put === undefined ? undefined : { start, end: over, put, shown: `${flag} ${put}` },
	);
}

/** All words up to the next flag, the background or the next row; a comma at a row's end goes on in the next. */
function wordsValue(
	reader: SyntaxReader,
	found: FlagName,
	next: number,
): readonly [start: number, end: number] {
	const { syntax } = reader;
	const start = afterName(syntax, found, next);
	let end = start;
	let comma = false;
	for (; end < next && syntax[end] !== '|'; end++) {
		const unit = syntax[end];
		if (unit === '\n' && !comma && !/^[\s]*,/.test(syntax.slice(end, end + 20))) break;
		if (unit === '@') throw reader.fail({ kind: 'place-in-flag', flag: '--no' }, end);
		if (unit !== ' ' && unit !== '\n') comma = unit === ',' || unit === ';';
	}
	while (end > start && /[\s,;]/.test(syntax[end - 1])) end--;
	let from = start;
	while (from < end && /[\s,;]/.test(syntax[from])) from++;
	return trimmed(syntax, from, end);
}

/** One or several pictures or their numbers: `--sref 12345 67890`, `--sref https://a.example ::2`. */
const ADDRESSES = /[^\s,;|]+(?: +(?:\d{3,}|[a-z]+:\/\/[^\s,;|]+)(?:::[\d.]+)?(?![^\s,;|)]))*/iy;

/** Where a flag that means nothing here ends, with what belongs to it. */
function foreignEnd(syntax: string, found: FlagName, takes: string, next: number): number {
	if (takes === 'nothing') return found.end;
	const start = afterName(syntax, found, next);
	const pattern = takes === 'sampler' ? VALUES.sampler : takes === 'addresses' ? ADDRESSES : VALUES.word;
	pattern.lastIndex = start;
	const word = pattern.exec(syntax)?.[0] ?? '';
	const end = start + word.length;
	if (word === '' || word.includes('@') || end > next || /^ *@/.test(syntax.slice(end, end + 4)))
		return found.end;
	if (takes === 'number') return /^[-+.\d]/.test(word) ? end : found.end;
	return end;
}
