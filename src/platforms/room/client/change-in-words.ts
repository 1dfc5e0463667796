import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import { t } from './language.ts';

/** A picture is changed by saying how: `make the cat blue`. What was typed stays until it was understood. */
export function ChangeInWords({
	onChange,
}: {
	/** Answers with what was wrong with it; null where it is drawn. */
	readonly onChange: (words: string) => Promise<string | null>;
}): ComponentChild {
	const [words, setWords] = useState('');
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState('');
	const submit = async (event: Event) => {
		event.preventDefault();
		if (words.trim() === '' || busy) return;
		setBusy(true);
		const wrong = await onChange(words.trim());
		setBusy(false);
		setProblem(wrong ?? '');
		if (wrong === null) setWords('');
	};
	return h(
		'form',
		{ class: 'in-words', onSubmit: (event: Event) => void submit(event) },
		h(
			'label',
			null,
			h('span', null, t().dialog.inWords),
			h('input', {
				type: 'text',
				value: words,
				maxLength: 300,
				autocomplete: 'off',
				placeholder: t().dialog.inWordsExample,
				onInput: (event: Event) => setWords((event.currentTarget as HTMLInputElement).value),
			}),
		),
		h(
			'button',
			{ type: 'submit', class: 'plain', disabled: busy || words.trim() === '' },
			t().dialog.changeIt,
		),
		problem !== '' && h('p', { class: 'in-words-problem', role: 'alert' }, problem),
	);
}
