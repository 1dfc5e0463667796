import { Session } from 'node:inspector/promises';

/** How often a function of the program was called: `calls('src/layout/parse.ts', 'parseLine')`. */
export type Calls = (file: string, name: string) => number;

/**
 * Counts the calls of every function of this process while something runs, by the engine’s own coverage. An async
 * function counts once more each time it goes on after an `await`.
 */
export async function callsDuring(run: () => Promise<unknown>): Promise<Calls> {
	const session = new Session();
	session.connect();
	try {
		await session.post('Profiler.enable');
		await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
		await run();
		const { result } = await session.post('Profiler.takePreciseCoverage');
		return (file, name) =>
			result
				.filter(({ url }) => url.endsWith(`/${file}`))
				.flatMap(({ functions }) => functions.filter(({ functionName }) => functionName === name))
				.reduce((sum, { ranges }) => sum + (ranges[0]?.count ?? 0), 0);
	} finally {
		session.disconnect();
	}
}
