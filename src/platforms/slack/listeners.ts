import type { App } from '@slack/bolt';
import Bottleneck from 'bottleneck';
import type { CommandContext, Commands, ErrorReply, Reply } from '../../../commands/command.ts';
import { errorReply, replyToError } from '../../../commands/reply.ts';
import { StudioError } from '../../studio/errors.ts';
import type { Locale, PictureId, Studio } from '../../studio/types.ts';
import { readControlId } from '../control-id.ts';
import { type ControlUse, controlMode, internalError, useControl } from '../controls.ts';
import { isPng, recoverFrom } from '../dropped.ts';
import type { FormValues } from '../forms.ts';
import type { Clock, Log } from '../platform.ts';
import { applyReaction } from '../reactions.ts';
import { errorCard } from '../reply-card.ts';
import { errorText, textsFor } from '../texts/index.ts';
import type { Answers, Asked } from './answers.ts';
import { droppedFile, isNamedLikeOurs, type SlackFile } from './dropped-files.ts';
import { typedText, withoutMention } from './markup.ts';
import { DRAW_FORM, drawModal, lineOfDrawForm, modalOf, type Opened, readOpened, valuesOf } from './modal.ts';
import * as payloads from './payloads.ts';
import { type People, placeOf } from './people.ts';
import { refusalOf } from './refusal.ts';
import { Seen } from './seen.ts';
import { readTarget, writeTarget } from './target.ts';
import { slackTexts } from './texts.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

export const RECIPE_SHORTCUT = 'taue_recipe';
export const DRAW_SHORTCUT = 'taue_draw';
/** Commands carried out at the same time: acknowledgements must find the way free. */
const AT_ONCE = 8;
/** What opens the draw form, typed after `/taue`. */
const FORM_WORDS = /^(form|フォーム)$/i;

export interface ListenersOptions {
	readonly studio: Studio;
	readonly commands: Commands;
	readonly workspaces: Workspaces;
	readonly answers: Answers;
	readonly people: People;
	/** Hosts from which files are fetched. */
	readonly fileOrigins: readonly string[];
	readonly clock: Clock;
	readonly log: Log;
}

/** Where something was asked, before anything was looked up. */
interface Where {
	readonly team: string;
	readonly channel: string;
	readonly channelName?: string | undefined;
	readonly thread: string | null;
	readonly user: string;
	readonly userName: string | null;
	readonly responseUrl: string | null;
	/** The platform's own id of this request. */
	readonly key: string;
}

/** Everything that people do: each is acknowledged first and carried out after. */
export class Listeners {
	readonly #options: ListenersOptions;
	readonly #seen: Seen;
	readonly #line = new Bottleneck({ maxConcurrent: AT_ONCE });
	readonly #underway = new Set<Promise<void>>();

	constructor(options: ListenersOptions) {
		this.#options = options;
		this.#seen = new Seen(options.clock);
	}

	register(app: App): void {
		// What Slack sends twice, and what somebody replays, is acknowledged and done once.
		app.use(async ({ body, next, context, ...rest }) => {
			const id = payloads.deliveryId(body);
			if (id === null || this.#seen.isNew(id)) return next();
			this.#options.log.info({ id, retry: context.retryNum }, 'Slack: a repeat was left out');
			const { ack } = rest as { ack?: () => Promise<void> };
			if (ack !== undefined) await ack();
		});
		app.command(/.+/, async ({ ack, body, context }) => {
			await ack();
			this.#later(() => this.#command(payloads.commandBody.parse(body), teamOf(context)));
		});
		app.event('app_mention', async ({ event, body, context }) => {
			const mention = payloads.mentionEvent.parse(event);
			this.#later(() => this.#mention(mention, body.event_id, teamOf(context)));
		});
		app.event('file_shared', async ({ event, body, context }) => {
			const shared = payloads.fileSharedEvent.parse(event);
			this.#later(() => this.#fileShared(shared, body.event_id, teamOf(context)));
		});
		app.event(/^reaction_(added|removed)$/, async ({ event, body, context }) => {
			const reaction = payloads.reactionEvent.parse(event);
			this.#later(() => this.#reaction(reaction, body.event_id, teamOf(context)));
		});
		app.action({ action_id: /.*/ }, async ({ ack, body, context }) => {
			await ack();
			const action = payloads.actionBody.parse(body);
			const use = useOf(action);
			// A form must be open within three seconds of the press: it waits in no line.
			if (use !== null && controlMode(use) === 'form')
				this.#now(() => this.#control(action, use, teamOf(context)));
			else this.#later(() => this.#control(action, use, teamOf(context)));
		});
		app.view({ callback_id: /.*/, type: 'view_submission' }, async ({ ack, body, context }) => {
			const view = payloads.viewBody.parse(body);
			const values = valuesOf(view.view.state.values);
			// The form carries its language: nothing is looked up before the acknowledgement.
			const locale = readOpened(view.view.private_metadata)?.locale ?? 'en';
			const mistake = mistakeInForm(this.#options.commands, view.view.callback_id, values, locale);
			if (mistake !== null) return ack({ response_action: 'errors', errors: mistake });
			await ack();
			this.#later(() => this.#submission(view, values, teamOf(context)));
		});
		app.shortcut({ callback_id: RECIPE_SHORTCUT, type: 'message_action' }, async ({ ack, body, context }) => {
			await ack();
			this.#later(() => this.#recipe(payloads.messageShortcutBody.parse(body), teamOf(context)));
		});
		app.shortcut({ callback_id: DRAW_SHORTCUT, type: 'shortcut' }, async ({ ack, body, context }) => {
			await ack();
			const { trigger_id } = payloads.globalShortcutBody.parse(body);
			this.#now(() => this.#openDraw(trigger_id, null, teamOf(context), 'en'));
		});
		app.event(/^(app_uninstalled|tokens_revoked)$/, async ({ body }) => {
			await this.#options.workspaces.forget(body.team_id);
		});
		app.error(async (error) => {
			this.#options.log.error({ err: error }, 'Slack: a request could not be handled');
		});
	}

	/** Resolves once nothing is under way any more. */
	async idle(): Promise<void> {
		while (this.#underway.size > 0) await Promise.allSettled([...this.#underway]);
	}

	async stop(): Promise<void> {
		await this.idle();
		await this.#line.disconnect(false);
	}

	/** Behind everything that waits to be acknowledged. */
	#later(work: () => Promise<void>): void {
		this.#track(new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#line.schedule(work)));
	}

	#now(work: () => Promise<void>): void {
		this.#track(work());
	}

	#track(work: Promise<void>): void {
		const safe = work.catch((error: unknown) => {
			this.#options.log.error({ err: error }, 'Slack: something could not be carried out');
		});
		this.#underway.add(safe);
		void safe.finally(() => this.#underway.delete(safe));
	}

	// --------------------------------------------------------------------------------- commands and mentions

	async #command(body: Body<'commandBody'>, team: string): Promise<void> {
		const where: Where = {
			team,
			channel: body.channel_id,
			channelName: body.channel_name,
			thread: null,
			user: body.user_id,
			userName: body.user_name ?? null,
			responseUrl: body.response_url ?? null,
			key: body.trigger_id,
		};
		const text = typedText(body.text);
		if (FORM_WORDS.test(text)) {
			const { locale } = await this.#options.studio.settings(placeOf(team, where.channel));
			return this.#openDraw(body.trigger_id, openedAt(where), team, locale);
		}
		await this.#run(where, text, null);
	}

	async #mention(event: Body<'mentionEvent'>, eventId: string, team: string): Promise<void> {
		const workspace = await this.#options.workspaces.of(team);
		if (workspace === null || event.user === undefined || event.bot_id !== undefined) return;
		const thread = event.thread_ts ?? null;
		const where: Where = {
			team,
			channel: event.channel,
			thread,
			user: event.user,
			userName: null,
			responseUrl: null,
			key: eventId,
		};
		const root = thread === null ? null : await this.#options.studio.postOf('slack', event.channel, thread);
		const text = withoutMention(event.text, workspace.botUserId).replace(/^\/?taue\s+/i, '');
		const { files = [] } = event;
		if (files.length > 0 && text === '') return this.#recover(where, files);
		await this.#run(where, text, root === null ? null : root.pictureId);
	}

	/** Files that somebody asked about: their recipe, or what is wrong with them. */
	async #recover(where: Where, given: readonly SlackFile[]): Promise<void> {
		await this.#answer(where, async (context, { workspace }) => {
			const { fileOrigins } = this.#options;
			const files = await Promise.all(given.map((file) => droppedFile(workspace.answers, file, fileOrigins)));
			for (const { id } of given) this.#seen.isNew(`recipe ${where.channel} ${id}`);
			return recoverFrom(files, context);
		});
	}

	/**
	 * A file in a channel, with no word to us. Only what is named like a picture of ours is looked into, and only
	 * a recipe is worth an answer; a mention of ours with the same file has its answer already.
	 */
	async #fileShared(event: Body<'fileSharedEvent'>, eventId: string, team: string): Promise<void> {
		const { workspaces, fileOrigins } = this.#options;
		const workspace = await workspaces.of(team);
		if (workspace === null || event.user_id === workspace.botUserId) return;
		const file = await droppedFile(workspace.answers, { id: event.file_id }, fileOrigins);
		if (!isNamedLikeOurs(file) || !isPng(file)) return;
		if (!this.#seen.isNew(`recipe ${event.channel_id} ${event.file_id}`)) return;
		const where: Where = {
			team,
			channel: event.channel_id,
			thread: null,
			user: event.user_id,
			userName: null,
			responseUrl: null,
			key: eventId,
		};
		await this.#answer(where, async (context) => {
			const reply = await recoverFrom([file], context);
			return reply.kind === 'error' ? null : reply;
		});
	}

	/** Runs what was typed; a thread of ours is what is pointed at. */
	async #run(where: Where, text: string, thread: PictureId | null): Promise<void> {
		const { commands } = this.#options;
		await this.#answer(where, async (context) =>
			commands.run(commands.read(text), { ...context, ...(thread !== null && { pointed: { thread } }) }),
		);
	}

	async #recipe(body: Body<'messageShortcutBody'>, team: string): Promise<void> {
		const where: Where = {
			team,
			channel: body.channel.id,
			channelName: body.channel.name,
			thread: body.message?.thread_ts ?? null,
			user: body.user.id,
			userName: nameOf(body.user),
			responseUrl: body.response_url ?? null,
			key: body.trigger_id,
		};
		const post = await this.#options.studio.postOf('slack', body.channel.id, body.message_ts);
		if (post === null) return this.#recover(where, body.message?.files ?? []);
		await this.#answer(where, async (context) => {
			const { commands } = this.#options;
			return commands.run(commands.fill('show', { picture: post.pictureId }), context);
		});
	}

	// ---------------------------------------------------------------------------- buttons, menus and forms

	async #control(body: Body<'actionBody'>, use: ControlUse | null, team: string): Promise<void> {
		const where = whereOf(body, team);
		const open = async (asked: Asked, context: CommandContext, found: ControlUse) => {
			const answer = await useControl(found, context);
			if (answer.kind === 'form') {
				await this.#open(asked.workspace, body.trigger_id, () =>
					modalOf(answer.form, openedAt(where), asked.locale),
				);
				return null;
			}
			if (answer.kind === 'changed') this.#options.answers.changed(answer.picture.id);
			return answer.kind === 'reply' ? answer.reply : null;
		};
		await this.#answer(where, async (context, asked) => {
			if (use === null) return errorReply('old-control', textsFor(context.locale).oldControl);
			return open(asked, context, use);
		});
	}

	async #submission(body: Body<'viewBody'>, values: FormValues, team: string): Promise<void> {
		const { view, user } = body;
		const chosen = body.response_urls?.[0];
		const from = readOpened(view.private_metadata) ?? {
			channel: chosen?.channel_id ?? values.where ?? '',
			thread: null,
			responseUrl: chosen?.response_url ?? null,
		};
		const where: Where = {
			team,
			...from,
			user: user.id,
			userName: nameOf(user),
			key: `${view.id} ${view.hash ?? ''}`,
		};
		await this.#answer(where, async (context) => {
			if (view.callback_id === DRAW_FORM) {
				const { commands } = this.#options;
				return commands.run(commands.fill('draw', { line: lineOfDrawForm(values) }), context);
			}
			const control = readControlId(view.callback_id);
			if (control === null) return errorReply('old-control', textsFor(context.locale).oldControl);
			const answer = await useControl({ control, values }, context);
			if (answer.kind === 'changed') this.#options.answers.changed(answer.picture.id);
			return answer.kind === 'reply' ? answer.reply : null;
		});
	}

	async #openDraw(trigger: string, from: Opened | null, team: string, locale: Locale): Promise<void> {
		const workspace = await this.#options.workspaces.of(team);
		if (workspace !== null) await this.#open(workspace, trigger, () => drawModal(from, locale));
	}

	async #open(
		workspace: Workspace,
		trigger: string,
		view: () => ReturnType<typeof drawModal>,
	): Promise<void> {
		try {
			await workspace.answers.views.open({ trigger_id: trigger, view: view() });
		} catch (error) {
			if (refusalOf(error) !== 'trigger') throw error;
			this.#options.log.warn({ err: error }, 'a form came too late; pressing again opens it');
		}
	}

	// -------------------------------------------------------------------------------------------- reactions

	async #reaction(event: Body<'reactionEvent'>, eventId: string, team: string): Promise<void> {
		const { studio, people, workspaces, answers, log } = this.#options;
		const { channel, ts } = event.item;
		if (event.item.type !== 'message' || channel === undefined || ts === undefined) return;
		const workspace = await workspaces.of(team);
		if (workspace === null || event.user === workspace.botUserId) return;
		const post = await studio.postOf('slack', channel, ts);
		if (post === null) return;
		const target = readTarget(post);
		const person = people.person(team, event.user, null, workspace.installer);
		const place = placeOf(team, channel);
		const thread = target.thread ?? post.message;
		const { locale } = target;
		const asked: Asked = { workspace, channel, thread, user: event.user, responseUrl: null, locale };
		try {
			const outcome = await applyReaction(studio, {
				emoji: event.reaction,
				added: event.type === 'reaction_added',
				person,
				place,
				post,
				locale,
				idempotencyKey: eventId,
			});
			if (outcome.kind === 'changed') answers.changed(outcome.picture.id);
			if (outcome.kind !== 'make') return;
			const { jobs, warnings } = await studio.make(outcome.action, {
				pictureId: outcome.picture.id,
				person,
				place,
				// The same reaction of the same person on the same message counts once, however often it is given.
				idempotencyKey: `reaction ${channel} ${ts} ${event.reaction}`,
				post: writeTarget({
					team,
					channel,
					thread,
					locale,
					person: event.user,
					lost: false,
					shared: false,
				}),
			});
			await answers.reply({ kind: 'jobs', jobs, warnings, private: false }, asked);
		} catch (error) {
			if (!(error instanceof StudioError)) {
				log.error({ err: error, channel, ts }, 'a reaction could not be carried out');
			}
			await answers.tell(errorCard(replyOf(error, locale), locale), asked);
		}
	}

	// ---------------------------------------------------------------------------------------------- answers

	async #answer(
		where: Where,
		run: (context: CommandContext, asked: Asked) => Promise<Reply | null>,
	): Promise<void> {
		const { studio, commands, workspaces, people, answers, log } = this.#options;
		const { team, channel, thread, user } = where;
		const workspace = await workspaces.of(team);
		if (workspace === null) return;
		const place = placeOf(team, channel, where.channelName);
		const { locale } = await studio.settings(place);
		const asked: Asked = { workspace, channel, thread, user, responseUrl: where.responseUrl, locale };
		const context: CommandContext = {
			studio,
			commands,
			person: people.person(team, user, where.userName, workspace.installer),
			place,
			locale,
			idempotencyKey: where.key,
			post: writeTarget({ team, channel, thread, locale, person: user, lost: false, shared: false }),
		};
		let reply: Reply | null;
		try {
			reply = await run(context, asked);
		} catch (error) {
			log.error({ err: error, key: where.key }, 'a command failed');
			reply = internalError(locale);
		}
		if (reply !== null) await answers.reply(reply, asked);
	}
}

type Body<K extends keyof typeof payloads> = (typeof payloads)[K] extends { readonly _output: infer Output }
	? Output
	: never;

function teamOf({ teamId, enterpriseId }: { teamId?: string; enterpriseId?: string }): string {
	return teamId ?? enterpriseId ?? '';
}

function nameOf({
	name,
	username,
}: {
	name?: string | undefined;
	username?: string | undefined;
}): string | null {
	return name ?? username ?? null;
}

function openedAt({ channel, thread, responseUrl }: Where): Opened {
	return { channel, thread, responseUrl };
}

/** A press in a message: new pictures go into the thread of the message, or of the one it is in. */
function whereOf(body: Body<'actionBody'>, team: string): Where {
	const { container, message, user } = body;
	const alone = container?.is_ephemeral === true;
	const inThread = message?.thread_ts ?? container?.thread_ts ?? null;
	return {
		team,
		channel: body.channel?.id ?? container?.channel_id ?? '',
		channelName: body.channel?.name,
		thread: inThread ?? (alone ? null : (message?.ts ?? container?.message_ts ?? null)),
		user: user.id,
		userName: nameOf(user),
		responseUrl: body.response_url ?? null,
		key: body.trigger_id,
	};
}

function useOf({ actions: [action] }: Body<'actionBody'>): ControlUse | null {
	const control = readControlId(action.action_id);
	if (control === null) return null;
	const chosen = action.selected_option?.value;
	return {
		control,
		...(chosen !== undefined && { chosen }),
		...(action.value !== undefined && { line: action.value }),
	};
}

/** What is wrong with the line of a form, said beside its field while the form stays open. */
function mistakeInForm(
	commands: Commands,
	callback: string,
	values: FormValues,
	locale: Locale,
): Record<string, string> | null {
	const drawn = callback === DRAW_FORM;
	const line = drawn ? lineOfDrawForm(values) : values.line;
	if (line === undefined) return null;
	if (drawn && line === '') return { object1: slackTexts(locale).nothing };
	const { mistake } = commands.fill('draw', { line });
	return mistake === null ? null : { [drawn ? 'object1' : 'line']: sentenceOf(mistake, locale) };
}

function sentenceOf(mistake: ErrorReply, locale: Locale): string {
	const { corrected } = mistake;
	const said = errorText(mistake, locale);
	return corrected === undefined ? said : `${said} ${slackTexts(locale).meant(corrected)}`;
}

function replyOf(error: unknown, locale: Locale): ErrorReply {
	return error instanceof StudioError ? replyToError(error) : internalError(locale);
}
