import type { Said } from '../../taue-error.ts';
import { en, type Sentences } from './en.ts';
import { ja } from './ja.ts';

/** A sentence in every language; the compiler names what a table lacks. */
export function say<K extends keyof Sentences>(sentence: K, ...given: Parameters<Sentences[K]>): Said {
	const inLanguage = (table: Sentences) => (table[sentence] as (...words: typeof given) => string)(...given);
	return { en: inLanguage(en), ja: inLanguage(ja) };
}
