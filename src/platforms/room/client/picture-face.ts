import { type ComponentChild, h } from 'preact';
import type { WirePicture } from '../wire.ts';
import { fullUrl, thumbUrl } from './api.ts';
import { t } from './language.ts';
import { Sketch } from './sketch.ts';
import { hasThumb } from './thumb.ts';
import { altText, percent, statusWords } from './words.ts';

/** What is to be seen of a picture right now: itself, its preview while it grows, or the sketch of its layout. */
export function PictureFace({
	picture,
	large = false,
}: {
	readonly picture: WirePicture;
	readonly large?: boolean;
}): ComponentChild {
	const [width, height] = picture.size;
	const shape = { aspectRatio: `${width} / ${height}` };
	// The small one is there already.
	const meanwhile = { backgroundImage: `url(${thumbUrl(picture)})`, backgroundSize: '100% 100%' };
	if (hasThumb(picture)) {
		return h('img', {
			class: picture.safety === 'blur' ? 'face blurred' : 'face',
			// Before the address: it is fetched the moment it is set, and then it is too late to be lazy.
			loading: large ? 'eager' : 'lazy',
			decoding: 'async',
			src: large ? fullUrl(picture) : thumbUrl(picture),
			alt: altText(picture),
			width,
			height,
			style: large ? { ...shape, ...meanwhile } : shape,
			draggable: false,
		});
	}
	const preview = picture.progress?.preview;
	if (picture.state === 'running' && preview !== undefined) {
		return h('img', {
			class: 'face growing',
			src: preview,
			alt: t().picture.growing(altText(picture)),
			width,
			height,
			style: shape,
			draggable: false,
		});
	}
	if (picture.layout !== null && picture.layout.objects.length > 0 && picture.state !== 'deleted') {
		return h(
			'div',
			{ class: `face sketch-face ${picture.state}` },
			h('span', { class: 'unseen' }, t().picture.sketchOf(altText(picture))),
			h(Sketch, { layout: picture.layout }),
		);
	}
	return h(
		'div',
		{ class: `face blank ${picture.state}`, style: shape },
		h('span', null, picture.layout?.background ?? ''),
	);
}

/** How far it is, for the eye and for screen readers. */
export function PictureProgress({ picture }: { readonly picture: WirePicture }): ComponentChild {
	if (picture.state !== 'queued' && picture.state !== 'running') return null;
	const value = percent(picture);
	return h(
		'div',
		{ class: `progress ${picture.state}` },
		h(
			'div',
			{
				class: 'bar',
				role: 'progressbar',
				'aria-label': t().picture.progressOf(altText(picture)),
				'aria-valuenow': value,
				'aria-valuemin': 0,
				'aria-valuemax': 100,
			},
			h('div', { class: 'fill', style: { transform: `scaleX(${value / 100})` } }),
		),
		h('span', { class: 'progress-words' }, statusWords(picture)),
	);
}
