import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants as zlib } from 'node:zlib';
import { z } from 'zod';
import type { CommandContext, Commands } from '../../../commands/command.ts';
import { LayoutError, type ModelWords } from '../../layout/index.ts';
import { QuotaError, StudioError } from '../../studio/errors.ts';
import type { ChangeAction, MakeAction, Person, PictureView, Place, Studio } from '../../studio/types.ts';
import { type DroppedFile, recoverFrom } from '../dropped.ts';
import { errorText, localeOf } from '../texts/index.ts';
import type { Asset, Assets } from './assets.ts';
import type { Door } from './door.ts';
import { downloadName } from './download-name.ts';
import type { RoomLog } from './index.ts';
import type { Member } from './members.ts';
import { RoomError, readFileBody, readJson, SECURITY_HEADERS, sendJson } from './request.ts';
import type { Stream } from './stream.ts';
import { toWire } from './to-wire.ts';
import { type CommandHelp, DROPPED_MAX_BYTES, SAY_MAX, type WireError } from './wire.ts';

/** Pictures on the wall of a page that opens; older ones come by `GET /api/gallery`. */
const SNAPSHOT_PICTURES = 200;

/** JSON larger than this is compressed. */
const WORTH_PACKING_BYTES = 4096;
/** Files that are read at the same time. */
const MOST_FILES_AT_ONCE = 4;
const pack = promisify(brotliCompress);

const pictureId = z.string().regex(/^[\w-]{1,64}$/);
/** The page's own number of a request: a repeat after a lost answer does nothing twice. */
const key = z.string().regex(/^[\w-]{8,64}$/);
const line = z.string().max(4_000);
const objectNumber = z.int().min(0).max(8);
const fraction = z.number().min(0).max(1);

const entry = z.strictObject({
	name: z.string().max(200),
	key: z.string().max(200).optional(),
	password: z.string().max(200).optional(),
});
const typed = z.strictObject({ text: line, key, focus: pictureId.optional() });
const talk = z.strictObject({
	text: z.string().trim().min(1).max(SAY_MAX),
	key,
	picture: pictureId.optional(),
});
const makeAction = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('reroll') }),
	z.strictObject({ kind: z.literal('reroll-object'), object: objectNumber }),
	z.strictObject({
		kind: z.literal('vary'),
		strength: z.enum(['subtle', 'new']).optional(),
		count: z.int().min(1).max(8).optional(),
	}),
	z.strictObject({
		kind: z.literal('move'),
		object: objectNumber,
		to: z.union([z.string().max(100), z.tuple([fraction, fraction, fraction, fraction])]).optional(),
		size: z.string().max(40).optional(),
	}),
	z.strictObject({ kind: z.literal('edit'), line }),
	z.strictObject({ kind: z.literal('upscale'), factor: z.union([z.literal(2), z.literal(4)]).optional() }),
	z.strictObject({ kind: z.literal('layers') }),
]);
const changeAction = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('cancel') }),
	z.strictObject({ kind: z.literal('delete') }),
	z.strictObject({ kind: z.literal('vote'), value: z.union([z.literal(1), z.literal(0), z.literal(-1)]) }),
	z.strictObject({ kind: z.literal('star'), on: z.boolean() }),
]);
const act = z.strictObject({ pictureId, key, action: z.union([makeAction, changeAction]) });
const galleryQuery = z.object({
	sort: z.enum(['newest', 'stars', 'votes']).optional(),
	starred: z.literal('1').optional(),
	cursor: z.string().max(200).optional(),
});

export interface HandlersOptions {
	readonly studio: Studio;
	readonly commands: Commands;
	readonly place: Place;
	readonly log: RoomLog;
	readonly door: Door;
	readonly stream: Stream;
	readonly assets: Assets;
	readonly words: ModelWords | null;
	readonly roomKey: string;
}

/** One request of someone who is inside. */
interface Visit {
	readonly member: Member;
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
	#readingFiles = 0;
	readonly #inside: readonly (readonly [method: 'GET' | 'POST', path: RegExp, handler: Handler])[] = [
		['GET', /^\/api\/room$/, (visit) => this.#welcome(visit)],
		['GET', /^\/api\/events$/, (visit) => this.#events(visit)],
		['GET', /^\/api\/gallery$/, (visit) => this.#gallery(visit)],
		['GET', /^\/api\/layouts$/, (visit) => this.#layouts(visit)],
		['GET', /^\/api\/queue$/, (visit) => this.#queue(visit)],
		['GET', /^\/api\/pictures\/([\w-]{1,64})$/, (visit, id) => this.#picture(visit, id)],
		['GET', /^\/api\/pictures\/([\w-]{1,64})\/history$/, (visit, id) => this.#history(visit, id)],
		[
			'GET',
			/^\/pictures\/([\w-]{1,64}\/(?:full|thumb|layer-\d{1,2}))$/,
			(visit, id) => this.#bytes(visit, id),
		],
		['POST', /^\/api\/command$/, (visit) => this.#command(visit)],
		['POST', /^\/api\/recipe$/, (visit) => this.#recipe(visit)],
		['POST', /^\/api\/act$/, (visit) => this.#act(visit)],
		['POST', /^\/api\/say$/, (visit) => this.#say(visit)],
	];

	constructor(options: HandlersOptions) {
		this.#options = options;
		this.#place = options.place;
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
		const url = new URL(request.url ?? '/', 'http://room.invalid');
		const method = request.method === 'HEAD' ? 'GET' : request.method;
		if (method === 'GET') {
			const page = url.pathname === '/' || /^\/p\/[\w-]{1,64}$/.test(url.pathname) ? '/' : url.pathname;
			const asset = await this.#options.assets.get(page);
			if (asset !== undefined) return sendAsset(request, response, asset);
			if (url.pathname === '/api/door') {
				const member = door.member(request);
				return sendJson(response, 200, {
					room: this.#place.name,
					you: member ?? null,
					needs: door.needs(request),
				});
			}
		}
		if (method === 'POST') {
			door.checkOrigin(request);
			if (url.pathname === '/api/enter') {
				const { member, cookie } = door.enter(request, parse(entry, await readJson(request)));
				return sendJson(response, 200, { you: member }, { 'set-cookie': cookie });
			}
			if (url.pathname === '/api/leave') return sendJson(response, 200, {}, { 'set-cookie': door.leave() });
		}
		for (const [wanted, path, handler] of this.#inside) {
			const match = path.exec(url.pathname);
			if (match === null || wanted !== method) continue;
			const member = door.mustBeMember(request);
			const person: Person = { id: `room:${member.id}`, name: member.name, moderator: member.moderator };
			return handler({ member, person, url, request, response }, match[1] ?? '');
		}
		throw new RoomError(404, 'not-found', `There is nothing at ${url.pathname.slice(0, 100)}.`);
	}

	async #welcome({ member, response }: Visit): Promise<void> {
		const { studio, stream, words, roomKey, commands } = this.#options;
		const snapshot = await studio.snapshot(this.#place, { pictures: SNAPSHOT_PICTURES });
		await send(response, {
			room: this.#place.name,
			you: member,
			key: roomKey,
			snapshot,
			commands: commandHelp(commands),
			words,
			people: stream.people(),
			layouts: await studio.layouts.list(this.#place.id),
		});
	}

	async #events({ member, url, request, response }: Visit): Promise<void> {
		const given = request.headers['last-event-id'] ?? url.searchParams.get('after') ?? undefined;
		const after = given === undefined ? undefined : Number(given);
		if (after !== undefined && !Number.isSafeInteger(after)) {
			throw new RoomError(400, 'bad-event-id', `'${String(given).slice(0, 40)}' is no event number.`);
		}
		await this.#options.stream.serve(member, after, response);
	}

	async #gallery({ url, response }: Visit): Promise<void> {
		const query = parse(galleryQuery, Object.fromEntries(url.searchParams));
		const page = await this.#options.studio.gallery(this.#place.id, {
			limit: 60,
			...(query.sort === undefined ? {} : { sort: query.sort }),
			...(query.starred === undefined ? {} : { starredOnly: true }),
			...(query.cursor === undefined ? {} : { cursor: query.cursor }),
		});
		await send(response, page);
	}

	async #layouts({ response }: Visit): Promise<void> {
		await send(response, await this.#options.studio.layouts.list(this.#place.id));
	}

	async #queue({ person, response }: Visit): Promise<void> {
		await send(response, await this.#options.studio.queueStatus(this.#place, person));
	}

	async #picture({ person, response }: Visit, id: string): Promise<void> {
		await send(response, await this.#known(person, id));
	}

	async #history({ person, response }: Visit, id: string): Promise<void> {
		const picture = await this.#known(person, id);
		await send(response, await this.#options.studio.history({ person, place: this.#place }, picture.id));
	}

	async #bytes({ person, url, request, response }: Visit, idAndKind: string): Promise<void> {
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
		const file = await this.#options.studio.bytes(picture.id, which);
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
		response.end(request.method === 'HEAD' ? undefined : file.bytes);
	}

	async #command({ person, request, response }: Visit): Promise<void> {
		const given = parse(typed, await readJson(request));
		const context = this.#context(person, request, given.key);
		const reply = await this.#options.commands.runText(given.text, {
			...context,
			...(given.focus === undefined ? {} : { focus: given.focus }),
		});
		await send(
			response,
			reply.kind === 'error' ? { ...reply, message: errorText(reply, context.locale) } : reply,
		);
	}

	/** A picture that was dropped on the page: its recipe. */
	async #recipe({ person, request, response }: Visit): Promise<void> {
		if (this.#readingFiles >= MOST_FILES_AT_ONCE) {
			throw new RoomError(
				429,
				'busy',
				'Many pictures are being read just now. Try again in a moment.',
				2_000,
			);
		}
		this.#readingFiles++;
		try {
			const bytes = await readFileBody(request, DROPPED_MAX_BYTES);
			const file: DroppedFile = {
				name: 'picture',
				mime: 'image/png',
				bytes: bytes.length,
				fetch: async () => bytes,
			};
			await send(response, await recoverFrom([file], this.#context(person, request, randomUUID())));
		} finally {
			this.#readingFiles--;
		}
	}

	#context(person: Person, request: IncomingMessage, idempotencyKey: string): CommandContext {
		const { studio, commands } = this.#options;
		const locale = localeOf(request.headers['accept-language']);
		return { studio, commands, person, place: this.#place, locale, idempotencyKey };
	}

	async #act({ person, request, response }: Visit): Promise<void> {
		const given = parse(act, await readJson(request));
		await this.#known(person, given.pictureId);
		const context = { pictureId: given.pictureId, person, place: this.#place, idempotencyKey: given.key };
		const { studio } = this.#options;
		if (isChange(given.action)) await send(response, { picture: await studio.change(given.action, context) });
		else await send(response, await studio.make(given.action as MakeAction, context));
	}

	async #say({ person, request, response }: Visit): Promise<void> {
		const given = parse(talk, await readJson(request));
		await this.#options.studio.say({
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
			return await this.#options.studio.pictureFor({ person, place: this.#place }, id, 'serve');
		} catch (error) {
			const elsewhere = error instanceof StudioError && error.code === 'not-allowed';
			if (!elsewhere && !(error instanceof StudioError && error.code === 'unknown-picture')) throw error;
			throw new RoomError(404, 'unknown-picture', `No picture '${id}' was made in this room.`);
		}
	}

	#refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
		const { status, body } = describe(error);
		if (status === 500)
			this.#options.log.error({ err: error, url: request.url }, 'a request to the room failed');
		if (response.headersSent) {
			response.destroy();
			return;
		}
		const headers: Record<string, string> = status === 413 ? { connection: 'close' } : {};
		if (body.retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(body.retryAfterMs / 1000));
		sendJson(response, status, { error: body }, headers);
	}
}

function describe(error: unknown): { status: number; body: WireError } {
	if (error instanceof RoomError) {
		const { status, code, message, retryAfterMs } = error;
		return { status, body: { code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } };
	}
	if (error instanceof LayoutError) {
		const { code, message, offset, expected, suggestion } = error;
		return { status: 422, body: { code, message, offset, expected, suggestion } };
	}
	if (error instanceof QuotaError) {
		const retryAfterMs = Math.max(0, error.retryAt.getTime() - Date.now());
		return { status: 429, body: { code: error.code, message: error.message, retryAfterMs } };
	}
	if (error instanceof StudioError)
		return { status: 409, body: { code: error.code, message: error.message } };
	return {
		status: 500,
		body: { code: 'room-failed', message: 'The room made a mistake; it was logged. Please try again.' },
	};
}

function isChange(action: z.infer<typeof act>['action']): action is ChangeAction {
	return (
		action.kind === 'cancel' || action.kind === 'delete' || action.kind === 'vote' || action.kind === 'star'
	);
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	throw new RoomError(400, 'bad-request', `The request is not as expected: ${z.prettifyError(result.error)}`);
}

/** Answers with JSON, packed where that is worth the while: a full wall is half a megabyte. */
async function send(response: ServerResponse, value: unknown): Promise<void> {
	const plain = Buffer.from(toWire(value));
	const packs = plain.length > WORTH_PACKING_BYTES && acceptsBrotli(response.req);
	const body = packs ? await pack(plain, { params: { [zlib.BROTLI_PARAM_QUALITY]: 4 } }) : plain;
	response.writeHead(200, {
		...SECURITY_HEADERS,
		'content-type': 'application/json; charset=utf-8',
		'cache-control': 'no-store',
		'content-length': String(body.length),
		...(packs ? { 'content-encoding': 'br' } : {}),
	});
	response.end(body);
}

function acceptsBrotli(request: IncomingMessage): boolean {
	return /\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''));
}

function sendAsset(request: IncomingMessage, response: ServerResponse, asset: Asset): void {
	const headers = {
		...SECURITY_HEADERS,
		etag: asset.etag,
		'cache-control': 'no-cache',
		vary: 'accept-encoding',
	};
	if (request.headers['if-none-match'] === asset.etag) {
		response.writeHead(304, headers).end();
		return;
	}
	const packed = asset.brotli !== undefined && acceptsBrotli(request) ? asset.brotli : undefined;
	const body = packed ?? asset.body;
	response.writeHead(200, {
		...headers,
		'content-type': asset.type,
		'content-length': String(body.length),
		...(packed === undefined ? {} : { 'content-encoding': 'br' }),
	});
	response.end(request.method === 'HEAD' ? undefined : body);
}

function commandHelp(commands: Commands): CommandHelp[] {
	return commands.all.map((command) => ({
		name: command.name,
		description: command.description.en,
		options: command.options.map((option) => ({
			name: option.name,
			kind: option.kind,
			description: option.description.en,
			choices: option.kind === 'choice' ? option.choices.map((choice) => choice.value) : [],
		})),
		examples: command.examples,
	}));
}
