/**
 * Draws every example of docs/layout.md: `npm run -s docs:layout`. Each box of lines gets one picture behind it
 * in the page, with each line's sketch and what the built-in model draws from it. Seeds are 1, none is picked.
 * Names of boxes behind the command (`-- places sizes`) draw these alone.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { type DiffusionModel, loadModel } from '../../src/diffusion/index.ts';
import { parseLine, previewSize } from '../../src/layout/index.ts';
import { renderPreview } from '../../src/layout/render-preview.ts';
import { composeRecipes } from '../../src/recipe/compose.ts';
import type { Recipe } from '../../src/recipe/recipe.ts';
import { cultivate, type Seedling, SeedlingCache } from '../../src/taue/index.ts';
import { HOME } from '../../test/house/tracked-files.ts';
import { exampleBoxes, withPictures } from './layout-page.ts';

const WIDTH_PX = 860;
const GAP_PX = 10;
const TILE_PX = 200;
const CAPTION_PX = 18;
const CAPTION_UNITS = 48;

/** Something to lay on the sheet, with its size. */
interface Tile {
	readonly input: Buffer;
	readonly width: number;
	readonly height: number;
}

/** One example: its line above its sketch and pictures. */
interface Cell {
	readonly rows: readonly string[];
	readonly tiles: readonly Tile[];
	readonly width: number;
	readonly height: number;
}

async function tile(png: Buffer, side: number): Promise<Tile> {
	const { data, info } = await sharp(png)
		.resize(side, side, { fit: 'inside' })
		.png()
		.toBuffer({ resolveWithObject: true });
	return { input: data, width: info.width, height: info.height };
}

/** The line in rows of a caption, broken behind commas and spaces. */
function captionRows(line: string, units: number): readonly string[] {
	const rows = [''];
	for (const word of line.split(/(?<= )/)) {
		if (`${rows[rows.length - 1]}${word}`.length > units) rows.push('');
		rows[rows.length - 1] += word;
	}
	return rows;
}

const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function caption(rows: readonly string[], width: number): Buffer {
	const lines = rows.map(
		(row, index) => `<text x="0" y="${CAPTION_PX * (index + 1) - 5}" xml:space="preserve">${xml(row)}</text>`,
	);
	return Buffer.from(
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${rows.length * CAPTION_PX}" font-family="DejaVu Sans Mono, Noto Sans CJK JP, Noto Color Emoji, monospace" font-size="13.5" fill="#24292f">${lines.join('')}</svg>`,
	);
}

class Draughtsman {
	readonly #model: DiffusionModel;
	readonly #seedlings = new SeedlingCache<Seedling>();

	constructor(model: DiffusionModel) {
		this.#model = model;
	}

	async cell(line: string): Promise<Cell> {
		const { layouts } = parseLine(line);
		const { name, nativeSize, grid, defaults } = this.#model.info;
		const recipes = composeRecipes(layouts, { name, nativeSize, grid, ...defaults }, { seed: 1 });
		const across = Math.max(2, recipes.length + 1);
		const wide = across > 2;
		const width = wide ? WIDTH_PX : (WIDTH_PX - 2 * GAP_PX) / 2;
		const side = Math.min(TILE_PX, Math.floor((width - (across - 1) * GAP_PX) / across));
		const [first] = layouts;
		const sketch = await tile(await renderPreview(first, previewSize(first, side)), side);
		const pictures: Tile[] = [];
		for (const recipe of recipes) pictures.push(await tile(await this.#draw(recipe), side));
		const rows = captionRows(line, wide ? 2 * CAPTION_UNITS : CAPTION_UNITS);
		const tiles = [sketch, ...pictures];
		const height = rows.length * CAPTION_PX + Math.max(...tiles.map((one) => one.height));
		return { rows, tiles, width, height };
	}

	async #draw(recipe: Recipe): Promise<Buffer> {
		const run = cultivate(this.#model, recipe, { cache: this.#seedlings });
		let step = await run.next();
		while (!step.done) step = await run.next();
		const { rgba, width, height } = step.value.picture;
		return await sharp(rgba, { raw: { width, height, channels: 4 } })
			.removeAlpha()
			.png()
			.toBuffer();
	}
}

/** Cells in rows from left to right, as many as fit. */
async function sheet(cells: readonly Cell[]): Promise<Buffer> {
	const placed: { readonly input: Buffer; readonly left: number; readonly top: number }[] = [];
	let [left, top, high] = [GAP_PX, GAP_PX, 0];
	for (const cell of cells) {
		if (left + cell.width > WIDTH_PX + 2 * GAP_PX) [left, top, high] = [GAP_PX, top + high + GAP_PX, 0];
		placed.push({ input: caption(cell.rows, cell.width), left, top });
		let across = left;
		for (const one of cell.tiles) {
			placed.push({ input: one.input, left: across, top: top + cell.rows.length * CAPTION_PX });
			across += one.width + GAP_PX;
		}
		left += cell.width + 2 * GAP_PX;
		high = Math.max(high, cell.height);
	}
	return await sharp({
		create: { width: WIDTH_PX + 2 * GAP_PX, height: top + high + GAP_PX, channels: 3, background: '#ffffff' },
	})
		.composite(placed)
		.webp({ quality: 82 })
		.toBuffer();
}

const path = join(HOME, 'docs/layout.md');
const page = await readFile(path, 'utf8');
const boxes = exampleBoxes(page);
const asked = process.argv.slice(2);
const wanted = boxes.filter(({ name }) => asked.length === 0 || asked.includes(name));
await mkdir(join(HOME, 'docs/images/layout'), { recursive: true });
const model = await loadModel(join(HOME, 'models/nae'), { provider: 'cpu', attention: 'maps+bias' });
try {
	const draughtsman = new Draughtsman(model);
	for (const { name, lines } of wanted) {
		const cells: Cell[] = [];
		for (const line of lines) cells.push(await draughtsman.cell(line));
		await writeFile(join(HOME, `docs/images/layout/${name}.webp`), await sheet(cells));
		console.log(`${name}: ${lines.length} lines`);
	}
} finally {
	await model.close();
}
const DRAWN = join(HOME, 'docs/images/layout/drawn.json');
const before: Record<string, readonly string[]> = JSON.parse(await readFile(DRAWN, 'utf8'));
const drawn = Object.fromEntries(
	boxes.map((box) => [box.name, wanted.includes(box) ? box.lines : (before[box.name] ?? [])]),
);
await writeFile(DRAWN, `${JSON.stringify(drawn, null, '\t')}\n`);
await writeFile(path, withPictures(page));
