import {
	type APIActionRowComponent,
	type APIButtonComponentWithCustomId,
	type APIComponentInContainer,
	type APIContainerComponent,
	type APIStringSelectComponent,
	ButtonStyle,
	ComponentType,
	MessageFlags,
	type RawFile,
} from 'discord.js';
import type { Block, Card, CardButton, CardImage } from '../card.ts';
import { type EncodedImage, fileName, fitImage, loadImage, type StoredPictures } from '../images.ts';
import { shorten } from '../shorten.ts';
import * as limits from './limits.ts';
import { codeBlock, markdown } from './markup.ts';

/** A message in the form of Discord's REST interface: Components V2 and nothing beside it. */
interface MessageBody {
	readonly flags: number;
	readonly components: readonly [APIContainerComponent];
	readonly attachments: readonly {
		readonly id: string;
		readonly filename: string;
		readonly description?: string;
	}[];
	readonly allowed_mentions: { readonly parse: readonly [] };
}

export interface RenderedMessage {
	readonly body: MessageBody;
	readonly files: readonly RawFile[];
	/** Pictures that fit in no encoding. */
	readonly leftOut: number;
}

export interface RenderOptions {
	readonly studio: StoredPictures;
	/** Bytes of one file. */
	readonly attachmentBytes: number;
	/** First step of the ladder of encodings to try; higher after Discord refused a message as too large. */
	readonly step?: number;
	readonly private?: boolean;
	/** Keeps what is drawn anew for every message, such as sketches. */
	readonly load?: (image: CardImage) => Promise<EncodedImage | null>;
}

const TONES: Readonly<Record<Card['tone'], number>> = {
	waiting: 0x8a8578,
	working: 0x3b74e0,
	done: 0x2f9e55,
	failed: 0xd93a47,
	gone: 0x8a8578,
	plain: 0xe2711d,
};

const STYLES = {
	plain: ButtonStyle.Secondary,
	primary: ButtonStyle.Primary,
	danger: ButtonStyle.Danger,
} as const satisfies Readonly<Record<CardButton['style'], ButtonStyle>>;

/** The parts of a message while it is put together. */
class Draft {
	readonly components: APIComponentInContainer[] = [];
	readonly files: RawFile[] = [];
	readonly attachments: { id: string; filename: string; description?: string }[] = [];
	leftOut = 0;
	#text = limits.MESSAGE_TEXT;
	#bytes = limits.REQUEST_BYTES - 2 ** 16;

	/** Text of a message is limited as a whole: what comes last is shortened. */
	text(content: string): void {
		const shown = shorten(content, Math.max(0, this.#text));
		if (shown.trim() === '' || this.#text < 8) return;
		this.#text -= shown.length;
		this.components.push({ type: ComponentType.TextDisplay, content: shown });
	}

	/** Adds a file, or returns null where the request would become too large. */
	file(name: string, mime: string, bytes: Uint8Array, description?: string): string | null {
		if (bytes.byteLength > this.#bytes || this.files.length >= 10) return null;
		this.#bytes -= bytes.byteLength;
		const id = this.files.length;
		this.files.push({ name, data: Buffer.from(bytes), contentType: mime, key: `files[${id}]` });
		this.attachments.push({
			id: String(id),
			filename: name,
			...(description !== undefined && { description }),
		});
		return `attachment://${name}`;
	}

	get bytesLeft(): number {
		return this.#bytes;
	}
}

/** A card as a message: texts escaped, pictures attached in an encoding that fits, alternative text on each. */
export async function renderCard(card: Card, options: RenderOptions): Promise<RenderedMessage> {
	const draft = new Draft();
	for (const block of card.blocks) await addBlock(draft, block, options);
	if (draft.components.length === 0) draft.text(card.summary || '…');
	return {
		body: {
			flags: MessageFlags.IsComponentsV2 | (options.private === true ? MessageFlags.Ephemeral : 0),
			components: [
				{ type: ComponentType.Container, accent_color: TONES[card.tone], components: draft.components },
			],
			attachments: draft.attachments,
			allowed_mentions: { parse: [] },
		},
		files: draft.files,
		leftOut: draft.leftOut,
	};
}

async function addBlock(draft: Draft, block: Block, options: RenderOptions): Promise<void> {
	switch (block.kind) {
		case 'heading':
			return draft.text(`### ${markdown(block.text).replaceAll('\n', ' ')}`);
		case 'text':
			return draft.text(markdown(block.text));
		case 'small':
			return draft.text(`-# ${markdown(block.text).replaceAll('\n', ' ')}`);
		case 'code':
			return draft.text(codeBlock(block.text, block.language));
		case 'images':
			return addImages(draft, block.images, options);
		case 'file': {
			const url = draft.file(block.name, block.mime, block.bytes);
			if (url !== null) draft.components.push({ type: ComponentType.File, file: { url } });
			return;
		}
		case 'buttons':
			draft.components.push(buttonRow(block.buttons));
			return;
		case 'menu':
			draft.components.push(menuRow(block));
	}
}

async function addImages(
	draft: Draft,
	images: readonly CardImage[],
	{ studio, attachmentBytes, step = 0, load = (image) => loadImage(studio, image.source) }: RenderOptions,
): Promise<void> {
	const items: { media: { url: string }; description?: string }[] = [];
	for (const image of images.slice(0, 10)) {
		const loaded = await load(image);
		if (loaded === null) continue;
		const most = Math.min(attachmentBytes, draft.bytesLeft);
		const fitting = await fitImage(loaded, most, step);
		const alt = image.alt.slice(0, limits.ALT_TEXT);
		const url =
			fitting === null
				? null
				: draft.file(fileName(image.name, fitting.mime), fitting.mime, fitting.bytes, alt);
		if (url === null) draft.leftOut++;
		else items.push({ media: { url }, ...(alt !== '' && { description: alt }) });
	}
	if (items.length > 0) draft.components.push({ type: ComponentType.MediaGallery, items });
}

function buttonRow(buttons: readonly CardButton[]): APIActionRowComponent<APIButtonComponentWithCustomId> {
	return {
		type: ComponentType.ActionRow,
		components: buttons.slice(0, limits.BUTTONS_PER_ROW).map(({ id, label, emoji, style }) => ({
			type: ComponentType.Button,
			style: STYLES[style],
			custom_id: id,
			label: shorten(label, limits.BUTTON_LABEL),
			...(emoji !== undefined && { emoji: { name: emoji } }),
		})),
	};
}

function menuRow(menu: Extract<Block, { kind: 'menu' }>): APIActionRowComponent<APIStringSelectComponent> {
	return {
		type: ComponentType.ActionRow,
		components: [
			{
				type: ComponentType.StringSelect,
				custom_id: menu.id,
				placeholder: shorten(menu.placeholder, limits.SELECT_PLACEHOLDER),
				options: menu.options.slice(0, limits.SELECT_OPTIONS).map(({ value, label, emoji, chosen }) => ({
					...(chosen === true && { default: true }),
					value: value.slice(0, limits.SELECT_TEXT),
					label: shorten(label, limits.SELECT_TEXT),
					...(emoji !== undefined && { emoji: { name: emoji } }),
				})),
			},
		],
	};
}
