import { isDeepStrictEqual } from 'node:util';
import { REST, Routes } from 'discord.js';
import type { Definition } from './definitions.ts';

export interface Registration {
	/** `unchanged`: Discord had the same commands already, and nothing was written. */
	readonly outcome: 'registered' | 'unchanged';
	readonly commands: readonly string[];
	readonly application: string;
}

/** A client for registering alone: it needs no gateway. */
export function registrar(token: string, api: string | null): REST {
	return new REST({ version: '10', ...(api !== null && { api }) }).setToken(token);
}

/**
 * Brings the application's commands to Discord, for all servers or for one (which sees them at once). Reads
 * first and writes only what differs, so it may run at every start.
 *
 * @throws DiscordAPIError as Discord answers
 */
export async function registerCommands(
	rest: REST,
	definitions: readonly Definition[],
	guild: string | null = null,
): Promise<Registration> {
	const { id } = (await rest.get(Routes.currentApplication())) as { id: string };
	const route = guild === null ? Routes.applicationCommands(id) : Routes.applicationGuildCommands(id, guild);
	const query = new URLSearchParams({ with_localizations: 'true' });
	const there = (await rest.get(route, { query })) as readonly object[];
	const commands = definitions.map(({ name }) => name);
	if (isSame(there, definitions)) return { outcome: 'unchanged', commands, application: id };
	await rest.put(route, { body: definitions });
	return { outcome: 'registered', commands, application: id };
}

type Json = { readonly [key: string]: unknown };

function isSame(there: readonly object[], wanted: readonly object[]): boolean {
	const byName = (list: readonly object[]) =>
		(list as readonly Json[]).map(essence).toSorted((a, b) => String(a.name).localeCompare(String(b.name)));
	return isDeepStrictEqual(byName(there), byName(wanted));
}

function textOf(permissions: unknown): string | null {
	return permissions === undefined || permissions === null ? null : String(permissions);
}

/** What we say of a command; Discord adds ids, versions and defaults of its own. */
function essence(command: Json): Json {
	return meaningful({
		type: command.type ?? 1,
		name: command.name,
		name_localizations: command.name_localizations,
		description: command.description,
		description_localizations: command.description_localizations,
		contexts: command.contexts,
		integration_types: command.integration_types,
		default_member_permissions: textOf(command.default_member_permissions),
		options: command.options,
	});
}

/** Without what is absent, null, empty or false, which Discord may fill in or leave out. */
function meaningful(value: Json): Json {
	const kept: Record<string, unknown> = {};
	for (const [key, entry] of Object.entries(value)) {
		if (entry === undefined || entry === null || entry === false || entry === '') continue;
		if (Array.isArray(entry)) {
			const items = entry.map((item: unknown) =>
				item !== null && typeof item === 'object' ? meaningful(item as Json) : item,
			);
			if (items.length > 0) kept[key] = items;
		} else if (typeof entry === 'object') kept[key] = meaningful(entry as Json);
		else kept[key] = entry;
	}
	return kept;
}
