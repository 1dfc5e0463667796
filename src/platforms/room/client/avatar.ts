import { type ComponentChild, h } from 'preact';

/** A person's colour, the same on every page: one of eight, by their id. */
function colourOf(id: string): number {
	let sum = 0;
	for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
	return (sum % 8) + 1;
}

/** A person as a small round stamp with their first letter. The name stands beside it, so it is hidden from readers. */
export function Avatar({ id, name }: { readonly id: string; readonly name: string }): ComponentChild {
	const first = Array.from(new Intl.Segmenter().segment(name))[0]?.segment ?? '?';
	return h(
		'span',
		{ class: `avatar o${colourOf(id.replace(/^room:/, ''))}`, 'aria-hidden': 'true' },
		first.toUpperCase(),
	);
}
