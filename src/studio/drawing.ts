import { setImmediate as nextTurn } from 'node:timers/promises';
import {
	type LayoutWarning,
	type Line,
	type ParsedLine,
	parseLine,
	printLayout,
	readOnce,
	withUnknownWords,
} from '../layout/index.ts';
import type { Queue } from '../queue/queue.ts';
import { composeRecipes } from '../recipe/compose.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Database } from '../store/database.ts';
import type { PictureRow } from '../store/pictures.ts';
import { type KnownWords, knownWords } from '../translate/known-words.ts';
import type { Meant } from '../translate/plain/index.ts';
import type { Acceptance } from './acceptor.ts';
import type { MakeAction } from './actions.ts';
import type { Admission, DrawAnswer } from './admission.ts';
import { flagsHere } from './check-settings.ts';
import { type Catalogue, chooseModel } from './choose-model.ts';
import { StudioError } from './errors.ts';
import type { Gate } from './gate.ts';
import { type QuotaLeft, quotaLeft } from './limits.ts';
import { mustBeStorable } from './must-be-storable.ts';
import type { Person, Place, Visitor } from './people.ts';
import type { PictureFinder } from './picture-finder.ts';
import type { PictureId } from './picture-view.ts';
import { changeAsked, type EditReading, edit, readEdit } from './plan/edit.ts';
import { enlarge } from './plan/enlarge.ts';
import { look } from './plan/look.ts';
import { move } from './plan/move.ts';
import { drawingNotes, newNotes } from './plan/notes.ts';
import { plainlyMeant } from './plan/plain.ts';
import { layoutOf, type Origin, type Plan, planned, planOf, type SeedSource } from './plan/plan.ts';
import { reroll, rerollObject } from './plan/reroll.ts';
import { sweep } from './plan/sweep.ts';
import { vary } from './plan/vary.ts';
import type { PostTarget } from './posts.ts';
import { say } from './sentences/index.ts';
import { mergeSettings, type PlaceSettings } from './settings.ts';
import type { SettingsBook } from './settings-book.ts';
import { requestKey } from './visit.ts';

/** Longer than any text encoder reads. */
const LONG_TEXT = 'a long text '.repeat(200);

export interface DrawRequest extends Visitor {
	/** As it was typed, or as its reader read it. */
	readonly line: Line;
	/** A picture that this one answers to (a thread, an edit): it becomes the child. */
	readonly parent?: PictureId;
	/** Same key, same answer; the platform's own id of the interaction is best. */
	readonly idempotencyKey: string;
	/** A post of all pictures is kept ready for this target (see `Posts`). */
	readonly post?: PostTarget;
}

/** Whose action it is, and where they act: it need not be the place where the picture was made. */
export interface ActContext extends Visitor {
	readonly pictureId: PictureId;
	readonly idempotencyKey: string;
	readonly post?: PostTarget;
}

export interface QueueStatus {
	readonly queued: number;
	readonly running: number;
	/** Most jobs that may wait; beyond it a request is refused with a time to come back. */
	readonly capacity: number;
	/** False while the process or the fleet drains. */
	readonly accepting: boolean;
	/** Workers heard of in the last minute. */
	readonly workers: readonly {
		readonly id: string;
		readonly device: string;
		readonly models: readonly string[];
		readonly busy: boolean;
	}[];
	/** The person's own jobs in the order in which they will start. */
	readonly mine: readonly {
		readonly pictureId: PictureId;
		readonly state: 'queued' | 'running';
		readonly position: number;
		readonly etaSeconds: number | null;
	}[];
	/** What is left of the person's quota here. */
	readonly quota: QuotaLeft;
}

export interface DrawingOptions {
	readonly database: Database;
	readonly queue: Queue;
	readonly catalogue: Catalogue;
	readonly seed: SeedSource;
	readonly settings: SettingsBook;
	readonly gate: Gate;
	readonly finder: PictureFinder;
	readonly admission: Admission;
}

/** New pictures, from a line or out of one that exists; plans are pure, what must hold together is one transaction. */
export class Drawing {
	readonly #options: DrawingOptions;
	/** Made when the first sentence is read. */
	#known: KnownWords | undefined;

	constructor(options: DrawingOptions) {
		this.#options = options;
	}

	/** Line to durable jobs, one per picture of the line. @throws StudioError, LayoutError */
	async draw(request: DrawRequest): Promise<DrawAnswer> {
		const { gate, finder, admission } = this.#options;
		mustBeStorable([request.line, request.idempotencyKey]);
		const settings = await gate.enter(request);
		const parent =
			request.parent === undefined ? null : await finder.rowFor(request, request.parent, 'build');
		const read = readOnce(request.line);
		const { plans, notes } = this.#planLine(read, settings);
		await gate.checkWords(settings, request, read.line);
		const acceptance: Acceptance = {
			plans,
			place: request.place,
			person: request.person,
			settings,
			key: requestKey('draw', request, request.idempotencyKey),
			action: 'draw',
			parent,
			layers: false,
			post: request.post,
		};
		return admission.accept(acceptance, notes);
	}

	/** Reads a long text in each model's vocabulary for nobody, as `rehearse` does lines. */
	rehearseVocabularies(): void {
		const { models, unread } = this.#options.catalogue;
		for (const { name } of models) unread?.(name, LONG_TEXT);
	}

	/**
	 * Reads and plans lines for nobody, a line in each turn. The first line of a process takes a tenth of a second,
	 * for all that is compiled on its way, and so does the first long one for a model's vocabulary; whoever types
	 * them first need not wait for that, and nobody else beside them. Later rounds are what V8 waits for before it
	 * compiles what is used often.
	 */
	async rehearse(lines: readonly string[], rounds: number): Promise<void> {
		for (const line of Array.from({ length: rounds }, () => lines).flat()) {
			await nextTurn();
			try {
				const read = parseLine(line);
				this.#planLine(this.meant(read)?.read ?? read, mergeSettings());
			} catch {
				// Not every model here draws every example; it was read all the same.
			}
		}
	}

	/** The line that a plain sentence means, or null for what is drawn as it was typed. */
	meant(written: ParsedLine): Meant | null {
		return plainlyMeant(written, this.known);
	}

	/** What the usual model is known to draw. */
	get known(): KnownWords {
		this.#known ??= knownWords(this.#options.catalogue.words ?? null);
		return this.#known;
	}

	/** Makes new pictures out of one. @throws StudioError */
	async make(action: MakeAction, context: ActContext): Promise<DrawAnswer> {
		const { gate, finder } = this.#options;
		mustBeStorable([action, context.idempotencyKey]);
		const settings = await gate.enter(context);
		const row = await finder.rowFor(context, context.pictureId, 'build');
		return this.#make(action.kind, context, row, settings, (origin) =>
			this.#planAction(action, row, origin, settings),
		);
	}

	/**
	 * Makes what words about a picture ask for (`make the cat blue`); null where they are a line to draw.
	 * @param pointed - whether the picture was pointed at, or is only the last one
	 * @throws StudioError
	 */
	async changeByWords(
		words: string,
		context: ActContext,
		{ pointed }: { readonly pointed: boolean },
	): Promise<DrawAnswer | null> {
		const { gate, finder } = this.#options;
		mustBeStorable([words, context.idempotencyKey]);
		const row = await finder.rowFor(context, context.pictureId, 'build');
		const { recipe, layout } = row;
		if (recipe === null || layout === null) return null;
		const reading = changeAsked(layoutOf({ recipe, layout }), words, pointed);
		if (reading === null) return null;
		const settings = await gate.enter(context);
		return this.#make('edit', context, row, settings, (origin) => this.#planEdit(reading, origin, settings));
	}

	/** @param plan - the pure part: which pictures are to be made */
	async #make(
		kind: MakeAction['kind'],
		context: ActContext,
		row: PictureRow,
		settings: PlaceSettings,
		plan: (origin: Origin) => Planned,
	): Promise<DrawAnswer> {
		const { catalogue, gate, admission } = this.#options;
		const { recipe, layout } = row;
		if (row.state === 'deleted' || recipe === null || layout === null) {
			throw new StudioError('deleted', say('deletedOrigin', row.id));
		}
		chooseModel(catalogue, settings, recipe.model);
		const acceptance: Omit<Acceptance, 'plans'> = {
			place: context.place,
			person: context.person,
			settings,
			key: requestKey(kind, context, context.idempotencyKey),
			action: kind,
			parent: row,
			layers: kind === 'layers',
			post: context.post,
		};
		const { plans, notes } = plan({ recipe, layout });
		for (const { line } of plans) await gate.checkWords(settings, context, line);
		return admission.accept({ ...acceptance, plans }, notes);
	}

	/** How long the line is, who works on it, and what of it is this person's. */
	async queue(place: Place, person: Person): Promise<QueueStatus> {
		const { database, queue, admission, gate } = this.#options;
		const [{ line, workers }, settings] = await Promise.all([
			queue.line('now'),
			this.#options.settings.of(place),
		]);
		const mine = [...line.running, ...line.waiting].filter((job) => job.person === person.id);
		return {
			queued: line.waiting.length,
			running: line.running.length,
			capacity: admission.capacity,
			accepting: gate.open,
			workers,
			mine: mine.map(({ id, pictureId }) => {
				const { position, etaSeconds } = line.standing(id) ?? { position: 0, etaSeconds: null };
				return { pictureId, state: position === 0 ? 'running' : 'queued', position, etaSeconds };
			}),
			quota: await quotaLeft(database, settings, place, person),
		};
	}

	/** A line as pictures to be made, and what is to be said about the reading. @throws StudioError */
	#planLine(read: ParsedLine, settings: PlaceSettings): Planned {
		const { catalogue, seed } = this.#options;
		const { layouts } = read;
		const defaults = flagsHere(settings);
		const model = chooseModel(catalogue, settings, layouts[0].flags.model ?? defaults.model);
		const flagged = layouts.map((layout) => ({ ...layout, flags: { ...defaults, ...layout.flags } }));
		const recipes = composeRecipes(flagged, model, { seed: seed() });
		// One recipe for each choice of the sweeps, times the count.
		const per = recipes.length / flagged.length;
		const plans = recipes.map((recipe, i) => planOf(recipe, flagged[Math.floor(i / per)], ''));
		return { plans, notes: this.#notesOf(read, recipes) };
	}

	/** The pictures that an action makes, and what is to be said about them. @throws LayoutError, StudioError */
	#planAction(action: MakeAction, row: PictureRow, origin: Origin, settings: PlaceSettings): Planned {
		if (action.kind === 'upscale' || action.kind === 'look')
			return { plans: [ofFinished(action, row, origin)], notes: [] };
		if (action.kind === 'edit')
			return this.#planEdit(readEdit(layoutOf(origin), action.line), origin, settings);
		return { plans: this.#planChange(action, origin), notes: [] };
	}

	/** A line written anew is told about as one that is drawn, but for what was told of the picture before. */
	#planEdit(reading: EditReading, origin: Origin, settings: PlaceSettings): Planned {
		const { catalogue, seed } = this.#options;
		const { read, plans } = edit(origin, reading, (name) => chooseModel(catalogue, settings, name), seed);
		const before = this.#notesOf(parseLine(printLayout(layoutOf(origin))), [origin.recipe]);
		const recipes = plans.map(({ recipe }) => recipe);
		return { plans, notes: newNotes(this.#notesOf(read, recipes), before) };
	}

	/** What is to be said about a line that is drawn as these recipes. */
	#notesOf(read: ParsedLine, recipes: readonly Recipe[]): readonly LayoutWarning[] {
		const { catalogue } = this.#options;
		const vocabulary = recipes[0] && catalogue.vocabulary?.(recipes[0].model);
		const { layouts, warnings } = withUnknownWords(read, vocabulary);
		const embedsGuidance = (model: string) =>
			catalogue.models.some((one) => one.name === model && one.embedsGuidance === true);
		return [...warnings, ...drawingNotes(layouts, recipes, catalogue.unread, embedsGuidance)];
	}

	/** The pure part of an action that writes no line: which pictures are to be made. */
	#planChange(action: Exclude<MakeAction, FinishedAction | EditAction>, origin: Origin): readonly Plan[] {
		const { seed } = this.#options;
		switch (action.kind) {
			case 'reroll':
				return [reroll(origin, seed)];
			case 'reroll-object':
				return [rerollObject(origin, action.object, seed)];
			case 'vary':
				return vary(origin, action.strength ?? 'new', action.count ?? 1, seed);
			case 'move':
				return [move(origin, action)];
			case 'sweep':
				return sweep(origin, action.over, action.values);
			case 'layers':
				return [planned(origin.recipe, layoutOf(origin), 'with layers')];
		}
	}
}

/** Pictures to be made, and what is worth knowing of them. */
interface Planned {
	readonly plans: readonly Plan[];
	readonly notes: readonly LayoutWarning[];
}

type EditAction = Extract<MakeAction, { kind: 'edit' }>;

/** What is made of a finished picture instead of its recipe. */
type FinishedAction = Extract<MakeAction, { kind: 'upscale' | 'look' }>;

/** @throws StudioError `not-finished`, `bytes-gone`, `bad-value`, `no-layout` */
function ofFinished(action: FinishedAction, row: PictureRow, origin: Origin): Plan {
	if (row.action === 'look') {
		throw new StudioError('bad-value', say('onlySeen', row.parent ?? '', action.kind));
	}
	if (row.state !== 'done') throw new StudioError('not-finished', say('notFinished', action.kind));
	if (!row.kept) {
		throw new StudioError('bytes-gone', say('bytesGone'));
	}
	if (action.kind === 'look') return look(origin);
	return enlarge(origin, [row.width, row.height], action.factor ?? 2);
}
