import { attributeOf } from './attributes.ts';
import { fold, quoteFamily } from './characters.ts';
import { ofLine, rulesOf } from './rewrite.ts';

const gone = () => '';
const whole = (match: RegExpExecArray) => match[0];

/** Between two of these an invisible joiner is part of how a word or an emoji is written. */
const JOINED =
	/[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{M}\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff]/u;
const BEFORE_SELECTOR = /[\p{Extended_Pictographic}0-9#*]/u;

function keepsInvisible(text: string, index: number, sign: string): boolean {
	const before = characterBefore(text, index);
	if (sign === '\u200d' || sign === '\u200c') return JOINED.test(before);
	if (sign === '\ufe0f' || sign === '\ufe0e')
		return BEFORE_SELECTOR.test(before) && text[index - 1] !== '\ufe0f';
	// The flags of England, Scotland and Wales are a black flag and invisible letters.
	return sign.startsWith('\udb40') && /[\u{1f3f4}\u{e0000}-\u{e007f}]/u.test(before);
}

function characterBefore(text: string, index: number): string {
	const unit = text.charCodeAt(index - 1);
	return text.slice(unit >= 0xdc00 && unit < 0xe000 ? index - 2 : index - 1, index);
}

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Marks at the beginning of a row: quotes, headings, bullets, numbers, boxes to tick. */
const ROW_MARK =
	/(?<=^|\n)[ \t]*(?:>{1,3}\s*|(?:#{1,3}|-#|[-*•◦‣▪▫·・●○►▶»+~])(?= )\s*|[•◦‣▪▫・●○►▶]\s*|\d{1,2}(?:\ufe0f?\u20e3|[.)](?= |\P{ASCII}))\s*|\(\d{1,2}\)\s*|\d{1,2} ?(?::|-(?!-)) +(?=\S)|(?:[a-h]|i{1,3}|iv|vi{0,3})[.)]\s+|[一二三四五六七八九十][、.,]\s*|[\u2460-\u2473]\s*|\[[ xX✓]?\]\s+|[☐☑✅✔]\ufe0f?\s+)+/gu;

/** `&mdash;`, `&#45;`, `&#x2d;`: signs as pages write them. */
const ENTITY = /&(?:([a-z]{2,6})|#(\d{2,6})|#x([\da-f]{2,5}));/gi;
const ENTITIES: Readonly<Record<string, string>> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '',
	nbsp: ' ',
	apos: "'",
	ldquo: '',
	rdquo: '',
	lsquo: '',
	rsquo: "'",
	laquo: '',
	raquo: '',
	mdash: '-',
	ndash: '-',
	minus: '-',
	hellip: '.',
	times: 'x',
	bull: '•',
	middot: '·',
	commat: '@',
};

function entity({ 1: name, 2: decimal, 3: hex }: RegExpExecArray): string | undefined {
	if (name !== undefined)
		return Object.hasOwn(ENTITIES, name.toLowerCase()) ? ENTITIES[name.toLowerCase()] : undefined;
	const sign = fold(String.fromCodePoint(Number.parseInt(decimal ?? hex, decimal === undefined ? 16 : 10)));
	// Quotes were read before; these are what was around words.
	return quoteFamily(sign.charCodeAt(0)) === 0 ? sign : '';
}

/** Endings of addresses that are typed without `https://`. */
const HOSTS = 'com|org|net|io|dev|app|gg|co|me|tv|ly|gl|be|jp|de|fr|uk|cn|kr|ru|es|it|eu|ai|art';
/** Behind an address, signs and brackets belong to the sentence. */
const ADDRESS_END = '(?<![.,;:!?\\])}\'"’”»])';

/** A Slack link has an address and perhaps words; a word that is its own address is what was typed. */
function linkWords(address: string, words: string | undefined): string {
	if (words === undefined) return '';
	return /^[a-z]+:\/\//i.test(words) || address === '' ? '' : words;
}

/** Whether `a)` begins a line, and things with places stand behind it and behind a `b)`. */
const isLettered = ofLine((line) => {
	if (!/^\s*\(?[a1]\)/i.test(line)) return false;
	const [, ...placed] = line.split('@');
	const second = placed.findIndex((rest) => /\s\(?[b2]\)/i.test(rest));
	return second !== -1 && second < placed.length - 1;
});

/** Whether a `1.` stands before a word, and a `2.` behind it. */
const isNumbered = ofLine((line) => {
	const first = /(?:^|\s)1[.)]\p{L}/u.exec(line);
	return first !== null && /\s2[.)]\p{L}/u.test(line.slice(first.index + first[0].length));
});

/**
 * What chats, telephones and editors put around words: invisible characters, formatting, list marks, custom
 * emoji, mentions, links. Marks go, names stay, and what cannot be drawn is told. One place for all platforms.
 */
export const MARKUP = rulesOf([
	{
		needs: '\u200b',
		pattern: INVISIBLE,
		put: (match) => (keepsInvisible(match.input, match.index, match[0]) ? undefined : ''),
	},
	{
		needs: '&',
		pattern: ENTITY,
		put: entity,
	},
	{ needs: '`´ˋ', pattern: /```(?:[a-z]{1,12}\n)?|[`´ˋ]+/gi, put: gone },
	// Custom emoji have a name and a number: `<:cat:123>`, `<a:cat:123>`.
	{ needs: '<', pattern: /<a?:(\w{2,32}):\d{5,25}>/g, put: ([, name]) => name.replaceAll('_', ' ') },
	{
		needs: '<',
		pattern: /<(?:(?:https?|ftp|mailto|tel|sms):)([^<>|\n]{1,600})(?:\|([^<>\n]{0,300}))?>/gi,
		put: (match) =>
			/^<(?:mailto|tel|sms)/i.test(match[0]) ? (match[2] ?? match[1]) : linkWords(match[1], match[2]),
		left: (match) =>
			/^<(?:mailto|tel|sms)/i.test(match[0]) || linkWords(match[1], match[2]) !== '' ? undefined : match[0],
	},
	// Whoever is spoken to at the beginning is no part of the picture; it is the bot.
	{
		needs: '<',
		pattern: /^\s*(?:(?:hey|hi|hello|yo|ok|dear)[, ]+)?(?:<@[!&]?\w{2,40}(?:\|[^<>\n]{0,80})?>[ ,:]*)+/g,
		put: gone,
	},
	{
		needs: '<',
		pattern: /<(?:[@#!]|t:|id:|\/[\w -]{1,80}:\d)[^<>\n]{0,200}>/g,
		put: gone,
		left: whole,
	},
	// A link in Markdown is its words; a picture in Markdown too.
	{
		needs: '](',
		pattern:
			/!?\[([^\]\n]{0,200})\]\(\s*(?:[a-z]+:\/\/|www\.|mailto:)[^\s()]*(?:\([^\s()]*\)[^\s()]*)*(?: +(?:"[^"\n]*"|\ue000+))?\s*\)/gi,
		put: ([, words]) => words,
		left: (match) => match[0].slice(match[0].lastIndexOf('](') + 2, -1).replace(/\s+["\ue000].*$/, ''),
	},
	{
		needs: '/',
		pattern: new RegExp(`(?<![\\w@])[a-z][a-z0-9+]{1,9}://[^\\s<>|]+${ADDRESS_END}`, 'gi'),
		put: gone,
		left: whole,
	},
	{
		needs: '.',
		pattern: new RegExp(
			`(?<![\\w@.-])(?:www\\.[^\\s<>|]+|(?:[a-z0-9-]+\\.)+(?:${HOSTS})/[^\\s<>|]*)${ADDRESS_END}`,
			'gi',
		),
		put: gone,
		left: whole,
	},
	// Paths of files.
	{
		needs: '\\/',
		pattern: /(?<!\S)(?:[a-z]:[\\/]|~\/|\/(?=[\w-]+\/))[^\s,;|<>]+\.[a-z]{2,4}(?![^\s,;|)])/gi,
		put: gone,
		left: whole,
	},
	{
		needs: '@',
		pattern:
			/(?:^\s*(?:hey|hi|hello|ok|yo)[, ]+)?(?<!\S)@(?:taue|everyone|here|channel)(?![\p{L}\p{N}-])[:,!.]?\s*/giu,
		put: gone,
	},
	// Hashtags behind everything are for search; before a place they are its words.
	{
		needs: '#',
		pattern: /(?<!\S)#(?!(?:[\da-f]{3}|[\da-f]{6})(?![\p{L}\p{N}]))(\p{L}[\p{L}\p{N}_]*)(?=([^@]*)(@?))/giu,
		put: ([, tag, , sign]) => (sign === '' ? '' : tag.replaceAll('_', ' ')),
		left: ([, tag, , sign]) => (sign === '' ? `#${tag}` : undefined),
	},
	{ needs: '<', pattern: /^\s*<([^<>]*@[^<>]*)>\s*$/dg, put: { group: 1 } },
	{ needs: '<', pattern: /<(?:br|p|li|tr)\s*\/?>|<\/(?:p|li|tr)>(?=\s*\S)/gi, put: () => '\n' },
	{
		needs: '<',
		pattern:
			/<\/?(?:[biusp]|em|strong|code|pre|mark|del|sub|sup|small|span|div|ul|ol|li|t[drh]|table|tbody|h[1-6])(?: [^<>]{0,100})?>/gi,
		put: gone,
	},
	// A row of a table: a cell an object.
	{
		needs: '|',
		pattern: /^[ \t]*\|?[^|@{}\n]*@[^|@,;{}\n]*(?:\|{1,2}[^|@,;{}\n]*@[^|@,;{}\n]*)+(?=\||$)/gm,
		put: ([cells]) => cells.replace(/^([ \t]*)\|/, '$1 ').replaceAll('|', ';'),
	},
	{ needs: '|', pattern: /(?<=^[^{}]*@[^{}]*[^|])\|[ \t]*(?=$|\n)/g, put: gone },
	{ needs: '|', pattern: /\|\|([^|\n]*)\|\|/g, put: ([, hidden]) => hidden },
	// `a) cat@left b) dog@right`, `(1) cat@left (2) dog@right`: letters and numbers that count up are a list's.
	{
		needs: ')',
		pattern: /(?<=^|[\s,;])\(?[a-h1-8]\)(?= *[\p{L}\p{N}])/giu,
		put: ({ input, index }) => (isLettered(input) ? (index === 0 ? '' : '\n') : undefined),
	},
	// `1.cat@left 2.dog@right`: numbers that count up are a list's.
	{
		needs: '2',
		pattern: /(?<=^|[\s,;])[1-9][.)](?=\p{L})/gu,
		put: ({ input, index }) => (isNumbered(input) ? (index === 0 ? '' : '\n') : undefined),
	},
	// `3️⃣ cats`, where nothing else is numbered: a count.
	{
		needs: '\u20e3',
		pattern: /(?<=^\s*)([2-8])\ufe0f?\u20e3(?= *\p{L}(?!.*\u20e3))/gu,
		put: ([, digit]) => `${digit} `,
	},
	// `1️⃣ cat 2️⃣ dog`, `①猫②犬`: numbers in circles begin a row wherever they stand.
	{
		needs: '\u20e3①②③④⑤⑥⑦⑧⑨⑩',
		pattern: /(?<=\S[ \t]*)(?:\d\ufe0f?\u20e3|[\u2460-\u2473])(?=[ \t]*[^\s@])/gu,
		put: () => '\n',
	},
	{ needs: '>#-*•◦‣▪▫·・●○►▶»+~.):]一二三\u20e3①②③④⑤⑥⑦⑧⑨⑩☐☑✅✔', pattern: ROW_MARK, put: gone },
	// Stars that touch a word are formatting; a star between numbers or spaces is a sign.
	{ needs: '*', pattern: /(?<![\d%])\*+(?=[^\s\d])|(?<=\S)(?<!(?<!\S)\d)\*+(?!\d)/g, put: gone },
	{
		needs: '~',
		pattern: /~~|(?<![\p{L}\p{N}~])~(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}])~(?![\p{L}\p{N}~])/gu,
		put: gone,
	},
	{
		needs: '_',
		pattern: /(?<![^\s,;])__([^_\n@]*[^_\s@]@[^_\n]*)__(?![^\s,;.!])/g,
		put: ([, words]) => words,
	},
	{
		needs: '_',
		pattern: /(?<![\p{L}\p{N}_])_(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}])_(?![\p{L}\p{N}_])/gu,
		put: gone,
	},
	// `cat@left:fire:`: no word of ours stands between two colons at an end.
	{
		needs: ':',
		pattern: /(?<=@[\p{L}-]{1,20}):([a-z][a-z0-9_+-]{1,40}):(?![\p{L}\p{N}])/gu,
		put: ({ 1: name }) => (attributeOf(name) ? undefined : ` ${name.replaceAll('_', ' ')} `),
	},
	// `:cat:` is an emoji by its name; a colon behind a word belongs to that word.
	{
		needs: ':',
		pattern: /(?<![\p{L}\p{N})\]%:])(?::[a-z0-9+-][a-z0-9_+-]{0,40}:)+/gu,
		put: ([names]) =>
			` ${names
				.split(/:+/)
				.filter((name) => /^[a-z]/.test(name) && !name.startsWith('skin-tone'))
				// `:cat2:` is another picture of the same.
				.map((name) => name.replace(/(?<=[a-z])\d$/, ''))
				.join(' ')
				.replaceAll('_', ' ')} `,
		left: ([names]) => (/:[a-z]/.test(names) ? undefined : names),
	},
	// A line drawn between two rows.
	{ needs: '-_=*~', pattern: /(?<=\n)[ \t]*(?:-{3,}|_{3,}|={3,}|\*{3,}|~{3,})[ \t]*(?=\n)/g, put: gone },
	// A hand, a brush or a spark before a line with places points at it; behind it a spark is an ornament.
	{
		needs: '\u2728',
		pattern:
			/^\s*(?:[\u{1f3a8}\u{1f58c}\u{1f449}\u27a1\u25b6\u2728\u{1f195}\u{1f4cc}\u{1f4dd}\u2705]\ufe0f?\s+)+(?!and\s)(?=[^@]{0,80}\p{L}[^@]{0,80}@)/giu,
		put: gone,
		left: whole,
	},
	{ needs: '\u2728', pattern: /(?<=@[^@|]*)\s+(?:\u2728\s*)+$/gu, put: gone, left: whole },
	// Faces of signs: `¯\_(ツ)_/¯`, `(╯°□°)╯`.
	{
		needs: '\u30c4',
		pattern:
			/(?<=\s)(?:¯[^\s@]{0,12}¯|[^\s@\p{L}]{0,3}\((?:[^\s@()\p{L}\p{N}]{3,8}|[^\s@()\p{L}\p{N}]{1,3}[ωДд益ツ][^\s@()\p{L}\p{N}]{1,3})\)[^\s@\p{L}]{0,3})(?=\s*$)/gu,
		put: ({ 0: face }) => (/[^\p{ASCII}\p{sc=Han}]/u.test(face) ? '' : undefined),
		left: ([face]) => (/[^\p{ASCII}\p{sc=Han}]/u.test(face) ? face : undefined),
	},
	// Faces, hearts and hands behind a line with places are how somebody feels about it.
	{
		needs: '\u2764',
		pattern:
			/(?<=(?:@|\b(?:left|right|top|bottom|middle)\b)[^@|]*)(?<=[\s\p{L}\p{P}])(?:[\u{1f600}-\u{1f64f}\u{1f90d}-\u{1f91f}\u{1f920}-\u{1f92f}\u{1f970}-\u{1f97a}\u{1f9e1}\u{1f493}-\u{1f49f}\u{1f5a4}\u{1f44a}-\u{1f450}\u{1f4af}\u270a-\u270d\u2764\u2665]\p{Emoji_Modifier}?\ufe0f?\s*)+[.!]*\s*$/gu,
		put: gone,
		left: whole,
	},
	{
		needs: ':;=<^xXT',
		pattern: /(?<=^|\s)(?:[:;=]['’]?-?[)(DPpOo3|*]+|<3+|\^_{0,3}\^|[xX]D+|T_T|:'\()(?=$|[\s,;.!])/g,
		put: gone,
		left: whole,
	},
]);
