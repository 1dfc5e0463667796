export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'taue-theme';
const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

export function storedTheme(): Theme {
	const stored = localStorage.getItem(KEY);
	return THEMES.find((theme) => theme === stored) ?? 'auto';
}

/** Sets the theme of the page; `auto` follows the system. */
export function setTheme(theme: Theme): void {
	if (theme === 'auto') localStorage.removeItem(KEY);
	else localStorage.setItem(KEY, theme);
	showTheme(theme);
}

export function showTheme(theme: Theme): void {
	if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
	else document.documentElement.dataset.theme = theme;
}

/** The next one of the toggle: what the system does not show now comes first. */
export function nextTheme(theme: Theme): Theme {
	const systemDark = matchMedia('(prefers-color-scheme: dark)').matches;
	const order: readonly Theme[] = systemDark ? ['auto', 'light', 'dark'] : ['auto', 'dark', 'light'];
	return order[(order.indexOf(theme) + 1) % order.length] ?? 'auto';
}
