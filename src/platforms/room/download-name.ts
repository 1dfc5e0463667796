import type { PictureView } from '../../studio/picture-view.ts';

const NAME_CHARACTERS = 40;
const EXTENSIONS: Readonly<Record<string, string>> = {
	'image/png': 'png',
	'image/webp': 'webp',
	'image/jpeg': 'jpg',
};

/**
 * A short file name that says what is in the picture and which one it is: `cat-dog-k3v9x2m4q7ab.png`.
 * Plain ASCII, so that every system and every header takes it.
 */
export function downloadName(picture: PictureView, layer: string | undefined, mime: string): string {
	const objects = picture.layout?.objects.map((object) => object.text) ?? [];
	const said = layer ?? (objects.length > 0 ? objects.join(' ') : (picture.layout?.background ?? ''));
	const words = said
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^(a|an|the)-|-(a|an|the)(?=-)/g, '')
		.replace(/^-+|-+$/g, '');
	const short =
		words.length <= NAME_CHARACTERS ? words : words.slice(0, NAME_CHARACTERS + 1).replace(/-[^-]*$/, '');
	return `${short === '' ? 'picture' : short.slice(0, NAME_CHARACTERS)}-${picture.id}.${EXTENSIONS[mime] ?? 'bin'}`;
}
