/** Words that begin a background: `on a beach`. Longer ones first. */
export const PREPOSITIONS: readonly string[] = [
	'in front of',
	'on top of',
	'next to',
	'underneath',
	'throughout',
	'alongside',
	'against',
	'outside',
	'beneath',
	'between',
	'amongst',
	'beside',
	'before',
	'behind',
	'inside',
	'during',
	'across',
	'around',
	'within',
	'among',
	'above',
	'below',
	'along',
	'under',
	'over',
	'near',
	'with',
	'into',
	'amid',
	'on',
	'in',
	'at',
	'by',
];

const PREPOSITION = new RegExp(
	`^(${PREPOSITIONS.map((words) => words.replaceAll(' ', '\\s+')).join('|')})\\s+(?=\\S)`,
	'i',
);

/** The preposition that a phrase begins with. `length` counts its units with the space after it. */
export function leadingPreposition(
	syntax: string,
): { readonly preposition: string; readonly length: number } | undefined {
	const found = PREPOSITION.exec(syntax);
	if (!found) return undefined;
	return { preposition: found[1].toLowerCase().replace(/\s+/g, ' '), length: found[0].length };
}

/** `and` in the languages of chats, between objects. */
const AND =
	'and|plus|then|while|whilst|break|und|sowie|dann|y|i|et|en|puis|och|og|ve|dan|và|и|та|و|और|तथा|그리고|및|と|和|跟|与|與|及|以及|还有|還有|それと|そして';
const CONNECTOR = new RegExp(
	`^(?:(?:(?:${AND}|e|with|but)\\s+(?:(?:also|then|next|finally|there(?:'s| is| are))\\s+)?|(?:also|n|w/|vs\\.?|versus|as well as|along with|together with|followed by|opposite(?: of)?)\\s+)|[&+]\\s*)(?=\\S)`,
	'i',
);

/** Units of the word that only ties an object to the one before (`and a dog@right`), with its space. */
export function leadingConnector(syntax: string): number {
	return CONNECTOR.exec(syntax)?.[0].length ?? 0;
}

const TIE =
	/^(?:(?:and|plus|und|et|y|e|i|ve|og|och|и|та|en(?= +(?!haut|bas|la|el|los|las|medio)\S)|और|그리고)\s+|[&+]\s*)(?=\S)/i;

/** The same where only another object can follow: `with` may begin a background. */
export function leadingTie(syntax: string): number {
	return TIE.exec(syntax)?.[0].length ?? 0;
}

/** The last ` and ` of a phrase, and how many units it takes. */
export function lastAnd(syntax: string): { readonly index: number; readonly length: number } | undefined {
	const last = [...syntax.matchAll(/ and /gi)].at(-1);
	return last && { index: last.index, length: last[0].length };
}

/** Units of a list's mark before an object: `- a cat`, `2. a dog`. */
export function listMark(syntax: string): number {
	return (
		/^(?:(?:[-*+>~•◦‣·・=.:…–—]{1,3}|[/\\]{1,3}|\d{1,2}[.):])\s+|\d{1,2}[.)](?=[^\p{ASCII}\d])|[→➜➔⇒»・]+\s*|[-=]>\s*)(?=\S)/u.exec(
			syntax,
		)?.[0].length ?? 0
	);
}

/** A description that begins so goes on with the words before its comma: `a cat, wearing a hat`. */
const CONTINUES = /^(?:and|or|with|without|wearing|holding|made|that|who|which|but|very)\s/i;
/** `sitting`, `holding a ball`, but not `flying bird`. */
const PARTICIPLE =
	/^(?!(?:using|morning|evening|spring|ceiling|building|clearing|wedding|painting|drawing|string|king|wing|thing)\b)[a-z]{2,30}ing(?:$|\s+(?:an?|the|his|her|its|their|left|right|forwards?|backwards?|away|up|down|in|on|at|by|under|over|with|to)\b)/i;
const BEGINS_ANEW =
	/^(?:an?|the|some|another|one|two|three|four|five|six|seven|eight|my|your|his|her|our|their|\d+)\s/i;

const ADJECTIVES: ReadonlySet<string> = new Set(
	(
		'red orange yellow green blue purple pink brown black white grey gray golden gold silver crimson scarlet violet ' +
		'turquoise teal beige dark light bright pale vivid colorful colourful big large huge giant small little tiny tall ' +
		'short long wide thin thick fat slim round square flat old young new ancient modern cute sweet nice pretty ' +
		'beautiful lovely happy sad angry calm wild tame soft hard smooth rough warm cold hot cool wet dry clean loud quiet ' +
		'slow fast quick strong weak wooden woolen broken open closed antique majestic elegant simple plain bold brave ' +
		'kind proud rich poor deep high low full great good bad strange rare sleek metallic'
	).split(' '),
);
const ADJECTIVE_ENDING = /(?:[^aeiou]y|ous|ful|less|ish|ive|ed|ic)$/;
const NOUNS_LIKE_ADJECTIVES: ReadonlySet<string> = new Set(
	(
		'city sky valley alley bakery factory library gallery galaxy country party puppy bunny kitty baby lady fairy ' +
		'butterfly family ferry cherry berry strawberry daisy lily ivy body century story balcony laboratory cemetery ' +
		'sanctuary bed shed weed seed reed fish dish radish goldish olive hive cave picnic attic traffic music comic ' +
		'canopy lobby pony jelly candy penny teddy cranberry blueberry nursery dairy prairie jetty property highway'
	).split(' '),
);
const FILLERS = /^(?:an?|the|and|very|really|quite|so|some|one|my)$/;

const isAdjective = (word: string) =>
	ADJECTIVES.has(word) ||
	(word.length > 3 && ADJECTIVE_ENDING.test(word) && !NOUNS_LIKE_ADJECTIVES.has(word));

/**
 * Whether the words before a comma belong to the description after it (`a big, red cat`), rather than
 * standing for themselves (`sunny beach, cat`).
 */
export function belongsToNext(before: string, after: string): boolean {
	if (CONTINUES.test(after) || PARTICIPLE.test(after) || leadingPreposition(after)) return true;
	if (BEGINS_ANEW.test(after)) return false;
	const words = before
		.toLowerCase()
		.split(/\s+/)
		.filter((word) => !FILLERS.test(word));
	return words.length > 0 && words.length <= 4 && words.every(isAdjective);
}

/** Where what an object does ends and where it does it begins: `sitting` in `sitting on a beach`. */
const SCENE_BEGINS = /\s(?:on|in|at|under|over|against|near|beside|behind|above|below|inside)\s/i;
const RELATIVE = /^(?:that|who|which)\s/i;

/**
 * How many units of the words straight after a place tell more about its object. `with` does so only
 * between objects; at the end of the line it begins the background.
 */
export function continuation(words: string, between: boolean): number {
	const adds = between && /^with(?:out)?\s/i.test(words);
	// `during the night` is a scene as well as `evening sky`; `sleeping` and `holding a ball` are not.
	if (!adds && (leadingPreposition(words) || !(PARTICIPLE.test(words) || RELATIVE.test(words)))) return 0;
	const scene = words.search(SCENE_BEGINS);
	return scene === -1 ? words.length : scene;
}

/** Words that end with a side, as in `a dog right`: what it is, and where. */
export function forgottenSign(words: string): RegExpExecArray | null {
	// `facing right` says how it stands.
	if (
		/\b(?:fac|look|point|go|turn|walk|runn|fly|swimm|driv)ing +(?:to +the +)?(?:left|right)[.!]*$/i.test(
			words,
		)
	)
		return null;
	return /^(?!(?:and|or|but|then|&) )((?:[^\s,;:]+ +){1,5}?)((?:(?:top|bottom|upper|lower|far) +)?(?:left|right))[.!]*$/i.exec(
		words.trim(),
	);
}

/** Words that only tie something to what comes behind them. */
const ONLY_TIES =
	/^(?:and|or|but|with|without|plus|using|on|in|at|of|to|from|for|by|near|under|over|above|below|behind|beside|between|next to|und|oder|mit|y|o|con|et|ou|avec|e|com)$/i;

/** Whether nothing of a scene is left: signs, or a word that ties what was a flag. */
export function isNoScene(words: string): boolean {
	return /^[\p{P}\s~+=]*$/u.test(words) || ONLY_TIES.test(words.trim());
}

/** Units at the end of a scene's words that are none of them: a sentence's full stop, `in the background`. */
export function closing(words: string): number {
	const stop = /(?<=\p{L}{2})\s*[.!]$/u.exec(words)?.[0].length ?? 0;
	const bare = words.slice(0, words.length - stop);
	const said =
		/(?<=\p{L}) +(?:(?:(?:is|are) )?in the background|as (?:the |a )?background|behind (?:them|it))$/iu.exec(
			bare,
		);
	// `砂浜で`: where it is.
	const where = /(?<=[\p{sc=Han}\p{sc=Katakana}ー])で$/u.exec(bare)?.[0].length ?? 0;
	return stop + (said?.[0].length ?? 0) + where;
}
