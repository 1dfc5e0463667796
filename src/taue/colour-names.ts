/** The eleven basic colour terms of English (Berlin and Kay); `gray` is spelled `grey`. */
export const COLOUR_NAMES = [
	'black',
	'white',
	'grey',
	'red',
	'orange',
	'yellow',
	'green',
	'blue',
	'purple',
	'pink',
	'brown',
] as const;

export type ColourName = (typeof COLOUR_NAMES)[number];

/** Words that people use for the basic terms. */
const OTHER_WORDS: Readonly<Record<string, ColourName>> = {
	gray: 'grey',
	silver: 'grey',
	crimson: 'red',
	scarlet: 'red',
	golden: 'yellow',
	gold: 'yellow',
	violet: 'purple',
	lilac: 'purple',
	magenta: 'pink',
	rose: 'pink',
	lime: 'green',
	emerald: 'green',
	olive: 'green',
	teal: 'green',
	turquoise: 'blue',
	cyan: 'blue',
	navy: 'blue',
	azure: 'blue',
	tan: 'brown',
	beige: 'brown',
};

/** The basic colours that a text names, in its order. */
export function namedColours(text: string): ColourName[] {
	return text
		.toLowerCase()
		.split(/[^\p{L}]+/u)
		.flatMap(
			(word) =>
				COLOUR_NAMES.find((name) => name === word) ??
				(Object.hasOwn(OTHER_WORDS, word) ? OTHER_WORDS[word] : []),
		);
}

/** CIE L*a*b* (D65) of an sRGB colour, 0..255 a channel: L in 0..100, a and b about -128..127. */
export function labOf(r: number, g: number, b: number): readonly [L: number, a: number, b: number] {
	const [lr, lg, lb] = [r, g, b].map((value) => {
		const v = value / 255;
		return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
	});
	const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (t * (24389 / 27) + 16) / 116);
	const x = f((0.4124564 * lr + 0.3575761 * lg + 0.1804375 * lb) / 0.95047);
	const y = f(0.2126729 * lr + 0.7151522 * lg + 0.072175 * lb);
	const z = f((0.0193339 * lr + 0.119192 * lg + 0.9503041 * lb) / 1.08883);
	return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/**
 * The basic colour term for an sRGB colour, by rules in L*C*h: first black, white and grey by lightness and
 * chroma, then the hue's sector, in which dark or dull orange is brown, light red and magenta are pink.
 */
export function colourName(r: number, g: number, b: number): ColourName {
	const [lightness, a, bb] = labOf(r, g, b);
	const chroma = Math.hypot(a, bb);
	const hue = ((Math.atan2(bb, a) * 180) / Math.PI + 360) % 360;
	if (lightness < 16 && chroma < 22) return 'black';
	if (lightness < 28 && chroma < 9) return 'black';
	if (chroma < 10) return lightness > 82 ? 'white' : 'grey';
	if (lightness > 92 && chroma < 16) return 'white';
	if (hue < 12 || hue >= 337) {
		if (lightness < 40 && chroma < 25) return 'purple';
		return lightness > 52 || hue >= 337 ? 'pink' : 'red';
	}
	if (hue < 48) {
		if (lightness > 66 && hue < 40) return 'pink';
		if (hue >= 38 && chroma < 60 && lightness < 66) return 'brown';
		return chroma < 42 ? 'brown' : 'red';
	}
	if (hue < 76) {
		if (lightness < 50 || chroma < 54) return lightness > 84 ? 'white' : 'brown';
		return 'orange';
	}
	if (hue < 112) {
		if (lightness < 48) return chroma < 25 || hue < 95 ? 'brown' : 'green';
		if (chroma < 26 && lightness < 78 && hue < 95) return 'brown';
		return hue < 80 && chroma > 60 ? 'orange' : 'yellow';
	}
	if (hue < 200) return 'green';
	if (hue < 300) return 'blue';
	if (hue < 312 && lightness < 34 && chroma > 60) return 'blue';
	return hue > 325 && lightness > 45 ? 'pink' : 'purple';
}
