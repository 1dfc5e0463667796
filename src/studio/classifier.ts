import { Worker } from 'node:worker_threads';
import { TaueError } from '../taue-error.ts';

/** 8-bit RGB, row by row. */
interface RgbImage {
	readonly rgb: Uint8Array;
	readonly width: number;
	readonly height: number;
}

/** Looks at a finished picture and says how likely it is that it should not be shown. */
export interface ImageClassifier {
	readonly name: string;
	/** @returns probabilities by class, among them `unsafe` in 0..1 */
	classify(image: RgbImage): Promise<{
		readonly unsafe: number;
		readonly classes: Readonly<Record<string, number>>;
	}>;
}

/** At or above this the policy applies. */
export const UNSAFE_AT = 0.7;

/** A classifier that is installed and does not work: pictures are not shown unseen because of it. */
export class ClassifierError extends TaueError {
	override readonly name = 'ClassifierError';
	readonly code: 'incomplete' | 'not-loaded' | 'died';

	constructor(code: ClassifierError['code'], message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}

/** What the classifier's thread is started with: addresses of modules. */
export interface NsfwjsModules {
	readonly nsfwjs: string;
	readonly tensorflow: string;
	/** TensorFlow's WebAssembly backend; without it, it computes in JavaScript. */
	readonly wasm: string | null;
}

/** What the classifier's thread says: first `ready` or `refused`, then an answer to each question. */
export type NsfwjsMessage =
	| { readonly type: 'ready'; readonly backend: string }
	| { readonly type: 'refused'; readonly message: string }
	| { readonly type: 'seen'; readonly id: number; readonly classes: Readonly<Record<string, number>> }
	| { readonly type: 'failed'; readonly id: number; readonly message: string };

export type NsfwjsQuestion = RgbImage & { readonly id: number };

/** A look takes a second at the most; a thread that hangs would hold up every picture behind it. */
const LOOK_LIMIT_MS = 60_000;

const INSTALL = 'npm install --no-save nsfwjs @tensorflow/tfjs @tensorflow/tfjs-backend-wasm';

/**
 * The classifier of `nsfwjs`, where the operator has installed it, else null: it is no dependency of ours. The
 * model is the one that its package bundles, so nothing is fetched. It computes on a thread of its own, because
 * a look stands its thread still and this process answers people.
 *
 * @param resolve - the address of a package's module; throws as `import.meta.resolve` does
 * @param limitMs - what one look may take before its thread is ended
 * @throws ClassifierError `incomplete` or `not-loaded`, when it is installed and cannot be used
 */
export async function loadNsfwjs(
	resolve: (name: string) => string = (name) => import.meta.resolve(name),
	limitMs = LOOK_LIMIT_MS,
): Promise<ImageClassifier | null> {
	const modules = nsfwjsModules(resolve);
	if (modules === null) return null;
	const classifier = new NsfwjsClassifier(modules, limitMs);
	await classifier.open();
	return classifier;
}

/** The classifier that is installed, if one is; the log tells which. @throws ClassifierError */
export async function installedClassifier(log: {
	info(fields: object, message: string): void;
}): Promise<ImageClassifier | null> {
	const classifier = await loadNsfwjs();
	if (classifier !== null) log.info({ classifier: classifier.name }, 'finished pictures are looked at');
	return classifier;
}

function nsfwjsModules(resolve: (name: string) => string): NsfwjsModules | null {
	const find = (name: string) => {
		try {
			return resolve(name);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return null;
			throw error;
		}
	};
	const nsfwjs = find('nsfwjs');
	if (nsfwjs === null) return null;
	const tensorflow = find('@tensorflow/tfjs');
	if (tensorflow === null) {
		throw new ClassifierError(
			'incomplete',
			`nsfwjs is installed, but @tensorflow/tfjs, which it needs, is not. Install them together (${INSTALL}), or remove nsfwjs.`,
		);
	}
	return { nsfwjs, tensorflow, wasm: find('@tensorflow/tfjs-backend-wasm') };
}

class NsfwjsClassifier implements ImageClassifier {
	readonly #modules: NsfwjsModules;
	readonly #limitMs: number;
	/** Why we end the thread ourselves, while we do. */
	#endedFor: string | null = null;
	readonly #asked = new Map<number, PromiseWithResolvers<Readonly<Record<string, number>>>>();
	#thread: Promise<Worker> | null = null;
	#backend = '';
	#last = 0;

	constructor(modules: NsfwjsModules, limitMs: number) {
		this.#modules = modules;
		this.#limitMs = limitMs;
	}

	get name(): string {
		return `nsfwjs (${this.#backend})`;
	}

	/** Starts the thread unless it is there; after it died, the next picture starts another one. */
	open(): Promise<Worker> {
		this.#thread ??= this.#start().catch((error) => {
			this.#thread = null;
			throw error;
		});
		return this.#thread;
	}

	async classify({ rgb, width, height }: RgbImage): ReturnType<ImageClassifier['classify']> {
		const thread = await this.open();
		const id = ++this.#last;
		const answer = Promise.withResolvers<Readonly<Record<string, number>>>();
		this.#asked.set(id, answer);
		// A program that has nothing else to do ends, but not while it waits for an answer.
		thread.ref();
		thread.postMessage({ id, rgb, width, height } satisfies NsfwjsQuestion);
		const limit = setTimeout(() => {
			this.#endedFor = `it gave no answer within ${this.#limitMs / 1000} s`;
			void thread.terminate();
		}, this.#limitMs);
		try {
			const classes = await answer.promise;
			const unsafe = (classes.porn ?? 0) + (classes.hentai ?? 0) + (classes.sexy ?? 0) / 2;
			return { unsafe: Math.min(1, unsafe), classes };
		} finally {
			clearTimeout(limit);
			this.#asked.delete(id);
			if (this.#asked.size === 0) thread.unref();
		}
	}

	async #start(): Promise<Worker> {
		const thread = new Worker(new URL('./nsfwjs-thread.ts', import.meta.url), { workerData: this.#modules });
		const ready = Promise.withResolvers<Worker>();
		thread.on('message', (message: NsfwjsMessage) => {
			if (message.type === 'ready') {
				this.#backend = message.backend;
				ready.resolve(thread);
			} else if (message.type === 'refused') {
				ready.reject(notLoaded(message.message));
			} else if (message.type === 'seen') {
				this.#asked.get(message.id)?.resolve(message.classes);
			} else {
				this.#asked.get(message.id)?.reject(died(message.message));
			}
		});
		let reason: string | null = null;
		thread.once('error', (error) => {
			reason = error.message;
		});
		// Comes last, whatever happened: the next question starts another thread.
		thread.once('exit', (code) => {
			this.#thread = null;
			reason ??= this.#endedFor ?? `its thread ended with code ${code}`;
			this.#endedFor = null;
			ready.reject(notLoaded(reason));
			for (const { reject } of this.#asked.values()) reject(died(reason));
		});
		await ready.promise;
		thread.unref();
		return thread;
	}
}

function notLoaded(reason: string): ClassifierError {
	return new ClassifierError(
		'not-loaded',
		`nsfwjs is installed, but it cannot be loaded: ${reason}. Install it anew (${INSTALL}), or remove it.`,
	);
}

function died(reason: string): ClassifierError {
	return new ClassifierError(
		'died',
		`The image classifier failed: ${reason}. The picture is not stored unseen; it is tried again.`,
	);
}
