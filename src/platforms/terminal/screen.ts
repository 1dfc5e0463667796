import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { makeFolder } from '../../make-folder.ts';
import { type Block, type Card, type CardImage, plainText } from '../card.ts';
import { fileName, loadImage, type StoredPictures } from '../images.ts';
import { inlinePicture, type Protocol } from './inline-picture.ts';

/** What a numbered choice stands for: a button, or an entry of a menu. */
export interface Choice {
	/** Control id. */
	readonly id: string;
	readonly chosen?: string;
	readonly line?: string;
}

/** Choices that can still be made; older numbers mean nothing any more. */
const MOST_CHOICES = 500;

export interface ScreenOptions {
	readonly studio: StoredPictures;
	readonly output: Writable;
	readonly protocol: Protocol;
	/** Bold and dim text. */
	readonly styled: boolean;
	/** Where pictures are put. */
	readonly folder: string;
}

/** Cards as text, buttons as numbers: a number means the same for as long as the chat lasts. */
export class Screen {
	readonly #options: ScreenOptions;
	readonly #choices = new Map<number, Choice>();
	#last = 0;
	/** One card after the other, each whole. */
	#printing: Promise<void> = Promise.resolve();
	/** Around what is printed while somebody types: the prompt goes and comes back. */
	#around: { before(): void; after(): void } = { before() {}, after() {} };

	constructor(options: ScreenOptions) {
		this.#options = options;
	}

	/** The prompt that must make room for what is printed. */
	give(around: { before(): void; after(): void }): void {
		this.#around = around;
	}

	choice(number: number): Choice | undefined {
		return this.#choices.get(number);
	}

	/** Resolves once it stands there. */
	print(card: Card): Promise<void> {
		return this.#say(async () => {
			const parts = await Promise.all(card.blocks.map((block) => this.#block(block)));
			return `${parts.join('')}\n`;
		});
	}

	say(text: string): Promise<void> {
		return this.#say(async () => `${clean(text)}\n`);
	}

	#say(text: () => Promise<string>): Promise<void> {
		const printed = this.#printing.then(async () => {
			const whole = await text();
			this.#around.before();
			this.#options.output.write(whole);
			this.#around.after();
		});
		this.#printing = printed.catch(() => {});
		return printed;
	}

	async #block(block: Block): Promise<string> {
		switch (block.kind) {
			case 'heading':
				return `${this.#style('1', plainText(block.text))}\n`;
			case 'text':
				return `${clean(plainText(block.text))}\n`;
			case 'small':
				return `${this.#style('2', plainText(block.text))}\n`;
			case 'code':
				return `${clean(block.text).replace(/^/gm, '    ')}\n`;
			case 'images':
				return (await Promise.all(block.images.map((image) => this.#image(image)))).join('');
			case 'file':
				return `${await this.#put(block.name, block.bytes)}\n`;
			case 'buttons':
				return `${block.buttons
					.map(({ id, label, emoji, value }) =>
						this.#choose(`${emoji ?? ''} ${label}`, { id, ...(value !== undefined && { line: value }) }),
					)
					.join('  ')}\n`;
			case 'menu':
				return `${clean(block.placeholder)}: ${block.options
					.map(({ value, label }) => this.#choose(label, { id: block.id, chosen: value }))
					.join('  ')}\n`;
		}
	}

	#choose(label: string, choice: Choice): string {
		const number = ++this.#last;
		this.#choices.set(number, choice);
		this.#choices.delete(number - MOST_CHOICES);
		return `${this.#style('1', `[${number}]`)} ${clean(label).trim()}`;
	}

	#style(code: string, text: string): string {
		return this.#options.styled ? `\x1b[${code}m${clean(text)}\x1b[0m` : clean(text);
	}

	/** Shown where the terminal can, and put into a file in any case. */
	async #image({ name, alt, source }: CardImage): Promise<string> {
		const { studio, protocol } = this.#options;
		const image = await loadImage(studio, source);
		if (image === null) return '';
		const path = await this.#put(fileName(name, image.mime), image.bytes);
		const shown = (await inlinePicture(image.bytes, protocol)) ?? `${clean(alt)}\n`;
		return `${shown}${path}\n`;
	}

	/** Whole or not at all. */
	async #put(name: string, bytes: Uint8Array): Promise<string> {
		const { folder } = this.#options;
		makeFolder(folder);
		const path = join(folder, name.replace(/[^\w.-]+/g, '-'));
		const unfinished = `${path}.${randomUUID()}`;
		await writeFile(unfinished, bytes, { mode: 0o600 });
		await rename(unfinished, path);
		return path;
	}
}

/** What people wrote is text: nothing in it moves the cursor or changes the terminal. */
function clean(text: string): string {
	return text.replace(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, '');
}
