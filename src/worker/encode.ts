import sharp, { type Sharp } from 'sharp';
import { embedRecipe } from '../recipe/png.ts';
import type { Raster, TaueResult } from '../taue/events.ts';
import type { FinishedPicture } from './protocol.ts';

/** Longer side of a thumbnail, in pixels: a card of the room on a screen with two device pixels to a CSS pixel. */
const THUMBNAIL_PX = 640;
/** Longer side of a live preview, in pixels; a latent's own cells are smaller. */
const PREVIEW_PX = 128;

export type Encoded = Pick<FinishedPicture, 'width' | 'height' | 'png' | 'thumbnail' | 'layers'>;

// One device process draws one picture at a time, and its cores belong to the session.
sharp.concurrency(1);
// Every raster is seen once: nothing is worth keeping between pictures.
sharp.cache(false);

/** The files of a finished picture. The work happens in libuv's pool, never in a gateway. */
export async function encodeResult(result: TaueResult): Promise<Encoded> {
	const { picture, recipe } = result;
	const [png, thumbnail, ...layers] = await Promise.all([
		// Opaque: three channels, a quarter fewer bytes.
		open(picture).removeAlpha().png({ compressionLevel: 6 }).toBuffer(),
		thumbnailOf(open(picture).removeAlpha()),
		...result.layers.map(async ({ name, raster }) => ({ name, png: await open(raster).png().toBuffer() })),
	]);
	return { width: picture.width, height: picture.height, png: embedRecipe(png, recipe), thumbnail, layers };
}

export function thumbnailOf(picture: Sharp): Promise<Uint8Array> {
	return picture
		.resize({ ...within(THUMBNAIL_PX), withoutEnlargement: true })
		.webp({ quality: 80 })
		.toBuffer();
}

/** A live preview: small and quick before beautiful. */
export async function encodePreview(
	preview: Raster,
): Promise<{ readonly width: number; readonly height: number; readonly webp: Uint8Array }> {
	const { data, info } = await open(preview)
		.removeAlpha()
		.resize({ ...within(PREVIEW_PX), kernel: 'cubic' })
		.webp({ quality: 60, effort: 0 })
		.toBuffer({ resolveWithObject: true });
	return { width: info.width, height: info.height, webp: data };
}

function open({ rgba, width, height }: Raster): Sharp {
	return sharp(rgba, { raw: { width, height, channels: 4 } });
}

function within(px: number): { width: number; height: number; fit: 'inside' } {
	return { width: px, height: px, fit: 'inside' };
}
