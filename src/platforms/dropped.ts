/** A picture of ours that comes back into the chat: its recipe, and what it leads to. The same on every platform. */
import type { CommandContext, ErrorReply } from '../../commands/command.ts';
import { type RecoveredReply, recovered } from '../../commands/redraw.ts';
import { errorReply } from '../../commands/reply.ts';
import { PngError } from '../recipe/png.ts';
import { readRecipe } from '../recipe/read-recipe.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Locale } from '../studio/people.ts';
import { DownloadError } from './download.ts';
import { MOST_PICTURE_BYTES } from './dropped-size.ts';
import { textsFor } from './texts/index.ts';

/** Longest time for one file to arrive. */
export const PICTURE_TIMEOUT_MS = 15_000;
/** PNG files of one message that are looked into. */
const MOST_FILES = 4;

/** A file that somebody gave, before it is fetched. */
export interface DroppedFile {
	readonly name: string;
	/** As the platform says; null where it does not. */
	readonly mime: string | null;
	readonly bytes: number | null;
	/** @throws DownloadError */
	fetch(): Promise<Uint8Array>;
}

type DroppedMistake = 'no-file' | 'too-large' | 'not-fetched' | PngError['code'];

export function isPng({ name, mime }: Pick<DroppedFile, 'name' | 'mime'>): boolean {
	return mime === null ? /\.png$/i.test(name) : /^image\/png\b/i.test(mime);
}

/**
 * The first recipe in the given files, and what comes of it. Mistakes are private answers in the person's
 * language; it never throws for what a person gave.
 */
export async function recoverFrom(
	files: readonly DroppedFile[],
	context: CommandContext,
): Promise<RecoveredReply> {
	const { locale } = context;
	if (files.length === 0) return mistakeReply('no-file', locale);
	const pngs = files.filter(isPng);
	if (pngs.length === 0) return mistakeReply('not-a-png', locale);
	let first: ErrorReply | null = null;
	for (const file of pngs.slice(0, MOST_FILES)) {
		const recipe = await recipeIn(file);
		if (typeof recipe !== 'string') return recovered(recipe, context);
		first ??= mistakeReply(recipe, locale);
	}
	return first ?? mistakeReply('no-file', locale);
}

function mistakeReply(mistake: DroppedMistake, locale: Locale): ErrorReply {
	return errorReply(mistake, textsFor(locale).dropped[mistake]);
}

async function recipeIn(file: DroppedFile): Promise<Recipe | DroppedMistake> {
	if (file.bytes !== null && file.bytes > MOST_PICTURE_BYTES) return 'too-large';
	try {
		return await readRecipe(await file.fetch());
	} catch (error) {
		if (error instanceof PngError) return error.code;
		if (error instanceof DownloadError) return error.code === 'too-large' ? 'too-large' : 'not-fetched';
		throw error;
	}
}
