import { type LeftOut, rulesOf } from './rewrite.ts';
import { schedulerNamed } from './schedulers.ts';
import { type Edit, edited, LITERAL, type Source } from './source.ts';

const gone = () => '';

/** What people type before a line elsewhere: the name of a command, or what the field is called. */
const COMMAND =
	/^\s*(?:[/!.$] ?(?:taue|imagine|draw|dream|paint|generate|gen|create|image|img|art|diffuse|prompt|sd|t2i|txt2img)(?![\p{L}\p{N}@])(?: +draw(?=\s))?(?: +(?:prompt *[:=]?|line *[:=]|text *[:=])(?=[\s\S]))?|(?:\$ *)?(?:npx +|npm run (?:-s +|--silent +)?)?taue +(?:-- +)?(?:draw|layout)(?=\s)|(?:(?:imagine|dream|draw|paint|create|generate) +)?(?:positive(?: +prompt)?|prompt) *[:=]|parameters? *(?:\n|[:=])|input *[:=]|caption *[:=]|(?:draw|paint|imagine|generate|make|create)(?: me)? +(?:this|that|it|the following) *[:=-]|(?:taue|draw|imagine|dream|paint|generate|create|sketch) *[:=]|(?:(?:hey|hi|hello|ok|okay|dear|yo)[, ]+)?taue(?: +draw)?[,!:]? +(?=[^@]*@))\s*/giu;

/** A request to a person: only what comes behind it is to be seen. */
const REQUEST =
	/^\s*(?:(?:please|pls|can you|could you|would you|hey|hi)[, ]+)*(?:(?:draw|paint|imagine|generate|make|create|sketch|show|give|put|place|add)(?: me| us)?|i(?:'d| would)? (?:want|like|need)(?: to see)?|let'?s see|let me see|there (?:is|are)|there['’]s|(?:what|how) about|maybe|perhaps|something like)(?: (?:a|an) (?:picture|image|drawing|painting|photo) (?:of|with|showing))? +(?=(?:an?|the|some|two|three|four|five|six|seven|eight|my|\d) )/gi;

/** How people begin what they ask for, where places say that a line is meant. */
const BEGUN =
	/^\s*(?:(?:please|pls|plz|(?:ok(?:ay)?|well|alright)[, ]+so|so,|u[hm]+|hm+|(?:can|could|may) (?:i|we|you)(?: please)? (?:have|get|see|do|make|draw|show)(?: me)?|i(?:['’]d| would) (?:like|love)(?: to (?:see|have|get))?|i (?:want|need)(?: to see)?|let['’]?s (?:have|do|try|make))[, ]+)+(?=[^@]*@)/gi;

/** What one thing does to the next, which has a place of its own. */
const TO_THE_NEXT =
	/(?<=@[^\s,;|@:]{1,20} +)(?:(?:and|who|that|which) +)?(?:is +)?(?:look(?:ing|s) at|watch(?:ing|es)|star(?:ing|es) at|fac(?:ing|es)|chas(?:ing|es)|follow(?:ing|s)|hunt(?:ing|s)|hugg(?:ing)|kissing|fight(?:ing|s)(?: with)?|play(?:ing|s) with|talk(?:ing|s) (?:to|with)|running (?:after|to|towards)|walking (?:to|towards)|meet(?:ing|s)|greet(?:ing|s)) +(?=[^,;|@\n]{1,60}@)/gi;

/** What a command's name left of it: `draw me a cat`. */
const FOR_WHOM =
	/^\s*(?:me|us|for me|for us)\s+(?=(?:an?|the|some|one|two|three|four|five|\d)\s|[^@]{1,60}@)/gi;

/** The same where places say that a line is meant, in other languages too. */
const REQUEST_FOR_LINE =
	/^\s*(?:(?:please|pls|bitte|por favor|请|請)[, ]*)?(?:(?:draw|imagine|generate|create|zeichne|zeichne mir|male|dessine(?:-moi)?|dibuja|dibújame|desenhe|disegna|нарисуй|ارسم|बनाओ) +|(?:描いて|[画畫](?=\p{sc=Han})|그려줘) *|(?:an? |the )?(?:picture|image|photo) (?:of|with|showing) +)(?=[^@]*@)/giu;

/** What is said to whoever draws, behind everything. */
const THANKS =
	/(?<![\s,;.!。、])[\s,;.!。、]*(?:(?<![\p{L}\p{N}-])(?:please|pls|plz|thanks|thank you(?: (?:so|very) much)?|thx|ty|lol|lmao|rofl|(?:ha){2,}|(?:he){2,}|por favor|gracias|bitte|danke|s['’]il (?:te|vous) pla[iî]t|merci|пожалуйста|спасибо|谢谢|謝謝|부탁해요?|감사합니다|धन्यवाद|कृपया|من فضلك|شكرا)|(?:(?:で?お願い(?:します)?|お願いいたします|(?:を|で)?描いて(?:ください|下さい)?|をください|ください|下さい)))[\s!?.。！~…]*$/giu;

/** What a telephone writes under everything. */
const SIGNATURE =
	/(?<![\s,;.-])(?:[\s,;.-]+|^)(?:(?:sent|gesendet|envoyé|enviado|inviato) (?:from|via|von|depuis|desde|da) (?:my |meinem |mon |mi |mio )?[\p{L}\d]+(?: [\p{L}\d]+)?|(?:von|via) meinem [\p{L}\d]+ gesendet|get outlook for \w+|(?:iPhone|iPad|スマホ)から送信)[.!]?\s*$/giu;

/** `a sign that says thanks` is a picture; behind places or a separator nobody means to see it. */
const isThanks = ({ index, input, 0: words }: RegExpExecArray) =>
	index > 0 && (input.includes('@') || /^[,.!。、]|^\P{ASCII}/u.test(words));

/** Settings that are named like flags, with another sign or none before them, where nothing but a number follows. */
const NAMED_SETTING =
	/(?<=[\s,;|([{<)]|^)(?:[/=_~+•·一⁃!$]{1,3} ?|(?:(?:dash|minus|hyphen) ?){1,2})?(?<![\p{L}\p{N}])(?:(seed|steps?|cfg(?:[ _]scale)?|guidance(?:[ _]scale)?|width|height)(?: *[:=]+ *| +)(?=\d+(?:[.,]\d+)?(?: *(?:$|[,;|\n)\]}>])| +steps?\b| +(?:seed|steps|cfg|guidance|size)\b))|(size|resolution|aspect ratio|ar)(?: *[:=]+ *| +)(?=\d+ *(?:[x×*:] *\d+|px)? *(?:$|[,;|\n)\]])))/giu;

const SHAPES = 'square|portrait|landscape|vertical|horizontal|widescreen';
const RATIOS = '1:1|1:2|2:1|2:3|3:2|3:4|4:3|4:5|5:4|9:16|16:9|16:10|10:16|9:21|21:9';
const PIXELS = '\\d{3,4} ?[x×] ?\\d{3,4}';
/** `--16:9`, `--portrait`: a flag's value without its name. */
const BARE_VALUE = new RegExp(
	`(?<=^|[\\s,;|])(?:-{2,3} ?|-)(${RATIOS}|${PIXELS}|${SHAPES})(?= *(?:$|[\\s,;|]))`,
	'gi',
);
/** The same as a phrase of its own: `cat@left, 16:9`. */
const ALONE = new RegExp(
	`(?<=^ *|[,;|\\n] *|@[^\\s,;|@:]{1,20} +)(${RATIOS}|${PIXELS})(?= *(?:px)? *(?:$|[,;|\\n]| -))`,
	'gi',
);

/** `cat at left comma dog at right`: signs that were dictated, in a line that has none. */
const DICTATED_COMMA = / +(?:comma|komma|virgule|vírgula|virgola) +(?:and +)?/giu;
const DICTATED_STOP = / (?:period|full stop)[.]?\s*$/gi;
const isDictated = ({ input }: RegExpExecArray) =>
	/ (?:comma|left|right|top|bottom|middle)\b/i.test(input.slice(input.lastIndexOf(',') + 1));

/** Commands, labels and connecting words of other programs. */
export const OTHER_PROGRAMS = rulesOf([
	{ needs: '', pattern: COMMAND, put: gone },
	{ needs: '', pattern: REQUEST, put: gone },
	{ needs: '', pattern: FOR_WHOM, put: gone },
	{ needs: '@', pattern: BEGUN, put: gone },
	{
		needs: '@',
		pattern: /(?<=@[^\s,;|@:]{1,20} +)(?:both|all|together)(?: of them)? +(?=(?:on|in|at|under) )/gi,
		put: gone,
	},
	{ needs: '@', pattern: TO_THE_NEXT, put: gone, left: ([words]) => words },
	{ needs: '@', pattern: REQUEST_FOR_LINE, put: gone },
	{ needs: '', pattern: DICTATED_STOP, put: (match) => (isDictated(match) ? '' : undefined) },
	{ needs: '', pattern: / +at[ -]sign +/gi, put: () => '@' },
	{ needs: '', pattern: DICTATED_COMMA, put: ({ input, 0: word }) => (input.includes(',') ? word : ', ') },
	// `…, and there is an owl at the right`.
	{
		needs: '',
		pattern:
			/(?<=(?:[,;.\n]|\band)\s+)there(?: (?:is|are)|['’]s) (?=(?:an?|the|some|one|two|three|four|five|\d) )/gi,
		put: gone,
	},
	{ needs: '', pattern: SIGNATURE, put: gone, left: ([words]) => words.replace(/^[\s,;.-]+/, '') },
	{
		needs: '',
		pattern: THANKS,
		put: (match) => (isThanks(match) ? '' : undefined),
		left: ([words]) => words.replace(/^[\s,;.!。、]+/, ''),
	},
	{
		needs: '0123456789',
		pattern: NAMED_SETTING,
		put: ({ input, index, 1: setting, 2: size }) =>
			index > input.indexOf('@') ? `--${(setting ?? size).replaceAll(' ', '-')} ` : undefined,
	},
	{
		needs: 'シ',
		pattern: /(?<=[\s,;|])(シード値?|ステップ数?|种子|種子|步数) *[:=]? *(?=\d+ *(?:$|[\s,;|]))/gu,
		put: ({ input, index, 1: setting }) => (index > input.indexOf('@') ? `--${setting} ` : undefined),
	},
	{ needs: '-', pattern: BARE_VALUE, put: ([, value]) => `--size ${value.replace(/ /g, '')}` },
	{
		needs: ':x×',
		pattern: ALONE,
		put: ({ input, 1: value }) => (input.includes('@') ? ` --size ${value.replace(/ /g, '')} ` : undefined),
	},
	{ needs: '(', pattern: / - +(?:@\S+|<@\w+>)? *\((?:fast|relaxed?|turbo|Open on)[^()]*\)\s*$/gi, put: gone },
	// The fields of a form, written out with the places first.
	{
		needs: ':=',
		pattern:
			/(?<=^|[\s,;])place(\d) *[:=] *@?([^\n@]+?)[\s,;]+object\1 *[:=] *([^\n@]+?)(?=[\s,;]+(?:place|object|background)\d? *[:=]|$)/gi,
		put: ({ 1: number, 2: place, 3: words }) => `object${number}: ${words} place${number}: ${place}`,
	},
	// The fields of a form, written out: `object1:cat place1:left background:a beach`.
	{ needs: ':', pattern: /(?<=^|\s)object\d *: */gi, put: ({ index }) => (index === 0 ? '' : ', ') },
	{ needs: ':', pattern: /\s+place\d *: *@?/gi, put: () => '@' },
	{
		needs: ':=背bB',
		pattern:
			/(?<=^|[\s,;|])(?:(?:the )?(?:background|bg|scene|setting|backdrop)(?: is(?= )| *[:=])|背景(?: *[:=]|是|は)|(?:배경|hintergrund|fondo|fond|sfondo|fundo|фон|الخلفية|خلفية|पृष्ठभूमि|arka plan|latar belakang) *[:=]) *(?=[^\s:])/giu,
		put: ({ input, index, 0: all }) =>
			index > 0 &&
			input.includes('@') &&
			!/[@|]/.test(input.slice(index + all.length)) &&
			!/[|] *$/.test(input.slice(0, index))
				? '| '
				: !input.includes('@') && index > 0 && !/[,;|\n]\s*$/.test(input.slice(0, index))
					? ', '
					: '',
	},
	// `Style: watercolor`: what is said about the whole, by its label.
	{
		needs: ':',
		pattern:
			/(?<=[,;|\n.] *)(?:art )?(?:style|medium|mood|lighting|atmosphere|camera|colou?rs?|palette|artist|time(?: of day)?|weather) *: *(?=[^\s@][^@,;|\n]*(?:$|[,;|\n]))/gi,
		put: gone,
	},
	{
		needs: 'BS',
		pattern: /[\s,;]*(?<![\p{L}\p{N}])(?:BREAK|\[?SEP\]?)(?![\p{L}\p{N}])[\s,;]*/gu,
		put: ({ input, index, 0: all }) =>
			index === 0 || index + all.length === input.length ? '' : input.includes('@') ? '\n' : ', ',
	},
	{
		needs: 'A',
		pattern: /(?<=\s)AND(?=\s)/g,
		put: ({ input, index }) => (input.includes('@') && !input.slice(index).includes('@') ? ',' : 'and'),
	},
	// `[--ar 16:9]`: brackets around flags.
	{
		needs: '-',
		pattern: /[([{<] *(-{1,2} ?[a-z][^()[\]{}<>@\n]*?) *[)\]}>]/gi,
		put: ([, flags]) => ` ${flags} `,
	},
]);

const NEGATIVE =
	/(?:^|[\s,.;])(?:neg(?:ative)?[ _-]?prompts?(?: *[:=]| +- +| *\n)|negative *:|\[negative\] *|[([]?(?:neg|uc|undesired(?: content)?) *:|[([]negative *:|#{1,3} ?negative(?: prompt)? ?#{0,3}[: ]|(?<=^|\n)(?:neg|negative|ネガティブ(?:プロンプト)?|负面提示词?|反向提示词|負面提示詞?) *:)/giu;
/** Settings that mean something here, and the flags that say the same. */
const KNOWN: readonly (readonly [key: RegExp, flag: string])[] = [
	[/^steps$/i, '--steps'],
	[/^(?:cfg|cfg[ _-]?scale|guidance[ _-]?scale|guidance)$/i, '--guidance'],
	[/^seed$/i, '--seed'],
	[/^(?:size|resolution)$/i, '--size'],
	[/^width$/i, '--width'],
	[/^height$/i, '--height'],
	[/^(?:sampler(?:[ _]name)?|sampling[ _]method|scheduler)$/i, '--sampler'],
	[/^schedule[ _]type$/i, '--scheduler'],
];
/** Whether a setting's value is one that its flag takes: numbers, and schedulers that we have. */
function isTaken(flag: string, value: string): boolean {
	if (flag === '--sampler') return schedulerNamed(value) !== undefined;
	return flag === '--scheduler' ? /^karras\s*$/i.test(value) : /^[-\d]/.test(value);
}

const PAIR = /([\p{L}][\p{L}\d ./_-]{0,40}?) *: *([^,\n|]*)(,|\n|\||$)/uy;
/** Where the settings begin: one of them with a number behind it. */
const SETTINGS =
	/(?:^|[\n,;.|]|\s)\s*(?=(?:steps|cfg(?: scale)?|guidance(?: scale)?|sampler|seed|size|width|vae|model hash) *: *[^\s,@])(?:steps *: *\d|(?:cfg|guidance)(?: scale)? *: *\d|seed *: *-?\d|size *: *\d+ *x|width *: *\d|sampler *: *[\p{L}\d+ ]+(?:,|\n|$)|vae *: *[^,\n]+,|model hash *:)/iu;

/**
 * What picture programs write under their pictures: `Negative prompt: …`, `Steps: 20, Seed: 123, …`. What has
 * a meaning here becomes flags, the rest is told.
 */
export function withSettings(source: Source, left: LeftOut[]): Source {
	if (!/:|neg/i.test(source.syntax)) return source;
	const { syntax } = source;
	const edits: Edit[] = [];
	const found = SETTINGS.exec(syntax);
	const settings = found ? found.index : syntax.length;
	NEGATIVE.lastIndex = 0;
	const negative = NEGATIVE.exec(syntax.slice(0, settings));
	if (negative) {
		const words = negative.index + negative[0].length;
		edits.push({ start: negative.index, end: words, put: ' --no ' });
		const close = /[([]\p{L}/u.test(negative[0]) ? syntax.slice(words, settings).search(/[)\]]/) : -1;
		if (close !== -1) edits.push({ start: words + close, end: words + close + 1, put: '' });
		for (let index = words; close === -1 && index < settings; index++) {
			const inside = syntax[index] === '\n' && syntax.slice(index, settings).trim() !== '';
			if (inside && syntax.slice(words, index).trim() !== '')
				edits.push({ start: index, end: index + 1, put: ',' });
		}
	}
	if (found) edits.push(...settingEdits(source, settings, left));
	return edited(source, edits);
}

function settingEdits({ syntax, text, at }: Source, from: number, left: LeftOut[]): readonly Edit[] {
	const edits: Edit[] = [];
	const flags = new Set<string>();
	let index = from;
	// The separator before the first one.
	while (/[\s,;.]/.test(syntax[index] ?? '')) index++;
	edits.push({ start: from, end: index, put: ' ' });
	PAIR.lastIndex = index;
	for (let pair = PAIR.exec(syntax); pair?.index === index; pair = PAIR.exec(syntax)) {
		const [all, key, value, separator] = pair;
		const end = index + all.length;
		const flag = KNOWN.find(([name]) => name.test(key))?.[1];
		const valueStart = end - separator.length - value.length;
		if (flag !== undefined && !flags.has(flag) && isTaken(flag, value)) {
			flags.add(flag);
			edits.push(
				{ start: index, end: valueStart, put: `${flag} ` },
				{ start: end - separator.length, end, put: ' ' },
			);
		} else {
			const given = text.slice(index, end - separator.length).trim();
			left.push({ given: given.replaceAll(LITERAL, ''), offset: at[index] });
			edits.push({ start: index, end, put: '' });
		}
		index = end;
		while (/[ \n]/.test(syntax[index] ?? '')) index++;
		PAIR.lastIndex = index;
		if (separator === '') break;
	}
	return edits;
}
