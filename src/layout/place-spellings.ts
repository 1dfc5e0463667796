import { rulesOf } from './rewrite.ts';

const SIDE = '\\d{1,4}(?:\\.\\d{1,6})?%?|\\.\\d{1,6}';
const SIDES = `(${SIDE})(?: *, *| +)(${SIDE})(?: *, *| +)(${SIDE})(?: *, *| +)(${SIDE})`;

/** `@(10 20 50 90)`, where the numbers are corners. */
function box({ 1: x0, 2: y0, 3: x1, 4: y1 }: RegExpExecArray): string | undefined {
	const corners =
		Number.parseFloat(x0) < Number.parseFloat(x1) && Number.parseFloat(y0) < Number.parseFloat(y1);
	return corners ? `@(${x0} ${y0} ${x1} ${y1})` : undefined;
}

const VERTICAL = 'top|bottom|upper|lower';
const HORIZONTAL = 'left|right';
const ENDS = '(?= *(?:$|[,;|:\\n]| (?:on|in|at|with|under|and)\\b))';

/** Ways to write a place beside those of the grammar: boxes in other brackets, sides and sizes with other signs. */
export const PLACE_SPELLINGS = rulesOf([
	// `cat [0.1, 0.2, 0.5, 0.9]`, `cat: (10, 20, 50, 90)`, `text: cat, box: [...]`.
	{
		needs: '([{',
		pattern: new RegExp(
			`(?<=[\\p{L}\\p{N}\\ue000])(?<!@ {0,3})[\\s,]*(?:(?:-\\s*)?(?:box|bbox|position|region)\\s*)?[:=]?\\s*[([{] *${SIDES} *[)\\]}]`,
			'giu',
		),
		put: box,
	},
	{
		needs: '@',
		pattern: /(?<=^|[\n,;][ \t]*)(?:text|label|object|phrase|name) *[:=] *(?=[^\n,;@|]*@ ?\()/gi,
		put: () => '',
	},
	{ needs: '@', pattern: new RegExp(`@ *\\{? *${SIDES}(?: *\\}|(?![\\d.,]))`, 'g'), put: box },
	// `bottom/left`, `left and top`, `bottom, left`.
	{
		needs: '@',
		pattern: new RegExp(`(?<=@ ?)(${VERTICAL})(?: *[/+&] *| +and +| *, *)(${HORIZONTAL})${ENDS}`, 'gi'),
		put: ([, first, second]) => `${first}-${second}`,
	},
	{
		needs: '@',
		pattern: new RegExp(`(?<=@ ?)(${HORIZONTAL})(?: *[/+&] *| +and +| *, *)(${VERTICAL})${ENDS}`, 'gi'),
		put: ([, first, second]) => `${second}-${first}`,
	},
	// `cat@left, small`, `cat@left=small`, `猫@左大`, `cat@left:50 %`.
	{
		needs: '@',
		pattern:
			/ *[,=/-] *(tiny|small|medium|large|huge|big)(?= *(?:$|[,;|\n]))(?<=@[^\s,;|@:]{1,20} *[,=/-] *\1)/gi,
		put: ([, size]) => `:${size}`,
	},
	{ needs: '@', pattern: /(?<=@[左右上下中央端]{1,3})([大小])(?=$|[\s,;|])/g, put: ([, size]) => `:${size}` },
	{ needs: '%', pattern: /(?<=:\d{1,3}) +(?=%)/g, put: () => '' },
]);
