import sharp, { type OverlayOptions } from 'sharp';
import type { Box } from '../src/layout/layout.ts';
import type { Raster } from '../src/taue/index.ts';

/** One cell of a sheet: a picture, the boxes that were asked for, and the boxes that were found. */
export interface SheetCell {
	readonly picture: Raster;
	readonly asked: readonly Box[];
	readonly found: readonly Box[];
}

const GAP_PX = 4;
/** Side of a cell, in pixels. */
export const CELL_PX = 192;

/** Writes pictures in rows: asked-for boxes white and dashed, found ones black. */
export async function writeSheet(file: string, rows: readonly (readonly SheetCell[])[]): Promise<void> {
	const columns = Math.max(0, ...rows.map((row) => row.length));
	const parts: OverlayOptions[] = [];
	for (const [y, row] of rows.entries()) {
		for (const [x, { picture, asked, found }] of row.entries()) {
			const { width, height, rgba } = picture;
			const input = await sharp(rgba, { raw: { width, height, channels: 4 } })
				.resize(CELL_PX, CELL_PX, { fit: 'contain' })
				.composite([{ input: Buffer.from(outlines(asked, found)) }])
				.png()
				.toBuffer();
			parts.push({ input, left: x * (CELL_PX + GAP_PX), top: y * (CELL_PX + GAP_PX) });
		}
	}
	const size = { width: columns * (CELL_PX + GAP_PX), height: rows.length * (CELL_PX + GAP_PX) };
	await sharp({ create: { ...size, channels: 3, background: '#ffffff' } })
		.composite(parts)
		.png()
		.toFile(file);
}

export function outlines(asked: readonly Box[], found: readonly Box[]): string {
	const rectangle = ([x0, y0, x1, y1]: Box, style: string) =>
		`<rect x="${x0 * CELL_PX}" y="${y0 * CELL_PX}" width="${(x1 - x0) * CELL_PX}" height="${(y1 - y0) * CELL_PX}" fill="none" ${style}/>`;
	const white = 'stroke="white" stroke-width="1.5" stroke-dasharray="4 3"';
	const black = 'stroke="black" stroke-width="1"';
	const shapes = [...asked.map((box) => rectangle(box, white)), ...found.map((box) => rectangle(box, black))];
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${CELL_PX}" height="${CELL_PX}">${shapes.join('')}</svg>`;
}
