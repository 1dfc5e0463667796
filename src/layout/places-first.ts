import { rulesOf } from './rewrite.ts';

const PLACE =
	'(?:(?:top|bottom|upper|lower|far|middle|cent(?:er|re))[ -])?(?:left|right)|top|bottom|cent(?:er|re)|middle|[左右上下中][上下央]?[側侧边邊]?';
const ENDS = '(?= *(?:$|[,;|\\n]| (?:on|in|at|with|under)\\b(?! the (?:left|right))))';
/** `left` and `right`, `top` and `bottom`: two places, and no corner. */
function areApart(one: string, other: string): boolean {
	const isAcross = (place: string) => /left|right/i.test(place);
	return one.toLowerCase() !== other.toLowerCase() && isAcross(one) === isAcross(other);
}
const BEGINS_BRACKETED = new RegExp(`^\\s*[([] *(?:${PLACE}) *[)\\]]`, 'i');
const BEGINS_LABELLED = new RegExp(`^\\s*(?:${PLACE}) *[:=]`, 'i');
/** Longer lines are texts. */
const LONGEST_SHOWN = 200;
/** Hands and arrows. */
const SIGN = '[👈👉👆👇⬅➡⬆⬇←→↑↓↖↗↘↙]';
/** The same with its colour, or as an emoji. */
const POINTER = `(${SIGN})(?:\\p{Emoji_Modifier}|\\ufe0f)*`;
/** One emoji with whatever belongs to it, or words. */
const POINTED = `(?!${SIGN})\\p{Extended_Pictographic}(?:\\ufe0f|\\p{Emoji_Modifier}|\\u200d\\p{Extended_Pictographic})*|[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} '’-]{0,60}(?<! )`;
const ANY_SIGN = new RegExp(SIGN, 'gu');
const BEGINS_POINTING = new RegExp(`^\\s*${SIGN}`, 'u');
const ENDS_POINTING = new RegExp(`${POINTER}[\\s.!]*$`, 'u');
/** At the end of a word. */
const POINTING = new RegExp(`(?<=\\S)${POINTER}(?!\\p{L})`, 'gu');

/** Where the arrows and hands of a line stand, each of which points to another side: before what is there, or behind it. */
function pointing(line: string): 'before' | 'behind' | undefined {
	if (line.length > LONGEST_SHOWN || line.includes('@')) return undefined;
	const first = BEGINS_POINTING.test(line);
	const all = first || ENDS_POINTING.test(line);
	const found = all ? [...line.matchAll(ANY_SIGN)] : [...line.matchAll(POINTING)];
	const sides = found.map(([sign, hand]) => hand ?? sign);
	if (sides.length < 2 || new Set(sides).size < sides.length) return undefined;
	return first ? 'before' : 'behind';
}

/** Places that stand before their words, or behind them as a sign of their own, in lines without ours. */
export const PLACES_FIRST = rulesOf([
	// `[left] cat [right] dog`, `LEFT: cat RIGHT: dog`: where the next place begins, the words before it end.
	{
		needs: '([',
		pattern: new RegExp(`(?<=[^\\s,;|\\n]) +(?=[([] *(?:${PLACE}) *[)\\]])`, 'giu'),
		put: ({ input }) => (!input.includes('@') && BEGINS_BRACKETED.test(input) ? ', ' : undefined),
	},
	{
		needs: '([',
		pattern: new RegExp(`(?<=^|[,;\\n]\\s*)[([] *(${PLACE}) *[)\\]] *[:=-]? *(?=[\\p{L}\\p{N}])`, 'giu'),
		put: ({ input, 1: place }) => (input.includes('@') ? undefined : `${place}: `),
	},
	{
		needs: ':=',
		pattern: new RegExp(
			`(?<=[^\\s,;|\\n:=])(?<!\\b(?:top|bottom|upper|lower|far|middle|cent(?:er|re))) +(?:[/+&] +)?(?=(?:the )?(?:${PLACE}) *[:=](?!\\S*\\/\\/))`,
			'giu',
		),
		put: ({ input }) => (!input.includes('@') && BEGINS_LABELLED.test(input) ? ', ' : undefined),
	},
	// `cat and dog@left and right`: each its own, in turn.
	{
		needs: '@',
		pattern: new RegExp(
			`^([^@,;|\\n{}]{1,60}?)(?: *, *(?:and +)?| +and +| *& *)([^@,;|\\n{}]{1,60}?) ?@ ?(${PLACE})(?: *, *(?:and +)?| +and +| *[&+/] *)(${PLACE})${ENDS}`,
			'gi',
		),
		put: ({ 1: one, 2: other, 3: here, 4: there }) =>
			/ and |[&]/.test(other) ? undefined : `${one}@${here}, ${other}@${there}`,
	},
	// `cat@left or right`: either; `cat@left and right`: one in each.
	{
		needs: '@',
		pattern: new RegExp(
			`(?<=@ ?)(${PLACE})(?: +or +(?:(?:at|on|to) +)?(?:the +)?| */ *)(${PLACE})${ENDS}`,
			'gi',
		),
		put: ({ 1: one, 2: other }) => (areApart(one, other) ? `{${one},${other}}` : undefined),
	},
	{
		needs: '@',
		pattern: new RegExp(
			`(?<=^|[,;|\\n] {0,3})([^@,;|\\n{}]{1,60}?) ?@ ?(${PLACE})(?: +and +(?:(?:at|on) +)?(?:the +)?| *[&+] *)(${PLACE})${ENDS}`,
			'gi',
		),
		put: ({ 1: what, 2: one, 3: other }) =>
			areApart(one, other) ? `${what}@${one}, ${what}@${other}` : undefined,
	},
	// `@left(cat)`, `@left = cat`.
	{
		needs: '@',
		pattern: new RegExp(
			`(?<=^|[\\s,;|])@ ?(${PLACE})(?: *[=] *([^()@,;|\\n]{1,60})(?=[,;|\\n]|$)| ?\\(([^()@|\\n]{1,64})\\))`,
			'giu',
		),
		put: ({ 1: place, 2: equal, 3: inside }) => `${(equal ?? inside).trim()}@${place}${equal ? '' : ';'}`,
	},
	// `狐が左で梟が右`, `왼쪽에 여우가 있고 …`, `… على اليسار وبومة …`: what ties two of them becomes a comma.
	{
		needs: '左',
		pattern: /(?<=[左右上下央側端])で(?=[^\s,;@]{1,20}[がはを][左右上下中])/gu,
		put: () => ',',
	},
	{
		needs: '左',
		pattern: /(?<=\p{sc=Han})(?<![左右上下最正])(?=[左右上下][边邊侧側面方](?:是|有))/gu,
		put: ({ input, index }) =>
			!input.includes('@') && /^\s*[左右上下]/.test(input.slice(0, index)) ? ',' : undefined,
	},
	{ needs: '있', pattern: /(?:(?<=\p{sc=Hangul})[이가]|(?<=에)) ?있고(?= )/gu, put: () => ',' },
	{
		needs: '있',
		pattern: /(?:(?<=\p{sc=Hangul})[이가]|(?<=에)) ?있(?:어요|습니다|다|음|는 그림)(?= *(?:$|[,;.]))/gu,
		put: () => '',
	},
	{
		needs: 'و',
		pattern: /(?<=(?:يسار|يمين|أعلى|أسفل|الأعلى|الأسفل|الوسط)) +و(?=\p{sc=Arabic})/gu,
		put: () => ', ',
	},
	// `👈🐱👉🐶`, `👈 cat 👉 dog`.
	{
		needs: '👈',
		pattern: new RegExp(`${POINTER} *(${POINTED})[ ,;]*`, 'gu'),
		put: ({ input, 1: sign, 2: what }) => (pointing(input) === 'before' ? `${what}@${sign}, ` : undefined),
	},
	// `🐱👈 🐶👉`, `🐱👈🐶👉`, `cat 👈 dog 👉`.
	{
		needs: '👈',
		pattern: new RegExp(`(?<=[^\\s,;@]) ?${POINTER}(?=(\\s*$|\\s*[,;])?)`, 'gu'),
		put: ({ input, 1: sign, 2: ends }) =>
			pointing(input) === 'behind' ? `@${sign}${ends === undefined ? ', ' : ''}` : undefined,
	},
]);
