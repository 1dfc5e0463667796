import type {
	Door,
	NounSheet,
	Welcome,
	WireAction,
	WireAnswer,
	WireError,
	WireGallery,
	WireHistory,
	WireLayout,
	WirePicture,
	WireQueue,
	WireReply,
	You,
} from '../wire.ts';

import { language, t } from './language.ts';

/** The room said no, and why. */
export class Refused extends Error {
	override readonly name = 'Refused';
	readonly status: number;
	readonly detail: WireError;

	constructor(status: number, detail: WireError) {
		super(detail.message);
		this.status = status;
		this.detail = detail;
	}
}

/** The path that the room is served at: `/`, or one below it, which the address of this very script tells. */
export const BASE = new URL('../../../../', import.meta.url).pathname;

/** Waits between tries of a request whose answer never came. */
const RETRY_MS = [400, 1_200, 3_000];

/** A number for one request; sending it again with the same number does nothing twice. */
export function newKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(12));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function call<T>(
	path: string,
	init: RequestInit & { readonly headers?: Readonly<Record<string, string>> },
): Promise<T> {
	for (let attempt = 0; ; attempt++) {
		let response: Response;
		try {
			const headers = { ...init.headers, 'accept-language': language() };
			response = await fetch(`${BASE}${path}`, { ...init, headers, credentials: 'same-origin' });
		} catch {
			const wait = RETRY_MS[attempt];
			if (wait === undefined) {
				throw new Refused(0, {
					code: 'no-connection',
					message: t().page.noConnection,
				});
			}
			await new Promise((resolve) => setTimeout(resolve, wait));
			continue;
		}
		const body: unknown = await response.json().catch(() => undefined);
		if (response.ok) return body as T;
		const detail = (body as { error?: WireError } | undefined)?.error;
		throw new Refused(
			response.status,
			detail ?? { code: 'room-failed', message: t().page.roomFailed(response.status) },
		);
	}
}

const get = <T>(path: string) => call<T>(path, {});
const post = <T>(path: string, body: object) =>
	call<T>(path, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});

export const api = {
	door: () => get<Door>('api/door'),
	enter: (given: { name: string; key?: string; password?: string }) => post<{ you: You }>('api/enter', given),
	leave: () => post<object>('api/leave', {}),
	room: () => get<Welcome>('api/room'),
	layouts: () => get<readonly WireLayout[]>('api/layouts'),
	queue: () => get<WireQueue>('api/queue'),
	picture: (id: string) => get<WirePicture>(`api/pictures/${id}`),
	history: (id: string) => get<WireHistory>(`api/pictures/${id}/history`),
	gallery: (query: Record<string, string>) => get<WireGallery>(`api/gallery?${new URLSearchParams(query)}`),
	command: (text: string, key: string, focus?: string) =>
		post<WireReply>('api/command', { text, key, ...(focus === undefined ? {} : { focus }) }),
	/** The recipe in a picture's file. */
	recipe: (file: Blob) =>
		call<WireReply>('api/recipe', {
			method: 'POST',
			headers: { 'content-type': 'application/octet-stream' },
			body: file,
		}),
	act: (pictureId: string, action: WireAction, key = newKey()) =>
		post<Partial<WireAnswer> & { readonly picture?: WirePicture }>('api/act', { pictureId, action, key }),
	say: (text: string, key: string) => post<object>('api/say', { text, key }),
};

/** The pictures of what can be drawn, in one file; the room may have none. */
export const nounSheet = async (): Promise<NounSheet | null> => {
	const response = await fetch(`${BASE}nouns.json`).catch(() => null);
	return response?.ok === true ? ((await response.json()) as NounSheet) : null;
};

/** What emoji are called, by the emoji; null where the room did not answer. */
export const emojiNames = async (): Promise<ReadonlyMap<string, string> | null> => {
	const response = await fetch(`${BASE}emoji.json`).catch(() => null);
	return response?.ok === true
		? new Map(Object.entries((await response.json()) as Record<string, string>))
		: null;
};

export const thumbUrl = (picture: WirePicture) => `${BASE}pictures/${picture.id}/thumb`;
export const fullUrl = (picture: WirePicture) => `${BASE}pictures/${picture.id}/full`;
export const layerUrl = (picture: WirePicture, index: number) =>
	`${BASE}pictures/${picture.id}/layer-${index}`;
