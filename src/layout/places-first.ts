import { rulesOf } from './rewrite.ts';

const PLACE =
	'(?:(?:top|bottom|upper|lower|far|middle|cent(?:er|re))[ -])?(?:left|right)|top|bottom|cent(?:er|re)|middle|[左右上下中][上下央]?[側侧边邊]?';
const BEGINS_BRACKETED = new RegExp(`^\\s*[([] *(?:${PLACE}) *[)\\]]`, 'i');
const BEGINS_LABELLED = new RegExp(`^\\s*(?:${PLACE}) *[:=]`, 'i');
/** Longer lines are texts. */
const LONGEST_SHOWN = 200;
const ARROWS = '👈|👉|👆|👇|⬅|➡|⬆|⬇';
const POINTING = new RegExp(`(?<=\\S)(${ARROWS})(?!\\ufe0f?\\p{L})`, 'gu');

/** Whether two arrows or hands of a line, each at the end of a word, point to different sides. */
function pointsTwice(line: string): boolean {
	if (line.length > LONGEST_SHOWN) return false;
	const found = [...line.matchAll(POINTING)].map(([sign]) => sign);
	return found.length > 1 && new Set(found).size === found.length;
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
	// `@left(cat)`, `@left = cat`.
	{
		needs: '@',
		pattern: new RegExp(
			`(?<=^|[\\s,;|])@ ?(${PLACE})(?: *[=] *([^()@,;|\\n]{1,60})(?=[,;|\\n]|$)| ?\\( *([^()@|\\n]{1,60}) *\\))`,
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
	{ needs: '있', pattern: /(?<=\p{sc=Hangul})[이가] ?있고(?= )/gu, put: () => ',' },
	{
		needs: '있',
		pattern: /(?<=\p{sc=Hangul})[이가] ?있(?:어요|습니다|다|음|는 그림)(?= *(?:$|[,;.]))/gu,
		put: () => '',
	},
	{
		needs: 'و',
		pattern: /(?<=(?:يسار|يمين|أعلى|أسفل|الأعلى|الأسفل|الوسط)) +و(?=\p{sc=Arabic})/gu,
		put: () => ', ',
	},
	// `🐱👈 🐶👉`.
	{
		needs: '👈',
		pattern: new RegExp(`(?<=[^\\s,;@])(${ARROWS})\\ufe0f?(?=\\s|$|[,;])`, 'gu'),
		put: ({ input, 1: sign }) => (!input.includes('@') && pointsTwice(input) ? `@${sign}` : undefined),
	},
]);
