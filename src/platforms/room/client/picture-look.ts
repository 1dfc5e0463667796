import { type ComponentChild, h } from 'preact';
import { toldFindings } from '../../../findings/told.ts';
import type { WireAction, WirePicture } from '../wire.ts';
import { fullUrl } from './api.ts';
import { Icon } from './icons.ts';
import { language, t } from './language.ts';
import { hasThumb } from './thumb.ts';

/** What was seen of a picture, in words and figures. */
export function LookWords({ picture }: { readonly picture: WirePicture }): ComponentChild {
	const { findings, layout } = picture;
	if (findings === null || layout === null) return null;
	const { sentences, figures } = toldFindings(findings, layout.objects, language());
	return h(
		'div',
		{ class: 'look' },
		sentences.map((sentence, index) => h('p', { key: index }, sentence)),
		h(
			'ul',
			{ class: 'quiet' },
			figures.map((figure, index) => h('li', { key: index }, figure)),
		),
	);
}

/** The look that somebody took at a picture, or the way to one. */
export function Look({
	picture,
	pictures,
	onAct,
}: {
	readonly picture: WirePicture;
	readonly pictures: ReadonlyMap<string, WirePicture>;
	readonly onAct: (action: WireAction) => void;
}): ComponentChild {
	if (picture.state !== 'done') return h('p', { class: 'quiet' }, t().dialog.lookLater);
	// It is a picture of its own, which belongs to this one.
	const looks = [...pictures.values()].filter(
		({ parent, action, state }) => parent === picture.id && action === 'look' && state === 'done',
	);
	const seen = looks.at(-1);
	if (seen === undefined) {
		return h(
			'div',
			null,
			h('p', { class: 'quiet' }, t().dialog.lookWhat),
			h(
				'button',
				{ type: 'button', class: 'primary', onClick: () => onAct({ kind: 'look' }) },
				h(Icon, { name: 'eye' }),
				t().dialog.lookCloser,
			),
		);
	}
	return h(
		'div',
		null,
		h(LookWords, { picture: seen }),
		hasThumb(seen) &&
			h('img', { class: 'look-sheet', src: fullUrl(seen), alt: t().dialog.lookSheet, loading: 'lazy' }),
	);
}
