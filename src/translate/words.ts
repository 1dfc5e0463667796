import { LANGUAGES } from './languages/index.ts';
import { type Role, translatePhrase } from './phrase.ts';

/** A text in the words of a model, and what of it no table has. */
export interface Translation {
	readonly text: string;
	readonly unknown: readonly string[];
}

/**
 * A description in English: runs of words of the languages that have tables are translated, everything else
 * stays as it is. A text without such words is given back as the same string.
 */
export function toEnglish(text: string, role: Role): Translation {
	let translated = text;
	const unknown: string[] = [];
	for (const language of LANGUAGES) {
		if (!language.script.test(translated)) continue;
		const runs = new RegExp(`(?:${language.script.source}|[ー々、。・])+`, 'gu');
		translated = translated.replace(runs, (run: string, offset: number, whole: string) => {
			const phrase = translatePhrase(run, language, role);
			unknown.push(...phrase.unknown);
			const before = offset > 0 && /\S/u.test(whole[offset - 1]) ? ' ' : '';
			const after = /\S/u.test(whole[offset + run.length] ?? ' ') ? ' ' : '';
			return `${before}${phrase.text}${after}`;
		});
	}
	return { text: translated === text ? text : translated.replace(/\s+/g, ' ').trim(), unknown };
}

/** Whether every word of a text in another script is in a table. */
export function isTranslatable(text: string): boolean {
	return (
		LANGUAGES.some(({ script }) => script.test(text)) &&
		(['object', 'background'] as const).some((role) => toEnglish(text, role).unknown.length === 0)
	);
}
