import { type ComponentChild, h } from 'preact';
import { useId, useMemo, useRef } from 'preact/hooks';
import type { Vocabulary } from '../../../layout/vocabulary.ts';
import type { CommandHelp, WireLayout } from '../wire.ts';
import { Icon } from './icons.ts';
import { withBox } from './line-boxes.ts';
import { LineEditor } from './line-editor.ts';
import { Mistake, Warnings } from './mistake.ts';
import { readLine } from './read-line.ts';
import { Sketch } from './sketch.ts';
import { readTyped } from './typed.ts';

const EXAMPLES = [
	'a red cat@left, a blue dog@right on a green meadow',
	'3 ducks@bottom on the sea',
	'{red,yellow} car@center:large on a road',
	'an owl@top-right:small, a house@bottom-left at night',
];

export interface ComposerProps {
	readonly text: string;
	readonly onText: (text: string) => void;
	readonly onDraw: (line: string) => void;
	readonly onCommand: (text: string) => void;
	readonly onSay: (text: string) => void;
	/** A picture whose recipe is to be read. */
	readonly onPicture: (file: File) => void;
	readonly commands: readonly CommandHelp[];
	readonly layouts: readonly WireLayout[];
	readonly vocabulary: Vocabulary | undefined;
	readonly busy: boolean;
}

/** Where everything is typed: lines to draw with their live sketch, commands, and talk. */
export function Composer(props: ComposerProps): ComponentChild {
	const { text, onText, commands, vocabulary } = props;
	const mistakeId = useId();
	const typed = useMemo(() => readTyped(text, commands), [text, commands]);
	const line = typed.kind === 'line' ? typed.line : '';
	const from = typed.kind === 'line' ? typed.from : 0;
	const reading = useMemo(() => readLine(line, vocabulary), [line, vocabulary]);
	const put = (next: string) => onText(text.slice(0, from) + next);
	const canDraw = typed.kind === 'line' && reading.kind === 'layout';
	const submit = () => {
		if (typed.kind === 'talk') props.onSay(typed.text);
		else if (typed.kind === 'command') props.onCommand(typed.text);
		else if (canDraw) props.onDraw(line);
	};
	const pictures =
		reading.kind === 'layout' ? reading.parsed.layouts.length * (reading.layout.flags.count ?? 1) : 1;
	const verb =
		typed.kind === 'talk'
			? 'Say'
			: typed.kind === 'command'
				? 'Run'
				: pictures > 1
					? `Draw ${pictures}`
					: 'Draw';

	return h(
		'section',
		{ class: 'composer', 'aria-label': 'Composer' },
		reading.kind === 'layout' &&
			reading.layout.objects.length > 0 &&
			h(Sketch, {
				layout: reading.layout,
				label: 'Sketch of the line. Boxes move with the arrow keys.',
				onBox: (object, box) => put(withBox(line, reading.parsed, object, box)),
			}),
		text === '' &&
			h(
				'div',
				{ class: 'examples' },
				h('p', { class: 'quiet' }, 'Say what, and where. For example:'),
				EXAMPLES.map((example) =>
					h(
						'button',
						{ key: example, type: 'button', class: 'chip', onClick: () => onText(`/taue ${example}`) },
						example,
					),
				),
			),
		h(Mistake, { reading, onFix: put, id: mistakeId }),
		reading.kind === 'layout' && h(Warnings, { warnings: reading.parsed.warnings }),
		h(
			'form',
			{
				class: 'composer-form',
				onSubmit: (event: Event) => {
					event.preventDefault();
					submit();
				},
			},
			h(LineEditor, {
				value: text,
				onValue: onText,
				onSubmit: submit,
				label: 'Line to draw, command or message',
				placeholder: '/taue cat@left, dog@right on a beach',
				reading,
				from,
				commands,
				layouts: props.layouts,
				...(reading.kind === 'error' ? { describedBy: mistakeId } : {}),
			}),
			h(
				'div',
				{ class: 'composer-buttons' },
				h(PictureButton, { onPicture: props.onPicture, disabled: props.busy }),
				typed.kind === 'talk' &&
					h('button', { type: 'button', class: 'plain', onClick: () => props.onDraw(typed.text) }, 'Draw it'),
				h(
					'button',
					{
						type: 'submit',
						class: 'primary',
						disabled: props.busy || typed.kind === 'nothing' || (typed.kind === 'line' && !canDraw),
					},
					verb,
				),
			),
		),
	);
}

/** For keyboards and phones, where nothing can be dropped on the page. */
function PictureButton({
	onPicture,
	disabled,
}: {
	readonly onPicture: (file: File) => void;
	readonly disabled: boolean;
}): ComponentChild {
	const field = useRef<HTMLInputElement>(null);
	return h(
		'span',
		null,
		h('input', {
			ref: field,
			type: 'file',
			accept: 'image/png',
			hidden: true,
			onChange: (event: Event) => {
				const input = event.currentTarget as HTMLInputElement;
				const file = input.files?.[0];
				if (file !== undefined) onPicture(file);
				// The same file can be chosen again.
				input.value = '';
			},
		}),
		h(
			'button',
			{
				type: 'button',
				class: 'round',
				disabled,
				'aria-label': 'Recipe of a picture: choose a PNG file',
				title: 'Recipe of a picture',
				onClick: () => field.current?.click(),
			},
			h(Icon, { name: 'recipe' }),
		),
	);
}
