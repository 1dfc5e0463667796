import type { types } from '@slack/bolt';
import { type Block, type Card, type CardButton, type CardImage, plainText, type Text } from '../card.ts';
import { shorten } from '../shorten.ts';
import * as limits from './limits.ts';
import { escapeText, mrkdwn, richText } from './markup.ts';

/** Slack's id of the file that shows an image, or null where there is none (yet). */
export type FileOf = (image: CardImage) => string | null;

/** A message in the form of Slack's Web API. */
export interface MessageBody {
	readonly text: string;
	readonly blocks: types.KnownBlock[];
}

export const NO_FILES: FileOf = () => null;

/** A card as Block Kit: texts as rich text, so that nothing typed turns into markup. */
export function messageOf(card: Card, fileOf: FileOf): MessageBody {
	const hasCode = card.blocks.some((block) => block.kind === 'code' && block.language === 'json');
	const blocks = card.blocks.flatMap((block) => blocksOf(block, fileOf, hasCode));
	return {
		text: escapeText(shorten(card.summary, limits.MESSAGE_TEXT)) || '…',
		blocks: blocks.slice(0, limits.MESSAGE_BLOCKS),
	};
}

/** All images of a card, in order. */
export function imagesOf(card: Card): readonly CardImage[] {
	return card.blocks.flatMap((block) => (block.kind === 'images' ? block.images : []));
}

function blocksOf(block: Block, fileOf: FileOf, hasCode: boolean): types.KnownBlock[] {
	switch (block.kind) {
		case 'heading':
			return [headingOf(block.text)];
		case 'text':
			return textOf(block.text);
		case 'small':
			return [
				{
					type: 'context',
					elements: [
						{ type: 'mrkdwn', text: shorten(mrkdwn(block.text), limits.BLOCK_TEXT), verbatim: true },
					],
				},
			];
		case 'code':
			return [codeOf(shorten(block.text, limits.BLOCK_TEXT))];
		case 'images':
			return block.images.flatMap((image) => imageOf(image, fileOf(image)));
		case 'file':
			// Files of private answers cannot be attached; what they hold is text, and is shown as such.
			return hasCode ? [] : chunks(new TextDecoder().decode(block.bytes)).map(codeOf);
		case 'buttons':
			return [{ type: 'actions', elements: block.buttons.slice(0, limits.BUTTONS_PER_BLOCK).map(buttonOf) }];
		case 'menu':
			return [{ type: 'actions', elements: [menuOf(block)] }];
	}
}

function menuOf({ id, placeholder, options }: Extract<Block, { kind: 'menu' }>): types.StaticSelect {
	const shown = options.slice(0, limits.SELECT_OPTIONS).map(({ value, label, emoji }) => ({
		value: value.slice(0, limits.OPTION_VALUE),
		text: plain(withEmoji(label, emoji), limits.OPTION_TEXT),
	}));
	const chosen = options.findIndex((option) => option.chosen === true);
	return {
		type: 'static_select',
		action_id: id,
		placeholder: plain(placeholder, limits.PLACEHOLDER),
		options: shown,
		...(chosen >= 0 && { initial_option: shown[chosen] }),
	};
}

/** Headers hold 150 characters; longer lines are bold text. */
function headingOf(text: Text): types.KnownBlock {
	const title = plainText(text).replaceAll('\n', ' ').trim() || '…';
	if (title.length <= limits.HEADER_TEXT) return { type: 'header', text: plain(title, limits.HEADER_TEXT) };
	return {
		type: 'rich_text',
		elements: [
			{
				type: 'rich_text_section',
				elements: [{ type: 'text', text: shorten(title, limits.BLOCK_TEXT), style: { bold: true } }],
			},
		],
	};
}

function textOf(text: Text): types.KnownBlock[] {
	const elements = richText(cut(text, limits.BLOCK_TEXT));
	return elements.length === 0
		? []
		: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
}

/** At most so many characters of a text, whatever parts they are in. */
function cut(text: Text, most: number): Text {
	let left = most;
	return text.map((part) => {
		const room = Math.max(0, left);
		left -= plainText([part]).length;
		if (left >= 0 || (typeof part !== 'string' && ('time' in part || 'name' in part))) return part;
		if (typeof part === 'string') return room === 0 ? '' : shorten(part, room);
		return 'bold' in part ? { bold: shorten(part.bold, room) } : { code: shorten(part.code, room) };
	});
}

/** Monospaced, as it is. */
export function codeOf(text: string): types.RichTextBlock {
	return {
		type: 'rich_text',
		elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: text || ' ' }] }],
	};
}

function chunks(text: string): readonly string[] {
	const parts: string[] = [];
	for (let at = 0; at < text.length; at += limits.BLOCK_TEXT) {
		parts.push(text.slice(at, at + limits.BLOCK_TEXT));
	}
	return parts;
}

function imageOf({ alt }: CardImage, file: string | null): types.KnownBlock[] {
	if (file === null) return [];
	return [{ type: 'image', slack_file: { id: file }, alt_text: shorten(alt, limits.ALT_TEXT) || 'picture' }];
}

function buttonOf({ id, label, emoji, style, value }: CardButton): types.Button {
	return {
		type: 'button',
		action_id: id,
		text: plain(withEmoji(label, emoji), limits.BUTTON_TEXT),
		...(style !== 'plain' && { style }),
		...(value !== undefined && value !== '' && value.length <= limits.BUTTON_VALUE && { value }),
	};
}

function withEmoji(label: string, emoji: string | undefined): string {
	return emoji === undefined ? label : `${emoji} ${label}`;
}

/** Without Slack's own `:names:` of emoji, which lines may contain by chance. */
export function plain(text: string, most: number): types.PlainTextElement {
	return { type: 'plain_text', text: shorten(text, most), emoji: false };
}
