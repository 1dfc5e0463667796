import { type Clock, type Log, type Platform, PlatformRefusal } from '../platforms/platform.ts';
import { Backoff } from '../worker/backoff.ts';

/** Pauses between tries where a platform cannot be reached. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Pause after a refusal: a wrong token stays wrong, and platforms lock out addresses that keep on trying. */
const REFUSED_PAUSE_MS = 3_600_000;

/** How a platform is, for `/health`. */
export interface ConnectionStatus {
	/** `refused`: it does not take the operator's token or settings; `waiting`: it could not be reached. */
	readonly state: 'connecting' | 'connected' | 'waiting' | 'refused' | 'ended';
	/** When it came into this state, ISO 8601. */
	readonly since: string;
	/** Why it is not connected, in one sentence. */
	readonly why?: string;
	readonly nextTryAt?: string;
}

/**
 * Keeps one platform connected, beside all others: a platform that is out of reach is tried again with growing
 * pauses, and whoever waits for it waits alone.
 */
export class Connection {
	readonly name: string;
	readonly #make: () => Platform;
	readonly #log: Log;
	readonly #clock: Clock;
	readonly #backoff = new Backoff({ firstMs: FIRST_PAUSE_MS, maxMs: LONGEST_PAUSE_MS });
	#platform: Platform;
	#status: ConnectionStatus;
	#timer: { clear(): void } | null = null;
	/** The end of a try that failed; the next one begins behind it. */
	#ending: Promise<void> = Promise.resolve();
	#stopped = false;

	/** @throws what `make` throws: settings that cannot work are told at the start of the program */
	constructor(options: {
		/** A fresh platform for every try; nothing of a failed one is used again. */
		readonly make: () => Platform;
		readonly log: Log;
		readonly clock: Clock;
	}) {
		this.#make = options.make;
		this.#log = options.log;
		this.#clock = options.clock;
		this.#platform = options.make();
		this.name = this.#platform.name;
		this.#status = this.#since({ state: 'connecting' });
	}

	status(): ConnectionStatus {
		return this.#status;
	}

	/** Begins to connect, and returns at once. */
	start(): void {
		void this.#connect(this.#platform);
	}

	/** Disconnects, or ends the try that is under way. */
	async stop(): Promise<void> {
		this.#stopped = true;
		this.#timer?.clear();
		this.#status = this.#since({ state: 'ended' });
		await this.#ending;
		await this.#platform.stop();
	}

	async #connect(platform: Platform): Promise<void> {
		let failed = false;
		const fail = (error: unknown) => {
			// A connection that breaks for good while it is made tells so twice.
			if (failed || this.#stopped) return;
			failed = true;
			this.#tryLater(platform, error);
		};
		try {
			await platform.start(fail);
			if (failed || this.#stopped) return;
			this.#backoff.succeeded();
			this.#status = this.#since({ state: 'connected' });
		} catch (error) {
			fail(error);
		}
	}

	#tryLater(platform: Platform, error: unknown): void {
		const refused = error instanceof PlatformRefusal;
		const pauseMs = refused ? REFUSED_PAUSE_MS : this.#backoff.failed();
		const why = refused ? error.message : `${titleOf(this.name)} cannot be reached: ${reasonOf(error)}.`;
		const now = this.#clock.now();
		const nextTryAt = new Date(now + pauseMs).toISOString();
		this.#status = this.#since({ state: refused ? 'refused' : 'waiting', why, nextTryAt }, now);
		const fields = { platform: this.name, nextTryAt, ...(!refused && { err: error }) };
		this.#log.error(fields, `${why} Trying again in ${pauseMs / 1000} s; everything else goes on.`);
		this.#ending = platform.stop().catch((err: unknown) => {
			this.#log.debug({ err, platform: this.name }, 'a failed connection did not end cleanly');
		});
		this.#timer = this.#clock.setTimeout(() => void this.#again(), pauseMs);
	}

	async #again(): Promise<void> {
		await this.#ending;
		if (this.#stopped) return;
		this.#platform = this.#make();
		// The reason stays readable until it is known to be over.
		const { why } = this.#status;
		this.#status = this.#since({ state: 'connecting', ...(why !== undefined && { why }) });
		await this.#connect(this.#platform);
	}

	#since(status: Omit<ConnectionStatus, 'since'>, now = this.#clock.now()): ConnectionStatus {
		return { ...status, since: new Date(now).toISOString() };
	}
}

function titleOf(name: string): string {
	return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** What is at the bottom of an error: `fetch failed` says less than its cause. */
function reasonOf(error: unknown): string {
	let bottom = error;
	for (let depth = 0; depth < 5 && bottom instanceof Error && bottom.cause !== undefined; depth++) {
		bottom = bottom.cause;
	}
	if (bottom instanceof AggregateError && bottom.errors.length > 0) return reasonOf(bottom.errors[0]);
	const message = bottom instanceof Error ? bottom.message || bottom.name : String(bottom);
	const code = bottom instanceof Error && 'code' in bottom ? String(bottom.code) : '';
	return (message === '' ? code : message).replace(/\.+$/, '');
}
