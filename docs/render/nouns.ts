/**
 * Draws everything that the built-in model can draw: `npm run -s docs:nouns`. Once with names, for docs/nouns.md,
 * and once without, for the panel of the room's page.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { loadModel } from '../../src/diffusion/index.ts';
import { asNounPhrase } from '../../src/layout/counts.ts';
import { firstLayout, parseLine } from '../../src/layout/index.ts';
import { composeRecipe } from '../../src/recipe/compose.ts';
import { draw } from '../../src/taue/index.ts';
import { HOME } from '../../test/house/tracked-files.ts';
import { escaped } from './film.ts';

const SIDE_PX = 110;
const LABEL_PX = 18;
/** Tiles in a row, of the sheet with names and of the page's. */
const [NAMED_COLUMNS, COLUMNS] = [14, 16];

const folder = join(HOME, 'models/nae');
const nouns: readonly string[] = JSON.parse(await readFile(join(folder, 'words.json'), 'utf8')).nouns;

async function drawAll(): Promise<Buffer[]> {
	const model = await loadModel(folder, { provider: 'cpu', attention: 'maps+bias' });
	const tiles: Buffer[] = [];
	for (const noun of nouns) {
		const layout = firstLayout(parseLine(`${asNounPhrase(noun)}@center:80% | a white background`));
		const { name, nativeSize, grid, defaults } = model.info;
		const recipe = composeRecipe(layout, { name, nativeSize, grid, ...defaults }, { seed: 0 });
		const { rgba, width, height } = (await draw(model, recipe)).picture;
		const raw = { width, height, channels: 4 } as const;
		tiles.push(await sharp(rgba, { raw }).removeAlpha().resize(SIDE_PX, SIDE_PX).png().toBuffer());
		process.stdout.write(`${tiles.length} of ${nouns.length}: ${noun}\n`);
	}
	await model.close();
	return tiles;
}

function label(noun: string): Buffer {
	return Buffer.from(
		`<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE_PX}" height="${LABEL_PX}"><text x="${SIDE_PX / 2}" y="13" font-family="DejaVu Sans, sans-serif" font-size="12" text-anchor="middle">${escaped(noun)}</text></svg>`,
	);
}

/** Tiles in rows, each row so high. */
async function sheet(
	rows: readonly (readonly Buffer[])[],
	columns: number,
	heightPx: number,
): Promise<Buffer> {
	const composed = rows.flatMap((parts, index): OverlayOptions[] => {
		const left = (index % columns) * SIDE_PX;
		const top = Math.floor(index / columns) * heightPx;
		return parts.map((input, part) => ({ input, left, top: top + part * SIDE_PX }));
	});
	const height = Math.ceil(rows.length / columns) * heightPx;
	return sharp({ create: { width: columns * SIDE_PX, height, channels: 3, background: '#fff' } })
		.composite(composed)
		.webp({ quality: 82 })
		.toBuffer();
}

const tiles = await drawAll();
const named = tiles.map((tile, index) => [tile, label(nouns[index])]);
await writeFile(join(HOME, 'docs/images/nouns.webp'), await sheet(named, NAMED_COLUMNS, SIDE_PX + LABEL_PX));
const client = join(HOME, 'src/platforms/room/client');
await writeFile(
	join(client, 'nouns.webp'),
	await sheet(
		tiles.map((tile) => [tile]),
		COLUMNS,
		SIDE_PX,
	),
);
await writeFile(join(client, 'nouns.json'), `${JSON.stringify({ columns: COLUMNS, nouns }, null, '\t')}\n`);
