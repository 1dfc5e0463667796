import { crc32, inflateSync } from 'node:zlib';
import { TaueError } from '../taue-error.ts';
import { canonicalJson, type Recipe, recipeSchema } from './recipe.ts';

/**
 * The recipe inside a PNG: an iTXt chunk (PNG 1.2, section 4.2.3.3) with the keyword `taue`, UTF-8 and
 * uncompressed, placed before the first IDAT. Every PNG reader skips a chunk that it does not know.
 */
const KEYWORD = 'taue';
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const KEYWORD_BYTES = Buffer.from(`${KEYWORD}\0`, 'latin1');
/** The longest recipe that the schema allows, every letter escaped, is shorter. */
const MOST_TEXT_BYTES = 256 * 1024;
/** The largest picture of ours has some thousand: encoders write 8 KiB of pixels into each. */
const MOST_CHUNKS = 10_000;

/** `busy`: it was not looked at, because many others are being read. */
export type PngErrorCode = 'not-a-png' | 'png-broken' | 'no-recipe' | 'recipe-invalid' | 'busy';

/** A picture that cannot be read, or that carries no recipe. */
export class PngError extends TaueError {
	override readonly audience = 'asker';
	override readonly name = 'PngError';
	readonly code: PngErrorCode;

	constructor(code: PngErrorCode, message: string, cause?: unknown) {
		super(message, cause === undefined ? undefined : { cause });
		this.code = code;
	}
}

interface Chunk {
	readonly type: string;
	readonly data: Buffer;
	/** Offset of the chunk's length field. */
	readonly start: number;
	readonly end: number;
}

function* chunks(png: Buffer): Generator<Chunk> {
	if (png.length < SIGNATURE.length || !png.subarray(0, SIGNATURE.length).equals(SIGNATURE)) {
		throw new PngError('not-a-png', `This is not a PNG picture (${describeStart(png)}).`);
	}
	let start = SIGNATURE.length;
	while (start < png.length) {
		const dataStart = start + 8;
		if (dataStart + 4 > png.length) throw cutShort(png, start);
		const length = png.readUInt32BE(start);
		const end = dataStart + length + 4;
		if (end > png.length) throw cutShort(png, start);
		const type = png.toString('latin1', start + 4, dataStart);
		yield { type, data: png.subarray(dataStart, dataStart + length), start, end };
		if (type === 'IEND') return;
		start = end;
	}
	throw cutShort(png, start);
}

function cutShort(png: Buffer, offset: number): PngError {
	return new PngError(
		'png-broken',
		`The PNG ends in the middle of a chunk (${png.length} bytes, chunk at ${offset}). Was the file copied completely?`,
	);
}

function describeStart(bytes: Buffer): string {
	if (bytes.length === 0) return 'the file is empty';
	if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'it is a JPEG, which carries no recipe';
	if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP')
		return 'it is a WebP, which carries no recipe';
	return `it starts with ${bytes.subarray(0, 8).toString('hex')}`;
}

function encodeChunk(type: string, data: Buffer): Buffer {
	const chunk = Buffer.alloc(data.length + 12);
	chunk.writeUInt32BE(data.length, 0);
	chunk.write(type, 4, 'latin1');
	data.copy(chunk, 8);
	chunk.writeUInt32BE(crc32(chunk.subarray(4, data.length + 8)), data.length + 8);
	return chunk;
}

/** Whether a chunk is ours, whichever of the three forms of text some tool has rewritten it into. */
function isOurs({ type, data }: Chunk): boolean {
	if (type !== 'iTXt' && type !== 'tEXt' && type !== 'zTXt') return false;
	return data.subarray(0, KEYWORD_BYTES.length).equals(KEYWORD_BYTES);
}

/** The text of a chunk of ours; nothing longer than `MOST_TEXT_BYTES` is decoded. @throws PngError */
function readText({ type, data }: Chunk): string {
	if (type === 'tEXt') return decode(data.subarray(KEYWORD_BYTES.length), false);
	if (type === 'zTXt') return decode(data.subarray(KEYWORD_BYTES.length + 1), true);
	const compressed = data[KEYWORD_BYTES.length] === 1;
	// Two bytes about compression, a language and a translated keyword, each ended by a zero.
	const languageEnd = data.indexOf(0, KEYWORD_BYTES.length + 2);
	const translatedEnd = languageEnd < 0 ? -1 : data.indexOf(0, languageEnd + 1);
	if (translatedEnd < 0) throw damaged('its chunk is malformed');
	return decode(data.subarray(translatedEnd + 1), compressed);
}

function decode(bytes: Buffer, compressed: boolean): string {
	if (bytes.length > MOST_TEXT_BYTES) throw tooLong();
	if (!compressed) return bytes.toString('utf8');
	try {
		return inflateSync(bytes, { maxOutputLength: MOST_TEXT_BYTES }).toString('utf8');
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLong(cause);
		throw damaged('it cannot be decompressed', cause);
	}
}

function damaged(what: string, cause?: unknown): PngError {
	return new PngError(
		'recipe-invalid',
		`The recipe in this picture was damaged: ${what}. Use the original file.`,
		cause,
	);
}

function tooLong(cause?: unknown): PngError {
	return new PngError(
		'recipe-invalid',
		`The text in this picture is longer than any recipe (${MOST_TEXT_BYTES / 1024} KiB). Use the original file.`,
		cause,
	);
}

/**
 * The PNG with this recipe in it, in place of one that was there before. The pixels' bytes stay as they are.
 * @throws PngError when the bytes are no PNG.
 */
export function embedRecipe(png: Uint8Array, recipe: Recipe): Buffer {
	const source = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
	const parts: Buffer[] = [SIGNATURE];
	let embedded = false;
	for (const chunk of chunks(source)) {
		if (isOurs(chunk)) continue;
		if (chunk.type === 'IDAT' && !embedded) {
			// Keyword, separator, not compressed (two bytes), no language, no translated keyword.
			const head = Buffer.from(`${KEYWORD}\0\0\0\0\0`, 'latin1');
			parts.push(encodeChunk('iTXt', Buffer.concat([head, Buffer.from(canonicalJson(recipe), 'utf8')])));
			embedded = true;
		}
		parts.push(source.subarray(chunk.start, chunk.end));
	}
	return Buffer.concat(parts);
}

/**
 * The recipe that a PNG carries: that of its first chunk of ours, readable or not. What it costs is bounded,
 * whatever the bytes; whoever answers people reads strangers' files on a thread (`readRecipe`).
 *
 * @throws PngError with `no-recipe` where there is none: another program's picture, or one that was re-saved.
 */
export function extractRecipe(png: Uint8Array): Recipe {
	const source = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
	let seen = 0;
	for (const chunk of chunks(source)) {
		if (++seen > MOST_CHUNKS) {
			throw new PngError(
				'no-recipe',
				`This picture has more than ${MOST_CHUNKS} chunks and no recipe among them. Use the original file.`,
			);
		}
		if (isOurs(chunk)) return recipeOf(source, chunk);
	}
	throw new PngError(
		'no-recipe',
		'This picture carries no recipe. Either TAUE did not make it, or a program that re-saves pictures (chat ' +
			'previews, screenshots, messengers) took it out: use the original file.',
	);
}

/** @throws PngError `recipe-invalid` */
function recipeOf(source: Buffer, chunk: Chunk): Recipe {
	const text = readText(chunk);
	if (crc32(source.subarray(chunk.start + 4, chunk.end - 4)) !== source.readUInt32BE(chunk.end - 4)) {
		throw damaged('its checksum does not fit');
	}
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch (cause) {
		throw new PngError('recipe-invalid', 'The recipe in this picture is not JSON: it was damaged.', cause);
	}
	const recipe = recipeSchema.safeParse(json);
	if (recipe.success) return recipe.data;
	const [issue] = recipe.error.issues;
	throw new PngError(
		'recipe-invalid',
		`The recipe in this picture cannot be read: ${issue.path.join('.') || 'it'}: ${issue.message.slice(0, 200)}. ` +
			'It may come from a newer version of TAUE.',
		recipe.error,
	);
}
