/** Someone in the room, through its HTTP interface, who asks again until an answer comes. */
export class Member {
	readonly #name: string;
	/** The value alone: its name carries the port of the gateway, and any of them knows it. */
	#cookie: string | null = null;

	constructor(name: string) {
		this.#name = name;
	}

	/**
	 * Types a line into the room. Every try carries the same key, so however often it has to be repeated, and
	 * whichever gateway hears it, it is one request.
	 *
	 * @param focus - the picture that the line is about, as when its page is open
	 * @param gateways - links into the room to try in turn, as they were printed; asked anew for every try
	 * @returns ids of the pictures that were accepted
	 * @throws when the room refuses, which no repeating changes
	 */
	async ask(
		line: string,
		key: string,
		gateways: () => readonly string[],
		signal: AbortSignal,
		focus?: string,
	): Promise<string[]> {
		for (let tries = 0; ; tries++) {
			signal.throwIfAborted();
			const urls = gateways();
			if (urls.length > 0) {
				const answer = await this.#try(urls[tries % urls.length], {
					text: line,
					key,
					...(focus !== undefined && { focus }),
				});
				if (answer !== 'again') return answer;
			}
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	}

	async #try(url: string, typed: object): Promise<string[] | 'again'> {
		try {
			this.#cookie ??= await this.#enter(url);
			const response = await post(url, '/api/command', typed, this.#cookie);
			if (response.status === 401 || response.status === 403) this.#cookie = null;
			if (
				response.status === 429 ||
				response.status >= 500 ||
				response.status === 401 ||
				response.status === 403
			) {
				return 'again';
			}
			const body = (await response.json()) as CommandAnswer;
			if (body.retryAt !== undefined || body.code === 'draining') return 'again';
			if (body.jobs === undefined) throw new Refused(`${response.status} ${JSON.stringify(body)}`);
			return body.jobs.map(({ pictureId }) => pictureId);
		} catch (error) {
			if (error instanceof Refused) throw error;
			// Nobody listens, or the gateway died in the middle of its answer.
			return 'again';
		}
	}

	/** What the room answers to a GET, parsed, once it lets this person ask. Who has not spoken yet enters first. */
	async get(url: string, path: string): Promise<unknown> {
		this.#cookie ??= await this.#enter(url);
		for (;;) {
			const response = await fetch(new URL(path, url), { headers: cookieFor(url, this.#cookie) });
			if (response.ok) return response.json();
			const said = await response.text();
			if (response.status !== 429) throw new Error(`${path} answered ${response.status}: ${said}`);
			const { error } = JSON.parse(said) as { error: { retryAfterMs: number } };
			await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs));
		}
	}

	async #enter(url: string): Promise<string | null> {
		const key = new URLSearchParams(new URL(url).hash.slice(1)).get('key');
		const response = await post(url, '/api/enter', { name: this.#name, key }, null);
		if (!response.ok) return null;
		return /^taue_room_\w+=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? null;
	}
}

interface CommandAnswer {
	readonly jobs?: readonly { readonly pictureId: string }[];
	readonly code?: string;
	readonly retryAt?: string;
}

class Refused extends Error {}

/** A connection that died is asked again; a machine that is busy is waited for. */
const PATIENCE_MS = 600_000;

function cookieFor(url: string, value: string | null): Record<string, string> {
	return value === null ? {} : { cookie: `taue_room_${new URL(url).port}=${value}` };
}

function post(url: string, path: string, body: object, cookie: string | null): Promise<Response> {
	return fetch(new URL(path, url), {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			origin: new URL(url).origin,
			...cookieFor(url, cookie),
		},
		body: JSON.stringify(body),
		signal: AbortSignal.timeout(PATIENCE_MS),
	});
}
