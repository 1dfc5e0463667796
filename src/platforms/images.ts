import sharp, { type Sharp } from 'sharp';
import { renderPreview } from '../layout/render-preview.ts';
import type { Pictures } from '../studio/pictures.ts';
import type { ImageSource } from './card.ts';

/** What pictures that are shown are fetched from: the studio, or a test's. */
export interface StoredPictures {
	readonly pictures: Pick<Pictures, 'bytes'>;
}

export interface EncodedImage {
	readonly mime: string;
	readonly bytes: Uint8Array;
	/** How far down the ladder of encodings it is; 0 is the picture as it was stored. */
	readonly step: number;
}

/** From the picture as it is to the smallest that still shows something. */
const LADDER: readonly ((image: Sharp) => Sharp)[] = [
	(image) => image.webp({ quality: 90 }),
	(image) => image.flatten({ background: '#ffffff' }).jpeg({ quality: 85 }),
	(image) =>
		image
			.resize({ width: 1024, height: 1024, fit: 'inside', withoutEnlargement: true })
			.jpeg({ quality: 75 }),
	(image) =>
		image.resize({ width: 512, height: 512, fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 60 }),
];
const MIMES = ['image/webp', 'image/jpeg', 'image/jpeg', 'image/jpeg'];
const ENDINGS: Readonly<Record<string, string>> = {
	'image/png': 'png',
	'image/webp': 'webp',
	'image/jpeg': 'jpg',
	'image/gif': 'gif',
};

/** The bytes of a card's picture, or null where the studio has none. */
export async function loadImage(studio: StoredPictures, source: ImageSource): Promise<EncodedImage | null> {
	switch (source.kind) {
		case 'sketch':
			return { mime: 'image/png', bytes: await renderPreview(source.layout), step: 0 };
		case 'bytes':
			return { mime: source.mime, bytes: source.bytes, step: 0 };
		case 'stored': {
			const found = await studio.pictures.bytes(source.picture, source.which);
			return found === null ? null : { ...found, step: 0 };
		}
	}
}

/**
 * The best encoding of at most `limit` bytes, from `step` on: as stored, WebP, JPEG, then smaller. Null where
 * even the smallest is too large.
 */
export async function fitImage(image: EncodedImage, limit: number, step = 0): Promise<EncodedImage | null> {
	if (step === 0 && image.bytes.byteLength <= limit) return image;
	for (let at = Math.max(1, step); at <= LADDER.length; at++) {
		const bytes = await LADDER[at - 1](sharp(image.bytes)).toBuffer();
		if (bytes.byteLength <= limit) return { mime: MIMES[at - 1], bytes, step: at };
	}
	return null;
}

/** `taue-abc` and `image/webp` -> `taue-abc.webp`. */
export function fileName(name: string, mime: string): string {
	return `${name.replace(/[^\w-]+/g, '-').slice(0, 80)}.${ENDINGS[mime] ?? 'bin'}`;
}
