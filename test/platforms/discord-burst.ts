import { setTimeout as pause } from 'node:timers/promises';
import { commands } from '../../commands/index.ts';
import { Discord } from '../../src/platforms/discord/index.ts';
import { systemClock } from '../../src/platforms/platform.ts';
import { hasAction } from '../support/discord-stage.ts';
import { FakeDiscord, type FakeInteraction, TOKEN } from '../support/fake-discord.ts';
import { InstantWorker } from '../support/instant-worker.ts';
import { quietLog, testStudio } from '../support/studio.ts';
import { type Burst, PEOPLE, percentile, REQUESTS_PER_SECOND } from './figures.ts';

const ACKNOWLEDGE_MS = 3_000;

/**
 * The whole bot but for the model: discord.js, the studio on a database in memory, a worker that answers every
 * job at once. The local Discord runs in the same process, so the latencies hold its work as well.
 */
export const burst: Burst = async (count) => {
	const fake = await FakeDiscord.start();
	const open = await testStudio({});
	const worker = new InstantWorker(open.queue);
	const discord = new Discord(
		{ studio: open.studio, commands, log: quietLog, clock: systemClock },
		{ token: TOKEN, api: fake.api, shards: null },
	);
	try {
		await worker.start();
		await discord.start();
		const people = Array.from({ length: PEOPLE }, (_, index) => fake.user(`Person ${index + 1}`));
		const channels = Array.from({ length: 5 }, () => fake.channel());
		// One before it counts: the first request of a kind compiles its schema.
		fake.command(people[0], channels[0], { line: 'cat@left' });
		await postedAre(fake, 1);
		const before = { messages: fake.posted.length, invalid: fake.invalidRequests };
		const start = performance.now();
		const sent: FakeInteraction[] = [];
		for (let index = 0; index < count; index++) {
			const due = start + (index * 1000) / REQUESTS_PER_SECOND;
			if (due > performance.now()) await pause(due - performance.now());
			const line = `cat@left, dog@right on a beach --seed ${index}`;
			sent.push(fake.command(people[index % PEOPLE], channels[index % channels.length], { line }));
		}
		const sentSeconds = (performance.now() - start) / 1000;
		await postedAre(fake, 1 + count);
		const seconds = (performance.now() - start) / 1000;
		const acks = sent.map(({ ackMs }) => ackMs ?? Number.POSITIVE_INFINITY);
		return {
			ackP99Ms: percentile(acks, 0.99),
			ackMaxMs: percentile(acks, 1),
			late: acks.filter((ms) => ms > ACKNOWLEDGE_MS).length,
			invalidRequests: fake.invalidRequests - before.invalid + fake.problems.length,
			posted: postedOf(fake) - 1,
			// Every message beyond one for each request is one too many.
			twice: fake.posted.length - before.messages - count,
			sentSeconds: Number(sentSeconds.toFixed(1)),
			seconds: Number(seconds.toFixed(1)),
		};
	} finally {
		await discord.stop();
		await worker.stop();
		await open.close();
		await fake.stop();
	}
};

/** Messages that show a finished picture. */
function postedOf(fake: FakeDiscord): number {
	return fake.posted.filter((message) => hasAction(message, 'star')).length;
}

/** Looked at ten times a second: after every request it would be the most of the work. */
async function postedAre(fake: FakeDiscord, count: number): Promise<void> {
	while (postedOf(fake) < count) await pause(100);
}
