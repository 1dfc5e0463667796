import { altText, describe, type Layout } from '../layout/index.ts';
import type { Locale } from '../studio/people.ts';
import type { PictureView } from '../studio/picture-view.ts';
import type { Block, Card, CardButton, CardImage, CardLimits, MenuOption, Text } from './card.ts';
import { controlId } from './control-id.ts';
import { type Texts, textsFor } from './texts/index.ts';

export interface PictureCardOptions extends CardLimits {
	readonly locale: Locale;
	/** Buttons and menus; off where nobody could press them. */
	readonly controls?: boolean;
	/** A sentence in front, for example why it is shown here. */
	readonly lead?: string;
}

/** Cells of the progress bar. */
const BAR = 16;
/** Characters of a menu's entry that both platforms take. */
const MENU_LABEL = 70;

/** The message of a picture at any moment of its life. */
export function pictureCard(picture: PictureView, options: PictureCardOptions): Card {
	const texts = textsFor(options.locale);
	const lead: Block[] = options.lead === undefined ? [] : [{ kind: 'text', text: [options.lead] }];
	const card = cardByState(picture, options, texts);
	return { ...card, blocks: [...lead, ...card.blocks] };
}

function cardByState(picture: PictureView, options: PictureCardOptions, texts: Texts): Card {
	const heading: Block = { kind: 'heading', text: [shorten(titleOf(picture), options.textLength)] };
	const controls = options.controls === false ? [] : controlsOf(picture, texts);
	switch (picture.state) {
		case 'queued': {
			const place = texts.position(picture.position ?? 1);
			const status = `${place}, ${etaText(picture.etaSeconds, texts)}`;
			return {
				tone: 'waiting',
				summary: `${texts.waiting}: ${titleOf(picture)} (${status})`,
				blocks: [
					heading,
					...sketchOf(picture, options, texts),
					{ kind: 'text', text: ['🕒 ', { bold: texts.waiting }, `: ${status}`] },
					small(picture, texts),
					...controls,
				],
			};
		}
		case 'running':
			return runningCard(picture, options, texts, heading, controls);
		case 'done':
			return doneCard(picture, options, texts, heading, controls);
		case 'failed': {
			const message = picture.failure?.message ?? '';
			return {
				tone: 'failed',
				summary: `${texts.failed}: ${titleOf(picture)}`,
				blocks: [
					heading,
					...sketchOf(picture, options, texts),
					{ kind: 'text', text: ['⚠️ ', { bold: texts.failed }, `. ${message}`] },
					small(picture, texts),
					...controls,
				],
			};
		}
		case 'cancelled':
			return {
				tone: 'gone',
				summary: `${texts.cancelled}: ${titleOf(picture)}`,
				blocks: [
					heading,
					{ kind: 'text', text: ['✖️ ', { bold: texts.cancelled }] },
					small(picture, texts),
					...controls,
				],
			};
		case 'deleted':
			return { tone: 'gone', summary: texts.deleted, blocks: [{ kind: 'text', text: [texts.deleted] }] };
	}
}

function runningCard(
	picture: PictureView,
	options: PictureCardOptions,
	texts: Texts,
	heading: Block,
	controls: readonly Block[],
): Card {
	const { progress } = picture;
	const share = progress === null ? 0 : progress.step / Math.max(1, progress.steps);
	const percent = Math.round(100 * share);
	const phase = texts.phases[progress?.phase ?? 'loading'];
	const eta = etaText(progress?.etaSeconds ?? picture.etaSeconds, texts);
	const preview = progress?.preview;
	const shown: Block[] =
		preview === undefined
			? sketchOf(picture, options, texts)
			: [
					imageBlock(picture, 'preview', texts.previewAlt(altOf(picture.layout), percent), options, {
						kind: 'bytes',
						mime: preview.mime,
						bytes: preview.bytes,
					}),
				];
	const filled = Math.round(BAR * share);
	return {
		tone: 'working',
		summary: `${texts.drawing}: ${titleOf(picture)} (${percent}%)`,
		blocks: [
			heading,
			...shown,
			{
				kind: 'text',
				text: [
					'🎨 ',
					{ bold: `${texts.drawing} ${percent}%` },
					`, ${phase}, ${eta}\n`,
					{ code: '█'.repeat(filled) + '░'.repeat(BAR - filled) },
				],
			},
			small(picture, texts),
			...controls,
		],
	};
}

function doneCard(
	picture: PictureView,
	options: PictureCardOptions,
	texts: Texts,
	heading: Block,
	controls: readonly Block[],
): Card {
	const note = (text: string): Block => ({ kind: 'text', text: [text] });
	const shown: Block[] = [];
	if (picture.safety === 'block') shown.push(note(texts.blocked));
	else if (picture.bytes === 'none') shown.push(...sketchOf(picture, options, texts), note(texts.bytesGone));
	else {
		shown.push(picturesBlock(picture, options, texts));
		if (picture.safety === 'blur') shown.push(note(texts.blurred));
	}
	return {
		tone: 'done',
		summary: altOf(picture.layout) || titleOf(picture),
		blocks: [heading, ...shown, small(picture, texts), ...controls],
	};
}

/** The picture, and beside it its layers. */
function picturesBlock(picture: PictureView, options: PictureCardOptions, texts: Texts): Block {
	const images: CardImage[] = [
		{
			name: `taue-${picture.id}`,
			alt: shorten(altOf(picture.layout) || picture.line, options.altTextLength),
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

function sketchOf(picture: PictureView, options: PictureCardOptions, texts: Texts): Block[] {
	const { layout } = picture;
	if (layout === null) return [];
	return [imageBlock(picture, 'sketch', texts.sketchAlt(altOf(layout)), options, { kind: 'sketch', layout })];
}

function imageBlock(
	picture: PictureView,
	what: string,
	alt: string,
	{ altTextLength }: PictureCardOptions,
	source: CardImage['source'],
): Block {
	return {
		kind: 'images',
		images: [{ name: `taue-${picture.id}-${what}`, alt: shorten(alt, altTextLength), source }],
	};
}

/** Who, when, what from, seeds, time, model: all that is needed to make it again, easy to copy. */
function small(picture: PictureView, texts: Texts): Block {
	const { by, recipe } = picture;
	const text: (Text[number] | null)[] = [
		by === null ? texts.forSomebody : { person: by.id, name: by.name },
		' · ',
		{ time: picture.at },
		' · ',
		{ code: picture.id },
		picture.parent === null ? null : ` ${texts.childOf(picture.parent)}`,
		picture.note === '' ? null : ` · ${shorten(picture.note, 200)}`,
	];
	if (recipe !== null) {
		const seeds = [...new Set([...recipe.objects.map(({ seed }) => seed), recipe.background.seed])];
		text.push(
			` · ${seeds.length === 1 ? texts.seed : texts.seeds} `,
			{ code: seeds.join(' ') },
			` · ${recipe.model}`,
		);
	}
	if (picture.seconds !== null) text.push(` · ${picture.seconds.toFixed(1)} s`);
	return { kind: 'small', text: text.filter((part) => part !== null) };
}

function controlsOf(picture: PictureView, texts: Texts): readonly Block[] {
	const button = (
		action: Parameters<typeof controlId>[0],
		label: string,
		emoji: string,
		style: CardButton['style'] = 'plain',
	): CardButton => ({ id: controlId(action, picture.id), label, emoji, style });
	switch (picture.state) {
		case 'queued':
		case 'running':
			return [{ kind: 'buttons', buttons: [button('cancel', texts.cancel, '✖️', 'danger')] }];
		case 'failed':
		case 'cancelled':
			return [
				{
					kind: 'buttons',
					buttons: [
						button('reroll', texts.reroll, '🎲', 'primary'),
						button('edit', texts.edit, '✏️'),
						button('recipe', texts.recipe, '📜'),
						button('delete', texts.delete, '🗑️', 'danger'),
					],
				},
			];
		case 'done':
			return [
				{
					kind: 'buttons',
					buttons: [
						button('reroll', texts.reroll, '🎲', 'primary'),
						button('vary', texts.vary, '✨'),
						button('edit', texts.edit, '✏️'),
						button('upscale', texts.upscale, '🔍'),
						button('star', texts.star(picture.stars), '⭐'),
					],
				},
				{
					kind: 'buttons',
					buttons: [
						button('vote', texts.vote(picture.votes), '👍'),
						button('layers', texts.layers, '🧩'),
						button('recipe', texts.recipe, '📜'),
						button('history', texts.history, '🌳'),
						button('delete', texts.delete, '🗑️', 'danger'),
					],
				},
				...menusOf(picture, texts),
			];
		case 'deleted':
			return [];
	}
}

const KEYCAPS = ['0️⃣', '1️⃣', '2️⃣', '3️⃣', '4️⃣', '5️⃣', '6️⃣', '7️⃣', '8️⃣'];

function menusOf(picture: PictureView, texts: Texts): readonly Block[] {
	const objects = picture.layout?.objects ?? [];
	if (objects.length === 0) return [];
	const options = objects.map(
		({ text }, index): MenuOption => ({
			value: String(index + 1),
			label: shorten(text, MENU_LABEL),
			emoji: KEYCAPS[index + 1],
		}),
	);
	const ground: MenuOption = { value: '0', label: texts.backgroundOption, emoji: KEYCAPS[0] };
	return [
		{
			kind: 'menu',
			id: controlId('reroll-object', picture.id),
			placeholder: texts.rerollOne,
			options: [...options, ground],
		},
		{ kind: 'menu', id: controlId('move', picture.id), placeholder: texts.moveOne, options },
	];
}

/** The line; where it is all numbers (counts and moves make boxes), what it means in words. */
function titleOf({ line, id, layout }: PictureView): string {
	if (layout !== null && layout.objects.length > 0 && (line.match(/@\(/g)?.length ?? 0) > 1)
		return describe(layout);
	return line === '' ? id : line;
}

function altOf(layout: Layout | null): string {
	return layout === null ? '' : altText(layout);
}

function etaText(seconds: number | null, texts: Texts): string {
	if (seconds === null) return texts.etaUnknown;
	return texts.eta(
		seconds < 90 ? texts.seconds(Math.max(1, Math.round(seconds))) : texts.minutes(Math.round(seconds / 60)),
	);
}

/** At most so many UTF-16 units, never half a character. */
export function shorten(text: string, most: number): string {
	if (text.length <= most) return text;
	return `${[...text.slice(0, most - 1)].filter((character) => !/^[\ud800-\udbff]$/.test(character)).join('')}…`;
}
