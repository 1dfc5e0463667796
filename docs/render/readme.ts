/**
 * The README's two films, from what the program really does, and the card that stands for the repository where it is
 * linked to: `npm run -s docs:readme`; `-- card.png` makes that one alone. The first is a line that is
 * typed, its objects as they grow alone and together, each step decoded, and the dog moved to another place; the second is what `taue chat`
 * prints. The seed is 1, as in the other pictures.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { OverlayOptions } from 'sharp';
import sharp from 'sharp';
import { loadModel } from '../../src/diffusion/index.ts';
import { readModelSummary } from '../../src/diffusion/model-defaults.ts';
import { type Box, parseLine, previewSvg } from '../../src/layout/index.ts';
import { composeRecipe } from '../../src/recipe/compose.ts';
import type { Recipe } from '../../src/recipe/recipe.ts';
import type { Raster } from '../../src/taue/events.ts';
import { cultivate } from '../../src/taue/index.ts';
import { launchChromium } from '../../test/browser/chromium.ts';
import { HOME } from '../../test/house/tracked-files.ts';
import { escaped, type Frame, film, frame, placed } from './film.ts';

const LINE = 'a red cat@left, a blue dog@right on a green meadow';
const [WIDTH, HEIGHT, SIDE] = [720, 424, 344];
const SKETCH = { left: 12, top: 68, side: SIDE };
const PICTURE = { left: 364, top: 68, side: SIDE };
const MONO = 'font-family="\'DejaVu Sans Mono\', monospace"';

const folder = join(HOME, 'models/nae');
const defaults = readModelSummary(folder);

function ground(typed: string, caret: boolean, note: string): string {
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
<rect width="100%" height="100%" fill="#f6f5f1"/>
<rect x="12" y="12" width="${WIDTH - 24}" height="40" rx="8" fill="#1f2430"/>
<text x="26" y="38" ${MONO} font-size="16" fill="#e8e6df" xml:space="preserve"><tspan fill="#8ecf8a">/taue </tspan>${escaped(typed)}${caret ? '▏' : ''}</text>
<rect x="${SKETCH.left}" y="${SKETCH.top}" width="${SIDE}" height="${SIDE}" rx="6" fill="#fff"/>
<rect x="${PICTURE.left}" y="${PICTURE.top}" width="${SIDE}" height="${SIDE}" rx="6" fill="#e6e4dc"/>
<text x="${PICTURE.left + SIDE / 2}" y="${PICTURE.top + SIDE / 2}" text-anchor="middle" font-family="sans-serif" font-size="16" fill="#8a877c">${escaped(note)}</text>
</svg>`;
}

/** The sketch of as much of a line as can be read. */
async function sketchOf(typed: string): Promise<OverlayOptions[]> {
	try {
		const [layout] = parseLine(typed).layouts;
		if (layout.objects.length === 0) return [];
		const svg = previewSvg(layout, { width: SIDE, height: SIDE });
		const input = await sharp(Buffer.from(svg)).resize(SIDE, SIDE, { fit: 'fill' }).png().toBuffer();
		return [{ input, left: SKETCH.left, top: SKETCH.top }];
	} catch {
		return [];
	}
}

/** Every step of a drawing, decoded, and the picture. */
async function stepsOf(recipe: Recipe): Promise<{ readonly phase: string; readonly raster: Raster }[]> {
	const model = await loadModel(folder, { provider: 'cpu', attention: 'maps+bias' });
	const shown: { phase: string; raster: Raster }[] = [];
	const run = cultivate(model, recipe, { previewEvery: 1 });
	for (;;) {
		const { done, value } = await run.next();
		if (done) {
			shown.push({ phase: 'done', raster: value.picture });
			break;
		}
		if (value.kind === 'step' && value.latent !== undefined)
			shown.push({ phase: value.phase, raster: await model.decode(value.latent) });
	}
	await model.close();
	return shown;
}

/** The outline that a hand drags from one box to another, over the picture. */
function dragged(from: Box, to: Box, share: number): string {
	const [x0, y0, x1, y1] = from.map((side, i) => side + (to[i] - side) * share);
	const at = (value: number, origin: number) => origin + value * SIDE;
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
<rect x="${at(x0, PICTURE.left)}" y="${at(y0, PICTURE.top)}" width="${(x1 - x0) * SIDE}" height="${(y1 - y0) * SIDE}" fill="#fff" fill-opacity=".15" stroke="#fff" stroke-width="3" stroke-dasharray="8 6"/>
<path transform="translate(${at((x0 + x1) / 2, PICTURE.left)} ${at((y0 + y1) / 2, PICTURE.top)})" d="M0 0v22l6-5 4 9 5-2-4-9 8-1z" fill="#111" stroke="#fff" stroke-width="1.5"/>
</svg>`;
}

function boxOf(recipe: Recipe, object: number): Box {
	const { box } = recipe.objects[object];
	if (box === 'auto') throw new Error('the film needs places');
	return box;
}

async function growing(
	typed: string,
	recipe: Recipe,
	hold: number,
): Promise<{ frames: Frame[]; last: Raster }> {
	const sketch = await sketchOf(typed);
	const steps = await stepsOf(recipe);
	const frames: Frame[] = [];
	for (const { phase, raster } of steps) {
		const ms = phase === 'done' ? hold : phase === 'seedling' ? 140 : 110;
		frames.push(await frame(ground(typed, false, ''), [...sketch, await placed(raster, PICTURE)], ms));
	}
	return { frames, last: steps[steps.length - 1].raster };
}

async function firstFilm(): Promise<Buffer> {
	const frames: Frame[] = [];
	for (let end = 3; end <= LINE.length; end += 2) {
		const typed = LINE.slice(0, end);
		frames.push(await frame(ground(typed, true, ''), await sketchOf(typed), 60));
	}
	const recipe = composeRecipe(parseLine(LINE).layouts[0], defaults, { seed: 1 });
	const grown = await growing(LINE, recipe, 1500);
	frames.push(...grown.frames);
	const moved = LINE.replace('dog@right', 'dog@bottom-right:small');
	const other = composeRecipe(parseLine(moved).layouts[0], defaults, { seed: 1 });
	const picture = await placed(grown.last, PICTURE);
	for (let i = 0; i <= 8; i++) {
		const share = i / 8;
		const over = dragged(boxOf(recipe, 1), boxOf(other, 1), share * share * (3 - 2 * share));
		frames.push(await frame(ground(LINE, false, ''), [...(await sketchOf(LINE)), picture], 70, over));
	}
	frames.push(...(await growing(moved, other, 2500)).frames);
	return film(frames, 62);
}

/** What is typed in the second film, each after the answer to the one before. */
const TYPED = ['a red cat@left, a blue dog@right on a green meadow --seed 1', 'edit make the cat yellow'];
/** What a row of the terminal holds of a longer one, which goes on in the next. */
const FITTING = /.{1,84}/gu;
const [LINE_PX, ROWS] = [19, 26];
const [TERMINAL_WIDTH, TERMINAL_HEIGHT] = [780, ROWS * LINE_PX + 24];

/** What `taue chat` printed after each line, and the picture that it drew. */
async function talk(): Promise<{ typed: string; printed: string[]; picture: string }[]> {
	const out = await mkdtemp(join(tmpdir(), 'taue-readme-'));
	const child = spawn(process.execPath, [join(HOME, 'src/cli.ts'), 'chat', '--out', '.'], {
		cwd: out,
		env: {
			...process.env,
			TAUE_DATA: join(out, 'data'),
			TAUE_MODELS: join(HOME, 'models'),
			TAUE_LOG: 'silent',
			LANG: 'en_GB.UTF-8',
		},
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	let said = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		said += text;
	});
	const told = [];
	for (const typed of TYPED) {
		said = '';
		child.stdin.write(`${typed}\n`);
		let drawn: string | undefined;
		while (drawn === undefined) {
			await new Promise((resolve) => setTimeout(resolve, 100));
			if (child.exitCode !== null) throw new Error(`taue chat ended with ${child.exitCode}`);
			drawn = said.split('\n').find((line) => /^\S+\.png$/.test(line) && !line.includes('sketch'));
			// The buttons below the picture are its last word.
			if (drawn !== undefined && !said.slice(said.indexOf(drawn)).includes('[')) drawn = undefined;
		}
		const png = await readFile(join(out, drawn.split('/').at(-1) ?? ''));
		const small = await sharp(png).resize(180, 180).png().toBuffer();
		// Whose account draws the film is nobody's business.
		const printed = said.trim().replaceAll(`${userInfo().username} ·`, 'you ·').split('\n');
		told.push({ typed, printed, picture: small.toString('base64') });
	}
	child.stdin.end();
	await new Promise((resolve) => child.once('exit', resolve));
	await rm(out, { recursive: true, force: true });
	return told;
}

type Row = { readonly text: string; readonly colour: string } | { readonly picture: string };
/** Rows that a picture takes in a terminal. */
const PICTURE_ROWS = 10;

function terminal(rows: readonly Row[]): string {
	const heights = rows.map((row) => ('picture' in row ? PICTURE_ROWS : 1));
	let first = 0;
	let total = heights.reduce((sum, height) => sum + height, 0);
	while (total > ROWS) total -= heights[first++];
	let y = 0;
	const drawn = rows.slice(first).map((row, i) => {
		const top = 12 + y * LINE_PX;
		y += heights[first + i];
		if ('picture' in row)
			return `<image x="16" y="${top + 4}" width="180" height="180" href="data:image/png;base64,${row.picture}"/>`;
		return `<text x="16" y="${top + 14}" fill="${row.colour}" xml:space="preserve">${escaped(row.text)}</text>`;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${TERMINAL_WIDTH}" height="${TERMINAL_HEIGHT}" ${MONO} font-size="14.5" style="display:block">
<rect width="100%" height="100%" fill="#1f2430"/>${drawn.join('\n')}</svg>`;
}

async function secondFilm(): Promise<Buffer> {
	const rows: Row[] = [];
	const frames: Frame[] = [];
	// A browser, since sharp draws no emoji in colour.
	await using browser = await launchChromium();
	const page = await browser.newPage({ viewport: { width: TERMINAL_WIDTH, height: TERMINAL_HEIGHT } });
	const show = async (more: readonly Row[], ms: number) => {
		await page.setContent(`<body style="margin:0">${terminal([...rows, ...more])}</body>`);
		frames.push({ png: await page.screenshot(), ms });
	};
	for (const { typed, printed, picture } of await talk()) {
		for (let end = 0; end <= typed.length; end += 3)
			await show([{ text: `taue> ${typed.slice(0, end)}▏`, colour: '#8ecf8a' }], 60);
		rows.push({ text: `taue> ${typed}`, colour: '#8ecf8a' });
		for (const text of printed) {
			const isPicture = /^\S+\.png$/.test(text) && !text.includes('sketch');
			const lines = text.match(FITTING) ?? [''];
			rows.push(
				...lines.map((line) => ({ text: line, colour: '#e8e6df' })),
				...(isPicture ? [{ picture }] : []),
			);
			await show([], isPicture ? 900 : 200);
		}
		rows.push({ text: '', colour: '#e8e6df' });
		await show([{ text: 'taue> ▏', colour: '#8ecf8a' }], 1600);
	}
	return film(frames, 70);
}

/** The size that GitHub asks of a social preview. */
const [CARD_WIDTH, CARD_HEIGHT, CARD_SIDE, CARD_TOP] = [1280, 640, 440, 160];

/** The line, its sketch and its picture, side by side. */
async function card(): Promise<Buffer> {
	const sketch = previewSvg(parseLine(LINE).layouts[0], { width: CARD_SIDE, height: CARD_SIDE });
	const tile = (input: string | Buffer) =>
		sharp(input).resize(CARD_SIDE, CARD_SIDE, { fit: 'fill' }).png().toBuffer();
	const ground = `<svg xmlns="http://www.w3.org/2000/svg" width="${CARD_WIDTH}" height="${CARD_HEIGHT}">
<rect width="100%" height="100%" fill="#f6f5f1"/>
<rect x="40" y="40" width="1200" height="84" rx="14" fill="#1f2430"/>
<text x="72" y="93" ${MONO} font-size="33" fill="#e8e6df" xml:space="preserve"><tspan fill="#8ecf8a">/taue </tspan>${escaped(LINE)}</text>
<text x="40" y="400" font-family="DejaVu Serif, serif" font-weight="bold" font-size="72" fill="#22402c">TAUE</text>
<text x="40" y="448" font-family="DejaVu Sans, sans-serif" font-size="25" fill="#3c3a34">draws what you place</text>
</svg>`;
	return sharp(Buffer.from(ground))
		.composite([
			{ input: await tile(Buffer.from(sketch)), left: 344, top: CARD_TOP },
			{ input: await tile(join(HOME, 'docs/images/meadow.png')), left: 800, top: CARD_TOP },
		])
		.png({ palette: true, quality: 90, effort: 10 })
		.toBuffer();
}

const asked = process.argv.slice(2);
for (const [name, made] of [
	['taue.webp', firstFilm],
	['chat.webp', secondFilm],
	['card.png', card],
] as const) {
	if (asked.length > 0 && !asked.includes(name)) continue;
	const bytes = await made();
	await writeFile(join(HOME, 'docs/images', name), bytes);
	console.log(`docs/images/${name} ${(bytes.length / 1000).toFixed(0)} kB`);
}
