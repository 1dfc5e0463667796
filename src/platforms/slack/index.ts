import { App, LogLevel, type SocketModeReceiverOptions, type webApi } from '@slack/bolt';
import type { Config } from '../../app/config.ts';
import { Desk } from '../desk.ts';
import { Keeper } from '../keeper.ts';
import { atMost, type Log, type Platform, type PlatformContext } from '../platform.ts';
import { Answers } from './answers.ts';
import { plain } from './blocks.ts';
import { fileOrigins } from './dropped-files.ts';
import { Files } from './files.ts';
import * as limits from './limits.ts';
import { Listeners } from './listeners.ts';
import { Pace } from './pace.ts';
import { People, userOf } from './people.ts';
import { Poster } from './poster.ts';
import { type Door, openDoor } from './receiver.ts';
import { explainStart } from './refused.ts';
import { Workspaces } from './workspaces.ts';

export interface SlackConfig extends NonNullable<Config['slack']> {
	readonly timing?: Partial<Timing>;
}

/** How fast we go; tests go faster. */
interface Timing {
	readonly postEveryMs: number;
	readonly editsPerMinute: number;
	readonly editEveryMs: number;
	readonly previewEveryMs: number;
	readonly pollMs: number;
	readonly pingTimeoutMs: number;
	/** First pause of the client before it calls again after a failure. */
	readonly retryMs: number;
}

const TIMING: Timing = {
	postEveryMs: limits.POST_EVERY_MS,
	editsPerMinute: limits.EDITS_PER_MINUTE,
	editEveryMs: 2_500,
	previewEveryMs: 5_000,
	pollMs: 200,
	pingTimeoutMs: 5_000,
	retryMs: 1_000,
};

/** Posts that are written at the same time; most of that time they wait for Slack. */
const AT_ONCE = 32;
const RETRIES = 5;
const STOP_MS = 4_500;

/** Slack: the way in, what people do, and the posts that it keeps, in one workspace or many. */
export class Slack implements Platform {
	readonly name = 'slack';
	readonly #context: PlatformContext;
	readonly #workspaces: Workspaces;
	readonly #door: Door;
	readonly #pace: Pace;
	readonly #listeners: Listeners;
	readonly #keeper: Keeper;
	#port: number | null = null;

	/** @throws SlackConfigError where the settings cannot work */
	constructor(context: PlatformContext, config: SlackConfig) {
		const { studio, commands, clock, log } = context;
		const timing = { ...TIMING, ...config.timing };
		const { pollMs, previewEveryMs, editEveryMs, pingTimeoutMs, retryMs } = timing;
		this.#context = context;
		const logger = loggerOf(log);
		const clientOptions: webApi.WebClientOptions = {
			logger,
			retryConfig: { retries: RETRIES, factor: 2, minTimeout: retryMs },
			...(config.apiUrl !== null && { slackApiUrl: config.apiUrl }),
		};
		this.#workspaces = new Workspaces({
			memory: studio.memory,
			botToken: config.botToken,
			clientOptions,
			log,
		});
		this.#door = openDoor({
			...config,
			installations: this.#workspaces,
			clientOptions,
			logger,
			pingTimeoutMs,
		});
		this.#pace = new Pace(timing, clock);
		const files = new Files({ studio, clock, log, pollMs });
		const poster = new Poster({
			studio,
			workspaces: this.#workspaces,
			files,
			pace: this.#pace,
			clock,
			log,
			previewEveryMs,
			pollMs,
			touch: (id) => this.#keeper.touch(id, 0),
		});
		this.#keeper = new Keeper({
			studio,
			platform: 'slack',
			clock,
			log,
			editEveryMs,
			atOnce: AT_ONCE,
			show: (post, pictures) => poster.show(post, pictures),
			notice: (event) => this.#notice(event.place, event.to, event.message),
		});
		const answers = new Answers({ files, pace: this.#pace, log });
		const desk = new Desk({
			...context,
			limits: limits.CARD,
			touch: (picture, urgency) => this.#keeper.touch(picture, urgency),
		});
		const people = new People(config.moderators);
		this.#listeners = new Listeners({
			desk,
			studio,
			commands,
			workspaces: this.#workspaces,
			answers,
			people,
			fileOrigins: fileOrigins(config.apiUrl),
			clock,
			log,
		});
		const app = new App({
			receiver: this.#door.receiver,
			authorize: (source) => this.#workspaces.authorize(source),
			logger,
			clientOptions,
		});
		this.#listeners.register(app);
	}

	/** Port of the HTTP server, where there is one. */
	get port(): number | null {
		return this.#port;
	}

	/** @throws PlatformRefusal where a token is not good */
	async start(): Promise<void> {
		await this.#workspaces.start().catch((error: unknown) => {
			throw explainStart(error, 'SLACK_BOT_TOKEN');
		});
		this.#port = await this.#door.start().catch((error: unknown) => {
			throw explainStart(error, 'SLACK_APP_TOKEN');
		});
		await this.#keeper.start();
		this.#context.log.info({ mode: this.#door.mode, port: this.#port }, 'Slack is connected');
	}

	async stop(): Promise<void> {
		const end = async () => {
			await this.#door.stop();
			await this.#listeners.stop();
			await this.#keeper.stop();
		};
		await atMost(this.#context.clock, STOP_MS, end());
		this.#pace.stop();
	}

	/** Resolves once all that was asked is carried out and shown; for tests and benchmarks. */
	async idle(): Promise<void> {
		await this.#listeners.idle();
		await this.#keeper.idle();
	}

	/** Something for one person alone that belongs to no answer: where it happened, for them to see. */
	async #notice(place: string, to: string, message: string): Promise<void> {
		const [team = '', channel = ''] = place.replace(/^slack:/, '').split('/');
		const user = userOf(to as `slack:${string}`, team);
		const workspace = user === null ? null : await this.#workspaces.of(team);
		if (user === null || workspace === null) return;
		await workspace.answers.chat.postEphemeral({
			channel,
			user,
			text: plain(message, limits.MESSAGE_TEXT).text,
		});
	}
}

/** Slack's libraries speak to our log; what they only say in passing is left to debugging. */
function loggerOf(log: Log): NonNullable<SocketModeReceiverOptions['logger']> {
	const say =
		(level: 'debug' | 'info' | 'warn' | 'error') =>
		(...given: unknown[]) => {
			const err = given.find((part) => part instanceof Error);
			const detail = given
				.filter((part) => part !== err)
				.map(String)
				.join(' ');
			log[level]({ ...(err !== undefined && { err }) }, `Slack: ${detail}`);
		};
	return {
		debug() {},
		info: say('debug'),
		warn: say('warn'),
		error: say('error'),
		setLevel() {},
		getLevel: () => LogLevel.INFO,
		setName() {},
	};
}
