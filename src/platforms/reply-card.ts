import sharp from 'sharp';
import type { ErrorReply, Reply } from '../../commands/command.ts';
import { toldFindings } from '../findings/told.ts';
import { altText, LONGEST_LINE } from '../layout/index.ts';
import type { Locale } from '../studio/people.ts';
import type { PictureId, PictureView } from '../studio/picture-view.ts';
import { type Block, type Card, type CardButton, type CardImage, LONGEST_LABEL, type Text } from './card.ts';
import { CONTROL_ID_LENGTH, controlId } from './control-id.ts';
import { type HelpCardOptions, helpCard } from './help-card.ts';
import type { StoredPictures } from './images.ts';
import { type PictureCardOptions, pictureCard } from './picture-card.ts';
import { lookControl, moreControls } from './picture-controls.ts';
import { SETTING_NAMES } from './setting-names.ts';
import { shorten } from './shorten.ts';
import { errorText, type Texts, textsFor, warningText } from './texts/index.ts';
import { picturesOf, treePicture } from './tree-picture.ts';

export interface ReplyCardOptions extends PictureCardOptions, HelpCardOptions {
	readonly studio: StoredPictures;
}

/** Thumbnails drawn into a tree at the most. */
const TREE_THUMBS = 60;
/** Entries that a menu takes. */
const MENU_OPTIONS = 25;
/** Longest list of settings: with their names it fits into a message. */
const SETTINGS = 1200;
/** Longest block of code; both platforms take a little more. */
const CODE = 2800;

type OtherReply = Exclude<Reply, { kind: 'jobs' }>;

/** The message of an answer. Accepted jobs have posts of their own; only their warnings are told here. */
export async function replyCard(reply: OtherReply, options: ReplyCardOptions): Promise<Card> {
	const texts = textsFor(options.locale);
	switch (reply.kind) {
		case 'error':
			return errorCard(reply, options.locale);
		case 'text':
			return plainCard([{ kind: 'text', text: [reply.text] }], reply.text);
		case 'picture':
			return pictureCard(reply.picture, { ...options, ...(reply.text !== '' && { lead: reply.text }) });
		case 'recipe':
			return recipeCard(reply, options, texts);
		case 'more':
			return plainCard(
				[{ kind: 'text', text: [{ bold: reply.text }] }, ...moreControls(reply.picture, reply.joint, texts)],
				reply.text,
			);
		case 'found-recipe':
			return foundRecipeCard(reply, options, texts);
		case 'history':
			return historyCard(reply, options, texts);
		case 'gallery':
			return galleryCard(reply, texts, options);
		case 'queue':
			return titled('🕒', texts.queue, reply.text);
		case 'settings':
			return settingsCard(reply, options.locale);
		case 'layouts':
			return layoutsCard(reply, texts);
		case 'privacy':
			return titled('🔒', texts.privacy, reply.text, [
				{
					kind: 'buttons',
					buttons: [
						plainButton(controlId('forget', null, 'me'), texts.forget, '🧹'),
						{
							...plainButton(controlId('forget', null, 'pictures'), texts.forgetPictures, '🗑️'),
							style: 'danger',
						},
					],
				},
			]);
		case 'help':
			return helpCard(reply, options);
	}
}

function plainCard(blocks: readonly Block[], summary: string): Card {
	return { tone: 'plain', blocks, summary: shorten(summary, 300) };
}

function titled(emoji: string, title: string, text: string, more: readonly Block[] = []): Card {
	return plainCard(
		[{ kind: 'heading', text: [`${emoji} ${title}`] }, { kind: 'text', text: [text] }, ...more],
		`${title}: ${text}`,
	);
}

function plainButton(id: string, label: string, emoji: string): CardButton {
	return { id, label, emoji, style: 'plain' };
}

/** What was wrong, the line with a caret under the place, and a button that opens the line corrected. */
export function errorCard(reply: ErrorReply, locale: Locale, parent: PictureId | null = null): Card {
	const texts = textsFor(locale);
	const said = errorText(reply, locale);
	const blocks: Block[] = [{ kind: 'text', text: ['⚠️ ', said] }];
	if (reply.caret !== undefined) blocks.push({ kind: 'code', text: reply.caret });
	const { line, corrected } = reply;
	if (line !== undefined && line.length <= LONGEST_LINE) {
		if (corrected !== undefined) blocks.push({ kind: 'text', text: [{ bold: texts.didYouMean }] });
		blocks.push(
			{ kind: 'code', text: corrected ?? line },
			{
				kind: 'buttons',
				buttons: [
					{
						id: controlId('correct', parent),
						label: texts.correct,
						emoji: '✏️',
						style: 'primary',
						value: corrected ?? line,
					},
				],
			},
		);
	}
	if (reply.retryAt !== undefined) {
		blocks.push({ kind: 'small', text: [`${texts.tryAgainAt}: `, { time: reply.retryAt }] });
	}
	return { tone: 'failed', blocks, summary: shorten(said, 300) };
}

/** What is worth telling of a line that is being drawn; null where there is nothing. */
export function notesCard(
	{ warnings, meant }: Pick<Extract<Reply, { kind: 'jobs' }>, 'warnings' | 'meant'>,
	locale: Locale,
): Card | null {
	if (warnings.length === 0 && meant === undefined) return null;
	const texts = textsFor(locale);
	const offered = meant?.sure === false ? meant.read.line : null;
	const sentences = [
		...(meant?.sure === true ? [texts.readAs(meant.read.line)] : []),
		...warnings.map((warning) => warningText(warning, locale)),
		...(offered === null ? [] : [texts.perhapsMeant]),
	];
	const text: Text = [{ bold: texts.notes }, ...sentences.map((sentence) => `\n• ${sentence}`)];
	return plainCard(
		[{ kind: 'text', text }, ...(offered === null ? [] : offer(offered, texts))],
		sentences.join(' '),
	);
}

/** A line and the button that draws it. */
function offer(line: string, texts: Texts): Block[] {
	const id = controlId('offered', null);
	const label = shorten(texts.drawLine(line), LONGEST_LABEL);
	return [
		{ kind: 'code', text: line },
		{ kind: 'buttons', buttons: [{ id, label, emoji: '🎨', style: 'primary', value: line }] },
	];
}

async function recipeCard(
	{ picture, json }: Extract<Reply, { kind: 'recipe' }>,
	options: ReplyCardOptions,
	texts: Texts,
): Promise<Card> {
	const pretty = JSON.stringify(JSON.parse(json), null, 2);
	const shown = pictureCard(picture, options).blocks;
	const { findings, layout } = picture;
	const seen =
		findings === null || layout === null ? null : toldFindings(findings, layout.objects, options.locale);
	return plainCard(
		[
			{ kind: 'heading', text: [`📜 ${texts.recipeOf(picture.id)}`] },
			{ kind: 'code', text: picture.line },
			...shown.filter(({ kind }) => kind === 'images' || kind === 'small'),
			...(seen === null
				? []
				: [{ kind: 'text', text: [[...seen.sentences, ...seen.figures].join('\n')] } as const]),
			...seedsOf(picture, texts),
			...(pretty.length <= CODE ? [{ kind: 'code', text: pretty, language: 'json' } as const] : []),
			jsonFile(json, picture.id),
			...lookControl(picture, texts),
			...shown.filter(({ kind }) => kind === 'buttons' || kind === 'menu'),
		],
		texts.recipeOf(picture.id),
	);
}

/** Every seed with what it is of, each easy to copy on a phone; and what the picture was made from. */
function seedsOf({ recipe, parent }: PictureView, texts: Texts): Block[] {
	if (recipe === null) return [];
	const seeds = [
		...recipe.objects.map(({ text, seed }) => ({ text, seed })),
		{ text: texts.background, seed: recipe.background.seed },
	];
	const listed = seeds.flatMap(
		({ text, seed }, index): Text => [`${index === 0 ? ' ' : ', '}${text} `, { code: String(seed) }],
	);
	const origin = parent === null ? [] : ['\n', texts.childOf(parent)];
	return [{ kind: 'text', text: [{ bold: texts.seeds }, ...listed, ...origin] }];
}

function jsonFile(json: string, id: string): Block {
	const bytes = new TextEncoder().encode(`${json}\n`);
	return { kind: 'file', name: `taue-${id}.json`, mime: 'application/json', bytes };
}

/** The recipe of a dropped picture, the sketch of its layout, and a button that draws it. */
function foundRecipeCard(
	{ id, layout, line, json, refusal }: Extract<Reply, { kind: 'found-recipe' }>,
	{ altTextLength, locale }: ReplyCardOptions,
	texts: Texts,
): Card {
	const alt = shorten(texts.sketchAlt(altText(layout)), altTextLength);
	const said = refusal === null ? texts.recipeDrawable : texts.recipeRefused(refusal.said[locale]);
	const draw: CardButton = {
		...plainButton(controlId('redraw', null, id), texts.redraw, '🎨'),
		style: 'primary',
	};
	const edit: CardButton = { ...plainButton(controlId('correct', null), texts.edit, '✏️'), value: line };
	const buttons = [...(refusal === null ? [draw] : []), ...(line.length <= LONGEST_LINE ? [edit] : [])];
	return plainCard(
		[
			{ kind: 'heading', text: [`📜 ${texts.recipeFound}`] },
			{ kind: 'text', text: [said] },
			{ kind: 'images', images: [{ name: 'taue-recipe', alt, source: { kind: 'sketch', layout } }] },
			// The form opens with the line of the last block of code.
			...(line.length <= LONGEST_LINE ? [{ kind: 'code', text: line } as const] : []),
			jsonFile(json, id.slice(0, 16)),
			...(buttons.length > 0 ? [{ kind: 'buttons', buttons } as const] : []),
		],
		texts.recipeFound,
	);
}

async function historyCard(
	{ tree, focus }: Extract<Reply, { kind: 'history' }>,
	{ studio, altTextLength }: ReplyCardOptions,
	texts: Texts,
): Promise<Card> {
	const pictures = picturesOf(tree);
	const thumbs = new Map<PictureId, string>();
	for (const { id, bytes } of pictures.slice(-TREE_THUMBS)) {
		const thumb = bytes === 'kept' ? await studio.pictures.bytes(id, 'thumb') : null;
		if (thumb !== null) {
			// Pictures within an SVG are drawn from PNG everywhere, from WebP only here and there.
			const png = await sharp(thumb.bytes).png().toBuffer();
			thumbs.set(id, `data:image/png;base64,${png.toString('base64')}`);
		}
	}
	const bytes = await treePicture(tree, { focus, thumbs });
	const alt = shorten(
		`${texts.treeAlt(pictures.length)}: ${pictures.map(({ note, line }) => note || line).join('; ')}`,
		altTextLength,
	);
	return plainCard(
		[
			{ kind: 'heading', text: [`🌳 ${texts.history}`] },
			{
				kind: 'images',
				images: [
					{ name: `taue-${tree.picture.id}-tree`, alt, source: { kind: 'bytes', mime: 'image/png', bytes } },
				],
			},
			...showMenu(pictures.slice(-25), texts),
		],
		texts.treeAlt(pictures.length),
	);
}

/** A menu that shows one of several pictures. */
function showMenu(pictures: readonly PictureView[], texts: Texts): readonly Block[] {
	const there = pictures.filter(({ state }) => state !== 'deleted');
	if (there.length === 0) return [];
	return [
		{
			kind: 'menu',
			id: controlId('show', null),
			placeholder: texts.show,
			options: there.map(({ id, line, note }) => ({ value: id, label: shorten(note || line || id, 70) })),
		},
	];
}

function galleryCard(
	{ page, title }: Extract<Reply, { kind: 'gallery' }>,
	texts: Texts,
	{ altTextLength }: ReplyCardOptions,
): Card {
	const heading: Block = { kind: 'heading', text: [`🖼️ ${title}`] };
	const shown = page.pictures
		.filter(({ bytes, safety }) => bytes === 'kept' && safety !== 'block')
		.slice(0, 10);
	if (shown.length === 0) return plainCard([heading, { kind: 'text', text: [texts.galleryEmpty] }], title);
	const images = shown.map(
		({ id, line }): CardImage => ({
			name: `taue-${id}`,
			alt: shorten(line, altTextLength),
			source: { kind: 'stored', picture: id, which: 'thumb' },
		}),
	);
	const more = page.next === null ? null : `t1:gallery:-:${page.next}`;
	const buttons: CardButton[] =
		more === null || more.length > CONTROL_ID_LENGTH ? [] : [plainButton(more, texts.more, '➡️')];
	return plainCard(
		[
			heading,
			{ kind: 'images', images },
			...showMenu(shown, texts),
			...(buttons.length > 0 ? [{ kind: 'buttons', buttons } as const] : []),
		],
		title,
	);
}

/** A setting a line: its name, its value, and its key for those who type it. */
function settingsCard({ text, editable }: Extract<Reply, { kind: 'settings' }>, locale: Locale): Card {
	const texts = textsFor(locale);
	const lines = shorten(text, SETTINGS)
		.split('\n')
		.map((line): Text => {
			const [key, value = ''] = line.split(/=(.*)/s);
			const shown = texts.settingValues.get(line) ?? texts.settingValues.get(value) ?? value;
			const name = Object.hasOwn(SETTING_NAMES[locale], key) ? SETTING_NAMES[locale][key] : key;
			return [`${name}: `, { bold: shown }, ' ', { code: key }];
		});
	const blocks: Block[] = [
		{ kind: 'heading', text: [`⚙️ ${texts.settings}`] },
		{ kind: 'text', text: lines.flatMap((line, index) => (index === 0 ? line : ['\n', ...line])) },
	];
	if (editable) {
		blocks.push({
			kind: 'buttons',
			buttons: [
				plainButton(controlId('settings', null, 'channel'), texts.change, '✏️'),
				plainButton(controlId('settings', null, 'server'), texts.settingsScope, '🏠'),
			],
		});
	}
	return plainCard(blocks, texts.settings);
}

/** Names with their lines, and a menu that draws one. */
function layoutsCard({ layouts, text }: Extract<Reply, { kind: 'layouts' }>, texts: Texts): Card {
	const heading: Block = { kind: 'heading', text: [`💾 ${texts.layouts}`] };
	if (layouts.length === 0) return plainCard([heading, { kind: 'text', text: [text] }], texts.layouts);
	const offered = layouts.slice(0, MENU_OPTIONS);
	return plainCard(
		[
			heading,
			{ kind: 'code', text: shorten(text, CODE) },
			{
				kind: 'menu',
				id: controlId('saved', null),
				placeholder: texts.drawSaved,
				options: offered.map(({ name, line }) => ({ value: name, label: shorten(`${name}: ${line}`, 70) })),
			},
		],
		texts.layouts,
	);
}
