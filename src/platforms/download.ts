import { TaueError } from '../taue-error.ts';

/** A file could not be had from the platform; `code` says in which way. */
export class DownloadError extends TaueError {
	override readonly audience = 'asker';
	override readonly name = 'DownloadError';
	readonly code: 'foreign-host' | 'too-large' | 'refused' | 'unreachable';

	constructor(code: DownloadError['code'], message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}

export interface DownloadOptions {
	/** Origins (`https://files.example`) that may be asked; any other address is refused before a request. */
	readonly origins: readonly string[];
	readonly mostBytes: number;
	readonly timeoutMs: number;
	/** Sent to these origins alone: redirects are not followed. */
	readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Fetches a file that people gave to a platform, from the platform's own hosts and from nowhere else.
 * @throws DownloadError
 */
export async function download(url: string, options: DownloadOptions): Promise<Uint8Array> {
	const { origins, mostBytes, timeoutMs, headers } = options;
	if (!URL.canParse(url) || !origins.includes(new URL(url).origin)) {
		throw new DownloadError('foreign-host', `${url.slice(0, 200)} is not on ${origins.join(' or ')}.`);
	}
	try {
		const answer = await fetch(url, {
			redirect: 'error',
			signal: AbortSignal.timeout(timeoutMs),
			...(headers !== undefined && { headers }),
		});
		// A page in place of the file asks to sign in.
		const page = /^text\/html\b/i.test(answer.headers.get('content-type') ?? '');
		if (!answer.ok || page) {
			await answer.body?.cancel();
			throw new DownloadError(
				'refused',
				`The platform answered ${answer.status}${page ? ' with a page' : ''}.`,
			);
		}
		if (Number(answer.headers.get('content-length') ?? 0) > mostBytes) {
			await answer.body?.cancel();
			throw tooLarge(mostBytes);
		}
		return await bounded(answer, mostBytes);
	} catch (error) {
		if (error instanceof DownloadError) throw error;
		throw new DownloadError('unreachable', 'The file could not be fetched.', { cause: error });
	}
}

async function bounded(answer: Response, mostBytes: number): Promise<Uint8Array> {
	const parts: Uint8Array[] = [];
	let bytes = 0;
	for await (const part of answer.body ?? []) {
		bytes += part.byteLength;
		// Leaving the loop cancels the rest.
		if (bytes > mostBytes) throw tooLarge(mostBytes);
		parts.push(part);
	}
	return Buffer.concat(parts);
}

function tooLarge(mostBytes: number): DownloadError {
	return new DownloadError('too-large', `The file has more than ${mostBytes} bytes.`);
}
