import { setTimeout as pause } from 'node:timers/promises';
import { commands } from '../../commands/index.ts';
import { systemClock } from '../../src/platforms/platform.ts';
import { Slack } from '../../src/platforms/slack/index.ts';
import { APP_TOKEN, BOT_TOKEN, type FakeMessage, FakeSlack } from '../support/fake-slack.ts';
import { InstantWorker } from '../support/instant-worker.ts';
import { quietLog, testStudio } from '../support/studio.ts';
import { type Burst, PEOPLE, percentile, REQUESTS_PER_SECOND } from './figures.ts';

const CHANNELS = 50;
const POST_EVERY_MS = 20;

/** Shows its picture and may be starred. */
function isDone({ blocks }: FakeMessage): boolean {
	return blocks.some(
		(block) =>
			block.type === 'actions' && block.elements.some(({ action_id }) => action_id.startsWith('t1:star:')),
	);
}

/**
 * The whole app but for the model: Bolt in Socket Mode, the studio on a database in memory, a worker that
 * answers every job at once. The local Slack runs in the same process, so the latencies hold its work as well.
 * Its limits a minute are lifted and those a second shortened: waiting for them is not what is measured.
 */
export const burst: Burst = async (count) => {
	const fake = new FakeSlack({ fileAfterPolls: 0 });
	await fake.start();
	const open = await testStudio({});
	const worker = new InstantWorker(open.queue);
	const slack = new Slack(
		{ studio: open.studio, commands, log: quietLog, clock: systemClock },
		{
			botToken: BOT_TOKEN,
			appToken: APP_TOKEN,
			signingSecret: null,
			apiUrl: fake.apiUrl,
			host: '127.0.0.1',
			port: 0,
			oauth: null,
			moderators: [],
			timing: { postEveryMs: POST_EVERY_MS, editsPerMinute: 1_000_000, pollMs: 20 },
		},
	);
	try {
		await worker.start();
		await slack.start();
		// One before it counts: the first request reads what every later one finds in memory.
		await fake.command('cat@left', { channel: 'C0FIRST' });
		await fake.until(() => fake.posted('C0FIRST').some(isDone), BURST_MS);
		fake.ackMs.length = 0;
		const start = performance.now();
		const acknowledged: Promise<unknown>[] = [];
		for (let index = 0; index < count; index++) {
			const due = start + (index * 1000) / REQUESTS_PER_SECOND;
			if (due > performance.now()) await pause(due - performance.now());
			const line = `cat@left, dog@right on a beach --seed ${index}`;
			const channel = `C0${index % CHANNELS}`;
			acknowledged.push(fake.command(line, { channel, user: `U0${index % PEOPLE}` }));
		}
		const sentSeconds = (performance.now() - start) / 1000;
		await Promise.all(acknowledged);
		let done = 0;
		await fake.until(() => {
			const all = fake.posted();
			// Looking at all of them after every request would be the most of the work.
			while (done < all.length && isDone(all[done])) done++;
			return done >= count + 1;
		}, BURST_MS);
		const seconds = (performance.now() - start) / 1000;
		return {
			ackP99Ms: percentile(fake.ackMs, 0.99),
			ackMaxMs: percentile(fake.ackMs, 1),
			late: fake.late,
			invalidRequests: fake.invalid.length,
			posted: fake.posted().filter(isDone).length - 1,
			twice: fake.posted().length - count - 1,
			sentSeconds: Number(sentSeconds.toFixed(1)),
			seconds: Number(seconds.toFixed(1)),
		};
	} finally {
		await slack.stop();
		await worker.stop();
		await open.close();
		await fake.stop();
	}
};

/** Longer than a burst takes on a busy machine. */
const BURST_MS = 600_000;
