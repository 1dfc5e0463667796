import { type ComponentChild, h } from 'preact';
import { language, setLanguage, t } from './language.ts';
import { LANGUAGES, TABLES } from './texts/index.ts';

/** The languages of the page by their own names. */
export function LanguageSwitch(): ComponentChild {
	return h(
		'select',
		{
			class: 'languages',
			'aria-label': t().page.chooseLanguage,
			title: t().page.chooseLanguage,
			value: language(),
			onChange: (event: Event) => {
				const { value } = event.currentTarget as HTMLSelectElement;
				const next = LANGUAGES.find((code) => code === value);
				if (next !== undefined) setLanguage(next);
			},
		},
		LANGUAGES.map((code) => h('option', { key: code, value: code, lang: code }, TABLES[code].language)),
	);
}
