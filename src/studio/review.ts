import sharp from 'sharp';
import { type FinishedPicture, filesOf, type Reviewed } from '../queue/queue.ts';
import type { Database } from '../store/database.ts';
import { logSafety, readSettings } from '../store/places.ts';
import { type ImageClassifier, UNSAFE_AT } from './classifier.ts';
import { mergeSettings } from './settings.ts';

/** Side that classifiers look at: what the model of nsfwjs takes. */
const LOOK_PX = 224;

/**
 * Judges finished pictures by their place's policy: `off` stores them as they are, `blur` stores a blurred
 * picture, `block` none. Decisions are logged. Every process that runs a queue with workers needs it.
 */
export function reviewer(
	database: Database,
	classifier: ImageClassifier | null,
): (picture: FinishedPicture) => Promise<Reviewed> {
	return async (picture) => {
		const untouched: Reviewed = { safety: 'ok', files: filesOf(picture.outcome) };
		if (classifier === null) return untouched;
		const { channel, server } = await readSettings(database, picture.place, null);
		const { policy } = mergeSettings(server, channel).safety;
		if (policy === 'off') return untouched;
		const { unsafe, classes } = await classifier.classify(await lookAt(picture.outcome.png));
		const safety = unsafe < UNSAFE_AT ? 'ok' : policy;
		await logSafety(database, {
			place: picture.place,
			person: null,
			picture: picture.pictureId,
			stage: 'picture',
			policy,
			decision: safety,
			reasons: { classifier: classifier.name, unsafe, classes },
		});
		if (safety === 'ok') return untouched;
		return { safety, files: safety === 'block' ? [] : await blurred(picture) };
	};
}

async function lookAt(png: Uint8Array): Promise<Parameters<ImageClassifier['classify']>[0]> {
	const { data, info } = await sharp(png)
		.resize(LOOK_PX, LOOK_PX, { fit: 'fill' })
		.removeAlpha()
		.raw()
		.toBuffer({ resolveWithObject: true });
	return { rgb: data, width: info.width, height: info.height };
}

/** Wide enough that nothing can be made out; layers would show it all, so there are none. */
async function blurred({ outcome, recipe }: FinishedPicture): Promise<Reviewed['files']> {
	const sigma = Math.max(...recipe.size) / 12;
	const png = await sharp(outcome.png).blur(sigma).png().toBuffer();
	const thumb = await sharp(png)
		.resize(640, 640, { fit: 'inside', withoutEnlargement: true })
		.webp()
		.toBuffer();
	return [
		{ kind: 'full', mime: 'image/png', bytes: png },
		{ kind: 'thumb', mime: 'image/webp', bytes: thumb },
	];
}
