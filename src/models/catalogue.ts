// Not from the index: a gateway has no use for the model runtime.
import { type ModelSummary, readModelSummary } from '../diffusion/model-defaults.ts';
import type { Vocabulary } from '../layout/index.ts';
import { modelFolder, modelNames } from './model-folder.ts';
import { modelVocabulary } from './vocabulary.ts';

/** The models on disk as the studio promises them to people. */
export interface InstalledModels {
	/** The default one first, then by name. */
	readonly models: readonly ModelSummary[];
	/** The words that a model was taught, where it is known. */
	vocabulary(model: string): Vocabulary | undefined;
}

/**
 * Reads what is installed, without loading a graph.
 * @throws ModelError `model-missing` where the default model is not there
 */
export async function installedModels(models: {
	readonly folder: string;
	readonly name: string;
}): Promise<InstalledModels> {
	const others = modelNames(models.folder).filter((name) => name !== models.name);
	const vocabulary = await modelVocabulary(models);
	return {
		models: [models.name, ...others].map((name) => readModelSummary(modelFolder(models.folder, name))),
		vocabulary: (model) => (model === vocabulary?.model ? vocabulary : undefined),
	};
}
