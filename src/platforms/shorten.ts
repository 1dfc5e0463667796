/** At most so many UTF-16 units, never half a character. */
export function shorten(text: string, most: number): string {
	if (text.length <= most) return text;
	return `${[...text.slice(0, most - 1)].filter((character) => !/^[\ud800-\udbff]$/.test(character)).join('')}…`;
}
