import { LANGUAGES, type Language, TABLES, type Texts } from './texts/index.ts';

const KEY = 'taue-language';

/** English until the page has asked the browser, and wherever there is none. */
let chosen: Language = 'en';
const watchers = new Set<() => void>();

/** The page's words in the language of now. */
export const t = (): Texts => TABLES[chosen];

export const language = (): Language => chosen;

/** The first of the wanted languages (`ja`, `en-GB`) that the page speaks. */
export function spoken(wanted: readonly (string | null)[]): Language {
	for (const tag of wanted) {
		const code = tag?.toLowerCase().split('-')[0];
		const found = LANGUAGES.find((each) => each === code);
		if (found !== undefined) return found;
	}
	return 'en';
}

/** What the person chose here before, else what their browser asks for. */
export function startLanguage(): void {
	show(spoken([localStorage.getItem(KEY), ...navigator.languages]));
}

export function setLanguage(next: Language): void {
	localStorage.setItem(KEY, next);
	show(next);
	for (const watcher of watchers) watcher();
}

/** @returns ends the watching */
export function watchLanguage(watcher: () => void): () => void {
	watchers.add(watcher);
	return () => watchers.delete(watcher);
}

function show(next: Language): void {
	chosen = next;
	document.documentElement.lang = next;
}
