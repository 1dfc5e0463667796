import { type ComponentChild, h } from 'preact';
import type { LayoutWarning } from '../../../layout/layout.ts';
import type { Reading } from './read-line.ts';

/** Characters of the line shown on each side of the caret. */
const AROUND = 28;
const WARNINGS_SHOWN = 2;

/** What is wrong with a line: the character, the reason, and the correction on one click. */
export function Mistake({
	reading,
	onFix,
	id,
}: {
	readonly reading: Reading;
	readonly onFix: (line: string) => void;
	readonly id: string;
}): ComponentChild {
	if (reading.kind !== 'error') return null;
	const { error, corrected } = reading;
	const start = Math.max(0, error.offset - AROUND);
	const before = (start > 0 ? '…' : '') + error.line.slice(start, error.offset).replaceAll('\n', ' ');
	const after = error.line.slice(error.offset, error.offset + AROUND).replaceAll('\n', ' ');
	return h(
		'div',
		{ class: 'mistake', id },
		h('p', { class: 'mistake-words' }, error.message),
		h(
			'pre',
			{ class: 'mistake-line', 'aria-hidden': 'true' },
			before,
			h('span', { class: 'mistake-at' }, after.slice(0, 1) || ' '),
			after.slice(1),
		),
		corrected !== null
			? h(
					'p',
					null,
					'Did you mean ',
					h(
						'button',
						{ type: 'button', class: 'chip fix', onClick: () => onFix(corrected) },
						error.suggestion,
					),
					'?',
				)
			: h('p', { class: 'quiet' }, 'Expected ', error.expected, '.'),
	);
}

export function Warnings({ warnings }: { readonly warnings: readonly LayoutWarning[] }): ComponentChild {
	if (warnings.length === 0) return null;
	const more = warnings.length - WARNINGS_SHOWN;
	return h(
		'ul',
		{ class: 'warnings' },
		warnings
			.slice(0, WARNINGS_SHOWN)
			.map((warning, index) =>
				h(
					'li',
					{ key: warning.message },
					warning.message,
					more > 0 && index === WARNINGS_SHOWN - 1 && ` And ${more} more.`,
				),
			),
	);
}
