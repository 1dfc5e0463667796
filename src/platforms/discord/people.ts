import {
	type BaseInteraction,
	type Channel,
	type Guild,
	GuildMember,
	type Message,
	PermissionFlagsBits,
	type User,
} from 'discord.js';
import type { Person, Place, PlaceId } from '../../studio/types.ts';

/** Who moderates a channel: permissions as they are in it, with its overwrites. */
const MODERATES = PermissionFlagsBits.ManageMessages;
/** Who moderates the server: by their roles alone, since one channel's overwrites say nothing of the others. */
const MANAGES = PermissionFlagsBits.ManageGuild;

export function placeOf(channel: string, parent: string | null, guild: string | null, name?: string): Place {
	return {
		id: `discord:${parent ?? channel}`,
		...(name !== undefined && { name }),
		...(guild !== null && { server: `discord:server-${guild}` as PlaceId }),
	};
}

/** The place of an interaction: a thread belongs to its channel. */
export function placeOfInteraction(interaction: BaseInteraction): Place {
	const { channel, channelId, guildId } = interaction;
	const parent = channel !== null && 'parentId' in channel && channel.isThread() ? channel.parentId : null;
	const named = channel !== null && 'name' in channel ? (channel.name ?? undefined) : undefined;
	return placeOf(channelId ?? '', parent, guildId, parent === null ? named : undefined);
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

/** The place of a message: a thread belongs to its channel. */
export function placeOfMessage({ channel, channelId, guildId }: Message): Place {
	return placeOf(channelId, channel.isThread() ? channel.parentId : null, guildId);
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
