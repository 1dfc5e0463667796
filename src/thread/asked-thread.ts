import { Worker } from 'node:worker_threads';
import { TaueError } from '../taue-error.ts';

/** Why a question got no answer. */
export class ThreadError extends TaueError {
	override readonly name = 'ThreadError';
	/** `full`: too many wait. `slow`: the time limit. `died`: the thread ended. `failed`: its own code threw. */
	readonly code: 'full' | 'slow' | 'died' | 'failed';

	constructor(code: ThreadError['code'], message: string) {
		super(message);
		this.code = code;
	}
}

export interface AskedThreadOptions {
	/** The module that the thread runs; it calls `answerQuestions`. */
	readonly url: URL;
	/** What one answer may take; a thread that takes longer is ended. */
	readonly limitMs: number;
	/** Questions that may wait behind the one in hand; more are refused at once. */
	readonly mostWaiting: number;
	/** The thread is ended when nobody has asked for so long: it takes memory. */
	readonly idleMs?: number;
	/** Bound on the thread's own heap. */
	readonly heapMb?: number;
}

/** What a thread says: once that it listens, then an answer to each question. */
export type ThreadMessage =
	| { readonly type: 'ready' }
	| { readonly type: 'answer'; readonly answer: unknown }
	| { readonly type: 'failed'; readonly message: string };

interface Asked<Question, Answer> {
	readonly question: Question;
	readonly resolve: (answer: Answer) => void;
	readonly reject: (error: Error) => void;
}

/**
 * A thread for work that would stand this one still: questions are answered one after the other, each within a
 * time limit, and few may wait. It starts with the first question, is used again, and is replaced when it ends.
 */
export class AskedThread<Question, Answer> {
	readonly #options: AskedThreadOptions;
	readonly #waiting: Asked<Question, Answer>[] = [];
	#inHand: Asked<Question, Answer> | null = null;
	#thread: Worker | null = null;
	#listening = false;
	#limit: NodeJS.Timeout | undefined;
	#idle: NodeJS.Timeout | undefined;

	constructor(options: AskedThreadOptions) {
		this.#options = options;
	}

	/**
	 * The thread's answer. The question is copied.
	 * @throws ThreadError
	 */
	ask(question: Question): Promise<Answer> {
		if (this.#inHand !== null && this.#waiting.length >= this.#options.mostWaiting) {
			return Promise.reject(
				new ThreadError('full', `${this.#waiting.length} questions are waiting already; that is the most.`),
			);
		}
		const { promise, resolve, reject } = Promise.withResolvers<Answer>();
		this.#waiting.push({ question, resolve, reject });
		this.#next();
		return promise;
	}

	#next(): void {
		if (this.#inHand !== null) return;
		const next = this.#waiting.shift();
		clearTimeout(this.#idle);
		if (next === undefined) {
			this.#thread?.unref();
			this.#idle = setTimeout(() => void this.#thread?.terminate(), this.#options.idleMs ?? 60_000);
			this.#idle.unref();
			return;
		}
		this.#inHand = next;
		this.#thread ??= this.#start();
		// A program that has nothing else to do ends, but not while it waits for an answer.
		this.#thread.ref();
		if (this.#listening) this.#post(this.#thread, next);
	}

	#post(thread: Worker, { question }: Asked<Question, Answer>): void {
		thread.postMessage(question);
		const { limitMs } = this.#options;
		const limit = setTimeout(() => {
			// It may be this thread that stood still: an answer that is waiting is read first.
			setImmediate(() =>
				setImmediate(() => {
					if (this.#limit !== limit) return;
					this.#settle(({ reject }) =>
						reject(new ThreadError('slow', `There was no answer within ${limitMs / 1000} s.`)),
					);
					this.#drop(thread);
					void thread.terminate();
					this.#next();
				}),
			);
		}, limitMs);
		this.#limit = limit;
	}

	#settle(end: (asked: Asked<Question, Answer>) => void): void {
		clearTimeout(this.#limit);
		this.#limit = undefined;
		const inHand = this.#inHand;
		this.#inHand = null;
		if (inHand !== null) end(inHand);
	}

	#drop(thread: Worker): void {
		if (this.#thread !== thread) return;
		this.#thread = null;
		this.#listening = false;
	}

	#start(): Worker {
		const { url, heapMb } = this.#options;
		const thread = new Worker(url, {
			...(heapMb !== undefined && { resourceLimits: { maxOldGenerationSizeMb: heapMb } }),
		});
		thread.on('message', (message: ThreadMessage) => {
			if (this.#thread !== thread) return;
			if (message.type === 'ready') {
				this.#listening = true;
				if (this.#inHand !== null) this.#post(thread, this.#inHand);
				return;
			}
			this.#settle(({ resolve, reject }) => {
				if (message.type === 'answer') resolve(message.answer as Answer);
				else reject(new ThreadError('failed', message.message));
			});
			this.#next();
		});
		let reason: string | null = null;
		thread.once('error', (error) => {
			reason = error instanceof Error ? error.message : String(error);
		});
		// Comes last, whatever happened: the next question starts another thread.
		thread.once('exit', (code) => {
			if (this.#thread !== thread) return;
			this.#drop(thread);
			this.#settle(({ reject }) =>
				reject(new ThreadError('died', `The thread ended: ${reason ?? `code ${code}`}.`)),
			);
			this.#next();
		});
		return thread;
	}
}
