import type { Layout, LayoutWarning } from '../layout/index.ts';
import { remarkInEnglish } from '../layout/sentences-en.ts';
import { emojiAsWords, type Role, toEnglish } from '../translate/index.ts';

/** Letters of other widths and styles (`ｃａｔ`, `𝓬𝓪𝓽`, `ⓒⓐⓣ`, `ﬁsh`) as the letters that they are. */
function plainLetters(text: string): string {
	return text.replace(/[\uff01-\uff5e\u24b6-\u24e9\ufb00-\ufb06\u{1d400}-\u{1d7ff}]+/gu, (letters) =>
		letters.normalize('NFKC'),
	);
}

/** A description in the words that models read: English, emoji by their names. */
export function modelWords(text: string, role: Role): string {
	return toEnglish(emojiAsWords(plainLetters(text)), role).text;
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

/** Says how words that no model reads were translated; null where there are none. */
export function translationOf(layout: Layout): LayoutWarning | null {
	const told = inModelWords(layout);
	if (told === layout) return null;
	const words = layout.objects.flatMap(({ text }, index) =>
		text === told.objects[index].text ? [] : [[text, told.objects[index].text] as const],
	);
	const [ground, drawn] = [layout.background, told.background];
	if (ground !== null && drawn !== null && ground !== drawn) words.push([ground, drawn]);
	const [no, not] = [layout.flags.no, told.flags.no];
	if (no !== undefined && not !== undefined && no !== not) words.push([no, not]);
	const remark = { kind: 'translated', words } as const;
	return { code: 'translated', message: remarkInEnglish(remark), offset: 0, remark };
}
