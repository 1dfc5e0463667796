import type { ErrorReply } from '../../commands/command.ts';
import { LayoutError, parseLine } from '../layout/index.ts';
import { QuotaError, StudioError } from '../studio/errors.ts';

/** What a person is told of an error that is theirs to put right; null for all others. */
export function errorReply(error: unknown): ErrorReply | null {
	if (error instanceof LayoutError) {
		const corrected = correctedLine(error);
		return {
			kind: 'error',
			code: error.code,
			message: error.message,
			line: error.line,
			offset: error.offset,
			caret: error.pointer(48),
			...(corrected !== null && { corrected }),
			private: true,
		};
	}
	if (error instanceof QuotaError) {
		return { kind: 'error', code: error.code, message: error.message, retryAt: error.retryAt, private: true };
	}
	if (error instanceof StudioError || isComposeError(error)) {
		return { kind: 'error', code: String(error.code), message: error.message, private: true };
	}
	return null;
}

/** Errors of putting a recipe together; named, since platforms do not know that part. */
function isComposeError(error: unknown): error is Error & { code: string } {
	return error instanceof Error && error.name === 'ComposeError' && 'code' in error;
}

/** The line with the suggestion in place of the wrong word, where that reads further than before. */
export function correctedLine({ line, offset, suggestion }: LayoutError): string | null {
	if (suggestion === null) return null;
	const wrong = /^[^\s,;|:@{}()"]*/.exec(line.slice(offset))?.[0] ?? '';
	const corrected = line.slice(0, offset) + suggestion + line.slice(offset + wrong.length);
	if (corrected === line) return null;
	try {
		parseLine(corrected);
		return corrected;
	} catch (error) {
		return error instanceof LayoutError && error.offset > offset ? corrected : null;
	}
}
