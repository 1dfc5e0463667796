import Bottleneck from 'bottleneck';

export interface PaceOptions {
	/** Time between two messages to a channel. */
	readonly postEveryMs: number;
	/** Edits of a workspace in a minute. */
	readonly editsPerMinute: number;
}

/** Edits that progress leaves to pictures that end. */
const SPARE_SHARE = 0.3;

/**
 * Keeps us under Slack's limits, so that it rarely has to say 429 (the client honours it when it does):
 * messages a channel, edits a workspace. Ends go before sketches, and progress waits for neither: where there
 * is no room for it, it is left out.
 */
export class Pace {
	readonly #channels: Bottleneck.Group;
	readonly #workspaces: Bottleneck.Group;
	readonly #spare: number;

	constructor({ postEveryMs, editsPerMinute }: PaceOptions) {
		this.#spare = Math.floor(editsPerMinute * SPARE_SHARE);
		this.#channels = new Bottleneck.Group({ maxConcurrent: 1, minTime: postEveryMs });
		this.#workspaces = new Bottleneck.Group({
			reservoir: editsPerMinute,
			reservoirRefreshAmount: editsPerMinute,
			reservoirRefreshInterval: 60_000,
		});
	}

	/** A new message. */
	post<T>(team: string, channel: string, work: () => Promise<T>): Promise<T> {
		return this.#channels.key(`${team}/${channel}`).schedule({ priority: 3 }, work);
	}

	/** An edit that people wait for. */
	edit<T>(team: string, what: 'end' | 'sketch', work: () => Promise<T>): Promise<T> {
		return this.#workspaces.key(team).schedule({ priority: what === 'end' ? 1 : 4 }, work);
	}

	/** An edit that only tells progress; false where it was left out. */
	async progress(team: string, channel: string, work: () => Promise<unknown>): Promise<boolean> {
		const place = this.#channels.key(`${team}/${channel}`);
		if (place.queued() > 0 || !(await this.hasRoom(team))) return false;
		await place.schedule({ priority: 7 }, () => this.#workspaces.key(team).schedule({ priority: 8 }, work));
		return true;
	}

	/** Whether edits can be spared for what is nice to have. */
	async hasRoom(team: string): Promise<boolean> {
		const workspace = this.#workspaces.key(team);
		return workspace.queued() === 0 && ((await workspace.currentReservoir()) ?? 0) > this.#spare;
	}

	/** Lets go of all timers. */
	async stop(): Promise<void> {
		await Promise.all([this.#channels.disconnect(false), this.#workspaces.disconnect(false)]);
	}
}
