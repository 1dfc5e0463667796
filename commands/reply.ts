import { correctedLine, LayoutError } from '../src/layout/index.ts';
import { ComposeError } from '../src/recipe/compose.ts';
import type { DrawAnswer } from '../src/studio/admission.ts';
import { QuotaError, StudioError } from '../src/studio/errors.ts';
import type { Locale } from '../src/studio/people.ts';
import type { Said } from '../src/taue-error.ts';
import type { ErrorReply, Localised, Reply } from './command.ts';

/** The words of a locale. */
export function inWords(locale: Locale, words: Localised): string {
	return words[locale];
}

export function jobsReply({ jobs, warnings }: DrawAnswer): Extract<Reply, { kind: 'jobs' }> {
	return { kind: 'jobs', jobs, warnings, private: false };
}

export function textReply(text: string, isPrivate = true): Reply {
	return { kind: 'text', text, private: isPrivate };
}

/** @param said - in every language, or in the person's already */
export function errorReply(code: string, said: Said | string): ErrorReply {
	if (typeof said === 'string') return { kind: 'error', code, message: said, private: true };
	return { kind: 'error', code, message: said.en, said, private: true };
}

/** What a person did wrong becomes an answer; anything else is ours and is thrown on. */
export function replyToError(error: unknown): ErrorReply {
	if (error instanceof LayoutError) return layoutReply(error);
	if (error instanceof QuotaError) return { ...errorReply(error.code, error.said), retryAt: error.retryAt };
	if (error instanceof StudioError && error.cause instanceof LayoutError) {
		const { mistake, suggestion } = error.cause;
		return {
			...errorReply(error.code, error.said),
			mistake,
			...(suggestion !== null && { meant: suggestion }),
		};
	}
	if (error instanceof StudioError || error instanceof ComposeError)
		return errorReply(error.code, error.said);
	throw error;
}

function layoutReply(error: LayoutError): ErrorReply {
	const corrected = correctedLine(error);
	return {
		kind: 'error',
		code: error.code,
		message: error.message,
		private: true,
		mistake: error.mistake,
		line: error.line,
		offset: error.offset,
		caret: error.pointer(),
		...(corrected !== null && { corrected }),
	};
}
