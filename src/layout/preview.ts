import { arrange } from './arrange.ts';
import { graphemeColumns } from './caret.ts';
import type { Box, Layout, LayoutObject } from './layout.ts';

export interface PreviewSize {
	/** Pixels of the whole sketch, its caption included. */
	readonly width: number;
	readonly height: number;
}

/** A hue for one object: its outline, a pale ground for its label, and ink that reads on it (at least 7:1). */
interface Hue {
	readonly name: string;
	readonly line: string;
	readonly pale: string;
	readonly ink: string;
}

const HUES: readonly Hue[] = [
	{ name: 'blue', line: '#3b74e0', pale: '#e3ecfd', ink: '#12397f' },
	{ name: 'orange', line: '#e2711d', pale: '#fdebdd', ink: '#6e3000' },
	{ name: 'green', line: '#2f9e55', pale: '#def4e5', ink: '#0e4a26' },
	{ name: 'purple', line: '#8557d3', pale: '#ede5fb', ink: '#44208a' },
	{ name: 'red', line: '#d93a47', pale: '#fde4e6', ink: '#7a0f1b' },
	{ name: 'teal', line: '#138c99', pale: '#daf2f4', ink: '#07474e' },
	{ name: 'pink', line: '#d64a96', pale: '#fce4f0', ink: '#771249' },
	{ name: 'brown', line: '#94704a', pale: '#f3eadf', ink: '#4d3316' },
];

const COLOUR_WORD = /\b(blue|orange|green|purple|violet|red|crimson|scarlet|teal|turquoise|pink|brown)\b/i;
const COLOUR_NAMES: Readonly<Record<string, string>> = {
	violet: 'purple',
	crimson: 'red',
	scarlet: 'red',
	turquoise: 'teal',
};

/** A quiet ground for scenes that everybody sees in one colour. */
const GROUNDS: readonly (readonly [words: RegExp, ground: string])[] = [
	[/night|starry|space|dark/i, '#e9eaf6'],
	[/sunset|sunrise|dawn|dusk/i, '#fdeee4'],
	[/meadow|grass|field|lawn|garden|park|forest|woods|jungle|草|森/i, '#eef6e9'],
	[/beach|sand|desert|砂|浜/i, '#fbf3df'],
	[/sea|ocean|lake|river|water|sky|海|空/i, '#e8f3fb'],
	[/snow|ice|winter|雪/i, '#f3f7fb'],
];
const PAPER = '#f8f7f3';

const FONTS =
	"Inter, 'Noto Sans', 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', 'Noto Sans CJK JP', 'Noto Sans JP', 'Hiragino Sans', 'Yu Gothic', 'Noto Color Emoji', 'Apple Color Emoji', sans-serif";

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters that XML cannot hold. */
const NOT_XML = /[\p{Cs}\ufffe\uffff]|(?![\t\n\r])\p{Cc}/gu;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function xml(text: string): string {
	return text.replace(NOT_XML, '\ufffd').replace(/[&<>"]/g, (character) => ENTITIES[character]);
}

/** Width of a grapheme in ems, on the generous side for any font. */
function ems(grapheme: string): number {
	const columns = graphemeColumns(grapheme);
	if (columns === 0) return 0;
	if (columns === 2) return /\p{Emoji_Presentation}|\ufe0f/u.test(grapheme) ? 1.36 : 1.04;
	if (/[iljI.,:;'’!|]/.test(grapheme)) return 0.34;
	if (/[ftr() -]/.test(grapheme)) return 0.44;
	if (/[mwMW@%—]/.test(grapheme)) return 0.98;
	return /[a-z]/.test(grapheme) ? 0.63 : 0.74;
}

const widthOf = (text: string) =>
	[...graphemes.segment(text)].reduce((sum, { segment }) => sum + ems(segment), 0);

/** The text, or as much of it as fits into `most` ems with an ellipsis. */
function shortened(text: string, most: number): string {
	let width = 0;
	let fitting = '';
	for (const { segment } of graphemes.segment(text)) {
		width += ems(segment);
		if (width > most) return `${fitting.trimEnd()}…`;
		if (width <= most - 1) fitting += segment;
		else if (widthOf(text.slice(0, 400)) <= most && text.length <= 400) return text;
	}
	return text;
}

/** Breaks a text into at most `rows` rows of `most` ems; scripts without spaces break anywhere. */
function wrapped(text: string, most: number, rows: number): readonly string[] {
	const lines: string[] = [];
	let line = '';
	const words = text.split(/(?<= )|(?<=[\u3000-\u9fff\uac00-\ud7a3\uff00-\uffef])/u);
	for (const word of words) {
		if (line !== '' && widthOf(line + word.trimEnd()) > most) {
			lines.push(line.trimEnd());
			line = '';
			if (lines.length === rows) break;
		}
		line += word;
	}
	if (lines.length < rows) {
		lines.push(shortened(line.trimEnd(), most));
		return lines.map((row) => shortened(row, most));
	}
	return lines.map((row, index) => shortened(index === rows - 1 ? `${row} …` : row, most));
}

/** Aspect of the layout's picture, as width / height; square unless it says otherwise. */
function aspectOf({ flags }: Layout): number {
	return flags.size ? flags.size[0] / flags.size[1] : (flags.aspect ?? 1);
}

const CAPTION = 46;
const MARGIN = 14;

/** A good size for the sketch of a layout: `longest` pixels on the longer side, caption included. */
export function previewSize(layout: Layout, longest = 640): PreviewSize {
	const aspect = aspectOf(layout);
	const caption = hasCaption(layout) ? CAPTION : MARGIN;
	const inner = longest - 2 * MARGIN;
	const canvas =
		aspect >= 1 ? { width: inner, height: inner / aspect } : { width: inner * aspect, height: inner };
	return {
		width: Math.round(Math.max(canvas.width, 200) + 2 * MARGIN),
		height: Math.round(canvas.height + MARGIN + caption),
	};
}

function hasCaption(layout: Layout): boolean {
	return layout.objects.length > 0 && layout.background !== null;
}

/** A hue per object: its own colour word's where it is free, else the next. */
function huesFor(layout: Layout): readonly Hue[] {
	const free = new Set(HUES);
	const chosen = layout.objects.map(({ text }) => {
		const word = COLOUR_WORD.exec(text)?.[1].toLowerCase();
		const name = word === undefined ? undefined : (COLOUR_NAMES[word] ?? word);
		const own = HUES.find((hue) => hue.name === name && free.has(hue));
		if (own) free.delete(own);
		return own;
	});
	return chosen.map((own) => {
		if (own) return own;
		const next = free.values().next().value ?? HUES[0];
		free.delete(next);
		return next;
	});
}

interface Canvas {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/**
 * A layout as a labelled sketch: a box with number and name per object (dashed where its place is still
 * `auto`), guides at the thirds, the background as caption. Light ground, dark text.
 */
export function previewSvg(layout: Layout, size: PreviewSize = previewSize(layout)): string {
	const { width, height } = size;
	const canvas = canvasIn(layout, size);
	const ground =
		GROUNDS.find(([words]) => layout.background !== null && words.test(layout.background))?.[1] ?? PAPER;
	const hues = huesFor(layout);
	const boxes = arrange(layout);
	// What is called to the front lies above; else larger boxes lie below, so that none hides another.
	const nearness = (index: number) => ['back', undefined, 'front'].indexOf(layout.objects[index].depth);
	const order = boxes
		.map((_, index) => index)
		.sort((a, b) => nearness(a) - nearness(b) || area(boxes[b]) - area(boxes[a]));
	const shapes = order.map((index) =>
		boxShape(boxes[index], layout.objects[index].box === 'auto', hues[index], canvas),
	);
	const named = { ...layout, objects: layout.objects.map((object) => ({ ...object, text: nameOf(object) })) };
	const chips = chipsFor(named, boxes, canvas);
	const labels = order.map((index) => label(index, named.objects[index].text, chips[index], hues[index]));
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${xml(FONTS)}">`,
		`<rect width="${width}" height="${height}" fill="#ffffff"/>`,
		`<rect x="${canvas.x}" y="${canvas.y}" width="${canvas.width}" height="${canvas.height}" rx="10" fill="${ground}" stroke="#d5d2c8"/>`,
		guides(canvas),
		...shapes,
		...labels,
		layout.objects.length === 0 ? prompt(layout.background ?? '', canvas) : '',
		hasCaption(layout) ? caption(layout, canvas, size) : '',
		'</svg>',
	].join('');
}

/** What stands on an object's label: an arrow says that it looks the other way. */
function nameOf({ text, flip }: LayoutObject): string {
	return flip ? `${text} ⇄` : text;
}

const area = (box: Box) => (box[2] - box[0]) * (box[3] - box[1]);
const px = (value: number) => Number(value.toFixed(1));

function canvasIn(layout: Layout, { width, height }: PreviewSize): Canvas {
	const roomX = Math.max(16, width - 2 * MARGIN);
	const roomY = Math.max(16, height - MARGIN - (hasCaption(layout) ? CAPTION : MARGIN));
	const aspect = aspectOf(layout);
	const canvasWidth = Math.min(roomX, roomY * aspect);
	const canvasHeight = canvasWidth / aspect;
	return {
		x: px((width - canvasWidth) / 2),
		y: px(MARGIN + (roomY - canvasHeight) / 2),
		width: px(canvasWidth),
		height: px(canvasHeight),
	};
}

function guides({ x, y, width, height }: Canvas): string {
	const lines = [1 / 3, 2 / 3].flatMap((share) => [
		`M${px(x + width * share)} ${y}v${height}`,
		`M${x} ${px(y + height * share)}h${width}`,
	]);
	return `<path d="${lines.join('')}" stroke="#000000" stroke-opacity=".09" stroke-dasharray="2 6" stroke-linecap="round" fill="none"/>`;
}

function boxShape(box: Box, auto: boolean, hue: Hue, canvas: Canvas): string {
	const x = canvas.x + box[0] * canvas.width;
	const y = canvas.y + box[1] * canvas.height;
	const width = (box[2] - box[0]) * canvas.width;
	const height = (box[3] - box[1]) * canvas.height;
	const radius = Math.min(14, width / 4, height / 4);
	const frame = `x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" rx="${px(radius)}"`;
	const dashes = auto ? ' stroke-dasharray="9 7" stroke-linecap="round"' : '';
	// White below the tint keeps its colour clean on any ground.
	return (
		`<rect ${frame} fill="#ffffff" fill-opacity=".5"/>` +
		`<rect ${frame} fill="${hue.line}" fill-opacity=".17" stroke="${hue.line}" stroke-width="2.5"${dashes}/>`
	);
}

const BADGE = 11;
const FONT = 17;
const CHIP = 30;

/** Where a label stands, and as much of the name as fits into it. */
interface Chip {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly shown: string;
}

const touch = (a: Chip, b: Chip) =>
	a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + CHIP && b.y < a.y + CHIP;

/** Labels by object: names where they lie on no other label, else only numbers. */
function chipsFor({ objects }: Layout, boxes: readonly Box[], canvas: Canvas): readonly Chip[] {
	const chips = objects.map(({ text }, index) => chipOf(text, boxes[index], canvas, false));
	objects.forEach(({ text }, index) => {
		const named = chipOf(text, boxes[index], canvas, true);
		if (chips.every((chip, other) => other === index || !touch(chip, named))) chips[index] = named;
	});
	return chips;
}

/** Pixels of a label before the name. */
const BEFORE_NAME = 2 * BADGE + 10;

function chipOf(text: string, box: Box, canvas: Canvas, wantsName: boolean): Chip {
	const x0 = canvas.x + box[0] * canvas.width;
	const y0 = canvas.y + box[1] * canvas.height;
	const boxWidth = (box[2] - box[0]) * canvas.width;
	const boxHeight = (box[3] - box[1]) * canvas.height;
	const inset = Math.min(9, boxWidth / 8);
	// A narrow box's label may reach over its sides, but never over the picture's.
	const room = Math.min(canvas.width - 8, Math.max(boxWidth - 2 * inset, Math.min(120, canvas.width / 3)));
	const named = wantsName && room >= BEFORE_NAME + 3 * FONT;
	const shown = named ? nameIn(text, (room - BEFORE_NAME - 12) / FONT) : '';
	const width = named ? Math.min(room, BEFORE_NAME + widthOf(shown) * FONT + 12) : BEFORE_NAME - 2;
	const wide = width > boxWidth - 2 * inset;
	const wished = wide ? x0 + boxWidth / 2 - width / 2 : x0 + inset;
	const x = Math.min(Math.max(wished, canvas.x + 4), canvas.x + canvas.width - width - 4);
	// A low box has its label in the middle.
	const top = boxHeight < CHIP + 2 * inset ? y0 + boxHeight / 2 - CHIP / 2 : y0 + inset;
	const y = Math.min(Math.max(top, canvas.y + 2), canvas.y + canvas.height - CHIP - 2);
	return { x, y, width, shown };
}

/** A name in at most so many ems; the article goes before a letter does. */
function nameIn(text: string, most: number): string {
	const whole = shortened(text, most);
	return whole === text ? text : shortened(text.replace(/^(?:an?|the) (?=\S)/i, ''), most);
}

/** The label of one object: a chip with its number and its name. */
function label(index: number, text: string, { x, y, width, shown }: Chip, hue: Hue): string {
	const middle = px(y + CHIP / 2);
	const badgeX = px(x + BADGE + 4);
	const parts = [
		`<g><title>${xml(text)}</title>`,
		`<clipPath id="chip${index}"><rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${CHIP}" rx="${CHIP / 2}"/></clipPath>`,
		`<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${CHIP}" rx="${CHIP / 2}" fill="${hue.pale}" stroke="${hue.line}" stroke-opacity=".45"/>`,
		`<circle cx="${badgeX}" cy="${middle}" r="${BADGE}" fill="${hue.ink}"/>`,
		`<text x="${badgeX}" y="${middle}" dy=".36em" font-size="14" font-weight="700" text-anchor="middle" fill="#ffffff">${index + 1}</text>`,
	];
	if (shown !== '') {
		parts.push(
			`<text clip-path="url(#chip${index})" x="${px(x + BEFORE_NAME)}" y="${middle}" dy=".35em" font-size="${FONT}" font-weight="600" fill="${hue.ink}">${xml(shown)}</text>`,
		);
	}
	return `${parts.join('')}</g>`;
}

/** A line without places is its own picture: the words, in the middle. */
function prompt(text: string, canvas: Canvas): string {
	const font = Math.max(12, Math.min(26, canvas.width / 14));
	const rows = Math.max(1, Math.min(8, Math.floor((canvas.height - 24) / (font * 1.45))));
	const lines = wrapped(text, (canvas.width - 48) / font, rows);
	const top = canvas.y + canvas.height / 2 - ((lines.length - 1) * font * 1.45) / 2;
	const spans = lines.map(
		(line, index) =>
			`<text x="${px(canvas.x + canvas.width / 2)}" y="${px(top + index * font * 1.45)}" dy=".35em">${xml(line)}</text>`,
	);
	return `<g font-size="${px(font)}" text-anchor="middle" fill="#3d3a33">${spans.join('')}</g>`;
}

function caption(layout: Layout, canvas: Canvas, { width, height }: PreviewSize): string {
	const words =
		layout.preposition === undefined ? layout.background : `${layout.preposition} ${layout.background}`;
	const shown = shortened(words ?? '', (width - 2 * MARGIN - 40) / FONT);
	const centre = width / 2;
	const y = Math.min(height - CAPTION / 2, canvas.y + canvas.height + CAPTION / 2);
	return `<text x="${px(centre)}" y="${px(y)}" dy=".35em" font-size="${FONT}" font-style="italic" text-anchor="middle" fill="#4a473f">${xml(shown)}</text>`;
}
