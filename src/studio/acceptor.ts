import { randomUUID } from 'node:crypto';
import type { LineSnapshot } from '../queue/line-reader.ts';
import type { AdmittedJob, Queue } from '../queue/queue.ts';
import { recipeId } from '../recipe/recipe.ts';
import { type AcceptedRow, insertAccepted, type PostRowInput } from '../store/accepted.ts';
import type { Database, Queryable } from '../store/database.ts';
import type { FairState } from '../store/flows.ts';
import { type AskedWindow, claimRequests, fullWindows, releaseRequests } from '../store/places.ts';
import type { ActionName } from './actions.ts';
import { QuotaError } from './errors.ts';
import { newPictureId } from './ids.ts';
import { checkConcurrent, checkQuotas, weightOf, windowsOf } from './limits.ts';
import type { Visitor } from './people.ts';
import type { Plan } from './plan/plan.ts';
import { MOST_TOGETHER, type PostTarget } from './posts.ts';
import { say } from './sentences/index.ts';
import type { PlaceSettings } from './settings.ts';
import { visitOf } from './visit.ts';

/** A request for pictures, planned and ready to be written. */
export interface Acceptance extends Visitor {
	readonly plans: readonly Plan[];
	readonly settings: PlaceSettings;
	/** Same key, same answer. */
	readonly key: string;
	readonly action: ActionName;
	readonly parent: { readonly id: string; readonly root: string } | null;
	readonly layers: boolean;
	readonly post: PostTarget | undefined;
}

export type Accepted =
	| { readonly kind: 'repeated'; readonly pictures: readonly string[] }
	| {
			readonly kind: 'accepted';
			readonly jobs: readonly AdmittedJob[];
			readonly rows: readonly AcceptedRow[];
			/** The line before these jobs were in it. */
			readonly snapshot: LineSnapshot;
	  };

type Decision =
	| Accepted
	| { readonly kind: 'refused'; readonly error: QuotaError }
	| { readonly kind: 'again' };

interface Waiting {
	readonly acceptance: Acceptance;
	readonly fresh: readonly (Plan & { readonly id: string; readonly jobId: string })[];
	resolve(accepted: Accepted): void;
	reject(error: unknown): void;
}

/** Pictures that are written in one transaction: a hundred requests at once are one batch, and each batch costs. */
const MOST_BATCH = 128;

/**
 * Makes requests durable: pictures, jobs, posts and events in one transaction. Requests that come while a
 * transaction runs share the next one, so that a hundred at once cost little more than one.
 */
export class Acceptor {
	readonly #database: Database;
	readonly #queue: Queue;
	readonly #capacity: number;
	#waiting: Waiting[] = [];
	#running = false;

	constructor(database: Database, queue: Queue, capacity: number) {
		this.#database = database;
		this.#queue = queue;
		this.#capacity = capacity;
	}

	/** @throws QuotaError */
	accept(acceptance: Acceptance): Promise<Accepted> {
		const fresh = acceptance.plans.map((plan) => ({ ...plan, id: newPictureId(), jobId: randomUUID() }));
		return new Promise((resolve, reject) => {
			this.#waiting.push({ acceptance, fresh, resolve, reject });
			if (!this.#running) void this.#run();
		});
	}

	async #run(): Promise<void> {
		this.#running = true;
		// Whatever else arrives in this turn of the event loop joins the first batch.
		await new Promise((resolve) => setImmediate(resolve));
		while (this.#waiting.length > 0) await this.#settle(this.#nextBatch());
		this.#running = false;
	}

	#nextBatch(): readonly Waiting[] {
		let pictures = 0;
		const beyond = this.#waiting.findIndex(({ fresh }) => {
			pictures += fresh.length;
			return pictures > MOST_BATCH;
		});
		return this.#waiting.splice(0, beyond === -1 ? this.#waiting.length : Math.max(1, beyond));
	}

	async #settle(batch: readonly Waiting[]): Promise<void> {
		let decisions: Decision[];
		try {
			const snapshot = await this.#queue.line();
			decisions = await this.#database.transaction((tx) => this.#write(tx, batch, snapshot));
		} catch (error) {
			// One request must not take the others down with it.
			if (batch.length > 1) for (const one of batch) await this.#settle([one]);
			else batch[0].reject(error);
			return;
		}
		const again: Waiting[] = [];
		for (const [i, decision] of decisions.entries()) {
			if (decision.kind === 'refused') batch[i].reject(decision.error);
			else if (decision.kind === 'again') again.push(batch[i]);
			else batch[i].resolve(decision);
		}
		this.#waiting.unshift(...again);
	}

	async #write(tx: Queryable, batch: readonly Waiting[], snapshot: LineSnapshot): Promise<Decision[]> {
		const answered = await claimRequests(
			tx,
			batch.map(({ acceptance }) => ({
				...visitOf(acceptance),
				key: acceptance.key,
			})),
		);
		const flows = new Flows(batch);
		const state = await this.#queue.lockFlows(tx, flows.list);
		const { windows, over } = askedWindows(batch);
		const full = new Set([...over, ...(await fullWindows(tx, windows))]);
		const keys = new Set<string>();
		const decisions: Decision[] = [];
		let accepted = 0;
		let stopped = false;
		for (const [i, waiting] of batch.entries()) {
			const { acceptance, fresh } = waiting;
			const pictures = answered.get(acceptance.key);
			if (pictures !== undefined) decisions.push({ kind: 'repeated', pictures });
			else if (stopped || keys.has(acceptance.key)) decisions.push({ kind: 'again' });
			else if (full.has(i) && accepted > 0) {
				// Its window may be full only by requests of this batch: the next one sees them in the table.
				stopped = true;
				decisions.push({ kind: 'again' });
			} else {
				keys.add(acceptance.key);
				const flow = flows.of(acceptance);
				const refusal = await this.#refuse(tx, waiting, snapshot, {
					accepted,
					live: state.flows[flow].live + flows.added(flow),
					full: full.has(i),
				});
				if (refusal !== null) {
					decisions.push({ kind: 'refused', error: refusal });
					// What follows was counted on top of this one: it is looked at again.
					stopped = true;
					continue;
				}
				const jobs = this.#admit(state, flows, flow, waiting);
				accepted += fresh.length;
				const ids = fresh.map(({ id }) => id);
				const rows = fresh.map((plan, n) => acceptedRow(plan, jobs[n], acceptance, postsAt(ids, n)));
				decisions.push({ kind: 'accepted', jobs, rows, snapshot });
			}
		}
		const taken = decisions.filter((decision) => decision.kind === 'accepted');
		const kept = new Set(taken.flatMap(({ rows }) => rows.map(({ request }) => request)));
		await releaseRequests(
			tx,
			batch.map(({ acceptance }) => acceptance.key).filter((key) => !kept.has(key) && !answered.has(key)),
		);
		if (taken.length > 0) {
			await insertAccepted(
				tx,
				taken.flatMap(({ rows }) => rows),
			);
		}
		return decisions;
	}

	#admit(state: FairState, flows: Flows, flow: number, { acceptance, fresh }: Waiting): AdmittedJob[] {
		const jobs = this.#queue.admit(
			{
				virtual: state.virtual,
				finish: Math.max(state.flows[flow].finish, flows.finish(flow)),
				weight: weightOf(acceptance.settings, acceptance.person),
			},
			fresh.map(({ id, jobId, recipe, enlarge, look }) => ({
				id: jobId,
				pictureId: id,
				recipe,
				layers: acceptance.layers,
				enlarge,
				look,
			})),
		);
		flows.add(flow, jobs);
		return jobs;
	}

	async #refuse(
		tx: Queryable,
		{ acceptance, fresh }: Waiting,
		{ line }: LineSnapshot,
		use: { readonly accepted: number; readonly live: number; readonly full: boolean },
	): Promise<QuotaError | null> {
		const { settings, place, person } = acceptance;
		const wanted = fresh.length;
		const seconds = line.waiting.at(-1)?.seconds ?? null;
		try {
			if (line.waiting.length + use.accepted + wanted > this.#capacity) {
				throw queueFull(line.waiting.length + use.accepted, this.#capacity, wanted, seconds, line.devices);
			}
			checkConcurrent(settings, use.live, wanted, seconds);
			if (use.full || windowsOf(settings, person).some(({ most }) => most < wanted)) {
				// It may pass after all: requests before it that were refused had been counted.
				await checkQuotas(tx, settings, place, person, wanted);
			}
			return null;
		} catch (error) {
			if (error instanceof QuotaError) return error;
			throw error;
		}
	}
}

/** The flows of a batch, each once, and what the batch adds to them. */
class Flows {
	readonly list: readonly { readonly place: string; readonly person: string }[];
	readonly #index: ReadonlyMap<string, number>;
	readonly #finish: number[];
	readonly #added: number[];

	constructor(batch: readonly Waiting[]) {
		const all = batch.map(({ acceptance }) => ({ place: acceptance.place.id, person: acceptance.person.id }));
		this.list = [...new Map(all.map((flow) => [`${flow.place} ${flow.person}`, flow])).values()];
		this.#index = new Map(this.list.map(({ place, person }, i) => [`${place} ${person}`, i]));
		this.#finish = this.list.map(() => 0);
		this.#added = this.list.map(() => 0);
	}

	of({ place, person }: Acceptance): number {
		const index = this.#index.get(`${place.id} ${person.id}`);
		if (index === undefined) throw new Error(`no flow of ${person.id} in ${place.id}`);
		return index;
	}

	add(flow: number, jobs: readonly AdmittedJob[]): void {
		this.#finish[flow] = jobs.at(-1)?.finish ?? this.#finish[flow];
		this.#added[flow] += jobs.length;
	}

	finish(flow: number): number {
		return this.#finish[flow];
	}

	added(flow: number): number {
		return this.#added[flow];
	}
}

/**
 * The windows that each request must fit into, counting those before it in the batch as if they had been
 * accepted. `over`: requests that do not fit even into an empty window.
 */
function askedWindows(batch: readonly Waiting[]): {
	readonly windows: AskedWindow[];
	readonly over: readonly number[];
} {
	const before = new Map<string, number>();
	const windows: AskedWindow[] = [];
	const over: number[] = [];
	for (const [item, { acceptance, fresh }] of batch.entries()) {
		const { place, person, settings } = acceptance;
		const server = place.server ?? null;
		for (const { counts, scope, seconds, most, code } of windowsOf(settings, person)) {
			const scopes = { person: `${place.id} ${person.id}`, channel: place.id, server };
			const name = `${counts} ${code} ${scopes[scope]}`;
			const wanted = (before.get(name) ?? 0) + fresh.length;
			before.set(name, wanted);
			if (wanted > most) over.push(item);
			windows.push({
				item,
				name,
				counts,
				scope,
				place: place.id,
				person: person.id,
				server,
				seconds,
				skip: Math.max(0, most - wanted),
			});
		}
	}
	return { windows, over };
}

function queueFull(
	waiting: number,
	capacity: number,
	wanted: number,
	perJob: number | null,
	devices: number,
): QuotaError {
	const seconds = perJob === null ? 60 : Math.max(5, Math.ceil((perJob * wanted) / devices));
	return new QuotaError(
		'queue-full',
		say('queueFull', waiting, capacity, seconds),
		new Date(Date.now() + seconds * 1000),
	);
}

/** The pictures of the post that begins with this one; none where it stands in the post of one before it. */
function postsAt(ids: readonly string[], n: number): readonly string[] {
	return n % MOST_TOGETHER === 0 ? ids.slice(n, n + MOST_TOGETHER) : [];
}

function postOf(
	{ place, post }: Pick<Acceptance, 'place' | 'post'>,
	pictures: readonly string[],
): PostRowInput | null {
	if (post === undefined || pictures.length === 0) return null;
	return {
		platform: place.id.slice(0, place.id.indexOf(':')),
		channel: post.channel ?? null,
		thread: post.thread ?? null,
		data: post.data ?? {},
		pictures,
	};
}

function acceptedRow(
	plan: Plan & { readonly id: string; readonly jobId: string },
	job: AdmittedJob,
	acceptance: Acceptance,
	posted: readonly string[],
): AcceptedRow {
	const { action, parent, layers, place, person, key } = acceptance;
	const post = postOf(acceptance, posted);
	const [width, height] = (plan.enlarge ?? plan.look ?? plan.recipe).size;
	return {
		id: plan.id,
		job_id: plan.jobId,
		place: place.id,
		server: place.server ?? null,
		person: person.id,
		request: key,
		root: parent?.root ?? plan.id,
		parent: parent?.id ?? null,
		action,
		note: plan.note,
		line: plan.line,
		layout: plan.layout,
		recipe_id: recipeId(plan.recipe),
		recipe: plan.recipe,
		width,
		height,
		wants_layers: layers,
		enlarge: plan.enlarge?.factor ?? null,
		model: job.model,
		cost: job.cost,
		weight: job.weight,
		start_tag: job.start,
		finish_tag: job.finish,
		evaluations: job.evaluations,
		size: job.size,
		post: post === null ? null : { id: randomUUID(), ...post },
	};
}
