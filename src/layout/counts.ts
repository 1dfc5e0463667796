/** `sheep` stays `sheep`; `cats` becomes `cat`; words that follow no rule. */
const IRREGULAR: Readonly<Record<string, string>> = {
	mice: 'mouse',
	geese: 'goose',
	feet: 'foot',
	teeth: 'tooth',
	men: 'man',
	women: 'woman',
	snowmen: 'snowman',
	children: 'child',
	people: 'person',
	oxen: 'ox',
	knives: 'knife',
	wives: 'wife',
	lives: 'life',
	leaves: 'leaf',
	loaves: 'loaf',
	wolves: 'wolf',
	elves: 'elf',
	shelves: 'shelf',
	scarves: 'scarf',
	calves: 'calf',
	halves: 'half',
	hooves: 'hoof',
	cacti: 'cactus',
	fungi: 'fungus',
	octopi: 'octopus',
	shoes: 'shoe',
	toes: 'toe',
	canoes: 'canoe',
	pies: 'pie',
	movies: 'movie',
	cookies: 'cookie',
	zombies: 'zombie',
	selfies: 'selfie',
	caches: 'cache',
	axes: 'axe',
	buses: 'bus',
	gases: 'gas',
	vases: 'vase',
	roses: 'rose',
	noses: 'nose',
	houses: 'house',
	horses: 'horse',
	mooses: 'moose',
	// Pairs that are one thing, and words that only look like plurals.
	glasses: 'glass',
	taxis: 'taxi',
	kiwis: 'kiwi',
	broccolis: 'broccoli',
};

/** The same for one and for many. */
const UNCHANGED: ReadonlySet<string> = new Set(
	'sheep fish deer moose bison salmon trout squid shrimp aircraft spacecraft series species swine cattle scissors pants trousers jeans shorts sunglasses binoculars headphones bus gas cactus octopus walrus hippopotamus platypus lotus iris virus circus campus vase rose'.split(
		' ',
	),
);

/** The singular of an English noun, by rule and table; what is no plural stays. */
export function singular(noun: string): string {
	const lower = noun.toLowerCase();
	if (UNCHANGED.has(lower)) return noun;
	if (Object.hasOwn(IRREGULAR, lower)) return IRREGULAR[lower];
	if (lower.length < 4 || !lower.endsWith('s') || /(?:ss|us|is)$/.test(lower)) return noun;
	if (/[^aeiou]ies$/.test(lower)) return `${noun.slice(0, -3)}y`;
	if (/(?:sses|shes|ches|xes|zzes|[^aeiou]oes)$/.test(lower)) return noun.slice(0, -2);
	return noun.slice(0, -1);
}

const PLURAL: Readonly<Record<string, string>> = Object.fromEntries(
	Object.entries(IRREGULAR).map(([many, one]) => [one, many]),
);

/** The plural of an English noun: the other way round. What is a plural already (`grapes`, `fries`) stays. */
export function plural(noun: string): string {
	const lower = noun.toLowerCase();
	if (singular(lower) !== lower) return noun;
	if (Object.hasOwn(PLURAL, lower)) return PLURAL[lower];
	if (/^(?:bus|gas|virus|circus|campus|iris|lotus|walrus)$/.test(lower)) return `${noun}es`;
	if (UNCHANGED.has(lower)) return noun;
	if (/[^aeiou]y$/.test(lower)) return `${noun.slice(0, -1)}ies`;
	if (/(?:s|sh|ch|x|zz|[^aeiou]o)$/.test(lower) && !/(?:photo|piano)$/.test(lower)) return `${noun}es`;
	return `${noun}s`;
}

/** `an owl`, `a unicorn`, `an hour`. */
export function withArticle(words: string): string {
	const lower = words.toLowerCase();
	const vowel = /^[aeiou]/.test(lower) && !/^(?:uni(?!n)|use|usu|ute|uku|eu|ewe|one\b|once)/.test(lower);
	return `${vowel || /^(?:hour|honest|heir)/.test(lower) ? 'an' : 'a'} ${words}`;
}

const DETERMINER =
	/^(?:an?|the|this|that|these|those|my|your|his|her|its|our|their|some|any|many|several|few|no|each|every|another|one|two|three|four|five|six|seven|eight|\d+)(?![\p{L}\p{N}-])/iu;
/** Things that are not counted. */
const UNCOUNTED: ReadonlySet<string> = new Set(
	'grass water snow sand fire smoke rain fog mist ice mud rice bread milk lightning moonlight sunlight furniture hair text clothing fruit food'.split(
		' ',
	),
);

/**
 * `red cat` as `a red cat`. Words that already have an article, plurals, names, things that are not
 * counted and other scripts stay as they are.
 */
export function asNounPhrase(words: string): string {
	const noun = words.slice(0, headEnd(words)).split(' ').at(-1) ?? '';
	const plain = /^[a-z][a-z -]*$/.test(words) && !DETERMINER.test(words);
	if (!plain || UNCOUNTED.has(noun) || UNCHANGED_PLURALS.has(noun) || singular(noun) !== noun) return words;
	return withArticle(words);
}

const UNCHANGED_PLURALS: ReadonlySet<string> = new Set(
	'scissors pants trousers jeans shorts sunglasses binoculars headphones cattle'.split(' '),
);

/** Whatever follows these words only tells more about the noun before. */
const AFTER_NOUN =
	/ (?:of|with|without|in|on|at|under|over|by|near|from|for|to|and|or|holding|wearing|riding|eating|reading|playing|sitting|standing|lying|running|flying|sleeping|looking|made|that|who|which)\b/;

/** Where the head noun's words end: `cups` in `red cups of tea`. */
function headEnd(words: string): number {
	const found = AFTER_NOUN.exec(words.toLowerCase());
	return found && found.index > 0 ? found.index : words.length;
}

/** `red cats with hats` as `a red cat with hats`. */
export function oneOf(words: string): string {
	const end = headEnd(words);
	const start = words.lastIndexOf(' ', end - 1) + 1;
	const noun = words.slice(start, end);
	const one = `${words.slice(0, start)}${singular(noun)}${words.slice(end)}`;
	return /^[a-z]/i.test(one) && !UNCHANGED_PLURALS.has(noun) ? withArticle(one) : one;
}

const COUNT_WORDS: readonly string[] = [
	'zero',
	'one',
	'two',
	'three',
	'four',
	'five',
	'six',
	'seven',
	'eight',
	'nine',
	'ten',
	'eleven',
	'twelve',
];

/** `a red cat with a hat` three times as `three red cats with a hat`; `undefined` without an article. */
export function manyOf(words: string, count: number): string | undefined {
	const one = /^an? (.+)$/.exec(words)?.[1];
	if (one === undefined || count >= COUNT_WORDS.length) return undefined;
	const end = headEnd(one);
	const start = one.lastIndexOf(' ', end - 1) + 1;
	return `${COUNT_WORDS[count]} ${one.slice(0, start)}${plural(one.slice(start, end))}${one.slice(end)}`;
}

/** Whether it is the plural of an English noun, or a word that is the same for one and for many. */
function isPlural(noun: string): boolean {
	return UNCHANGED.has(noun.toLowerCase()) || singular(noun) !== noun;
}

const WORDS = COUNT_WORDS.slice(1).join('|');
/** `2x cat`, `2 x cat`, `x2 cat`: a sign that says that it counts. */
const TIMES = new RegExp(
	`^(?:(\\d{1,3}|${WORDS}) ?(?:[x×*✕✖](?= )|[×✕✖]|x(?=[^\\W\\d_]{3}))|[x×](\\d{1,3})(?= )) *(?=\\S)`,
	'i',
);
const TIMES_BEHIND =
	/(?:(?: +|(?<=\P{ASCII}))(?:[x×*] ?(\d{1,3})|\((\d{1,2})x?\)|(\d{1,2})x)| ?\* ?(\d{1,2}))$/iu;
/** `羊3匹`, `고양이 세 마리`: the count behind, with its counter. */
const COUNTER_BEHIND =
	/(?: *|を)(\d{1,2}|[一二两兩三四五六七八九十]|한|두|세|네|다섯|여섯|일곱|여덟) ?(?:匹|羽|頭|個|台|本|人|つ|枚|輪|隻|只|条|个|朵|辆|头|마리|개|명|대|송이|그루|채)$/;
const KOREAN_COUNTS = ['한', '두', '세', '네', '다섯', '여섯', '일곱', '여덟'];
/** Small numbers in other languages; what they count keeps its plural. */
const COUNTS_ABROAD: readonly string[] = [
	'dos deux zwei duas dois два две दो',
	'tres trois drei três три तीन',
	'cuatro quatre vier quatro quattro четыре चार',
	'cinco cinq fünf cinque пять पांच पाँच',
	'seis sechs sei шесть छह',
	'siete sept sieben sete sette семь सात',
	'ocho huit acht oito otto восемь आठ',
];
const ABROAD = new Map(
	COUNTS_ABROAD.flatMap((words, index) => words.split(' ').map((word) => [word, index + 2] as const)),
);
const ABROAD_BEFORE = new RegExp(`^(${[...ABROAD.keys()].join('|')})\\s+(?=\\S)`, 'iu');
/** `2girls`, `1boy`: tags of picture collections. */
const TAG = /^(\d)(?=([a-z]{3,20})(?: |$))/i;
const KOREAN_BEFORE = /^(한|두|세|네|다섯|여섯|일곱|여덟) ?(?:마리|개|명|대|송이|그루|채)(?:의)?\s+(?=\S)/;
const BEFORE_NOUN = new RegExp(`^(\\d{1,4}|${WORDS})\\s+(?=\\S)`, 'i');
const SOME = /^(?:(?:a +)?(couple|trio|pair) +of|(half a dozen)) +(?=\S)/i;
/** Several, and nobody says how many. */
const MANY =
	/^(?:many|several|some|lots of|plenty of|dozens of|hundreds of|(?:a +)?(?:few|dozen|lot of|bunch of|group of|number of)) +(?=\S)/i;
/** `two of the cats`, `3 pieces of cake`. */
const OF = /^(?:(?:pcs|pieces?) +)?(?:of +)?(?:(?:the|these|those|my) +)?/i;
const COUNTERS =
	/^(\d{1,4}|[一二两兩三四五六七八九十])(?:匹|羽|頭|個|台|本|人|つ|枚|輪|隻|軒|体|只|条|條|个|位|朵|辆|輛|头|座|棵|把|名|마리|개|명|대|송이|그루|채)[の의]?\s*(?=\S)/;
const JAPANESE_DIGITS = '一二三四五六七八九十';
/** Larger numbers before a noun are years, models and names: `1967 mustang`, `747 jet`. */
const MOST_COUNTED = 99;
/** Most of a thing that another way to say it names. */
const MOST_SAID = 8;
/** What stands for `several` there. */
const SEVERAL = 3;

/** A count of a description. */
interface Count {
	readonly count: number;
	/** A word of another language, whose plurals nobody here knows. */
	readonly abroad?: true;
	/** Units before the words, and behind them, that say the count. */
	readonly before: number;
	readonly behind: number;
}

/** A description with its count, as the grammar sees it. */
type Counting =
	| Count
	/** Part of the name: a number before a noun that is no plural, or (`vague`) no number. `many` would be several. */
	| { readonly many: string; readonly vague?: true };

/** What every count begins with or holds: most descriptions have none of it. */
const MAY_COUNT = new RegExp(
	`\\d|\\P{ASCII}|^(?:a +)?(?:${WORDS}|zero|couple|trio|pair|half a|dozen|many|several|some|lots|plenty|hundreds|few|lot|bunch|group|number|x|${[...ABROAD.keys()].join('|')})`,
	'iu',
);

/** The count of a description, if it has one: a small number before a plural, or a sign that counts. */
export function countOfWords(syntax: string): Counting | undefined {
	if (!MAY_COUNT.test(syntax)) return undefined;
	const times = TIMES.exec(syntax);
	if (times) return { count: numberOf(times[1] ?? times[2]), before: times[0].length, behind: 0 };
	const behind = TIMES_BEHIND.exec(syntax);
	if (behind && behind.index > 0)
		return {
			count: Number(behind[1] ?? behind[2] ?? behind[3] ?? behind[4]),
			before: 0,
			behind: behind[0].length,
		};
	const some = SOME.exec(syntax);
	if (some?.[2]) return { count: 6, before: some[0].length, behind: 0 };
	if (some && (some[1].toLowerCase() !== 'pair' || !isOneThing(syntax.slice(some[0].length))))
		return { count: some[1].toLowerCase() === 'trio' ? 3 : 2, before: some[0].length, behind: 0 };
	const several = MANY.exec(syntax);
	if (several) {
		const many = severalOf(syntax.slice(several[0].length), /dozen/i.test(several[0]) ? MOST_SAID : SEVERAL);
		return many && { ...many, vague: true };
	}
	const counter = COUNTERS.exec(syntax);
	if (counter) return { count: numberOf(counter[1]), before: counter[0].length, behind: 0 };
	const counterBehind = COUNTER_BEHIND.exec(syntax);
	if (counterBehind && counterBehind.index > 0)
		return { count: numberOf(counterBehind[1]), before: 0, behind: counterBehind[0].length };
	const korean = KOREAN_BEFORE.exec(syntax);
	if (korean) return { count: numberOf(korean[1]), before: korean[0].length, behind: 0 };
	const abroad = ABROAD_BEFORE.exec(syntax);
	if (abroad)
		return {
			count: ABROAD.get(abroad[1].toLowerCase()) ?? 1,
			before: abroad[0].length,
			behind: 0,
			abroad: true,
		};
	const pictured = /^(\d{1,2})(?=\p{Emoji_Presentation})/u.exec(syntax);
	if (pictured) return { count: Number(pictured[1]), before: pictured[0].length, behind: 0 };
	const tag = TAG.exec(syntax);
	if (tag && (tag[1] === '1' || isPlural(tag[2]))) return { count: Number(tag[1]), before: 1, behind: 0 };
	const number = BEFORE_NOUN.exec(syntax);
	return number ? beforeNoun(syntax, number[1].toLowerCase(), number[0].length) : undefined;
}

/** `a pair of shoes` is drawn as one. */
function isOneThing(words: string): boolean {
	const noun = words.slice(0, headEnd(words)).split(' ').at(-1) ?? '';
	return /^(?:shoes|boots|socks|glasses|sunglasses|pants|trousers|jeans|shorts|scissors|gloves|headphones|earrings|wings|eyes|hands|lungs)$/i.test(
		noun,
	);
}

function beforeNoun(syntax: string, typed: string, length: number): Counting | undefined {
	const count = numberOf(typed);
	const of = OF.exec(syntax.slice(length))?.[0].length ?? 0;
	const words = syntax.slice(length + of);
	const noun = words.slice(0, headEnd(words)).split(' ').at(-1) ?? '';
	const latin = /^[a-z'’-]+$/i.test(noun);
	const counts = count <= 1 || (count <= MOST_COUNTED && (isPlural(noun) || !latin));
	if (counts) return { count, before: length + of, behind: 0 };
	if (count > MOST_COUNTED) return latin ? severalOf(words, MOST_SAID) : undefined;
	return count <= MOST_SAID ? { many: `${count}x ${words}` } : undefined;
}

/** A plural without a number that can be drawn. */
function severalOf(words: string, count: number): { readonly many: string } | undefined {
	const noun = words.slice(0, headEnd(words)).split(' ').at(-1) ?? '';
	return isPlural(noun) && !isOneThing(words) ? { many: `${count}x ${words}` } : undefined;
}

function numberOf(word: string): number {
	if (/^\d/.test(word)) return Number(word);
	const korean = KOREAN_COUNTS.indexOf(word);
	if (korean !== -1) return korean + 1;
	const japanese = JAPANESE_DIGITS.indexOf(word.replace(/[两兩]/, '二'));
	return japanese === -1 ? COUNT_WORDS.indexOf(word.toLowerCase()) : japanese + 1;
}
