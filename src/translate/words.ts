import { LANGUAGES } from './languages/index.ts';
import { type Role, type TranslatedPhrase, translatePhrase } from './phrase.ts';

/** A text in the words of a model, and what of it no table has. */
export interface Translation {
	readonly text: string;
	readonly unknown: readonly string[];
}

/** Signs within a run of words that belong to no script, or to one that is read together with them. */
const SIGNS = '[ー々、。・]';

/** Letters of these scripts and signs, each in one way: what may be either would be tried as both. */
function lettersOf(scripts: readonly RegExp[]): string {
	return scripts.reduce((others, { source }) => `${others}|(?!${others})${source}`, SIGNS);
}

const RUNS = new RegExp(`(?:${lettersOf(LANGUAGES.map(({ script }) => script))})+`, 'gu');

/** Each language with what a run holds that it can read whole. */
const READERS = LANGUAGES.map((language) => ({
	language,
	letters: new RegExp(`^(?:${lettersOf([language.script])})+$`, 'u'),
}));

/** The run in English by the language that knows most of it, in the fewest words: 狗 and 熊猫 are Chinese. */
function translateRun(run: string, role: Role): TranslatedPhrase | undefined {
	let best: TranslatedPhrase | undefined;
	for (const { language, letters } of READERS) {
		if (!language.script.test(run) || !letters.test(run)) continue;
		const phrase = translatePhrase(run, language, role);
		if (best === undefined || isCloser(phrase, best)) best = phrase;
	}
	return best;
}

function isCloser(one: TranslatedPhrase, other: TranslatedPhrase): boolean {
	const unread = ({ unknown }: TranslatedPhrase) => unknown.join('').length;
	return unread(one) < unread(other) || (unread(one) === unread(other) && one.words < other.words);
}

/**
 * A description in English: runs of words of the languages that have tables are translated, everything else
 * stays as it is. A text without such words is given back as the same string.
 */
export function toEnglish(text: string, role: Role): Translation {
	if (!LANGUAGES.some(({ script }) => script.test(text))) return { text, unknown: [] };
	const unknown: string[] = [];
	const translated = text.replace(RUNS, (run: string, offset: number, whole: string) => {
		const phrase = translateRun(run, role);
		if (phrase === undefined) return run;
		unknown.push(...phrase.unknown);
		const before = offset > 0 && /\S/u.test(whole[offset - 1]) ? ' ' : '';
		const after = /\S/u.test(whole[offset + run.length] ?? ' ') ? ' ' : '';
		return `${before}${phrase.text}${after}`;
	});
	return { text: translated === text ? text : translated.replace(/\s+/g, ' ').trim(), unknown };
}

/** Whether every word of a text in another script is in a table. */
export function isTranslatable(text: string): boolean {
	return (
		LANGUAGES.some(({ script }) => script.test(text)) &&
		(['object', 'background'] as const).some((role) => toEnglish(text, role).unknown.length === 0)
	);
}
