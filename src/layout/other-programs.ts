import type { LeftOut, Rule } from './rewrite.ts';
import { type Edit, edited, LITERAL, type Source } from './source.ts';

const gone = () => '';

/** What people type before a line elsewhere: the name of a command, or what the field is called. */
const COMMAND =
	/^\s*(?:[/!.$] ?(?:taue|imagine|draw|dream|paint|generate|gen|create|image|img|art|diffuse|prompt|sd|t2i|txt2img)(?![\p{L}\p{N}@])(?: +(?:draw(?=\s)|prompt *[:=]|line *[:=]|text *[:=]))?|(?:\$ *)?(?:npx +|npm run (?:-s +|--silent +)?)?taue +(?:-- +)?(?:draw|layout)(?=\s)|(?:(?:positive +)?prompt|taue|draw|imagine) *:)\s*/giu;

/** A request to a person: only what comes behind it is to be seen. */
const REQUEST =
	/^\s*(?:(?:please|pls|can you|could you|hey|hi)[, ]+)*(?:(?:draw|paint|imagine|generate|make|create|sketch|show|give)(?: me| us)?|i(?:'d| would)? (?:want|like|need)(?: to see)?|let'?s see)(?: (?:a|an) (?:picture|image|drawing|painting|photo) of)? +(?=(?:an?|the|some|two|three|four|five|six|seven|eight|my|\d) )/gi;

/** Commands, labels and connecting words of other programs. */
export const OTHER_PROGRAMS: readonly Rule[] = [
	{ needs: '', pattern: COMMAND, put: gone },
	{ needs: '', pattern: REQUEST, put: gone },
	{ needs: '(', pattern: / - +(?:@\S+|<@\w+>)? *\((?:fast|relaxed?|turbo|Open on)[^()]*\)\s*$/gi, put: gone },
	// The fields of a form, written out: `object1:cat place1:left background:a beach`.
	{ needs: ':', pattern: /(?<=^|\s)object\d *: */gi, put: ({ index }) => (index === 0 ? '' : ', ') },
	{ needs: ':', pattern: /\s+place\d *: *@?/gi, put: () => '@' },
	{
		needs: ':：',
		pattern: /(?<=^|[\s,;|])(?:background|bg|scene|setting|背景) *: *(?=[^\s:])/giu,
		put: ({ input, index, 0: all }) =>
			index > 0 &&
			input.includes('@') &&
			!/[@|]/.test(input.slice(index + all.length)) &&
			!/[|] *$/.test(input.slice(0, index))
				? '| '
				: '',
	},
	{
		needs: 'B',
		pattern: /[\s,;]*(?<![\p{L}\p{N}])BREAK(?![\p{L}\p{N}])[\s,;]*/gu,
		put: ({ input, index, 0: all }) =>
			index === 0 || index + all.length === input.length ? '' : input.includes('@') ? '\n' : ', ',
	},
	{ needs: 'A', pattern: /(?<=\s)AND(?=\s)/g, put: () => 'and' },
];

const NEGATIVE =
	/(?:^|[\s,.;])(?:negative[ _-]?prompts? *:|(?<=^|\n)(?:neg|negative|ネガティブ(?:プロンプト)?|负面提示词?|反向提示词|負面提示詞?) *:)/giu;
/** Settings that mean something here, and the flags that say the same. */
const KNOWN: readonly (readonly [key: RegExp, flag: string])[] = [
	[/^steps$/i, '--steps'],
	[/^(?:cfg|cfg[ _-]?scale|guidance[ _-]?scale|guidance)$/i, '--guidance'],
	[/^seed$/i, '--seed'],
	[/^(?:size|resolution)$/i, '--size'],
];
const PAIR = /([\p{L}][\p{L}\d ./_-]{0,40}?) *: *([^,\n]*)(,|\n|$)/uy;
/** Where the settings begin: one of them with a number behind it. */
const SETTINGS =
	/(?:^|[\n,;.]|\s)\s*(?=(?:steps|cfg scale|sampler|seed|size) *: *[^\s,@])(?:steps *: *\d|cfg scale *: *\d|seed *: *-?\d|size *: *\d+ *x|sampler *: *[\p{L}\d+ ]+,)/iu;

/**
 * What picture programs write under their pictures: `Negative prompt: …`, `Steps: 20, Seed: 123, …`. What has
 * a meaning here becomes flags, the rest is told.
 */
export function withSettings(source: Source, left: LeftOut[]): Source {
	if (!source.syntax.includes(':')) return source;
	const { syntax } = source;
	const edits: Edit[] = [];
	const found = SETTINGS.exec(syntax);
	const settings = found ? found.index : syntax.length;
	NEGATIVE.lastIndex = 0;
	const negative = NEGATIVE.exec(syntax.slice(0, settings));
	if (negative) {
		const words = negative.index + negative[0].length;
		edits.push({ start: negative.index, end: words, put: ' --no ' });
		for (let index = words; index < settings; index++) {
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
		if (flag !== undefined && !flags.has(flag) && /^[-\d]/.test(value)) {
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
