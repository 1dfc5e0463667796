import { type ComponentChild, h } from 'preact';
import { useMemo } from 'preact/hooks';
import { colourLine } from './line-colours.ts';
import { readLine } from './read-line.ts';

/** A line in colours, to be read and copied. */
export function LineShown({ line }: { readonly line: string }): ComponentChild {
	const parts = useMemo(() => {
		const reading = readLine(line);
		return reading.kind === 'layout' ? colourLine(line, reading.parsed) : [{ text: line, classes: '' }];
	}, [line]);
	return h(
		'code',
		{ class: 'line-shown' },
		parts.map(({ text, classes }, index) => h('span', { key: index, class: classes }, text)),
	);
}
