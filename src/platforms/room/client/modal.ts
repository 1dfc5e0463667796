import { type ComponentChild, type ComponentChildren, h } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Icon } from './icons.ts';
import { t } from './language.ts';

export interface ModalProps {
	readonly title: string;
	readonly class: string;
	readonly onClose: () => void;
	readonly onKeyDown?: (event: KeyboardEvent) => void;
	/** Buttons beside the one that closes it. */
	readonly aside?: ComponentChildren;
	readonly children?: ComponentChildren;
}

/** A window over the page. The browser keeps the focus inside, closes it on Escape, and gives the focus back. */
export function Modal({
	title,
	class: extra,
	onClose,
	onKeyDown,
	aside,
	children,
}: ModalProps): ComponentChild {
	const dialog = useRef<HTMLDialogElement>(null);
	const titleId = useId();
	useEffect(() => {
		const before = document.activeElement;
		const { current } = dialog;
		current?.showModal();
		return () => {
			const now = document.activeElement;
			// What closed it may have sent the focus elsewhere already.
			const isLost = now === null || now === document.body || current?.contains(now) === true;
			if (isLost && before instanceof HTMLElement && before.isConnected)
				before.focus({ preventScroll: true });
		};
	}, []);
	return h(
		'dialog',
		{
			ref: dialog,
			class: `modal ${extra}`,
			'aria-labelledby': titleId,
			...(onKeyDown === undefined ? {} : { onKeyDown }),
			onCancel: (event: Event) => {
				event.preventDefault();
				onClose();
			},
			onPointerDown: (event: PointerEvent) => {
				if (event.target === dialog.current) onClose();
			},
		},
		h(
			'div',
			{ class: 'modal-inner' },
			h(
				'header',
				{ class: 'modal-head' },
				h('h2', { id: titleId }, title),
				h('span', { class: 'spacer' }),
				aside,
				h(
					'button',
					{
						type: 'button',
						class: 'round',
						'aria-label': t().page.close,
						title: t().page.close,
						onClick: onClose,
					},
					h(Icon, { name: 'close' }),
				),
			),
			children,
			h('div', { class: 'unseen', role: 'status', 'aria-live': 'polite', 'data-live': 'polite' }),
			h('div', { class: 'unseen', role: 'alert', 'aria-live': 'assertive', 'data-live': 'urgent' }),
		),
	);
}
