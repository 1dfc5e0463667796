import { type Room, type RoomOptions, startRoom } from '../../src/platforms/room/index.ts';
import { FakeStudio } from './fake-studio.ts';

export const silent = { info() {}, warn() {}, error() {} };

export interface TestRoom {
	readonly fake: FakeStudio;
	readonly room: Room;
	/** Like a page of the room: sends its origin and the cookie that it was given. */
	visit(path: string, init?: RequestInit & { readonly cookie?: string }): Promise<Response>;
	/** The key in the address that is printed at the start. */
	readonly key: string;
	/** Comes in and answers with the cookie. */
	enter(name: string, more?: object): Promise<string>;
}

/** A room on a free port over a studio in memory. */
export async function openRoom(
	config: Partial<RoomOptions['config']> = {},
	options: Partial<RoomOptions> = {},
): Promise<TestRoom> {
	const fake = new FakeStudio();
	const room = await startRoom({
		studio: fake.studio,
		commands: fake.commands,
		log: silent,
		...options,
		config: {
			name: 'Test room',
			host: '127.0.0.1',
			port: 0,
			publicUrl: null,
			password: null,
			key: null,
			trustedProxies: 0,
			newcomers: 1_000,
			...config,
		},
	});
	const origin = `http://localhost:${room.port}`;
	const visit: TestRoom['visit'] = (path, { cookie, ...init } = {}) => {
		const headers = new Headers(init.headers);
		if (init.method === 'POST') {
			if (!headers.has('origin')) headers.set('origin', origin);
			if (!headers.has('content-type')) headers.set('content-type', 'application/json');
		}
		if (cookie !== undefined) headers.set('cookie', cookie);
		return fetch(new URL(path, origin), { ...init, headers });
	};
	const key = keyIn(room.inviteUrl ?? room.entranceUrl);
	return {
		fake,
		room,
		visit,
		key,
		async enter(name, more = {}) {
			const response = await visit('/api/enter', {
				method: 'POST',
				body: JSON.stringify({ name, key, ...more }),
			});
			if (!response.ok) throw new Error(`could not come in: ${await response.text()}`);
			return response.headers.get('set-cookie')?.split(';')[0] ?? '';
		},
	};
}

/** The key behind the `#` of a link into the room. */
export function keyIn(link: string | null): string {
	return new URLSearchParams(new URL(link ?? 'none:').hash.slice(1)).get('key') ?? '';
}

export async function refusal(
	response: Response,
): Promise<{ code: string; message: string; retryAfterMs?: number }> {
	const body = (await response.json()) as { error: { code: string; message: string; retryAfterMs?: number } };
	return body.error;
}
