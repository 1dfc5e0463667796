import { NAMED, type Place } from './named-places.ts';

/** A column or a row of the grid of named places: 0 is left or top. */
type Line = 0 | 1 | 2;

/** Named places by column and row of the picture. */
const CELLS: ReadonlyMap<Place, readonly [column: Line, row: Line]> = new Map<Place, readonly [Line, Line]>([
	[NAMED['top-left'], [0, 0]],
	[NAMED.top, [1, 0]],
	[NAMED['top-right'], [2, 0]],
	[NAMED.left, [0, 1]],
	[NAMED.center, [1, 1]],
	[NAMED.right, [2, 1]],
	[NAMED['bottom-left'], [0, 2]],
	[NAMED.bottom, [1, 2]],
	[NAMED['bottom-right'], [2, 2]],
]);

/** From where to where a third of the picture reaches, as the places that are called thirds have it. */
const THIRDS = [NAMED['left-third'], NAMED['middle-third'], NAMED['right-third']].map(
	({ box }) => [box[0], box[2]] as const,
);
/** How far thirds reach in the other direction, in the middle of the picture. */
const ACROSS = [NAMED['left-third'].box[1], NAMED['left-third'].box[3]] as const;
const DOWN = [NAMED['top-third'].box[0], NAMED['top-third'].box[2]] as const;

/**
 * Places of one picture, each narrowed to its third where the middle of its row or column is taken as well as
 * an end: `left`, `center` and `right` would stand over each other. What is no side, corner or middle stays.
 */
export function inARow(places: readonly (Place | undefined)[]): readonly (Place | undefined)[] {
	// Two sides without the middle, as most pictures have them, stand apart.
	if (places.length < 3 && !places.includes(NAMED.center)) return places;
	const cells = places.map((place) => place && CELLS.get(place));
	const taken = (column: Line, row: Line) => cells.some((cell) => cell?.[0] === column && cell[1] === row);
	// Along an edge only three stand over each other; in the middle two do.
	const isFull = (along: Line, first: boolean, last: boolean) =>
		along === 1 ? first || last : first && last;
	const isRow = (row: Line) => taken(1, row) && isFull(row, taken(0, row), taken(2, row));
	const isColumn = (column: Line) => taken(column, 1) && isFull(column, taken(column, 0), taken(column, 2));
	return places.map((place, index) => {
		const cell = cells[index];
		if (place === undefined || cell === undefined) return place;
		const [column, row] = cell;
		const across = isRow(row);
		const down = isColumn(column);
		if (!across && !down) return place;
		const [x0, y0, x1, y1] = place.box;
		const wide = across ? THIRDS[column] : column === 1 ? DOWN : [x0, x1];
		const high = down ? THIRDS[row] : row === 1 ? ACROSS : [y0, y1];
		return {
			box: [wide[0], high[0], wide[1], high[1]],
			anchor: place.anchor,
			...(place.row && !across && { row: [place.row[0], high[0], place.row[2], high[1]] as const }),
		};
	});
}
