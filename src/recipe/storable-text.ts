/** Whether a text is one that can be stored and sent: whole characters (no half of a surrogate pair), and no U+0000. */
export function isStorable(text: string): boolean {
	return text.isWellFormed() && !text.includes('\0');
}
