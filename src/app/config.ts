import { availableParallelism, homedir, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { TaueError } from '../taue-error.ts';
import { readEnvFile } from './env-file.ts';

/** Folder of the program itself: defaults lie beside it, wherever it is started from. */
const HOME = resolve(import.meta.dirname, '../..');

const whole = (min: number, max: number) =>
	z
		.string()
		.regex(/^\d+$/, { error: `must be a whole number from ${min} to ${max}` })
		.transform(Number)
		.refine((value) => value >= min && value <= max, { error: `must be from ${min} to ${max}` });
const amount = (min: number, max: number) =>
	z
		.string()
		.regex(/^\d+(\.\d+)?$/, { error: `must be a number from ${min} to ${max}` })
		.transform(Number)
		.refine((value) => value >= min && value <= max, { error: `must be from ${min} to ${max}` });
const address = (...protocols: string[]) =>
	z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
		error: `must be an address that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
	});
/** An address that we show to people, in which no name and password may stand. */
const webAddress = () =>
	address('http:', 'https:').refine((value) => !URL.canParse(value) || !hasCredentials(value), {
		error: 'must be an address without a name and a password in front of an @',
	});
/** The room's address as pages and links are built on it: no slash twice, nothing behind the path. */
const roomAddress = () =>
	webAddress()
		.refine((value) => !/[?#]/.test(value), { error: 'must be an address without anything behind ? or #' })
		.transform((value) => {
			const url = new URL(value);
			url.pathname = url.pathname.replaceAll(/\/{2,}/g, '/');
			return url.href;
		});
/** Square brackets belong to addresses of the web alone. */
const host = (portVariable: string) =>
	z
		.string()
		.transform((given) => given.replace(/^\[(.*)\]$/, '$1'))
		.refine((value) => /^[\w.-]+$|^[\da-f:.]+(%\w+)?$/i.test(value) && !/^[\d.]+:\d+$/.test(value), {
			error: `must be an address or a name of this machine, such as 0.0.0.0 for all of them; the port stands in ${portVariable}`,
		});
function hasCredentials(value: string): boolean {
	const { username, password } = new URL(value);
	return username !== '' || password !== '';
}
/** `~/models`, which only a shell resolves. */
const withHome = (path: string) => path.replace(/^~(?=$|[\\/])/, () => homedir());
const folder = (fallback: string) =>
	z
		.string()
		.optional()
		.transform((given) => (given === undefined ? resolve(HOME, fallback) : resolve(withHome(given))));
const secret = (prefix: string) =>
	z
		.string()
		.startsWith(prefix, { error: `must start with ${prefix}` })
		.optional();

/** `none`, or `cpu`, `cuda:0,cuda:1`, … */
const DEVICE_LIST = /^(none|[a-z]+(:\d+)?(,[a-z]+(:\d+)?)*)$/;

/** Every environment variable that TAUE reads; `.env.example` explains each. */
const environment = z.object({
	PORT: whole(0, 65535).optional(),
	TAUE_ROOM: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
	TAUE_HOST: host('PORT').optional(),
	TAUE_ROOM_PASSWORD: z.string().optional(),
	TAUE_ROOM_NAME: z.string().max(60, { error: 'must have at most 60 characters' }).default('TAUE'),
	TAUE_ROOM_URL: roomAddress().optional(),
	TAUE_ROOM_KEY: z.string().min(16, { error: 'must have at least 16 characters' }).optional(),
	TAUE_ROOM_NEWCOMERS: whole(1, 100_000).default(60),
	TAUE_TRUST_PROXY: whole(0, 10).default(0),
	TAUE_DATA: folder('data'),
	DATABASE_URL: address('postgres:', 'postgresql:').optional(),
	TAUE_MODELS: folder('models'),
	TAUE_MODEL: z.string().default('nae'),
	TAUE_PROVIDER: z
		.enum(['auto', 'cpu', 'cuda', 'tensorrt', 'dml', 'coreml', 'webgpu'], {
			error: 'must be auto, cpu, cuda, tensorrt, dml, coreml or webgpu',
		})
		.default('auto'),
	TAUE_THREADS: whole(1, 1024).optional(),
	TAUE_MEMORY: z
		.enum(['auto', 'ample', 'sparing'], { error: 'must be auto, ample or sparing' })
		.default('auto'),
	TAUE_DEVICES: z
		.string()
		.regex(DEVICE_LIST, { error: 'must be none, or devices with commas between them, such as cuda:0,cuda:1' })
		.optional(),
	TAUE_WORKER_MEMORY_MB: whole(128, 16_777_216).optional(),
	TAUE_MODEL_MEMORY_MB: whole(1, 16_777_216).optional(),
	TAUE_SEEDLING_CACHE_MB: whole(0, 1_048_576).default(16),
	TAUE_PREVIEW_EVERY: whole(0, 1000).default(4),
	TAUE_ENGINE: z.enum(['onnx', 'simulated'], { error: 'must be onnx or simulated' }).default('onnx'),
	TAUE_SIMULATED_STEP_MS: whole(0, 60_000).default(50),
	TAUE_LARGEST_PICTURE: amount(0.01, 1000).default(4),
	TAUE_MOST_WORK: amount(1, 1_000_000).default(600),
	TAUE_METRICS_PORT: whole(0, 65535).optional(),
	TAUE_METRICS_HOST: host('TAUE_METRICS_PORT').optional(),
	TAUE_LOG: z
		.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
			error: 'must be fatal, error, warn, info, debug, trace or silent',
		})
		.default('info'),
	DISCORD_TOKEN: z.string().optional(),
	DISCORD_API: webAddress().optional(),
	DISCORD_SHARDS: z
		.string()
		.regex(/^(auto|\d+(-\d+)?\/\d+)$/, { error: 'must be auto, or shards of a number, such as 0-3/16' })
		.optional(),
	SLACK_BOT_TOKEN: secret('xoxb-'),
	SLACK_APP_TOKEN: secret('xapp-'),
	SLACK_SIGNING_SECRET: z.string().optional(),
	SLACK_API_URL: webAddress().optional(),
	SLACK_MODERATORS: z.string().default(''),
	SLACK_HOST: z.string().default('127.0.0.1'),
	SLACK_PORT: whole(0, 65535).default(3100),
	SLACK_CLIENT_ID: z.string().optional(),
	SLACK_CLIENT_SECRET: z.string().optional(),
	SLACK_STATE_SECRET: z.string().min(16, { error: 'must have at least 16 characters' }).optional(),
	SLACK_REDIRECT_URL: webAddress().optional(),
	HF_ENDPOINT: webAddress().default('https://huggingface.co'),
	HF_TOKEN: z.string().optional(),
});

/** The names of all variables, for the test that holds `.env.example` to them. */
export const VARIABLES: readonly string[] = Object.keys(environment.shape);

/** Values of secrets never appear in messages. */
const SECRETS = /TOKEN|SECRET|PASSWORD|ROOM_KEY|DATABASE_URL/;

/** The values of an environment's secrets, for the log to hide. */
export function secretsOf(env: Environment): string[] {
	return Object.entries(env).flatMap(([name, value]) =>
		VARIABLES.includes(name) && SECRETS.test(name) && value !== undefined && value !== '' ? [value] : [],
	);
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that are not right: all of them at once, each with what was given. */
export class ConfigError extends TaueError {
	override readonly name = 'ConfigError';
	readonly code = 'config';
}

export interface Config {
	/** Null where the room is off; `docs/room.md` describes each for operators. */
	readonly room: {
		/** Shown at the top of the page. */
		readonly name: string;
		/** Address to bind to; `127.0.0.1` unless told otherwise. */
		readonly host: string;
		/** 0 = any free port. */
		readonly port: number;
		/** The address that people use, where a reverse proxy stands in front. */
		readonly publicUrl: string | null;
		/** Asked at the door, beside the key. */
		readonly password: string | null;
		/** The secret in the invite link; null: made at the first start and remembered by the studio. */
		readonly key: string | null;
		/** Proxies of the operator's own in front, whose `X-Forwarded-For` is believed; 0: none. */
		readonly trustedProxies: number;
		/** New people from one address in a minute. */
		readonly newcomers: number;
	} | null;
	readonly store: { readonly folder: string; readonly databaseUrl: string | null };
	readonly models: { readonly folder: string; readonly name: string };
	readonly device: {
		readonly provider: z.output<typeof environment>['TAUE_PROVIDER'];
		/** CPU threads inside one run; null: as many as there are cores. */
		readonly threads: number | null;
		readonly cores: number;
		/** How models are held on the CPU; `auto` spares memory where a model does not fit otherwise. */
		readonly memory: z.output<typeof environment>['TAUE_MEMORY'];
	};
	readonly workers: {
		/** One process each; empty: this process only receives, and others draw. */
		readonly devices: readonly string[];
		/** A device's process is replaced when it grows past this. */
		readonly memoryLimitMb: number;
		/** Models kept in one device's memory may add up to this. */
		readonly modelMemoryMb: number;
		readonly seedlingCacheMb: number;
		/** A live preview after every so many steps; 0: none. */
		readonly previewEvery: number;
		/** `simulated` draws patterns, paced by the clock: for benchmarks and chaos tests. */
		readonly engine: 'onnx' | 'simulated';
		readonly simulatedStepMs: number;
	};
	/** Of one picture: its largest area in native areas of its model, and the most evaluations at that area. */
	readonly limits: { readonly area: number; readonly work: number };
	/** Where numbers for Prometheus are served; null: nowhere. */
	readonly metrics: { readonly host: string; readonly port: number } | null;
	readonly log: z.output<typeof environment>['TAUE_LOG'];
	/** Null where no token is set: the platform is not started. */
	readonly discord: {
		readonly token: string;
		/** Base address of Discord's REST interface, for tests and proxies. */
		readonly api: string | null;
		/** `auto` or null: all shards that Discord recommends, in this process; `0-3/16`: these of sixteen. */
		readonly shards: string | null;
	} | null;
	readonly slack: {
		/** Of a single workspace; null where workspaces install the app themselves. */
		readonly botToken: string | null;
		/** Socket Mode where it is set. */
		readonly appToken: string | null;
		/** HTTP mode where there is no `appToken`. */
		readonly signingSecret: string | null;
		/** Base address of the Web API, for tests and proxies. */
		readonly apiUrl: string | null;
		/** Of the HTTP server: Slack's requests in HTTP mode, and the pages that install the app. */
		readonly host: string;
		readonly port: number;
		readonly oauth: {
			readonly clientId: string;
			readonly clientSecret: string;
			/** Signs the state of an installation under way. */
			readonly stateSecret: string;
			readonly redirectUri: string | null;
		} | null;
		/** User ids that may delete others' pictures and change settings; who installed the app may as well. */
		readonly moderators: readonly string[];
	} | null;
	readonly hub: { readonly endpoint: string; readonly token: string | null };
}

/** The process's environment, with a `.env` of the current folder underneath it. */
export function processEnvironment(): Environment {
	return { ...readEnvFile(), ...process.env };
}

/**
 * glibc keeps an arena for each of many threads and returns little of it; a device's process has threads of the
 * runtime, of sharp and of libuv, which seldom allocate at once. Measured: 401 MB at rest, 349 MB with two arenas.
 */
const MALLOC_ARENA_MAX = '2';

/**
 * What a device process is given: the variables that are this process's own, not what an object may inherit (Node
 * passes both on), and no secret, since it needs none.
 */
export function deviceEnvironment(): NodeJS.ProcessEnv {
	const own = Object.entries(process.env).filter(([name]) => !SECRETS.test(name));
	return Object.assign(Object.create(null), { MALLOC_ARENA_MAX }, Object.fromEntries(own));
}

/**
 * Environment -> typed, validated configuration.
 * @throws ConfigError that names every variable that is wrong.
 */
export function loadConfig(env: Environment = processEnvironment()): Config {
	// An empty variable is what an untouched line of .env.example leaves behind. Spaces around a value are nobody's
	// intention, except in a secret; nor are capitals in a word of ours.
	const given = Object.fromEntries(
		Object.entries(env)
			.map(([name, value]) => [name, SECRETS.test(name) ? value : asOurs(name, value?.trim())] as const)
			.filter(([, value]) => value !== undefined && value !== ''),
	);
	const parsed = environment.safeParse(given);
	if (!parsed.success) {
		const lines = parsed.error.issues.map(({ path, message }) => {
			const name = String(path[0]);
			const shown = given[name] ?? '';
			const isSecret = SECRETS.test(name) || (URL.canParse(shown) && hasCredentials(shown));
			const value = isSecret ? '(hidden)' : JSON.stringify(given[name]);
			return `  ${name} is ${value}: it ${message}.`;
		});
		throw new ConfigError(`The configuration is not right:\n${lines.join('\n')}\nSee .env.example.`);
	}
	const values = parsed.data;
	return {
		room:
			values.TAUE_ROOM === 'off'
				? null
				: {
						name: values.TAUE_ROOM_NAME,
						host: values.TAUE_HOST ?? '127.0.0.1',
						port: values.PORT ?? 3000,
						publicUrl: values.TAUE_ROOM_URL ?? null,
						password: values.TAUE_ROOM_PASSWORD ?? null,
						key: values.TAUE_ROOM_KEY ?? null,
						newcomers: values.TAUE_ROOM_NEWCOMERS,
						trustedProxies: values.TAUE_TRUST_PROXY,
					},
		store: { folder: values.TAUE_DATA, databaseUrl: values.DATABASE_URL ?? null },
		models: { folder: values.TAUE_MODELS, name: values.TAUE_MODEL },
		device: {
			provider: values.TAUE_PROVIDER,
			threads: values.TAUE_THREADS ?? null,
			cores: availableParallelism(),
			memory: values.TAUE_MEMORY,
		},
		workers: workersOf(values),
		limits: { area: values.TAUE_LARGEST_PICTURE, work: values.TAUE_MOST_WORK },
		metrics:
			values.TAUE_METRICS_PORT === undefined
				? null
				: { host: values.TAUE_METRICS_HOST ?? '127.0.0.1', port: values.TAUE_METRICS_PORT },
		log: values.TAUE_LOG,
		discord: values.DISCORD_TOKEN
			? {
					token: values.DISCORD_TOKEN,
					api: values.DISCORD_API ?? null,
					shards: values.DISCORD_SHARDS ?? null,
				}
			: null,
		slack: slackOf(values),
		hub: { endpoint: values.HF_ENDPOINT.replace(/\/+$/, ''), token: values.HF_TOKEN ?? null },
	};
}

/** Variables whose values are words of ours. */
const OUR_WORDS: ReadonlySet<string> = new Set([
	'TAUE_ROOM',
	'TAUE_PROVIDER',
	'TAUE_MEMORY',
	'TAUE_DEVICES',
	'TAUE_ENGINE',
	'TAUE_LOG',
]);

function asOurs(name: string, value: string | undefined): string | undefined {
	return OUR_WORDS.has(name) ? value?.toLowerCase().replace(/\s*,\s*/g, ',') : value;
}

/** @throws ConfigError where half of what Slack needs is missing */
function slackOf(values: z.output<typeof environment>): Config['slack'] {
	const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET } = values;
	const { SLACK_CLIENT_ID, SLACK_CLIENT_SECRET, SLACK_STATE_SECRET } = values;
	if (SLACK_BOT_TOKEN === undefined && SLACK_CLIENT_ID === undefined) return null;
	const given = SLACK_BOT_TOKEN === undefined ? 'SLACK_CLIENT_ID' : 'SLACK_BOT_TOKEN';
	if (SLACK_APP_TOKEN === undefined && SLACK_SIGNING_SECRET === undefined) {
		throw new ConfigError(
			`${given} is set, but neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP) is. ` +
				'See docs/slack.md.',
		);
	}
	const whole = SLACK_CLIENT_SECRET !== undefined && SLACK_STATE_SECRET !== undefined;
	if (SLACK_CLIENT_ID !== undefined && !whole) {
		throw new ConfigError(
			'SLACK_CLIENT_ID is set, but SLACK_CLIENT_SECRET or SLACK_STATE_SECRET is not; installing in several ' +
				'workspaces needs all three. See docs/slack.md.',
		);
	}
	return {
		botToken: SLACK_BOT_TOKEN ?? null,
		appToken: SLACK_APP_TOKEN ?? null,
		signingSecret: SLACK_SIGNING_SECRET ?? null,
		apiUrl: values.SLACK_API_URL ?? null,
		moderators: values.SLACK_MODERATORS.split(/[,\s]+/).filter((id) => id !== ''),
		host: values.SLACK_HOST,
		port: values.SLACK_PORT,
		oauth:
			SLACK_CLIENT_ID !== undefined && whole
				? {
						clientId: SLACK_CLIENT_ID,
						clientSecret: SLACK_CLIENT_SECRET,
						stateSecret: SLACK_STATE_SECRET,
						redirectUri: values.SLACK_REDIRECT_URL ?? null,
					}
				: null,
	};
}

/** Without limits of the operator's own, all devices together may take four fifths of the memory. */
function workersOf(values: z.output<typeof environment>): Config['workers'] {
	const given = values.TAUE_DEVICES ?? values.TAUE_PROVIDER;
	const devices = given === 'none' ? [] : given.split(',');
	// A container's limit counts where it is lower than the machine's memory; without one it is 0 or huge.
	const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
	const shareMb = Math.floor((0.8 * memory) / 2 ** 20 / Math.max(1, devices.length));
	const memoryLimitMb = values.TAUE_WORKER_MEMORY_MB ?? shareMb;
	return {
		devices,
		memoryLimitMb,
		modelMemoryMb: values.TAUE_MODEL_MEMORY_MB ?? Math.floor(0.75 * memoryLimitMb),
		seedlingCacheMb: values.TAUE_SEEDLING_CACHE_MB,
		previewEvery: values.TAUE_PREVIEW_EVERY,
		engine: values.TAUE_ENGINE,
		simulatedStepMs: values.TAUE_SIMULATED_STEP_MS,
	};
}
