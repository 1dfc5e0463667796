import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Commands } from '../../../commands/command.ts';
import type { ModelWords } from '../../layout/index.ts';
import type { Studio } from '../../studio/studio.ts';
import { TaueError } from '../../taue-error.ts';
import { type Clock, systemClock } from '../platform.ts';
import { Assets } from './assets.ts';
import { Door } from './door.ts';
import { Handlers } from './handlers.ts';
import { roomKeys } from './keys.ts';
import { Members } from './members.ts';
import { isLoopbackName } from './request.ts';
import type { RoomConfig, RoomLog } from './room-config.ts';
import { SharedSnapshot } from './shared-snapshot.ts';
import { Stream } from './stream.ts';
import { Turns } from './turns.ts';

/** One room is one place of the studio. */
const ROOM_PLACE = 'room:main';

export interface RoomOptions {
	readonly studio: Studio;
	readonly config: RoomConfig;
	readonly log: RoomLog;
	/** What people can type after `/taue`. */
	readonly commands: Commands;
	/** Words that the picture model knows; absent: any word goes. */
	readonly words?: ModelWords;
	/** Its `now` only grows. */
	readonly clock?: Clock;
}

export interface Room {
	/** Where the room is. */
	readonly url: string;
	/**
	 * What is printed for whoever started the program: where nobody else can reach the room with a key that ends
	 * with this process, else the address alone.
	 */
	readonly entranceUrl: string;
	/** Where the room listens on this machine. */
	readonly port: number;
	/**
	 * Lets others in: the address with the room's key behind `#`, which browsers never send along. Null where
	 * nobody else could follow it.
	 */
	readonly inviteUrl: string | null;
	/** As an invite link, and who enters through it may delete others' pictures. */
	readonly moderatorUrl: string;
	/** Ends all streams and stops listening. */
	close(): Promise<void>;
}

/** The room cannot listen where it was told to; the message says what the operator can do. */
class RoomStartError extends TaueError {
	override readonly name = 'RoomStartError';
	readonly code = 'room-cannot-listen';
}

/** A name under which others can find what listens here: of `0.0.0.0`, an address of this machine in its network. */
function reachableHost(host: string): string {
	if (isLoopbackName(host)) return 'localhost';
	if (host !== '0.0.0.0' && host !== '::') return host;
	const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
	return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? 'localhost';
}

/**
 * Opens the room and resolves once it listens.
 * @throws RoomStartError where the port or the address cannot be had
 */
export async function startRoom(options: RoomOptions): Promise<Room> {
	const { studio, config, log } = options;
	const clock = options.clock ?? systemClock;
	const now = () => clock.now();
	const place = { id: ROOM_PLACE, name: config.name } as const;
	const keys = await roomKeys(studio.memory, config);
	const members = new Members(keys.seal, studio.memory, now);
	const door = new Door({ config, keys, members, clock, log });
	const snapshot = new SharedSnapshot(studio, place, now);
	const isOpen = (session: string) => door.isOpen(session);
	const stream = new Stream({ studio, place: place.id, snapshot, clock, log, isOpen });
	const server = createServer();
	const handlers = new Handlers({
		studio,
		place,
		log,
		clock,
		door,
		stream,
		snapshot,
		assets: new Assets(door.base),
		commands: options.commands,
		words: options.words ?? null,
		inviteKey: door.isLocal ? null : keys.invite,
	});
	const turns = new Turns();
	server.on('request', (request, response) => turns.take(() => void handlers.handle(request, response)));
	server.requestTimeout = 30_000;
	server.headersTimeout = 15_000;
	// A connection on which nothing moves: an answer that nobody takes. Live lines move by their beats.
	server.timeout = 120_000;
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			const known: Record<string, string> = {
				EADDRINUSE: `Port ${config.port} on ${config.host} is taken by another program. Choose one with PORT, for example PORT=8421.`,
				EACCES: `Port ${config.port} needs rights that this process does not have. Choose one above 1023 with PORT.`,
				ENOTFOUND: `Nothing is called ${config.host}. Check TAUE_HOST; 127.0.0.1 is this machine alone, 0.0.0.0 all of its addresses.`,
				EADDRNOTAVAIL: `This machine has no address ${config.host}. Check TAUE_HOST; 127.0.0.1 is this machine alone.`,
			};
			reject(
				new RoomStartError(
					known[error.code ?? ''] ??
						`The room cannot listen on ${config.host}:${config.port}: ${error.message}`,
					{ cause: error },
				),
			);
		});
		server.listen(config.port, config.host, resolve);
	});
	const { port } = server.address() as AddressInfo;
	const host = reachableHost(config.host);
	const url = `${config.publicUrl?.replace(/\/+$/, '') ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`}/`;
	log.info({ host: config.host, port }, 'the room is open');
	return {
		url,
		port,
		entranceUrl: door.isLocal ? `${url}#key=${keys.start}` : url.replace(/\/$/, ''),
		inviteUrl: door.isLocal ? null : `${url}#key=${keys.invite}`,
		moderatorUrl: `${url}#key=${keys.moderator}`,
		async close() {
			stream.close();
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
}
