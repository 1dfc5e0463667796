import type { Layout } from '../layout/index.ts';
import { leadingPreposition } from '../layout/phrases.ts';
import { emojiAsWords, toEnglish } from '../translate/index.ts';

/** A time or a weather that stands at the end of a background. */
const CIRCUMSTANCE =
	/[ ,]*\b(?:at|in|by|during) (?:night|sunset|sunrise|dawn|dusk|noon|midday|midnight|day|daytime|the rain|the fog|the mist|a storm|winter|summer|spring|autumn|fall|the evening|the morning)$/i;
/** Words about the light that another time of day contradicts. */
const LIGHT = /\b(?:sunny|bright|sunlit|moonlit|starry|rainy|foggy|snowy) /gi;
const AT = /^(?:night|sunset|sunrise|dawn|dusk|noon|midday|midnight)$/i;
const BY = /^(?:day|daytime)$/i;

function tied(words: string): string {
	if (AT.test(words)) return `at ${words}`;
	return BY.test(words) ? 'by day' : `in ${words}`;
}

function withGround(layout: Layout, background: string, preposition: string | undefined): Layout {
	const { objects, flags } = layout;
	return { objects, background, ...(preposition !== undefined && { preposition }), flags };
}

/** The layout with other words behind it: `on the moon`, `a forest`. */
export function withBackgroundWords(layout: Layout, words: string): Layout {
	const english = toEnglish(emojiAsWords(words), 'background').text.trim();
	const tie = layout.objects.length === 0 ? undefined : leadingPreposition(english);
	const text = tie === undefined ? english : english.slice(tie.length).trim();
	return withGround(layout, text, tie?.preposition);
}

/** The same ground at another time: `a sunny beach` and `night` give `a beach at night`. */
export function withCircumstance(layout: Layout, words: string): Layout {
	const { background, preposition } = layout;
	const phrase = tied(words);
	const bare = (background ?? '').replace(CIRCUMSTANCE, '').replace(LIGHT, '').trim();
	if (bare === '' || (preposition !== undefined && AT.test(bare))) {
		const [at, ...rest] = phrase.split(' ');
		return withGround(layout, rest.join(' '), layout.objects.length === 0 ? undefined : at);
	}
	return withGround(layout, `${bare} ${phrase}`, preposition);
}
