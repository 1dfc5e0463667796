import type { Rule } from './rewrite.ts';

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
	/(?<=^|\n)[ \t]*(?:>{1,3}\s*|(?:#{1,3}|-#|[-*•◦‣▪▫·・●○►▶»+~])(?= )\s*|[•◦‣▪▫・●○►▶]\s*|\d{1,2}(?:\ufe0f?\u20e3|[.)](?= |\P{ASCII}))\s*|\(\d{1,2}\)\s*|[a-h]\)\s+|[\u2460-\u2473]\s*|\[[ xX✓]?\]\s+|[☐☑✅✔]\ufe0f?\s+)+/gu;

const ENTITIES: Readonly<Record<string, string>> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '',
	nbsp: ' ',
	'#39': "'",
	apos: "'",
};

/** A Slack link has an address and perhaps words; a word that is its own address is what was typed. */
function linkWords(address: string, words: string | undefined): string {
	if (words === undefined) return '';
	return /^[a-z]+:\/\//i.test(words) || address === '' ? '' : words;
}

/**
 * What chats, telephones and editors put around words: invisible characters, formatting, list marks, custom
 * emoji, mentions, links. Marks go, names stay, and what cannot be drawn is told. One place for all platforms.
 */
export const MARKUP: readonly Rule[] = [
	{
		needs: '\u200b',
		pattern: INVISIBLE,
		put: (match) => (keepsInvisible(match.input, match.index, match[0]) ? undefined : ''),
	},
	{
		needs: '&',
		pattern: /&(amp|lt|gt|quot|nbsp|apos|#39);/g,
		put: ([, name]) => ENTITIES[name],
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
	{ needs: '<', pattern: /^\s*(?:<@[!&]?\w{2,40}(?:\|[^<>\n]{0,80})?>[ ,:]*)+/g, put: gone },
	{
		needs: '<',
		pattern: /<(?:[@#!/]|t:|id:)[^<>\n]{0,200}>/g,
		put: gone,
		left: whole,
	},
	{ needs: '/', pattern: /(?<![\w@])(?:https?|ftp):\/\/[^\s<>|]+/gi, put: gone, left: whole },
	{
		needs: '@',
		pattern:
			/(?:^\s*(?:hey|hi|hello|ok|yo)[, ]+)?(?<!\S)@(?:taue|everyone|here|channel)(?![\p{L}\p{N}-])[:,]?\s*/giu,
		put: gone,
	},
	// Hashtags behind everything are for search; before a place they are its words.
	{
		needs: '#',
		pattern: /(?<!\S)#(?!(?:[\da-f]{3}|[\da-f]{6})(?![\p{L}\p{N}]))(\p{L}[\p{L}\p{N}_]*)(?=([^@]*)(@?))/giu,
		put: ([, tag, , sign]) => (sign === '' ? '' : tag.replaceAll('_', ' ')),
		left: ([, tag, , sign]) => (sign === '' ? `#${tag}` : undefined),
	},
	{ needs: '<', pattern: /<(?:br|p)\s*\/?>/gi, put: () => '\n' },
	{ needs: '<', pattern: /<\/?(?:[biusp]|em|strong|code|span|div|ul|ol|li|h[1-6])>/gi, put: gone },
	{ needs: '|', pattern: /\|\|([^|\n]*)\|\|/g, put: ([, hidden]) => hidden },
	{ needs: '>#-*•◦‣▪▫·・●○►▶»+~.)]\u20e3①②③④⑤⑥⑦⑧⑨⑩☐☑✅✔', pattern: ROW_MARK, put: gone },
	// Stars that touch a word are formatting; a star between numbers or spaces is a sign.
	{ needs: '*', pattern: /(?<![\d%])\*+(?=\S)|(?<=\S)\*+(?!\d)/g, put: gone },
	{
		needs: '~',
		pattern: /~~|(?<![\p{L}\p{N}~])~(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}])~(?![\p{L}\p{N}~])/gu,
		put: gone,
	},
	{
		needs: '_',
		pattern: /(?<![\p{L}\p{N}_])_(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}])_(?![\p{L}\p{N}_])/gu,
		put: gone,
	},
	// `:cat:` is an emoji by its name; a colon behind a word belongs to that word.
	{
		needs: ':',
		pattern: /(?<![\p{L}\p{N})\]%:])(?::[a-z0-9+-][a-z0-9_+-]{0,40}:)+/gu,
		put: ([names]) =>
			` ${names
				.split(/:+/)
				.filter((name) => /^[a-z]/.test(name) && !name.startsWith('skin-tone'))
				.join(' ')
				.replaceAll('_', ' ')} `,
		left: ([names]) => (/:[a-z]/.test(names) ? undefined : names),
	},
	{
		needs: ':;=<^xXT',
		pattern: /(?<=^|\s)(?:[:;=]['’]?-?[)(DPpOo3|*]+|<3+|\^_{0,3}\^|[xX]D+|T_T|:'\()(?=$|[\s,;.!])/g,
		put: gone,
		left: whole,
	},
];
