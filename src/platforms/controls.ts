import type { CommandContext, Commands, ErrorReply, Invocation, Reply } from '../../commands/command.ts';
import { EXAMPLES } from '../../commands/examples.ts';
import { errorReply, inWords, replyToError } from '../../commands/reply.ts';
import { type Layout, printLayout } from '../layout/index.ts';
import { StudioError } from '../studio/errors.ts';
import type { PictureId, PictureView } from '../studio/picture-view.ts';
import type { PostView } from '../studio/posts.ts';
import { mustMay, type Right } from '../studio/rights.ts';
import type { Form } from './card.ts';
import type { Control, ControlAction } from './control-id.ts';
import { correctForm, editForm, type FormValues, moveForm, readSettingsForm, settingsForm } from './forms.ts';
import { isLive } from './keeper.ts';
import { readObjectChoice } from './object-menu.ts';
import { titleOf } from './picture-card.ts';
import { shorten } from './shorten.ts';
import { textsFor } from './texts/index.ts';

/** What a person pressed, chose or filled in. */
export interface ControlUse {
	readonly control: Control;
	/** The entry that was chosen, for menus. */
	readonly chosen?: string;
	/** Absent until a form came back. */
	readonly values?: FormValues;
	/** Line to draw, or to begin the form with that corrects one: it stands in the message, since ids are short. */
	readonly line?: string;
}

/** How a use must be acknowledged, known from its id alone: acknowledging waits for nothing. */
export type ControlMode =
	/** Opens a form: the form is the acknowledgement. */
	| 'form'
	/** Makes pictures: their posts are the answer. */
	| 'make'
	/** Changes the picture: its posts are edited. */
	| 'quiet'
	/** Answers everyone. */
	| 'public'
	/** Answers the person alone. */
	| 'private';

/** The command that a control comes to, where it is not called like one. */
const COMMAND_OF: Partial<Record<ControlAction, string>> = {
	object: 'edit',
	correct: 'edit',
	recipe: 'show',
	forget: 'privacy',
	example: 'draw',
	offered: 'draw',
};

const FORMS: readonly ControlAction[] = ['edit', 'move', 'correct', 'settings'];
const MAKING: readonly Right[] = ['draw', 'build'];
const CHANGING: readonly Right[] = ['cancel', 'delete', 'star', 'vote'];

/** By what the control's command asks for and who sees its answer. */
export function controlMode(
	{ control, values, chosen }: ControlUse,
	commands: Pick<Commands, 'get'>,
): ControlMode {
	const { action, argument } = control;
	const opens =
		action === 'object'
			? readObjectChoice(chosen)?.deed === 'move'
			: FORMS.includes(action) && values === undefined;
	if (opens) return 'form';
	if (action === 'pick') return 'quiet';
	const command = commands.get(COMMAND_OF[action] ?? action);
	if (command === undefined) return 'private';
	const given = { name: chosen ?? argument ?? '' };
	const right = typeof command.right === 'function' ? command.right(given) : command.right;
	if (MAKING.includes(right)) return 'make';
	if (CHANGING.includes(right)) return 'quiet';
	return typeof command.answers === 'function' ? command.answers(given) : command.answers;
}

/**
 * What a form with a line comes to, read before it is acknowledged: a line to draw, or a picture's line or words
 * about it. Null for every other use.
 */
export function lineFilledIn({ control, values }: ControlUse, commands: Commands): Invocation | null {
	const { picture } = control;
	const line = values?.line;
	if (line === undefined) return null;
	if (picture === null) return commands.fill('draw', { line });
	const edit = commands.fill('edit', { picture, line });
	if (edit.read !== undefined || edit.mistake !== null) return edit;
	// Words are not read as a line; what no line can be is told all the same.
	return { ...edit, mistake: commands.fill('draw', { line }).mistake };
}

/** What came of it. `quiet` changes answer with nothing but their picture; errors are replies. */
export type ControlAnswer =
	| { readonly kind: 'form'; readonly form: Form }
	| { readonly kind: 'reply'; readonly reply: Reply }
	| { readonly kind: 'changed'; readonly picture: PictureView };

/** Characters of a picture's title in what *More* answers. */
const MORE_TITLE = 200;

/** Carries out what a person pressed. Never throws for what a person did. */
export async function useControl(use: ControlUse, context: CommandContext): Promise<ControlAnswer> {
	try {
		return await answerTo(use, context);
	} catch (error) {
		return { kind: 'reply', reply: replyToError(error) };
	}
}

async function answerTo(use: ControlUse, context: CommandContext): Promise<ControlAnswer> {
	const { control, chosen } = use;
	const { studio, commands, locale } = context;
	const { picture, argument } = control;
	const given = picture === null ? {} : { picture };
	const run = async (name: string, options: Readonly<Record<string, unknown>> = given) =>
		({ kind: 'reply', reply: await commands.run(commands.fill(name, options), context) }) as const;
	switch (control.action) {
		case 'reroll':
		case 'upscale':
		case 'layers':
		case 'look':
		case 'vary':
		case 'history':
			return run(control.action);
		case 'object':
			return useObject(use, context);
		case 'more':
			return moreOf(use, context);
		case 'reroll-object':
			return run('reroll-object', { ...given, object: chosen ?? argument ?? '' });
		case 'saved':
			return run('saved', { name: chosen ?? argument ?? '' });
		case 'redraw':
			return run('redraw', { picture: argument ?? picture ?? '' });
		case 'recipe':
			return run('show');
		case 'show':
			return run('show', { picture: chosen ?? picture ?? '' });
		case 'run':
			return { kind: 'reply', reply: await commands.run(commands.read(argument ?? 'help'), context) };
		case 'example': {
			const line = EXAMPLES[Number(argument)] ?? EXAMPLES[0];
			return run('draw', { line: inWords(locale, line) });
		}
		case 'offered':
			return run('draw', { line: use.line ?? '' });
		case 'cancel':
		case 'delete': {
			const post = await postOf(use, context);
			if (post !== null) return changeAll(control.action, post, context);
			return changedOr(await commands.run(commands.fill(control.action, given), context));
		}
		case 'pick': {
			const id = await studio.posts.pick(context, argument ?? '', chosen ?? '');
			return { kind: 'changed', picture: await studio.pictures.named(context, id, 'see') };
		}
		case 'star':
		case 'vote':
			return { kind: 'changed', picture: await toggle(control.action, pictureOf(control), context) };
		case 'edit':
		case 'correct':
			return lineForm(use, context);
		case 'move':
			return moveObject(use, context);
		case 'settings':
			return changeSettings(use, context);
		case 'forget':
			return run('privacy', { do: argument === 'pictures' ? 'forget-all' : 'forget-me' });
		case 'gallery': {
			const page = await studio.pictures.gallery(context.place.id, {
				limit: 10,
				...(argument !== null && { cursor: argument }),
			});
			return {
				kind: 'reply',
				reply: { kind: 'gallery', page, title: textsFor(locale).gallery, private: false },
			};
		}
	}
}

function pictureOf({ picture }: Control): PictureId {
	return picture ?? '';
}

/** A change that worked shows in the picture's posts; a mistake is told. */
function changedOr(reply: Reply): ControlAnswer {
	return reply.kind === 'picture' ? { kind: 'changed', picture: reply.picture } : { kind: 'reply', reply };
}

async function moreOf(use: ControlUse, context: CommandContext): Promise<ControlAnswer> {
	const picture = await context.studio.pictures.named(context, pictureOf(use.control), 'see');
	const texts = textsFor(context.locale);
	const text = shorten(texts.othersOf(titleOf(picture, texts)), MORE_TITLE);
	const post = await postOf(use, context);
	const there = post === null ? [] : await picturesThere(post, context);
	const joint = post === null ? null : { post: post.id, pictures: there.length };
	return { kind: 'reply', reply: { kind: 'more', picture, joint, text, private: true } };
}

/** The post that a control names, where it is about several pictures at once. */
async function postOf({ control }: ControlUse, { studio }: CommandContext): Promise<PostView | null> {
	const { picture, argument } = control;
	if (picture === null || argument === null) return null;
	const posts = await studio.posts.of(picture);
	return posts.find(({ id }) => id === argument) ?? null;
}

async function picturesThere({ pictures }: PostView, { studio }: CommandContext): Promise<PictureView[]> {
	const found = await Promise.all(pictures.map((id) => studio.pictures.find(id)));
	return found.filter((picture) => picture !== null).filter(({ state }) => state !== 'deleted');
}

/** Cancels what still waits of a post, or deletes all of it. */
async function changeAll(
	kind: 'cancel' | 'delete',
	post: PostView,
	context: CommandContext,
): Promise<ControlAnswer> {
	const there = await picturesThere(post, context);
	let last: ControlAnswer = { kind: 'reply', reply: oldControl(context) };
	for (const { id } of kind === 'cancel' ? there.filter(isLive) : there) {
		const { commands } = context;
		last = changedOr(await commands.run(commands.fill(kind, { picture: id }), context));
		if (last.kind === 'reply') return last;
	}
	return last;
}

/** The picture that a form or a menu is about. @throws StudioError in words for who pressed what is old */
async function viewOf({ control }: ControlUse, context: CommandContext): Promise<PictureView> {
	const { picture } = control;
	const view = picture && (await orUnknown(context.studio.pictures.named(context, picture, 'build')));
	if (!view || view.state === 'deleted') {
		const said = { en: textsFor('en').pictureGone, ja: textsFor('ja').pictureGone };
		throw new StudioError('unknown-picture', said);
	}
	return view;
}

async function orUnknown(view: Promise<PictureView>): Promise<PictureView | null> {
	try {
		return await view;
	} catch (error) {
		if (error instanceof StudioError && error.code === 'unknown-picture') return null;
		throw error;
	}
}

/** A second press takes the first one back: where the sum stays, it had been given already. */
async function toggle(
	kind: 'star' | 'vote',
	id: PictureId,
	{ studio, person, place, idempotencyKey }: CommandContext,
): Promise<PictureView> {
	const context = { pictureId: id, person, place, idempotencyKey };
	const before = await studio.pictures.named({ person, place }, id, kind);
	const given = await studio.pictures.change(
		kind === 'star' ? { kind, on: true } : { kind, value: 1 },
		context,
	);
	const sum = (view: PictureView) => (kind === 'star' ? view.stars : view.votes);
	if (sum(given) !== sum(before)) return given;
	return studio.pictures.change(kind === 'star' ? { kind, on: false } : { kind, value: 0 }, context);
}

/** What was chosen in the menu of all objects. */
async function useObject(use: ControlUse, context: CommandContext): Promise<ControlAnswer> {
	const { control } = use;
	const choice = readObjectChoice(use.chosen);
	if (choice === null) return { kind: 'reply', reply: oldControl(context) };
	const { deed, object } = choice;
	const given = { picture: control.picture, object: String(object) };
	const { commands } = context;
	switch (deed) {
		case 'reroll':
			return { kind: 'reply', reply: await commands.run(commands.fill('reroll-object', given), context) };
		case 'move':
			return moveObject({ ...use, chosen: String(object) }, context);
		case 'remove': {
			const { layout } = await viewOf(use, context);
			const line = layout === null ? '' : lineWithout(layout, object);
			const filled = commands.fill('edit', { picture: control.picture, line });
			return { kind: 'reply', reply: await commands.run(filled, context) };
		}
	}
}

/** The line of all the other objects, where they are. */
function lineWithout(layout: Layout, object: number): string {
	const objects = layout.objects.flatMap(({ beside: _beside, ...rest }, index) =>
		index + 1 === object ? [] : [rest],
	);
	return printLayout({ ...layout, objects });
}

/** The form that `lineFilledIn` reads when it comes back. */
async function lineForm(use: ControlUse, context: CommandContext): Promise<ControlAnswer> {
	const { control } = use;
	const { locale } = context;
	if (control.action === 'correct') {
		const parent = control.picture;
		const line = use.line ?? (parent === null ? '' : (await viewOf(use, context)).line);
		return { kind: 'form', form: correctForm(line, parent, locale) };
	}
	return { kind: 'form', form: editForm(await viewOf(use, context), locale) };
}

async function moveObject(use: ControlUse, context: CommandContext): Promise<ControlAnswer> {
	const { control, values, chosen } = use;
	const { commands, locale } = context;
	const object = chosen ?? control.argument ?? '1';
	if (values === undefined) {
		return { kind: 'form', form: moveForm(await viewOf(use, context), Number(object), locale) };
	}
	const exact = values.exact?.trim() ?? '';
	const to = exact === '' ? values.place : exact;
	const filled = commands.fill('move', { picture: control.picture, object, to, size: values.size?.trim() });
	return { kind: 'reply', reply: await commands.run(filled, context) };
}

async function changeSettings(use: ControlUse, context: CommandContext): Promise<ControlAnswer> {
	const { control, values } = use;
	const { studio, place, person, locale, commands } = context;
	const scope = control.argument?.endsWith('server') === true ? 'server' : 'channel';
	mustMay(person, place, scope === 'server' ? 'server-settings' : 'settings');
	if (values === undefined) {
		return { kind: 'form', form: settingsForm(await studio.settings.of(place), scope, locale) };
	}
	const patch = readSettingsForm(values, locale);
	if (typeof patch === 'string') return { kind: 'reply', reply: errorReply('bad-settings', patch) };
	await studio.settings.change(place, person, patch, scope);
	return { kind: 'reply', reply: await commands.run(commands.fill('settings', {}), context) };
}

/** What is told of a control that this program does not know (any more). */
export function oldControl({ locale }: Pick<CommandContext, 'locale'>): ErrorReply {
	return errorReply('old-control', textsFor(locale).oldControl);
}

/** What is told when something fails that should not: details stay in the log. */
export function internalError(locale: CommandContext['locale']): ErrorReply {
	return errorReply('internal', textsFor(locale).internal);
}
