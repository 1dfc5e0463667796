import { z } from 'zod';
import { findingsSchema } from '../findings/schema.ts';
import { PHASES } from '../queue/types.ts';
import { type Recipe, recipeSchema } from '../recipe/recipe.ts';
import { TaueError } from '../taue-error.ts';

/**
 * What a supervisor and its device process say to each other, over the IPC channel of `child_process.fork`
 * with `advanced` serialization, so bytes travel as bytes. Both sides parse everything they receive: they
 * share no state, and may be two versions of the program during an upgrade.
 */
export const PROTOCOL_VERSION = 3;

const version = z.literal(PROTOCOL_VERSION);
const run = z.int().min(1);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes are expected here');
const count = z.int().min(0);

/** How pictures are made in a device process. */
const engineChoice = z.discriminatedUnion('kind', [
	z.strictObject({
		kind: z.literal('onnx'),
		/** Folder that holds one folder per model. */
		modelsFolder: z.string().min(1),
		models: z.array(z.string().min(1)).min(1),
		/** Threads of one session; absent: as many as there are cores. */
		threads: z.int().min(1).optional(),
		/** How models are held; `auto` and absent: sparing where `memoryLimitMb` or the machine has less room. */
		memory: z.enum(['auto', 'ample', 'sparing']).optional(),
		/** What the process may take; absent: what the machine has. */
		memoryLimitMb: z.number().positive().optional(),
		/** Models kept in memory may add up to this; the one that rested longest goes first. */
		modelMemoryMb: z.number().positive(),
		/** Bytes of raised seedlings that are kept for moves and rerolls. */
		seedlingCacheMb: z.number().min(0),
	}),
	z.strictObject({
		kind: z.literal('simulated'),
		models: z.array(z.string().min(1)).min(1),
		/** Milliseconds that one step takes by the clock. */
		stepMs: z.number().min(0),
	}),
]);
export type EngineChoice = z.infer<typeof engineChoice>;

/** From the supervisor to its child. */
const parentMessage = z.discriminatedUnion('type', [
	z.strictObject({
		type: z.literal('hello'),
		version,
		/** `cpu`, `cuda:0`, `webgpu`, `coreml`, `dml`, …: which device this process owns. */
		device: z.string().min(1),
		engine: engineChoice,
		statsEveryMs: z.number().positive(),
	}),
	z.strictObject({
		type: z.literal('run'),
		version,
		run,
		recipe: recipeSchema,
		layers: z.boolean(),
		/** A preview after every so many steps; 0: none. */
		previewEvery: count,
	}),
	/** A finished picture with more pixels, instead of a drawing. */
	z.strictObject({
		type: z.literal('enlarge'),
		version,
		run,
		recipe: recipeSchema,
		png: bytes,
		factor: z.union([z.literal(2), z.literal(4)]),
	}),
	/** A finished picture that is looked at. */
	z.strictObject({ type: z.literal('look'), version, run, recipe: recipeSchema, png: bytes }),
	/** Holds a run between two steps, so that another may take its turn; answered by `paused`. */
	z.strictObject({ type: z.literal('pause'), version, run }),
	z.strictObject({ type: z.literal('resume'), version, run }),
	z.strictObject({ type: z.literal('cancel'), version, run }),
	z.strictObject({ type: z.literal('stop'), version }),
]);
export type ParentMessage = z.infer<typeof parentMessage>;

/** The last one is `decode` to whoever waits. */
const runPhase = z.enum([...PHASES, 'encode']);
export type RunPhase = z.infer<typeof runPhase>;

const pictureFields = {
	/** The recipe with every `auto` box resolved. */
	recipe: recipeSchema,
	width: z.int().min(1),
	height: z.int().min(1),
	/** The picture, with its recipe in a text chunk. */
	png: bytes,
	/** WebP, at most 640 pixels on its longer side. */
	thumbnail: bytes,
	/** PNG with alpha; empty unless layers were asked for. */
	layers: z.array(z.strictObject({ name: z.string(), png: bytes })),
	seconds: z.strictObject({ total: z.number().min(0), session: z.number().min(0) }),
	passes: z.number().min(0),
	/** What was seen, where a picture was looked at: the picture is the sheet of it. */
	findings: findingsSchema.optional(),
};
const finishedPicture = z.strictObject(pictureFields);
/** A picture as a device process hands it over: encoded, ready to be stored and posted. */
export type FinishedPicture = z.infer<typeof finishedPicture>;

const failureFields = {
	code: z.string(),
	message: z.string(),
	/** Whether the same picture may succeed if it is tried again. */
	retryable: z.boolean(),
};
const runFailure = z.object(failureFields);
export type RunFailure = z.infer<typeof runFailure>;

/** From a child to its supervisor. */
const childMessage = z.discriminatedUnion('type', [
	z.strictObject({
		type: z.literal('ready'),
		version,
		models: z.array(z.string()),
		/** The execution provider that runs, which may differ from the one that was hoped for. */
		provider: z.string(),
	}),
	/** Why the child cannot start; it exits after this. */
	z.strictObject({ type: z.literal('refused'), version, code: z.string(), message: z.string() }),
	z.strictObject({ type: z.literal('progress'), version, run, phase: runPhase, step: count, steps: count }),
	z.strictObject({
		type: z.literal('preview'),
		version,
		run,
		step: count,
		steps: count,
		width: z.int().min(1),
		height: z.int().min(1),
		webp: bytes,
	}),
	z.strictObject({ type: z.literal('done'), version, run, picture: finishedPicture }),
	z.strictObject({ type: z.literal('failed'), version, run, ...failureFields }),
	z.strictObject({ type: z.literal('cancelled'), version, run }),
	z.strictObject({ type: z.literal('paused'), version, run }),
	z.strictObject({ type: z.literal('stats'), version, rssBytes: count, loaded: z.array(z.string()) }),
]);
export type ChildMessage = z.infer<typeof childMessage>;

/** A message that this version does not understand. */
export class ProtocolError extends TaueError {
	readonly code = 'worker-protocol';

	constructor(from: 'supervisor' | 'device process', received: unknown, cause: unknown) {
		super(
			`The ${from} sent a message that this version (protocol ${PROTOCOL_VERSION}) does not understand: ` +
				`${describe(received)}. Restart TAUE, so that all of its processes run the same version.`,
			{ cause },
		);
		this.name = 'ProtocolError';
	}
}

function describe(received: unknown): string {
	if (received === null || typeof received !== 'object') return String(received);
	const { type, version: theirs } = received as { type?: unknown; version?: unknown };
	return `type ${JSON.stringify(type)}, version ${JSON.stringify(theirs)}`;
}

/** @throws ProtocolError when the supervisor's message is not one of ours. */
export function parseParentMessage(received: unknown): ParentMessage {
	const parsed = parentMessage.safeParse(received);
	if (!parsed.success) throw new ProtocolError('supervisor', received, parsed.error);
	return parsed.data;
}

/** @throws ProtocolError when the child's message is not one of ours. */
export function parseChildMessage(received: unknown): ChildMessage {
	const parsed = childMessage.safeParse(received);
	if (!parsed.success) throw new ProtocolError('device process', received, parsed.error);
	return parsed.data;
}

/** What a supervisor asks for with one run. */
export type RunRequest =
	| {
			readonly type: 'run';
			readonly recipe: Recipe;
			readonly layers: boolean;
			readonly previewEvery: number;
	  }
	| {
			readonly type: 'enlarge';
			readonly recipe: Recipe;
			readonly png: Uint8Array;
			readonly factor: 2 | 4;
	  }
	| { readonly type: 'look'; readonly recipe: Recipe; readonly png: Uint8Array };
