import { type ComponentChild, h } from 'preact';
import type { WirePicture } from '../wire.ts';
import { thumbUrl } from './api.ts';

export interface ThumbProps {
	readonly picture: WirePicture;
	/** Empty where words beside it say the same. */
	readonly alt: string;
	readonly sizePx: number;
}

/** A finished picture, small; it is fetched when it comes near to the window. */
export function Thumb({ picture, alt, sizePx }: ThumbProps): ComponentChild {
	return h('img', {
		// Before the address: a picture is fetched the moment it is set, and then it is too late to be lazy.
		loading: 'lazy',
		decoding: 'async',
		src: thumbUrl(picture),
		alt,
		width: sizePx,
		height: sizePx,
		class: picture.safety === 'blur' ? 'blurred' : '',
	});
}

/** Whether there is anything to show of it yet, or still. */
export function hasThumb(picture: WirePicture): boolean {
	return picture.state === 'done' && picture.bytes === 'kept';
}
