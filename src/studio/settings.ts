import { z } from 'zod';
import { nearest } from '../layout/nearest.ts';
import { SCHEDULERS, type SchedulerName } from '../layout/schedulers.ts';
import { StudioError } from './errors.ts';
import type { Locale } from './people.ts';
import { say } from './sentences/index.ts';

/** Null = no limit. Person limits are per place; role entries replace the person's own where larger. */
interface QuotaSettings {
	readonly personHour: number | null;
	readonly personDay: number | null;
	readonly personConcurrent: number;
	readonly channelHour: number | null;
	readonly channelDay: number | null;
	readonly serverHour: number | null;
	readonly serverDay: number | null;
}

/** What moderators decide. A channel inherits from its server, a server from the defaults. */
export interface PlaceSettings {
	readonly enabled: boolean;
	readonly locale: Locale;
	/** Allowed models; empty = all that are installed. */
	readonly models: readonly string[];
	/** Put in front of every line's own flags, for example `--steps 12 --arm cultivate`. */
	readonly defaults: string;
	/** The scheduler of lines that name none; null = the model's own. */
	readonly scheduler: SchedulerName | null;
	readonly quota: QuotaSettings;
	/** How large and how dear a picture may be here, where that is less than the operator allows; null = as there. */
	readonly limits: { readonly area: number | null; readonly work: number | null };
	/** A role's share of the device (1 = ordinary) and its quota factor. */
	readonly roles: Readonly<Record<string, { readonly weight: number; readonly quotaFactor: number }>>;
	readonly safety: {
		readonly policy: 'off' | 'blur' | 'block';
		/** Words that refuse a line, as `wordList` reads them; none unless somebody lists some. */
		readonly words: readonly string[];
	};
	/** Days for which bytes are kept; null = for ever. Starred pictures are kept. */
	readonly retentionDays: number | null;
	/** Reaction (emoji or name) to action; see `platforms/platform.ts` for the default table. */
	readonly reactions: Readonly<Record<string, string>>;
}

/** A change of settings: any subset, at any depth; undefined, or null at the top level, returns a field to what is inherited. */
export type SettingsPatch = {
	readonly [K in keyof PlaceSettings]?: PlaceSettings[K] | Partial<PlaceSettings[K]> | null;
};

const limit = z.int().min(0).max(1_000_000).nullable();

const quota = z.strictObject({
	personHour: limit,
	personDay: limit,
	personConcurrent: z.int().min(1).max(10_000),
	channelHour: limit,
	channelDay: limit,
	serverHour: limit,
	serverDay: limit,
});

const safety = z.strictObject({
	policy: z.enum(['off', 'blur', 'block']),
	words: z.array(z.string().trim().min(1).max(100)).max(1000),
});

function noScheduler(given: string): string {
	const near = nearest(given.toLowerCase(), SCHEDULERS);
	const meant = near === undefined ? '' : ` (did you mean ${near}?)`;
	return `there is no scheduler ${JSON.stringify(given)}${meant}, there are ${SCHEDULERS.join(', ')}`;
}

const limits = z.strictObject({
	area: z.number().min(0.01).max(1000).nullable(),
	work: z.number().min(1).max(1_000_000).nullable(),
});

const role = z.strictObject({
	weight: z.number().min(0.1).max(10).default(1),
	quotaFactor: z.number().min(0).max(100).default(1),
});

/** What a reaction may be made to mean; an empty word switches it off. */
const REACTION_WORDS: readonly string[] = [
	...['reroll', 'star', 'up', 'down', 'cross', 'upscale', 'vary'],
	...Array.from({ length: 9 }, (_, object) => `object-${object}`),
];

/** Everything that can be set; what a person names is looked up here before anything is built from it. */
export const settingsSchema = z.strictObject({
	enabled: z.boolean(),
	locale: z.enum(['en', 'ja']),
	models: z.array(z.string().min(1).max(200)).max(100),
	defaults: z.string().max(500),
	scheduler: z.enum(SCHEDULERS, { error: ({ input }) => noScheduler(String(input)) }).nullable(),
	quota,
	limits,
	roles: z.record(z.string().min(1).max(100), role),
	safety,
	retentionDays: z.int().min(1).max(36_500).nullable(),
	reactions: z.record(z.string().min(1).max(100), z.enum(['', ...REACTION_WORDS])),
});

/** What is stored: any subset. */
const stored = settingsSchema.partial().extend({
	quota: quota.partial().optional(),
	limits: limits.partial().optional(),
	safety: safety.partial().optional(),
});
type Stored = z.infer<typeof stored>;

const DEFAULT_SETTINGS: PlaceSettings = {
	enabled: true,
	locale: 'en',
	models: [],
	defaults: '',
	scheduler: null,
	quota: {
		personHour: 300,
		personDay: 2000,
		personConcurrent: 100,
		channelHour: null,
		channelDay: null,
		serverHour: null,
		serverDay: null,
	},
	limits: { area: null, work: null },
	roles: {},
	safety: { policy: 'block', words: [] },
	retentionDays: 180,
	reactions: {},
};

/** A channel inherits from its server, a server from the defaults. What is stored was checked when written. */
export function mergeSettings(...layers: readonly object[]): PlaceSettings {
	let merged = DEFAULT_SETTINGS;
	for (const layer of layers) {
		const parsed = stored.safeParse(layer);
		// A newer program may have written fields that this one does not know: it keeps what it understands.
		const known = parsed.success ? parsed.data : understood(layer);
		merged = overlay(merged, known);
	}
	return merged;
}

function overlay(base: PlaceSettings, over: Stored): PlaceSettings {
	const { quota: quotas, limits: bounds, safety: guards, roles, reactions, ...plain } = over;
	return {
		...base,
		...defined(plain),
		quota: { ...base.quota, ...defined(quotas ?? {}) },
		limits: { ...base.limits, ...defined(bounds ?? {}) },
		safety: { ...base.safety, ...defined(guards ?? {}) },
		roles: namedByPeople({ ...base.roles, ...roles }),
		reactions: namedByPeople({ ...base.reactions, ...reactions }),
	};
}

/** A table whose keys people choose: without a parent, so that a role called `constructor` finds itself or nothing. */
function namedByPeople<T>(table: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
	return Object.assign(Object.create(null), table);
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
	return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
		[K in keyof T]: Exclude<T[K], undefined>;
	};
}

function understood(layer: object): Stored {
	const kept = Object.entries(layer).filter(
		([key, value]) => stored.safeParse(Object.fromEntries([[key, value]])).success,
	);
	return Object.fromEntries(kept) as Stored;
}

/**
 * A stored layer with a patch laid over it; undefined, and null for a whole field but `retentionDays`, returns it
 * to what is inherited.
 * @throws StudioError `bad-settings` that names the field and what was given
 */
export function patchSettings(layer: object, patch: SettingsPatch): object {
	const next = new Map<string, unknown>(Object.entries(layer));
	for (const [key, value] of Object.entries(patch)) {
		if (value === undefined || (value === null && key !== 'retentionDays')) next.delete(key);
		else next.set(key, laidOver(next.get(key), value));
	}
	const parsed = stored.safeParse(Object.fromEntries(next));
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw new StudioError('bad-settings', say('badSetting', issue.path.join('.') || issue.code, issue.message));
}

/** Tables are laid over each other key by key, everything else takes the place of what was there. */
function laidOver(under: unknown, over: unknown): unknown {
	if (!isTable(over)) return over;
	const next = new Map<string, unknown>(isTable(under) ? Object.entries(under) : []);
	for (const [key, value] of Object.entries(over)) {
		if (value === undefined) next.delete(key);
		else next.set(key, laidOver(next.get(key), value));
	}
	return Object.fromEntries(next);
}

function isTable(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
