import { type ComponentChild, h } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface Toast {
	readonly text: string;
	readonly bad: boolean;
}

/** A short word to the person; in the browser's top layer, so that it is seen over an open window too. */
export function Notice({ text, bad }: Toast): ComponentChild {
	const box = useRef<HTMLDivElement>(null);
	useEffect(() => box.current?.showPopover(), []);
	return h(
		'div',
		{ ref: box, popover: 'manual', class: bad ? 'toast bad' : 'toast', 'aria-hidden': 'true' },
		text,
	);
}
