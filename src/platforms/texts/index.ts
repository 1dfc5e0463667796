import type { Locale } from '../../studio/types.ts';
import { en, type Texts } from './en.ts';
import { ja } from './ja.ts';

export type { Texts } from './en.ts';

const TEXTS: Readonly<Record<Locale, Texts>> = { en, ja };

export function textsFor(locale: Locale): Texts {
	return TEXTS[locale];
}

/** A platform's language tag (`ja`, `en-GB`, `pt-BR`) as one of ours. */
export function localeOf(tag: string | null | undefined): Locale {
	return tag?.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}
