export type Urgency = 'polite' | 'urgent';

/**
 * Tells screen readers something: politely in the next pause, or at once. While a window is open, all that
 * lies behind it is silent, so the words go into the window's own live region.
 */
export function announce(text: string, urgency: Urgency = 'polite'): void {
	const inWindow = [...document.querySelectorAll<HTMLElement>(`dialog[open] [data-live=${urgency}]`)].at(-1);
	const region = inWindow ?? document.getElementById(urgency);
	if (region === null) return;
	// The same words again are only read again when the region was empty in between.
	region.textContent = '';
	requestAnimationFrame(() => {
		region.textContent = text;
	});
}
