import sharp from 'sharp';
import type { Commands, Reply } from '../../commands/command.ts';
import { firstLayout } from '../../src/layout/layout.ts';
import { asWritten, parseLine } from '../../src/layout/parse.ts';
import type { Recipe } from '../../src/recipe/recipe.ts';
import type { DrawAnswer } from '../../src/studio/admission.ts';
import { StudioError } from '../../src/studio/errors.ts';
import type { StoredEvent, StudioEvent } from '../../src/studio/events.ts';
import type { PersonId, Place } from '../../src/studio/people.ts';
import type { PictureView } from '../../src/studio/picture-view.ts';
import type { HistoryNode } from '../../src/studio/pictures.ts';
import { say } from '../../src/studio/sentences/index.ts';
import type { Studio } from '../../src/studio/studio.ts';

/** What happened, without the place, the time and the number that the log adds. */
type Without<E, K extends PropertyKey> = E extends unknown ? Omit<E, K> : never;
type News = Without<StoredEvent, 'seq' | 'place' | 'at'>;

/**
 * A studio in memory, for tests of the room's server alone: it keeps an event log and pictures that are
 * finished when a test says so. Everything with a browser runs on the real studio.
 */
const unused = () => Promise.reject(new Error('the room has commands for this'));

export class FakeStudio {
	readonly log: StoredEvent[] = [];
	readonly pictures = new Map<string, PictureView>();
	readonly calls: { readonly what: string; readonly given: unknown }[] = [];
	readonly #memory = new Map<string, string>();
	readonly #listeners = new Set<() => void>();
	readonly #keys = new Map<string, DrawAnswer>();
	#transient: StudioEvent[] = [];

	/** Appends to the log and wakes all readers. */
	happen(event: News): void {
		this.log.push({ seq: this.log.length + 1, place: 'room:main', at: new Date(), ...event } as StoredEvent);
		for (const wake of this.#listeners) wake();
	}

	/** Tells how far a picture is; such events are not kept. */
	progress(pictureId: string, step: number, steps: number): void {
		this.#transient.push({
			kind: 'progress',
			seq: this.log.length,
			place: 'room:main',
			at: new Date(),
			pictureId,
			progress: {
				phase: 'joint',
				step,
				steps,
				etaSeconds: 3,
				preview: { mime: 'image/png', bytes: new Uint8Array([1, 2, 3]) },
			},
		});
		for (const wake of this.#listeners) wake();
		this.#transient = [];
	}

	finish(id: string): void {
		const picture = this.pictures.get(id);
		if (picture === undefined) throw new Error(`no picture ${id}`);
		const done: PictureView = {
			...picture,
			state: 'done',
			bytes: 'kept',
			version: picture.version + 1,
			position: null,
		};
		this.pictures.set(id, done);
		this.happen({ kind: 'done', picture: done });
	}

	add(line: string, by: { id: PersonId; name: string }, more: Partial<PictureView> = {}): PictureView {
		const layout = firstLayout(parseLine(line));
		const id = `picture${String(this.pictures.size + 1).padStart(5, '0')}`;
		const recipe: Recipe = {
			version: 1,
			model: 'nae',
			size: [256, 256],
			prompt: line,
			negative: '',
			background: { text: layout.background ?? '', seed: 7 },
			objects: layout.objects.map(({ text, box }, index) => ({
				text,
				box: box === 'auto' ? 'auto' : [...box],
				seed: 100 + index,
			})),
			arm: 'cultivate',
			scheduler: 'euler',
			steps: 20,
			guidance: 5,
			guidanceUntil: 1,
			crop: 10,
			transplant: 0,
		};
		const picture: PictureView = {
			id,
			jobId: `job-${id}`,
			place: 'room:main',
			state: 'queued',
			version: 0,
			line,
			recipe,
			recipeId: null,
			layout,
			parent: null,
			action: 'draw',
			note: '',
			by,
			at: new Date(1_800_000_000_000 + this.pictures.size * 1000),
			size: [256, 256],
			bytes: 'none',
			layers: [],
			seconds: null,
			passes: null,
			device: null,
			failure: null,
			safety: 'ok',
			findings: null,
			votes: 0,
			stars: 0,
			position: 1,
			etaSeconds: null,
			progress: null,
			...more,
		};
		this.pictures.set(id, picture);
		this.happen({ kind: 'queued', picture });
		return picture;
	}

	/** The studio's interface over this; what the room never calls is not there and would throw. */
	get studio(): Studio {
		const used: {
			readonly layouts: Pick<Studio['layouts'], 'list' | 'save' | 'remove'>;
			readonly memory: Studio['memory'];
			readonly drawing: Pick<Studio['drawing'], 'draw' | 'make' | 'queue'>;
			readonly pictures: Pick<
				Studio['pictures'],
				'change' | 'find' | 'named' | 'bytes' | 'history' | 'gallery'
			>;
			readonly events: Studio['events'];
		} = {
			layouts: { list: async () => [], save: unused, remove: unused },
			memory: {
				get: async (_platform, key) => this.#memory.get(key) ?? null,
				set: async (_platform, key, value) => void this.#memory.set(key, value),
				setOnce: async (_platform, key, value) => {
					if (!this.#memory.has(key)) this.#memory.set(key, value);
					return this.#memory.get(key) ?? value;
				},
				delete: async (_platform, key) => void this.#memory.delete(key),
				deleteRange: async (_platform, from, to) => {
					for (const key of this.#memory.keys()) if (key >= from && key < to) this.#memory.delete(key);
				},
			},
			drawing: {
				draw: async (request) => this.#draw(asWritten(request.line), request.person, request.idempotencyKey),
				make: async (action, context) => {
					this.calls.push({ what: 'make', given: { action, context } });
					const parent = this.pictures.get(context.pictureId);
					return this.#draw(parent?.line ?? '', context.person, context.idempotencyKey, context.pictureId);
				},
				queue: async () => ({
					queued: 0,
					running: 0,
					capacity: 100,
					accepting: true,
					workers: [],
					mine: [],
					quota: { hourLeft: null, dayLeft: null, concurrentLeft: 4 },
				}),
			},
			pictures: {
				change: async (action, context) => {
					this.calls.push({ what: 'change', given: { action, context } });
					const picture = this.pictures.get(context.pictureId);
					if (picture === undefined) throw new Error(`no picture ${context.pictureId}`);
					const changed = {
						...picture,
						version: picture.version + 1,
						stars: picture.stars + (action.kind === 'star' ? 1 : 0),
					};
					this.pictures.set(picture.id, changed);
					return changed;
				},
				find: async (id) => this.pictures.get(id) ?? null,
				named: async (_visitor, id) => {
					const picture = this.pictures.get(id);
					if (picture?.place === 'room:main') return picture;
					throw new StudioError('unknown-picture', say('unknownPicture', id));
				},
				bytes: async (id, which) => {
					const picture = this.pictures.get(id);
					if (picture?.state !== 'done') return null;
					const image = sharp({ create: { width: 8, height: 8, channels: 3, background: '#88aa66' } });
					return which === 'thumb'
						? { mime: 'image/webp', bytes: await image.webp().toBuffer() }
						: { mime: 'image/png', bytes: await image.png().toBuffer() };
				},
				history: async (_visitor, id) =>
					({ picture: this.pictures.get(id), children: [] }) as unknown as HistoryNode,
				gallery: async () => ({ pictures: [...this.pictures.values()], next: null }),
			},
			events: {
				say: async (message) => {
					this.calls.push({ what: 'say', given: message });
					this.happen({
						kind: 'said',
						by: message.person.id,
						name: message.person.name,
						text: message.text,
						messageId: message.idempotencyKey,
					});
				},
				snapshot: async (_place: Place, options) => ({
					seq: this.log.length,
					pictures: [...this.pictures.values()].slice(-(options?.pictures ?? 100)),
					said: this.log.filter((event) => event.kind === 'said'),
					next: null,
				}),
				of: (source) =>
					this.#events(
						'after' in source ? (source.after ?? this.log.length) : this.log.length,
						source.signal,
					),
			},
		};
		return used as Studio;
	}

	/** Commands as the room needs them: everything is a line to draw, but `help`. */
	get commands(): Commands {
		const read: Commands['read'] = (text) => ({
			command: null,
			values: { text },
			answers: 'public',
			mistake: null,
		});
		return {
			all: [],
			get: () => undefined,
			read,
			fill: (name) => {
				throw new Error(`no command ${name}`);
			},
			run: async ({ values }, { person, pointed, idempotencyKey }): Promise<Reply> => {
				const text = String(values.text);
				this.calls.push({ what: 'run', given: { text, person, pointed } });
				if (text === 'help') return { kind: 'text', text: 'Type a line.', private: true };
				const answer = this.#draw(text, person, idempotencyKey);
				return { kind: 'jobs', jobs: answer.jobs, warnings: answer.warnings, private: false };
			},
		};
	}

	#draw(
		line: string,
		person: { id: PersonId; name: string },
		key: string,
		parent: string | null = null,
	): DrawAnswer {
		const before = this.#keys.get(key);
		if (before !== undefined) return { ...before, repeated: true };
		const picture = this.add(
			line,
			{ id: person.id, name: person.name },
			{ parent, action: parent === null ? 'draw' : 'reroll' },
		);
		const { recipe, layout } = picture;
		if (recipe === null || layout === null) throw new Error('a new picture has a recipe');
		const answer: DrawAnswer = {
			jobs: [
				{
					jobId: picture.jobId,
					pictureId: picture.id,
					recipe,
					layout,
					position: 1,
					etaSeconds: null,
					postId: null,
				},
			],
			warnings: [],
			repeated: false,
		};
		this.#keys.set(key, answer);
		return answer;
	}

	async *#events(after: number, signal: AbortSignal | undefined): AsyncGenerator<StudioEvent> {
		let next = after;
		const passing: StudioEvent[] = [];
		let wake: () => void = () => undefined;
		const listener = () => {
			passing.push(...this.#transient);
			wake();
		};
		this.#listeners.add(listener);
		signal?.addEventListener('abort', listener);
		try {
			while (signal?.aborted !== true) {
				const event = this.log[next] ?? passing.shift();
				if (event === undefined) {
					await new Promise<void>((resolve) => {
						wake = resolve;
					});
					continue;
				}
				if (event === this.log[next]) next++;
				yield event;
			}
		} finally {
			this.#listeners.delete(listener);
		}
	}
}
