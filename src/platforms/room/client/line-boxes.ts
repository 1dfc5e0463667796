import { LayoutError, printLayout } from '../../../layout/index.ts';
import type { Box, Layout, ParsedLine } from '../../../layout/layout.ts';
import { parseLine } from '../../../layout/parse.ts';

/** The smallest side of a box that a hand may make, in fractions of the picture. */
export const SMALLEST_SIDE = 0.05;

const whole = (fraction: number) => Math.round(fraction * 100);

/** `[0.1, 0.2, 0.6, 0.9]` as the line writes it: `(10 20 60 90)`. */
export function boxWords(box: Box): string {
	return `(${box.map(whole).join(' ')})`;
}

/**
 * The line with one object moved to a box; everything else stays as it was typed. One of several that were
 * counted together (`3 sheep@bottom`) is taken out of the count: each gets a place of its own. Where the place stands
 * in other words than ours (`left: a cat`), and a box there would not mean this, the line is written anew in ours.
 *
 * @returns the line unchanged where the object has no place in it
 */
export function withBox(line: string, parsed: ParsedLine, object: number, box: Box): string {
	const [layout] = parsed.layouts;
	if (layout === undefined) return line;
	const changed = withBoxTyped(line, parsed, object, box);
	if (changed === line || means(changed, parsed, object, box)) return changed;
	if (parsed.layouts.length > 1) return line;
	const objects = layout.objects.map((one, index) =>
		index === object ? { ...one, box: onPercents(box) } : one,
	);
	return printLayout({ ...layout, objects });
}

const onPercents = (box: Box) => box.map((side) => whole(side) / 100) as unknown as Box;

/** Whether a line says what another one said, with one object in a box. */
function means(line: string, said: ParsedLine, object: number, box: Box): boolean {
	const words = ({ objects, background }: Layout) =>
		[...objects.map(({ text }) => text), background].join('\n');
	try {
		const { layouts } = parseLine(line);
		return (
			layouts.length === said.layouts.length &&
			layouts.every((layout, index) => words(layout) === words(said.layouts[index])) &&
			layouts[0].objects[object].box.toString() === onPercents(box).toString()
		);
	} catch (error) {
		if (error instanceof LayoutError) return false;
		throw error;
	}
}

function withBoxTyped(line: string, parsed: ParsedLine, object: number, box: Box): string {
	const objects = parsed.layouts[0]?.objects ?? [];
	const places = parsed.spans.filter((span) => span.kind === 'place' && span.object !== undefined);
	const place = places.findLast((span) => (span.object ?? 0) <= object);
	if (place === undefined) return line;
	const first = place.object ?? 0;
	const next = places.find((span) => (span.object ?? 0) > first)?.object ?? objects.length;
	const size = parsed.spans.find((span) => span.kind === 'size' && span.object === first);
	if (next - first === 1) {
		const moved = `${line.slice(0, place.start)}@${boxWords(box)}${line.slice(place.end)}`;
		return size === undefined || size.end > place.start
			? moved
			: moved.slice(0, size.start) + moved.slice(size.end);
	}
	const words = parsed.spans.find((span) => span.kind === 'object' && span.object === first);
	if (words === undefined) return line;
	const each = objects.slice(first, next).map((one, index) => {
		const own = first + index === object ? box : one.box;
		return `${one.text}@${own === 'auto' ? 'auto' : boxWords(own)}`;
	});
	return line.slice(0, words.start) + each.join(', ') + line.slice(place.end);
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** A box moved by a share of the picture, kept inside it, on whole percents. */
export function moved(box: Box, dx: number, dy: number): Box {
	const [x0, y0, x1, y1] = box.map(whole) as unknown as Box;
	const width = x1 - x0;
	const height = y1 - y0;
	const x = clamp(x0 + whole(dx), 0, 100 - width);
	const y = clamp(y0 + whole(dy), 0, 100 - height);
	return [x / 100, y / 100, (x + width) / 100, (y + height) / 100];
}

export type Corner = 'nw' | 'ne' | 'sw' | 'se';

/** A box pulled at a corner by a share of the picture; it keeps a least size and stays inside. */
export function resized(box: Box, corner: Corner, dx: number, dy: number): Box {
	let [x0, y0, x1, y1] = box.map(whole) as unknown as [number, number, number, number];
	const least = whole(SMALLEST_SIDE);
	if (corner.endsWith('w')) x0 = clamp(x0 + whole(dx), 0, x1 - least);
	else x1 = clamp(x1 + whole(dx), x0 + least, 100);
	if (corner.startsWith('n')) y0 = clamp(y0 + whole(dy), 0, y1 - least);
	else y1 = clamp(y1 + whole(dy), y0 + least, 100);
	return [x0 / 100, y0 / 100, x1 / 100, y1 / 100];
}

/** A place to begin with for an object that had none, near the middle and not on top of the last one. */
export function firstBox(index: number): Box {
	const x = [0.06, 0.56, 0.31, 0.06, 0.56, 0.31, 0.06, 0.56][index % 8] ?? 0.3;
	const y = [0.3, 0.3, 0.5, 0.55, 0.55, 0.1, 0.1, 0.1][index % 8] ?? 0.3;
	return [x, y, Math.round((x + 0.38) * 100) / 100, Math.round((y + 0.4) * 100) / 100];
}
