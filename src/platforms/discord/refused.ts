import { PlatformRefusal } from '../platform.ts';

/** Codes that Discord's gateway closes a connection with, and that trying again does not change. */
const CLOSED: Readonly<Record<number, string>> = {
	4004: 'Discord does not accept DISCORD_TOKEN. Copy the token anew from the page "Bot" of your app and start again.',
	4010: 'Discord does not accept DISCORD_SHARDS: there are no such shards. See docs/discord.md and start again.',
	4011: 'Discord wants this bot to be split into shards. Set DISCORD_SHARDS to auto and start again.',
	4013: 'Discord does not know what this version of TAUE asks to hear. Update TAUE.',
	4014: 'Discord does not let this bot hear what it asks for. Check "Privileged Gateway Intents" on the page "Bot" of your app.',
};

/** Why Discord's gateway closed a connection for good. */
export function explainClose(code: number): Error {
	const sentence = CLOSED[code];
	return sentence === undefined
		? new Error(`its gateway closed the connection (${code})`)
		: new PlatformRefusal(sentence);
}

/** What a failed login means: a token that is not accepted is the operator's to change, the rest passes. */
export function explainLogin(error: unknown): unknown {
	const { code, status } = (error ?? {}) as { readonly code?: unknown; readonly status?: unknown };
	if (code === 'TokenInvalid' || status === 401) return new PlatformRefusal(CLOSED[4004], { cause: error });
	if (status === 403) {
		return new PlatformRefusal(
			'Discord refuses this bot (403). Check in the developer portal that the app still exists and may be used.',
			{ cause: error },
		);
	}
	return error;
}
