import sharp from 'sharp';
import type { Layout } from './layout.ts';
import { type PreviewSize, previewSize, previewSvg } from './preview.ts';

/** The labelled sketch of a layout as a PNG. */
export async function renderPreview(
	layout: Layout,
	size: PreviewSize = previewSize(layout),
): Promise<Buffer> {
	return await sharp(Buffer.from(previewSvg(layout, size)))
		.png({ compressionLevel: 6 })
		.toBuffer();
}
