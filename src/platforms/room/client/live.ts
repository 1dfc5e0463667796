import { BEAT_MS, type Present, type WireEvent } from '../wire.ts';
import { BASE } from './api.ts';
import type { Link } from './room-state.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

export interface LiveHandlers {
	/** Number of the last stored event that the page has. */
	readonly lastSeq: () => number;
	readonly onEvent: (event: WireEvent) => void;
	readonly onPeople: (people: readonly Present[]) => void;
	/** The log is another one: fetch everything anew. */
	readonly onReset: () => void;
	readonly onLink: (link: Link) => void;
}

/**
 * The live line from the room. It comes back by itself, ever more patiently, and asks for what was missed;
 * a line that is silent for two beats counts as lost.
 */
export class Live {
	readonly #handlers: LiveHandlers;
	#source: EventSource | undefined;
	#failures = 0;
	#retry: ReturnType<typeof setTimeout> | undefined;
	#silence: ReturnType<typeof setTimeout> | undefined;
	#closed = false;

	constructor(handlers: LiveHandlers) {
		this.#handlers = handlers;
		addEventListener('online', this.#now);
		document.addEventListener('visibilitychange', this.#now);
		this.#open();
	}

	close(): void {
		this.#closed = true;
		removeEventListener('online', this.#now);
		document.removeEventListener('visibilitychange', this.#now);
		this.#drop();
		clearTimeout(this.#retry);
	}

	/** Someone looks, or the network is back: no reason to wait any longer. */
	readonly #now = () => {
		if (this.#source !== undefined || this.#closed || document.hidden) return;
		this.#failures = 0;
		this.#open();
	};

	#open(): void {
		clearTimeout(this.#retry);
		this.#drop();
		const source = new EventSource(`${BASE}api/events?after=${this.#handlers.lastSeq()}`);
		this.#source = source;
		source.onopen = () => {
			this.#failures = 0;
			this.#handlers.onLink('live');
			this.#heard();
		};
		source.onerror = () => this.#lost();
		source.addEventListener('studio', (message) => {
			this.#heard();
			this.#handlers.onEvent(JSON.parse(message.data));
		});
		source.addEventListener('people', (message) => {
			this.#heard();
			this.#handlers.onPeople(JSON.parse(message.data));
		});
		source.addEventListener('beat', () => this.#heard());
		source.addEventListener('reset', () => {
			this.#drop();
			this.#handlers.onReset();
			this.#lost();
		});
	}

	#heard(): void {
		clearTimeout(this.#silence);
		this.#silence = setTimeout(() => this.#lost(), BEAT_MS * 2.5);
	}

	#lost(): void {
		this.#drop();
		if (this.#closed) return;
		this.#handlers.onLink('lost');
		const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures++);
		this.#retry = setTimeout(() => this.#open(), wait * (0.7 + Math.random() * 0.6));
	}

	#drop(): void {
		clearTimeout(this.#silence);
		this.#source?.close();
		this.#source = undefined;
	}
}
