import { type ComponentChild, h } from 'preact';

/** Colours around the wheel; so many people in a room look different for certain. */
const COLOURS = 16;
const taken = new Map<string, number>();

/** A person's colour by their id, the same on every page unless another one has it there already. */
export function colourOf(id: string): number {
	const known = taken.get(id);
	if (known !== undefined) return known;
	let sum = 7;
	for (const character of id) sum = Math.imul(sum ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
	const used = new Set(taken.values());
	let colour = (sum >>> 8) % COLOURS;
	// Steps of five reach all sixteen, and neighbours in time are no neighbours on the wheel.
	for (let tries = 0; used.has(colour) && tries < COLOURS; tries++) colour = (colour + 5) % COLOURS;
	taken.set(id, colour);
	return colour;
}

/** The first letters of the first two words, or the first two letters. */
export function initials(name: string): string {
	const letters = (text: string) => Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
	const words = name.trim().split(/[\s._-]+/u);
	const [first = '?', second] = words;
	const [one = '?', two = ''] = letters(first);
	return (
		one.toUpperCase() +
		(second === undefined || second === '' ? two.toLowerCase() : (letters(second)[0] ?? '').toUpperCase())
	);
}

/** A person as a small round stamp with their initials. The name stands beside it, so it is hidden from readers. */
export function Avatar({ id, name }: { readonly id: string; readonly name: string }): ComponentChild {
	const hue = (colourOf(id.replace(/^room:/, '')) * 360) / COLOURS;
	return h('span', { class: 'avatar', style: { '--hue': hue }, 'aria-hidden': 'true' }, initials(name));
}
