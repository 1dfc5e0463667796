import sharp, { type OverlayOptions } from 'sharp';
import { sheetPlan } from '../findings/sheet.ts';
import type { Box } from '../layout/layout.ts';
import type { Look } from '../metrics/look.ts';
import { embedRecipe } from '../recipe/png.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Plane } from '../taue/plane.ts';
import { type Encoded, thumbnailOf } from './encode.ts';

/** Letters of an object's words that fit above its map. */
const MOST_LETTERS = 36;
const LABEL_PX = 26;
/** From where nobody looks to where most look: RGB. */
const HEAT: readonly (readonly [number, number, number])[] = [
	[24, 16, 74],
	[142, 30, 120],
	[240, 84, 50],
	[255, 226, 90],
];
/** How much of the picture shows through its map. */
const SHOWN = 0.45;

/**
 * One picture of what was seen: the picture with all boxes, and for each object where its word looks. Boxes that were
 * asked for are white and dashed, where something was found is black.
 *
 * @param png - the picture that was looked at
 */
export async function lookSheet(png: Uint8Array, recipe: Recipe, look: Look): Promise<Encoded> {
	const { size, tile, places } = sheetPlan(recipe.size, recipe.objects.length);
	const [width, height] = tile;
	const { data: rgb } = await sharp(png)
		.resize(width, height, { fit: 'fill' })
		.removeAlpha()
		.toColourspace('srgb')
		.raw()
		.toBuffer({ resolveWithObject: true });
	const boxes = recipe.objects.map(({ box }) => box);
	const parts: OverlayOptions[] = [];
	for (const [k, [left, top]] of places.entries()) {
		const object = k - 1;
		const map = object < 0 ? null : look.attention[object];
		const shown = map === null || map === undefined ? rgb : await heated(rgb, map, width, height);
		const own = (all: readonly (Box | 'auto' | null)[]) => (object < 0 ? all : [all[object]]);
		const label = object < 0 ? '' : `${k}. ${recipe.objects[object].text}`;
		const marks = marksOf(own(boxes), own(look.found), label, width, height);
		const input = await sharp(shown, { raw: { width, height, channels: 3 } })
			.composite([{ input: Buffer.from(marks) }])
			.png()
			.toBuffer();
		parts.push({ input, left, top });
	}
	const ground = { width: size[0], height: size[1], channels: 3, background: '#ffffff' } as const;
	const sheet = await sharp({ create: ground }).composite(parts).png({ compressionLevel: 6 }).toBuffer();
	return {
		width: size[0],
		height: size[1],
		png: embedRecipe(sheet, recipe),
		thumbnail: await thumbnailOf(sharp(sheet)),
		layers: [],
	};
}

/** The picture under its map. */
async function heated(rgb: Uint8Array, map: Plane, width: number, height: number): Promise<Uint8Array> {
	const most = map.data.reduce((a, b) => Math.max(a, b), 0) || 1;
	const bytes = Uint8Array.from(map.data, (value) => Math.round((255 * Math.max(0, value)) / most));
	const large = await sharp(bytes, { raw: { width: map.width, height: map.height, channels: 1 } })
		.resize(width, height, { fit: 'fill', kernel: 'cubic' })
		.extractChannel(0)
		.raw()
		.toBuffer();
	const out = new Uint8Array(rgb.length);
	for (let i = 0; i < width * height; i++) {
		// Grey: the picture's own colours would be taken for heat.
		const grey = 0.3 * rgb[3 * i] + 0.59 * rgb[3 * i + 1] + 0.11 * rgb[3 * i + 2];
		const at = (large[i] / 255) * (HEAT.length - 1);
		const from = Math.min(HEAT.length - 2, Math.floor(at));
		for (let c = 0; c < 3; c++) {
			const heat = HEAT[from][c] + (at - from) * (HEAT[from + 1][c] - HEAT[from][c]);
			out[3 * i + c] = Math.round(SHOWN * grey + (1 - SHOWN) * heat);
		}
	}
	return out;
}

function marksOf(
	asked: readonly (Box | 'auto' | null)[],
	found: readonly (Box | 'auto' | null)[],
	label: string,
	width: number,
	height: number,
): string {
	const rectangle = (style: string) => (box: Box | 'auto' | null) => {
		if (box === null || box === 'auto') return '';
		const [x0, y0, x1, y1] = box;
		return `<rect x="${x0 * width}" y="${y0 * height}" width="${(x1 - x0) * width}" height="${(y1 - y0) * height}" fill="none" ${style}/>`;
	};
	const shapes = [
		...found.map(rectangle('stroke="#000000" stroke-width="2"')),
		...asked.map(rectangle('stroke="#ffffff" stroke-width="2" stroke-dasharray="7 5"')),
	];
	const text = label.length > MOST_LETTERS ? `${label.slice(0, MOST_LETTERS - 1)}…` : label;
	const written =
		text === ''
			? ''
			: `<rect width="${width}" height="${LABEL_PX}" fill="#000000" fill-opacity=".6"/><text x="8" y="18" font-family="system-ui, sans-serif" font-size="15" fill="#ffffff">${text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</text>`;
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}${written}</svg>`;
}
