import { asNounPhrase, withArticle } from '../layout/counts.ts';
import { emojiAsWords, toEnglish } from '../translate/index.ts';

const COLOURS =
	/\b(?:(?:dark|light|bright|pale|deep) )?(?:red|orange|yellow|green|blue|purple|pink|brown|black|white|gr[ae]y|golden|gold|silver|crimson|scarlet|violet|turquoise|teal|cyan|magenta|beige|navy|lime|maroon|olive|indigo|lavender|rainbow(?:-coloured|-colored)?)(?:-coloured|-colored)?\b/i;
/** A colour, or two: `black and white`. */
export const COLOUR = `${COLOURS.source}(?: and ${COLOURS.source})?`;
const COLOUR_ALONE = new RegExp(`^${COLOUR}$`, 'i');
/** Words that change how much, not what. */
const DEGREES = /^(?:(?:a bit|a little|more|very|really|all|completely|much) )+/i;
const ARTICLE = /^(an?|the|another|one|my|your|his|her|our|their|its|some) /i;
/** These stand before colours: `a big blue cat`. */
const SIZES =
	/^(?:(?:big|large|huge|giant|small|little|tiny|tall|short|long|old|young|new|cute|pretty|beautiful|lovely|happy|sad|angry) )+/i;
/** Words that follow the noun. */
const FOLLOWS = /^(?:with|without|wear(?:ing|s)?|hold(?:ing|s)?|in|on|that|who|which|from|of|made)\b/i;
const VERBS: Readonly<Record<string, string>> = {
	wear: 'wearing',
	wears: 'wearing',
	hold: 'holding',
	holds: 'holding',
	sit: 'sitting',
	stand: 'standing',
	sleep: 'sleeping',
	run: 'running',
	jump: 'jumping',
	fly: 'flying',
	swim: 'swimming',
	dance: 'dancing',
	smile: 'smiling',
	eat: 'eating',
	lie: 'lying',
};

/** A description in English words, as far as the tables go. */
function inEnglish(text: string): string {
	return toEnglish(emojiAsWords(text), 'object').text;
}

/**
 * An object's description with other words about it: a colour takes the place of its colour, an adjective is
 * added, `with a hat` follows.
 */
export function describedAs(text: string, words: string): string {
	const before = inEnglish(text);
	const said = inEnglish(words).replace(DEGREES, '').trim();
	const given = COLOUR_ALONE.test(said) ? said.toLowerCase() : said;
	if (FOLLOWS.test(given)) {
		const [verb = '', ...rest] = given.split(' ');
		// What other languages say without an article has one in English.
		const thing = given === words.trim() ? rest.join(' ') : asNounPhrase(rest.join(' '));
		return `${before} ${VERBS[verb.toLowerCase()] ?? verb} ${thing}`;
	}
	if (Object.hasOwn(VERBS, given.toLowerCase())) return `${before} ${VERBS[given.toLowerCase()]}`;
	if (COLOUR_ALONE.test(given) && COLOURS.test(before))
		return withRightArticle(before.replace(COLOURS, given));
	if (` ${before.toLowerCase()} `.includes(` ${given.toLowerCase()} `)) return before;
	const article = ARTICLE.exec(before)?.[0] ?? '';
	const bare = before.slice(article.length);
	const sizes = COLOUR_ALONE.test(given) ? (SIZES.exec(bare)?.[0] ?? '') : '';
	return withRightArticle(`${article}${sizes}${given} ${bare.slice(sizes.length)}`);
}

/** Another thing in an object's place. `dog` for `a red cat` is `a dog`; a colour alone recolours. */
export function replacedBy(text: string, by: string): string {
	const given = inEnglish(by).trim();
	if (COLOUR_ALONE.test(given)) return describedAs(text, given);
	const hadArticle = /^an? /i.test(inEnglish(text));
	return hadArticle && /^[a-z]/i.test(given) && !ARTICLE.test(given) ? withArticle(given) : given;
}

/** `a orange cat` as `an orange cat`. */
function withRightArticle(text: string): string {
	return text.replace(/^an? (.+)$/i, (_, rest: string) => withArticle(rest));
}
