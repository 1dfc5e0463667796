import type { Database, Queryable } from '../store/database.ts';
import { type Window, type WindowUse, windowUse } from '../store/places.ts';
import { Buckets } from './buckets.ts';
import { QuotaError, type QuotaErrorCode } from './errors.ts';
import type { Person, Place } from './people.ts';
import { say } from './sentences/index.ts';
import type { PlaceSettings } from './settings.ts';

export interface BurstLimit {
	readonly requests: number;
	readonly seconds: number;
}

/** Enough for a person in a hurry, too little for a script. */
const DEFAULT_BURST: BurstLimit = { requests: 120, seconds: 10 };
/** Votes, stars, cancellations: each is told to everybody and edits messages in chats. */
export const CHANGE_BURST: BurstLimit = { requests: 60, seconds: 30 };

/** How many requests one person may send in a few seconds, in this process. */
export class Bursts {
	readonly #limit: BurstLimit;
	readonly #buckets: Buckets;

	constructor(limit: BurstLimit = DEFAULT_BURST, now?: () => number) {
		this.#limit = limit;
		this.#buckets = new Buckets({ tokens: limit.requests, seconds: limit.seconds }, now);
	}

	/** @throws QuotaError `burst` */
	take(person: Person): void {
		const wait = this.#buckets.take(person.id);
		if (wait === 0) return;
		const { requests, seconds } = this.#limit;
		throw new QuotaError('burst', say('burst', requests, seconds), new Date(Date.now() + wait));
	}
}

const HOUR = 3600;
const DAY = 86_400;

/** A picture that is cancelled before it is begun is not counted, but so many times the quota may be asked for. */
const ASKED_PER_DRAWN = 3;

/** The limits that hold for a person here; roles raise (or lower) those of the person. */
export function windowsOf({ quota, roles }: PlaceSettings, person: Person): Window[] {
	const factors = (person.roles ?? []).flatMap((name) => roles[name]?.quotaFactor ?? []);
	const factor = factors.length === 0 ? 1 : Math.max(...factors);
	const raised = (most: number | null) => (most === null ? null : Math.floor(most * factor));
	const drawn: readonly (Omit<Window, 'most' | 'counts'> & { readonly most: number | null })[] = [
		{ code: 'person-hour', scope: 'person', seconds: HOUR, most: raised(quota.personHour) },
		{ code: 'person-day', scope: 'person', seconds: DAY, most: raised(quota.personDay) },
		{ code: 'channel-hour', scope: 'channel', seconds: HOUR, most: quota.channelHour },
		{ code: 'channel-day', scope: 'channel', seconds: DAY, most: quota.channelDay },
		{ code: 'server-hour', scope: 'server', seconds: HOUR, most: quota.serverHour },
		{ code: 'server-day', scope: 'server', seconds: DAY, most: quota.serverDay },
	];
	return drawn.flatMap(({ most, ...window }): Window[] => {
		if (most === null) return [];
		const limit = { ...window, counts: 'drawn', most } as const;
		if (window.scope !== 'person') return [limit];
		return [limit, { ...window, counts: 'asked', most: most * ASKED_PER_DRAWN }];
	});
}

/** The largest weight among the person's roles. */
export function weightOf({ roles }: PlaceSettings, person: Person): number {
	const weights = (person.roles ?? []).flatMap((name) => roles[name]?.weight ?? []);
	return weights.length === 0 ? 1 : Math.max(...weights);
}

/**
 * Refuses more pictures than a person may have waiting at once.
 * @throws QuotaError `person-concurrent`
 */
export function checkConcurrent(
	{ quota }: PlaceSettings,
	live: number,
	wanted: number,
	secondsPerJob: number | null,
): void {
	const most = quota.personConcurrent;
	if (live + wanted <= most) return;
	throw new QuotaError(
		'person-concurrent',
		say('tooManyAtOnce', live, most),
		new Date(Date.now() + Math.ceil((secondsPerJob ?? 10) * 1000 * Math.min(wanted, live + wanted - most))),
	);
}

/**
 * Refuses what goes beyond a quota. Inside the transaction that locked the person's flow, so that two
 * requests at once cannot both take the last place.
 *
 * @throws QuotaError with the time at which there will be room
 */
export async function checkQuotas(
	tx: Queryable,
	settings: PlaceSettings,
	place: Place,
	person: Person,
	wanted: number,
): Promise<void> {
	const windows = windowsOf(settings, person);
	const use = await windowUse(
		tx,
		{ place: place.id, person: person.id, server: place.server ?? null },
		windows,
		wanted,
	);
	for (const [i, { freeAt }] of use.windows.entries()) {
		if (freeAt !== null || windows[i].most < wanted) throw overQuota(windows[i], use.windows[i], wanted);
	}
}

function overQuota(
	{ code, scope, seconds, most, counts }: Window,
	{ freeAt, used }: WindowUse,
	wanted: number,
): QuotaError {
	const span = seconds === HOUR ? 'hour' : 'day';
	const at = freeAt ?? new Date(Date.now() + seconds * 1000);
	const left = Math.max(0, most - used);
	const time = at.toISOString().slice(11, 16);
	const said =
		counts === 'drawn'
			? say('quotaUsed', scope, left, most, span, wanted, time)
			: say('askedTooOften', used, most, span, time);
	return new QuotaError(code as QuotaErrorCode, said, at);
}

/** What a person may still ask for in a place; null = no limit. */
export interface QuotaLeft {
	readonly hourLeft: number | null;
	readonly dayLeft: number | null;
	readonly concurrentLeft: number;
}

/** What is left of the person's quotas here. */
export async function quotaLeft(
	database: Database,
	settings: PlaceSettings,
	place: Place,
	person: Person,
): Promise<QuotaLeft> {
	const windows = windowsOf(settings, person);
	const use = await windowUse(
		database,
		{ place: place.id, person: person.id, server: place.server ?? null },
		windows,
		1,
	);
	const left = (span: 'hour' | 'day') => {
		const lefts = windows.flatMap(({ code, most }, i) =>
			code.endsWith(span) ? [Math.max(0, most - use.windows[i].used)] : [],
		);
		return lefts.length === 0 ? null : Math.min(...lefts);
	};
	return {
		hourLeft: left('hour'),
		dayLeft: left('day'),
		concurrentLeft: Math.max(0, settings.quota.personConcurrent - use.live),
	};
}
