import {
	type APIApplicationCommandOptionChoice,
	type APIModalInteractionResponseCallbackData,
	DiscordAPIError,
	HTTPError,
	InteractionResponseType,
	MessageFlags,
	REST,
	Routes,
} from 'discord.js';
import type { RenderedMessage } from './render.ts';

/** What is written of an interaction: enough to acknowledge it and to answer for 15 minutes. */
export interface InteractionKey {
	readonly id: string;
	readonly token: string;
	readonly application: string;
}

/** Why Discord refused, in the ways that make a difference to us. */
export type Refusal =
	/** The interaction is unknown or was acknowledged already. */
	| 'interaction'
	/** The interaction's token is over. */
	| 'token'
	/** The message is gone. */
	| 'message'
	/** The channel is gone, or we may not write there, or the person takes no messages. */
	| 'channel'
	/** There is a thread at this message already. */
	| 'thread-exists'
	| 'too-large'
	/** Anything else: it may be better later. */
	| 'other';

const REFUSALS: Readonly<Record<number, Refusal>> = {
	10062: 'interaction',
	40060: 'interaction',
	10015: 'token',
	50027: 'token',
	10008: 'message',
	10003: 'channel',
	10004: 'channel',
	50001: 'channel',
	50007: 'channel',
	50013: 'channel',
	50024: 'channel',
	50083: 'channel',
	160005: 'channel',
	50278: 'channel',
	160004: 'thread-exists',
	40005: 'too-large',
};

export function refusalOf(error: unknown): Refusal {
	if (error instanceof DiscordAPIError) {
		const known = REFUSALS[Number(error.code)];
		if (known !== undefined) return known;
	}
	if (error instanceof DiscordAPIError || error instanceof HTTPError) {
		if (error.status === 413) return 'too-large';
		if (error.status === 403) return 'channel';
	}
	return 'other';
}

/**
 * The requests that we send. Interactions have a client of their own: Discord does not count their endpoints
 * into the bot's 50 requests a second, and an acknowledgement must never wait behind posts.
 */
export class DiscordApi {
	readonly #bot: REST;
	readonly #interactions: REST;

	constructor(bot: REST, api: string | null) {
		this.#bot = bot;
		this.#interactions = new REST({
			version: '10',
			globalRequestsPerSecond: Number.POSITIVE_INFINITY,
			...(api !== null && { api }),
		});
	}

	/** Acknowledges; the id of the placeholder that people see from then on, if there is one. */
	async defer(key: InteractionKey, kind: 'public' | 'private' | 'update'): Promise<string | null> {
		const type =
			kind === 'update'
				? InteractionResponseType.DeferredMessageUpdate
				: InteractionResponseType.DeferredChannelMessageWithSource;
		const answer = await this.#callback(
			key,
			{ type, ...(kind === 'private' && { data: { flags: MessageFlags.Ephemeral } }) },
			kind !== 'update',
		);
		return (
			(answer as { resource?: { message?: { id?: string } } } | undefined)?.resource?.message?.id ?? null
		);
	}

	/** Acknowledges with the answer itself. */
	async reply(key: InteractionKey, message: RenderedMessage): Promise<void> {
		await this.#callback(
			key,
			{ type: InteractionResponseType.ChannelMessageWithSource, data: message.body },
			false,
			message.files,
		);
	}

	async openModal(key: InteractionKey, data: APIModalInteractionResponseCallbackData): Promise<void> {
		await this.#callback(key, { type: InteractionResponseType.Modal, data }, false);
	}

	async complete(
		key: InteractionKey,
		choices: readonly APIApplicationCommandOptionChoice<string>[],
	): Promise<void> {
		await this.#callback(
			key,
			{ type: InteractionResponseType.ApplicationCommandAutocompleteResult, data: { choices } },
			false,
		);
	}

	async #callback(
		{ id, token }: InteractionKey,
		body: object,
		withResponse: boolean,
		files: RenderedMessage['files'] = [],
	): Promise<unknown> {
		return this.#interactions.post(Routes.interactionCallback(id, token), {
			auth: false,
			body,
			query: new URLSearchParams({ with_response: String(withResponse) }),
			...(files.length > 0 && { files: [...files] }),
		});
	}

	/** Edits an answer by the interaction's token; `@original` is the placeholder. */
	async editAnswer(
		{ application, token }: Omit<InteractionKey, 'id'>,
		message: string,
		{ body, files }: RenderedMessage,
	): Promise<string> {
		const answer = await this.#interactions.patch(Routes.webhookMessage(application, token, message), {
			auth: false,
			body: { ...body, flags: body.flags & ~MessageFlags.Ephemeral },
			files: [...files],
		});
		return (answer as { id: string }).id;
	}

	async deleteAnswer({ application, token }: Omit<InteractionKey, 'id'>): Promise<void> {
		await this.#interactions.delete(Routes.webhookMessage(application, token, '@original'), { auth: false });
	}

	/** A further answer by the interaction's token. */
	async followUp(
		{ application, token }: Omit<InteractionKey, 'id'>,
		{ body, files }: RenderedMessage,
	): Promise<{ readonly id: string; readonly channel: string }> {
		const answer = await this.#interactions.post(Routes.webhook(application, token), {
			auth: false,
			body,
			files: [...files],
			query: new URLSearchParams({ wait: 'true', with_components: 'true' }),
		});
		const { id, channel_id } = answer as { id: string; channel_id: string };
		return { id, channel: channel_id };
	}

	/** Posts as the bot. The same nonce within some minutes gives the message that is there already. */
	async post(
		channel: string,
		{ body, files }: RenderedMessage,
		{ nonce, answerTo }: { readonly nonce: string; readonly answerTo?: string | undefined },
	): Promise<string> {
		const answer = await this.#bot.post(Routes.channelMessages(channel), {
			body: {
				...body,
				nonce,
				enforce_nonce: true,
				...(answerTo !== undefined && {
					message_reference: { message_id: answerTo, channel_id: channel, fail_if_not_exists: false },
				}),
			},
			files: [...files],
		});
		return (answer as { id: string }).id;
	}

	async edit(channel: string, message: string, { body, files }: RenderedMessage): Promise<void> {
		await this.#bot.patch(Routes.channelMessage(channel, message), { body, files: [...files] });
	}

	/** Opens the thread of a message; its id is the message's. */
	async openThread(channel: string, message: string, name: string): Promise<void> {
		await this.#bot.post(Routes.threads(channel, message), { body: { name, auto_archive_duration: 1440 } });
	}

	/** The channel of direct messages with a person. */
	async directChannel(person: string): Promise<string> {
		const answer = await this.#bot.post(Routes.userChannels(), { body: { recipient_id: person } });
		return (answer as { id: string }).id;
	}

	/** Stops the timers that the client keeps. */
	close(): void {
		this.#interactions.clearHashSweeper();
		this.#interactions.clearHandlerSweeper();
	}
}
