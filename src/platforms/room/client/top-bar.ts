import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import type { Actions } from './actions.ts';
import { BASE } from './api.ts';
import { Avatar } from './avatar.ts';
import { Icon } from './icons.ts';
import { t } from './language.ts';
import { LanguageSwitch } from './language-switch.ts';
import type { RoomState } from './room-state.ts';
import { nextTheme, setTheme, storedTheme, type Theme } from './theme.ts';

/** The rest is counted: beside a room's name there is not much room on a phone. */
const PEOPLE_SHOWN = { wide: 5, narrow: 2 } as const;

/** The room's name, who is here, and what changes the page itself. */
export function TopBar({
	state,
	inviteKey,
	actions,
}: {
	readonly state: RoomState;
	/** The secret of the invite link; null where nobody could follow it. */
	readonly inviteKey: string | null;
	readonly actions: Actions;
}): ComponentChild {
	const [theme, setThemeState] = useState<Theme>(storedTheme);
	return h(
		'header',
		{ class: 'top' },
		h('img', { src: `${BASE}icon.svg`, alt: '', width: 32, height: 32 }),
		h('h1', null, state.room),
		h(
			'ul',
			{ class: 'people', 'aria-label': t().page.whoIsHere },
			state.people
				.slice(0, PEOPLE_SHOWN.wide)
				.map((person, index) =>
					h(
						'li',
						{ key: person.id, title: person.name, class: index < PEOPLE_SHOWN.narrow ? '' : 'wide' },
						h(Avatar, person),
						h('span', { class: 'unseen' }, person.name),
					),
				),
			(['wide', 'narrow'] as const).map((screen) => {
				const more = state.people.length - PEOPLE_SHOWN[screen];
				return more > 0 && h('li', { key: screen, class: `more-people ${screen}` }, `+${more}`);
			}),
		),
		h('span', { class: 'spacer' }),
		state.link === 'lost' && h('p', { class: 'lost', role: 'status' }, t().page.reconnecting),
		inviteKey !== null &&
			h(
				'button',
				{
					type: 'button',
					class: 'plain',
					onClick: () => actions.copy(`${location.origin}${BASE}#key=${inviteKey}`, t().page.inviteLink),
				},
				h(Icon, { name: 'invite' }),
				h('span', { class: 'wide' }, t().page.invite),
			),
		h(LanguageSwitch, null),
		h(
			'button',
			{
				type: 'button',
				class: 'round',
				'aria-label': `${t().page.colours(theme)}. ${t().page.change}`,
				title: t().page.colours(theme),
				onClick: () => {
					const next = nextTheme(theme);
					setTheme(next);
					setThemeState(next);
				},
			},
			h(Icon, { name: theme === 'auto' ? 'half' : theme === 'dark' ? 'moon' : 'sun' }),
		),
	);
}
