import { rmdir } from 'node:fs/promises';
import { type Config, loadConfig } from '../app/config.ts';
import { type DiffusionModel, loadModel, type Provider } from '../diffusion/index.ts';
import { readModelSummary } from '../diffusion/model-defaults.ts';
import { runsOnCpuAlone } from '../diffusion/session.ts';
import { type ParsedLine, parseLine, pictureCount, pointAt, withUnknownWords } from '../layout/index.ts';
import { unreadBy } from '../models/catalogue.ts';
import { modelFolder } from '../models/installed-names.ts';
import { memoryLimit, memoryMode } from '../models/memory.ts';
import { modelVocabulary } from '../models/vocabulary.ts';
import { composeRecipes, randomSeed } from '../recipe/compose.ts';
import { sizeText } from '../recipe/picture-size.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { drawingNotes } from '../studio/plan/notes.ts';
import { cultivate, type Seedling, SeedlingCache, type TaueEvent, type TaueResult } from '../taue/index.ts';
import { defineCommand } from './command.ts';
import { type Arguments, HELP, OPTIONS, readArguments } from './draw-arguments.ts';
import { destinations, encodePicture, readRecipe, writeLayers } from './draw-files.ts';
import { type CliIo, EXIT, write } from './io.ts';
import { assertRoom, OutputFile, outputFolder } from './output-file.ts';
import { duration, Progress } from './progress.ts';

/** What `--json` prints for one picture; keep it stable. */
interface DrawJson {
	readonly recipe: Recipe;
	/** Path of the PNG. */
	readonly picture: string;
	/** `total`: drawing this picture; `session`: of it inside ONNX; `load`: loading the model before it. */
	readonly seconds: { readonly total: number; readonly session: number; readonly load: number };
	readonly passes: number;
	readonly arm: Recipe['arm'];
	readonly provider: Provider;
	readonly layers?: readonly string[];
}

const PHASES = {
	search: 'finding places',
	seedling: 'raising objects',
	background: 'background',
	joint: 'growing together',
	layer: 'background alone',
} as const;

/** `taue draw`. */
export const command = defineCommand({
	name: 'draw',
	help: HELP,
	options: OPTIONS,
	takes: 'lines',
	run(given, io) {
		const config = loadConfig(io.env);
		return draw(readArguments(given, config), config, io);
	},
});

async function draw(args: Arguments, config: Config, io: CliIo): Promise<number> {
	const progress = new Progress(io, args.json);
	const drawn: DrawJson[] = [];
	try {
		for await (const picture of drawAll(args, config, progress, io.signal)) {
			drawn.push(picture);
			progress.end();
			if (!args.json) await write(io.stdout, summary(picture));
		}
	} finally {
		progress.end();
	}
	if (args.json) await write(io.stdout, `${JSON.stringify(drawn.length === 1 ? drawn[0] : drawn)}\n`);
	return EXIT.ok;
}

/**
 * What is wrong is found in the order of what it costs: the line, the files, the model, the recipe; then
 * the drawing begins.
 */
async function* drawAll(
	args: Arguments,
	config: Config,
	progress: Progress,
	signal: AbortSignal,
): AsyncGenerator<DrawJson> {
	const given = args.recipe === null ? null : await readRecipe(args.recipe);
	const parsed = args.line === null ? null : read(args.line, config, progress);
	const places = await destinations(args, parsed === null ? 1 : pictureCount(parsed));
	await using reserved = new AsyncDisposableStack();
	const reserve = async (path: string) => reserved.use(await OutputFile.reserve(path));
	const files: Files[] = [];
	for (const { picture, recipe, layers } of places) {
		if (layers !== null) {
			outputFolder(layers, '--layers');
			// Where nothing was drawn, it is empty.
			reserved.defer(() => rmdir(layers).catch(() => {}));
		}
		files.push({
			picture: await reserve(picture),
			recipe: recipe === null ? null : await reserve(recipe),
			layers,
		});
	}
	await using shelf = new ModelShelf(args, config, progress);
	const recipes = given === null ? await compose(parsed as ParsedLine, config, shelf, progress) : [given];
	for (const { code, message } of drawingNotes(
		parsed?.layouts ?? [],
		recipes,
		unreadBy(config.models.folder),
		(model) =>
			given === null && readModelSummary(modelFolder(config.models.folder, model)).embedsGuidance === true,
	))
		progress.note(code === 'translated' ? message : `Warning: ${message}`);
	await assertRoom(places[0].picture, roomFor(recipes, args.layers !== null));
	for (const [index, recipe] of recipes.entries()) {
		signal.throwIfAborted();
		if (recipes.length > 1) progress.begin(`picture ${index + 1} of ${recipes.length}`);
		yield await drawOne(recipe, files[index], shelf, progress, signal);
	}
}

function read(line: string, config: Config, progress: Progress): ParsedLine {
	const parsed = withUnknownWords(parseLine(line), modelVocabulary(config.models));
	for (const { message, offset } of parsed.warnings)
		progress.note(`Warning: ${message}\n${pointAt(line, offset)}`);
	return parsed;
}

async function compose(
	parsed: ParsedLine,
	config: Config,
	shelf: ModelShelf,
	progress: Progress,
): Promise<Recipe[]> {
	// One seed for the whole sweep, even one over models: its pictures differ in what was swept alone.
	const seed = randomSeed();
	const recipes: Recipe[] = [];
	for (const layout of parsed.layouts) {
		const model = await shelf.load(layout.flags.model ?? config.models.name);
		const { name, nativeSize, grid, defaults } = model.info;
		const composed = composeRecipes([layout], { name, nativeSize, grid, ...defaults }, { seed });
		const [drawn, asked] = [composed[0].size, layout.flags.size];
		if (asked !== undefined && sizeText(asked) !== sizeText(drawn)) {
			progress.note(
				`Warning: the model ${name} cannot draw ${sizeText(asked)}; the picture is ${sizeText(drawn)}.`,
			);
		}
		recipes.push(...composed);
	}
	return recipes;
}

/** More than the files will take: pixels do not grow when they are compressed. */
function roomFor(recipes: readonly Recipe[], layers: boolean): number {
	return recipes.reduce((sum, { size, objects }) => {
		const files = layers ? objects.length + 3 : 1;
		return sum + size[0] * size[1] * 4 * files + 65_536;
	}, 0);
}

/** Where one picture goes, found to be writable. */
interface Files {
	readonly picture: OutputFile;
	readonly recipe: OutputFile | null;
	readonly layers: string | null;
}

async function drawOne(
	recipe: Recipe,
	files: Files,
	shelf: ModelShelf,
	progress: Progress,
	signal: AbortSignal,
): Promise<DrawJson> {
	const model = await shelf.load(recipe.model);
	const layers = files.layers !== null;
	const result = await watched(
		cultivate(model, recipe, { signal, cache: shelf.seedlings, layers }),
		progress,
	);
	const picture = await encodePicture(result);
	signal.throwIfAborted();
	const written = files.layers === null ? [] : await writeLayers(files.layers, result, picture);
	await files.recipe?.commit(`${JSON.stringify(result.recipe, null, '\t')}\n`);
	await files.picture.commit(picture);
	return {
		recipe: result.recipe,
		picture: files.picture.path,
		seconds: { ...result.seconds, load: shelf.chargeLoading() },
		passes: result.passes,
		arm: result.recipe.arm,
		provider: model.provider,
		...(layers ? { layers: written } : {}),
	};
}

async function watched(run: AsyncGenerator<TaueEvent, TaueResult>, progress: Progress): Promise<TaueResult> {
	for (;;) {
		const { done, value } = await run.next();
		if (done) return value;
		const { kind, step, steps } = value;
		if (kind === 'step') progress.update({ phase: PHASES[value.phase], step, steps });
		if (kind === 'decode') progress.update({ phase: 'decoding', step, steps });
	}
}

function summary({ picture, recipe, seconds, passes, arm, provider, layers }: DrawJson): string {
	const [width, height] = recipe.size;
	const rows = [
		`${picture}: ${width}x${height}, seed ${recipe.background.seed}, ${arm}, ${Number(passes.toFixed(2))} passes of ` +
			`${recipe.steps} steps in ${duration(seconds.total)} on ${provider}`,
		...(layers ?? []).map((path) => `  ${path}`),
	];
	return `${rows.join('\n')}\n`;
}

/** One model in memory at a time, and the seedlings that its pictures share. */
class ModelShelf implements AsyncDisposable {
	readonly seedlings = new SeedlingCache<Seedling>();
	readonly #args: Arguments;
	readonly #config: Config;
	readonly #progress: Progress;
	#model: DiffusionModel | null = null;
	#uncharged = 0;

	constructor(args: Arguments, config: Config, progress: Progress) {
		this.#args = args;
		this.#config = config;
		this.#progress = progress;
	}

	/** @throws ModelError */
	async load(name: string): Promise<DiffusionModel> {
		const folder = modelFolder(this.#config.models.folder, name);
		if (this.#model?.info.name === name) return this.#model;
		await this.#model?.close();
		this.#model = null;
		const { provider, threads } = this.#args;
		const { device, workers } = this.#config;
		const memory = runsOnCpuAlone(provider)
			? memoryMode(folder, memoryLimit(workers.memoryLimitMb), device.memory)
			: 'ample';
		if (memory === 'sparing') this.#progress.note(`${name} is drawn with memory spared (docs/models.md).`);
		const started = performance.now();
		this.#model = await loadModel(folder, {
			provider,
			memory,
			attention: 'maps+bias',
			...(threads === null ? {} : { threads }),
		});
		this.#uncharged += (performance.now() - started) / 1000;
		// With `auto`, the summary's "on cpu" says enough; `models verify` tells the rest.
		if (provider !== 'auto') for (const note of this.#model.providerNotes) this.#progress.note(note);
		for (const warning of this.#model.warnings) this.#progress.note(`Warning: ${warning}`);
		return this.#model;
	}

	/** Seconds of loading since the last call: they are charged to one picture. */
	chargeLoading(): number {
		const seconds = this.#uncharged;
		this.#uncharged = 0;
		return seconds;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#model?.close();
	}
}
