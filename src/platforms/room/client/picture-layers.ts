import { type ComponentChild, h } from 'preact';
import type { WireAction, WirePicture } from '../wire.ts';
import { layerUrl } from './api.ts';
import { Icon } from './icons.ts';
import { t } from './language.ts';

/** The picture's objects one by one, or the way to them. */
export function Layers({
	picture,
	pictures,
	onAct,
}: {
	picture: WirePicture;
	pictures: ReadonlyMap<string, WirePicture>;
	onAct: (action: WireAction) => void;
}): ComponentChild {
	if (picture.state !== 'done') return h('p', { class: 'quiet' }, t().dialog.layersLater);
	// They are a picture of their own, which belongs to this one.
	const apart = [picture, ...pictures.values()].find(
		(each) =>
			each.layers.length > 0 &&
			each.state === 'done' &&
			(each === picture || (each.parent === picture.id && each.action === 'layers')),
	);
	if (apart === undefined) {
		return h(
			'div',
			null,
			h('p', { class: 'quiet' }, t().dialog.layersWhat),
			h(
				'button',
				{ type: 'button', class: 'primary', onClick: () => onAct({ kind: 'layers' }) },
				h(Icon, { name: 'layers' }),
				t().dialog.takeApart,
			),
		);
	}
	return h(
		'ul',
		{ class: 'layers' },
		apart.layers.map((name, index) =>
			h(
				'li',
				{ key: index },
				h('img', {
					src: layerUrl(apart, index),
					alt: t().dialog.layer(name),
					width: 128,
					height: 128,
				}),
				h(
					'a',
					{ class: 'plain', href: `${layerUrl(apart, index)}?download`, download: '' },
					h(Icon, { name: 'download' }),
					h('span', null, name),
				),
			),
		),
	);
}
