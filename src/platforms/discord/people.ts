import {
	type BaseInteraction,
	type Channel,
	ChannelType,
	type Guild,
	GuildMember,
	type Message,
	type PartialMessage,
	PermissionFlagsBits,
	type User,
} from 'discord.js';
import type { Person, Place, PlaceId } from '../../studio/people.ts';

/** Who moderates a channel: permissions as they are in it, with its overwrites. */
const MODERATES = PermissionFlagsBits.ManageMessages;
/** Who moderates the server: by their roles alone, since one channel's overwrites say nothing of the others. */
const MANAGES = PermissionFlagsBits.ManageGuild;

/**
 * The place of something that was done in a channel. A thread belongs to its channel, whose members see it; a
 * private one is a place of its own: what is made there is in no gallery of the channel.
 */
function placeIn(channel: Channel | null, id: string, guild: string | null): Place {
	const open = channel?.isThread() === true && channel.type !== ChannelType.PrivateThread;
	const parent = open ? channel.parentId : null;
	const name = parent === null && channel !== null && 'name' in channel ? channel.name : null;
	return {
		id: `discord:${parent ?? id}`,
		...(name !== null && { name }),
		...(channel?.type === ChannelType.DM && { direct: true }),
		...(guild !== null && { server: `discord:server-${guild}` as PlaceId }),
	};
}

export function placeOfInteraction({ channel, channelId, guildId }: BaseInteraction): Place {
	return placeIn(channel, channelId ?? '', guildId);
}

export function personOfInteraction({ user, member, memberPermissions }: BaseInteraction): Person {
	const roles = member instanceof GuildMember ? rolesOf(member) : [];
	const nick = member instanceof GuildMember ? member.displayName : member?.nick;
	return {
		id: `discord:${user.id}`,
		name: nick ?? user.displayName,
		roles,
		moderator: memberPermissions?.has(MODERATES) ?? false,
		serverModerator: member instanceof GuildMember && managesServer(member),
	};
}

function managesServer(member: GuildMember): boolean {
	return member.permissions.has(MANAGES);
}

export function placeOfMessage({ channel, channelId, guildId }: Message | PartialMessage): Place {
	return placeIn(channel, channelId, guildId);
}

export function personOfMessage({ author, member }: Message): Person {
	return {
		id: `discord:${author.id}`,
		name: member?.displayName ?? author.displayName,
		roles: member === null ? [] : rolesOf(member),
	};
}

/** Who reacted; without a member at hand nobody moderates. */
export function personOfReaction(user: User, guild: Guild | null, channel: Channel): Person {
	const member = guild?.members.cache.get(user.id);
	const here =
		member !== undefined && 'permissionsFor' in channel ? channel.permissionsFor(member) : undefined;
	return {
		id: `discord:${user.id}`,
		name: member?.displayName ?? user.displayName ?? user.id,
		roles: member === undefined ? [] : rolesOf(member),
		moderator: here?.has(MODERATES) ?? false,
		serverModerator: member !== undefined && managesServer(member),
	};
}

function rolesOf(member: GuildMember): readonly string[] {
	return member.roles.cache.filter(({ id }) => id !== member.guild.id).map(({ name }) => name);
}
