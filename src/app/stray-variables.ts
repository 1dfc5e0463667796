import { nearest } from '../layout/nearest.ts';
import { type Environment, VARIABLES } from './config.ts';

/** What our variables are called elsewhere, or by those who guess. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
	DISCORD_BOT_TOKEN: 'DISCORD_TOKEN',
	DISCORD_API_TOKEN: 'DISCORD_TOKEN',
	DISCORD_API_KEY: 'DISCORD_TOKEN',
	SLACK_TOKEN: 'SLACK_BOT_TOKEN',
	SLACK_APP_LEVEL_TOKEN: 'SLACK_APP_TOKEN',
	SLACK_SOCKET_TOKEN: 'SLACK_APP_TOKEN',
	SLACK_SIGNING_KEY: 'SLACK_SIGNING_SECRET',
	POSTGRES_URL: 'DATABASE_URL',
	POSTGRESQL_URL: 'DATABASE_URL',
	DATABASE_URI: 'DATABASE_URL',
	TAUE_PASSWORD: 'TAUE_ROOM_PASSWORD',
	TAUE_KEY: 'TAUE_ROOM_KEY',
	TAUE_URL: 'TAUE_ROOM_URL',
	TAUE_DATABASE: 'DATABASE_URL',
	TAUE_DEVICE: 'TAUE_DEVICES',
	TAUE_LOG_LEVEL: 'TAUE_LOG',
};

const OURS = /^(?:TAUE|DISCORD|SLACK)_/;

/** The variable that was probably meant by a name of nobody's. */
function meantBy(name: string): string | undefined {
	const upper = name.toUpperCase().replaceAll('-', '_');
	if (VARIABLES.includes(upper)) return upper;
	if (Object.hasOwn(OTHER_NAMES, upper)) return OTHER_NAMES[upper];
	const bare = upper.replace(/^TAUE_/, '');
	if (bare !== upper) {
		if (VARIABLES.includes(bare)) return bare;
		if (Object.hasOwn(OTHER_NAMES, bare)) return OTHER_NAMES[bare];
	}
	if (upper.startsWith('ROOM_') && VARIABLES.includes(`TAUE_${upper}`)) return `TAUE_${upper}`;
	if (!OURS.test(upper)) return undefined;
	return VARIABLES.find((known) => nearest(upper.toLowerCase(), [known.toLowerCase()], 2) !== undefined);
}

/**
 * What is worth telling of variables that look like ours and are read by nobody: `TAUE_DISCORD_TOKEN`, `DISCORD_TOKNE`.
 * Values are never shown.
 */
export function strayVariables(env: Environment): readonly string[] {
	return Object.entries(env).flatMap(([name, value]) => {
		if (value === undefined || value === '' || VARIABLES.includes(name)) return [];
		const meant = meantBy(name);
		// Where the right one is set too, the other one is somebody else's.
		if (meant !== undefined && !env[meant])
			return [`${name} is set, but nothing reads it. Did you mean ${meant}?`];
		return name.startsWith('TAUE_') && meant === undefined
			? [`${name} is set, but nothing reads it. See .env.example for the variables that there are.`]
			: [];
	});
}
