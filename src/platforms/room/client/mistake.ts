import { type ComponentChild, h } from 'preact';
import type { LayoutWarning } from '../../../layout/layout.ts';
import { t } from './language.ts';
import type { Reading } from './read-line.ts';

/** Characters of the line shown on each side of the caret. */
const AROUND = 28;
/** While a line is typed. */
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
		h('p', { class: 'mistake-words' }, t().mistake(error)),
		h(
			'pre',
			{ class: 'mistake-line', 'aria-hidden': 'true' },
			before,
			h('span', { class: 'mistake-at' }, after.slice(0, 1) || ' '),
			after.slice(1),
		),
		corrected !== null
			? h(DidYouMean, { words: error.suggestion ?? corrected, onTake: () => onFix(corrected) })
			: h('p', { class: 'quiet' }, t().composer.expected(error.expected)),
	);
}

/** What was probably meant, on one click. */
export function DidYouMean({
	words,
	onTake,
}: {
	readonly words: string;
	readonly onTake: () => void;
}): ComponentChild {
	return h(
		'p',
		{ class: 'did-you-mean' },
		`${t().composer.forgotten} `,
		h('button', { type: 'button', class: 'chip fix', onClick: onTake }, words),
		t().composer.questionMark,
	);
}

/** What is worth knowing of a line; the rest is counted. */
export function Warnings({
	warnings,
	most = WARNINGS_SHOWN,
}: {
	readonly warnings: readonly LayoutWarning[];
	readonly most?: number;
}): ComponentChild {
	if (warnings.length === 0) return null;
	const more = warnings.length - most;
	return h(
		'ul',
		{ class: 'warnings' },
		warnings
			.slice(0, most)
			.map((warning, index) =>
				h(
					'li',
					{ key: warning.message },
					t().remark(warning),
					more > 0 && index === most - 1 && t().composer.more(more),
				),
			),
	);
}
