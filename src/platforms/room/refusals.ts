import { LayoutError, mistakeInJapanese } from '../../layout/index.ts';
import { QuotaError, StudioError } from '../../studio/errors.ts';
import type { Locale } from '../../studio/people.ts';
import { REFUSALS_JA } from './refusals-ja.ts';
import { RoomError } from './request.ts';
import type { WireError } from './wire.ts';

/** What a person is told of an error in their language, and the status that goes with it; 500 for what nobody foresaw. */
export function describe(error: unknown, locale: Locale): { status: number; body: WireError } {
	const { status, body } = inEnglish(error);
	if (locale === 'en') return { status, body };
	if (error instanceof StudioError) return { status, body: { ...body, message: error.said[locale] } };
	if (error instanceof LayoutError)
		return { status, body: { ...body, message: mistakeInJapanese(error.mistake) } };
	return { status, body: { ...body, message: REFUSALS_JA[body.code]?.(body) ?? body.message } };
}

function inEnglish(error: unknown): { status: number; body: WireError } {
	if (error instanceof RoomError) {
		const { status, code, message, retryAfterMs } = error;
		return { status, body: { code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } };
	}
	if (error instanceof LayoutError) {
		const { code, message, offset, expected, suggestion } = error;
		return { status: 422, body: { code, message, offset, expected, suggestion } };
	}
	if (error instanceof QuotaError) {
		const retryAfterMs = Math.max(0, error.retryAt.getTime() - Date.now());
		return { status: 429, body: { code: error.code, message: error.message, retryAfterMs } };
	}
	if (error instanceof StudioError)
		return { status: 409, body: { code: error.code, message: error.message } };
	return {
		status: 500,
		body: { code: 'room-failed', message: 'The room made a mistake; it was logged. Please try again.' },
	};
}
