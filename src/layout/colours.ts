/** Colours that `--key` understands by name; a key colour is a flat, bright ground. */
export const KEY_COLOURS: Readonly<Record<string, string>> = {
	green: '#00b140',
	blue: '#0047bb',
	red: '#e4002b',
	magenta: '#ff00ff',
	cyan: '#00d7ff',
	yellow: '#ffe100',
	orange: '#ff8200',
	purple: '#8a2be2',
	pink: '#ff69b4',
	white: '#ffffff',
	grey: '#808080',
	black: '#000000',
};
