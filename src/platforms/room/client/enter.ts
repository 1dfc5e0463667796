import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import type { Door, You } from '../wire.ts';
import { api, BASE, Refused } from './api.ts';
import { t } from './language.ts';
import { LanguageSwitch } from './language-switch.ts';

export interface EnterProps {
	readonly door: Door;
	/** The room's key from the invite link, if there was one. */
	readonly roomKey: string | undefined;
	readonly onEntered: (you: You) => void;
}

/** The door: a name, and the password where the room has one. */
export function Enter({ door, roomKey, onEntered }: EnterProps): ComponentChild {
	const [name, setName] = useState(door.you?.name ?? localStorage.getItem('taue-name') ?? '');
	const [password, setPassword] = useState('');
	const [problem, setProblem] = useState('');
	const [busy, setBusy] = useState(false);
	const locked = door.needs.key && roomKey === undefined;
	const enter = async (event: Event) => {
		event.preventDefault();
		setBusy(true);
		setProblem('');
		try {
			const { you } = await api.enter({
				name,
				...(roomKey === undefined ? {} : { key: roomKey }),
				...(door.needs.password ? { password } : {}),
			});
			localStorage.setItem('taue-name', you.name);
			onEntered(you);
		} catch (error) {
			setProblem(error instanceof Refused ? error.message : t().door.didNotWork);
			setBusy(false);
		}
	};
	return h(
		'main',
		{ class: 'door' },
		h('img', { src: `${BASE}icon.svg`, alt: '', width: 72, height: 72 }),
		h('h1', null, door.room),
		h('p', null, t().door.motto),
		locked
			? h(
					'p',
					{ class: 'door-locked', role: 'alert' },
					door.needs.local ? t().door.localKey : t().door.invitation,
				)
			: h(
					'form',
					{ onSubmit: (event: Event) => void enter(event) },
					h(
						'label',
						null,
						t().door.name,
						h('input', {
							type: 'text',
							name: 'name',
							value: name,
							maxLength: 40,
							required: true,
							autocomplete: 'nickname',
							autofocus: true,
							onInput: (event: Event) => setName((event.currentTarget as HTMLInputElement).value),
						}),
					),
					door.needs.password &&
						h(
							'label',
							null,
							t().door.password,
							h('input', {
								type: 'password',
								name: 'password',
								value: password,
								required: true,
								autocomplete: 'current-password',
								onInput: (event: Event) => setPassword((event.currentTarget as HTMLInputElement).value),
							}),
						),
					problem !== '' && h('p', { class: 'problem', role: 'alert' }, problem),
					h(
						'button',
						{ type: 'submit', class: 'primary', disabled: busy || name.trim() === '' },
						t().door.enter,
					),
				),
		h('p', { class: 'quiet' }, t().door.noAccount),
		h(LanguageSwitch, null),
	);
}
