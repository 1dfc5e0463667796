import type { ErrorReply } from '../../../commands/command.ts';
import { type LayoutWarning, mistakeInJapanese, remarkInJapanese } from '../../layout/index.ts';
import type { Locale } from '../../studio/people.ts';
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

/** What was wrong, in the person's language. */
export function errorText(
	{ message, said, mistake, meant }: Pick<ErrorReply, 'message' | 'said' | 'mistake' | 'meant'>,
	locale: Locale,
): string {
	if (locale !== 'ja' || mistake === undefined) return said?.[locale] ?? message;
	return `${mistakeInJapanese(mistake)}${meant === undefined ? '' : ` ${ja.didYouMean}: ${meant}`}`;
}

/** What is worth telling of a line, in the person's language. */
export function warningText({ message, remark }: LayoutWarning, locale: Locale): string {
	return locale === 'ja' ? remarkInJapanese(remark) : message;
}
