import { createServer } from 'node:net';

/** A port of this machine that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const bound = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (bound === null || typeof bound === 'string') throw new Error('no port');
	return bound.port;
}
