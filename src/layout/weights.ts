import { attributeOf } from './attributes.ts';
import { rulesOf } from './rewrite.ts';
import { LITERAL } from './source.ts';

const whole = (match: RegExpExecArray) => match[0];
const second = (match: RegExpExecArray) => match[2];
/** No box: boxes stand behind `@`. */
const NO_BOX = '(?<!@ {0,3})';
const WEIGHT = '[-+]?(?:\\d+\\.?\\d*|\\.\\d+)';
/** Behind a weight an object or the line ends. */
const ENDS = '(?= *(?:[@,;|}\\n]|$|and\\b|-))';

/**
 * What other programs write to make a word stronger or weaker, to mix words, or to draw them from a list. Words
 * stay, weights are told to be left out: all of an object grows in its own place here.
 */
export const WEIGHTS = rulesOf([
	// `{0.5::red|2::blue}`: how often a choice is taken; here each is drawn.
	{ needs: '{', pattern: /(?<=[{|] {0,3})\d*\.?\d+ *::/g, put: () => '', left: whole },
	// `1.5::cat::`, `-1::dog::`: the weight before, the words between colons.
	{
		needs: ':',
		pattern: /(?<=^|[\s,;|(])-\d*\.?\d+ ?::[^:\n@]+::(?: *@[^\s,;|@]+)?/g,
		put: () => '',
		left: whole,
	},
	{
		needs: ':',
		pattern: /(?<=^|[\s,;|(])\d*\.?\d+ ?::(?= *[^\s:,;|][^\n]*?::)/g,
		put: () => '',
		left: whole,
	},
	// `a cat.swap(a fox)`, `("a", "b").and()`.
	{
		needs: '.',
		pattern: /(?<=[\p{L}\p{N})\ue000])\.(?:swap|blend|and)\([^()\n]*\)/gu,
		put: () => '',
		left: whole,
	},
	// A negative weight asks for less of it.
	{
		needs: ':',
		pattern: /(?<=^|::[-+\d.]* |[,;\n|] {0,3})[^,;\n|:@{}]+:: *-\d*\.?\d+(?: *@[^\s,;|@]+)?/g,
		put: () => '',
		left: whole,
	},
	{
		needs: ':',
		pattern: / *:: *((?:[-+]?\d*\.?\d+)?)( *(?:[@,;|}\n\])]|$))?/g,
		put: ([, , end]) => end ?? ', ',
		left: ([all, weight, end = '']) => (weight === '' ? undefined : all.slice(0, all.length - end.length)),
	},
	// `(red|blue) car`, `<red|blue> car`: choices in other brackets; `{red or blue}`, `{red/blue}`, `{red; blue}`.
	{
		needs: '(<',
		pattern:
			/(?<!@ {0,3})(?:\(([^()|@\n]{1,80}(?:\|[^()|@\n]{1,80})+)\)|<([^<>|@:\n]{1,80}(?:\|[^<>|@:\n]{1,80})+)>)/g,
		put: ({ 1: round, 2: pointed }) => `{${round ?? pointed}}`,
	},
	{
		needs: '{',
		pattern: /\{([^{}|,@\n]{1,120})\}/g,
		put: ({ 0: all }) =>
			/[;/]| or /.test(all) && !/\$/.test(all) ? all.replace(/ *(?:[;/]| or ) */gi, '|') : undefined,
	},
	// `'cat'@left`: a quote that touches the sign is around the words before it.
	{
		needs: '@',
		pattern: /(?<=^|[\s,;(|])['‘‛′❛]([^'‘’❜@,;|\n]{1,80})['’′❜](?= *[@:])/dgu,
		put: { group: 1 },
	},
	// `{{{cat}}}`: braces that hold no choice, in several layers.
	{ needs: '{', pattern: /\{{2,}([^{}|,\n]{0,200})\}{2,}/dg, put: { group: 1 }, left: whole },
	// `cat (left)` where no sign of ours stands, and `cat@left(small)`.
	{
		needs: '([',
		pattern:
			/(?<=[\p{L}\p{N}]) *[([] *(?:(?:on|at|in) +)?(?:the +)?((?:(?:top|bottom|upper|lower|far|middle|center)[ -])?(?:left|right)|top|bottom|cent(?:er|re)|middle)(?: +(?:side|corner))? *[)\]]/giu,
		put: ({ input, 1: place }) => (input.includes('@') ? undefined : `@${place}`),
	},
	{
		needs: '(',
		pattern: /(?<=@[^\s,;|@():]{1,20}) ?:? ?\( *([\p{L}\d%]{1,12}) *\)/giu,
		put: ({ 1: word }) => (attributeOf(word) ? `:${word}` : undefined),
	},
	{
		needs: '(',
		pattern: new RegExp(`${NO_BOX}\\(([^()]*?) *(: *${WEIGHT} *)\\)`, 'dg'),
		put: { group: 1 },
		left: second,
		repeated: true,
	},
	{
		needs: '(',
		pattern: new RegExp(`${NO_BOX}\\(([^()]*)\\)(${WEIGHT}(?![\\p{L}\\d/:%x])|\\++|-+)?`, 'dgu'),
		put: { group: 1 },
		left: second,
		repeated: true,
	},
	// `[red:blue:0.5]`, `[red|blue]`, `[red:10]`: words that change while the picture grows.
	{
		needs: '[',
		pattern: /(?<!@ {0,3})\[([^[\]|:]*)((?:[|:][^[\]|:]*)*)\](?:\++|-+)?/dg,
		put: { group: 1 },
		left: second,
		repeated: true,
	},
	{
		needs: ':',
		pattern: new RegExp(
			`(?<=[\\p{L}\\p{M}${LITERAL}])(?<![-@ー][^\\s,;|]*) *[:^] *[-+]?(?:\\d+\\.\\d+|\\.\\d+|\\d)${ENDS}`,
			'gu',
		),
		put: () => '',
		left: whole,
	},
	{
		needs: ':',
		pattern: /(?<=@[^\s,;|:@]{1,20}) *: *\d*\.\d+(?= *(?:[,;|\n]|$|and\b|-))/g,
		put: () => '',
		left: whole,
	},
	{
		needs: '+-',
		pattern:
			/(?<=[\p{L}\p{N}\ue000])(?<!\b(?:[cC]|[dD][pP][mM]))(?:\+{2,}|-{2,}(?=[@,;|\s]|$))|(?<=[\p{L}\p{N}]{2})(?:\+(?= *[@,;|]|$)|-(?=@))/gu,
		put: () => '',
		left: whole,
	},
	{ needs: '<', pattern: /<\/?[a-z][\w-]*:[^<>@\n]{0,200}>/gi, put: () => '', left: whole },
	// The same where a chat took the brackets for markup of its own.
	{
		needs: ':',
		pattern: /(?<![\p{L}\p{N}])(?:lora|lyco|lycoris|hypernet|ti|wildcard):[\w.-]+(?::[\d.]+)*/giu,
		put: () => '',
		left: whole,
	},
	{ needs: '<', pattern: /<([^<>\n:@]{1,80})>/dg, put: { group: 1 } },
	{
		needs: '_',
		pattern: /__(?:[\w*. -]+\/)*([\p{L}\p{N}_*. -]{1,60}?)__/gu,
		put: ([, name]) => name.replaceAll(/[_*]+/g, ' '),
		left: whole,
	},
	{ needs: ':', pattern: /(?<!\p{L})embedding:[\w.-]+(?::[\d.]+)?/giu, put: () => '', left: whole },
	{ needs: '$', pattern: /\$\{[^{}\n]{0,80}\}/g, put: () => '', left: whole },
	// `1girl, solo, red hair@left`: tags from the one that counts on are one thing's, where the last tells of somebody.
	{
		needs: '@',
		pattern:
			/(?<=^|[,;|\n] {0,3})([1-6]\+?(?:girl|boy|other)s? {0,3}(?:,[^@,;|\n{}]{1,44})*?,(?=[^@,;|\n{}]{1,64}@) {0,3}(?:solo|[1-6](?:girl|boy)s?|[^@,;|\n{}]{0,40}\b(?:hair|eyes?|ears?|tail|dress|shirt|skirt|uniform|hat|glasses|smile|clothes|jacket|coat|hoodie|swimsuit|kimono|boots|shoes|gloves|ribbon|armor|wings|horns|twintails|ponytail|braids?|bangs|blush|hands|[a-z]{2,20}ing)(?: (?:at|up|down|a|an|the) ?[a-z ]{0,20})?)) ?(?=@)/dgi,
		put: { group: 1 },
	},
	// `cat_on_mat@left`: names of files and tags have no spaces.
	{
		needs: '_',
		pattern: /(?<![^\s,;|({[>])[\p{L}\p{N}]+(?:_[\p{L}\p{N}]+)+(?=[\s,;|@:)}\].!?]|$)/gu,
		put: ({ 0: name, input, index }) =>
			/[-ーｰ]{1,2} ?[\p{L}_-]+[ =:]*$/u.test(input.slice(Math.max(0, index - 40), index))
				? undefined
				: name.replaceAll('_', ' '),
	},
	// Places for words of other programs: `%animal%`, `$animal`.
	{
		needs: '%',
		pattern: /(?<![\p{L}\p{N}])%([a-z]\w{0,40})%/giu,
		put: ([, name]) => name.replaceAll('_', ' '),
		left: whole,
	},
	{
		needs: '$',
		pattern: /(?<![\p{L}\p{N}$])\$([a-z]\w{0,40})/giu,
		put: ([, name]) => name.replaceAll('_', ' '),
		left: whole,
	},
]);
