import sharp from 'sharp';
import { commands } from '../../commands/index.ts';
import { type Log, systemClock } from '../../src/platforms/platform.ts';
import { Slack, type SlackConfig } from '../../src/platforms/slack/index.ts';
import type { Job, JobOutcome, WorkQueue } from '../../src/queue/types.ts';
import { embedRecipe } from '../../src/recipe/png.ts';
import type { Studio, StudioOptions } from '../../src/studio/studio.ts';
import {
	APP_TOKEN,
	BOT_TOKEN,
	type FakeEphemeral,
	type FakeMessage,
	FakeSlack,
	type FakeSlackOptions,
	type OpenedView,
	readable,
} from './fake-slack.ts';
import { CLAIM, enlargedOf, type TestStudio, testStudio } from './studio.ts';

/** Fast enough for tests; what is fast here is slow in the limits that the fake holds. */
const TIMING: NonNullable<SlackConfig['timing']> = {
	postEveryMs: 1,
	editsPerMinute: 10_000,
	editEveryMs: 10,
	previewEveryMs: 20,
	pollMs: 2,
	pingTimeoutMs: 1_000,
	retryMs: 5,
};

export interface StageOptions {
	readonly fake?: FakeSlackOptions;
	readonly slack?: Partial<SlackConfig>;
	readonly studio?: Partial<StudioOptions>;
	/** An open studio to use instead of one of its own. */
	readonly open?: TestStudio;
}

/** The real studio, the real Bolt, and the fake of Slack; a test decides when pictures are finished. */
export class SlackStage {
	readonly fake: FakeSlack;
	readonly log: { readonly level: string; readonly message: string; readonly fields: object }[] = [];
	readonly open: TestStudio;
	slack: Slack;
	readonly #options: StageOptions;

	private constructor(fake: FakeSlack, open: TestStudio, options: StageOptions) {
		this.fake = fake;
		this.open = open;
		this.#options = options;
		this.slack = this.#make();
	}

	static async start(options: StageOptions = {}): Promise<SlackStage> {
		const fake = new FakeSlack(options.fake);
		await fake.start();
		const open = options.open ?? (await testStudio({}, options.studio));
		try {
			const stage = new SlackStage(fake, open, options);
			await stage.slack.start();
			return stage;
		} catch (error) {
			await fake.stop();
			throw error;
		}
	}

	#make(): Slack {
		const say = (level: string) => (fields: object, message: string) =>
			void this.log.push({ level, message, fields });
		const log: Log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
		return new Slack(
			{ studio: this.studio, commands, log, clock: systemClock },
			{
				botToken: BOT_TOKEN,
				appToken: APP_TOKEN,
				signingSecret: null,
				apiUrl: this.fake.apiUrl,
				host: '127.0.0.1',
				port: 0,
				oauth: null,
				moderators: ['U0MOD'],
				...this.#options.slack,
				timing: { ...TIMING, ...this.#options.slack?.timing },
			},
		);
	}

	/** Ends the app and starts another on the same studio: nothing in memory is left. */
	async restart(meanwhile: () => Promise<unknown> = async () => {}): Promise<void> {
		await this.slack.stop();
		await meanwhile();
		this.slack = this.#make();
		await this.slack.start();
	}

	async stop(): Promise<void> {
		await this.slack.stop();
		if (this.#options.open === undefined) await this.open.close();
		await this.fake.stop();
	}

	get studio(): Studio {
		return this.open.studio;
	}

	get queue(): WorkQueue {
		return this.open.queue;
	}

	/** The n-th message of the app in a channel (0 = first), as soon as it reads so. */
	shows(pattern: RegExp, n = 0, channel?: string): Promise<FakeMessage> {
		return this.fake.until(() => {
			const message = this.fake.posted(channel)[n];
			return message !== undefined && pattern.test(readable(message)) && message;
		});
	}

	/** What one person alone is told, as soon as it reads so. */
	told(pattern: RegExp): Promise<FakeEphemeral> {
		return this.fake.until(() =>
			this.fake.ephemerals.find((each) => pattern.test(readable(each)) || pattern.test(each.text)),
		);
	}

	/** The picture that a message shows. */
	async pictureIn({ channel, ts }: Pick<FakeMessage, 'channel' | 'ts'>): Promise<string> {
		const post = await this.studio.posts.byMessage('slack', channel, ts);
		if (post === null) throw new Error(`no picture of ours is in ${channel}/${ts}`);
		return post.pictureId;
	}

	/** Draws a line to its end; the message that shows it. */
	async drawn(line: string, options: { readonly channel?: string; readonly user?: string } = {}) {
		const n = this.fake.posted(options.channel).length;
		await this.fake.command(line, options);
		await this.shows(/in line/, n, options.channel);
		await this.draw();
		return this.shows(/Reroll/, n, options.channel);
	}

	view(n = 0): Promise<OpenedView> {
		return this.fake.until(() => this.fake.views[n]);
	}

	async fetch(): Promise<Job> {
		const job = await this.queue.fetch(CLAIM);
		if (job === null) throw new Error('nothing is in line');
		return job;
	}

	/** Finishes the next job in line. */
	async draw(changes: Partial<JobOutcome> = {}): Promise<Job> {
		const job = await this.fetch();
		await this.finish(job, changes);
		return job;
	}

	async finish(job: Job, changes: Partial<JobOutcome> = {}): Promise<void> {
		const dot = sharp({ create: { width: 64, height: 64, channels: 3, background: '#3b74e0' } });
		const png = embedRecipe(await dot.png().toBuffer(), job.recipe);
		const thumb = await dot.webp().toBuffer();
		const outcome = { png, thumb, layers: [], recipe: job.recipe, seconds: 2, passes: 2 };
		await this.queue.complete(job, { ...outcome, ...(await enlargedOf(job)), ...changes });
	}
}
