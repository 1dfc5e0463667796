/**
 * A language as tables: its words to the English words that models read. A word may be written in several
 * ways; they stand in one string, separated by spaces.
 */
export interface Language {
	/** BCP 47: `ja`. */
	readonly code: string;
	/** A text that this matches has words of the language. */
	readonly script: RegExp;
	/** English noun (singular, without article) to its words. */
	readonly nouns: Readonly<Record<string, string>>;
	/** English colour to its words, in every form that stands before a noun. */
	readonly colours: Readonly<Record<string, string>>;
	/** English adjective to its words, in every form that stands before a noun. */
	readonly adjectives: Readonly<Record<string, string>>;
	/** English background (with its article) to its words. */
	readonly scenes: Readonly<Record<string, string>>;
	/** What is said behind a background's name, as `at night`, to what is said before or behind it here. */
	readonly circumstances: Readonly<Record<string, string>>;
	/** Words that tie others and are not drawn: particles, counters, connectors. */
	readonly connectors: string;
}
