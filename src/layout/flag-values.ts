import { KEY_COLOURS } from './colours.ts';
import { ARMS, type Flags } from './layout.ts';
import type { LayoutMistake } from './mistakes.ts';
import { nearest } from './nearest.ts';

/** Either the flags that a value sets, or what is wrong with it. */
export type ValueReading =
	| { readonly flags: Flags }
	| {
			readonly mistake: LayoutMistake;
			/** The value that was probably meant. */
			readonly meant?: string | undefined;
	  };

/** Reads a value; `given` is as written, `folded` in lower case and half width. */
export type ReadValue = (folded: string, given: string) => ValueReading;

const NUMBER = /^[+-]?(?:\d{1,20}(?:\.\d{0,40})?|\.\d{1,40})(?:e[+-]?\d{1,3})?$/;
const RATIO = /^(\d{1,6}(?:\.\d{1,40})?) *(?::|\/|to) *(\d{1,6}(?:\.\d{1,40})?)$/;
const PIXELS = /^(\d{1,6})(?: *px)?(?:(?: *(?:[x×*хX]|by) *| +)(\d{1,6})(?: *px)?)?$/;
const HEX = /^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/;
/** With spaces in quotes alone, since a bare one ends the value. */
const MODEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M} ._/+()-]{0,198}[\p{L}\p{N}\p{M}._/+)-])?$/u;

const PIXELS_MIN = 64;
const PIXELS_MAX = 2048;
/** Wider or higher pictures are ribbons. */
const ASPECT_MAX = 4;
/** Named sizes, as width / height. */
export const ASPECTS: Readonly<Record<string, number>> = { square: 1, portrait: 2 / 3, landscape: 3 / 2 };
const OTHER_ASPECTS: Readonly<Record<string, number>> = {
	...ASPECTS,
	vertical: 2 / 3,
	tall: 2 / 3,
	horizontal: 3 / 2,
	wide: 16 / 9,
	widescreen: 16 / 9,
	正方形: 1,
	縦: 2 / 3,
	縦長: 2 / 3,
	横: 3 / 2,
	横長: 3 / 2,
};

const short = (given: string) => (given.length > 40 ? `${given.slice(0, 40)}…` : given);

/** A number as people write it: `7,5` and `1,000` too. Not a number where it is none. */
function numberOf(folded: string): number {
	const plain = /^\d{1,3}(?:[,'_’]\d{3})+$/.test(folded)
		? folded.replace(/[,'_’]/g, '')
		: folded.replace(/^([+-]?\d*),(\d+)$/, '$1.$2');
	return NUMBER.test(plain) ? Number(plain) : Number.NaN;
}

export function wholeNumber(
	flag: string,
	min: number,
	max: number,
	flags: (value: number) => Flags,
): ReadValue {
	return (folded, given) => {
		const value = numberOf(folded);
		const about = { flag, given: short(given), min, max };
		if (!Number.isInteger(value)) return { mistake: { kind: 'not-whole', ...about } };
		if (value < min || value > max)
			return { mistake: { kind: 'number-range', ...about }, meant: String(value < min ? min : max) };
		// -0 would not survive being printed.
		return { flags: flags(value + 0) };
	};
}

/** `-1` and `random` ask for a seed that nobody chose, which is what a line without the flag gets. */
export function seed(flag: string): ReadValue {
	const read = wholeNumber(flag, 0, 0xffff_ffff, (value) => ({ seed: value }));
	return (folded, given) =>
		/^(?:-\d{1,20}|random|rand|rnd|any|auto|new|\?+|\*)$/.test(folded) ? { flags: {} } : read(folded, given);
}

export function share(flag: string, withOne: boolean, flags: (value: number) => Flags): ReadValue {
	return (folded, given) => {
		const percent = folded.endsWith('%');
		const digits = percent ? folded.slice(0, -1).trimEnd() : folded;
		const value = numberOf(digits) / (percent ? 100 : 1);
		if (Number.isNaN(value)) return { mistake: { kind: 'not-a-number', flag, given: short(given) } };
		if (value > 0 && (value < 1 || (withOne && value === 1))) return { flags: flags(value) };
		return {
			mistake: { kind: 'share-range', flag, given: short(given), withOne },
			meant: value > 1 && value < 100 ? `${digits}%` : undefined,
		};
	};
}

export function readGuidance(folded: string, given: string): ValueReading {
	const value = numberOf(folded);
	const about = { flag: '--guidance', given: short(given) };
	if (Number.isNaN(value)) return { mistake: { kind: 'not-a-number', ...about } };
	if (value >= 0 && value <= 50) return { flags: { guidance: value + 0 } };
	return { mistake: { kind: 'number-range', ...about, min: 0, max: 50 }, meant: '7.5' };
}

export function readArm(folded: string, given: string): ValueReading {
	const arm = ARMS.find((name) => name === folded);
	if (arm) return { flags: { arm } };
	return { mistake: { kind: 'unknown-arm', given: short(given) }, meant: nearest(folded, ARMS) };
}

export function readSize(folded: string, given: string): ValueReading {
	if (Object.hasOwn(OTHER_ASPECTS, folded)) return { flags: { aspect: OTHER_ASPECTS[folded] } };
	const pixels = PIXELS.exec(folded);
	// `16x9` are no pixels.
	const ratio =
		RATIO.exec(folded) ?? (pixels && Number(pixels[1]) <= 32 && Number(pixels[2]) <= 32 ? pixels : null);
	if (ratio) {
		const aspect = Number(ratio[1]) / Number(ratio[2]);
		if (aspect >= 1 / ASPECT_MAX && aspect <= ASPECT_MAX) return { flags: { aspect } };
		return { mistake: { kind: 'ribbon', given: short(given), most: ASPECT_MAX } };
	}
	if (pixels) return readPixels(Number(pixels[1]), Number(pixels[2] ?? pixels[1]), given);
	return {
		mistake: { kind: 'unknown-size', given: short(given) },
		meant: nearest(folded, Object.keys(ASPECTS)),
	};
}

function readPixels(width: number, height: number, given: string): ValueReading {
	const fits = (side: number) => side >= PIXELS_MIN && side <= PIXELS_MAX;
	if (fits(width) && fits(height)) return { flags: { size: [width, height] } };
	const near = (side: number) => Math.min(PIXELS_MAX, Math.max(PIXELS_MIN, side));
	return {
		mistake: { kind: 'bad-pixels', given: short(given), min: PIXELS_MIN, max: PIXELS_MAX },
		meant: `${near(width)}x${near(height)}`,
	};
}

export function readKey(folded: string, given: string): ValueReading {
	if (folded === 'auto') return { flags: {} };
	if (Object.hasOwn(KEY_COLOURS, folded)) return { flags: { key: KEY_COLOURS[folded] } };
	if (HEX.test(folded)) {
		const digits = folded.replace('#', '');
		return { flags: { key: `#${digits.length === 3 ? digits.replace(/./g, '$&$&') : digits}` } };
	}
	return {
		mistake: { kind: 'unknown-colour', given: short(given) },
		meant: nearest(folded, Object.keys(KEY_COLOURS)),
	};
}

export function readModel(_folded: string, given: string): ValueReading {
	if (MODEL.test(given)) return { flags: { model: given } };
	return { mistake: { kind: 'bad-model-name', given: short(given) } };
}
