import type { Locale } from '../studio/people.ts';
import type { PictureView } from '../studio/picture-view.ts';
import type { PostView } from '../studio/posts.ts';
import type { Block, Card, CardImage, CardLimits } from './card.ts';
import { isLive, type Together } from './keeper.ts';
import {
	altOf,
	barOf,
	etaText,
	headOf,
	type PictureCardOptions,
	percentOf,
	pictureCard,
	previewOf,
	sketchOf,
	small,
	titleOf,
} from './picture-card.ts';
import { jointControls } from './picture-controls.ts';
import { shorten } from './shorten.ts';
import { type Texts, textsFor } from './texts/index.ts';

/** A post's card; one that went to its person instead says why it is there. */
export function postCard(
	post: Pick<PostView, 'id' | 'pictureId'>,
	pictures: Together,
	{ locale, lost }: { readonly locale: Locale; readonly lost: boolean },
	limits: CardLimits,
): Card {
	const lead = lost && { lead: textsFor(locale).lostHere };
	return pictures.length === 1
		? pictureCard(pictures[0], { locale, ...limits, ...lead })
		: jointCard(post, pictures, { locale, ...limits, ...lead });
}

/** Several pictures of one request: what there is of them, how far the rest is, and the controls of the one in hand. */
function jointCard(
	post: Pick<PostView, 'id' | 'pictureId'>,
	pictures: Together,
	options: PictureCardOptions,
): Card {
	const texts = textsFor(options.locale);
	const there = pictures.filter(({ state }) => state !== 'deleted');
	const inHand = there.find(({ id }) => id === post.pictureId) ?? there[0];
	if (inHand === undefined) return pictureCard(pictures[0], options);
	const lead: Block[] = options.lead === undefined ? [] : [{ kind: 'text', text: [options.lead] }];
	const title = titleOf(inHand, texts);
	const status = statusOf(there, texts);
	return {
		tone: toneOf(there),
		summary: there.some(isLive) ? `${texts.drawing}: ${title}` : altOf(inHand.layout) || title,
		blocks: [
			...lead,
			...headOf(inHand, texts),
			...imagesOf(pictures, options, texts),
			...status,
			...notesOf(there, texts),
			small(
				inHand,
				texts,
				there.some(({ state }) => state === 'done') ? nameOf(pictures, inHand, texts) : null,
			),
			...jointControls({ post: post.id, pictures, inHand }, texts),
		],
	};
}

/** `2 of 4`. */
function nameOf(pictures: Together, { id }: PictureView, texts: Texts): string {
	return texts.nth(pictures.findIndex((picture) => picture.id === id) + 1, pictures.length);
}

function toneOf(there: readonly PictureView[]): Card['tone'] {
	const has = (state: PictureView['state']) => there.some((picture) => picture.state === state);
	if (has('running')) return 'working';
	if (has('queued')) return has('done') ? 'working' : 'waiting';
	if (has('done')) return 'done';
	return has('failed') ? 'failed' : 'gone';
}

/** What is finished, with the preview of what is being drawn; the sketch until there is something to see. */
function imagesOf(pictures: Together, options: PictureCardOptions, texts: Texts): Block[] {
	const live = pictures.some(isLive);
	const which = live && options.keepsFiles !== true ? 'thumb' : 'full';
	const previewed = pictures.find(
		({ state, progress }) => state === 'running' && progress?.preview !== undefined,
	);
	const images = pictures.flatMap((picture): CardImage[] => {
		if (picture === previewed) return [previewOf(picture, options, texts) ?? []].flat();
		if (picture.state !== 'done' || picture.bytes === 'none' || picture.safety === 'block') return [];
		const alt = `${nameOf(pictures, picture, texts)}: ${altOf(picture.layout) || picture.line}`;
		return [
			{
				name: `taue-${picture.id}`,
				alt: shorten(alt, options.altTextLength),
				source: { kind: 'stored', picture: picture.id, which },
			},
		];
	});
	return images.length === 0 ? sketchOf(pictures[0], options, texts) : [{ kind: 'images', images }];
}

/** How far all of them are together. */
function statusOf(there: readonly PictureView[], texts: Texts): Block[] {
	const waiting = there.filter(isLive);
	if (waiting.length === 0) return [];
	const ended = there.length - waiting.length;
	const percent = waiting.reduce((sum, picture) => sum + percentOf(picture), 100 * ended) / there.length;
	const etas = waiting.map(({ progress, etaSeconds }) => progress?.etaSeconds ?? etaSeconds);
	const eta = etas.includes(null) ? null : Math.max(...etas.map((seconds) => seconds ?? 0));
	const when = eta === null ? '' : `, ${etaText(eta, texts)}`;
	const started = there.some(({ state }) => state !== 'queued');
	if (!started) {
		const place = Math.min(...waiting.map(({ position }) => position ?? 1));
		if (place <= 1 && eta === null) return [{ kind: 'text', text: ['🕒 ', { bold: texts.starting }] }];
		return [{ kind: 'text', text: ['🕒 ', { bold: texts.waiting }, `: ${texts.position(place)}${when}`] }];
	}
	return [
		{
			kind: 'text',
			text: [
				'🎨 ',
				{ bold: `${texts.drawing} ${Math.round(percent)}%` },
				`, ${texts.ready(ended, there.length)}${when}\n`,
				barOf(percent),
			],
		},
	];
}

/** What became of those that are not to be seen, each kind in a line. */
function notesOf(there: readonly PictureView[], texts: Texts): Block[] {
	const all = there.length;
	const failed = there.filter(({ state }) => state === 'failed');
	const cancelled = there.filter(({ state }) => state === 'cancelled');
	const done = there.filter(({ state }) => state === 'done');
	const why = [...new Set(failed.map(({ failure }) => failure?.message ?? ''))].join(' ');
	const notes = [
		failed.length > 0 && `⚠️ ${texts.someFailed(failed.length, all)} ${why}`,
		cancelled.length > 0 && `✖️ ${texts.someCancelled(cancelled.length, all)}`,
		done.some(({ safety }) => safety === 'block') && texts.blocked,
		done.some(({ safety }) => safety === 'blur') && texts.blurred,
		done.some(({ bytes, safety }) => bytes === 'none' && safety !== 'block') && texts.bytesGone,
	].filter((note) => note !== false);
	return notes.length === 0 ? [] : [{ kind: 'text', text: [notes.join('\n')] }];
}
