import { KEY_COLOURS } from './colours.ts';
import { ARMS, type Flags } from './layout.ts';
import type { LayoutMistake } from './mistakes.ts';
import { nearest } from './nearest.ts';
import { SCHEDULERS, schedulerNamed } from './schedulers.ts';

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
const PIXELS = /^(\d{1,6})(?: *px)?(?:(?: *(?:[x×*хX-]|by) *| +)(\d{1,6})(?: *px)?)?$/;
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
	hd: 16 / 9,
	fullhd: 16 / 9,
	'4k': 16 / 9,
	'720p': 16 / 9,
	'1080p': 16 / 9,
	'1440p': 16 / 9,
	youtube: 16 / 9,
	thumbnail: 16 / 9,
	desktop: 16 / 9,
	wallpaper: 16 / 9,
	cinema: 21 / 9,
	cinematic: 21 / 9,
	ultrawide: 21 / 9,
	banner: 3,
	phone: 9 / 16,
	mobile: 9 / 16,
	story: 9 / 16,
	reel: 9 / 16,
	tiktok: 9 / 16,
	instagram: 1,
	polaroid: 1,
	icon: 1,
	avatar: 1,
	square_hd: 1,
	'square-hd': 1,
	poster: 2 / 3,
	postcard: 3 / 2,
	a4: 12 / 17,
	letter: 17 / 22,
	quadrat: 1,
	quadratisch: 1,
	cuadrado: 1,
	carré: 1,
	hochformat: 2 / 3,
	querformat: 3 / 2,
	vertikal: 2 / 3,
	retrato: 2 / 3,
	paysage: 3 / 2,
	paisaje: 3 / 2,
	正方形: 1,
	方形: 1,
	정사각형: 1,
	竖: 2 / 3,
	竖版: 2 / 3,
	横版: 3 / 2,
	세로: 2 / 3,
	가로: 3 / 2,
	縦: 2 / 3,
	縦長: 2 / 3,
	横: 3 / 2,
	横長: 3 / 2,
};

const short = (given: string) => (given.length > 40 ? `${given.slice(0, 40)}…` : given);

/** Numbers in words, by their value. */
const NUMBER_WORDS: readonly string[] = [
	'zero null cero zéro 零 〇 영',
	'one eins uno un 一 いち 일',
	'two zwei dos deux 二 两 に 이',
	'three drei tres trois 三 さん 삼',
	'four vier cuatro quatre 四 よん 사',
	'five fünf cinco cinq 五 ご 오',
	'six sechs seis 六 ろく 육',
	'seven sieben siete sept 七 なな 칠',
	'eight acht ocho huit 八 はち 팔',
	'nine neun nueve neuf 九 きゅう 구',
	'ten zehn diez dix 十 じゅう 십',
];
const NUMBERS_BY_WORD = new Map(
	NUMBER_WORDS.flatMap((words, value) => words.split(' ').map((word) => [word, value] as const)),
);

/** A number as people write it: `7,5`, `1,000`, `'7'` and `seven` too. Not a number where it is none. */
function numberOf(written: string): number {
	// `20steps`, `7.5x`: what is counted may touch its number.
	const folded = written
		.replace(/^(?:['‘’#]|no\.? *)+|['‘’]+$/g, '')
		.replace(/(?<=\d)(?:steps?|px|pics?|pictures?|images?|times|x|回|枚|歩|ステップ|步|张)$/, '');
	const word = NUMBERS_BY_WORD.get(folded);
	if (word !== undefined) return word;
	const plain = /^\d{1,3}(?:[,'_’]\d{3})+$/.test(folded)
		? folded.replace(/[,'_’]/g, '')
		: folded.replace(/^([+-]?\d*),(\d+)$/, '$1.$2');
	return NUMBER.test(plain) ? Number(plain) : Number.NaN;
}

/** `7x`, `20/`, `1.5`: the number that a value begins with, where it is one that is allowed. */
function firstNumber(folded: string, min: number, max: number): string | undefined {
	// `2O`: the letter for the digit.
	const digits = /^\d{1,10}(?!\d|x\d)/.exec(
		/^[\do]+$/.test(folded) ? folded.replaceAll('o', '0') : folded,
	)?.[0];
	return digits !== undefined && Number(digits) >= min && Number(digits) <= max ? digits : undefined;
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
		if (!Number.isInteger(value))
			return { mistake: { kind: 'not-whole', ...about }, meant: firstNumber(folded, min, max) };
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
		/^(?:-\d{1,20}|random|rand|rnd|any|auto|new|none|null|ランダム|おまかせ|随机|隨機|랜덤|zufall|zufällig|aleatorio|aléatoire|случайно|\?+|\*)$/.test(
			folded,
		)
			? { flags: {} }
			: read(folded, given);
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
			meant: value >= 2 && value < 100 ? `${digits}%` : undefined,
		};
	};
}

export function readGuidance(folded: string, given: string): ValueReading {
	const value = numberOf(folded);
	const about = { flag: '--guidance', given: short(given) };
	if (Number.isNaN(value))
		return { mistake: { kind: 'not-a-number', ...about }, meant: firstNumber(folded, 0, 50) };
	if (value >= 0 && value <= 50) return { flags: { guidance: value + 0 } };
	return { mistake: { kind: 'number-range', ...about, min: 0, max: 50 }, meant: '7.5' };
}

export function readArm(folded: string, given: string): ValueReading {
	const arm = ARMS.find((name) => name === folded);
	if (arm) return { flags: { arm } };
	return { mistake: { kind: 'unknown-arm', given: short(given) }, meant: nearest(folded, ARMS) };
}

export function readScheduler(folded: string, given: string): ValueReading {
	const scheduler = schedulerNamed(folded);
	if (scheduler) return { flags: { scheduler } };
	return {
		mistake: { kind: 'unknown-scheduler', given: short(given) },
		meant: nearest(folded, SCHEDULERS),
	};
}

export function readSize(folded: string, given: string): ValueReading {
	if (Object.hasOwn(OTHER_ASPECTS, folded)) return { flags: { aspect: OTHER_ASPECTS[folded] } };
	const preset = /^(portrait|landscape)[_-](\d{1,2})[_-](\d{1,2})$/.exec(folded);
	if (preset) {
		const sides = [Number(preset[2]), Number(preset[3])];
		const aspect = Math.min(...sides) / Math.max(...sides);
		return { flags: { aspect: preset[1] === 'portrait' ? aspect : 1 / aspect } };
	}
	const pixels = PIXELS.exec(folded);
	// `16x9` are no pixels.
	const ratio =
		RATIO.exec(folded) ?? (pixels && Number(pixels[1]) <= 32 && Number(pixels[2]) <= 32 ? pixels : null);
	if (ratio) {
		const aspect = Number(ratio[1]) / Number(ratio[2]);
		if (aspect >= 1 / ASPECT_MAX && aspect <= ASPECT_MAX) return { flags: { aspect } };
		return { mistake: { kind: 'ribbon', given: short(given), most: ASPECT_MAX } };
	}
	// `--ar 1.5` is as wide as 3:2.
	const quotient = /^\d\.\d{1,4}$/.test(folded) ? Number(folded) : 0;
	if (quotient >= 1 / ASPECT_MAX && quotient <= ASPECT_MAX) return { flags: { aspect: quotient } };
	if (pixels) return readPixels(Number(pixels[1]), Number(pixels[2] ?? pixels[1]), given);
	return {
		mistake: { kind: 'unknown-size', given: short(given) },
		// `512x` lacks its other side.
		meant: /^x?(\d{2,4})x?$/.exec(folded)?.[1] ?? nearest(folded, Object.keys(ASPECTS)),
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
