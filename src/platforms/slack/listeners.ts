import { randomUUID } from 'node:crypto';
import type { App } from '@slack/bolt';
import Bottleneck from 'bottleneck';
import type { Commands, ErrorReply, Invocation } from '../../../commands/command.ts';
import type { Locale } from '../../studio/people.ts';
import type { PictureId } from '../../studio/picture-view.ts';
import { readControlId } from '../control-id.ts';
import { type ControlUse, controlMode, lineFilledIn } from '../controls.ts';
import type { Desk } from '../desk.ts';
import { type DroppedFile, isPng } from '../dropped.ts';
import type { FormValues } from '../forms.ts';
import type { Clock } from '../platform.ts';
import { SaidTwice } from '../said-twice.ts';
import { Seen } from '../seen.ts';
import { errorText } from '../texts/index.ts';
import { welcomeCard } from '../welcome-card.ts';
import { messageOf, NO_FILES } from './blocks.ts';
import { droppedFile, isNamedLikeOurs, type SlackFile } from './dropped-files.ts';
import { typedText, withoutMention } from './markup.ts';
import { DRAW_FORM, drawModal, lineOfDrawForm, type Opened, readOpened, valuesOf } from './modal.ts';
import * as payloads from './payloads.ts';
import { placeOf } from './people.ts';
import { type Body, filesOf, nameOf, teamOf, useOf, whereOf } from './read-payload.ts';
import { openedAt, openView, SlackRequest, type SlackRequestOptions, type Where } from './request.ts';
import { readTarget } from './target.ts';
import { slackTexts } from './texts.ts';

export const RECIPE_SHORTCUT = 'taue_recipe';
export const DRAW_SHORTCUT = 'taue_draw';
/** Commands carried out at the same time: acknowledgements must find the way free. */
const AT_ONCE = 8;
/**
 * Slack sends events again that it believes lost, up to an hour later; what is forgotten by then, the studio's
 * idempotency keys still know.
 */
const SEEN_MS = 10 * 60_000;
const MOST_SEEN = 20_000;
/** What opens the draw form, typed after `/taue`. */
const FORM_WORDS = /^(form|フォーム)$/i;

export interface ListenersOptions extends SlackRequestOptions {
	readonly desk: Desk;
	readonly commands: Commands;
	/** Hosts from which files are fetched. */
	readonly fileOrigins: readonly string[];
	readonly clock: Clock;
}

/** Reads what people do; each is acknowledged first, and brought to the desk after. */
export class Listeners {
	readonly #options: ListenersOptions;
	readonly #seen: Seen;
	readonly #twice: SaidTwice;
	readonly #line = new Bottleneck({ maxConcurrent: AT_ONCE });
	readonly #underway = new Set<Promise<void>>();

	constructor(options: ListenersOptions) {
		this.#options = options;
		this.#seen = new Seen(options.clock, SEEN_MS, MOST_SEEN);
		this.#twice = new SaidTwice(options.clock);
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
		app.event('app_mention', async ({ event, context }) => {
			const mention = payloads.mentionEvent.parse(event);
			this.#later(() => this.#mention(mention, teamOf(context)));
		});
		app.message(async ({ message, context }) => {
			const said = payloads.directMessage.safeParse(message);
			if (said.success) this.#later(() => this.#mention(said.data, teamOf(context)));
		});
		app.event('app_home_opened', async ({ event, context }) => {
			const opened = payloads.homeEvent.parse(event);
			this.#later(() => this.#home(opened, teamOf(context)));
		});
		app.event('file_shared', async ({ event, body, context }) => {
			const shared = payloads.fileSharedEvent.parse(event);
			this.#later(() => this.#fileShared(shared, body.event_id, teamOf(context)));
		});
		app.event(/^reaction_(added|removed)$/, async ({ event, context }) => {
			const reaction = payloads.reactionEvent.parse(event);
			this.#later(() => this.#reaction(reaction, teamOf(context)));
		});
		app.action({ action_id: /.*/ }, async ({ ack, body, context }) => {
			await ack();
			const action = payloads.actionBody.parse(body);
			const use = useOf(action);
			// A form must be open within three seconds of the press: it waits in no line.
			if (use !== null && controlMode(use, this.#options.commands) === 'form')
				this.#now(() => this.#control(action, use, teamOf(context)));
			else this.#later(() => this.#control(action, use, teamOf(context)));
		});
		app.view({ callback_id: /.*/, type: 'view_submission' }, async ({ ack, body, context }) => {
			const view = payloads.viewBody.parse(body);
			const values = valuesOf(view.view.state.values);
			// The form carries its language: nothing is looked up before the acknowledgement.
			const locale = readOpened(view.view.private_metadata)?.locale ?? 'en';
			const filled = filledForm(view.view.callback_id, values, this.#options.commands);
			const mistake = filled && mistakeIn(filled, locale);
			if (mistake !== null) return ack({ response_action: 'errors', errors: mistake });
			await ack();
			this.#later(() => this.#submission(view, filled, values, teamOf(context)));
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

	#request(where: Where): SlackRequest {
		return new SlackRequest(where, this.#options);
	}

	// -------------------------------------------------------------------------------------------- greetings

	/** The app's home shows what can be done; its messages begin with a greeting, once for each person. */
	async #home({ user, tab, channel }: Body<'homeEvent'>, team: string): Promise<void> {
		const { studio, workspaces } = this.#options;
		const workspace = await workspaces.of(team);
		if (workspace === null) return;
		const { locale } = await studio.settings.of(placeOf(team, channel));
		const greeting = messageOf(welcomeCard(locale), NO_FILES);
		if (tab === 'home') {
			await workspace.answers.views.publish({
				user_id: user,
				view: { type: 'home', blocks: greeting.blocks },
			});
			return;
		}
		const mark = randomUUID();
		if ((await studio.memory.setOnce('slack', `greeted ${team} ${user}`, mark)) !== mark) return;
		await workspace.answers.chat.postMessage({ channel, ...greeting });
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
			const { locale } = await this.#options.studio.settings.of(placeOf(team, where.channel));
			return this.#openDraw(body.trigger_id, openedAt(where), team, locale);
		}
		return this.#options.desk.typed(text, this.#request(where));
	}

	async #mention(event: Body<'mentionEvent'>, team: string): Promise<void> {
		const { studio, desk, workspaces } = this.#options;
		const workspace = await workspaces.of(team);
		if (workspace === null || event.user === undefined || event.bot_id !== undefined) return;
		// An edit comes as a further mention of the same message, and so does a mention in a direct message.
		if (!this.#seen.isNew(`message ${event.channel} ${event.ts}`)) return;
		const thread = event.thread_ts ?? null;
		const root = thread === null ? null : await studio.posts.byMessage('slack', event.channel, thread);
		const request = this.#request({
			team,
			channel: event.channel,
			thread,
			user: event.user,
			userName: null,
			responseUrl: null,
			// However often it comes, and however late: an edit of yesterday's message is the same request.
			key: `message ${event.channel} ${event.ts}`,
			root: root?.pictureId,
		});
		const text = withoutMention(event.text, workspace.botUserId);
		const files = filesOf(event);
		if (files.length === 0 || text !== '') {
			return this.#twice.is(event.channel, event.user, text) ? undefined : desk.typed(text, request);
		}
		// A file that was shared may have its answer already.
		const fresh = files.filter(({ id }) => this.#seen.isNew(`recipe ${event.channel} ${id}`));
		if (fresh.length > 0) return desk.recipe(() => this.#files(team, event.channel, fresh), request);
	}

	/** Files that somebody asked about; they are looked into once. */
	async #files(team: string, channel: string, given: readonly SlackFile[]): Promise<readonly DroppedFile[]> {
		const { workspaces, fileOrigins } = this.#options;
		const workspace = await workspaces.of(team);
		if (workspace === null) return [];
		for (const { id } of given) this.#seen.isNew(`recipe ${channel} ${id}`);
		return Promise.all(given.map((file) => droppedFile(workspace.answers, file, fileOrigins)));
	}

	/**
	 * A file in a channel, with no word to us. Only what is named like a picture of ours is looked into, and only
	 * a recipe is worth an answer; a mention of ours with the same file has its answer already.
	 */
	async #fileShared(event: Body<'fileSharedEvent'>, eventId: string, team: string): Promise<void> {
		const { desk, workspaces, fileOrigins } = this.#options;
		const workspace = await workspaces.of(team);
		if (workspace === null || event.user_id === workspace.botUserId) return;
		const file = await droppedFile(workspace.answers, { id: event.file_id }, fileOrigins);
		if (!isNamedLikeOurs(file) || !isPng(file)) return;
		if (!this.#seen.isNew(`recipe ${event.channel_id} ${event.file_id}`)) return;
		const request = this.#request({
			team,
			channel: event.channel_id,
			thread: null,
			user: event.user_id,
			userName: null,
			responseUrl: null,
			key: eventId,
		});
		return desk.recipe(async () => [file], request, 'silent');
	}

	async #recipe(body: Body<'messageShortcutBody'>, team: string): Promise<void> {
		const { studio, desk } = this.#options;
		const { channel, message, message_ts: ts } = body;
		const request = this.#request({
			team,
			channel: channel.id,
			channelName: channel.name,
			thread: message?.thread_ts ?? null,
			user: body.user.id,
			userName: nameOf(body.user),
			responseUrl: body.response_url ?? null,
			key: body.trigger_id,
		});
		return desk.recipe(async () => {
			const post = await studio.posts.byMessage('slack', channel.id, ts);
			return post?.pictureId ?? this.#files(team, channel.id, message?.files ?? []);
		}, request);
	}

	// ---------------------------------------------------------------------------- buttons, menus and forms

	async #control(body: Body<'actionBody'>, use: ControlUse | null, team: string): Promise<void> {
		const where = whereOf(body, team);
		const picture = use?.control.picture ?? null;
		const alone = body.container?.is_ephemeral === true && where.thread === null && picture !== null;
		const thread = alone ? await this.#threadOf(picture, where.channel) : where.thread;
		return this.#options.desk.used(use, this.#request({ ...where, thread }));
	}

	/** What its person alone sees has no thread: new pictures go into that of the picture. */
	async #threadOf(picture: PictureId, channel: string): Promise<string | null> {
		const posts = await this.#options.studio.posts.of(picture);
		const here = posts.find(({ platform, target }) => platform === 'slack' && target.channel === channel);
		return here?.target.thread ?? here?.message ?? null;
	}

	async #submission(
		body: Body<'viewBody'>,
		filled: FilledForm | null,
		values: FormValues,
		team: string,
	): Promise<void> {
		const { desk } = this.#options;
		const { view, user } = body;
		const chosen = body.response_urls?.[0];
		const from = readOpened(view.private_metadata) ?? {
			channel: chosen?.channel_id ?? values.where ?? '',
			thread: null,
			responseUrl: chosen?.response_url ?? null,
		};
		const request = this.#request({
			team,
			channel: from.channel,
			thread: from.thread,
			responseUrl: from.responseUrl,
			user: user.id,
			userName: nameOf(user),
			key: `${view.id} ${view.hash ?? ''}`,
		});
		if (filled !== null) return desk.invoked(filled.invocation, request);
		const control = readControlId(view.callback_id);
		return desk.used(control && { control, values }, request);
	}

	/** Slack's own form, which belongs to no control. */
	async #openDraw(trigger: string, from: Opened | null, team: string, locale: Locale): Promise<void> {
		const workspace = await this.#options.workspaces.of(team);
		if (workspace !== null) await openView(workspace, trigger, drawModal(from, locale), this.#options.log);
	}

	// -------------------------------------------------------------------------------------------- reactions

	async #reaction(event: Body<'reactionEvent'>, team: string): Promise<void> {
		const { studio, desk, workspaces } = this.#options;
		const { channel, ts } = event.item;
		if (event.item.type !== 'message' || channel === undefined || ts === undefined) return;
		const workspace = await workspaces.of(team);
		if (workspace === null || event.user === workspace.botUserId) return;
		const post = await studio.posts.byMessage('slack', channel, ts);
		if (post === null) return;
		const target = readTarget(post);
		const request = this.#request({
			team,
			channel,
			thread: target.thread ?? post.message,
			user: event.user,
			userName: null,
			responseUrl: null,
			// The same reaction of the same person on the same message counts once, however often it is given.
			key: `reaction ${channel} ${ts} ${event.reaction}`,
			locale: target.locale,
		});
		const added = event.type === 'reaction_added';
		return desk.reacted({ emoji: event.reaction, added, post }, request);
	}
}

/** A form with a line as it came back, read once. */
interface FilledForm {
	readonly invocation: Invocation;
	/** Beside which a mistake is said. */
	readonly field: 'object1' | 'line';
	readonly empty: boolean;
}

/** Null for a form without a line. */
function filledForm(callback: string, values: FormValues, commands: Commands): FilledForm | null {
	if (callback === DRAW_FORM) {
		const line = lineOfDrawForm(values);
		return { invocation: commands.fill('draw', { line }), field: 'object1', empty: line === '' };
	}
	const control = readControlId(callback);
	const invocation = control && lineFilledIn({ control, values }, commands);
	return invocation && { invocation, field: 'line', empty: false };
}

/** What is wrong with the line of a form, said beside its field while the form stays open. */
function mistakeIn({ invocation, field, empty }: FilledForm, locale: Locale): Record<string, string> | null {
	if (empty) return { [field]: slackTexts(locale).nothing };
	return invocation.mistake && { [field]: sentenceOf(invocation.mistake, locale) };
}

function sentenceOf(mistake: ErrorReply, locale: Locale): string {
	const { corrected } = mistake;
	const said = errorText(mistake, locale);
	return corrected === undefined ? said : `${said} ${slackTexts(locale).meant(corrected)}`;
}
