import { Client, Events, GatewayIntentBits, Options, Partials } from 'discord.js';
import type { Config } from '../../app/config.ts';
import type { PlaceId } from '../../studio/people.ts';
import { Desk } from '../desk.ts';
import { Keeper } from '../keeper.ts';
import { atMost, type Platform, type PlatformContext } from '../platform.ts';
import { DiscordApi } from './api.ts';
import { attachmentOrigins } from './attached.ts';
import type { Completing } from './complete-option.ts';
import { Gate } from './gate.ts';
import { Greeter } from './greeter.ts';
import { Interactions } from './interactions.ts';
import * as limits from './limits.ts';
import { MessageListener } from './message-listener.ts';
import { NOTHING_KNOWN, PlaceKnowledge } from './place-knowledge.ts';
import { Poster } from './poster.ts';
import { ReactionListener } from './reaction-listener.ts';
import { explainClose, explainLogin } from './refused.ts';
import { owns, readShards } from './shards.ts';
import { exampleIn } from './studio-commands.ts';

export interface DiscordConfig extends NonNullable<Config['discord']> {
	/** Words for autocompletion. */
	readonly words?: { readonly nouns: readonly string[]; readonly backgrounds: readonly string[] };
}

const EDIT_EVERY_MS = 2_500;
/** Posts that are written at the same time. */
const AT_ONCE = 4;
/** Commands that run at the same time, after they were acknowledged. */
const COMMANDS_AT_ONCE = 4;
const STOP_MS = 4_500;
/** Longest wait for what is completed in a place where nobody has typed yet. */
const FIRST_LOOK_MS = 1_000;

/** Discord: the bot's connection, what people do, and the posts that it keeps. */
export class Discord implements Platform {
	readonly name = 'discord';
	readonly #context: PlatformContext;
	readonly #config: DiscordConfig;
	readonly #client: Client;
	readonly #api: DiscordApi;
	readonly #keeper: Keeper;
	readonly #gate: Gate;
	readonly #underway = new Set<Promise<void>>();
	readonly #knowledge: PlaceKnowledge;

	/** @throws RangeError where the shards cannot be read */
	constructor(context: PlatformContext, config: DiscordConfig) {
		const { studio, clock, log } = context;
		this.#context = context;
		this.#config = config;
		this.#knowledge = new PlaceKnowledge(studio, clock, log);
		const shards = readShards(config.shards);
		this.#client = new Client({
			// None of them is privileged: neither members, nor presences, nor what people write.
			intents: [
				GatewayIntentBits.Guilds,
				GatewayIntentBits.GuildMessageReactions,
				GatewayIntentBits.DirectMessageReactions,
				// Messages without what is in them, but for those that mention us: pictures that are dropped.
				GatewayIntentBits.GuildMessages,
				GatewayIntentBits.DirectMessages,
			],
			// Nothing is read from a message twice.
			makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
			partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User],
			allowedMentions: { parse: [] },
			rest: { version: '10', ...(config.api !== null && { api: config.api }) },
			...(shards === 'auto' ? { shards: 'auto' } : { shards: [...shards.ids], shardCount: shards.count }),
		});
		this.#api = new DiscordApi(this.#client.rest, config.api);
		this.#gate = new Gate(clock, COMMANDS_AT_ONCE);
		const poster = new Poster({
			studio,
			api: this.#api,
			clock,
			log,
			touch: (id) => this.#keeper.touch(id, 0),
		});
		this.#keeper = new Keeper({
			studio,
			platform: 'discord',
			clock,
			log,
			editEveryMs: EDIT_EVERY_MS,
			atOnce: AT_ONCE,
			owns: (post) => owns(shards, post),
			show: async (post, pictures) => {
				await this.#gate.calm();
				await poster.show(post, pictures);
			},
		});
		this.#listen();
	}

	#listen(): void {
		const { studio, commands, clock, log } = this.#context;
		const client = this.#client;
		const api = this.#api;
		const desk = new Desk({
			...this.#context,
			limits: limits.CARD,
			touch: (picture, urgency) => this.#keeper.touch(picture, urgency),
			work: (run) => this.#gate.work(run),
			example: (text) => exampleIn(commands, text),
		});
		const shared = { desk, studio, api, log, attachmentOrigins: attachmentOrigins(this.#config.api) };
		const interactions = new Interactions({
			...shared,
			commands,
			gate: this.#gate,
			clock,
			completion: ({ id }) => this.#completion(id),
		});
		const self = () => client.user?.id ?? null;
		const reactions = new ReactionListener({ ...shared, self });
		const messages = new MessageListener({ ...shared, self, clock });
		const greeter = new Greeter(shared);
		// Servers that the bot is in already come before it is ready, without this event.
		client.on(Events.GuildCreate, (guild) => this.#track(greeter.joined(guild)));
		client.on(Events.InteractionCreate, (interaction) => this.#track(interactions.handle(interaction)));
		client.on(Events.MessageCreate, (message) => this.#track(messages.handle(message)));
		client.on(Events.MessageReactionAdd, (reaction, user) =>
			this.#track(reactions.handle(reaction, user, true)),
		);
		client.on(Events.MessageReactionRemove, (reaction, user) =>
			this.#track(reactions.handle(reaction, user, false)),
		);
		client.on(Events.Error, (error) => log.error({ err: error }, 'Discord: an error of the connection'));
		client.on(Events.Warn, (message) => log.warn({ detail: message }, 'Discord: a warning'));
		client.on(Events.ShardDisconnect, ({ code }, shard) =>
			log.warn({ code, shard }, 'Discord: a shard is gone'),
		);
		client.on(Events.ShardReconnecting, (shard) => log.info({ shard }, 'Discord: a shard reconnects'));
		client.on(Events.ShardResume, (shard, replayed) =>
			log.info({ shard, replayed }, 'Discord: a shard resumed where it was'),
		);
	}

	#track(work: Promise<void>): void {
		this.#underway.add(work);
		void work.finally(() => this.#underway.delete(work));
	}

	async start(lost: (error: Error) => void = () => {}): Promise<void> {
		const { log } = this.#context;
		const client = this.#client;
		const ready = new Promise<void>((resolve, reject) => {
			client.once(Events.ClientReady, () => resolve());
			// From these Discord's client does not come back by itself.
			client.on(Events.ShardDisconnect, ({ code }) => reject(explainClose(code)));
			client.on(Events.Invalidated, () => reject(new Error('Discord ended the session')));
		});
		await Promise.all([
			ready,
			client.login(this.#config.token).catch((error: unknown) => {
				throw explainLogin(error);
			}),
		]);
		client.on(Events.ShardDisconnect, ({ code }) => lost(explainClose(code)));
		client.on(Events.Invalidated, () => lost(new Error('Discord ended the session')));
		await this.#keeper.start();
		const { user, guilds, options } = this.#client;
		log.info({ bot: user?.tag, servers: guilds.cache.size, shards: options.shards }, 'Discord is connected');
	}

	async stop(): Promise<void> {
		const { clock } = this.#context;
		await this.#client.destroy();
		const end = Promise.allSettled([...this.#underway]).then(() => this.#keeper.stop());
		await atMost(clock, STOP_MS, end);
		this.#api.close();
	}

	/**
	 * What may be completed in a place. What was read before is answered at once; only the first look is waited
	 * for, and not for long.
	 */
	async #completion(place: PlaceId): Promise<Completing> {
		const { commands, clock } = this.#context;
		const { known, reading } = this.#knowledge.of(place);
		if (reading !== null) this.#track(reading);
		if (reading !== null && known === null) await atMost(clock, FIRST_LOOK_MS, reading);
		const { nouns = [], backgrounds = [] } = this.#config.words ?? {};
		const typed = commands.all.filter(({ name }) => name !== 'draw');
		const { saved, starred, pictures } = this.#knowledge.of(place).known ?? NOTHING_KNOWN;
		return {
			nouns,
			backgrounds,
			saved,
			starred,
			pictures,
			commands: typed.map(({ name }) => name),
			examples: commands.get('draw')?.examples ?? [],
		};
	}
}
