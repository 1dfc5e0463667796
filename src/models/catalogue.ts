// Not from the index: a gateway has no use for the model runtime.
import { checkGraphs } from '../diffusion/check-model.ts';
import { type ModelSummary, readModelSummary } from '../diffusion/model-defaults.ts';
import { inWords, ModelError } from '../diffusion/model-error.ts';
import { ModelFolder } from '../diffusion/model-folder.ts';
import { PromptReader } from '../diffusion/prompt-reader.ts';
import type { ModelWords, Vocabulary } from '../layout/index.ts';
import { modelFolder, modelNames, type Unusable, unusableEntries } from './installed-names.ts';
import { modelWords, vocabularyOf, wordsProblem } from './vocabulary.ts';

/** The models on disk as the studio promises them to people. */
export interface InstalledModels {
	/** The default one first, then by name. */
	readonly models: readonly ModelSummary[];
	/** Folders that hold a model which cannot be used, each with the sentence that says why. */
	readonly leftOut: readonly Unusable[];
	/** The words of the default model, where they are known: they are read once. */
	readonly words: ModelWords | undefined;
	/** The same as a line is read with. */
	vocabulary(model: string): Vocabulary | undefined;
	/** What of a text the model does not read, since it stands behind its limit; empty where it reads all. */
	unread(model: string, text: string): string;
}

/**
 * Reads what is installed, without loading a graph. A broken model beside the default one is left out.
 * @throws ModelError where the default model is missing or broken
 */
export async function installedModels(models: {
	readonly folder: string;
	readonly name: string;
}): Promise<InstalledModels> {
	// Its graphs are read by the device that loads it at once, which says the same of them.
	const found: ModelSummary[] = [summaryOf(modelFolder(models.folder, models.name))];
	const leftOut = [...unusableEntries(models.folder)];
	for (const name of modelNames(models.folder)) {
		if (name === models.name) continue;
		try {
			found.push(wholeModel(modelFolder(models.folder, name)));
		} catch (error) {
			if (!(error instanceof ModelError)) throw error;
			leftOut.push({ name, why: error.message });
		}
	}
	const words = modelWords(models);
	const vocabulary = vocabularyOf(words);
	return {
		models: found,
		leftOut,
		words,
		vocabulary: (model) => (model === vocabulary?.model ? vocabulary : undefined),
		unread: unreadBy(models.folder),
	};
}

/**
 * What a model's files say, its graphs and vocabularies read through once.
 * @throws ModelError where one of them cannot be drawn with
 */
export function wholeModel(folder: string): ModelSummary {
	const summary = summaryOf(folder);
	try {
		const files = new ModelFolder(folder);
		checkGraphs(files);
		for (const tokenizer of ['tokenizer', 'tokenizer_2'] as const)
			if (files.has(tokenizer)) files.vocabulary(tokenizer);
	} catch (error) {
		throw inWords(folder, error);
	}
	return summary;
}

function summaryOf(folder: string): ModelSummary {
	const summary = readModelSummary(folder);
	const warnings = [summary.warning, wordsProblem(folder)].filter((each) => typeof each === 'string');
	return warnings.length === 0 ? summary : { ...summary, warning: warnings.join(' ') };
}

/** Asks the models of a folder how far they read. Each is opened when it is first asked. */
export function unreadBy(modelsFolder: string): InstalledModels['unread'] {
	const readers = new Map<string, PromptReader>();
	return (model, text) => {
		try {
			const reader = readers.get(model) ?? new PromptReader(modelFolder(modelsFolder, model));
			readers.set(model, reader);
			return reader.unread(text);
		} catch (error) {
			// Drawing tells what is wrong with the model.
			if (error instanceof ModelError) return '';
			throw error;
		}
	};
}
