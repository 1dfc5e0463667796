/**
 * Cuts the pictures of all nouns out of docs/images/nouns.webp into the sheet that the room's page shows:
 * `npm run -s docs:nouns`. `python training/nouns.py docs/images/nouns.webp` draws the pictures.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { HOME } from '../../test/house/tracked-files.ts';

/** The drawn sheet: tiles in rows, each with its name below. */
const ACROSS = 14;
const SIDE_PX = 110;
const LABEL_PX = 18;
/** The page's sheet: tiles alone. */
const COLUMNS = 16;

const words = JSON.parse(await readFile(join(HOME, 'models/nae/words.json'), 'utf8'));
const nouns: readonly string[] = words.nouns;
const drawn = await readFile(join(HOME, 'docs/images/nouns.webp'));
const tiles = await Promise.all(
	nouns.map(async (_, index) => ({
		input: await sharp(drawn)
			.extract({
				left: (index % ACROSS) * SIDE_PX,
				top: Math.floor(index / ACROSS) * (SIDE_PX + LABEL_PX),
				width: SIDE_PX,
				height: SIDE_PX,
			})
			.png()
			.toBuffer(),
		left: (index % COLUMNS) * SIDE_PX,
		top: Math.floor(index / COLUMNS) * SIDE_PX,
	})),
);
const client = join(HOME, 'src/platforms/room/client');
await sharp({
	create: {
		width: COLUMNS * SIDE_PX,
		height: Math.ceil(nouns.length / COLUMNS) * SIDE_PX,
		channels: 3,
		background: '#fff',
	},
})
	.composite(tiles)
	.webp({ quality: 82 })
	.toFile(join(client, 'nouns.webp'));
await writeFile(join(client, 'nouns.json'), `${JSON.stringify({ columns: COLUMNS, nouns }, null, '\t')}\n`);
