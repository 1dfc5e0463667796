/** One line of the doctor's report. */
export interface Finding {
	readonly about: string;
	readonly state: 'ok' | 'warning' | 'problem';
	readonly text: string;
	/** The command, or the step, that mends it. */
	readonly repair?: string;
}

export const ok = (about: string, text: string): Finding => ({ about, state: 'ok', text });
export const warning = (about: string, text: string, repair?: string): Finding => ({
	about,
	state: 'warning',
	text,
	...(repair !== undefined && { repair }),
});
export const problem = (about: string, text: string, repair: string): Finding => ({
	about,
	state: 'problem',
	text,
	repair,
});
