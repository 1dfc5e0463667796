import { boxAround, rounded } from './box.ts';
import type { Box } from './layout.ts';
import type { Place } from './named-places.ts';

/** How large an object is: as a factor of its place's box, or in fractions of the picture. */
export type Size = { readonly factor: number } | { readonly width: number; readonly height: number };

/** Named sizes, as factors of the sides of the place's box. */
const SIZES: Readonly<Record<string, number>> = { small: 0.6, medium: 1, large: 1.3, huge: 1.6 };

const SIZE_WORDS: Readonly<Record<string, keyof typeof SIZES>> = {
	small: 'small',
	medium: 'medium',
	large: 'large',
	huge: 'huge',
	s: 'small',
	m: 'medium',
	l: 'large',
	xl: 'huge',
	xs: 'small',
	tiny: 'small',
	little: 'small',
	mini: 'small',
	smaller: 'small',
	normal: 'medium',
	big: 'large',
	bigger: 'large',
	larger: 'large',
	xxl: 'huge',
	giant: 'huge',
	gigantic: 'huge',
	enormous: 'huge',
	massive: 'huge',
	wee: 'small',
	average: 'medium',
	regular: 'medium',
	小: 'small',
	小さい: 'small',
	小さく: 'small',
	中: 'medium',
	大: 'large',
	大きい: 'large',
	大きく: 'large',
	特大: 'huge',
	巨大: 'huge',
	작은: 'small',
	작게: 'small',
	큰: 'large',
	صغير: 'small',
	صغيرة: 'small',
	كبير: 'large',
	كبيرة: 'large',
	छोटा: 'small',
	छोटी: 'small',
	बड़ा: 'large',
	बड़ी: 'large',
	half: 'small',
	double: 'huge',
	'2x': 'huge',
	크게: 'large',
	klein: 'small',
	kleine: 'small',
	große: 'large',
	petite: 'small',
	pequeña: 'small',
	piccolo: 'small',
	pequeno: 'small',
	ちいさく: 'small',
	おおきく: 'large',
	маленькая: 'small',
	большая: 'large',
	groß: 'large',
	petit: 'small',
	grand: 'large',
	pequeño: 'small',
	grande: 'large',
	маленький: 'small',
	большой: 'large',
};

/** Words for a size that may stand alone after a place: `@left small`. */
export const SIZE_NAMES: readonly string[] = Object.keys(SIZES);

/** Further English words for sizes, which slips are compared with. */
export const OTHER_SIZE_NAMES: readonly string[] = Object.keys(SIZE_WORDS).filter(
	(word) => /^[a-z]{3,}$/.test(word) && !SIZE_NAMES.includes(word),
);

const PERCENT = /^(\d{1,3}(?:\.\d{1,3})?)%$/;
const PERCENTS = /^(?=.*%)(\d{1,3}(?:\.\d{1,3})?)%?[x×*](\d{1,3}(?:\.\d{1,3})?)%?$/;
/** Smaller sides, in percent, show nothing that could be seen. */
const SMALLEST = 1;

/** The size that a word means (`small`, `40%`, `30%x50%`), or `undefined`. */
export function sizeOf(word: string): Size | undefined {
	const lower = word.toLowerCase();
	if (Object.hasOwn(SIZE_WORDS, lower)) return { factor: SIZES[SIZE_WORDS[lower]] };
	const one = PERCENT.exec(lower);
	const two = one ? null : PERCENTS.exec(lower);
	const width = Number(one?.[1] ?? two?.[1]);
	const height = Number(one?.[1] ?? two?.[2]);
	const fits = (percent: number) => percent >= SMALLEST && percent <= 100;
	return fits(width) && fits(height)
		? { width: rounded(width / 100), height: rounded(height / 100) }
		: undefined;
}

function sides(size: Size, box: Box): readonly [width: number, height: number] {
	if ('width' in size) return [size.width, size.height];
	return [(box[2] - box[0]) * size.factor, (box[3] - box[1]) * size.factor];
}

/** The box of one object: the place's, scaled about its anchor and kept inside the picture. */
export function boxOf(place: Place, size: Size | undefined): Box {
	if (size === undefined) return place.box;
	const [x0, y0, x1, y1] = place.box;
	const [width, height] = sides(size, place.box);
	const [ax, ay] = place.anchor;
	// The anchored point keeps its place; the centre follows from it.
	const centreX = x0 + (x1 - x0) * ax + width * (0.5 - ax);
	const centreY = y0 + (y1 - y0) * ay + height * (0.5 - ay);
	return boxAround(centreX, centreY, width, height);
}

/** Gap between neighbours of a row, as a share of a cell. */
const GAP = 0.08;
/** A row's things are at most this much higher than wide. */
const TALLEST = 1.4;

/** Narrower things, in fractions of the picture, make a second row rather than stand side by side. */
const NARROWEST = 0.1;

/**
 * The boxes of several of the same thing: side by side from left to right, and in further rows below
 * where the place is too narrow for that.
 */
export function rowOf(place: Place, size: Size | undefined, count: number): readonly Box[] {
	if (count === 1) return [boxOf(place, size)];
	const [x0, y0, x1, y1] = place.row ?? place.box;
	const rows = rowsFor(x1 - x0, y1 - y0, count);
	const perRow = Math.ceil(count / rows);
	const pitch = (y1 - y0) / (rows + (rows - 1) * GAP);
	return Array.from({ length: rows }, (_, row): readonly Box[] => {
		const top = y0 + row * pitch * (1 + GAP);
		const inRow = Math.min(perRow, count - row * perRow);
		return sideBySide([x0, top, x1, top + pitch], place.anchor[1], size, inRow, perRow);
	}).flat();
}

function rowsFor(width: number, height: number, count: number): number {
	if (cellOf(width, count) >= NARROWEST) return 1;
	const rows = Array.from({ length: Math.ceil(count / 2) }, (_, index) => index + 1);
	// The arrangement whose cells have the longest shorter side, on as few rows as that takes.
	const side = (row: number) => Math.min(cellOf(width, Math.ceil(count / row)), height / row);
	const longest = Math.max(...rows.map(side));
	const fewest = rows.find((row) => side(row) === longest) ?? 1;
	return Math.ceil(count / Math.ceil(count / fewest));
}

/** Width of one of `count` cells of a row. */
function cellOf(width: number, count: number): number {
	return width / (count + (count - 1) * GAP);
}

function sideBySide(
	[x0, y0, x1, y1]: Box,
	anchorY: number,
	size: Size | undefined,
	count: number,
	cells: number,
): readonly Box[] {
	const cellWidth = cellOf(x1 - x0, cells);
	const cellHeight = Math.min(y1 - y0, cellWidth * TALLEST);
	const [width, height] =
		size === undefined ? [cellWidth, cellHeight] : sides(size, [0, 0, cellWidth, cellHeight]);
	const centreY = y0 + (y1 - y0) * anchorY + Math.min(height, 1) * (0.5 - anchorY);
	// Wide things spread out of the row, at most from edge to edge.
	const widest = Math.max(cellWidth, width) * (1 + GAP);
	const pitch = count === 1 ? 0 : Math.min(widest, Math.max(0, (0.98 - width) / (count - 1)));
	const half = (pitch * (count - 1) + width) / 2;
	const middle = Math.min(Math.max((x0 + x1) / 2, half), Math.max(half, 1 - half));
	return Array.from({ length: count }, (_, index) =>
		boxAround(middle + (index - (count - 1) / 2) * pitch, centreY, width, height),
	);
}
