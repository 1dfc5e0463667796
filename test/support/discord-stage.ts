import sharp from 'sharp';
import { commands } from '../../commands/index.ts';
import { Discord, type DiscordConfig } from '../../src/platforms/discord/index.ts';
import type { Clock, Log } from '../../src/platforms/platform.ts';
import type { Job, JobOutcome, WorkQueue } from '../../src/queue/types.ts';
import { embedRecipe } from '../../src/recipe/png.ts';
import type { PictureView } from '../../src/studio/picture-view.ts';
import type { Studio, StudioOptions } from '../../src/studio/studio.ts';
import { FakeDiscord, type FakeInteraction, type FakeMessage, TOKEN, textOf } from './fake-discord.ts';
import { CLAIM, enlargedOf, type TestStudio, testStudio } from './studio.ts';
import { TestClock } from './test-clock.ts';

/** What was logged, so that a test can ask for it. */
export class MemoryLog implements Log {
	readonly lines: { readonly level: string; readonly message: string; readonly fields: object }[] = [];

	debug(fields: object, message: string): void {
		this.lines.push({ level: 'debug', message, fields });
	}
	info(fields: object, message: string): void {
		this.lines.push({ level: 'info', message, fields });
	}
	warn(fields: object, message: string): void {
		this.lines.push({ level: 'warn', message, fields });
	}
	error(fields: object, message: string): void {
		this.lines.push({ level: 'error', message, fields });
	}
}

/** The real studio, the real discord.js, and the fake of Discord; a test decides when pictures are finished. */
export class DiscordStage {
	readonly clock: TestClock;
	readonly fake: FakeDiscord;
	readonly log = new MemoryLog();
	open: TestStudio;
	discord: Discord;
	readonly #config: DiscordConfig;

	private constructor(fake: FakeDiscord, clock: TestClock, open: TestStudio) {
		this.fake = fake;
		this.clock = clock;
		this.open = open;
		this.#config = { token: TOKEN, api: fake.api, shards: null };
		this.discord = this.#make(clock);
	}

	static async start(options: Partial<StudioOptions> = {}): Promise<DiscordStage> {
		const clock = new TestClock();
		const fake = await FakeDiscord.start(clock);
		const stage = new DiscordStage(fake, clock, await testStudio({}, options));
		await stage.discord.start();
		return stage;
	}

	#make(clock: Clock): Discord {
		return new Discord(
			{ studio: this.open.studio, commands, log: this.log, clock },
			{ ...this.#config, words: { nouns: ['cat', 'cow', 'dog'], backgrounds: ['a beach', 'a meadow'] } },
		);
	}

	/** Ends the bot and starts another on the same studio: nothing in memory is left. */
	async restart(): Promise<void> {
		await this.discord.stop();
		this.discord = this.#make(this.clock);
		await this.discord.start();
	}

	async stop(): Promise<void> {
		await this.discord.stop();
		await this.open.close();
		await this.fake.stop();
	}

	get studio(): Studio {
		return this.open.studio;
	}

	get queue(): WorkQueue {
		return this.open.queue;
	}

	/** The answer to an interaction as soon as it shows a picture in this state. */
	async shows(find: () => FakeMessage | null | undefined, pattern: RegExp): Promise<FakeMessage> {
		return this.fake.until(() => {
			const message = find();
			return message && pattern.test(textOf(message)) ? message : null;
		});
	}

	original(interaction: FakeInteraction, pattern: RegExp): Promise<FakeMessage> {
		return this.shows(() => interaction.original, pattern);
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
		await this.queue.complete(job, await outcomeOf(job, changes));
	}

	/** The picture that a message shows, as soon as the studio knows of the message. */
	async pictureIn(message: FakeMessage): Promise<PictureView> {
		for (;;) {
			const post = await this.studio.posts.byMessage('discord', message.channel, message.id);
			const picture = post === null ? null : await this.studio.pictures.find(post.pictureId);
			if (picture !== null) return picture;
			await new Promise((resolve) => setImmediate(resolve));
		}
	}

	/** Finishes whatever is still in line, so that tests do not get in each other's way. */
	async drain(): Promise<void> {
		for (let job = await this.queue.fetch(CLAIM); job !== null; job = await this.queue.fetch(CLAIM)) {
			await this.finish(job);
		}
	}

	/** Presses a button behind *More*. */
	async more(
		user: ReturnType<FakeDiscord['user']>,
		message: FakeMessage,
		action: string,
	): Promise<FakeInteraction> {
		const more = await this.original(this.fake.press(user, message, 'more'), /More with/);
		return this.fake.press(user, more, action);
	}

	/** Draws a line to its end; the message that shows it. */
	async drawn(
		user: ReturnType<FakeDiscord['user']>,
		channel: string,
		line = 'red cat@left, dog@right on a beach',
	): Promise<FakeMessage> {
		const interaction = this.fake.command(user, channel, { line });
		await this.original(interaction, /In line|Starting/);
		await this.draw();
		return this.original(interaction, /built-in/).then(() =>
			this.fake.until(() => (hasAction(interaction.original, 'star') ? interaction.original : null)),
		);
	}
}

/** A picture with noise, which compresses badly, so that sizes mean something. */
export async function outcomeOf(job: Job, changes: Partial<JobOutcome> = {}): Promise<JobOutcome> {
	const png = await sharp({
		create: {
			width: 64,
			height: 64,
			channels: 3,
			background: '#88aa66',
			noise: { type: 'gaussian', mean: 128, sigma: 40 },
		},
	})
		.png()
		.toBuffer();
	const thumb = await sharp(png).webp().toBuffer();
	return {
		png: embedRecipe(png, job.recipe),
		thumb,
		layers: [],
		recipe: job.recipe,
		seconds: 2,
		passes: 2,
		...(await enlargedOf(job)),
		...changes,
	};
}

export function hasAction(message: FakeMessage | null | undefined, action: string): boolean {
	return JSON.stringify(message?.components ?? []).includes(`"t1:${action}:`);
}
