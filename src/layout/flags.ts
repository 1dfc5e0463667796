import { KEY_COLOURS } from './colours.ts';
import { ARMS, type Flags } from './layout.ts';
import type { LayoutMistake } from './mistakes.ts';
import { nearest } from './nearest.ts';

/** Either the flags that a value sets, or what is wrong with it. */
type Reading =
	| { readonly flags: Flags }
	| {
			readonly problem: string;
			readonly mistake: LayoutMistake;
			readonly expected: string;
			readonly suggestion?: string | undefined;
	  };

/** A flag of the line. */
export interface FlagRule {
	/** As it is typed: `--seed`. */
	readonly name: string;
	/** A short word for the value, for help. */
	readonly value: string;
	readonly help: string;
	/** Takes all words up to the next flag instead of one. */
	readonly words?: true;
	/** Reads a value; `given` is as written, `folded` in lower case and half width. */
	read(folded: string, given: string): Reading;
}

const NUMBER = /^[+-]?(?:\d{1,20}(?:\.\d{0,40})?|\.\d{1,40})(?:e[+-]?\d{1,3})?$/;
const RATIO = /^(\d{1,6}(?:\.\d{1,40})?):(\d{1,6}(?:\.\d{1,40})?)$/;
const PIXELS = /^(\d{1,6})(?:[x×*](\d{1,6}))?$/;
const HEX = /^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/;
const MODEL = /^[\p{L}\p{N}][\p{L}\p{N}._/-]{0,199}$/u;

/** Sides in pixels; what is no multiple of the model's grid is rounded when the recipe is written. */
const PIXELS_MIN = 64;
const PIXELS_MAX = 2048;
/** Wider or higher pictures are ribbons. */
const ASPECT_MAX = 4;
/** Named sizes, as width / height. */
export const ASPECTS: Readonly<Record<string, number>> = { square: 1, portrait: 2 / 3, landscape: 3 / 2 };

const short = (given: string) => (given.length > 40 ? `${given.slice(0, 40)}…` : given);
const quote = (given: string) => `“${short(given)}”`;

function wholeNumber(
	name: string,
	min: number,
	max: number,
	flags: (value: number) => Flags,
): FlagRule['read'] {
	const expected = `a whole number from ${min} to ${max}`;
	return (folded, given) => {
		const value = NUMBER.test(folded) ? Number(folded) : Number.NaN;
		const about = { flag: name, given: short(given), min, max };
		if (!Number.isInteger(value)) {
			const problem = `${name} is ${quote(given)}, which is not a whole number.`;
			return { problem, mistake: { kind: 'not-whole', ...about }, expected };
		}
		if (value < min || value > max) {
			const suggestion = `${name} ${value < min ? min : max}`;
			const problem = `${name} is ${quote(given)}, which is out of range.`;
			return { problem, mistake: { kind: 'number-range', ...about }, expected, suggestion };
		}
		// -0 would not survive being printed.
		return { flags: flags(value + 0) };
	};
}

function share(name: string, withOne: boolean, flags: (value: number) => Flags): FlagRule['read'] {
	const expected = `a share of the steps between 0 and 1${withOne ? ', 1 included' : ''}, such as 0.6 or 60%`;
	return (folded, given) => {
		const percent = folded.endsWith('%');
		const digits = percent ? folded.slice(0, -1) : folded;
		const value = NUMBER.test(digits) ? Number(digits) / (percent ? 100 : 1) : Number.NaN;
		const about = { flag: name, given: short(given) };
		if (Number.isNaN(value)) {
			const problem = `${name} is ${quote(given)}, which is not a number.`;
			return { problem, mistake: { kind: 'not-a-number', ...about }, expected };
		}
		if (value > 0 && (value < 1 || (withOne && value === 1))) return { flags: flags(value) };
		const suggestion = value > 1 && value < 100 ? `${name} ${digits}%` : undefined;
		const problem = `${name} is ${quote(given)}, which is out of range.`;
		return { problem, mistake: { kind: 'share-range', ...about }, expected, suggestion };
	};
}

function readGuidance(folded: string, given: string): Reading {
	const expected = 'a number from 0 to 50, such as 7.5';
	const value = NUMBER.test(folded) ? Number(folded) : Number.NaN;
	const about = { flag: '--guidance', given: short(given) };
	if (Number.isNaN(value)) {
		const problem = `--guidance is ${quote(given)}, which is not a number.`;
		return { problem, mistake: { kind: 'not-a-number', ...about }, expected };
	}
	if (value >= 0 && value <= 50) return { flags: { guidance: value + 0 } };
	return {
		problem: `--guidance is ${quote(given)}, which is out of range.`,
		mistake: { kind: 'number-range', ...about, min: 0, max: 50 },
		expected,
		suggestion: '--guidance 7.5',
	};
}

function readArm(folded: string, given: string): Reading {
	const arm = ARMS.find((name) => name === folded);
	if (arm) return { flags: { arm } };
	const near = nearest(folded, ARMS);
	return {
		problem: `There is no arm ${quote(given)}.`,
		mistake: { kind: 'unknown-arm', given: short(given) },
		expected: `one of ${ARMS.join(', ')}`,
		suggestion: near && `--arm ${near}`,
	};
}

function readSize(folded: string, given: string): Reading {
	const expected = 'pixels such as 1024x768, a ratio such as 16:9, or square, portrait or landscape';
	if (Object.hasOwn(ASPECTS, folded)) return { flags: { aspect: ASPECTS[folded] } };
	const ratio = RATIO.exec(folded);
	if (ratio) {
		const aspect = Number(ratio[1]) / Number(ratio[2]);
		if (aspect >= 1 / ASPECT_MAX && aspect <= ASPECT_MAX) return { flags: { aspect } };
		const problem = `--size is ${quote(given)}, which is narrower than 1:${ASPECT_MAX} or wider than ${ASPECT_MAX}:1.`;
		return { problem, mistake: { kind: 'ribbon', given: short(given), most: ASPECT_MAX }, expected };
	}
	const pixels = PIXELS.exec(folded);
	if (pixels) return readPixels(Number(pixels[1]), Number(pixels[2] ?? pixels[1]), given);
	const near = nearest(folded, Object.keys(ASPECTS));
	return {
		problem: `--size is ${quote(given)}, which is no size.`,
		mistake: { kind: 'unknown-size', given: short(given) },
		expected,
		suggestion: near && `--size ${near}`,
	};
}

function readPixels(width: number, height: number, given: string): Reading {
	const fits = (side: number) => side >= PIXELS_MIN && side <= PIXELS_MAX;
	if (fits(width) && fits(height)) return { flags: { size: [width, height] } };
	const near = (side: number) => Math.min(PIXELS_MAX, Math.max(PIXELS_MIN, side));
	return {
		problem: `--size is ${quote(given)}, which no model can draw.`,
		mistake: { kind: 'bad-pixels', given: short(given), min: PIXELS_MIN, max: PIXELS_MAX },
		expected: `sides from ${PIXELS_MIN} to ${PIXELS_MAX} pixels`,
		suggestion: `--size ${near(width)}x${near(height)}`,
	};
}

function readKey(folded: string, given: string): Reading {
	if (folded === 'auto') return { flags: {} };
	if (Object.hasOwn(KEY_COLOURS, folded)) return { flags: { key: KEY_COLOURS[folded] } };
	if (HEX.test(folded)) {
		const digits = folded.replace('#', '');
		return { flags: { key: `#${digits.length === 3 ? digits.replace(/./g, '$&$&') : digits}` } };
	}
	const near = nearest(folded, Object.keys(KEY_COLOURS));
	return {
		problem: `--key is ${quote(given)}, which is no colour.`,
		mistake: { kind: 'unknown-colour', given: short(given) },
		expected: `a colour such as #00b140, one of ${Object.keys(KEY_COLOURS).join(', ')}, or auto`,
		suggestion: near && `--key ${near}`,
	};
}

function readModel(_folded: string, given: string): Reading {
	if (MODEL.test(given)) return { flags: { model: given } };
	return {
		problem: `--model is ${quote(given)}, which is no model's name.`,
		mistake: { kind: 'bad-model-name', given: short(given) },
		expected: 'the name of a folder under models/: letters, digits, dots, dashes',
	};
}

/** Most pictures of one layout. */
const MOST_PICTURES = 8;

/** The flags of the line, in the order of help and of the printer. */
export const FLAG_RULES: readonly FlagRule[] = [
	{
		name: '--seed',
		value: 'number',
		help: 'the same seed draws the same picture again',
		read: wholeNumber('--seed', 0, 0xffff_ffff, (seed) => ({ seed })),
	},
	{
		name: '--steps',
		value: '1..200',
		help: 'denoising steps: more is slower and finer',
		read: wholeNumber('--steps', 1, 200, (steps) => ({ steps })),
	},
	{ name: '--guidance', value: '0..50', help: 'how closely to follow the words', read: readGuidance },
	{
		name: '--guidance-until',
		value: 'share',
		help: 'share of the steps after which guidance is off, which saves time',
		read: share('--guidance-until', true, (guidanceUntil) => ({ guidanceUntil })),
	},
	{
		name: '--transplant',
		value: 'step',
		help: 'step at which the objects are set into the picture',
		read: wholeNumber('--transplant', 0, 200, (transplant) => ({ transplant })),
	},
	{
		name: '--crop',
		value: 'share',
		help: 'share of the steps for which an object grows alone',
		read: share('--crop', false, (crop) => ({ crop })),
	},
	{ name: '--arm', value: ARMS.join('|'), help: 'how the objects are brought together', read: readArm },
	{
		name: '--size',
		value: 'WxH, W:H, square, portrait, landscape',
		help: 'pixels, a ratio, or a name',
		read: readSize,
	},
	{
		name: '--no',
		value: 'words',
		help: 'what the picture should not show',
		words: true,
		read: (_folded, given) => ({ flags: { no: given } }),
	},
	{
		name: '-n',
		value: `1..${MOST_PICTURES}`,
		help: 'pictures with different seeds',
		read: wholeNumber('-n', 1, MOST_PICTURES, (count) => ({ count })),
	},
	{ name: '--model', value: 'name', help: 'the model to draw with', read: readModel },
	{ name: '--key', value: 'colour', help: 'ground on which the objects grow', read: readKey },
];

const ALIASES: Readonly<Record<string, string>> = {
	'--n': '-n',
	'--count': '-n',
	'--negative': '--no',
	'--cfg': '--guidance',
};

const BY_NAME = new Map(FLAG_RULES.map((rule) => [rule.name, rule]));
for (const [alias, name] of Object.entries(ALIASES)) BY_NAME.set(alias, BY_NAME.get(name) as FlagRule);

/** The rule of a flag as typed, in lower case. */
export function flagRule(name: string): FlagRule | undefined {
	return BY_NAME.get(name);
}

/** The flag that was probably meant. */
export function nearestFlag(name: string): string | undefined {
	const bare = (flag: string) => flag.replace(/^-+/, '');
	const names = [...BY_NAME.keys()];
	const near = nearest(bare(name), names.map(bare));
	return near && names.find((known) => bare(known) === near);
}
