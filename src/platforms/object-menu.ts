import type { Layout } from '../layout/index.ts';
import type { PictureView } from '../studio/picture-view.ts';
import type { Block, MenuOption } from './card.ts';
import { controlId } from './control-id.ts';
import { shorten } from './shorten.ts';
import type { Texts } from './texts/index.ts';

/** What can be done with one object of a picture. */
const DEEDS = ['reroll', 'move', 'remove'] as const;
type Deed = (typeof DEEDS)[number];

export interface ObjectChoice {
	readonly deed: Deed;
	/** Counted from 1; 0 is the background. */
	readonly object: number;
}

/** Characters of a menu's entry that both platforms take. */
const MENU_LABEL = 70;
const KEYCAPS = ['0️⃣', '1️⃣', '2️⃣', '3️⃣', '4️⃣', '5️⃣', '6️⃣', '7️⃣', '8️⃣'];

export function keycap(object: number): string {
	return KEYCAPS[object] ?? '▫️';
}

/** What was chosen, or null where it is no entry of the menu. */
export function readObjectChoice(chosen: string | undefined): ObjectChoice | null {
	const found = /^(\w+) (\d)$/.exec(chosen ?? '');
	const deed = DEEDS.find((known) => known === found?.[1]);
	return found === null || deed === undefined ? null : { deed, object: Number(found[2]) };
}

/** One menu for all objects: three entries each and one for the background, so that eight objects fill it. */
export function objectMenu({ id, layout }: PictureView, texts: Texts): readonly Block[] {
	if (layout === null || layout.objects.length === 0) return [];
	const { objects } = layout;
	const entry = (deed: Deed, object: number, label: string): MenuOption => ({
		value: `${deed} ${object}`,
		label: shorten(label, MENU_LABEL),
		emoji: keycap(object),
	});
	const options = objects.flatMap(({ text }, index) => [
		entry('reroll', index + 1, texts.rerollObject(text)),
		entry('move', index + 1, texts.moveObject(text)),
		...(isRemovable(layout) ? [entry('remove', index + 1, texts.removeObject(text))] : []),
	]);
	return [
		{
			kind: 'menu',
			id: controlId('object', id),
			placeholder: texts.oneObject,
			options: [...options, entry('reroll', 0, texts.rerollObject(texts.background))],
		},
	];
}

/** Something must be left to draw. */
function isRemovable({ objects, background }: Layout): boolean {
	return objects.length > 1 || background !== null;
}
