import { toldFindings } from '../findings/told.ts';
import { altText, type Layout } from '../layout/index.ts';
import type { Locale } from '../studio/people.ts';
import type { PictureView } from '../studio/picture-view.ts';
import { type Block, type Card, type CardImage, type CardLimits, plainText, type Text } from './card.ts';
import { failureText } from './failures.ts';
import { controlsOf } from './picture-controls.ts';
import { shorten } from './shorten.ts';
import { type Texts, textsFor } from './texts/index.ts';

export interface PictureCardOptions extends CardLimits {
	readonly locale: Locale;
	/** Buttons and menus; off where nobody could press them. */
	readonly controls?: boolean;
	/** A sentence in front, for example why it is shown here. */
	readonly lead?: string;
}

type Told = ReturnType<typeof toldFindings>;

/** Characters of a picture's words and of its line, everywhere: in Discord several texts share a message. */
const HEAD_LENGTH = 1_000;
/** Cells of the progress bar. */
const BAR = 16;

/** The message of a picture at any moment of its life. */
export function pictureCard(picture: PictureView, options: PictureCardOptions): Card {
	const texts = textsFor(options.locale);
	const lead: Block[] = options.lead === undefined ? [] : [{ kind: 'text', text: [options.lead] }];
	const card = cardByState(picture, options, texts);
	return { ...card, blocks: [...lead, ...card.blocks] };
}

function cardByState(picture: PictureView, options: PictureCardOptions, texts: Texts): Card {
	const controls = options.controls === false ? [] : controlsOf(picture, texts);
	const card = (tone: Card['tone'], summary: string, shown: readonly Block[]): Card => ({
		tone,
		summary,
		blocks: [...headOf(picture, texts), ...shown, small(picture, texts), ...controls],
	});
	const title = titleOf(picture, texts);
	switch (picture.state) {
		case 'queued': {
			const standing = standingOf(picture, texts);
			return card('waiting', `${plainText(standing)} (${title})`, [
				...sketchOf(picture, options, texts),
				{ kind: 'text', text: standing },
			]);
		}
		case 'running':
			return card(
				'working',
				`${texts.drawing}: ${title} (${percentOf(picture)}%)`,
				running(picture, options, texts),
			);
		case 'done':
			return card(
				'done',
				seenOf(picture, options)?.sentences.join(' ') ?? (altOf(picture.layout) || title),
				finished(picture, options, texts),
			);
		case 'failed': {
			const why = picture.failure === null ? '' : failureText(picture.failure, options.locale);
			return card('failed', `${texts.failed}: ${title}`, [
				...sketchOf(picture, options, texts),
				{ kind: 'text', text: ['⚠️ ', { bold: texts.failed }, `. ${why}`] },
			]);
		}
		case 'cancelled':
			return card('gone', `${texts.cancelled}: ${title}`, [
				{ kind: 'text', text: ['✖️ ', { bold: texts.cancelled }] },
			]);
		case 'deleted':
			return { tone: 'gone', summary: texts.deleted, blocks: [{ kind: 'text', text: [texts.deleted] }] };
	}
}

export function percentOf({ progress }: PictureView): number {
	return progress === null ? 0 : Math.round((100 * progress.step) / Math.max(1, progress.steps));
}

function running(picture: PictureView, options: PictureCardOptions, texts: Texts): readonly Block[] {
	const { progress } = picture;
	const percent = percentOf(picture);
	const eta = progress?.etaSeconds ?? picture.etaSeconds;
	const preview = previewOf(picture, options, texts);
	return [
		...(preview === null
			? sketchOf(picture, options, texts)
			: [{ kind: 'images', images: [preview] } as const]),
		{
			kind: 'text',
			text: [
				'🎨 ',
				{ bold: `${texts.drawing} ${percent}%` },
				`, ${texts.phases[progress?.phase ?? 'loading']}${eta === null ? '' : `, ${etaText(eta, texts)}`}\n`,
				barOf(percent),
			],
		},
	];
}

export function barOf(percent: number): Text[number] {
	const filled = Math.round((BAR * percent) / 100);
	return { code: '█'.repeat(filled) + '░'.repeat(BAR - filled) };
}

/** The picture as far as it is drawn. */
export function previewOf(
	picture: PictureView,
	{ altTextLength }: PictureCardOptions,
	texts: Texts,
): CardImage | null {
	const preview = picture.progress?.preview;
	if (preview === undefined) return null;
	const alt = texts.previewAlt(altOf(picture.layout), percentOf(picture));
	return {
		name: `taue-${picture.id}-preview`,
		alt: shorten(alt, altTextLength),
		source: { kind: 'bytes', mime: preview.mime, bytes: preview.bytes },
	};
}

function finished(picture: PictureView, options: PictureCardOptions, texts: Texts): readonly Block[] {
	const note = (text: string): Block => ({ kind: 'text', text: [text] });
	if (picture.safety === 'block') return [note(texts.blocked)];
	if (picture.bytes === 'none') return [...sketchOf(picture, options, texts), note(texts.bytesGone)];
	const seen = seenOf(picture, options);
	const shown = [picturesBlock(picture, options, texts, seen), ...seenBlocks(seen)];
	return picture.safety === 'blur' ? [...shown, note(texts.blurred)] : shown;
}

/** What was seen of a picture that was looked at; null for all others. */
function seenOf({ action, findings, layout }: PictureView, { locale }: PictureCardOptions): Told | null {
	if (action !== 'look' || findings === null || layout === null) return null;
	return toldFindings(findings, layout.objects, locale);
}

function seenBlocks(seen: Told | null): Block[] {
	if (seen === null) return [];
	const said: Block = { kind: 'text', text: [seen.sentences.join('\n')] };
	return seen.figures.length === 0 ? [said] : [said, { kind: 'small', text: [seen.figures.join('\n')] }];
}

/** The picture, and beside it its layers. */
function picturesBlock(
	picture: PictureView,
	options: PictureCardOptions,
	texts: Texts,
	seen: Told | null,
): Block {
	const what =
		seen === null ? altOf(picture.layout) || picture.line : texts.lookAlt(seen.sentences.join(' '));
	const images: CardImage[] = [
		{
			name: `taue-${picture.id}`,
			alt: shorten(what, options.altTextLength),
			source: { kind: 'stored', picture: picture.id, which: 'full' },
		},
		...picture.layers.slice(0, 9).map(
			(layer, index): CardImage => ({
				name: `taue-${picture.id}-layer-${index + 1}`,
				alt: shorten(texts.layerAlt(layer), options.altTextLength),
				source: { kind: 'stored', picture: picture.id, which: `layer:${index}` },
			}),
		),
	];
	return { kind: 'images', images };
}

export function sketchOf({ id, layout }: PictureView, options: PictureCardOptions, texts: Texts): Block[] {
	if (layout === null) return [];
	const alt = shorten(texts.sketchAlt(altOf(layout)), options.altTextLength);
	const source = { kind: 'sketch', layout } as const;
	return [{ kind: 'images', images: [{ name: `taue-${id}-sketch`, alt, source }] }];
}

/** Which of several, who, when, what was done, how long: seeds and ids are for the recipe. */
export function small(picture: PictureView, texts: Texts, which: string | null = null): Block {
	const { by, recipe, state, note, seconds, votes } = picture;
	// A message about something under way is new and would ring; edits do not.
	const mention = state === 'done' && { mention: true as const };
	const text: (Text[number] | null)[] = [
		which === null ? null : { bold: which },
		which === null ? null : ' · ',
		by === null ? texts.forSomebody : { person: by.id, name: by.name, ...mention },
		' · ',
		{ time: picture.at },
		note === '' ? null : ` · ${shorten(note, 200)}`,
		recipe === null ? null : ` · ${recipe.model}`,
		seconds === null ? null : ` · ${seconds.toFixed(1)} s`,
		votes === 0 ? null : ` · 👍 ${votes}`,
	];
	return { kind: 'small', text: text.filter((part) => part !== null) };
}

/** What the picture is of, in words. */
export function titleOf({ line, id, layout }: PictureView, texts: Texts): string {
	return (layout === null ? '' : texts.describe(layout)) || line || id;
}

/** The words, and below them the line that one may copy. */
export function headOf(picture: PictureView, texts: Texts): Block[] {
	const title = titleOf(picture, texts);
	const heading: Block = { kind: 'heading', text: [shorten(title, HEAD_LENGTH)] };
	const { line } = picture;
	return line === '' || line === title
		? [heading]
		: [heading, { kind: 'text', text: [{ code: shorten(line, HEAD_LENGTH) }] }];
}

export function altOf(layout: Layout | null): string {
	return layout === null ? '' : altText(layout);
}

/** Where a picture stands in line; `starting` where nobody is known to be before it. */
function standingOf({ position, etaSeconds }: PictureView, texts: Texts): Text {
	const place = position ?? 1;
	if (place <= 1 && etaSeconds === null) return ['🕒 ', { bold: texts.starting }];
	const when = etaSeconds === null ? '' : `, ${etaText(etaSeconds, texts)}`;
	return ['🕒 ', { bold: texts.waiting }, `: ${texts.position(place)}${when}`];
}

export function etaText(seconds: number, texts: Texts): string {
	return texts.eta(
		seconds < 90 ? texts.seconds(Math.max(1, Math.round(seconds))) : texts.minutes(Math.round(seconds / 60)),
	);
}
