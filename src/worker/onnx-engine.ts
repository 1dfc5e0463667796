import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DiffusionModel, loadModel, type Provider } from '../diffusion/index.ts';
import { runsOnCpuAlone } from '../diffusion/session.ts';
import { type Judge, loadJudge } from '../metrics/judge.ts';
import { type Look, lookAt } from '../metrics/look.ts';
import { judgeOf, modelFolder } from '../models/installed-names.ts';
import { cardBytes, type MemoryMode, memoryLimit, memoryMode, shelfBytes } from '../models/memory.ts';
import type { Recipe } from '../recipe/recipe.ts';
import {
	cultivate,
	type LatentPreview,
	type Raster,
	rehearse,
	type Seedling,
	SeedlingCache,
	type TaueResult,
} from '../taue/index.ts';
import { type DrawOptions, type Engine, EngineError, type EngineEvent } from './engine.ts';
import { ModelShelf } from './model-shelf.ts';
import type { EngineChoice } from './protocol.ts';

type OnnxChoice = Extract<EngineChoice, { kind: 'onnx' }>;

const MB = 2 ** 20;

/** The real thing: models in ONNX folders, drawn with the TAUE method, seedlings kept between pictures. */
export class OnnxEngine implements Engine {
	readonly provider: string;
	readonly models: readonly string[];
	readonly #shelf: ModelShelf<DiffusionModel>;
	readonly #seedlings: SeedlingCache<Seedling>;
	readonly #modelsFolder: string;
	/** By model; null where there is none. A judge is small and stays. */
	readonly #judges = new Map<string, Promise<Judge | null>>();

	private constructor(choice: OnnxChoice, shelf: ModelShelf<DiffusionModel>, provider: Provider) {
		this.models = choice.models;
		this.provider = provider;
		this.#shelf = shelf;
		this.#modelsFolder = choice.modelsFolder;
		this.#seedlings = new SeedlingCache<Seedling>(choice.seedlingCacheMb * MB);
	}

	/**
	 * Loads the first model, which shows whether the device works and which provider runs on it, and rehearses a
	 * picture on it; the others are loaded when they are first asked for.
	 *
	 * @throws ModelError where the model or the device is not what was asked for
	 */
	static async open(choice: OnnxChoice, device: string): Promise<OnnxEngine> {
		const where = parseDevice(device);
		const shelf = new ModelShelf<DiffusionModel>({
			maxBytes: choice.modelMemoryMb * MB,
			sizeOf: (name) => {
				const folder = modelFolder(choice.modelsFolder, name);
				return runsOnCpuAlone(where.provider)
					? shelfBytes(folder, choice.modelMemoryMb * MB, choice.memory)
					: cardBytes(folder);
			},
			load: (name) =>
				loadModel(modelFolder(choice.modelsFolder, name), {
					...where,
					memory: memoryModeOf(modelFolder(choice.modelsFolder, name), where.provider, choice),
					attention: 'maps+bias',
					...(choice.threads !== undefined && { threads: choice.threads }),
				}),
		});
		const [first] = choice.models;
		const model = await shelf.take(first);
		// Where memory is spared, each step of a rehearsal would read its part from disk again.
		const mode = memoryModeOf(modelFolder(choice.modelsFolder, first), where.provider, choice);
		if (mode === 'ample') await rehearse(model);
		return new OnnxEngine(choice, shelf, model.provider);
	}

	loaded(): readonly string[] {
		return this.#shelf.names();
	}

	async *draw(recipe: Recipe, options: DrawOptions): AsyncGenerator<EngineEvent, TaueResult> {
		this.#mustHave(recipe);
		if (!this.#shelf.has(recipe.model)) yield { kind: 'load', model: recipe.model };
		const model = await this.#shelf.take(recipe.model);
		return yield* cultivate(model, recipe, { ...options, cache: this.#seedlings });
	}

	async look(recipe: Recipe, picture: Raster): Promise<Look> {
		this.#mustHave(recipe);
		const model = await this.#shelf.take(recipe.model);
		const judge = await this.#judgeOf(recipe.model);
		const look = await lookAt(recipe, picture, { model, judge });
		if (look.findings.judge === null && look.findings.attention === null) {
			throw new EngineError(
				'nothing-to-look-with',
				`The model ${recipe.model} has no judge and shows no attention, so nothing can be told of its pictures.`,
			);
		}
		return look;
	}

	#mustHave({ model }: Recipe): void {
		if (this.models.includes(model)) return;
		throw new EngineError(
			'model-missing',
			`This worker has no model "${model}". Models: ${this.models.join(', ')}.`,
		);
	}

	#judgeOf(model: string): Promise<Judge | null> {
		const known = this.#judges.get(model);
		if (known !== undefined) return known;
		const folder = join(this.#modelsFolder, judgeOf(model));
		const loaded = existsSync(join(folder, 'model.onnx')) ? loadJudge(folder) : Promise.resolve(null);
		this.#judges.set(model, loaded);
		// What could not be read is tried again the next time.
		loaded.catch(() => this.#judges.delete(model));
		return loaded;
	}

	async preview(recipe: Recipe, latent: LatentPreview): Promise<Raster> {
		const model = await this.#shelf.take(recipe.model);
		return model.previewRaster(latent);
	}

	async close(): Promise<void> {
		const judges = await Promise.allSettled(this.#judges.values());
		for (const one of judges) if (one.status === 'fulfilled') await one.value?.close();
		await this.#shelf.close();
	}
}

/** `cuda:1` is the second card of the CUDA provider; `cpu`, `webgpu`, `auto` stand alone. */
export function parseDevice(device: string): { provider: 'auto' | Provider; deviceId?: number } {
	const [name, id] = device.split(':');
	const provider = (['auto', 'cpu', 'cuda', 'tensorrt', 'dml', 'coreml', 'webgpu'] as const).find(
		(known) => known === name,
	);
	const deviceId = id === undefined ? undefined : Number(id);
	if (provider === undefined || (deviceId !== undefined && !Number.isInteger(deviceId))) {
		throw new EngineError(
			'unknown-device',
			`"${device}" names no device. Use auto, cpu, cuda, tensorrt, dml, coreml or webgpu, with a number behind ` +
				'a colon where there are several: cuda:1.',
		);
	}
	return { provider, ...(deviceId !== undefined && { deviceId }) };
}

/** How a model is best held here. */
function memoryModeOf(
	folder: string,
	provider: 'auto' | Provider,
	{ memory = 'auto', memoryLimitMb = Number.POSITIVE_INFINITY }: OnnxChoice,
): MemoryMode {
	return runsOnCpuAlone(provider) ? memoryMode(folder, memoryLimit(memoryLimitMb), memory) : 'ample';
}
