/**
 * Who can mend it: the person who asked (a line, an option, a picture), whoever keeps the model folders, or
 * whoever runs the program.
 */
export type Audience = 'asker' | 'models' | 'operator';

/** One sentence in every language of those who ask. */
export interface Said {
	readonly en: string;
	readonly ja: string;
}

/**
 * What all of the program's own errors are. The message is written for its audience: what happened, what was
 * given, what to do; it needs no stack. Anything else that is thrown is a fault of the program.
 */
export abstract class TaueError extends Error {
	/** What happened, for programs and for sentences in other languages. */
	abstract readonly code: string;
	readonly audience: Audience = 'operator';
	/** Whether the same may succeed if it is tried again. */
	readonly retryable: boolean = false;
	/** What the message was made of. */
	readonly data: Readonly<Record<string, string | number>> = {};
	/** The message in every language, where there is more than English. */
	readonly said?: Said;
}
