import type { Layout } from '../layout/index.ts';
import { emojiAsWords, type Role, toEnglish } from '../translate/index.ts';

/** A description in the words that models read: English, emoji by their names. */
export function modelWords(text: string, role: Role): string {
	return toEnglish(emojiAsWords(text), role).text;
}

/**
 * The layout as a model is told it. What a person wrote (`猫@左、🐶@右、砂浜`) stays in the picture's own line;
 * its recipe holds `cat`, `dog` and `a sandy beach`. A layout that needs no change is given back as it is.
 */
export function inModelWords(layout: Layout): Layout {
	const { objects, background, flags } = layout;
	const told = objects.map((object) => {
		const text = modelWords(object.text, 'object');
		// An emoji without a name leaves nothing; a recipe's object has words.
		return text === object.text || text === '' ? object : { ...object, text };
	});
	const ground = background === null ? null : modelWords(background, 'background');
	const no = flags.no === undefined ? undefined : modelWords(flags.no, 'object');
	if (told.every((object, index) => object === objects[index]) && ground === background && no === flags.no)
		return layout;
	return {
		...layout,
		objects: told,
		background: ground === '' ? background : ground,
		flags: { ...flags, ...(no !== undefined && { no }) },
	};
}
