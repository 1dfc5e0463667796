import { commands } from '../../commands/index.ts';
import { type InstalledModels, installedModels } from '../models/catalogue.ts';
import { type OfferedWords, offeredWords } from '../models/vocabulary.ts';
import { type Platform, type PlatformContext, systemClock } from '../platforms/platform.ts';
import { type Room, startRoom } from '../platforms/room/index.ts';
import type { Database } from '../store/database.ts';
import { openDatabase } from '../store/open-database.ts';
import { installedClassifier } from '../studio/classifier.ts';
import { type OpenStudio, openStudio } from '../studio/studio.ts';
import { isAtWork, startWorkers, type Workers } from '../worker/start-workers.ts';
import type { Config } from './config.ts';
import { Connection, type ConnectionStatus } from './connection.ts';
import type { Logger } from './log.ts';
import { startMetricsServer, Telemetry } from './telemetry.ts';

/** The whole program, up and running. */
export interface Taue {
	/** Where the room is, as it is opened from this machine: with a key where nobody else can reach it; null where it is off. */
	readonly url: string | null;
	/** What lets others in, and what makes moderators; null where there is no room. */
	readonly links: { readonly invite: string | null; readonly moderator: string } | null;
	/** How each chat platform is, by name. */
	platforms(): Readonly<Record<string, ConnectionStatus>>;
	/** Tells why, once nothing works any more until the program is started anew. */
	readonly lost: Promise<Error>;
	/**
	 * Ends everything and loses nothing: no new requests, the pictures in hand finished or handed back, platforms
	 * and servers closed, then the studio and its database. Takes less than ten seconds.
	 */
	close(): Promise<void>;
}

/** What is kept for a picture in hand that is nearly there; the rest of the ten seconds is for saying goodbye. */
const FINISH_WITHIN_MS = 3500;

/** A part that was started, and how it is ended. */
interface Part {
	readonly name: string;
	/** All others stand on it: it is ended last. */
	readonly ground: boolean;
	end(): Promise<unknown>;
}

/** One line of each kind that people type: of places, relations, flags, emoji, plain words and Japanese. */
const REHEARSED: readonly string[] = [
	...(commands.get('draw')?.examples ?? []),
	'🐈@left:small, (a "blue dog":1.2) right of the 🐈 on a sunny beach --ar 3:2 --steps {8,12} --no people',
	'please draw a red cat to the left of two dogs',
	'猫@左、犬@右、砂浜',
];

/** Further rounds of them, once people are let in: with them all that a line passes is compiled. */
const REHEARSALS = 12;

/** In the order of `started`: the studio is closed before its database. */
const GROUND = new Set(['studio', 'database']);

/**
 * Starts what the configuration asks for. What was started is ended again when a later part fails to start.
 * @param more - a further platform, beside those of the configuration
 * @throws DatabaseError, ModelError and others whose messages are for the operator
 */
export async function startTaue(
	config: Config,
	log: Logger,
	more?: (context: PlatformContext) => Platform,
): Promise<Taue> {
	const parts: Part[] = [];
	const started = <P>(name: string, part: P, end: (part: P) => Promise<unknown>): P => {
		parts.unshift({ name, ground: GROUND.has(name), end: () => end(part) });
		return part;
	};
	try {
		const catalogue = await catalogueOf(config);
		for (const { name, why } of catalogue.leftOut)
			log.warn({ model: name }, `The model ${name} is left out: ${why}`);
		for (const { name, warning } of catalogue.models)
			if (warning !== undefined) log.warn({ model: name }, `The model ${name}: ${warning}`);
		// Loaded while the database opens, before anybody is let in: the chat libraries stand this thread still.
		const loading = chatsOf(config, catalogue);
		loading.catch(() => {});
		const database = started('database', await open(config), (opened) => opened.close());
		const chats = await loading;
		const opened = await openStudio({
			database,
			catalogue,
			limits: config.limits,
			log,
			classifier: await installedClassifier(log),
		});
		const { studio, queue } = started('studio', opened, (each) => each.studio.close());
		studio.drawing.rehearseVocabularies();
		await studio.drawing.rehearse(REHEARSED, 1);
		const telemetry = new Telemetry();
		telemetry.watchQueue(() => lineOf(opened));
		const room =
			config.room === null ? null : started('room', await openRoom(config, opened, catalogue, log), endRoom);
		const models = catalogue.models.map(({ name }) => name);
		const workers = startWorkers({ queue, config, models, log, observer: telemetry.observer });
		started('workers', workers, (each) => each.drain({ finishWithinMs: FINISH_WITHIN_MS }));
		const context: PlatformContext = { studio, commands, log, clock: systemClock };
		const makes = [...chats, ...(more === undefined ? [] : [more])];
		const connections = makes.map(
			(make) => new Connection({ make: () => make(context), log, clock: context.clock }),
		);
		const platforms = () => Object.fromEntries(connections.map((each) => [each.name, each.status()]));
		telemetry.watchPlatforms(platforms);
		await serveMetrics(config, { telemetry, workers, platforms }, started);
		for (const connection of connections) {
			started(connection.name, connection, (each) => each.stop());
			connection.start();
		}
		// Nobody waits for it.
		void studio.drawing.rehearse(REHEARSED, REHEARSALS);
		return {
			url: room?.entranceUrl ?? null,
			links: room === null ? null : { invite: room.inviteUrl, moderator: room.moderatorUrl },
			platforms,
			lost: database.lost,
			async close() {
				studio.drain();
				await endAll(parts, log);
			},
		};
	} catch (error) {
		await endAll(parts, log);
		throw error;
	}
}

function open({ store }: Config): Promise<Database> {
	return openDatabase(store.databaseUrl === null ? { folder: store.folder } : { url: store.databaseUrl });
}

type MakesPlatform = (context: PlatformContext) => Platform;

/** The platforms whose tokens are set. Only these are imported: the chat libraries take tens of megabytes. */
async function chatsOf(config: Config, catalogue: InstalledModels): Promise<MakesPlatform[]> {
	const { discord, slack } = config;
	const makes: MakesPlatform[] = [];
	if (discord !== null) {
		const { Discord } = await import('../platforms/discord/index.ts');
		const words = wordsOf(catalogue);
		makes.push((context) => new Discord(context, { ...discord, words }));
	}
	if (slack !== null) {
		const { Slack } = await import('../platforms/slack/index.ts');
		makes.push((context) => new Slack(context, slack));
	}
	return makes;
}

/** What autocompletion offers. */
function wordsOf({ words }: InstalledModels): OfferedWords {
	const { nouns, backgrounds } = offeredWords(words);
	return { nouns, backgrounds: backgrounds.length === 0 ? BACKGROUNDS : backgrounds };
}

/** Offered behind `on …` where a model takes any words. */
const BACKGROUNDS = [
	'a beach',
	'a green meadow',
	'a forest',
	'a city street',
	'a night sky',
	'snow',
	'a table',
];

/** Simulated workers draw for a model that need not be there. */
async function catalogueOf({ models, workers }: Config): Promise<InstalledModels> {
	if (workers.engine === 'onnx') return installedModels(models);
	const simulated = {
		name: models.name,
		nativeSize: 512,
		grid: 128,
		scheduler: 'euler',
		steps: 20,
		guidance: 5,
	} as const;
	return {
		models: [simulated],
		leftOut: [],
		words: undefined,
		vocabulary: () => undefined,
		unread: () => '',
	};
}

function openRoom(
	{ room }: Config,
	{ studio }: OpenStudio,
	{ words }: InstalledModels,
	log: Logger,
): Promise<Room> {
	if (room === null) throw new Error('The room is off.');
	return startRoom({ studio, commands, log, config: room, ...(words !== undefined && { words }) });
}

function endRoom(room: Room): Promise<void> {
	return room.close();
}

async function serveMetrics(
	{ metrics }: Config,
	parts: {
		readonly telemetry: Telemetry;
		readonly workers: Workers;
		readonly platforms: Taue['platforms'];
	},
	started: (
		name: string,
		server: { close(): Promise<void> },
		end: (server: { close(): Promise<void> }) => Promise<unknown>,
	) => unknown,
): Promise<void> {
	if (metrics === null) return;
	const { telemetry, workers, platforms } = parts;
	const server = await startMetricsServer({
		...metrics,
		telemetry,
		// A gateway without devices of its own is well as long as it answers, and so is a room without Discord.
		health: () => {
			const devices = workers.status();
			return { ok: devices.length === 0 || isAtWork(devices), devices, platforms: platforms() };
		},
	});
	started('metrics', server, (each) => each.close());
}

async function lineOf({ studio }: OpenStudio): Promise<{ queued: number; running: number }> {
	const { queued, running } = await studio.drawing.queue(
		{ id: 'room:main' },
		{ id: 'room:metrics', name: 'metrics' },
	);
	return { queued, running };
}

/** Every part is ended, also after one that fails to end: what stands on the ground first, and all of it at once. */
async function endAll(parts: Part[], log: Logger): Promise<void> {
	const end = async (part: Part) => {
		try {
			await part.end();
		} catch (err) {
			log.warn({ err, part: part.name }, 'a part did not end cleanly');
		}
	};
	const ended = parts.splice(0);
	await Promise.all(ended.filter(({ ground }) => !ground).map(end));
	for (const part of ended.filter(({ ground }) => ground)) await end(part);
}
