import { existsSync, lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { misplacedFile } from '../diffusion/misplaced-file.ts';
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

/** Something beside the models that was meant to be one. */
export interface Unusable {
	readonly name: string;
	/** Why it is none, and what makes it one. */
	readonly why: string;
}

/** What lies in the models folder and is meant as a model, though nobody could ask for it; sorted. */
export function unusableEntries(modelsFolder: string): readonly Unusable[] {
	const models = new Set(foldersWithModels(modelsFolder));
	return entriesOf(modelsFolder)
		.toSorted()
		.flatMap((name) => {
			// Names with a dot in front are hidden on purpose; an unfinished download is one.
			if (name.startsWith('.') || (models.has(name) && isModelName(name))) return [];
			const why = models.has(name) ? unusableName(name) : notAModel(modelsFolder, name);
			return why === null ? [] : [{ name, why }];
		});
}

function unusableName(name: string): string {
	return (
		`The folder ${JSON.stringify(name)} cannot be asked for by this name. Rename it: letters, digits, spaces, dots ` +
		'and dashes, a letter or digit in front.'
	);
}

/** Why an entry without a `model_index.json` is no model; null where nobody would take it for one. */
function notAModel(modelsFolder: string, name: string): string | null {
	const path = join(modelsFolder, name);
	if (isLinkToNothing(path)) {
		return (
			`${name} is a link to ${readlinkSync(path)}, where nothing is. Is the disk there that it points to? Else ` +
			'remove the link.'
		);
	}
	if (/\.(?:onnx|zip|tar|tar\.gz|7z)$/i.test(name) || WEIGHTS.test(name)) return singleFile(name);
	if (isClosed(path)) {
		return `The folder ${name} cannot be read: the account that runs TAUE may not. Give it to that account, or remove it.`;
	}
	const entries = entriesOf(path);
	if (entries.includes('unet') || entries.includes('text_encoder')) {
		const what = misplacedFile(path, 'model_index.json') ?? 'Download the model again.';
		return `The folder ${name} lacks model_index.json. ${what}`;
	}
	const inner = nestedModel(modelsFolder, name, entries);
	if (inner === null) {
		const weights = [...entries, ...below(path, entries)].find((entry) => WEIGHTS.test(entry));
		return weights === undefined ? null : singleFile(join(name, weights));
	}
	// A cache is all links.
	const how = inner.includes('snapshots')
		? 'Copy that folder beside the others with `cp -rL`'
		: 'Move that folder beside the others';
	return `The model in ${name} is ${inner}. ${how}.`;
}

/** As other programs keep models: all parts in one file. */
const WEIGHTS = /\.(?:safetensors|ckpt|pt|pth|gguf)$/i;

function singleFile(name: string): string {
	return (
		`${name} is a single file. A model is a folder in the layout of diffusers, in ONNX form: see ` +
		'`taue models list --known`, or write one with training/export_checkpoint.py (docs/models.md).'
	);
}

/** Where downloads put a model: below its owner's name, in a folder of an archive, in a cache's snapshots. */
function nestedModel(modelsFolder: string, name: string, entries: readonly string[]): string | null {
	const path = join(modelsFolder, name);
	const found = [...entries, ...below(path, entries)].find((entry) =>
		isFile(join(path, entry, 'model_index.json')),
	);
	return found === undefined ? null : join(name, found);
}

/** What lies in the folders of a folder. */
function below(path: string, entries: readonly string[]): readonly string[] {
	return entries.flatMap((entry) => entriesOf(join(path, entry)).map((inner) => join(entry, inner)));
}

/** A folder of somebody else's, in which this account may see nothing. */
function isClosed(path: string): boolean {
	try {
		readdirSync(path);
		return false;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EACCES';
	}
}

function isLinkToNothing(path: string): boolean {
	return lstatSync(path).isSymbolicLink() && !existsSync(path);
}

function entriesOf(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		// A file, a link to itself, or a folder of somebody else's.
		return [];
	}
}

function foldersWithModels(modelsFolder: string): string[] {
	return entriesOf(modelsFolder)
		.filter((name) => isFile(join(modelsFolder, name, 'model_index.json')))
		.toSorted();
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
	const [top] = name.split(/[/\\]/);
	const unusable = unusableEntries(modelsFolder).find((each) => each.name === name || each.name === top);
	if (unusable !== undefined) throw new ModelError('model-missing', unusable.why);
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
