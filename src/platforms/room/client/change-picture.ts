import { type ComponentChild, h } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { KnownWords } from '../../../translate/known-words.ts';
import type { WireAction, WirePicture } from '../wire.ts';
import { fullUrl } from './api.ts';
import { t } from './language.ts';
import { withBox } from './line-boxes.ts';
import { LineEditor } from './line-editor.ts';
import { Mistake, Warnings } from './mistake.ts';
import { readLine } from './read-line.ts';
import { Sketch } from './sketch.ts';

/** As the studio tells them apart: a whole line has a place that is tied to words, a background behind `|`, or flags. */
const WHOLE_LINE = /\S\s*[@＠]|[|｜]|(?:^|\s)--?[a-z]/iu;

/** The line that says where everything stands now: as typed, with the places that the picture really has. */
function lineOf(picture: WirePicture): string {
	let { line } = picture;
	for (const [index, object] of (picture.layout?.objects ?? []).entries()) {
		const reading = readLine(line);
		if (reading.kind !== 'layout' || object.box === 'auto') continue;
		if (reading.layout.objects[index]?.box === 'auto')
			line = withBox(line, reading.parsed, index, object.box);
	}
	return line;
}

/** Changing a picture: boxes over it and its line below, each following the other, then drawn anew. */
export function Change({
	picture,
	words,
	onAct,
	onStop,
}: {
	picture: WirePicture;
	words: KnownWords;
	onAct: (action: WireAction) => void;
	onStop: () => void;
}): ComponentChild {
	const before = useMemo(() => lineOf(picture), [picture.id]);
	const [line, setLine] = useState(before);
	/** A change that is said: it has no place, no flag and no background of its own. */
	const isWords = picture.layout !== null && picture.layout.objects.length > 0 && !WHOLE_LINE.test(line);
	const known = useMemo(() => ({ commands: [], words }), [words]);
	const reading = useMemo(() => readLine(isWords ? before : line, words), [isWords, before, line, words]);
	const same = line === before;
	const ready = !same && line.trim() !== '' && (isWords || reading.kind === 'layout');
	const redraw = () => {
		if (!ready) return;
		if (isWords || reading.kind !== 'layout') {
			onAct({ kind: 'edit', line });
			return;
		}
		const old = readLine(before);
		const shifted = old.kind === 'layout' ? onlyMove(old.layout, reading.layout) : null;
		onAct(shifted ?? { kind: 'edit', line });
	};
	const face =
		picture.state === 'done' && picture.bytes === 'kept'
			? h('img', { class: 'under', src: fullUrl(picture), alt: '', draggable: false })
			: undefined;
	return h(
		'div',
		{ class: 'change' },
		reading.kind === 'layout'
			? h(Sketch, {
					layout: reading.layout,
					class: 'over-picture',
					label: t().dialog.boxesLabel,
					onBox: (object, box) => setLine(withBox(isWords ? before : line, reading.parsed, object, box)),
					children: face,
				})
			: h(
					'div',
					{ class: 'sketch over-picture' },
					h(
						'div',
						{ class: 'paper', style: { aspectRatio: `${picture.size[0]} / ${picture.size[1]}` } },
						face,
					),
				),
		h(Mistake, { reading, onFix: setLine, id: 'change-mistake' }),
		reading.kind === 'layout' && !isWords && h(Warnings, { warnings: reading.parsed.warnings }),
		h(LineEditor, {
			value: line,
			onValue: setLine,
			onSubmit: redraw,
			label: t().dialog.lineLabel,
			reading: isWords ? { kind: 'empty' } : reading,
			from: 0,
			known,
		}),
		h(
			'div',
			{ class: 'buttons' },
			h(
				'button',
				{ type: 'button', class: 'primary', disabled: !ready, onClick: redraw },
				isWords ? t().dialog.changeIt : t().dialog.redraw,
			),
			h(
				'button',
				{ type: 'button', class: 'plain', disabled: same, onClick: () => setLine(before) },
				t().dialog.reset,
			),
			h('button', { type: 'button', class: 'plain', onClick: onStop }, t().dialog.stop),
			h('p', { class: 'quiet hint' }, t().dialog.hint),
		),
	);
}

type Layout = NonNullable<WirePicture['layout']>;

/** The one box that differs between two layouts that are otherwise equal: that is a move, and costs one pass only. */
function onlyMove(before: Layout, after: Layout): WireAction | null {
	if (before.objects.length !== after.objects.length || before.background !== after.background) return null;
	if (JSON.stringify(before.flags) !== JSON.stringify(after.flags)) return null;
	if (before.objects.some((object, index) => object.text !== after.objects[index]?.text)) return null;
	const changed = after.objects.flatMap((object, index) =>
		JSON.stringify(object.box) === JSON.stringify(before.objects[index]?.box)
			? []
			: [{ index, box: object.box }],
	);
	const [only] = changed;
	return changed.length !== 1 || only === undefined || only.box === 'auto'
		? null
		: { kind: 'move', object: only.index + 1, to: only.box };
}
