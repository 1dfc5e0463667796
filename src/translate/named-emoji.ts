/** One emoji as people see it: a sequence, or a pictograph with or without its variation selector. */
const EMOJI = /(?![©®™])(?:\p{RGI_Emoji}|\p{Extended_Pictographic}\u{FE0F}?|\p{Regional_Indicator}{2})/gv;
const SELECTORS = /\p{Emoji_Modifier}|\u{FE0F}/gu;

/** An emoji without what only changes its looks: selectors and skin tones. */
export function bareEmoji(emoji: string): string {
	return emoji.replace(SELECTORS, '');
}

/**
 * A text with something else for each of its emoji; one without emoji is given back as the same string.
 *
 * @param nameOf - the name of a bare emoji
 * @param put - what takes its place, by its name, which is empty where it has none
 */
export function withNamedEmoji(
	text: string,
	nameOf: (emoji: string) => string | undefined,
	put: (name: string) => string,
): string {
	const named = text.replace(EMOJI, (emoji) => ` ${put(nameOf(bareEmoji(emoji)) ?? '')} `);
	return named === text ? text : named.replace(/\s+/g, ' ').trim();
}
