import type { Line } from '../src/layout/index.ts';
import type { MakeAction } from '../src/studio/actions.ts';
import type { ActContext } from '../src/studio/drawing.ts';
import { StudioError } from '../src/studio/errors.ts';
import type { PictureId, PictureView } from '../src/studio/picture-view.ts';
import type { PictureRight } from '../src/studio/rights.ts';
import { say } from '../src/studio/sentences/index.ts';
import type { CommandContext, CommandOption, OptionValues, Reply } from './command.ts';
import { jobsReply } from './reply.ts';

export const PICTURE: CommandOption = {
	kind: 'picture',
	name: 'picture',
	ja: '絵',
	description: { en: 'The picture (the one in view if left out)', ja: '対象の絵(省略時は表示中の絵)' },
};

export const LAYOUT_NAME: CommandOption = {
	kind: 'name',
	name: 'name',
	ja: '名前',
	required: true,
	maxLength: 60,
	description: { en: 'One word, such as beach-party', ja: '一語の名前(例: beach-party)' },
};

export const OBJECT: CommandOption = {
	kind: 'object',
	name: 'object',
	ja: '物',
	required: true,
	description: {
		en: 'The object: its number or its words; 0 is the background',
		ja: '対象の物(番号または名前、0は背景)',
	},
};

/**
 * The picture that a command is about: the one that was named, else the one in view. The right to do this with
 * it is asked for before anything is said about it.
 * @throws StudioError `unknown-picture`, `not-allowed`
 */
export async function targetOf(
	{ studio, person, place, focus }: CommandContext,
	options: OptionValues,
	right: PictureRight,
): Promise<PictureView> {
	const id = typeof options.picture === 'string' ? options.picture : focus;
	if (id === undefined) {
		throw new StudioError('unknown-picture', say('whichPicture'));
	}
	return studio.pictures.named({ person, place }, id, right);
}

/** The line that a command was given. */
export function lineOf({ read }: CommandContext, { line }: OptionValues): Line {
	return read ?? String(line);
}

export function actContext(context: CommandContext, pictureId: PictureId): ActContext {
	const { person, place, idempotencyKey, post } = context;
	return { pictureId, person, place, idempotencyKey, ...(post && { post }) };
}

/** New pictures out of the one that a command is about. @throws StudioError */
export async function made(
	context: CommandContext,
	options: OptionValues,
	actionOf: (picture: PictureView) => MakeAction,
): Promise<Reply> {
	const picture = await targetOf(context, options, 'build');
	const answer = await context.studio.drawing.make(actionOf(picture), actContext(context, picture.id));
	return jobsReply(answer);
}

/**
 * An object by number or by words: `2`, `dog`, `the red cat`.
 * @throws StudioError `unknown-object`
 */
export function objectNumber(picture: PictureView, given: string | number | boolean | undefined): number {
	const objects = picture.recipe?.objects ?? [];
	const text = String(given).trim();
	if (/^\d+$/.test(text)) return Number(text);
	const words = plain(text);
	if (words === 'background' || words === '背景') return 0;
	const exact = objects.findIndex((object) => plain(object.text) === words);
	if (exact !== -1) return exact + 1;
	const within = objects.flatMap((object, i) =>
		` ${plain(object.text)} `.includes(` ${words} `) ? [i + 1] : [],
	);
	if (within.length === 1) return within[0];
	const list = objects.map((object, i) => `${i + 1} ${object.text}`).join(', ');
	throw new StudioError(
		'unknown-object',
		within.length > 1 ? say('whichObject', text, within, list) : say('noSuchObject', text, list),
	);
}

function plain(text: string): string {
	return text
		.normalize('NFKC')
		.toLowerCase()
		.replace(/^(the|a|an) /, '')
		.replace(/\s+/g, ' ')
		.trim();
}
