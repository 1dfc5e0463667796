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
	{ needs: '@', pattern: new RegExp(`@ *\\{? *${SIDES}(?: *\\}|(?![\\d.]|, *[\\d.]))`, 'g'), put: box },
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
	// `cat@left really big`.
	{
		needs: '@',
		pattern:
			/(?<=@[^\s,;|@:]{1,20}) +(?:very|really|quite|so|super|extra) (big|large|huge|small|tiny)(?= *(?:$|[,;|\n]))/gi,
		put: ([, size]) => `:${size}`,
	},
	// `cat@left, flipped`, `cat@center 50% x 80%`.
	{
		needs: '@',
		pattern:
			/(?<=@[^\s,;|@:]{1,20}(?: [a-z]{1,12})?)(?: *, *| +)(flipped|mirrored|reversed)(?= *(?:$|[,;|\n]))/gi,
		put: ([, flipped]) => `:${flipped}`,
	},
	{
		needs: '%',
		pattern:
			/(?<=@[^\s,;|@:]{1,20}) *:? *(\d{1,3}) ?% ?[x×*] ?(\d{1,3}) ?%(?= *(?:$|[,;|\n]| (?:on|in|at|with|and)\b))/gi,
		put: ([, width, height]) => `:${width}%x${height}%`,
	},
	{
		needs: '@',
		pattern: /(?<=@[^\s,;|@:]{1,20}) +(?:(?:in|as) +(?:the +)?)?(foreground|background)(?= *(?:$|[,;\n]))/gi,
		put: ([, depth]) => `:${depth}`,
	},
	// `cat@left.dog@right`, `cat@left-dog@right`: no space behind what ends a place.
	{
		needs: '@',
		pattern: new RegExp(
			`(?<=@ ?(?:${VERTICAL}|${HORIZONTAL}|center|centre|middle))(?:[./\\\\]|-(?!hand|side|most|third|half|edge|corner|top|bottom|left|right|cent))(?=\\p{L}[^@,;|:\\n]{0,40}@)`,
			'giu',
		),
		put: () => ', ',
	},
	// `猫＠左／犬＠右`, `cat@left!dog@right`, `猫@左～狗@右`.
	{
		needs: '@',
		pattern: new RegExp(
			`(?<=@ ?(?:${VERTICAL}|${HORIZONTAL}|center|centre|middle|[左右上下中央端][上下側侧边邊角央]?)) *[/!?~～〜…・·･、]+ *(?=\\p{L}[^@,;|:\\n]{0,40}@)`,
			'giu',
		),
		put: () => ', ',
	},
	{ needs: '@', pattern: /(?<=@[左右上下中央端]{1,3})([大小])(?=$|[\s,;|])/g, put: ([, size]) => `:${size}` },
	{ needs: '%', pattern: /(?<=:\d{1,3}) +(?=%)/g, put: () => '' },
]);
