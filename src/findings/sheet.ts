/** Longer side of one of the sheet's pictures, in pixels. */
const TILE_PX = 320;
const GAP_PX = 6;

/** The sheet of a looked-at picture: the picture itself, then one for each object, row by row. */
export interface SheetPlan {
	readonly size: readonly [width: number, height: number];
	readonly tile: readonly [width: number, height: number];
	/** Left upper corner of each tile, in pixels. */
	readonly places: readonly (readonly [x: number, y: number])[];
}

/** @param size - of the picture, in pixels */
export function sheetPlan([width, height]: readonly [number, number], objects: number): SheetPlan {
	const scale = TILE_PX / Math.max(width, height);
	const tile = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))] as const;
	const count = objects + 1;
	const columns = count <= 3 ? count : Math.ceil(Math.sqrt(count));
	const rows = Math.ceil(count / columns);
	const side = (tiles: number, px: number) => tiles * px + (tiles - 1) * GAP_PX;
	return {
		size: [side(columns, tile[0]), side(rows, tile[1])],
		tile,
		places: Array.from({ length: count }, (_, k) => [
			(k % columns) * (tile[0] + GAP_PX),
			Math.floor(k / columns) * (tile[1] + GAP_PX),
		]),
	};
}
