import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
	type DiffusionModel,
	generateLatent,
	type LoadOptions,
	loadModel,
	ModelError,
	type ModelInfo,
} from '../diffusion/index.ts';
import { readModelSummary } from '../diffusion/model-defaults.ts';
import { MOST_TEXT_BYTES, regularFileIfAny } from '../diffusion/regular-file.ts';
import { runsOnCpuAlone } from '../diffusion/session.ts';
import { isIntact } from './download.ts';
import { modelFolder } from './installed-names.ts';
import {
	fittingEstimate,
	type MemoryEstimate,
	type MemoryLimit,
	type MemoryMode,
	mustFit,
} from './memory.ts';
import { SOURCE_FILE } from './pull.ts';

/** What was found out about one model. */
export interface Verified {
	readonly info: ModelInfo;
	readonly provider: string;
	readonly providerNotes: readonly string[];
	readonly warnings: readonly string[];
	/** What it was foreseen to take on the CPU at its native size. */
	readonly memory: MemoryEstimate;
	/** Content hash, for comparing two copies. */
	readonly hash: string;
	/** Files that were compared with the hub's digests; 0 where the model was not fetched with `models pull`. */
	readonly digests: number;
	readonly loadSeconds: number;
	/** One whole test pass: prompt, one UNet step, decoding. */
	readonly passSeconds: number;
}

const sourceSchema = z.object({
	files: z.array(
		z.object({
			path: z.string(),
			sizeBytes: z.number(),
			digest: z.object({ kind: z.enum(['sha256', 'git']), hex: z.string() }),
		}),
	),
});

/** @throws ModelError where somebody changed the file */
function readSource(text: string, name: string): z.output<typeof sourceSchema> {
	try {
		return sourceSchema.parse(JSON.parse(text));
	} catch (cause) {
		throw new ModelError(
			'file-broken',
			`${name}/${SOURCE_FILE} cannot be read. Remove it, or remove the folder and fetch the model again.`,
			cause,
		);
	}
}

/** Files of a pulled model against the hub's digests. */
async function checkDigests(folder: string, name: string, signal: AbortSignal): Promise<number> {
	const path = regularFileIfAny(folder, SOURCE_FILE, MOST_TEXT_BYTES);
	if (path === null) return 0;
	const { files } = readSource(await readFile(path, 'utf8'), name);
	for (const file of files) {
		if (await isIntact(join(folder, file.path), file, signal)) continue;
		throw new ModelError(
			'file-broken',
			`${name}/${file.path} is not what the hub has (${file.digest.kind} ${file.digest.hex}). Remove the folder ` +
				`${folder} and fetch the model again.`,
		);
	}
	return files.length;
}

/** One step and its picture. Throws `ModelError` `not-finite` where weights or a precision do not work here. */
async function testPass(model: DiffusionModel, signal: AbortSignal): Promise<void> {
	await model.decode(await generateLatent(model, { prompt: 'a cat', steps: 1, seed: 1, signal }));
}

/**
 * Loads a model and draws one test step.
 * @throws ModelError that names what is missing or broken
 */
export async function verifyModel(
	modelsFolder: string,
	name: string,
	options: Omit<LoadOptions, 'memory'> & {
		readonly signal: AbortSignal;
		readonly limit: MemoryLimit;
		readonly memory: 'auto' | MemoryMode;
		/** Tries even where the model does not fit. */
		readonly anyway: boolean;
	},
): Promise<Verified> {
	const folder = modelFolder(modelsFolder, name);
	const side = readModelSummary(folder).nativeSize;
	const size = { widthPx: side, heightPx: side, rows: 2 };
	const memory = fittingEstimate(folder, size, options.limit, options.memory);
	// Of a card's memory nobody here knows; what a model takes of the machine's is known for the CPU alone.
	if (!options.anyway && runsOnCpuAlone(options.provider ?? 'auto')) mustFit(name, memory, options.limit);
	const digests = await checkDigests(folder, name, options.signal);
	const started = performance.now();
	const model = await loadModel(folder, { ...options, memory: memory.mode });
	try {
		const loaded = performance.now();
		await testPass(model, options.signal);
		const passed = performance.now();
		return {
			info: model.info,
			provider: model.provider,
			providerNotes: model.providerNotes,
			warnings: model.warnings,
			hash: await model.hash(),
			memory,
			digests,
			loadSeconds: (loaded - started) / 1000,
			passSeconds: (passed - loaded) / 1000,
		};
	} finally {
		await model.close();
	}
}
