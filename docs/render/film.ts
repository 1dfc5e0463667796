import sharp, { type OverlayOptions } from 'sharp';
import type { Raster } from '../../src/taue/events.ts';

/** One picture of a film and how long it stands. */
export interface Frame {
	readonly png: Buffer;
	readonly ms: number;
}

export interface Spot {
	readonly left: number;
	readonly top: number;
	readonly side: number;
}

/** A raster, scaled to a square of the frame. */
export async function placed(
	{ width, height, rgba }: Raster,
	{ left, top, side }: Spot,
): Promise<OverlayOptions> {
	const input = await sharp(rgba, { raw: { width, height, channels: 4 } })
		.resize(side, side, { kernel: 'lanczos3' })
		.png()
		.toBuffer();
	return { input, left, top };
}

/** A drawing in SVG with pictures laid onto it, and another drawing over them. */
export async function frame(
	ground: string,
	pictures: readonly OverlayOptions[],
	ms: number,
	over?: string,
): Promise<Frame> {
	const top = over === undefined ? [] : [{ input: Buffer.from(over), left: 0, top: 0 }];
	const png = await sharp(Buffer.from(ground))
		.composite([...pictures, ...top])
		.removeAlpha()
		.png()
		.toBuffer();
	return { png, ms };
}

/** An animated WebP that begins again at its end. */
export function film(frames: readonly Frame[], quality: number): Promise<Buffer> {
	return sharp(
		frames.map(({ png }) => png),
		{ join: { animated: true } },
	)
		.webp({ quality, effort: 6, minSize: true, loop: 0, delay: frames.map(({ ms }) => ms) })
		.toBuffer();
}

export function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
