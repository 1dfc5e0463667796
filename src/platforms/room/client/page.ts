import { type ComponentChild, h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Door, Welcome } from '../wire.ts';
import { api, Refused } from './api.ts';
import { App } from './app.ts';
import { Enter } from './enter.ts';
import { t, watchLanguage } from './language.ts';

type Shown =
	| { readonly kind: 'opening' }
	| { readonly kind: 'door'; readonly door: Door }
	| { readonly kind: 'room'; readonly welcome: Welcome }
	| { readonly kind: 'problem'; readonly message: string };

/** The key behind the `#` of an invite link; it is taken out of the address bar at once. */
function keyFromAddress(): string | undefined {
	const key = new URLSearchParams(location.hash.slice(1)).get('key') ?? undefined;
	if (key !== undefined) history.replaceState(null, '', location.pathname + location.search);
	return key;
}

const roomKey = keyFromAddress();
// A link that is opened in a tab of the same room changes nothing but what stands behind the `#`.
addEventListener('hashchange', () => {
	if (new URLSearchParams(location.hash.slice(1)).has('key')) location.reload();
});

/** The door, then the room. */
export function Page(): ComponentChild {
	const [shown, setShown] = useState<Shown>({ kind: 'opening' });
	const open = async () => {
		try {
			const door = await api.door();
			// Whoever brings a key may have come to be more than they were: let the door decide.
			if (door.you === null || roomKey !== undefined) {
				if (door.you === null) {
					setShown({ kind: 'door', door });
					return;
				}
				await api
					.enter({ name: door.you.name, ...(roomKey === undefined ? {} : { key: roomKey }) })
					.catch(() => undefined);
			}
			setShown({ kind: 'room', welcome: await api.room() });
		} catch (error) {
			setShown({
				kind: 'problem',
				message: error instanceof Refused ? error.message : t().page.notOpened,
			});
		}
	};
	const [, speak] = useState(0);
	useEffect(() => void open(), []);
	useEffect(() => watchLanguage(() => speak((times) => times + 1)), []);
	switch (shown.kind) {
		case 'opening':
			return h('main', { class: 'door' }, h('p', { class: 'quiet' }, t().page.opening));
		case 'problem':
			return h(
				'main',
				{ class: 'door' },
				h('h1', null, t().page.notNow),
				h('p', { role: 'alert' }, shown.message),
				h('button', { type: 'button', class: 'primary', onClick: () => void open() }, t().page.tryAgain),
			);
		case 'door':
			return h(Enter, { door: shown.door, roomKey, onEntered: () => void open() });
		case 'room':
			return h(App, { welcome: shown.welcome, onOutside: () => void open() });
	}
}
