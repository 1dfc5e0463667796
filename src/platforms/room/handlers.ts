import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Commands } from '../../../commands/command.ts';
import type { ModelWords } from '../../layout/index.ts';
import type { MakeAction } from '../../studio/actions.ts';
import { StudioError } from '../../studio/errors.ts';
import type { Person, Place } from '../../studio/people.ts';
import type { PictureView } from '../../studio/picture-view.ts';
import type { Studio } from '../../studio/studio.ts';
import type { CardLimits } from '../card.ts';
import { type Asker, Desk } from '../desk.ts';
import type { DroppedFile } from '../dropped.ts';
import { MOST_PICTURE_BYTES } from '../dropped-size.ts';
import type { Clock } from '../platform.ts';
import { localeOf } from '../texts/index.ts';
import { send, sendAsset, sendText } from './answers.ts';
import type { Assets } from './assets.ts';
import type { Door } from './door.ts';
import { downloadName } from './download-name.ts';
import type { Inside } from './members.ts';
import { Outgoing } from './outgoing.ts';
import { describe } from './refusals.ts';
import { RoomError, readFileBody, readJson, SECURITY_HEADERS, sendJson, urlOf } from './request.ts';
import { RequestLimits } from './request-limits.ts';
import type { RoomLog } from './room-config.ts';
import { act, entry, galleryQuery, isChange, parse, talk, typed } from './shapes.ts';
import type { SharedSnapshot } from './shared-snapshot.ts';
import type { Stream } from './stream.ts';
import { toWire } from './to-wire.ts';
import { UploadSlots } from './upload-slots.ts';
import { VisitRequest } from './visit-request.ts';
import type { CommandHelp } from './wire.ts';

export interface HandlersOptions {
	readonly studio: Studio;
	readonly commands: Commands;
	readonly place: Place;
	readonly log: RoomLog;
	readonly clock: Clock;
	readonly door: Door;
	readonly stream: Stream;
	readonly snapshot: SharedSnapshot;
	readonly assets: Assets;
	readonly words: ModelWords | null;
	/** The key of the invite link; null where nobody else could follow it. */
	readonly inviteKey: string | null;
}

/** The page makes its own words of what is answered; no card is cut. */
const CARD: CardLimits = { altTextLength: 1_000 };

/** One request of someone who is inside. */
interface Visit {
	readonly inside: Inside;
	readonly address: string;
	readonly person: Person;
	readonly url: URL;
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
}

type Handler = (visit: Visit, id: string) => Promise<void>;

/** All answers of the room: the page, the door, and what a member may ask and do. */
export class Handlers {
	readonly #options: HandlersOptions;
	readonly #place: Place;
	readonly #desk: Desk;
	readonly #limits: RequestLimits;
	readonly #uploads = new UploadSlots();
	readonly #outgoing: Outgoing;
	/** What somebody inside may ask, and what that costs of the `RequestLimits`. */
	readonly #inside: readonly (readonly [
		method: 'GET' | 'POST',
		path: RegExp,
		cost: number,
		handler: Handler,
	])[] = [
		['GET', /^\/api\/room$/, 25, (visit) => this.#welcome(visit)],
		['GET', /^\/api\/events$/, 10, (visit) => this.#events(visit)],
		['GET', /^\/api\/gallery$/, 10, (visit) => this.#gallery(visit)],
		['GET', /^\/api\/layouts$/, 5, (visit) => this.#layouts(visit)],
		['GET', /^\/api\/queue$/, 5, (visit) => this.#queue(visit)],
		['GET', /^\/api\/pictures\/([\w-]{1,64})$/, 2, (visit, id) => this.#picture(visit, id)],
		['GET', /^\/api\/pictures\/([\w-]{1,64})\/history$/, 10, (visit, id) => this.#history(visit, id)],
		[
			'GET',
			/^\/pictures\/([\w-]{1,64}\/(?:full|thumb|layer-\d{1,2}))$/,
			1,
			(visit, id) => this.#bytes(visit, id),
		],
		['POST', /^\/api\/command$/, 5, (visit) => this.#command(visit)],
		['POST', /^\/api\/recipe$/, 20, (visit) => this.#recipe(visit)],
		['POST', /^\/api\/act$/, 5, (visit) => this.#act(visit)],
		['POST', /^\/api\/say$/, 5, (visit) => this.#say(visit)],
	];

	constructor(options: HandlersOptions) {
		this.#options = options;
		this.#place = options.place;
		this.#desk = new Desk({
			studio: options.studio,
			commands: options.commands,
			clock: options.clock,
			log: options.log,
			limits: CARD,
			asTyped: true,
			// The page hears of changes by its stream.
			touch: () => {},
		});
		this.#outgoing = new Outgoing(options.clock);
		this.#limits = new RequestLimits(() => options.clock.now());
	}

	/** Answers any request; what goes wrong becomes a JSON body with a code and a sentence. */
	async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		try {
			await this.#route(request, response);
		} catch (error) {
			this.#refuse(request, response, error);
		}
	}

	async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { door } = this.#options;
		door.checkHost(request);
		const url = urlOf(request, door.base);
		const address = door.address(request);
		const method = request.method === 'HEAD' ? 'GET' : request.method;
		for (const [wanted, path, cost, handler] of this.#inside) {
			const match = path.exec(url.pathname);
			if (match === null || wanted !== method) continue;
			if (method === 'POST') door.checkOrigin(request);
			const inside = await door.mustBeInside(request);
			const { id, name, moderator } = inside.member;
			this.#limits.countRequest(id, address, cost);
			const person: Person = { id: `room:${id}`, name, moderator };
			return handler({ inside, address, person, url, request, response }, match[1] ?? '');
		}
		this.#limits.countVisit(address);
		if (method === 'GET' && (await this.#outside(url.pathname, request, response))) return;
		if (method === 'POST' && (await this.#pass(url.pathname, request, response))) return;
		throw new RoomError(404, 'not-found', `There is nothing at ${url.pathname.slice(0, 100)}.`);
	}

	/** What everybody may see: the page, its files, and what the door asks for. @returns false: nothing there */
	async #outside(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
		const { door, assets } = this.#options;
		if (path === '/api/door') {
			const inside = await door.inside(request);
			sendJson(response, 200, { room: this.#place.name, you: inside?.member ?? null, needs: door.needs() });
			return true;
		}
		const asset = await assets.get(/^\/p\/[\w-]{1,64}$/.test(path) ? '/' : path);
		if (asset === undefined) return false;
		sendAsset(request, response, asset);
		return true;
	}

	/** Coming in and leaving. @returns false: neither */
	async #pass(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
		const { door, stream } = this.#options;
		door.checkOrigin(request);
		if (path !== '/api/enter' && path !== '/api/leave') return false;
		const passed =
			path === '/api/enter'
				? await door.enter(request, parse(entry, await readJson(request)))
				: { member: undefined, ...(await door.leave(request)) };
		// The session is over, and so are the pages that it has open.
		if (passed.ended !== undefined) stream.end(passed.ended);
		sendJson(response, 200, { you: passed.member }, { 'set-cookie': passed.cookie });
		return true;
	}

	async #welcome({ inside, response }: Visit): Promise<void> {
		const { studio, stream, snapshot, words, inviteKey, commands } = this.#options;
		const rest = toWire({
			room: this.#place.name,
			you: inside.member,
			key: inviteKey,
			commands: commandHelp(commands),
			words,
			people: stream.people(),
			layouts: await studio.layouts.list(this.#place.id),
		});
		// The snapshot is text already, the same for everybody.
		await sendText(response, `{"snapshot":${(await snapshot.take()).json},${rest.slice(1)}`);
	}

	async #events({ inside, address, url, request, response }: Visit): Promise<void> {
		const given = request.headers['last-event-id'] ?? url.searchParams.get('after') ?? undefined;
		if (given !== undefined && !/^\d{1,15}$/.test(String(given))) {
			throw new RoomError(400, 'bad-event-id', `'${String(given).slice(0, 40)}' is no event number.`);
		}
		if (request.method === 'HEAD') return sendJson(response, 200, {});
		const after = given === undefined ? undefined : Number(given);
		await this.#options.stream.serve(inside, address, after, response);
	}

	async #gallery({ url, response }: Visit): Promise<void> {
		const query = parse(galleryQuery, Object.fromEntries(url.searchParams));
		const page = await this.#options.studio.pictures
			.gallery(this.#place.id, {
				limit: 60,
				...(query.sort === undefined ? {} : { sort: query.sort }),
				...(query.starred === undefined ? {} : { starredOnly: true }),
				...(query.cursor === undefined ? {} : { cursor: query.cursor }),
			})
			.catch((error: unknown) => {
				// A cursor that we did not write is a bad request, not a clash with what others do.
				throw error instanceof StudioError && error.code === 'bad-value'
					? new RoomError(400, error.code, error.message)
					: error;
			});
		await send(response, page);
	}

	async #layouts({ response }: Visit): Promise<void> {
		await send(response, await this.#options.studio.layouts.list(this.#place.id));
	}

	async #queue({ person, response }: Visit): Promise<void> {
		await send(response, await this.#options.studio.drawing.queue(this.#place, person));
	}

	async #picture({ person, response }: Visit, id: string): Promise<void> {
		await send(response, await this.#known(person, id));
	}

	async #history({ person, response }: Visit, id: string): Promise<void> {
		const picture = await this.#known(person, id);
		await send(
			response,
			await this.#options.studio.pictures.history({ person, place: this.#place }, picture.id),
		);
	}

	async #bytes({ person, address, url, request, response }: Visit, idAndKind: string): Promise<void> {
		const [id = '', kind = ''] = idAndKind.split('/');
		const picture = await this.#known(person, id);
		const layer = /^layer-(\d+)$/.exec(kind)?.[1];
		const which =
			layer !== undefined ? (`layer:${Number(layer)}` as const) : kind === 'full' ? 'full' : 'thumb';
		const etag = `"${picture.id}-${kind}-${picture.safety}"`;
		if (request.headers['if-none-match'] === etag && picture.bytes === 'kept') {
			response.writeHead(304, { ...SECURITY_HEADERS, etag }).end();
			return;
		}
		await this.#outgoing.send(address, response, async () => {
			const file = await this.#options.studio.pictures.bytes(picture.id, which);
			if (file === null)
				throw new RoomError(
					404,
					'no-bytes',
					'This picture is not there: not finished yet, deleted, or kept no longer.',
				);
			const name = downloadName(
				picture,
				layer === undefined ? undefined : picture.layers[Number(layer)],
				file.mime,
			);
			response.writeHead(200, {
				...SECURITY_HEADERS,
				'content-type': file.mime,
				'content-length': String(file.bytes.byteLength),
				etag,
				'cache-control': 'private, max-age=3600',
				'content-disposition': `${url.searchParams.has('download') ? 'attachment' : 'inline'}; filename="${name}"`,
			});
			return request.method === 'HEAD' ? new Uint8Array() : file.bytes;
		});
	}

	async #command({ person, request, response }: Visit): Promise<void> {
		const given = parse(typed, await readJson(request));
		const asker = this.#asker(person, request);
		await this.#desk.typed(given.text, new VisitRequest(given.key, asker, response, given.focus));
	}

	/** A picture that was dropped on the page: its recipe. */
	async #recipe({ person, address, request, response }: Visit): Promise<void> {
		const bytes = await this.#uploads.hold(person.id, address, (arrived) =>
			readFileBody(request, MOST_PICTURE_BYTES, this.#options.clock, arrived),
		);
		const file: DroppedFile = {
			name: 'picture',
			mime: 'image/png',
			bytes: bytes.length,
			fetch: async () => bytes,
		};
		const asker = this.#asker(person, request);
		await this.#desk.recipe(async () => [file], new VisitRequest(randomUUID(), asker, response));
	}

	#asker(person: Person, request: IncomingMessage): Asker {
		return { person, place: this.#place, locale: localeOf(request.headers['accept-language']) };
	}

	async #act({ person, request, response }: Visit): Promise<void> {
		const given = parse(act, await readJson(request));
		await this.#known(person, given.pictureId);
		const context = { pictureId: given.pictureId, person, place: this.#place, idempotencyKey: given.key };
		const { studio } = this.#options;
		if (isChange(given.action))
			await send(response, { picture: await studio.pictures.change(given.action, context) });
		else await send(response, await studio.drawing.make(given.action as MakeAction, context));
	}

	async #say({ person, request, response }: Visit): Promise<void> {
		const given = parse(talk, await readJson(request));
		await this.#options.studio.events.say({
			place: this.#place,
			person,
			text: given.text,
			idempotencyKey: given.key,
			...(given.picture === undefined ? {} : { picture: given.picture }),
		});
		await send(response, {});
	}

	/** A picture of this room; what was made elsewhere is nobody's business here, not even that it is there. */
	async #known(person: Person, id: string): Promise<PictureView> {
		try {
			return await this.#options.studio.pictures.named({ person, place: this.#place }, id, 'serve');
		} catch (error) {
			const elsewhere = error instanceof StudioError && error.code === 'not-allowed';
			if (!elsewhere && !(error instanceof StudioError && error.code === 'unknown-picture')) throw error;
			throw new RoomError(404, 'unknown-picture', `No picture '${id}' was made in this room.`);
		}
	}

	#refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
		const { status, body } = describe(error, localeOf(request.headers['accept-language']));
		if (status === 500)
			this.#options.log.error({ err: error, url: request.url }, 'a request to the room failed');
		if (response.headersSent) {
			response.destroy();
			return;
		}
		const headers: Record<string, string> = status === 413 || status === 408 ? { connection: 'close' } : {};
		if (body.retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(body.retryAfterMs / 1000));
		sendJson(response, status, { error: body }, headers);
	}
}

function commandHelp(commands: Commands): CommandHelp[] {
	return commands.all.map((command) => ({
		name: command.name,
		description: command.description,
		options: command.options.map((option) => ({
			name: option.name,
			kind: option.kind,
			description: option.description,
			choices: option.kind === 'choice' ? option.choices.map((choice) => choice.value) : [],
		})),
		examples: command.examples,
	}));
}
