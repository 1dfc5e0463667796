import { ChannelType, type Guild, type GuildTextBasedChannel, PermissionFlagsBits } from 'discord.js';
import type { Studio } from '../../studio/studio.ts';
import type { Log } from '../platform.ts';
import { localeOf } from '../texts/index.ts';
import { welcomeCard } from '../welcome-card.ts';
import type { DiscordApi } from './api.ts';
import * as limits from './limits.ts';
import { nonceOf } from './poster.ts';
import { renderCard } from './render.ts';

export interface GreeterOptions {
	readonly studio: Studio;
	readonly api: DiscordApi;
	readonly log: Log;
}

const MAY_TALK = [PermissionFlagsBits.ViewChannel, PermissionFlagsBits.SendMessages];

/** Says hello where the bot was just invited, once for each server, whatever starts again. */
export class Greeter {
	readonly #options: GreeterOptions;

	constructor(options: GreeterOptions) {
		this.#options = options;
	}

	/** Never rejects. */
	async joined(guild: Guild): Promise<void> {
		const { studio, api, log } = this.#options;
		try {
			const channel = channelToTalkIn(guild);
			if (channel === null) return;
			const mark = `${guild.joinedTimestamp}`;
			const first = await studio.memory.setOnce('discord', `greeted ${guild.id}`, mark);
			if (first !== mark) return;
			const card = welcomeCard(localeOf(guild.preferredLocale));
			const message = await renderCard(card, { studio, attachmentBytes: limits.ATTACHMENT_BYTES });
			await api.post(channel.id, message, { nonce: nonceOf(`greeting ${guild.id} ${mark}`) });
		} catch (error) {
			log.warn({ err: error, server: guild.id }, 'a new server could not be greeted');
		}
	}
}

/** The server's own channel for such messages, else the first one in which the bot may talk. */
function channelToTalkIn(guild: Guild): GuildTextBasedChannel | null {
	const me = guild.members.me;
	const fits = (channel: GuildTextBasedChannel | null) =>
		channel !== null && (me === null || channel.permissionsFor(me).has(MAY_TALK));
	if (fits(guild.systemChannel)) return guild.systemChannel;
	const open = [...guild.channels.cache.values()].filter(
		(channel): channel is GuildTextBasedChannel & { readonly rawPosition: number } =>
			channel.type === ChannelType.GuildText && fits(channel),
	);
	return open.toSorted((a, b) => a.rawPosition - b.rawPosition)[0] ?? null;
}
