import { isBox } from './box.ts';
import type { Box } from './layout.ts';
import type { LayoutMistake } from './mistakes.ts';
import { LITERAL } from './source.ts';

const BOX_LENGTH = 160;
const BOX_NUMBER = /^([+-]?(?:\d{1,20}(?:\.\d{0,40})?|\.\d{1,40})(?:e[+-]?\d{1,3})?)(%?)$/;
/** `(0,1 0,2 0,5 0,9)`: a comma within a number, where spaces or semicolons separate them. */
const DECIMAL_COMMAS = /^(?:\d{1,3},\d+%?|0|1)(?:(?: *; *| +)(?:\d{1,3},\d+%?|0|1)){3}$/;
/** `x0=10`, `left: 10`, `10px`: words around a number that say what its place says. */
const AROUND = /(?:[xywh][01]?|left|top|right|bottom) *[:=] *|px\b/g;

/** Sides of pictures, of which a box in pixels is measured by the first that holds it. */
const USUAL_SIDES = [512, 768, 1024, 1536, 2048, 4096];
const usualSide = (values: readonly number[]) =>
	USUAL_SIDES.find((side) => values.every((value) => value <= side)) ?? 1;

/** A box that was read, or what is wrong with it. */
export type BoxReading = { readonly box: Box; readonly end: number } | { readonly mistake: LayoutMistake };

/** Four numbers in parentheses or brackets; `open` is the index of the opening one. */
export function readBox(syntax: string, open: number, end: number): BoxReading {
	const close = syntax.slice(open, Math.min(end, open + BOX_LENGTH)).search(/[)\]]/);
	if (close === -1) return { mistake: { kind: 'box-open' } };
	const inside = syntax
		.slice(open + 1, open + close)
		.trim()
		.toLowerCase()
		.replace(AROUND, '');
	const plain = DECIMAL_COMMAS.test(inside) ? inside.replace(/(\d),(\d)/g, '$1.$2') : inside;
	const numbers = plain === '' ? [] : plain.replace(/ +%/g, '%').split(/\s*[,;\s]\s*/);
	if (numbers.length !== 4) return { mistake: { kind: 'box-numbers', count: numbers.length } };
	const read = numbers.map((number) => BOX_NUMBER.exec(number));
	const wrong = read.indexOf(null);
	if (wrong !== -1) return { mistake: { kind: 'box-word', given: numbers[wrong].replaceAll(LITERAL, '?') } };
	const given = read.map((match) => Number(match?.[1]));
	const side = /\dpx\b/i.test(syntax.slice(open, open + close)) ? usualSide(given) : 1;
	const values = side > 1 ? given.map((value) => (value / side) * 100) : given;
	const percent = side > 1 || read.some((match) => match?.[2] === '%') || values.some((value) => value > 1);
	const box = percent ? values.map((value) => Math.round(value * 100) / 1e4) : values;
	if (box.some((value) => value < 0 || value > 1)) return { mistake: { kind: 'box-outside' } };
	// -0 would not survive being printed.
	const [x0, y0, x1, y1] = box;
	const whole = [x0 + 0, y0 + 0, x1, y1] as const;
	return isBox(whole) ? { box: whole, end: open + close + 1 } : { mistake: { kind: 'box-without-area' } };
}
