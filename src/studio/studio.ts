import { type Layout, type LayoutWarning, parseLine } from '../layout/index.ts';
import type { LineSnapshot } from '../queue/line-reader.ts';
import { type AdmittedJob, Queue } from '../queue/queue.ts';
import type { JobId, WorkQueue } from '../queue/types.ts';
import { composeRecipes, type ModelDefaults, randomSeed } from '../recipe/compose.ts';
import { translationOf } from '../recipe/model-words.ts';
import { type Recipe, recipeId } from '../recipe/recipe.ts';
import type { Database } from '../store/database.ts';
import * as eventStore from '../store/events.ts';
import { findFound, keepFound, pruneFound } from '../store/found-recipes.ts';
import { tidy } from '../store/housekeeping.ts';
import { migrate } from '../store/migrate.ts';
import * as pictureStore from '../store/pictures.ts';
import * as placeStore from '../store/places.ts';
import * as postStore from '../store/posts.ts';
import { dropLayoutsOf } from '../store/saved-layouts.ts';
import { type Acceptance, Acceptor, visitOf } from './acceptor.ts';
import { checkSettings, defaultFlags } from './check-settings.ts';
import type { ImageClassifier } from './classifier.ts';
import { StudioError } from './errors.ts';
import { Feed } from './feed.ts';
import { LayoutShelf } from './layout-shelf.ts';
import { Library } from './library.ts';
import { type BurstLimit, Bursts, CHANGE_BURST, quotaLeft } from './limits.ts';
import { type Catalogue, chooseModel } from './models.ts';
import { mustBeStorable } from './must-be-storable.ts';
import { checkPicture, DEFAULT_LIMITS, limitsHere, type PictureLimits } from './picture-limits.ts';
import { edit } from './plan/edit.ts';
import { enlarge } from './plan/enlarge.ts';
import { fitSize } from './plan/fit-size.ts';
import { planOf } from './plan/from-recipe.ts';
import { move } from './plan/move.ts';
import { layoutOf, type Origin, type Plan, planned } from './plan/plan.ts';
import { reroll, rerollObject } from './plan/reroll.ts';
import { sweep } from './plan/sweep.ts';
import { vary } from './plan/vary.ts';
import { Posts } from './posts.ts';
import { reviewer } from './review.ts';
import { SettingsBook } from './settings-book.ts';
import type {
	AcceptedJob,
	ActContext,
	ChangeAction,
	DrawAnswer,
	DrawRequest,
	EventSource,
	GalleryPage,
	GalleryQuery,
	HistoryNode,
	MakeAction,
	Person,
	PersonId,
	PictureId,
	PictureView,
	Place,
	PlaceId,
	PlaceSettings,
	PlatformName,
	PostView,
	PrivacyReport,
	QueueStatus,
	Recovered,
	RedrawRequest,
	Snapshot,
	StoredEvent,
	Studio,
	StudioEvent,
	Visitor,
} from './types.ts';
import { liveJobs, pictureView } from './view.ts';
import { wordList } from './words.ts';

const MOST_NAME = 80;
const MOST_SAID = 2000;
const TIDY_MS = 60_000;
const EVENT_DAYS = 30;
const PRUNE_BATCH = 200;
/** Recipes of dropped pictures: how many of a person are kept for their button, and for how long. */
const MOST_FOUND = 50;
const FOUND_DAYS = 30;

interface StudioLog {
	info(fields: object, message: string): void;
	warn(fields: object, message: string): void;
	error(fields: object, message: string): void;
}

export interface StudioOptions {
	readonly database: Database;
	readonly catalogue: Catalogue;
	readonly log: StudioLog;
	/** Looks at finished pictures; none: only words are checked. */
	readonly classifier?: ImageClassifier | null;
	/** How large and how dear one picture may be; places may lower it. */
	readonly limits?: PictureLimits;
	/** Most jobs that may wait; more are refused. */
	readonly capacity?: number;
	readonly burst?: BurstLimit;
	/** Whole numbers below 2^32. */
	readonly seed?: () => number;
	/** Time between two looks for lost jobs and old bytes; 0: never by itself. */
	readonly sweepMs?: number;
}

export interface OpenStudio {
	readonly studio: Studio;
	/** For the workers of this process. */
	readonly queue: WorkQueue;
}

/**
 * Brings the schema up to date, starts the queue and opens the studio. Closing the studio stops the queue;
 * the database is the caller's.
 */
export async function openStudio(options: StudioOptions): Promise<OpenStudio> {
	const { database, log } = options;
	await migrate(database);
	const queue = new Queue({
		database,
		log,
		review: reviewer(database, options.classifier ?? null),
		...(options.sweepMs !== undefined && { sweepMs: options.sweepMs }),
	});
	await queue.start();
	const studio = new DatabaseStudio(options, queue);
	await studio.start();
	return { studio, queue };
}

/** The studio on a database: plans are pure, everything that must hold together is one transaction. */
class DatabaseStudio implements Studio {
	readonly memory: Studio['memory'];
	readonly layouts: Studio['layouts'];
	readonly #options: StudioOptions;
	readonly #database: Database;
	readonly #queue: Queue;
	readonly #feed: Feed;
	readonly #bursts: Bursts;
	readonly #changes = new Bursts(CHANGE_BURST);
	readonly #acceptor: Acceptor;
	readonly #capacity: number;
	readonly #seed: () => number;
	readonly #library: Library;
	readonly #posts: Posts;
	readonly #settings: SettingsBook;
	#accepting = true;
	#tidyTimer: NodeJS.Timeout | null = null;
	#tidying: Promise<void> = Promise.resolve();
	/** Jobs accepted since the tables were last tidied. */
	#accepted = 0;

	constructor(options: StudioOptions, queue: Queue) {
		this.#options = options;
		this.#database = options.database;
		this.#queue = queue;
		this.#library = new Library(options.database, queue);
		this.#posts = new Posts(options.database, this.#library);
		this.#settings = new SettingsBook(options.database, (settings, patch) =>
			checkSettings(settings, patch, {
				catalogue: options.catalogue,
				limits: options.limits ?? DEFAULT_LIMITS,
			}),
		);
		this.#capacity = options.capacity ?? 10_000;
		this.#acceptor = new Acceptor(options.database, queue, this.#capacity);
		this.#seed = options.seed ?? randomSeed;
		this.#bursts = new Bursts(options.burst);
		this.#feed = new Feed({
			database: options.database,
			queue,
			onError: (error) => options.log.warn({ err: error }, 'reading events failed; it is tried again'),
		});
		const { database } = options;
		const shelf = new LayoutShelf(database);
		this.layouts = {
			list: (place) => shelf.list(place),
			save: async (place, person, name, line) => {
				mustBeStorable([name, line]);
				const settings = await this.#begin(place, person);
				await this.#checkWords(settings, place, person, `${name} ${line}`);
				return shelf.save(place, person, name, line);
			},
			remove: async (place, person, name) => {
				mustBeStorable(name);
				return shelf.remove(place, person, name);
			},
		};
		this.memory = {
			get: (platform, key) => placeStore.recall(database, platform, key),
			set: (platform, key, value) => placeStore.remember(database, platform, key, value),
			setOnce: (platform, key, value) => placeStore.rememberOnce(database, platform, key, value),
			delete: (platform, key) => placeStore.unlearn(database, platform, key),
		};
	}

	async start(): Promise<void> {
		await this.#feed.start();
		if (this.#options.sweepMs === 0) return;
		this.#tidyTimer = setInterval(() => {
			this.#tidying = this.tidy().catch((error) => {
				this.#options.log.warn({ err: error }, 'tidying up failed; it is tried again');
			});
		}, TIDY_MS);
		this.#tidyTimer.unref();
	}

	// -------------------------------------------------------------------------------------------- draw, make

	async draw(request: DrawRequest): Promise<DrawAnswer> {
		mustBeStorable([request.line, request.idempotencyKey]);
		const settings = await this.#begin(request.place, request.person);
		const parent =
			request.parent === undefined ? null : await this.#library.rowFor(request, request.parent, 'build');
		const defaults = defaultFlags(settings.defaults);
		const first = parseLine(request.line);
		const model = chooseModel(
			this.#options.catalogue,
			settings,
			first.layouts[0].flags.model ?? defaults.model,
		);
		const vocabulary = this.#options.catalogue.vocabulary?.(model.name);
		const { layouts, warnings } = vocabulary === undefined ? first : parseLine(request.line, { vocabulary });
		await this.#checkWords(settings, request.place, request.person, request.line);
		const flagged = layouts.map((layout) => ({ ...layout, flags: { ...defaults, ...layout.flags } }));
		const recipes = composeRecipes(flagged, model, { seed: this.#seed() });
		// One recipe for each choice of the sweeps, times the count.
		const per = recipes.length / flagged.length;
		const plans = recipes.map((recipe, i) => planned(recipe, flagged[Math.floor(i / per)], ''));
		const acceptance: Acceptance = {
			plans,
			place: request.place,
			person: request.person,
			settings,
			key: requestKey('draw', request.place, request.person, request.idempotencyKey),
			action: 'draw',
			parent,
			layers: false,
			post: request.post,
		};
		return this.#accept(acceptance, [...warnings, ...translations(layouts)]);
	}

	async make(action: MakeAction, context: ActContext): Promise<DrawAnswer> {
		mustBeStorable([action, context.idempotencyKey]);
		const settings = await this.#begin(context.place, context.person);
		const row = await this.#library.rowFor(context, context.pictureId, 'build');
		const { recipe, layout } = row;
		if (row.state === 'deleted' || recipe === null || layout === null) {
			throw new StudioError('deleted', `The picture ${row.id} was deleted, so nothing can be made of it.`);
		}
		chooseModel(this.#options.catalogue, settings, recipe.model);
		const acceptance: Omit<Acceptance, 'plans'> = {
			place: context.place,
			person: context.person,
			settings,
			key: requestKey(action.kind, context.place, context.person, context.idempotencyKey),
			action: action.kind,
			parent: row,
			layers: action.kind === 'layers',
			post: context.post,
		};
		const plans =
			action.kind === 'upscale'
				? [enlargement(row, { recipe, layout }, action.factor ?? 2)]
				: this.#plan(action, { recipe, layout }, settings);
		for (const plan of plans) await this.#checkWords(settings, context.place, context.person, plan.line);
		return this.#accept({ ...acceptance, plans }, []);
	}

	async recover(recipe: Recipe, place: Place, person: Person): Promise<Recovered> {
		this.#bursts.take(person);
		const id = recipeId(recipe);
		const near = { place: place.id, person: person.id };
		const row = await pictureStore.pictureOfRecipe(this.#database, id, near);
		if (row !== null) return { kind: 'picture', picture: await this.#library.view(row.id) };
		const settings = await this.settings(place);
		let model: ModelDefaults | null = null;
		let refusal: { readonly code: string; readonly message: string } | null = null;
		try {
			model = chooseModel(this.#options.catalogue, settings, recipe.model);
			this.#checkPicture(recipe, settings);
		} catch (error) {
			if (!(error instanceof StudioError)) throw error;
			refusal = { code: error.code, message: error.message };
		}
		const { layout, line } = planOf(recipe, model, this.#usualModel(settings), '');
		await this.#database.transaction((tx) => keepFound(tx, { id, person: person.id, recipe }, MOST_FOUND));
		return { kind: 'recipe', id, recipe, layout, line, refusal };
	}

	async redraw(request: RedrawRequest): Promise<DrawAnswer> {
		mustBeStorable([request.id, request.idempotencyKey]);
		const { place, person, post } = request;
		const settings = await this.#begin(place, person);
		const id = request.id.trim().toLowerCase();
		const { recipe, parent } = await this.#recipeFor({ place, person }, id);
		if (recipe === null) {
			throw new StudioError(
				'unknown-recipe',
				'This recipe is no longer at hand. Drop the picture here once more.',
			);
		}
		const model = chooseModel(this.#options.catalogue, settings, recipe.model);
		const plan = planOf(recipe, model, this.#usualModel(settings), 'drawn from its recipe');
		await this.#checkWords(settings, place, person, `${plan.line} ${recipe.prompt}`);
		const key = requestKey('redraw', place, person, request.idempotencyKey);
		return this.#accept(
			{ plans: [plan], place, person, settings, key, action: 'draw', parent, layers: false, post },
			[],
		);
	}

	/**
	 * The recipe that is drawn again. A recipe's id names no picture of others: the one that it makes has a parent
	 * only where that one is of this place or the person's own.
	 */
	async #recipeFor(
		visitor: Visitor,
		id: string,
	): Promise<{ readonly recipe: Recipe | null; readonly parent: pictureStore.PictureRow | null }> {
		if (!pictureStore.RECIPE_PREFIX.test(id)) {
			const row = await this.#library.rowFor(visitor, id, 'build');
			return row.recipe === null ? { recipe: null, parent: null } : { recipe: row.recipe, parent: row };
		}
		const named = await pictureStore.recipeNamed(this.#database, id);
		if (named === null) return { recipe: await findFound(this.#database, id), parent: null };
		const near = { place: visitor.place.id, person: visitor.person.id };
		const parent = await pictureStore.pictureOfRecipe(this.#database, named.id, near);
		return { recipe: named.recipe, parent };
	}

	/** @throws StudioError where the recipe cannot be drawn, or not here */
	#checkPicture(recipe: Recipe, settings: PlaceSettings, layers = false): void {
		const model = chooseModel(this.#options.catalogue, settings, recipe.model);
		const limits = limitsHere(this.#options.limits ?? DEFAULT_LIMITS, settings.limits);
		checkPicture(recipe, model, limits, { layers });
	}

	/** What a line without `--model` gets; null where there is none. */
	#usualModel(settings: PlaceSettings): string | null {
		const { models } = this.#options.catalogue;
		const usual = models.find(({ name }) => settings.models.length === 0 || settings.models.includes(name));
		return usual?.name ?? null;
	}

	/** The pure part of an action: which pictures are to be made. */
	#plan(
		action: Exclude<MakeAction, { kind: 'upscale' }>,
		origin: Origin,
		settings: PlaceSettings,
	): readonly Plan[] {
		switch (action.kind) {
			case 'reroll':
				return [reroll(origin, this.#seed)];
			case 'reroll-object':
				return [rerollObject(origin, action.object, this.#seed)];
			case 'vary':
				return vary(origin, action.strength ?? 'new', action.count ?? 1, this.#seed);
			case 'move':
				return [move(origin, action)];
			case 'edit':
				return edit(
					origin,
					action.line,
					(name) => chooseModel(this.#options.catalogue, settings, name),
					this.#seed,
				);
			case 'sweep':
				return sweep(origin, action.over, action.values);
			case 'layers':
				return [planned(origin.recipe, layoutOf(origin), 'with layers')];
		}
	}

	/** What every request for pictures passes first. */
	async #begin(place: Place, person: Person): Promise<PlaceSettings> {
		if (!this.#accepting) {
			throw new StudioError('draining', 'The studio is being restarted. Please try again in a minute.');
		}
		this.#bursts.take(person);
		const settings = await this.settings(place);
		if (!settings.enabled)
			throw new StudioError(
				'place-off',
				'Drawing is switched off here. A moderator can switch it on in the settings.',
			);
		return settings;
	}

	async #checkWords(settings: PlaceSettings, place: Place, person: Person, line: string): Promise<void> {
		const { policy, words } = settings.safety;
		if (policy === 'off' || words.length === 0) return;
		const word = wordList(words).find(line);
		if (word === null) return;
		await placeStore.logSafety(this.#database, {
			place: place.id,
			person: person.id,
			picture: null,
			stage: 'line',
			policy,
			decision: 'refused',
			reasons: { word },
		});
		throw new StudioError(
			'refused-words',
			`${JSON.stringify(word)} is not drawn here. Please choose other words.`,
		);
	}

	/** The one way into the line: what is not drawable, too large or too much work never gets there. */
	async #accept(asked: Acceptance, told: DrawAnswer['warnings']): Promise<DrawAnswer> {
		const { settings, layers } = asked;
		const fitted = asked.plans.map(fitSize);
		for (const { plan } of fitted) {
			// What is enlarged is drawn already.
			if (plan.enlarge === undefined) this.#checkPicture(plan.recipe, settings, layers);
		}
		const acceptance = { ...asked, plans: fitted.map(({ plan }) => plan) };
		const rounded = new Map(fitted.flatMap(({ warning }) => (warning ? [[warning.message, warning]] : [])));
		const warnings = [...told, ...rounded.values()];
		const outcome = await this.#acceptor.accept(acceptance);
		if (outcome.kind === 'repeated') return this.#repeat(outcome.pictures, warnings);
		this.#accepted += outcome.jobs.length;
		const { snapshot } = outcome;
		return {
			warnings,
			repeated: false,
			jobs: outcome.jobs.map((job, i) => {
				const seconds = secondsOf(snapshot, job);
				const { position, etaSeconds } = snapshot.line.standingOf(job.start, seconds);
				return {
					jobId: job.id,
					pictureId: job.pictureId,
					recipe: outcome.rows[i].recipe,
					layout: outcome.rows[i].layout,
					postId: outcome.rows[i].post?.id ?? null,
					// The snapshot does not know the batch's earlier jobs yet.
					position: position + i,
					etaSeconds: etaSeconds === null ? null : etaSeconds + (i * (seconds ?? 0)) / snapshot.line.devices,
				};
			}),
		};
	}

	/** The answer of an earlier call with the same key. */
	async #repeat(ids: readonly string[], warnings: DrawAnswer['warnings']): Promise<DrawAnswer> {
		const [rows, posts] = await Promise.all([
			pictureStore.picturesByIds(this.#database, ids),
			postStore.postsOf(this.#database, ids),
		]);
		const snapshot = await this.#queue.lineWith(liveJobs(rows.values()));
		const jobs = ids.flatMap((id): AcceptedJob[] => {
			const row = rows.get(id);
			if (row === undefined || row.recipe === null || row.layout === null) return [];
			const { position, etaSeconds } = pictureView(row, snapshot);
			return [
				{
					jobId: row.jobId,
					pictureId: id,
					recipe: row.recipe,
					layout: row.layout,
					position: position ?? 0,
					etaSeconds,
					postId: posts.find(({ pictureId }) => pictureId === id)?.id ?? null,
				},
			];
		});
		return { jobs, warnings, repeated: true };
	}

	// ------------------------------------------------------------------------------------------------ change

	async change(action: ChangeAction, context: ActContext): Promise<PictureView> {
		this.#changes.take(context.person);
		const row = await this.#library.rowFor(context, context.pictureId, action.kind);
		const { person } = context;
		switch (action.kind) {
			case 'cancel':
				await this.#cancel(row.jobId, person);
				break;
			case 'delete':
				await this.#delete(row.id, row.jobId, person.id);
				break;
			case 'vote':
			case 'star': {
				if (row.state === 'deleted') throw new StudioError('deleted', 'This picture was deleted.');
				const cast = action.kind === 'vote' ? { value: action.value } : { star: action.on };
				await this.#database.transaction(async (tx) => {
					await placeStore.recordVisit(tx, visitOf(context.place, person));
					await pictureStore.castVote(tx, { picture: row.id, person: person.id, ...cast });
				});
			}
		}
		return this.#library.view(row.id);
	}

	async #cancel(jobId: JobId, person: Person): Promise<void> {
		await this.#database.transaction((tx) => this.#queue.cancel(tx, jobId, person.id));
	}

	async #delete(id: PictureId, jobId: JobId, by: string | null): Promise<void> {
		await this.#database.transaction(async (tx) => {
			await this.#queue.cancel(tx, jobId, by ?? '');
			await pictureStore.buryPicture(tx, id, by);
		});
	}

	// ------------------------------------------------------------------------------------------------- views

	picture(id: string): Promise<PictureView | null> {
		return this.#library.picture(id);
	}

	bytes(id: PictureId, which: 'full' | 'thumb' | `layer:${number}`): ReturnType<Studio['bytes']> {
		return this.#library.bytes(id, which);
	}

	pictureFor(...args: Parameters<Studio['pictureFor']>): Promise<PictureView> {
		return this.#library.pictureFor(...args);
	}

	history(...args: Parameters<Studio['history']>): Promise<HistoryNode> {
		return this.#library.history(...args);
	}

	gallery(place: PlaceId, query?: GalleryQuery): Promise<GalleryPage> {
		return this.#library.gallery(place, query);
	}

	async queueStatus(place: Place, person: Person): Promise<QueueStatus> {
		const [{ line, workers }, settings] = await Promise.all([this.#queue.line('now'), this.settings(place)]);
		const mine = [...line.running, ...line.waiting].filter((job) => job.person === person.id);
		return {
			queued: line.waiting.length,
			running: line.running.length,
			capacity: this.#capacity,
			accepting: this.#accepting,
			workers,
			mine: mine.map(({ id, pictureId }) => {
				const { position, etaSeconds } = line.standing(id) ?? { position: 0, etaSeconds: null };
				return { pictureId, state: position === 0 ? 'running' : 'queued', position, etaSeconds };
			}),
			quota: await quotaLeft(this.#database, settings, place, person),
		};
	}

	// ---------------------------------------------------------------------------------------------- settings

	settings(place: Place): Promise<PlaceSettings> {
		return this.#settings.of(place);
	}

	setSettings(...args: Parameters<Studio['setSettings']>): Promise<PlaceSettings> {
		return this.#settings.change(...args);
	}

	// ----------------------------------------------------------------------------------------------- privacy

	async privacy(person: PersonId): Promise<PrivacyReport> {
		return { person, ...(await pictureStore.summarisePerson(this.#database, person)) };
	}

	async forgetMe(person: PersonId, options: { readonly pictures?: boolean } = {}): Promise<PrivacyReport> {
		const report = await this.privacy(person);
		for (const { id } of await pictureStore.liveJobsOf(this.#database, person)) {
			await this.#database.transaction((tx) => this.#queue.cancel(tx, id, person));
		}
		if (options.pictures === true) {
			for (const id of await pictureStore.pictureIdsOf(this.#database, person)) {
				await this.#database.transaction((tx) => pictureStore.buryPicture(tx, id, null));
			}
			await this.#database.transaction((tx) => dropLayoutsOf(tx, person));
		}
		await this.#database.transaction((tx) => pictureStore.forgetPerson(tx, person));
		return report;
	}

	// ---------------------------------------------------------------------------------------- talk and events

	async say(message: Parameters<Studio['say']>[0]): Promise<void> {
		mustBeStorable([message.text, message.picture, message.idempotencyKey]);
		const text = message.text.trim();
		if (text === '') return;
		if (text.length > MOST_SAID) {
			throw new StudioError(
				'too-long',
				`The message has ${text.length} characters; ${MOST_SAID} is the most.`,
			);
		}
		this.#bursts.take(message.person);
		if (message.picture !== undefined) await this.#library.rowFor(message, message.picture, 'mention');
		const key = requestKey('say', message.place, message.person, message.idempotencyKey);
		await this.#database.transaction(async (tx) => {
			if ((await placeStore.claimRequest(tx, visitOf(message.place, message.person), key)) !== null) return;
			await eventStore.say(tx, {
				place: message.place.id,
				person: message.person.id,
				picture: message.picture ?? null,
				body: { text, name: message.person.name.slice(0, MOST_NAME) },
			});
		});
	}

	async snapshot(place: Place, options: { readonly pictures?: number } = {}): Promise<Snapshot> {
		// The number is read first: events that come meanwhile are told again, and none is missed.
		const seq = await eventStore.lastSeq(this.#database, place.id);
		const page = await this.#library.page({
			place: place.id,
			sort: 'newest',
			finishedOnly: false,
			starredOnly: false,
			by: null,
			limit: Math.min(500, Math.max(1, options.pictures ?? 60)),
			before: null,
		});
		const said = await this.#feed.views(await eventStore.lastSaid(this.#database, place.id, 100));
		return {
			seq,
			pictures: page.pictures.toReversed(),
			said: said.filter((event): event is Extract<StoredEvent, { kind: 'said' }> => event.kind === 'said'),
			next: page.next,
		};
	}

	events(source: EventSource): AsyncIterable<StudioEvent> {
		return this.#feed.events(source);
	}

	// ------------------------------------------------------------------------------------------------- posts

	postOf(platform: PlatformName, channel: string, message: string): Promise<PostView | null> {
		return this.#posts.byMessage(platform, channel, message);
	}

	posts(picture: PictureId): Promise<readonly PostView[]> {
		return this.#posts.of(picture);
	}

	addPost(...args: Parameters<Studio['addPost']>): Promise<PostView> {
		return this.#posts.add(...args);
	}

	posted(postId: string, message: Parameters<Studio['posted']>[1]): Promise<PostView> {
		return this.#posts.posted(postId, message);
	}

	shown(postId: string, version: number): Promise<void> {
		return this.#posts.shown(postId, version);
	}

	stalePosts(platform: PlatformName, limit?: number): Promise<readonly PostView[]> {
		return this.#posts.stale(platform, limit);
	}

	dropPost(postId: string): Promise<void> {
		return this.#posts.drop(postId);
	}

	// ----------------------------------------------------------------------------------------- housekeeping

	/** Takes old bytes and old notes away and keeps the tables small. */
	async tidy(): Promise<void> {
		for (const { id, server } of await placeStore.allPlaces(this.#database)) {
			const { retentionDays } = await this.settings({
				id: id as PlaceId,
				...(server && { server: server as PlaceId }),
			});
			if (retentionDays === null) continue;
			await this.#database.transaction((tx) => pictureStore.pruneFiles(tx, id, retentionDays, PRUNE_BATCH));
		}
		await placeStore.forgetOldRequests(this.#database);
		await eventStore.pruneEvents(this.#database, EVENT_DAYS);
		await pruneFound(this.#database, FOUND_DAYS);
		if (this.#accepted > 0) await tidy(this.#database);
		this.#accepted = 0;
	}

	async drain(): Promise<void> {
		this.#accepting = false;
	}

	async close(): Promise<void> {
		this.#accepting = false;
		if (this.#tidyTimer !== null) clearInterval(this.#tidyTimer);
		await this.#tidying;
		await this.#feed.close();
		await this.#queue.stop();
	}
}

/** @throws StudioError `not-finished`, `bytes-gone`, `bad-value` */
function enlargement(row: pictureStore.PictureRow, origin: Origin, factor: 2 | 4): Plan {
	if (row.state !== 'done')
		throw new StudioError('not-finished', 'This picture is not finished yet, so it cannot be enlarged.');
	if (!row.kept) {
		throw new StudioError(
			'bytes-gone',
			'This picture is no longer stored. Reroll is not needed: `layers` draws the same one again.',
		);
	}
	return enlarge(origin, [row.width, row.height], factor);
}

function requestKey(kind: string, place: Place, person: Person, key: string): string {
	return `${kind} ${place.id} ${person.id} ${key}`;
}

/** Seconds that a job should take, from what was measured for its model and size. */
function secondsOf({ timings }: LineSnapshot, { model, size, evaluations }: AdmittedJob): number | null {
	const seconds = timings.get(`${model} ${size}`);
	return seconds === undefined ? null : seconds * evaluations;
}

/** How words of other languages were read, each way once. */
function translations(layouts: readonly Layout[]): readonly LayoutWarning[] {
	const told = layouts.map(translationOf).filter((warning) => warning !== null);
	return [...new Map(told.map((warning) => [warning.message, warning])).values()];
}
