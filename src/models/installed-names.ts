import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ModelError } from '../diffusion/model-error.ts';
import { nearest } from '../layout/nearest.ts';

/**
 * A folder's name and nothing else: people in a chat name models, so no separators and no leading dot. Spaces,
 * brackets and the like stand inside only, where nothing cuts them off.
 */
const MODEL_NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M} ._+()[\],&'~=-]{0,198}[\p{L}\p{N}\p{M}._+)\]~=-])?$/u;

/** Whether a model's folder may have this name. */
export function isModelName(name: string): boolean {
	return MODEL_NAME.test(name);
}

/** Names of the folders that hold a model (they have a `model_index.json`), sorted. */
export function modelNames(modelsFolder: string): string[] {
	return foldersWithModels(modelsFolder).filter(isModelName);
}

/** Folders that hold a model under a name that nobody could ask for, sorted. */
export function unusableNames(modelsFolder: string): string[] {
	// Names with a dot in front are hidden on purpose; an unfinished download is one.
	return foldersWithModels(modelsFolder).filter((name) => !isModelName(name) && !name.startsWith('.'));
}

function foldersWithModels(modelsFolder: string): string[] {
	let entries: string[];
	try {
		entries = readdirSync(modelsFolder);
	} catch {
		return [];
	}
	return entries.filter((name) => isFile(join(modelsFolder, name, 'model_index.json'))).sort();
}

function isFile(path: string): boolean {
	try {
		return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
	} catch {
		// A link to itself, or a folder of somebody else's.
		return false;
	}
}

/**
 * The folder of a model by name.
 * @throws ModelError `model-missing` that lists what is there and how to get more.
 */
export function modelFolder(modelsFolder: string, name: string): string {
	const folder = join(modelsFolder, name);
	if (isModelName(name) && isFile(join(folder, 'model_index.json'))) return folder;
	const names = modelNames(modelsFolder);
	const near = nearest(name, names);
	const there = names.length > 0 ? `There are: ${names.join(', ')}.` : `${modelsFolder} holds no model.`;
	throw new ModelError(
		'model-missing',
		`There is no model ${JSON.stringify(name)}. ${near ? `Did you mean ${near}? ` : ''}${there} ` +
			'More can be fetched with `npm run taue -- models pull OWNER/NAME`.',
	);
}

/** The folder of the detector that knows what a model draws, beside the model's own. It may not be there. */
export function judgeOf(model: string): string {
	return `${model}-judge`;
}
