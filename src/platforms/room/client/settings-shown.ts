import { type ComponentChild, h } from 'preact';
import type { WireReply } from '../wire.ts';
import { t } from './language.ts';

type Settings = Extract<WireReply, { kind: 'settings' }>['settings'];

/** Every setting with its path (`quota.personHour`), as it is typed to change it. */
function listed(value: unknown, path = ''): readonly (readonly [path: string, value: unknown])[] {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
	return Object.entries(value).flatMap(([key, entry]) => listed(entry, path === '' ? key : `${path}.${key}`));
}

function shown(value: unknown): string {
	const words = t().settings;
	if (typeof value === 'boolean') return value ? words.on : words.off;
	if (value === null) return words.none;
	const text = Array.isArray(value) ? value.join(', ') : String(value);
	return text === '' ? words.empty : text;
}

/** What holds in this room, in words; moderators see the keys as well, for they can change them. */
export function SettingsShown({
	settings,
	editable,
}: {
	readonly settings: Settings;
	readonly editable: boolean;
}): ComponentChild {
	const words = t().settings;
	return h(
		'div',
		{ class: 'reply settings' },
		h('p', { class: 'reply-title' }, words.title),
		h(
			'dl',
			{ class: 'settings-list' },
			listed(settings).map(([path, value]) =>
				h(
					'div',
					{ key: path },
					h('dt', null, words.names[path] ?? path, editable && h('code', null, path)),
					h('dd', null, shown(value)),
				),
			),
		),
		editable &&
			h('p', { class: 'quiet' }, words.change, ' ', h('code', null, '/taue settings quota.personHour=20')),
	);
}
