import { type ComponentChild, h } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Known, type Offer, offers } from './completion.ts';
import { t } from './language.ts';
import { colourBrokenLine, colourLine, type Stretch } from './line-colours.ts';
import type { Reading } from './read-line.ts';

/** Completions that are on the page at once; the list moves with the choice. */
const OFFERS_SHOWN = 7;

export interface LineEditorProps {
	readonly value: string;
	readonly onValue: (value: string) => void;
	readonly onSubmit: () => void;
	readonly label: string;
	readonly placeholder?: string;
	/** What the line in it means, and where in the value the line begins. */
	readonly reading: Reading;
	readonly from: number;
	/** What completions are made of. */
	readonly known: Known;
	/** Told whether completions are open: what stands at the caret is not finished, so no mistake yet. */
	readonly onCompleting?: (completing: boolean) => void;
	readonly describedBy?: string;
}

function stretches(value: string, reading: Reading, from: number, quiet: boolean): readonly Stretch[] {
	const line = value.slice(from);
	const before: Stretch = { text: value.slice(0, from), classes: 't-command' };
	if (reading.kind === 'layout') return [before, ...colourLine(line, reading.parsed)];
	if (reading.kind === 'error')
		return [before, ...colourBrokenLine(line, quiet ? null : reading.error.offset)];
	return [{ text: value, classes: value.startsWith('/') ? 't-command' : '' }];
}

/**
 * A text field that colours the layout line as it is typed: the field's own letters are transparent, and
 * the same text lies coloured beneath it. Offers completions under the caret.
 */
export function LineEditor(props: LineEditorProps): ComponentChild {
	const { value, onValue, onSubmit, reading, from, known, onCompleting } = props;
	const field = useRef<HTMLTextAreaElement>(null);
	const paint = useRef<HTMLPreElement>(null);
	const [caret, setCaret] = useState(-1);
	/** Which completion the person went to; null: none yet. */
	const [chosen, setChosen] = useState<number | null>(null);
	const [dismissed, setDismissed] = useState('');
	const listId = useId();
	const open = caret >= 0 && dismissed !== value;
	const list = open ? offers(value, caret, known) : [];
	const at = chosen === null ? (list[0]?.eager === true ? 0 : -1) : Math.min(chosen, list.length - 1);
	const completing = list.length > 0;
	const top = Math.max(0, Math.min(at - Math.floor(OFFERS_SHOWN / 2), list.length - OFFERS_SHOWN));

	useLayoutEffect(() => {
		const { current } = field;
		if (current === null) return;
		current.style.height = '0';
		current.style.height = `${Math.min(current.scrollHeight, 220)}px`;
		if (paint.current !== null) paint.current.scrollTop = current.scrollTop;
	}, [value]);
	useEffect(() => onCompleting?.(completing), [completing]);

	const take = (offer: Offer) => {
		const next = value.slice(0, offer.start) + offer.insert + value.slice(offer.end);
		const place = offer.start + offer.insert.length;
		// Into the field at once: a letter that is typed before the next render belongs behind the caret.
		if (field.current !== null) {
			field.current.value = next;
			field.current.focus();
			field.current.setSelectionRange(place, place);
		}
		onValue(next);
		setChosen(null);
		setDismissed(offer.insert.endsWith(' ') ? '' : next);
		setCaret(place);
	};
	const key = (event: KeyboardEvent) => {
		if (event.isComposing) return;
		if (list.length > 0) {
			if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
				event.preventDefault();
				const up = event.key === 'ArrowUp';
				setChosen(at < 0 ? (up ? list.length - 1 : 0) : (at + (up ? list.length - 1 : 1)) % list.length);
				return;
			}
			if (event.key === 'Escape') {
				event.preventDefault();
				event.stopPropagation();
				setDismissed(value);
				return;
			}
			// Tab takes the first one even where none is highlighted; Enter only what is.
			const taken =
				event.key === 'Tab' && !event.shiftKey
					? list[Math.max(at, 0)]
					: event.key === 'Enter' && !event.shiftKey
						? list[at]
						: undefined;
			if (taken !== undefined) {
				event.preventDefault();
				take(taken);
				return;
			}
		}
		if (event.key === 'Enter' && !event.shiftKey) {
			event.preventDefault();
			onSubmit();
		}
	};
	const look = () =>
		setCaret(
			field.current?.selectionStart === field.current?.selectionEnd
				? (field.current?.selectionStart ?? -1)
				: -1,
		);

	return h(
		'div',
		{ class: 'line-editor' },
		h(
			'div',
			{ class: 'line-field' },
			h(
				'pre',
				{ class: 'line-paint', ref: paint, 'aria-hidden': 'true' },
				stretches(value, reading, from, completing).map(({ text, classes }, index) =>
					h('span', { key: index, class: classes }, text),
				),
				'\n',
			),
			h('textarea', {
				ref: field,
				class: 'line-text',
				rows: 1,
				value,
				spellcheck: false,
				autocomplete: 'off',
				autocapitalize: 'off',
				enterkeyhint: 'send',
				maxLength: 4000,
				'aria-label': props.label,
				'aria-autocomplete': 'list',
				'aria-invalid': reading.kind === 'error' && !completing ? 'true' : 'false',
				...(completing ? { 'aria-controls': listId } : {}),
				...(at >= 0 ? { 'aria-activedescendant': `${listId}-${at}` } : {}),
				...(props.describedBy === undefined ? {} : { 'aria-describedby': props.describedBy }),
				placeholder: props.placeholder,
				onInput: (event: Event) => {
					const target = event.currentTarget as HTMLTextAreaElement;
					setChosen(null);
					onValue(target.value);
					setCaret(target.selectionStart);
				},
				onKeyDown: key,
				onKeyUp: look,
				onClick: look,
				onBlur: () => setCaret(-1),
				onScroll: () => {
					if (paint.current !== null && field.current !== null)
						paint.current.scrollTop = field.current.scrollTop;
				},
			}),
		),
		completing &&
			h(
				'ul',
				{ class: 'offers', id: listId, role: 'listbox', 'aria-label': t().composer.completions },
				list.slice(top, top + OFFERS_SHOWN).map((offer, shown) =>
					h(
						'li',
						{
							key: offer.label,
							id: `${listId}-${top + shown}`,
							role: 'option',
							'aria-selected': top + shown === at ? 'true' : 'false',
							'aria-setsize': list.length,
							'aria-posinset': top + shown + 1,
							// The field must not lose its focus, or the list would be gone before the click.
							onPointerDown: (event: PointerEvent) => event.preventDefault(),
							onClick: () => take(offer),
						},
						h('code', null, offer.label),
						h('span', null, offer.hint),
					),
				),
			),
	);
}
