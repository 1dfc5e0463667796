import { z } from 'zod';
import { StudioError } from './errors.ts';
import type { PlaceSettings, SettingsPatch } from './types.ts';

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

const role = z.strictObject({
	weight: z.number().min(0.1).max(10),
	quotaFactor: z.number().min(0).max(100),
});

const settings = z.strictObject({
	enabled: z.boolean(),
	locale: z.enum(['en', 'ja']),
	models: z.array(z.string().min(1).max(200)).max(100),
	defaults: z.string().max(500),
	quota,
	roles: z.record(z.string().min(1).max(100), role),
	safety,
	retentionDays: z.int().min(1).max(36_500).nullable(),
	reactions: z.record(z.string().min(1).max(100), z.string().max(50)),
});

/** What is stored: any subset. */
const stored = settings
	.partial()
	.extend({ quota: quota.partial().optional(), safety: safety.partial().optional() });
type Stored = z.infer<typeof stored>;

const DEFAULT_SETTINGS: PlaceSettings = {
	enabled: true,
	locale: 'en',
	models: [],
	defaults: '',
	quota: {
		personHour: 300,
		personDay: 2000,
		personConcurrent: 100,
		channelHour: null,
		channelDay: null,
		serverHour: null,
		serverDay: null,
	},
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
	const { quota: quotas, safety: guards, roles, reactions, ...plain } = over;
	return {
		...base,
		...defined(plain),
		quota: { ...base.quota, ...defined(quotas ?? {}) },
		safety: { ...base.safety, ...defined(guards ?? {}) },
		roles: { ...base.roles, ...roles },
		reactions: { ...base.reactions, ...reactions },
	};
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
	return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
		[K in keyof T]: Exclude<T[K], undefined>;
	};
}

function understood(layer: object): Stored {
	const kept: Record<string, unknown> = {};
	for (const [key, value] of Object.entries(layer)) {
		const one = stored.safeParse({ [key]: value });
		if (one.success) kept[key] = value;
	}
	return kept as Stored;
}

/**
 * A stored layer with a patch laid over it; null returns a field to what is inherited.
 * @throws StudioError `bad-settings` that names the field and what was given
 */
export function patchSettings(layer: object, patch: SettingsPatch): object {
	const next: Record<string, unknown> = { ...layer };
	for (const [key, value] of Object.entries(patch)) {
		if (value === null && key !== 'retentionDays') delete next[key];
		else if ((key === 'quota' || key === 'safety') && typeof value === 'object') {
			next[key] = { ...(next[key] as object | undefined), ...(value as object) };
		} else next[key] = value;
	}
	const parsed = stored.safeParse(next);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw new StudioError(
		'bad-settings',
		`The setting ${issue.path.join('.') || issue.code} is not right: ${issue.message}.`,
	);
}
