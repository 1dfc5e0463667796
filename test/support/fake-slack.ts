import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { type WebSocket, WebSocketServer } from 'ws';
import { type FakeBlock, type FakeView, wrongArguments } from './fake-slack-rules.ts';

export interface FakeMessage {
	readonly channel: string;
	readonly ts: string;
	readonly thread: string | null;
	text: string;
	blocks: readonly FakeBlock[];
	/** How often it was written: 1 when posted. */
	writes: number;
	deleted: boolean;
	/** The file that Slack made this message for. */
	readonly file: string | null;
}

export interface FakeFile {
	readonly id: string;
	readonly name: string;
	readonly alt: string | null;
	bytes: Buffer;
	complete: boolean;
	mimetype: string;
	polls: number;
	share: { readonly channel: string; readonly thread: string | null; ts: string | null } | null;
	deleted: boolean;
}

/** A file as a person shares it. */
export interface SharedFile {
	readonly name: string;
	readonly mime: string;
	readonly bytes: Uint8Array;
	/** Another address than the fake's own. */
	readonly url?: string;
	/** What Slack says of its size, where that is to differ. */
	readonly size?: number;
	/** Slack tells the app nothing of it. */
	readonly hidden?: boolean;
}

export interface FakeEphemeral {
	readonly channel: string;
	readonly user: string | null;
	readonly text: string;
	readonly blocks: readonly FakeBlock[];
	readonly via: 'response_url' | 'api';
}

export interface OpenedView {
	readonly id: string;
	readonly hash: string;
	readonly trigger: string;
	readonly view: FakeView;
}

export interface Call {
	readonly method: string;
	readonly token: string;
	readonly given: Readonly<Record<string, string>>;
	readonly at: number;
	error: string | null;
}

/** How an envelope was acknowledged. */
export interface Acknowledgement {
	readonly ms: number;
	readonly payload: Readonly<Record<string, unknown>> | undefined;
}

export interface FakeSlackOptions {
	/** Looks at a file before Slack has worked on it. */
	readonly fileAfterPolls?: number;
	/** Least time between two messages to a channel; 429 below it. */
	readonly postEveryMs?: number;
	/** Edits of a workspace within a minute; 429 beyond them. */
	readonly editsPerMinute?: number;
	/** Files that are in no channel show in no block. */
	readonly refusesUnshared?: boolean;
}

interface Plan {
	times: number;
	readonly answer: { readonly status?: number; readonly error?: string; readonly retryAfter?: number };
	readonly when: ((given: Readonly<Record<string, string>>) => boolean) | undefined;
}

export const TEAM = 'T0001';
export const BOT_TOKEN = 'xoxb-1';
export const APP_TOKEN = 'xapp-1';
export const BOT_USER = 'U0BOT';
const ACKNOWLEDGE_MS = 3_000;
/** Longer than anything takes on a busy machine. */
const PATIENCE_MS = 600_000;

/** Slack, as far as our client sees it: Web API, Socket Mode, uploads, answers by address. Strict, and in memory. */
export class FakeSlack {
	readonly options: FakeSlackOptions;
	/** Bot tokens and what they stand for; more are added by OAuth. */
	readonly tokens = new Map([[BOT_TOKEN, { team: TEAM, botUser: BOT_USER, botId: 'B0001' }]]);
	readonly messages = new Map<string, FakeMessage>();
	readonly files = new Map<string, FakeFile>();
	readonly ephemerals: FakeEphemeral[] = [];
	readonly views: OpenedView[] = [];
	/** The app's home, as each person sees it. */
	readonly homes = new Map<string, { readonly blocks: FakeBlock[] }>();
	readonly calls: Call[] = [];
	/** Requests that break Slack's rules: there must be none. */
	readonly invalid: string[] = [];
	/** Envelopes acknowledged too late or never. */
	late = 0;
	readonly ackMs: number[] = [];
	/** Closed channels with Slack's word for why. */
	readonly closed = new Map<string, string>();
	readonly #shared = new Map<string, SharedFile & { readonly path: string }>();
	/** Paths of people's files that were fetched. */
	readonly fetched: string[] = [];
	readonly #plans = new Map<string, Plan[]>();
	readonly #server: Server;
	readonly #sockets = new Set<WebSocket>();
	readonly #waiting = new Map<string, (payload: Acknowledgement['payload']) => void>();
	readonly #watchers = new Set<() => void>();
	readonly #lastPost = new Map<string, number>();
	readonly #responses = new Map<string, { uses: number; readonly channel: string; readonly user: string }>();
	readonly #triggers = new Set<string>();
	#edits: number[] = [];
	#wss: WebSocketServer;
	#counter = 0;
	connections = 0;

	constructor(options: FakeSlackOptions = {}) {
		this.options = options;
		this.#server = createServer((request, response) => void this.#serve(request, response));
		this.#wss = new WebSocketServer({ server: this.#server });
		this.#wss.on('connection', (socket) => this.#connected(socket));
	}

	async start(): Promise<void> {
		await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
	}

	async stop(): Promise<void> {
		for (const socket of this.#sockets) socket.terminate();
		this.#wss.close();
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	get origin(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	get apiUrl(): string {
		return `${this.origin}/api/`;
	}

	next(prefix: string): string {
		this.#counter++;
		return `${prefix}${String(this.#counter).padStart(8, '0')}`;
	}

	#ts(): string {
		this.#counter++;
		return `1700000000.${String(this.#counter).padStart(6, '0')}`;
	}

	// ----------------------------------------------------------------------------------------------- waiting

	/**
	 * Resolves with the first value that is neither null, undefined nor false, asked anew after every change.
	 * Rejects with what there is where it never comes.
	 */
	until<T>(look: () => T | null | undefined | false, patienceMs = PATIENCE_MS): Promise<T> {
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => {
				this.#watchers.delete(check);
				reject(new Error(`what was waited for never came: ${look}\n${this.#state()}`));
			}, patienceMs);
			const check = () => {
				const found = look();
				if (found === null || found === undefined || found === false) return;
				clearTimeout(timer);
				this.#watchers.delete(check);
				resolve(found);
			};
			this.#watchers.add(check);
			check();
		});
	}

	#state(): string {
		const messages = this.posted().map((each, n) => `${n}: ${readable(each).replaceAll('\n', ' | ')}`);
		const told = this.ephemerals.map((each) => `told: ${readable(each).replaceAll('\n', ' | ')}`);
		const calls = this.calls.slice(-12).map(({ method, error }) => `${method} ${error ?? 'ok'}`);
		return [...messages, ...told, ...calls, ...this.invalid].slice(-60).join('\n');
	}

	#changed(): void {
		for (const check of [...this.#watchers]) check();
	}

	/** The next calls of a method fail so. */
	fail(method: string, answer: Plan['answer'], times = 1, when?: Plan['when']): void {
		const plans = this.#plans.get(method) ?? [];
		plans.push({ times, answer, when });
		this.#plans.set(method, plans);
	}

	callsOf(method: string): readonly Call[] {
		return this.calls.filter((call) => call.method === method);
	}

	message(channel: string, ts: string): FakeMessage | undefined {
		return this.messages.get(`${channel}/${ts}`);
	}

	/** Messages that are there, in the order of posting; those of shared files apart. */
	posted(channel?: string): readonly FakeMessage[] {
		return [...this.messages.values()].filter(
			(message) =>
				!message.deleted && message.file === null && (channel === undefined || message.channel === channel),
		);
	}

	// ----------------------------------------------------------------------------------------- what people do

	/** Resolves when it was acknowledged; rejects never, but counts what came late. */
	async deliver(
		type: 'slash_commands' | 'interactive' | 'events_api',
		payload: object,
		retry?: { readonly attempt: number; readonly reason: string },
	): Promise<Acknowledgement> {
		const socket = await this.until(() => [...this.#sockets].find(({ readyState }) => readyState === 1));
		const envelope = this.next('envelope-');
		const start = performance.now();
		const acknowledged = new Promise<Acknowledgement>((resolve) => {
			const timer = setTimeout(() => {
				this.late++;
				this.#waiting.delete(envelope);
				resolve({ ms: Number.POSITIVE_INFINITY, payload: undefined });
			}, ACKNOWLEDGE_MS);
			this.#waiting.set(envelope, (given) => {
				clearTimeout(timer);
				const ms = performance.now() - start;
				this.ackMs.push(ms);
				resolve({ ms, payload: given });
			});
		});
		socket.send(
			JSON.stringify({
				type,
				envelope_id: envelope,
				payload,
				accepts_response_payload: type !== 'events_api',
				...(retry !== undefined && { retry_attempt: retry.attempt, retry_reason: retry.reason }),
			}),
		);
		return acknowledged;
	}

	/** A trigger opens one form within three seconds. */
	trigger(): string {
		const trigger = this.next('trigger.');
		this.#triggers.add(trigger);
		return trigger;
	}

	responseUrl(channel: string, user: string): string {
		const id = this.next('response-');
		this.#responses.set(id, { uses: 0, channel, user });
		return `${this.origin}/response/${id}`;
	}

	commandPayload(text: string, { channel = 'C0001', user = 'U0ANA', team = TEAM } = {}) {
		return {
			token: 'verification',
			api_app_id: 'A0001',
			team_id: team,
			team_domain: 'taue',
			channel_id: channel,
			channel_name: 'drawing',
			user_id: user,
			user_name: user.replace(/^U0/, '').toLowerCase(),
			command: '/taue',
			text,
			response_url: this.responseUrl(channel, user),
			trigger_id: this.trigger(),
			is_enterprise_install: false,
		};
	}

	command(text: string, options: Parameters<FakeSlack['commandPayload']>[1] = {}): Promise<Acknowledgement> {
		return this.deliver('slash_commands', this.commandPayload(text, options));
	}

	eventPayload(event: object, { team = TEAM, id = this.next('Ev') } = {}) {
		return {
			token: 'verification',
			team_id: team,
			api_app_id: 'A0001',
			event,
			type: 'event_callback',
			event_id: id,
			event_time: 1_700_000_000,
			authorizations: [{ team_id: team, user_id: BOT_USER, is_bot: true, is_enterprise_install: false }],
			is_ext_shared_channel: false,
			event_context: 'context',
		};
	}

	mentionEvent(
		text: string,
		{
			channel = 'C0001',
			user = 'U0ANA',
			thread = '',
			files = [],
		}: {
			readonly channel?: string;
			readonly user?: string;
			readonly thread?: string;
			readonly files?: readonly SharedFile[];
		} = {},
	) {
		const ts = this.#ts();
		return {
			type: 'app_mention',
			user,
			text: `<@${BOT_USER}> ${text}`,
			ts,
			channel,
			event_ts: ts,
			...(thread !== '' && { thread_ts: thread }),
			...(files.length > 0 && { files: files.map((file) => this.upload(file)) }),
		};
	}

	/** Puts a file where Slack keeps people's files, as events then tell of it. */
	upload(file: SharedFile) {
		const id = this.next('F');
		const path = `/files-pri/${TEAM}-${id}/${file.name}`;
		this.#shared.set(id, { ...file, path });
		const url = file.url ?? `${this.origin}${path}`;
		return {
			id,
			name: file.name,
			title: file.name,
			mimetype: file.mime,
			filetype: file.mime.replace('image/', ''),
			size: file.size ?? file.bytes.byteLength,
			user: 'U0ANA',
			url_private: url,
			url_private_download: url,
		};
	}

	/** A file that somebody shares in a channel, with no word to the app. */
	share(file: SharedFile, { channel = 'C0001', user = 'U0ANA' } = {}): Promise<Acknowledgement> {
		const { id } = this.upload(file);
		const event = {
			type: 'file_shared',
			file_id: id,
			user_id: user,
			file: { id },
			channel_id: channel,
			event_ts: this.#ts(),
		};
		return this.deliver('events_api', this.eventPayload(event));
	}

	mention(text: string, options: Parameters<FakeSlack['mentionEvent']>[1] = {}): Promise<Acknowledgement> {
		return this.deliver('events_api', this.eventPayload(this.mentionEvent(text, options)));
	}

	/** A line in the app's own messages. */
	direct(
		text: string,
		{ channel = 'D0ANA', user = 'U0ANA', ts = this.#ts() } = {},
	): Promise<Acknowledgement> {
		const event = { type: 'message', channel_type: 'im', channel, user, text, ts, event_ts: ts };
		return this.deliver('events_api', this.eventPayload(event));
	}

	/** Somebody opens the app. */
	opens(tab: 'home' | 'messages', { channel = 'D0ANA', user = 'U0ANA' } = {}): Promise<Acknowledgement> {
		const event = { type: 'app_home_opened', tab, channel, user, event_ts: this.#ts() };
		return this.deliver('events_api', this.eventPayload(event));
	}

	reactionEvent(
		message: Pick<FakeMessage, 'channel' | 'ts'>,
		reaction: string,
		{ user = 'U0ANA', added = true } = {},
	) {
		return {
			type: added ? 'reaction_added' : 'reaction_removed',
			user,
			reaction,
			item: { type: 'message', channel: message.channel, ts: message.ts },
			item_user: BOT_USER,
			event_ts: this.#ts(),
		};
	}

	react(
		message: Pick<FakeMessage, 'channel' | 'ts'>,
		reaction: string,
		options: Parameters<FakeSlack['reactionEvent']>[2] = {},
	): Promise<Acknowledgement> {
		return this.deliver('events_api', this.eventPayload(this.reactionEvent(message, reaction, options)));
	}

	pressPayload(
		message: FakeMessage | FakeEphemeral,
		actionId: string,
		{ user = 'U0ANA', chosen = '', team = TEAM } = {},
	) {
		const element = message.blocks
			.flatMap((block) => (block.type === 'actions' ? block.elements : []))
			.find(({ action_id }) => action_id === actionId);
		const ephemeral = !('ts' in message);
		const ts = 'ts' in message ? message.ts : this.#ts();
		const thread = 'thread' in message && message.thread !== null ? { thread_ts: message.thread } : {};
		return {
			type: 'block_actions',
			team: { id: team, domain: 'taue' },
			user: { id: user, username: user.toLowerCase(), name: user.toLowerCase(), team_id: team },
			api_app_id: 'A0001',
			token: 'verification',
			container: {
				type: 'message',
				message_ts: ts,
				channel_id: message.channel,
				is_ephemeral: ephemeral,
				...thread,
			},
			trigger_id: this.trigger(),
			channel: { id: message.channel, name: 'drawing' },
			...(!ephemeral && { message: { type: 'message', user: BOT_USER, ts, text: message.text, ...thread } }),
			response_url: this.responseUrl(message.channel, user),
			actions: [
				{
					type: element?.type ?? 'button',
					action_id: actionId,
					block_id: 'b1',
					action_ts: ts,
					...(element?.type === 'button' && element.value !== undefined && { value: element.value }),
					...(chosen !== '' && {
						selected_option: { text: { type: 'plain_text', text: chosen, emoji: false }, value: chosen },
					}),
				},
			],
		};
	}

	/** Presses the first control whose id has this action: `reroll`, `reroll-object`, … */
	press(
		message: FakeMessage | FakeEphemeral,
		action: string,
		options: Parameters<FakeSlack['pressPayload']>[2] = {},
	): Promise<Acknowledgement> {
		const found = message.blocks
			.flatMap((block) => (block.type === 'actions' ? block.elements : []))
			.find(({ action_id }) => action_id.split(':')[1] === action);
		if (found === undefined)
			throw new Error(`the message has no ${action}: ${JSON.stringify(message.blocks)}`);
		return this.deliver('interactive', this.pressPayload(message, found.action_id, options));
	}

	/** Presses a button behind *More*. */
	async more(
		message: FakeMessage,
		action: string,
		options: Parameters<FakeSlack['pressPayload']>[2] = {},
	): Promise<Acknowledgement> {
		const before = this.ephemerals.length;
		await this.press(message, 'more', options);
		const told = await this.until(() => this.ephemerals[before]);
		return this.press(told, action, options);
	}

	submissionPayload(
		{ id, hash, view }: OpenedView,
		values: Readonly<Record<string, string>>,
		{ user = 'U0ANA', team = TEAM, channel = '' } = {},
	) {
		const inputs = view.blocks.filter((each) => each.type === 'input');
		const state = inputs.map((each) => {
			const given = values[each.block_id ?? ''] ?? null;
			const { type, action_id } = each.element;
			const initial = 'initial_value' in each.element ? (each.element.initial_value ?? null) : null;
			const value =
				type === 'plain_text_input'
					? { type, value: given ?? initial }
					: type === 'static_select'
						? {
								type,
								selected_option:
									given === null
										? null
										: { text: { type: 'plain_text', text: given, emoji: false }, value: given },
							}
						: { type, selected_conversation: channel };
			return [each.block_id ?? '', { [action_id]: value }] as const;
		});
		return {
			type: 'view_submission',
			team: { id: team, domain: 'taue' },
			user: { id: user, username: user.toLowerCase(), name: user.toLowerCase(), team_id: team },
			api_app_id: 'A0001',
			token: 'verification',
			trigger_id: this.trigger(),
			view: {
				id,
				team_id: team,
				type: 'modal',
				private_metadata: view.private_metadata ?? '',
				callback_id: view.callback_id,
				hash,
				state: { values: Object.fromEntries(state) },
			},
			is_enterprise_install: false,
			...(channel !== '' && {
				response_urls: [
					{
						block_id: 'where',
						action_id: 'value',
						channel_id: channel,
						response_url: this.responseUrl(channel, user),
					},
				],
			}),
		};
	}

	submit(
		view: OpenedView,
		values: Readonly<Record<string, string>>,
		options: Parameters<FakeSlack['submissionPayload']>[2] = {},
	): Promise<Acknowledgement> {
		return this.deliver('interactive', this.submissionPayload(view, values, options));
	}

	messageShortcutPayload(
		message: Pick<FakeMessage, 'channel' | 'ts'>,
		{
			user = 'U0ANA',
			team = TEAM,
			files = [],
		}: { readonly user?: string; readonly team?: string; readonly files?: readonly SharedFile[] } = {},
	) {
		return {
			type: 'message_action',
			callback_id: 'taue_recipe',
			trigger_id: this.trigger(),
			message_ts: message.ts,
			response_url: this.responseUrl(message.channel, user),
			message: {
				type: 'message',
				user: files.length > 0 ? 'U0BEN' : BOT_USER,
				ts: message.ts,
				text: '',
				...(files.length > 0 && { files: files.map((file) => this.upload(file)) }),
			},
			channel: { id: message.channel, name: 'drawing' },
			user: { id: user, name: user.toLowerCase(), team_id: team },
			team: { id: team, domain: 'taue' },
			token: 'verification',
		};
	}

	// ----------------------------------------------------------------------------------------------- sockets

	#connected(socket: WebSocket): void {
		this.#sockets.add(socket);
		this.connections++;
		socket.on('close', () => this.#sockets.delete(socket));
		socket.on('message', (data) => {
			const { envelope_id, payload } = JSON.parse(String(data)) as {
				envelope_id: string;
				payload?: Acknowledgement['payload'];
			};
			const done = this.#waiting.get(envelope_id);
			this.#waiting.delete(envelope_id);
			if (done === undefined)
				this.invalid.push(`an acknowledgement of ${envelope_id}, which nobody waits for`);
			else done(payload);
			this.#changed();
		});
		socket.send(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0001' } }));
		this.#changed();
	}

	/** What Slack does from time to time: asks to reconnect, or is gone. */
	disconnect(how: 'politely' | 'rudely'): void {
		for (const socket of this.#sockets) {
			if (how === 'rudely') socket.terminate();
			else socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
		}
	}

	// ----------------------------------------------------------------------------------------------- requests

	async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks);
		const path = request.url ?? '';
		if (path.startsWith('/upload/')) return this.#upload(path.slice('/upload/'.length), body, response);
		if (path.startsWith('/files-pri/'))
			return this.#download(path, request.headers.authorization ?? '', response);
		if (path.startsWith('/response/')) return this.#respond(path.slice('/response/'.length), body, response);
		const method = path.slice('/api/'.length).split('?')[0];
		const given = Object.fromEntries(new URLSearchParams(body.toString('utf8')));
		const token = (request.headers.authorization ?? '').replace(/^Bearer /, '') || (given.token ?? '');
		delete given.token;
		const call: Call = { method, token, given, at: performance.now(), error: null };
		this.calls.push(call);
		const planned = this.#planned(method, given);
		if (planned?.retryAfter !== undefined) {
			call.error = 'ratelimited';
			response.writeHead(429, { 'retry-after': String(planned.retryAfter) }).end();
			return this.#changed();
		}
		if (planned?.status !== undefined) {
			call.error = String(planned.status);
			response.writeHead(planned.status).end('no');
			return this.#changed();
		}
		const answer =
			planned?.error === undefined
				? await this.#answer(method, token, given)
				: { ok: false, error: planned.error };
		if (answer === '429') {
			call.error = 'ratelimited';
			response.writeHead(429, { 'retry-after': '1' }).end();
		} else {
			call.error = 'error' in answer ? String(answer.error) : null;
			response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
		}
		this.#changed();
	}

	#planned(method: string, given: Readonly<Record<string, string>>): Plan['answer'] | null {
		const plan = this.#plans.get(method)?.find(({ times, when }) => times > 0 && when?.(given) !== false);
		if (plan === undefined) return null;
		plan.times--;
		return plan.answer;
	}

	async #answer(
		method: string,
		token: string,
		given: Readonly<Record<string, string>>,
	): Promise<Readonly<Record<string, unknown>> | '429'> {
		const wrong = wrongArguments(method, given);
		if (wrong !== null) {
			this.invalid.push(`${method}: ${wrong} ${JSON.stringify(given).slice(0, 2000)}`);
			return { ok: false, error: 'invalid_arguments' };
		}
		if (method === 'apps.connections.open') {
			if (token !== APP_TOKEN) return { ok: false, error: 'invalid_auth' };
			return { ok: true, url: this.origin.replace('http', 'ws') };
		}
		if (method === 'oauth.v2.access') return this.#oauth(given);
		const who = this.tokens.get(token);
		if (who === undefined) return { ok: false, error: token === '' ? 'not_authed' : 'invalid_auth' };
		switch (method) {
			case 'auth.test':
				return {
					ok: true,
					url: 'https://taue.slack.com/',
					team: 'TAUE',
					user: 'taue',
					team_id: who.team,
					user_id: who.botUser,
					bot_id: who.botId,
					is_enterprise_install: false,
				};
			case 'chat.postMessage':
				return this.#post(given);
			case 'chat.update':
				return this.#update(given);
			case 'chat.delete': {
				const message = this.message(given.channel, given.ts);
				if (message === undefined || message.deleted) return { ok: false, error: 'message_not_found' };
				message.deleted = true;
				return { ok: true, channel: message.channel, ts: message.ts };
			}
			case 'chat.postEphemeral': {
				const why = this.closed.get(given.channel);
				if (why !== undefined) return { ok: false, error: why };
				this.ephemerals.push({
					channel: given.channel,
					user: given.user,
					text: given.text ?? '',
					blocks: JSON.parse(given.blocks ?? '[]') as FakeBlock[],
					via: 'api',
				});
				return { ok: true, message_ts: this.#ts() };
			}
			case 'views.open': {
				if (!this.#triggers.delete(given.trigger_id)) return { ok: false, error: 'invalid_trigger_id' };
				const opened = {
					id: this.next('V'),
					hash: this.next('hash.'),
					trigger: given.trigger_id,
					view: JSON.parse(given.view) as FakeView,
				};
				this.views.push(opened);
				return { ok: true, view: { id: opened.id, team_id: who.team, type: 'modal', hash: opened.hash } };
			}
			case 'views.publish':
				this.homes.set(given.user_id, JSON.parse(given.view) as { blocks: FakeBlock[] });
				return { ok: true, view: { id: this.next('V'), team_id: who.team, type: 'home' } };
			case 'files.getUploadURLExternal': {
				const id = this.next('F');
				this.files.set(id, {
					id,
					name: given.filename,
					alt: given.alt_txt ?? null,
					bytes: Buffer.alloc(0),
					complete: false,
					mimetype: '',
					polls: 0,
					share: null,
					deleted: false,
				});
				return { ok: true, upload_url: `${this.origin}/upload/${id}?length=${given.length}`, file_id: id };
			}
			case 'files.completeUploadExternal':
				return this.#complete(given);
			case 'files.info':
				return this.#info(given.file);
			case 'files.delete': {
				const file = this.files.get(given.file);
				if (file === undefined || file.deleted) return { ok: false, error: 'file_not_found' };
				file.deleted = true;
				return { ok: true };
			}
			default:
				return { ok: false, error: 'unknown_method' };
		}
	}

	#post(given: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> | '429' {
		const why = this.closed.get(given.channel);
		if (why !== undefined) return { ok: false, error: why };
		const now = performance.now();
		const last = this.#lastPost.get(given.channel) ?? Number.NEGATIVE_INFINITY;
		if (now - last < (this.options.postEveryMs ?? 0)) return '429';
		this.#lastPost.set(given.channel, now);
		// A person's id opens the direct messages with them.
		const channel = given.channel.replace(/^U/, 'D');
		const blocks = JSON.parse(given.blocks ?? '[]') as FakeBlock[];
		if (this.#unshown(blocks)) return { ok: false, error: 'invalid_blocks' };
		const ts = this.#ts();
		this.messages.set(`${channel}/${ts}`, {
			channel,
			ts,
			thread: given.thread_ts ?? null,
			text: given.text ?? '',
			blocks,
			writes: 1,
			deleted: false,
			file: null,
		});
		return {
			ok: true,
			channel,
			ts,
			message: { type: 'message', text: given.text ?? '', ts, bot_id: 'B0001' },
		};
	}

	#update(given: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> | '429' {
		const why = this.closed.get(given.channel);
		if (why !== undefined) return { ok: false, error: why };
		const message = this.message(given.channel, given.ts);
		if (message === undefined || message.deleted) return { ok: false, error: 'message_not_found' };
		const now = performance.now();
		this.#edits = this.#edits.filter((at) => now - at < 60_000);
		if (this.#edits.length >= (this.options.editsPerMinute ?? Number.POSITIVE_INFINITY)) return '429';
		this.#edits.push(now);
		const blocks = JSON.parse(given.blocks ?? '[]') as FakeBlock[];
		if (this.#unshown(blocks)) return { ok: false, error: 'invalid_blocks' };
		message.text = given.text ?? message.text;
		message.blocks = blocks;
		message.writes++;
		return { ok: true, channel: message.channel, ts: message.ts, text: message.text };
	}

	/** Whether a block shows a file that is not ready, not there, or in no channel where that is asked for. */
	#unshown(blocks: readonly FakeBlock[]): boolean {
		return blocks.some((block) => {
			if (block.type !== 'image') return false;
			const file = this.files.get(block.slack_file.id);
			if (file === undefined || file.deleted || file.mimetype === '') return true;
			if (!/^image\/(png|jpeg|gif)$/.test(file.mimetype)) return true;
			return this.options.refusesUnshared === true && file.share === null;
		});
	}

	/** Without a good token Slack sends a page to sign in. */
	#download(path: string, authorization: string, response: ServerResponse): void {
		this.fetched.push(path);
		const file = [...this.#shared.values()].find((each) => each.path === decodeURI(path));
		const known = this.tokens.has(authorization.replace(/^Bearer /, ''));
		if (file === undefined) response.writeHead(404).end();
		else if (!known) response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>');
		else response.writeHead(200, { 'content-type': file.mime }).end(file.bytes);
		this.#changed();
	}

	async #upload(path: string, body: Buffer, response: ServerResponse): Promise<void> {
		const [id, query = ''] = path.split('?');
		const file = this.files.get(id);
		const planned = this.#planned('upload', { id, bytes: String(body.byteLength), name: file?.name ?? '' });
		if (planned?.status !== undefined) {
			response.writeHead(planned.status).end();
			return this.#changed();
		}
		if (file === undefined) return void response.writeHead(404).end();
		if (Number(new URLSearchParams(query).get('length')) !== body.byteLength) {
			this.invalid.push(`upload: ${body.byteLength} bytes came, ${query} was said`);
		}
		file.bytes = body;
		response.writeHead(200).end(`OK - ${body.byteLength}`);
		this.#changed();
	}

	#complete(given: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
		const [{ id }] = JSON.parse(given.files) as [{ id: string }];
		const file = this.files.get(id);
		if (file === undefined || file.bytes.byteLength === 0) return { ok: false, error: 'file_not_found' };
		file.complete = true;
		if (given.channel_id !== undefined) {
			const why = this.closed.get(given.channel_id);
			if (why !== undefined) return { ok: false, error: why };
			file.share = { channel: given.channel_id, thread: given.thread_ts ?? null, ts: null };
		}
		return { ok: true, files: [{ id, title: file.name }] };
	}

	async #info(id: string): Promise<Readonly<Record<string, unknown>>> {
		const given = this.#shared.get(id);
		if (given !== undefined) {
			if (given.hidden === true) return { ok: false, error: 'file_not_found' };
			const url = given.url ?? `${this.origin}${given.path}`;
			return {
				ok: true,
				file: {
					id,
					name: given.name,
					title: given.name,
					mimetype: given.mime,
					size: given.size ?? given.bytes.byteLength,
					user: 'U0ANA',
					url_private: url,
					url_private_download: url,
				},
			};
		}
		const file = this.files.get(id);
		if (file === undefined || file.deleted || !file.complete) return { ok: false, error: 'file_not_found' };
		file.polls++;
		if (file.polls > (this.options.fileAfterPolls ?? 1)) {
			const { format } = await sharp(file.bytes).metadata();
			file.mimetype = `image/${format}`;
			if (file.share !== null && file.share.ts === null) {
				const ts = this.#ts();
				file.share.ts = ts;
				const { channel, thread } = file.share;
				this.messages.set(`${channel}/${ts}`, {
					channel,
					ts,
					thread,
					text: '',
					blocks: [],
					writes: 1,
					deleted: false,
					file: id,
				});
			}
		}
		const { share } = file;
		return {
			ok: true,
			file: {
				id,
				name: file.name,
				title: file.name,
				mimetype: file.mimetype,
				filetype: file.mimetype.replace('image/', ''),
				size: file.bytes.byteLength,
				user: BOT_USER,
				...(file.alt !== null && { alt_txt: file.alt }),
				shares:
					share?.ts == null
						? {}
						: { public: { [share.channel]: [{ ts: share.ts, channel_name: 'drawing' }] } },
			},
		};
	}

	#respond(id: string, body: Buffer, response: ServerResponse): void {
		const known = this.#responses.get(id);
		if (known === undefined || ++known.uses > 5) {
			response.writeHead(404).end('used_url');
			return;
		}
		const given = JSON.parse(body.toString('utf8')) as {
			response_type?: string;
			text?: string;
			blocks?: FakeBlock[];
		};
		const wrong = wrongArguments('chat.postEphemeral', {
			channel: known.channel,
			user: known.user,
			text: given.text ?? '',
			blocks: JSON.stringify(given.blocks ?? []),
		});
		if (wrong !== null) this.invalid.push(`response_url: ${wrong}`);
		if (wrong !== null || this.#unshown(given.blocks ?? [])) {
			response.writeHead(404).end('invalid_blocks');
			return;
		}
		this.ephemerals.push({
			channel: known.channel,
			user: known.user,
			text: given.text ?? '',
			blocks: given.blocks ?? [],
			via: 'response_url',
		});
		response.writeHead(200).end('ok');
		this.#changed();
	}

	#oauth({ code }: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
		const team = code.toUpperCase();
		const token = `xoxb-${code}`;
		this.tokens.set(token, { team, botUser: BOT_USER, botId: 'B0002' });
		return {
			ok: true,
			app_id: 'A0001',
			authed_user: { id: 'U0OWNER' },
			scope: 'commands,chat:write',
			token_type: 'bot',
			access_token: token,
			bot_user_id: BOT_USER,
			team: { id: team, name: 'Other' },
			enterprise: null,
			is_enterprise_install: false,
		};
	}
}

// ------------------------------------------------------------------------------------------------- HTTP mode

/** Headers as Slack signs a request. */
export function signed(
	body: string,
	secret: string,
	seconds = Math.floor(Date.now() / 1000),
): Record<string, string> {
	const digest = createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex');
	return {
		'content-type': 'application/x-www-form-urlencoded',
		'x-slack-request-timestamp': String(seconds),
		'x-slack-signature': `v0=${digest}`,
	};
}

/** Texts of a message's blocks, one after the other, as a person reads them. */
export function readable({ blocks }: Pick<FakeMessage, 'blocks'>): string {
	const texts: string[] = [];
	const walk = (value: unknown) => {
		if (Array.isArray(value)) for (const each of value) walk(each);
		else if (value !== null && typeof value === 'object') {
			for (const [key, each] of Object.entries(value)) {
				if (key === 'text' && typeof each === 'string') texts.push(each);
				else walk(each);
			}
		}
	};
	walk(blocks);
	return texts.join('\n');
}

export function imagesIn({
	blocks,
}: Pick<FakeMessage, 'blocks'>): readonly { readonly file: string; readonly alt: string }[] {
	return blocks.flatMap((block) =>
		block.type === 'image' ? [{ file: block.slack_file.id, alt: block.alt_text }] : [],
	);
}
