import { LayoutError } from '../../layout/index.ts';
import { QuotaError, StudioError } from '../../studio/errors.ts';
import { RoomError } from './request.ts';
import type { WireError } from './wire.ts';

/** What a person is told of an error, and the status that goes with it; 500 for what nobody foresaw. */
export function describe(error: unknown): { status: number; body: WireError } {
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
