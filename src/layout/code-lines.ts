import { PLACE_SIGN } from './characters.ts';
import { jsonAsLine } from './json-lines.ts';
import type { LeftOut } from './rewrite.ts';
import type { Written } from './source.ts';

/** A call, an assignment or an import, as programs begin; or a shell's way to send something. */
const CODE =
	/^[\s`>$]*(?:(?:python|py|js|ts|bash|sh)\n\s*)?(?:import \w|from [\w.]+ import |(?:(?:const|let|var) )?(?:[a-z_][\w.]*(?: ?: ?\w+)? ?= ?(?:(?:await )?[\w.]+\(\s*)?|(?:(?:[a-z_][\w.]*) ?= ?|return |await )?[a-z_][\w.]*\(\s*(?:\w+ ?= ?)?)[rf]?["'`])/i;
/** `a cat.swap("a fox")` is a prompt's own. */
const PROMPT_CALL = /\.(?:swap|blend|and)\(/;
/** What takes JSON: a shell's command, or a call. */
const SENT =
	/^\s*(?:(?:[$>]\s*)?(?:curl|wget|https?)\s|(?:(?:const|let|var) )?(?:[\w.]+ ?= ?)?(?:await )?[a-z_][\w.]*\([^"'`@{]{0,80}\{)/i;

const STRING = /((?<!`)`(?!`)|["'])((?:\\.|(?!\1)[^\\])*)\1/g;
const NAMED = /(?:prompt|text|caption|inputs?|line)["']?\s*[=:]\s*[rf]?$/i;
const NEGATIVE = /(?:negative_?prompt|negative)["']?\s*[=:]\s*[rf]?$/i;
/** What a program says beside the words, and the flags that say the same. */
const SETTINGS: readonly (readonly [flag: string, said: RegExp])[] = [
	['--steps', /\b(?:num_inference_)?steps["']?\s*[=:]\s*(\d{1,3})\b/i],
	['--guidance', /\b(?:guidance_scale|cfg(?:_scale)?|guidance)["']?\s*[=:]\s*(\d{1,2}(?:\.\d+)?)\b/i],
	['--seed', /\b(?:seed["']?\s*[=:]\s*|manual_seed\(\s*)(\d{1,10})\b/i],
	['--width', /\bwidth["']?\s*[=:]\s*(\d{2,4})\b/i],
	['--height', /\bheight["']?\s*[=:]\s*(\d{2,4})\b/i],
];

interface Said {
	readonly start: number;
	readonly words: string;
	/** What stands before its quote. */
	readonly before: string;
}

/**
 * The line within a program's text: `pipe("a cat@left", num_inference_steps=20)`, `curl … -d '{"prompt": "…"}'`.
 * What is around it is told to be left out. `undefined` where the line is no such thing.
 */
export function codeAsLine(line: string, left: LeftOut[]): Written | undefined {
	if (!/["'`]/.test(line)) return undefined;
	const sent = SENT.test(line);
	if (!sent && (!CODE.test(line) || PROMPT_CALL.test(line))) return undefined;
	return (sent ? bodyOf(line, left) : undefined) ?? promptOf(line, left);
}

/** JSON that is sent. */
function bodyOf(line: string, left: LeftOut[]): Written | undefined {
	const start = line.indexOf('{');
	const end = line.lastIndexOf('}') + 1;
	const json = start === -1 ? undefined : jsonAsLine(line.slice(start, end));
	if (json === undefined) return undefined;
	left.push({ given: line.slice(0, start).trim(), offset: 0 });
	return { text: json.text, at: json.at.map((offset) => start + offset) };
}

function promptOf(line: string, left: LeftOut[]): Written | undefined {
	const said = [...line.matchAll(STRING)].map(
		(match): Said => ({
			start: match.index + 1,
			words: match[2],
			before: line.slice(Math.max(0, match.index - 40), match.index),
		}),
	);
	const negative = said.find(({ before }) => NEGATIVE.test(before));
	const prompt =
		said.find((one) => one !== negative && NAMED.test(one.before)) ??
		said.find(({ words }) => PLACE_SIGN.test(words)) ??
		(PLACE_SIGN.test(line) ? undefined : said.find(({ before }) => /\w\(\s*[rf]?$/.test(before)));
	if (prompt === undefined || prompt.words.trim() === '') return undefined;
	const { start, words } = prompt;
	const around = `${line.slice(0, start - 1)} … ${line.slice(start + words.length + 1)}`;
	const flags = SETTINGS.flatMap(([flag, pattern]) => {
		const value = pattern.exec(around)?.[1];
		return value === undefined ? [] : [` ${flag} ${value}`];
	});
	if (negative) flags.push(` --no "${negative.words.replace(/["\\@]/g, '')}"`);
	const given = line
		.slice(0, start - 1)
		.replace(/[\s`]+/g, ' ')
		.trim();
	// `prompt = "…"` leaves nothing out.
	if (!/^\w+ ?=$/.test(given)) left.push({ given, offset: 0 });
	const text = words + flags.join('');
	const at = Array.from({ length: text.length + 1 }, (_, index) =>
		Math.min(start + Math.min(index, words.length), line.length),
	);
	return { text, at: Int32Array.from(at) };
}
