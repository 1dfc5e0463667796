import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { loadProblem, reason } from './load-problem.ts';
import { ModelError } from './model-error.ts';

/** Where a graph runs. */
export type Provider = 'cpu' | 'cuda' | 'tensorrt' | 'dml' | 'coreml' | 'webgpu';

/** What a caller may choose about the runtime. */
export interface SessionOptions {
	readonly provider: 'auto' | Provider;
	readonly threads?: number | undefined;
	readonly deviceId?: number | undefined;
	/** Whether as little memory as possible is taken, at the cost of time. On the CPU alone. */
	readonly sparing?: boolean | undefined;
}

/** A graph on disk, or its bytes with the folder that its external weights lie in. */
export interface GraphSource {
	readonly path: string;
	readonly bytes?: Uint8Array;
	/** Where the weights of `bytes` lie; beside `path` unless given. */
	readonly weightsFolder?: string;
}

/** Element type and shape of an input or output; unknown sides are names. */
export interface Port {
	readonly name: string;
	readonly type: Tensor.Type;
	readonly shape: readonly (number | string)[];
}

/** Seconds by graph: where a model's time goes. */
export type Clock = (graph: string, seconds: number) => void;

/** Providers to try for `auto`, best first. Only those that are known to run whole pipelines. */
export function candidates(
	provider: 'auto' | Provider,
	platform = process.platform,
	arch = process.arch,
): readonly Provider[] {
	if (provider !== 'auto') return [provider];
	if (platform === 'win32') return ['dml', 'cpu'];
	if (platform === 'linux' && arch === 'x64') return ['cuda', 'cpu'];
	return ['cpu'];
}

/** Shared libraries that a provider needs beside the runtime; the rest are built in. */
const LIBRARIES: Partial<Record<Provider, string>> = {
	cuda: 'libonnxruntime_providers_cuda.so',
	tensorrt: 'libonnxruntime_providers_tensorrt.so',
};

/**
 * Whether a provider's libraries were fetched. Asking the runtime for one that is missing works too, but it
 * writes an alarming message to standard error first.
 */
export function librariesArePresent(provider: Provider): boolean {
	const library = LIBRARIES[provider];
	if (!library || process.platform !== 'linux') return true;
	const bin = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')), 'bin');
	return readdirSync(bin, { recursive: true }).some((file) => basename(String(file)) === library);
}

/** Whether nothing but the CPU can run a graph here: its memory is then the machine's, which can be foretold. */
export function runsOnCpuAlone(provider: 'auto' | Provider): boolean {
	return candidates(provider).every((each) => each === 'cpu' || !librariesArePresent(each));
}

/** What to do about a provider that did not start. */
function advice(provider: Provider): string {
	switch (provider) {
		case 'cuda':
		case 'tensorrt':
			return 'It needs Linux on x64, an NVIDIA card and libraries that are fetched once: npm run gpu (docs/gpu.md).';
		case 'dml':
			return 'DirectML needs Windows.';
		case 'coreml':
			return 'CoreML needs macOS.';
		default:
			return 'Use the provider "cpu" or "auto".';
	}
}

/** One ONNX graph with its session; typed ports, and its time counted. */
export class Graph {
	readonly name: string;
	readonly provider: Provider;
	readonly inputs: ReadonlyMap<string, Port>;
	readonly outputs: ReadonlyMap<string, Port>;
	/** Null while the graph rests. */
	#session: InferenceSession | null;
	readonly #reopen: () => Promise<InferenceSession>;
	readonly #clock: Clock;

	constructor(
		name: string,
		provider: Provider,
		session: InferenceSession,
		reopen: () => Promise<InferenceSession>,
		clock: Clock,
	) {
		this.name = name;
		this.provider = provider;
		this.#session = session;
		this.#reopen = reopen;
		this.#clock = clock;
		this.inputs = ports(session.inputMetadata);
		this.outputs = ports(session.outputMetadata);
	}

	/** An input that this graph must have. Throws `ModelError` with those that it has. */
	input(...names: readonly string[]): Port {
		return pick(this.name, 'input', this.inputs, names);
	}

	/** The first of these outputs that the graph has. Throws `ModelError` with those that it has. */
	output(...names: readonly string[]): Port {
		return pick(this.name, 'output', this.outputs, names);
	}

	/** Runs the graph for these outputs, all unless named. */
	async run(
		feeds: Readonly<Record<string, Tensor>>,
		fetches: InferenceSession.FetchesType,
	): Promise<Readonly<Record<string, Tensor>>> {
		this.#session ??= await timed(this.#clock, this.#reopen);
		const start = performance.now();
		try {
			return await this.#session.run(feeds, fetches);
		} catch (error) {
			throw runError(this.name, feeds, error);
		} finally {
			this.#clock(this.name, (performance.now() - start) / 1000);
		}
	}

	/** Gives its memory back until the next run, which opens it again. Not while it runs. */
	async rest(): Promise<void> {
		const session = this.#session;
		this.#session = null;
		await session?.release();
	}

	close(): Promise<void> {
		return this.rest();
	}
}

async function timed(clock: Clock, open: () => Promise<InferenceSession>): Promise<InferenceSession> {
	const start = performance.now();
	const session = await open();
	clock('load', (performance.now() - start) / 1000);
	return session;
}

function runError(graph: string, feeds: Readonly<Record<string, Tensor>>, error: unknown): ModelError {
	const text = reason(error);
	const given = Object.entries(feeds).map(
		([name, tensor]) => `${name} ${tensor.type}[${tensor.dims.join(', ')}]`,
	);
	if (/bad_alloc|out of memory|Failed to allocate/i.test(text)) {
		return new ModelError(
			'out-of-memory',
			`${graph} ran out of memory with ${given.join(', ')}. Ask for a smaller picture.`,
			error,
		);
	}
	return new ModelError('shape-mismatch', `${graph} refused ${given.join(', ')}: ${text}`, error);
}

function ports(metadata: readonly InferenceSession.ValueMetadata[]): Map<string, Port> {
	const entries = metadata.flatMap((value): [string, Port][] =>
		value.isTensor ? [[value.name, { name: value.name, type: value.type, shape: value.shape }]] : [],
	);
	return new Map(entries);
}

function pick(graph: string, kind: string, all: ReadonlyMap<string, Port>, names: readonly string[]): Port {
	for (const name of names) {
		const port = all.get(name);
		if (port) return port;
	}
	throw new ModelError(
		'unsupported-model',
		`${graph} has no ${kind} ${names.join(' or ')}; it has ${[...all.keys()].join(', ')}. Is this a Stable Diffusion folder?`,
	);
}

/** Weights stay as they are stored: small constants alone are computed beforehand. */
const SPARING_OPTIMIZATION = {
	constant_folding_max_output_size_in_bytes: '65536',
	disable_specified_optimizers: 'FuseFp16InitializerToFp32NodeTransformer',
} as const;

function sessionOptions(
	provider: Provider,
	options: SessionOptions,
	source: GraphSource,
): InferenceSession.SessionOptions {
	const device = {
		name: provider,
		...(options.deviceId === undefined ? {} : { deviceId: options.deviceId }),
	};
	return {
		executionProviders: [provider === 'cpu' ? 'cpu' : device],
		graphOptimizationLevel: 'all',
		logSeverityLevel: 3,
		...(options.threads ? { intraOpNumThreads: options.threads } : {}),
		// DirectML cannot plan memory ahead.
		...(provider === 'dml' || options.sparing ? { enableMemPattern: false } : {}),
		...(options.sparing && { enableCpuMemArena: false }),
		extra: {
			...(options.sparing && { optimization: SPARING_OPTIMIZATION }),
			session: {
				...(options.sparing && { disable_prepacking: '1' }),
				// Threads that spin between runs keep a core from everything else: other graphs, and this process.
				force_spinning_stop: '1',
				...(source.bytes && {
					model_external_initializers_file_folder_path: source.weightsFolder ?? dirname(source.path),
				}),
			},
		},
	};
}

async function createOn(
	provider: Provider,
	source: GraphSource,
	options: SessionOptions,
): Promise<InferenceSession> {
	const settings = sessionOptions(provider, options, source);
	return source.bytes
		? InferenceSession.create(source.bytes, settings)
		: InferenceSession.create(source.path, settings);
}

/**
 * Opens a graph on the first provider that takes it.
 * @param note receives a sentence about every provider that was tried in vain
 * @throws ModelError for missing or broken files, and where the wanted provider does not start
 */
export async function openGraph(
	name: string,
	source: GraphSource,
	options: SessionOptions,
	clock: Clock,
	note: (text: string) => void = () => {},
): Promise<Graph> {
	if (!existsSync(source.path)) {
		throw new ModelError(
			'file-missing',
			`${source.path} is missing. Download the model again, or choose another.`,
		);
	}
	const wanted = candidates(options.provider);
	for (const provider of wanted) {
		try {
			if (!librariesArePresent(provider)) throw new Error(`${LIBRARIES[provider]} is not installed.`);
			const open = () => createOn(provider, source, options);
			return new Graph(name, provider, await timed(clock, open), open, clock);
		} catch (error) {
			if (provider === 'cpu') throw loadProblem(source.path, error, source.weightsFolder);
			if (options.provider !== 'auto') {
				throw new ModelError(
					'provider-missing',
					`The provider ${provider} does not start: ${reason(error)} ${advice(provider)}`,
					error,
				);
			}
			note(`${provider} is not used: ${reason(error)}`);
		}
	}
	// `candidates` never gives an empty list and its last entry returns or throws.
	throw new ModelError('provider-missing', `No provider of ${wanted.join(', ')} starts.`);
}
