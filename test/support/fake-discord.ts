import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../src/platforms/platform.ts';
import { systemClock } from '../../src/platforms/platform.ts';
import { type Arrived, allComponents, DiscordRules, messageIn } from './fake-discord-rules.ts';

export const APPLICATION = '900000000000000001';
/** The role that Discord makes for an application in a server. */
const BOT_ROLE = '930000000000000001';
export const GUILD = '910000000000000001';
export const TOKEN = 'MTIz.tests.token';
const EPOCH = 1_420_070_400_000;
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15);
const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;
/** All permissions but administrator: what a moderator, and our bot, has in the tests. */
const EVERYTHING = String((1n << 50n) - 1n - (1n << 3n));
/** View, send, read, react: what a member has. */
const MEMBER = String((1n << 10n) | (1n << 11n) | (1n << 16n) | (1n << 6n));

export interface FakeUser {
	readonly id: string;
	readonly name: string;
	readonly moderator?: boolean;
	/** Has a moderator's permissions by the overwrites of single channels, and no role. */
	readonly channelModerator?: boolean;
	readonly locale?: string;
}

export interface FakeFile {
	readonly name: string;
	readonly mime: string;
	readonly bytes: Buffer;
	readonly description: string | undefined;
}

export interface FakeMessage {
	readonly id: string;
	readonly channel: string;
	flags: number;
	// biome-ignore lint/suspicious/noExplicitAny: as it arrived
	components: readonly any[];
	files: readonly FakeFile[];
	readonly nonce: string | null;
	readonly answerTo: string | null;
	/** Whom an ephemeral message is shown to. */
	readonly only: string | null;
	edits: number;
	deleted: boolean;
	thread: string | null;
}

interface FakeChannel {
	readonly id: string;
	/** 0 text, 1 direct message, 11 thread. */
	readonly type: number;
	readonly guild: string | null;
	readonly parent: string | null;
	/** Code that every request for it is refused with. */
	refuse: number | null;
	noThreads: boolean;
}

export interface FakeInteraction {
	readonly id: string;
	readonly token: string;
	readonly channel: string;
	readonly user: FakeUser;
	readonly sentAt: number;
	/** Type of the answer that acknowledged it. */
	acknowledged: number | null;
	/** Milliseconds of the real clock from sending to acknowledgement. */
	ackMs: number | null;
	/** Its answer, if it has one. */
	original: FakeMessage | null;
	readonly followUps: FakeMessage[];
	// biome-ignore lint/suspicious/noExplicitAny: as it arrived
	modal: any;
	choices: readonly { readonly name: string; readonly value: string }[] | null;
}

/** A file as a person attaches it. */
export interface Attached {
	readonly name: string;
	readonly mime: string;
	readonly bytes: Uint8Array;
	/** Another address than the fake's own. */
	readonly url?: string;
	/** What Discord says of its size, where that is to differ. */
	readonly size?: number;
}

interface Fault {
	readonly matches: (request: Arrived) => boolean;
	times: number;
	readonly status: number;
	readonly body: object | string;
	readonly headers: Readonly<Record<string, string>>;
	/** Whether the request takes effect before its answer is lost. */
	readonly after: boolean;
}

interface Session {
	readonly id: string;
	readonly shard: readonly [number, number];
	readonly events: { readonly s: number; readonly t: string; readonly d: unknown }[];
	socket: WebSocket | null;
}

interface Wait {
	readonly check: () => unknown;
	readonly resolve: (value: unknown) => void;
}

class Refused extends Error {
	readonly status: number;
	readonly body: object;

	constructor(status: number, code: number, message: string) {
		super(message);
		this.status = status;
		this.body = { code, message };
	}
}

const MESSAGES: Readonly<Record<number, string>> = {
	10003: 'Unknown Channel',
	50001: 'Missing Access',
	50013: 'Missing Permissions',
	50007: 'Cannot send messages to this user',
};

/** What every message says and nobody here asks about. */
const PLAIN_MESSAGE = {
	edited_timestamp: null,
	tts: false,
	mention_everyone: false,
	mentions: [],
	mention_roles: [],
	embeds: [],
	pinned: false,
	type: 0,
};

/**
 * Discord as far as a bot sees it: REST and gateway, on one local port. Every request is held to Discord's
 * OpenAPI file; what is wrong is kept in `problems` and refused as Discord would.
 */
export class FakeDiscord {
	readonly problems: string[] = [];
	readonly requests: (Arrived & { readonly at: number; readonly status: number })[] = [];
	readonly messages = new Map<string, FakeMessage>();
	readonly interactions = new Map<string, FakeInteraction>();
	readonly channels = new Map<string, FakeChannel>();
	readonly commands = new Map<string, readonly object[]>();
	/** Sessions that were opened anew, and that were resumed. */
	identified = 0;
	resumed = 0;
	/** 401, 403 and 429: Discord bans addresses that see too many. */
	invalidRequests = 0;
	/** What people may attach, as interactions say. */
	attachmentBytes = 10 * 2 ** 20;
	readonly #clock: Clock;
	readonly #rules = new DiscordRules();
	readonly #server: Server;
	readonly #gateway: WebSocketServer;
	readonly #sessions = new Map<string, Session>();
	readonly #faults: Fault[] = [];
	/** What people attached, by path. */
	readonly #attachments = new Map<string, Uint8Array>();
	/** Paths of attachments that were fetched. */
	readonly fetched: string[] = [];
	#waits: Wait[] = [];
	#counter = 0n;

	private constructor(clock: Clock) {
		this.#clock = clock;
		this.#server = createServer((request, response) => void this.#serve(request, response));
		this.#gateway = new WebSocketServer({ server: this.#server });
		this.#gateway.on('connection', (socket) => this.#connect(socket));
	}

	static async start(clock: Clock = systemClock): Promise<FakeDiscord> {
		const fake = new FakeDiscord(clock);
		fake.#server.listen(0, '127.0.0.1');
		await once(fake.#server, 'listening');
		return fake;
	}

	get #port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	/** For `DISCORD_API`. */
	get api(): string {
		return `http://127.0.0.1:${this.#port}/api`;
	}

	async stop(): Promise<void> {
		for (const socket of this.#gateway.clients) socket.terminate();
		this.#gateway.close();
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	// ------------------------------------------------------------------------------------------ what is there

	snowflake(): string {
		return String((BigInt(this.#clock.wallTime() - EPOCH) << 22n) | (this.#counter++ & 0x3fffffn));
	}

	user(name: string, more: Partial<FakeUser> = {}): FakeUser {
		return { id: this.snowflake(), name, ...more };
	}

	/** A text channel of the server; `direct` a channel of direct messages. */
	channel(kind: 'text' | 'direct' = 'text'): string {
		return this.#addChannel(kind === 'text' ? 0 : 1, null, this.snowflake());
	}

	/** The bot is invited to another server; the one text channel that it has. */
	joins(): string {
		const guild = this.snowflake();
		const channel: FakeChannel = {
			id: this.snowflake(),
			type: 0,
			guild,
			parent: null,
			refuse: null,
			noThreads: false,
		};
		this.channels.set(channel.id, channel);
		const [everyone] = this.#guildJson().roles;
		this.#dispatch(
			'GUILD_CREATE',
			{
				...this.#guildJson(),
				id: guild,
				name: 'Another',
				roles: [{ ...everyone, id: guild }],
				channels: [this.#channelJson(channel)],
				threads: [],
				joined_at: new Date(this.#clock.wallTime()).toISOString(),
			},
			guild,
		);
		return channel.id;
	}

	/** A thread of a channel that only those who were invited see. */
	privateThread(parent: string): string {
		return this.#addChannel(12, parent, this.snowflake());
	}

	#addChannel(type: number, parent: string | null, id: string): string {
		const guild = type === 1 ? null : GUILD;
		const channel: FakeChannel = { id, type, guild, parent, refuse: null, noThreads: false };
		this.channels.set(id, channel);
		const event = type === 11 || type === 12 ? 'THREAD_CREATE' : 'CHANNEL_CREATE';
		if (guild !== null) this.#dispatch(event, this.#channelJson(channel), guild);
		return id;
	}

	/** From now on every request for the channel is refused. */
	refuse(channel: string, code: 10003 | 50001 | 50013 | 50007): void {
		const found = this.channels.get(channel);
		if (found) found.refuse = code;
	}

	in(channel: string): readonly FakeMessage[] {
		return [...this.messages.values()].filter((message) => message.channel === channel && !message.deleted);
	}

	/** Messages of everyone, without the ones that only one person sees. */
	get posted(): readonly FakeMessage[] {
		return [...this.messages.values()].filter(({ only, deleted }) => only === null && !deleted);
	}

	fail(
		matches: (request: Arrived) => boolean,
		answer: {
			readonly status: number;
			readonly body?: object | string;
			readonly headers?: Readonly<Record<string, string>>;
			readonly times?: number;
			/** The request takes effect, and only its answer is lost. */
			readonly after?: boolean;
		},
	): void {
		const {
			status,
			body = { code: 0, message: 'fault of the test' },
			headers = {},
			times = 1,
			after = false,
		} = answer;
		this.#faults.push({ matches, status, body, headers, times, after });
	}

	/** The first value that is neither null, undefined nor false; looked for after every request. */
	async until<T>(check: () => T | null | undefined | false): Promise<T> {
		const now = check();
		if (now !== null && now !== undefined && now !== false) return now;
		return new Promise<T>((resolve) => {
			this.#waits.push({ check, resolve: resolve as (value: unknown) => void });
		});
	}

	#notify(): void {
		this.#waits = this.#waits.filter(({ check, resolve }) => {
			const value = check();
			if (value === null || value === undefined || value === false) return true;
			resolve(value);
			return false;
		});
	}

	// --------------------------------------------------------------------------------------- what people do

	/** `/taue` with options by name. */
	command(
		user: FakeUser,
		channel: string,
		options: Readonly<Record<string, string | number | Attached>>,
	): FakeInteraction {
		const resolved: Record<string, object> = {};
		const given = Object.entries(options).map(([name, value]) => {
			if (typeof value !== 'object') return { name, type: typeof value === 'number' ? 4 : 3, value };
			const attachment = this.#attach(value);
			resolved[attachment.id] = attachment;
			return { name, type: 11, value: attachment.id };
		});
		return this.#interact(user, channel, 2, {
			id: '920000000000000001',
			name: 'taue',
			type: 1,
			options: given,
			...(Object.keys(resolved).length > 0 && { resolved: { attachments: resolved } }),
		});
	}

	/** A file as Discord keeps it: it has an address of its own. */
	#attach({ name, mime, bytes, url, size }: Attached) {
		const id = this.snowflake();
		this.#attachments.set(`/attachments/${id}/${name}`, bytes);
		const address = url ?? `http://127.0.0.1:${this.#port}/attachments/${id}/${name}`;
		return {
			id,
			filename: name,
			size: size ?? bytes.byteLength,
			url: address,
			proxy_url: address,
			content_type: mime,
		};
	}

	/** A message of a person. Without the privileged intent its content comes only to those whom it mentions. */
	say(
		user: FakeUser,
		channelId: string,
		{
			mentions = false,
			role = false,
			text = '',
			answerTo = null,
			files = [],
			forwarded = [],
		}: {
			mentions?: boolean;
			/** Our role is mentioned, which shows us nothing of the content. */
			role?: boolean;
			text?: string;
			answerTo?: string | null;
			files?: readonly Attached[];
			forwarded?: readonly Attached[];
		},
	): string {
		const channel = this.channels.get(channelId);
		const seen = mentions || channel?.guild == null;
		const self = { id: APPLICATION, username: 'TAUE', discriminator: '0', avatar: null, bot: true };
		const id = this.snowflake();
		const timestamp = new Date(this.#clock.wallTime()).toISOString();
		this.#dispatch(
			'MESSAGE_CREATE',
			{
				id,
				channel_id: channelId,
				channel_type: channel?.type,
				author: this.#userJson(user),
				content: seen ? `${mentions ? `<@${APPLICATION}> ` : ''}${text}`.trim() : '',
				timestamp,
				edited_timestamp: null,
				tts: false,
				mention_everyone: false,
				mentions: mentions ? [self] : [],
				mention_roles: role ? [BOT_ROLE] : [],
				attachments: seen ? files.map((file) => this.#attach(file)) : [],
				embeds: [],
				pinned: false,
				type: 0,
				flags: 0,
				...(answerTo !== null && {
					message_reference: { type: 0, channel_id: channelId, message_id: answerTo },
				}),
				...(seen &&
					forwarded.length > 0 && {
						message_reference: { type: 1, channel_id: channelId, message_id: this.snowflake() },
						message_snapshots: [
							{
								message: {
									content: '',
									embeds: [],
									attachments: forwarded.map((file) => this.#attach(file)),
									timestamp,
									edited_timestamp: null,
									flags: 0,
									mentions: [],
									mention_roles: [],
									type: 0,
								},
							},
						],
					}),
				...(channel?.guild && { guild_id: channel.guild, member: this.#memberJson(user) }),
			},
			channel?.guild ?? null,
		);
		return id;
	}

	/** `/studio` with one of its subcommands. */
	studio(
		user: FakeUser,
		channel: string,
		subcommand: string,
		options: Readonly<Record<string, string | number | boolean>> = {},
	): FakeInteraction {
		return this.#interact(user, channel, 2, {
			id: '920000000000000003',
			name: 'studio',
			type: 1,
			options: [{ type: 1, name: subcommand, options: optionsJson(options) }],
		});
	}

	/** `/studio-settings`. */
	settings(user: FakeUser, channel: string, options: Readonly<Record<string, string>> = {}): FakeInteraction {
		return this.#interact(user, channel, 2, {
			id: '920000000000000004',
			name: 'studio-settings',
			type: 1,
			options: optionsJson(options),
		});
	}

	/** While somebody types into an option of a subcommand. */
	autocompleteIn(
		user: FakeUser,
		channel: string,
		subcommand: string,
		name: string,
		value: string,
		others: Readonly<Record<string, string>> = {},
	): FakeInteraction {
		const focused = { name, type: 3, value, focused: true };
		return this.#interact(user, channel, 4, {
			id: '920000000000000003',
			name: 'studio',
			type: 1,
			options: [{ type: 1, name: subcommand, options: [...optionsJson(others), focused] }],
		});
	}

	autocomplete(user: FakeUser, channel: string, name: string, value: string): FakeInteraction {
		return this.#interact(user, channel, 4, {
			id: '920000000000000001',
			name: 'taue',
			type: 1,
			options: [{ name, type: 3, value, focused: true }],
		});
	}

	/** The context menu of a message that somebody else posted. */
	menuOnFiles(
		user: FakeUser,
		channel: string,
		files: readonly Attached[],
		gallery: readonly Attached[] = [],
	): FakeInteraction {
		const id = this.snowflake();
		const shown = gallery.map((file) => this.#attach(file));
		const message = {
			id,
			channel_id: channel,
			author: this.#userJson(user),
			content: 'look',
			timestamp: new Date(this.#clock.wallTime()).toISOString(),
			...PLAIN_MESSAGE,
			attachments: files.map((file) => this.#attach(file)),
			flags: gallery.length > 0 ? 1 << 15 : 0,
			...(gallery.length > 0 && {
				components: [
					{
						type: 12,
						id: 1,
						items: shown.map(({ id: attachment_id, url, proxy_url, content_type }) => ({
							media: { id: attachment_id, attachment_id, url, proxy_url, content_type },
							description: 'a red cat on the left',
						})),
					},
				],
			}),
		};
		return this.#interact(user, channel, 2, {
			id: '920000000000000002',
			name: 'TAUE: show recipe',
			type: 3,
			target_id: id,
			resolved: { messages: { [id]: message } },
		});
	}

	/** The context menu of a message. */
	menuOn(user: FakeUser, message: FakeMessage): FakeInteraction {
		return this.#interact(user, message.channel, 2, {
			id: '920000000000000002',
			name: 'TAUE: show recipe',
			type: 3,
			target_id: message.id,
			resolved: { messages: { [message.id]: this.messageJson(message) } },
		});
	}

	/** Presses the button of an action, or chooses from its menu. */
	press(user: FakeUser, message: FakeMessage, action: string, chosen?: string): FakeInteraction {
		const component = allComponents(message.components).find(({ custom_id }) =>
			custom_id?.startsWith(`t1:${action}:`),
		);
		if (component === undefined) throw new Error(`the message has no ${action}`);
		return this.pressId(user, message, component.custom_id ?? '', chosen);
	}

	pressId(user: FakeUser, message: FakeMessage, customId: string, chosen?: string): FakeInteraction {
		const data = {
			custom_id: customId,
			component_type: chosen === undefined ? 2 : 3,
			...(chosen !== undefined && { values: [chosen] }),
		};
		return this.#interact(user, message.channel, 3, data, message);
	}

	/** Fills in the form that an interaction opened. */
	submit(
		opened: FakeInteraction,
		values: Readonly<Record<string, string>>,
		message: FakeMessage | null,
	): FakeInteraction {
		const fields = allComponents(opened.modal.components).filter(({ type }) => type === 3 || type === 4);
		const components = fields.map(({ type, custom_id = '' }, index) => ({
			type: 18,
			id: index + 1,
			component:
				type === 3
					? {
							type,
							id: 10 + index,
							custom_id,
							values: values[custom_id] === undefined ? [] : [values[custom_id]],
						}
					: { type, id: 10 + index, custom_id, value: values[custom_id] ?? '' },
		}));
		return this.#interact(
			opened.user,
			opened.channel,
			5,
			{ custom_id: opened.modal.custom_id, components, resolved: {} },
			message,
		);
	}

	react(user: FakeUser, message: FakeMessage, emoji: string, added = true): void {
		const channel = this.channels.get(message.channel);
		this.#dispatch(
			added ? 'MESSAGE_REACTION_ADD' : 'MESSAGE_REACTION_REMOVE',
			{
				user_id: user.id,
				channel_id: message.channel,
				message_id: message.id,
				...(channel?.guild && { guild_id: channel.guild }),
				...(added && channel?.guild && { member: this.#memberJson(user) }),
				emoji: { id: null, name: emoji },
				burst: false,
				type: 0,
			},
			channel?.guild ?? null,
		);
	}

	deleteMessage(message: FakeMessage): void {
		message.deleted = true;
	}

	#interact(
		user: FakeUser,
		channelId: string,
		type: number,
		data: object,
		message: FakeMessage | null = null,
	): FakeInteraction {
		const channel = this.channels.get(channelId);
		const id = this.snowflake();
		const interaction: FakeInteraction = {
			id,
			token: `token-of-${id}`,
			channel: channelId,
			user,
			sentAt: performance.now(),
			acknowledged: null,
			ackMs: null,
			original: null,
			followUps: [],
			modal: null,
			choices: null,
		};
		this.interactions.set(id, interaction);
		this.#dispatch(
			'INTERACTION_CREATE',
			{
				id,
				application_id: APPLICATION,
				type,
				data,
				token: interaction.token,
				version: 1,
				locale: user.locale ?? 'en-US',
				channel_id: channelId,
				channel: channel && this.#channelJson(channel),
				app_permissions: EVERYTHING,
				entitlements: [],
				attachment_size_limit: this.attachmentBytes,
				authorizing_integration_owners: channel?.guild ? { 0: channel.guild } : { 0: '0' },
				context: channel?.guild ? 0 : 1,
				...(message !== null && { message: this.messageJson(message) }),
				...(channel?.guild
					? { guild_id: channel.guild, guild_locale: 'en-US', member: this.#memberJson(user) }
					: { user: this.#userJson(user) }),
			},
			channel?.guild ?? null,
		);
		return interaction;
	}

	#userJson(user: FakeUser) {
		return { id: user.id, username: user.name, global_name: user.name, discriminator: '0', avatar: null };
	}

	#memberJson(user: FakeUser) {
		return {
			user: this.#userJson(user),
			nick: null,
			roles: user.moderator === true ? ['930000000000000002'] : [],
			joined_at: '2026-01-01T00:00:00.000Z',
			deaf: false,
			mute: false,
			flags: 0,
			permissions: user.moderator === true || user.channelModerator === true ? EVERYTHING : MEMBER,
		};
	}

	#channelJson({ id, type, guild, parent }: FakeChannel) {
		return {
			id,
			type,
			...(guild !== null && { guild_id: guild }),
			name: `channel-${id.slice(-4)}`,
			position: 0,
			permission_overwrites: [],
			parent_id: parent,
			permissions: EVERYTHING,
			...(type === 1 && { recipients: [] }),
			...((type === 11 || type === 12) && {
				owner_id: APPLICATION,
				thread_metadata: {
					archived: false,
					auto_archive_duration: 1440,
					archive_timestamp: '2026-01-01T00:00:00.000Z',
					locked: false,
				},
				message_count: 0,
				member_count: 1,
			}),
		};
	}

	messageJson(message: FakeMessage) {
		return {
			id: message.id,
			channel_id: message.channel,
			author: { id: APPLICATION, username: 'TAUE', discriminator: '0', avatar: null, bot: true },
			content: '',
			timestamp: new Date(this.#clock.wallTime()).toISOString(),
			...PLAIN_MESSAGE,
			attachments: message.files.map(({ name, bytes, mime }, index) => ({
				id: String(index),
				filename: name,
				size: bytes.length,
				content_type: mime,
				url: `http://127.0.0.1/${name}`,
				proxy_url: `http://127.0.0.1/${name}`,
			})),
			flags: message.flags,
			components: message.components,
			nonce: message.nonce,
		};
	}

	// -------------------------------------------------------------------------------------------- gateway

	/** Cuts all connections, as a broken line does. */
	cut(code = 4000): void {
		for (const session of this.#sessions.values()) session.socket?.close(code);
	}

	/** Asks all clients to connect again (op 7). */
	askToReconnect(): void {
		for (const { socket } of this.#sessions.values()) socket?.send(JSON.stringify({ op: 7, d: null }));
	}

	/** Ends all sessions: they cannot be resumed (op 9). */
	invalidate(): void {
		for (const session of this.#sessions.values()) {
			session.socket?.send(JSON.stringify({ op: 9, d: false }));
		}
		this.#sessions.clear();
	}

	#dispatch(t: string, d: unknown, guild: string | null): void {
		for (const session of this.#sessions.values()) {
			const [shard, count] = session.shard;
			const home = guild === null ? 0 : Number((BigInt(guild) >> 22n) % BigInt(count));
			if (home === shard) this.#send(session, t, d);
		}
	}

	#send(session: Session, t: string, d: unknown): void {
		const event = { s: session.events.length + 1, t, d };
		session.events.push(event);
		if (session.socket?.readyState === WebSocket.OPEN)
			session.socket.send(JSON.stringify({ op: 0, ...event }));
	}

	#connect(socket: WebSocket): void {
		socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 41_250 } }));
		socket.on('message', (data) => {
			const { op, d } = JSON.parse(String(data)) as { op: number; d: Record<string, unknown> };
			if (op === 1) socket.send(JSON.stringify({ op: 11 }));
			else if (op === 2) this.#identify(socket, d);
			else if (op === 6) this.#resume(socket, d);
			this.#notify();
		});
		socket.on('close', () => {
			for (const session of this.#sessions.values()) if (session.socket === socket) session.socket = null;
			this.#notify();
		});
	}

	#identify(socket: WebSocket, d: Record<string, unknown>): void {
		if (d.token !== TOKEN) {
			socket.close(4004);
			return;
		}
		if ((Number(d.intents) & PRIVILEGED) !== 0) {
			this.problems.push(`identify with privileged intents: ${d.intents}`);
			socket.close(4014);
			return;
		}
		this.identified++;
		const shard = (d.shard as [number, number] | undefined) ?? [0, 1];
		const session: Session = { id: `session-${this.identified}`, shard, events: [], socket };
		this.#sessions.set(session.id, session);
		const home = Number((BigInt(GUILD) >> 22n) % BigInt(shard[1])) === shard[0];
		this.#send(session, 'READY', {
			v: 10,
			user: { id: APPLICATION, username: 'TAUE', discriminator: '0', avatar: null, bot: true },
			guilds: home ? [{ id: GUILD, unavailable: true }] : [],
			session_id: session.id,
			resume_gateway_url: `ws://127.0.0.1:${this.#port}`,
			shard,
			application: { id: APPLICATION, flags: 0 },
		});
		if (home) this.#send(session, 'GUILD_CREATE', this.#guildJson());
	}

	#resume(socket: WebSocket, d: Record<string, unknown>): void {
		const session = this.#sessions.get(String(d.session_id));
		if (session === undefined) return void socket.send(JSON.stringify({ op: 9, d: false }));
		session.socket = socket;
		this.resumed++;
		for (const event of session.events.slice(Number(d.seq))) socket.send(JSON.stringify({ op: 0, ...event }));
		this.#send(session, 'RESUMED', {});
	}

	#guildJson() {
		const channels = [...this.channels.values()].filter(({ guild }) => guild === GUILD);
		return {
			id: GUILD,
			name: 'Studio',
			owner_id: '940000000000000001',
			roles: [
				{ id: GUILD, name: '@everyone', permissions: MEMBER, position: 0, color: 0, flags: 0 },
				{
					id: BOT_ROLE,
					name: 'TAUE',
					permissions: EVERYTHING,
					position: 1,
					color: 0,
					flags: 0,
					managed: true,
					tags: { bot_id: APPLICATION },
				},
				{
					id: '930000000000000002',
					name: 'Moderator',
					permissions: EVERYTHING,
					position: 2,
					color: 0,
					flags: 0,
				},
			],
			channels: channels.filter(({ type }) => type !== 11).map((channel) => this.#channelJson(channel)),
			threads: channels.filter(({ type }) => type === 11).map((channel) => this.#channelJson(channel)),
			members: [],
			emojis: [],
			stickers: [],
			voice_states: [],
			presences: [],
			stage_instances: [],
			guild_scheduled_events: [],
			features: [],
			member_count: 2,
			preferred_locale: 'en-US',
			joined_at: '2026-01-01T00:00:00.000Z',
			large: false,
			unavailable: false,
		};
	}

	// ------------------------------------------------------------------------------------------------ REST

	#serveAttachment(path: string, response: ServerResponse): void {
		const bytes = this.#attachments.get(path);
		this.fetched.push(path);
		if (bytes === undefined) response.writeHead(404).end();
		else response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes);
		this.#notify();
	}

	async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = incoming.url ?? '';
		if (url.startsWith('/attachments/')) {
			if (incoming.headers.authorization !== undefined) this.problems.push(`${url}: the bot's token`);
			return this.#serveAttachment(url, response);
		}
		const { request, files } = await readRequest(incoming);
		let status = 200;
		let answer: object | string | null = null;
		let headers: Readonly<Record<string, string>> = {};
		const fault = this.#faults.find(({ matches, times }) => times > 0 && matches(request));
		try {
			if (fault !== undefined) fault.times--;
			if (fault === undefined || fault.after) {
				this.#check(request, incoming);
				answer = this.#answer(request, files);
			}
			if (fault !== undefined) ({ status, body: answer, headers } = fault);
		} catch (error) {
			if (!(error instanceof Refused)) throw error;
			status = error.status;
			answer = error.body;
		}
		if (answer === null && status === 200) status = 204;
		if (status === 401 || status === 403 || status === 429) this.invalidRequests++;
		this.requests.push({ ...request, at: performance.now(), status });
		response.writeHead(status, {
			...(answer !== null && { 'content-type': 'application/json' }),
			...headers,
		});
		response.end(answer === null ? undefined : typeof answer === 'string' ? answer : JSON.stringify(answer));
		this.#notify();
	}

	#check(request: Arrived, incoming: IncomingMessage): void {
		const problems = this.#rules.problems(request);
		this.problems.push(...problems);
		if (problems.length > 0) throw new Refused(400, 50035, problems.join('; '));
		const open = /^\/(interactions|webhooks)\//.test(request.path);
		const { authorization } = incoming.headers;
		if (!open && authorization !== `Bot ${TOKEN}`) throw new Refused(401, 0, '401: Unauthorized');
		if (open && authorization !== undefined) {
			this.problems.push(`${request.method} ${request.path}: the bot's token where none belongs`);
		}
	}

	#answer(request: Arrived, files: readonly FakeFile[]): object | null {
		const { method, path } = request;
		const parts = path.split('/').slice(1);
		switch (parts[0]) {
			case 'gateway':
				return {
					url: `ws://127.0.0.1:${this.#port}`,
					shards: 1,
					session_start_limit: { total: 1000, remaining: 999, reset_after: 1, max_concurrency: 16 },
				};
			case 'applications':
				return this.#applications(method, parts, request.body);
			case 'interactions':
				return this.#callback(parts[1], parts[2], request, files);
			case 'webhooks':
				return this.#webhook(method, parts, request, files);
			case 'users': {
				const { recipient_id } = request.body as { recipient_id: string };
				const id = `8${recipient_id.slice(1)}`;
				if (!this.channels.has(id)) this.#addChannel(1, null, id);
				return { id, type: 1, recipients: [] };
			}
			case 'channels':
				return this.#channelRequest(method, parts, request, files);
			default:
				throw new Refused(404, 0, '404: Not Found');
		}
	}

	#applications(method: string, parts: readonly string[], body: unknown): object {
		if (parts[1] === '@me') return { id: APPLICATION, name: 'TAUE' };
		const where = parts.slice(2).join('/');
		if (method === 'PUT') {
			// Discord adds what it knows, and fills in its defaults.
			this.commands.set(
				where,
				(body as readonly object[]).map((command, index) => ({
					id: `92000000000000000${index}`,
					application_id: APPLICATION,
					version: '1',
					nsfw: false,
					dm_permission: true,
					name_localizations: null,
					description: '',
					...command,
					// Given as a number, answered as a text.
					default_member_permissions:
						'default_member_permissions' in command ? String(command.default_member_permissions) : null,
				})),
			);
		}
		return this.commands.get(where) ?? [];
	}

	/** Whether the channel can be written to. */
	#open(channelId: string): FakeChannel {
		const channel = this.channels.get(channelId);
		if (channel === undefined) throw new Refused(404, 10003, 'Unknown Channel');
		if (channel.refuse !== null) {
			throw new Refused(channel.refuse === 10003 ? 404 : 403, channel.refuse, MESSAGES[channel.refuse]);
		}
		return channel;
	}

	#channelRequest(
		method: string,
		[, channelId, , messageId, more]: readonly string[],
		request: Arrived,
		files: readonly FakeFile[],
	): object | null {
		const channel = this.#open(channelId);
		if (messageId === undefined) {
			const { nonce } = request.body as { nonce: string };
			const known = [...this.messages.values()].find(
				(message) => message.channel === channelId && message.nonce === nonce,
			);
			return this.messageJson(known ?? this.#create(channelId, request.body, files, null));
		}
		const message = this.messages.get(messageId);
		if (message === undefined || message.deleted || message.channel !== channelId) {
			throw new Refused(404, 10008, 'Unknown Message');
		}
		if (more === 'threads') {
			if (channel.noThreads) throw new Refused(403, 50013, 'Missing Permissions');
			if (message.thread !== null) {
				throw new Refused(400, 160004, 'A thread has already been created for this message');
			}
			message.thread = this.#addChannel(11, channelId, message.id);
			return this.#channelJson(this.#open(message.thread));
		}
		if (method === 'PATCH') return this.messageJson(this.#edit(message, request.body, files));
		message.deleted = true;
		return null;
	}

	#create(
		channel: string,
		body: unknown,
		files: readonly FakeFile[],
		only: string | null,
		flags = 0,
	): FakeMessage {
		const given = (body ?? {}) as {
			flags?: number;
			components?: readonly unknown[];
			nonce?: string;
			message_reference?: { message_id: string };
		};
		const message: FakeMessage = {
			id: this.snowflake(),
			channel,
			flags: (given.flags ?? 0) | flags,
			components: given.components ?? [],
			files: withDescriptions(body, files),
			nonce: given.nonce ?? null,
			answerTo: given.message_reference?.message_id ?? null,
			only,
			edits: 0,
			deleted: false,
			thread: null,
		};
		this.messages.set(message.id, message);
		return message;
	}

	#edit(message: FakeMessage, body: unknown, files: readonly FakeFile[]): FakeMessage {
		const given = body as {
			flags?: number;
			components?: readonly unknown[];
			attachments?: readonly unknown[];
		};
		message.flags = ((given.flags ?? message.flags) | (message.flags & EPHEMERAL)) & ~LOADING;
		if (given.components !== undefined) message.components = given.components;
		if (given.attachments !== undefined) message.files = withDescriptions(body, files);
		message.edits++;
		return message;
	}

	#callback(id: string, token: string, request: Arrived, files: readonly FakeFile[]): object | null {
		const interaction = this.interactions.get(id);
		const created = Number(BigInt(id) >> 22n) + EPOCH;
		if (interaction?.token !== token || this.#clock.wallTime() - created > 3000) {
			throw new Refused(404, 10062, 'Unknown interaction');
		}
		if (interaction.acknowledged !== null) {
			throw new Refused(400, 40060, 'Interaction has already been acknowledged.');
		}
		const { type, data } = request.body as { type: number; data?: { flags?: number; choices?: [] } };
		interaction.acknowledged = type;
		interaction.ackMs = performance.now() - interaction.sentAt;
		if (type === 9) interaction.modal = data;
		if (type === 8) interaction.choices = data?.choices ?? [];
		if (type === 4 || type === 5) {
			const only = ((data?.flags ?? 0) & EPHEMERAL) === 0 ? null : interaction.user.id;
			interaction.original = this.#create(interaction.channel, data, files, only, type === 5 ? LOADING : 0);
		}
		if (request.query.get('with_response') !== 'true') return null;
		return {
			interaction: { id, type: 2, response_message_id: interaction.original?.id },
			...(interaction.original && { resource: { type, message: this.messageJson(interaction.original) } }),
		};
	}

	#webhook(
		method: string,
		[, application, token, , messageId]: readonly string[],
		request: Arrived,
		files: readonly FakeFile[],
	): object | null {
		const interaction = [...this.interactions.values()].find((known) => known.token === token);
		if (interaction === undefined || application !== APPLICATION)
			throw new Refused(404, 10015, 'Unknown Webhook');
		const created = Number(BigInt(interaction.id) >> 22n) + EPOCH;
		if (this.#clock.wallTime() - created > 15 * 60_000)
			throw new Refused(401, 50027, 'Invalid Webhook Token');
		if (interaction.acknowledged === null) throw new Refused(404, 10015, 'Unknown Webhook');
		if (messageId === undefined) {
			this.#open(interaction.channel);
			const ephemeral = ((messageIn(request.path, method, request.body)?.flags ?? 0) & EPHEMERAL) !== 0;
			const only = ephemeral ? interaction.user.id : null;
			const message = this.#create(interaction.channel, request.body, files, only);
			interaction.followUps.push(message);
			return this.messageJson(message);
		}
		const message = messageId === '@original' ? interaction.original : this.messages.get(messageId);
		if (message === null || message === undefined || message.deleted)
			throw new Refused(404, 10008, 'Unknown Message');
		if (message.only === null) this.#open(interaction.channel);
		if (method === 'PATCH') return this.messageJson(this.#edit(message, request.body, files));
		if (method === 'DELETE') {
			message.deleted = true;
			return null;
		}
		return this.messageJson(message);
	}
}

function optionsJson(options: Readonly<Record<string, string | number | boolean>>) {
	const types = { string: 3, number: 4, boolean: 5 };
	return Object.entries(options).map(([name, value]) => ({
		name,
		type: types[typeof value as keyof typeof types],
		value,
	}));
}

function withDescriptions(body: unknown, files: readonly FakeFile[]): readonly FakeFile[] {
	const listed = (body as { attachments?: readonly { filename?: string; description?: string }[] } | null)
		?.attachments;
	return files.map((file) => ({
		...file,
		description: listed?.find(({ filename }) => filename === file.name)?.description,
	}));
}

async function readRequest(
	incoming: IncomingMessage,
): Promise<{ readonly request: Arrived; readonly files: readonly FakeFile[] }> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	const bytes = Buffer.concat(chunks);
	const url = new URL(incoming.url ?? '/', 'http://localhost');
	const type = incoming.headers['content-type'] ?? '';
	const files: FakeFile[] = [];
	const fields: string[] = [];
	let body: unknown;
	if (type.startsWith('multipart/form-data')) {
		const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
		for (const [field, value] of form.entries()) {
			if (typeof value === 'string') body = JSON.parse(value);
			else {
				fields.push(field);
				files.push({
					name: value.name,
					mime: value.type,
					bytes: Buffer.from(await value.arrayBuffer()),
					description: undefined,
				});
			}
		}
	} else if (bytes.length > 0) body = JSON.parse(bytes.toString());
	return {
		files,
		request: {
			method: incoming.method ?? 'GET',
			path: decodeURI(url.pathname)
				.replaceAll('%40', '@')
				.replace(/^\/api(\/v10)?/, ''),
			query: url.searchParams,
			body,
			files: files.map((file, index) => ({
				field: fields[index],
				name: file.name,
				bytes: file.bytes.length,
			})),
		},
	};
}

/** All text of a message as people read it. */
export function textOf(message: FakeMessage): string {
	return allComponents(message.components)
		.flatMap(({ content }) => content ?? [])
		.join('\n')
		.replace(/\\([!-/:-@[-`{-~])/g, '$1')
		.replaceAll('**', '');
}
