import { type ComponentChild, h } from 'preact';
import { useId, useMemo, useRef, useState } from 'preact/hooks';
import type { KnownWords } from '../../../translate/known-words.ts';
import { meantBy } from '../../../translate/plain/index.ts';
import type { CommandHelp, WireLayout } from '../wire.ts';
import { useEmojiWords } from './emoji-words.ts';
import { Icon } from './icons.ts';
import { t } from './language.ts';
import { withBox } from './line-boxes.ts';
import { LineEditor } from './line-editor.ts';
import { DidYouMean, Mistake, Warnings } from './mistake.ts';
import { readLine } from './read-line.ts';
import { Sketch } from './sketch.ts';
import { readTyped } from './typed.ts';

export interface ComposerProps {
	readonly text: string;
	readonly onText: (text: string) => void;
	readonly onDraw: (line: string) => void;
	readonly onCommand: (text: string) => void;
	readonly onSay: (text: string) => void;
	/** A picture whose recipe is to be read. */
	readonly onPicture: (file: File) => void;
	/** Shows what can be drawn. */
	readonly onNouns: () => void;
	readonly commands: readonly CommandHelp[];
	readonly layouts: readonly WireLayout[];
	readonly words: KnownWords;
	readonly busy: boolean;
}

/** Where everything is typed: lines to draw with their live sketch, plain sentences, commands, and talk. */
export function Composer(props: ComposerProps): ComponentChild {
	const { text, onText, commands, layouts, words } = props;
	const mistakeId = useId();
	const [completing, setCompleting] = useState(false);
	const typed = useMemo(() => readTyped(text, commands), [text, commands]);
	const known = useMemo(() => ({ commands, layouts, words }), [commands, layouts, words]);
	/** The line in a sentence that has no `@`. */
	const emoji = useEmojiWords(text);
	const meant = useMemo(
		() => (typed.kind === 'talk' ? meantBy(typed.text, words, emoji) : null),
		[typed, words, emoji],
	);
	const draws = typed.kind === 'line' || meant?.sure === true;
	const line = typed.kind === 'line' ? typed.line : meant?.sure === true ? meant.read.line : '';
	const from = typed.kind === 'line' ? typed.from : 0;
	const reading = useMemo(() => readLine(line, words), [line, words]);
	const put = (next: string) => onText(typed.kind === 'line' ? text.slice(0, from) + next : `/taue ${next}`);
	const canDraw = draws && reading.kind === 'layout';
	const submit = () => {
		if (props.busy) return;
		if (typed.kind === 'command') props.onCommand(typed.text);
		else if (canDraw) props.onDraw(line);
		else if (typed.kind === 'talk') props.onSay(typed.text);
	};
	const pictures =
		reading.kind === 'layout' ? reading.parsed.layouts.length * (reading.layout.flags.count ?? 1) : 1;
	const verbs = t().composer;
	const verb =
		typed.kind === 'command'
			? typed.name === 'help'
				? verbs.help
				: verbs.run
			: typed.kind === 'talk' && !canDraw
				? verbs.say
				: verbs.draw(pictures);

	return h(
		'section',
		{ class: 'composer', 'aria-label': verbs.title },
		reading.kind === 'layout' &&
			reading.layout.objects.length > 0 &&
			h(Sketch, {
				layout: reading.layout,
				label: verbs.sketch,
				onBox: (object, box) => put(withBox(line, reading.parsed, object, box)),
			}),
		text === '' &&
			h(
				'div',
				{ class: 'examples' },
				h('p', { class: 'quiet' }, verbs.tryOne),
				verbs.examples.map((example) =>
					h(
						'button',
						{ key: example, type: 'button', class: 'chip', onClick: () => onText(`/taue ${example}`) },
						example,
					),
				),
			),
		!completing && h(Mistake, { reading, onFix: put, id: mistakeId }),
		reading.kind === 'layout' &&
			(reading.forgotten === null
				? !completing && h(Warnings, { warnings: reading.parsed.warnings })
				: h(DidYouMean, { words: reading.forgotten, onTake: () => put(reading.forgotten ?? line) })),
		meant !== null &&
			h(
				'p',
				{ class: 'meant' },
				`${meant.sure ? verbs.meant : verbs.perhaps} `,
				h(
					'button',
					{ type: 'button', class: 'chip fix', onClick: () => onText(`/taue ${meant.read.line}`) },
					meant.read.line,
				),
			),
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
				label: verbs.label,
				placeholder: verbs.placeholder,
				reading: typed.kind === 'line' ? reading : { kind: 'empty' },
				from,
				known,
				onCompleting: setCompleting,
				...(reading.kind === 'error' && !completing ? { describedBy: mistakeId } : {}),
			}),
			h(
				'div',
				{ class: 'composer-buttons' },
				h(
					'button',
					{ type: 'button', class: 'plain', onClick: props.onNouns },
					h(Icon, { name: 'help' }),
					verbs.whatCanIDraw,
				),
				h(PictureButton, { onPicture: props.onPicture, disabled: props.busy }),
				h('span', { class: 'spacer' }),
				typed.kind === 'talk' &&
					(canDraw
						? h(
								'button',
								{ type: 'button', class: 'plain', onClick: () => props.onSay(typed.text) },
								verbs.say,
							)
						: h(
								'button',
								{
									type: 'button',
									class: 'plain',
									onClick: () => props.onDraw(meant?.read.line ?? typed.text),
								},
								verbs.drawIt,
							)),
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
				'aria-label': t().composer.chooseFile,
				title: t().composer.recipeOf,
				onClick: () => field.current?.click(),
			},
			h(Icon, { name: 'recipe' }),
		),
	);
}
