import { type ComponentChild, type ComponentChildren, h } from 'preact';
import { useId, useRef } from 'preact/hooks';

export interface TabsProps<Name extends string> {
	readonly label: string;
	readonly tabs: readonly (readonly [name: Name, label: string])[];
	readonly chosen: Name;
	readonly onChoose: (name: Name) => void;
	readonly children?: ComponentChildren;
}

/** Tabs as the ARIA practices describe them: arrow keys go round, one panel below. */
export function Tabs<Name extends string>({
	label,
	tabs,
	chosen,
	onChoose,
	children,
}: TabsProps<Name>): ComponentChild {
	const id = useId();
	const list = useRef<HTMLDivElement>(null);
	const key = (event: KeyboardEvent) => {
		const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
		if (step === 0) return;
		event.preventDefault();
		const index = tabs.findIndex(([name]) => name === chosen);
		const next = (index + step + tabs.length) % tabs.length;
		onChoose(tabs[next]?.[0] ?? chosen);
		list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
	};
	return h(
		'div',
		{ class: 'tabs' },
		h(
			'div',
			{ class: 'tab-list', role: 'tablist', 'aria-label': label, ref: list, onKeyDown: key },
			tabs.map(([name, words]) =>
				h(
					'button',
					{
						key: name,
						type: 'button',
						role: 'tab',
						id: `${id}-${name}`,
						'aria-selected': name === chosen ? 'true' : 'false',
						'aria-controls': `${id}-panel`,
						tabIndex: name === chosen ? 0 : -1,
						onClick: () => onChoose(name),
					},
					words,
				),
			),
		),
		h(
			'div',
			{
				class: 'tab-panel',
				role: 'tabpanel',
				id: `${id}-panel`,
				'aria-labelledby': `${id}-${chosen}`,
				tabIndex: 0,
			},
			children,
		),
	);
}
