import { leadingPreposition } from './phrases.ts';
import { placeOf } from './places.ts';
import { schedulerNamed } from './schedulers.ts';
import type { Written } from './source.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const WORDS = [
	'text',
	'prompt',
	'label',
	'name',
	'caption',
	'description',
	'desc',
	'phrase',
	'object',
	'class',
	'category',
	'noun',
];
const BOXES = [
	'box',
	'bbox',
	'bounding_box',
	'boundingbox',
	'box_2d',
	'bbox_2d',
	'region',
	'rect',
	'location',
	'position',
	'place',
	'coordinates',
	'mask',
];
const LISTS = [
	'objects',
	'regions',
	'items',
	'layout',
	'boxes',
	'elements',
	'entities',
	'annotations',
	'segments',
	'areas',
];
const GROUNDS = [
	'background',
	'scene',
	'background_prompt',
	'bg',
	'background prompt',
	'global_prompt',
	'base_prompt',
	'global',
	'base',
	'caption',
	'prompt',
];
const NEGATIVES = ['negative', 'negative_prompt', 'negativeprompt', 'negative prompt'];
/** Sides that boxes of other programs are measured by where they do not say. */
const USUAL_SIDES = [1, 100, 512, 1000, 1024, 2048, 4096];

/** What may stand before JSON: a fence, or a few words and a colon. */
const LIKE_JSON = /^\s*(?:[\p{L} ]{1,40}[:=]\s*)?(?:```\w*\s*)?(?=[[{])/u;

interface Found {
	readonly words: string;
	readonly box: readonly number[] | string;
}

/**
 * Objects with boxes in JSON, as programs and language models write them, as a line: `{"text": "cat", "box":
 * [0.1, 0.2, 0.5, 0.9]}`, lists of them, and `{"objects": […], "background": "…"}` (what `layout --json`
 * prints). `undefined` where the line is no such thing.
 */
export function jsonAsLine(line: string): Required<Written> | undefined {
	if (!/[{[]/.test(line) || !LIKE_JSON.test(line)) return undefined;
	const body = line
		.trim()
		.replace(LIKE_JSON, '')
		.replace(/\s*```$/, '')
		.replace(/[“”„‟]/g, '"');
	if (!/["']/.test(body)) return undefined;
	const json = parsed(body);
	if (json === undefined) return undefined;
	const root = asRecord(json);
	const list = parallelIn(root) ?? listIn(root) ?? mapIn(root);
	const found = (list ?? (Array.isArray(json) ? json : [json])).map(objectIn);
	if (found.length === 0 || !found.every((one) => one !== undefined)) return promptIn(line, root);
	return lineOf(
		line,
		withCorners(found),
		root ?? {},
		list === undefined ? undefined : textUnder(root ?? {}, GROUNDS),
	);
}

/** `{"prompt": "a cat@left", "negative_prompt": "text"}`: a line within JSON. */
function promptIn(line: string, root: Record<string, Json> | undefined): Required<Written> | undefined {
	const prompt = root && (textUnder(root, WORDS) ?? deepPrompt(root));
	if (root === undefined || prompt === undefined) return undefined;
	const negative = textUnder(root, NEGATIVES);
	const flags = [...(negative === undefined ? [] : [` --no ${quoted(negative)}`]), ...flagsOf(root)].join('');
	const from = Math.max(0, line.indexOf(prompt));
	const at = Array.from({ length: prompt.length + flags.length + 1 }, (_, index) =>
		Math.min(from + index, line.length),
	);
	return { text: prompt + flags, at: Int32Array.from(at) };
}

/** The first line with a place anywhere within: what programs with graphs of nodes keep. */
function deepPrompt(json: Json): string | undefined {
	if (typeof json === 'string') return /[^\s@]@[^\s@]/.test(json) ? json.trim() : undefined;
	if (json === null || typeof json !== 'object') return undefined;
	for (const value of Object.values(json) as readonly Json[]) {
		const found = deepPrompt(value);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** Boxes that are no rectangles as corners are a corner, a width and a height. */
function withCorners(found: readonly Found[]): readonly Found[] {
	const corners = (box: Found['box']) => typeof box === 'string' || (box[0] < box[2] && box[1] < box[3]);
	if (found.every(({ box }) => corners(box))) return found;
	return found.map(({ words, box }) =>
		typeof box === 'string'
			? { words, box }
			: { words, box: [box[0], box[1], box[0] + box[2], box[1] + box[3]] },
	);
}

function lineOf(
	line: string,
	found: readonly Found[],
	root: Record<string, Json>,
	ground: string | undefined,
): Required<Written> {
	const sides = sidesOf(found, root);
	const negative = textUnder(root, NEGATIVES);
	let text = '';
	const at: number[] = [];
	let from = 0;
	for (const { words, box } of found) {
		const where = line.indexOf(words, from);
		if (where !== -1) from = where + words.length;
		const place = typeof box === 'string' ? box : boxWords(box, sides);
		const piece = `${text === '' ? '' : ', '}${quoted(words)}@${place}`;
		text += piece;
		for (let unit = 0; unit < piece.length; unit++) at.push(Math.max(0, where));
	}
	text += [
		...(ground === undefined ? [] : [groundWords(ground, found)]),
		...(negative === undefined ? [] : [` --no ${quoted(negative)}`]),
		...flagsOf(root),
	].join('');
	while (at.length <= text.length) at.push(line.length);
	return { text, at: Int32Array.from(at) };
}

/** A background; of a sentence about the things as well, only where they stand. */
function groundWords(ground: string, found: readonly Found[]): string {
	const bare = ({ words }: Found) => words.toLowerCase().replace(/^(?:an?|the) /, '');
	const names = found.some((one) => ground.toLowerCase().includes(bare(one)));
	const scene = names
		? / (?:on|in|at|under|near|by) (?:(?:an?|the) )?[^,;.]+$/i.exec(ground.replace(/\.$/, ''))?.[0]
		: ground;
	if (scene === undefined || found.some((one) => scene.toLowerCase().includes(bare(one)))) return '';
	return leadingPreposition(scene.trim()) && /^[\p{L} ]+$/u.test(scene)
		? ` ${scene.trim()}`
		: ` | ${quoted(scene.trim())}`;
}

/** `{"seed": 7}` beside the objects, or under `flags`. */
function flagsOf(root: Record<string, Json>): readonly string[] {
	const flags = { ...root, ...asRecord(root.flags ?? null) };
	const sampler = ['scheduler', 'sampler', 'sampler_name'].flatMap((name) => {
		const value = flags[name];
		return typeof value === 'string' && schedulerNamed(value) !== undefined ? [` --sampler ${value}`] : [];
	});
	const numbers = ['seed', 'steps', 'guidance', 'cfg_scale', 'guidance_scale', 'width', 'height'];
	const others = numbers.flatMap((name) => {
		const value = flags[name];
		// Below 64 it is a box's own side.
		const side = /width|height/.test(name) && Number(value) < 64;
		return typeof value === 'number' && !side ? [` --${name} ${value}`] : [];
	});
	return [...sampler.slice(0, 1), ...others];
}

function parsed(text: string): Json | undefined {
	try {
		return JSON.parse(text) as Json;
	} catch {
		// Lists as Python prints them: `[('a cat', [0, 0, 256, 512])]`.
		const asJson = text
			.replace(/\(/g, '[')
			.replace(/\)/g, ']')
			.replace(/(?<=[[{,:]\s*)'((?:[^'\\]|\\.)*)'(?=\s*[\]},:])/g, (_, words: string) =>
				JSON.stringify(words),
			)
			.replace(/,(?=\s*[\]}])/g, '')
			.replace(/(?<=[{,]\s*)([a-z_]\w*)(?=\s*:)/gi, '"$1"');
		for (const attempt of [
			asJson,
			`[${asJson.replace(/\}\s*(?=\{)/g, '},')}]`,
			asJson + missingEnds(asJson),
		]) {
			try {
				return JSON.parse(attempt) as Json;
			} catch {
				// The next way to mend it.
			}
		}
		return undefined;
	}
}

/** The brackets that a text cut off at its end lacks. */
function missingEnds(text: string): string {
	const open: string[] = [];
	for (const sign of text.replace(/"(?:[^"\\]|\\.)*"/g, '')) {
		if (sign === '{') open.unshift('}');
		else if (sign === '[') open.unshift(']');
		else if (sign === '}' || sign === ']') open.shift();
	}
	return open.join('');
}

function asRecord(json: Json): Record<string, Json> | undefined {
	if (json === null || typeof json !== 'object' || Array.isArray(json)) return undefined;
	return Object.fromEntries(Object.entries(json).map(([key, value]) => [key.toLowerCase(), value]));
}

function listIn(root: Record<string, Json> | undefined): readonly Json[] | undefined {
	for (const name of LISTS) {
		const list = root?.[name];
		if (Array.isArray(list)) return list;
	}
	return undefined;
}

/** `{"phrases": ["a cat", "a dog"], "boxes": [[…], […]]}`: words and boxes in lists of their own. */
function parallelIn(root: Record<string, Json> | undefined): readonly Json[] | undefined {
	const listOf = (names: readonly string[], fits: (json: Json) => boolean) =>
		names
			.flatMap((name) => [root?.[name], root?.[`${name}s`], root?.[`${name}es`], root?.[`gligen_${name}es`]])
			.filter((list) => Array.isArray(list))
			.find((list: readonly Json[]) => list.length > 0 && list.every(fits)) as readonly Json[] | undefined;
	const words = listOf(WORDS, (json) => typeof json === 'string');
	const boxes = listOf(
		BOXES,
		(json) => Array.isArray(json) || (typeof json === 'string' && isPlaceName(json)),
	);
	if (words === undefined || boxes?.length !== words.length) return undefined;
	return words.map((text, index) => ({ text, box: boxes[index] }));
}

/** `{"cat": [0, 0, 0.5, 1]}`, `{"cat": "left"}`, `{"left": "cat"}`: things and places as keys and values. */
function mapIn(root: Record<string, Json> | undefined): readonly Json[] | undefined {
	if (root === undefined || WORDS.some((name) => typeof root[name] === 'string')) return undefined;
	const found = Object.entries(root).flatMap(([key, value]): readonly Json[] => {
		if (Array.isArray(value) && value.length === 4) return [{ text: key, box: value }];
		const sides = asRecord(value);
		if (sides && sidesIn(sides).every((side) => typeof side === 'number')) return [{ text: key, box: value }];
		if (typeof value !== 'string') return [];
		if (isPlaceName(value)) return [{ text: key, place: value }];
		return isPlaceName(key) ? [{ text: value, place: key }] : [];
	});
	return found.length === 0 ? undefined : found;
}

const isPlaceName = (words: string) =>
	placeOf(words.trim().toLowerCase().replace(/[ _]+/g, '-')) !== undefined;

function textUnder(record: Record<string, Json>, names: readonly string[]): string | undefined {
	for (const name of names) {
		const value = record[name];
		if (typeof value === 'string' && value.trim() !== '') return value.trim();
	}
	return undefined;
}

function objectIn(json: Json): Found | undefined {
	if (Array.isArray(json)) {
		const [words, box] = json as readonly Json[];
		return typeof words === 'string' && Array.isArray(box) ? withBox(words, box) : undefined;
	}
	const record = asRecord(json);
	const words = record && textUnder(record, WORDS);
	if (record === undefined || words === undefined) return undefined;
	for (const name of BOXES) {
		const box = record[name];
		if (typeof box === 'string' && /^[\p{L}\p{N} ./-]{1,40}$/u.test(box)) return { words, box };
		if (Array.isArray(box)) return withBox(words, box);
		const nested = box === undefined ? undefined : asRecord(box);
		if (nested) return withBox(words, sidesIn(nested));
	}
	return withBox(words, sidesIn(record));
}

function withBox(words: string, box: readonly Json[]): Found | undefined {
	const numbers = box.flat().filter((side): side is number => typeof side === 'number');
	return numbers.length === 4 ? { words, box: numbers } : undefined;
}

/** Four sides that have names of their own. */
function sidesIn(record: Record<string, Json>): readonly Json[] {
	const side = (...names: readonly string[]) =>
		names.map((name) => record[name]).find((value) => value !== undefined) ?? null;
	const x = side('x0', 'x1', 'x', 'left', 'xmin', 'x_min');
	const y = side('y0', 'y1', 'y', 'top', 'ymin', 'y_min');
	const width = side('width', 'w');
	const height = side('height', 'h');
	if (
		typeof x === 'number' &&
		typeof y === 'number' &&
		typeof width === 'number' &&
		typeof height === 'number'
	)
		return [x, y, x + width, y + height];
	const hasFirst = record.x0 !== undefined;
	return [
		x,
		y,
		side(...(hasFirst ? ['x1'] : ['x2']), 'right', 'xmax', 'x_max'),
		side(...(hasFirst ? ['y1'] : ['y2']), 'bottom', 'ymax', 'y_max'),
	];
}

/** Width and height that boxes in pixels are measured by: those that are given, or the usual ones above all. */
function sidesOf(found: readonly Found[], root: Record<string, Json>): readonly [number, number] | undefined {
	const numbers = found.flatMap(({ box }) => (typeof box === 'string' ? [] : box));
	const most = Math.max(0, ...numbers);
	if (most <= 100) return undefined;
	const given = (name: string) => (typeof root[name] === 'number' ? root[name] : undefined);
	const usual = USUAL_SIDES.find((side) => side >= most) ?? most;
	return [given('width') ?? given('w') ?? usual, given('height') ?? given('h') ?? usual];
}

function boxWords(box: readonly number[], sides: readonly [number, number] | undefined): string {
	const shares = sides === undefined ? box : box.map((side, index) => side / sides[index % 2]);
	return `(${shares.map((side) => Number(side.toFixed(6))).join(' ')})`;
}

function quoted(words: string): string {
	return `"${words.replace(/["\\“”„‟〝〞〟＂＼@]/g, '\\$&')}"`;
}
