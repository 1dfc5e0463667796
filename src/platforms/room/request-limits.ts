import { Buckets } from '../../studio/buckets.ts';
import { againIn, RoomError } from './request.ts';

/** What a person may ask for at once, and again in ten seconds; the costs are in the table of routes. */
const OF_PERSON = { tokens: 600, seconds: 10 };
/** People of one household, school or office together. */
const OF_ADDRESS = { tokens: 6_000, seconds: 10 };

/** Bounds what requests may cost, of one person and from one address: what is drawn has its own limits. */
export class RequestLimits {
	readonly #ofPerson: Buckets;
	readonly #ofAddress: Buckets;

	/** @param now - milliseconds that only grow */
	constructor(now: () => number) {
		this.#ofPerson = new Buckets(OF_PERSON, now);
		this.#ofAddress = new Buckets(OF_ADDRESS, now);
	}

	/** The page, its files and the door, which are for everybody. @throws RoomError */
	countVisit(address: string): void {
		refuseFor(this.#ofAddress.take(address));
	}

	/** A request of somebody inside. @throws RoomError */
	countRequest(person: string, address: string, cost: number): void {
		refuseFor(this.#ofPerson.take(person, cost) || this.#ofAddress.take(address, cost));
	}
}

function refuseFor(waitMs: number): void {
	if (waitMs === 0) return;
	throw new RoomError(
		429,
		'too-many-requests',
		againIn('These are too many requests at once.', waitMs),
		waitMs,
	);
}
