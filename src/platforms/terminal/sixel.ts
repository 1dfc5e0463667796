/**
 * Pictures as sixels, DEC's graphics of six rows at a time (VT340 Graphics Programming, chapter 14): a palette,
 * then for each band of six rows one pass per colour, runs of equal columns shortened.
 */

/** Levels of each of red, green and blue: 6 x 6 x 6 colours, which every sixel terminal has room for. */
const LEVELS = 6;
const BAND = 6;

/** @param rgb - three bytes a pixel, row by row */
export function sixels(rgb: Uint8Array, width: number, height: number): string {
	const colours = new Uint8Array(width * height);
	for (let i = 0; i < colours.length; i++) {
		const level = (at: number) => Math.round((rgb[i * 3 + at] * (LEVELS - 1)) / 255);
		colours[i] = (level(0) * LEVELS + level(1)) * LEVELS + level(2);
	}
	const used = [...new Set(colours)].toSorted((a, b) => a - b);
	const bands: string[] = [];
	for (let top = 0; top < height; top += BAND) {
		bands.push(band(colours, width, Math.min(BAND, height - top), top));
	}
	// Pixels are square, and what is not drawn stays as it is.
	return `\x1bP0;1;0q"1;1;${width};${height}${used.map(definition).join('')}${bands.join('-')}\x1b\\`;
}

function definition(colour: number): string {
	const percent = (level: number) => Math.round((level * 100) / (LEVELS - 1));
	const red = Math.floor(colour / LEVELS ** 2);
	const green = Math.floor(colour / LEVELS) % LEVELS;
	return `#${colour};2;${percent(red)};${percent(green)};${percent(colour % LEVELS)}`;
}

function band(colours: Uint8Array, width: number, rows: number, top: number): string {
	const columns = new Map<number, Uint8Array>();
	for (let row = 0; row < rows; row++) {
		for (let x = 0; x < width; x++) {
			const colour = colours[(top + row) * width + x];
			const bits = columns.get(colour) ?? new Uint8Array(width);
			columns.set(colour, bits);
			bits[x] |= 1 << row;
		}
	}
	return [...columns].map(([colour, bits]) => `#${colour}${runs(bits)}`).join('$');
}

/** Columns as characters from `?` on; four and more alike are counted. */
function runs(bits: Uint8Array): string {
	let text = '';
	for (let x = 0; x < bits.length; ) {
		let end = x + 1;
		while (end < bits.length && bits[end] === bits[x]) end++;
		const character = String.fromCharCode(63 + bits[x]);
		text += end - x > 3 ? `!${end - x}${character}` : character.repeat(end - x);
		x = end;
	}
	return text;
}
