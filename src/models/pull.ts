import { readdir, rename, rm, rmdir, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readGraphFile, weightFiles } from '../diffusion/graph-file.ts';
import { makeFolder, tryToWrite, whyUnusable } from '../make-folder.ts';
import { download, isIntact, isOfDisk } from './download.ts';
import { type Hub, type HubFile, listFiles, PullError, resolveRevision } from './hub.ts';
import { isModelName } from './installed-names.ts';

const PARTS = ['text_encoder', 'text_encoder_2', 'unet', 'vae_decoder', 'vae_encoder'];
/**
 * What the engine reads of a repository beside graphs and weights, and nothing else: SDXL's holds 70 GB, of which
 * 14 are needed.
 */
const SMALL = [
	/^model_index\.json$/,
	/^scheduler\/scheduler_config\.json$/,
	/^tokenizer(_2)?\/(vocab\.json|merges\.txt|tokenizer\.json|tokenizer_config\.json|special_tokens_map\.json)$/,
	new RegExp(`^(${PARTS.join('|')}|vae)/config\\.json$`),
	/^(README\.md|LICENSE(\.md|\.txt)?)$/i,
];
const REQUIRED_PARTS = ['text_encoder', 'unet', 'vae_decoder'];
const HUB_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,95}\/[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/;
/** An address of a model's page as browsers show it, with the branch or commit that is looked at. */
const PAGE = /^https?:\/\/(?:www\.)?([^/]+)\/([^/?#]+\/[^/?#]+)(?:\/(?:tree|blob|resolve)\/([^/?#]+))?/;
/** Where a pulled model came from, kept in its folder; `models verify` checks against it. */
export const SOURCE_FILE = 'taue-source.json';

export interface PullRequest {
	/** `owner/name` on the hub, or the address of its page there. */
	readonly id: string;
	/** Branch, tag or commit; `main` unless given. */
	readonly revision?: string;
	/** Folder name under the models folder; the part after the slash unless given. */
	readonly as?: string;
}

export interface PullOptions {
	readonly signal: AbortSignal;
	readonly onProgress?: (progress: PullProgress) => void;
	readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
	/** Free bytes of the disk that holds a folder. */
	readonly freeBytes?: (folder: string) => Promise<number>;
}

interface PullProgress {
	readonly path: string;
	/** Bytes on disk of all files together. */
	readonly bytes: number;
	readonly totalBytes: number;
}

export interface Pulled {
	readonly name: string;
	readonly folder: string;
	readonly commit: string;
	readonly bytes: number;
	readonly files: readonly HubFile[];
}

/**
 * The graph of each part: `model.onnx`, or the only other one that is there.
 * @throws PullError `no-onnx` where a needed part has none, or one has several
 */
function graphFiles(id: string, files: readonly HubFile[]): HubFile[] {
	const ofPart = (part: string) =>
		files.filter(({ path }) => new RegExp(`^${part}/[^/]+\\.onnx$`).test(path));
	const missing = REQUIRED_PARTS.filter((part) => ofPart(part).length === 0);
	if (missing.length > 0 || !files.some(({ path }) => path === 'model_index.json'))
		throw notOnnx(id, files, missing);
	return PARTS.flatMap((part) => {
		const graphs = ofPart(part);
		const usual = graphs.find(({ path }) => path === `${part}/model.onnx`);
		if (usual !== undefined) return [usual];
		if (graphs.length <= 1) return graphs;
		throw new PullError(
			'no-onnx',
			`${id} has ${graphs.length} graphs for ${part} (${graphs.map(({ path }) => path).join(', ')}), none of them ` +
				'model.onnx. Fetch the repository with another program and keep one graph a folder, named model.onnx.',
		);
	});
}

function notOnnx(id: string, files: readonly HubFile[], missing: readonly string[]): PullError {
	const lacks = missing.length > 0 ? missing.map((part) => `${part}/model.onnx`) : ['model_index.json'];
	const others = files.filter(({ path }) => path.endsWith('.onnx')).map(({ path }) => path);
	const advice =
		others.length > 0
			? `It has ONNX graphs in another layout: ${others.slice(0, 4).join(', ')}${others.length > 4 ? ' …' : ''}. TAUE reads ` +
				'the layout of diffusers, one folder a part.'
			: 'It is not published in ONNX form.';
	return new PullError(
		'no-onnx',
		`${id} has no ${lacks.join(', ')}. ${advice} ` +
			'Look for a repository with "onnx" in its name, see `taue models list --known`, or export it with training/export_checkpoint.py.',
	);
}

/**
 * The files that hold a graph's weights, whatever they are called and however many they are: the graph names them.
 * @throws PullError where the repository lacks one, or the graph points out of its folder
 */
function weightsOf(id: string, graph: HubFile, path: string, files: readonly HubFile[]): HubFile[] {
	const part = posix.dirname(graph.path);
	return weightFiles(readGraphFile(path)).map((location) => {
		const wanted = posix.normalize(posix.join(part, location));
		const found = files.find((file) => file.path === wanted);
		if (found !== undefined && wanted.startsWith(`${part}/`)) return found;
		throw new PullError(
			'no-onnx',
			`${id}: ${graph.path} names weights in ${JSON.stringify(location)}, which the repository does not have beside it. ` +
				'The upload is incomplete: tell its owner, or take another repository.',
		);
	});
}

/** What is asked for where the address of a page was pasted: its id and its revision. */
function requested(hub: Hub, request: PullRequest): PullRequest {
	const given = request.id.trim().replace(/\/+$/, '');
	const [, host, id, revision] = PAGE.exec(given) ?? [];
	const known = host === 'huggingface.co' || host === 'hf.co' || host === new URL(hub.endpoint).host;
	if (!known) return { ...request, id: given };
	return { ...(revision !== undefined && { revision: decodeURIComponent(revision) }), ...request, id };
}

async function diskFree(folder: string): Promise<number> {
	const { bavail, bsize } = await statfs(folder);
	return bavail * bsize;
}

async function exists(path: string): Promise<boolean> {
	return (await stat(path).catch(() => null)) !== null;
}

/**
 * Fetches a model from the hub into `modelsFolder`. Files gather in `.pull-NAME` and are checked one by one;
 * the folder gets its name when everything is there, so a model is whole or absent. A second call goes on
 * where the first one stopped.
 * @throws PullError
 */
export async function pullModel(
	hub: Hub,
	modelsFolder: string,
	request: PullRequest,
	options: PullOptions,
): Promise<Pulled> {
	const wanted = requested(hub, request);
	if (!HUB_ID.test(wanted.id)) {
		throw new PullError(
			'hub-id-invalid',
			`${JSON.stringify(wanted.id)} is not a hub id. It reads OWNER/NAME, such as stabilityai/sdxl-turbo.`,
		);
	}
	const name = wanted.as ?? wanted.id.slice(wanted.id.indexOf('/') + 1);
	if (!isModelName(name)) {
		throw new PullError(
			'hub-id-invalid',
			`${JSON.stringify(name)} cannot be a folder's name: letters, digits, spaces, dots and dashes only, a letter or digit in front.`,
		);
	}
	const folder = join(modelsFolder, name);
	if (await exists(folder)) {
		throw new PullError(
			'model-exists',
			`The folder ${folder} is already there. Check it with \`models verify ${name}\`, remove it to fetch it ` +
				'again, or choose another name with --as.',
		);
	}
	const staging = join(modelsFolder, `.pull-${name}`);
	try {
		makeFolder(modelsFolder, 0o777);
		makeFolder(staging, 0o777);
		tryToWrite(staging);
		const fetched = await gather(hub, wanted, staging, options);
		await rename(staging, folder);
		return { name, folder, ...fetched };
	} catch (error) {
		// Of a repository that cannot be had nothing is left, of a broken download what came.
		await rmdir(staging).catch(() => {});
		throw isOfDisk(error) ? unwritable(modelsFolder, error) : error;
	}
}

/** Fetches what the engine reads of a repository into a folder, and writes down where it came from. */
async function gather(
	hub: Hub,
	wanted: PullRequest,
	staging: string,
	options: PullOptions,
): Promise<Omit<Pulled, 'name' | 'folder'>> {
	const { signal } = options;
	const commit = await resolveRevision(hub, wanted.id, wanted.revision ?? 'main', signal);
	const all = await listFiles(hub, wanted.id, commit, signal);
	const graphs = graphFiles(wanted.id, all);
	const sleep = options.sleep ?? ((ms, by) => delay(ms, undefined, { signal: by }));
	let doneBytes = 0;
	/** Fetches what is missing of some files. */
	const fetchAll = async (files: readonly HubFile[], totalBytes: number) => {
		const open: HubFile[] = [];
		for (const file of files) {
			if (await isIntact(join(staging, file.path), file, signal)) doneBytes += file.sizeBytes;
			else open.push(file);
		}
		await assertRoom(staging, open, options.freeBytes ?? diskFree);
		for (const file of open) {
			const before = doneBytes;
			const onBytes = (bytes: number) =>
				options.onProgress?.({ path: file.path, bytes: before + bytes, totalBytes });
			await download(hub, wanted.id, commit, file, join(staging, file.path), { signal, onBytes, sleep });
			doneBytes += file.sizeBytes;
		}
	};
	const head = [...all.filter(({ path }) => SMALL.some((pattern) => pattern.test(path))), ...graphs];
	// Until the graphs are there, all that lies beside them may be theirs.
	await fetchAll(head, bytesOf([...head, ...all.filter((file) => mayBeWeights(file, graphs))]));
	const weights = new Set(
		graphs.flatMap((graph) => weightsOf(wanted.id, graph, join(staging, graph.path), all)),
	);
	const files = [...head, ...weights];
	const totalBytes = bytesOf(files);
	await fetchAll([...weights], totalBytes);
	const source = { id: wanted.id, endpoint: hub.endpoint, commit, files };
	await writeFile(join(staging, SOURCE_FILE), `${JSON.stringify(source, null, '\t')}\n`);
	await dropStrangers(staging, files);
	return { commit, bytes: totalBytes, files };
}

function unwritable(modelsFolder: string, cause: unknown): PullError {
	return new PullError(
		'folder-unusable',
		`The models folder ${modelsFolder} cannot be written to: ${whyUnusable(cause)}. ` +
			'Set TAUE_MODELS to a folder that can be written, or mend this one and run the same command again.',
		cause,
	);
}

function bytesOf(files: readonly HubFile[]): number {
	return files.reduce((sum, file) => sum + file.sizeBytes, 0);
}

/** Weights of other frameworks and other graphs aside. */
function mayBeWeights({ path }: HubFile, graphs: readonly HubFile[]): boolean {
	const beside = graphs.some((graph) => path.startsWith(`${posix.dirname(graph.path)}/`));
	return beside && !/\.(safetensors|bin|msgpack|h5|onnx|json|txt|md)$/.test(path);
}

/** Files that an earlier, interrupted pull of another revision left behind. */
async function dropStrangers(staging: string, files: readonly HubFile[]): Promise<void> {
	const wanted = new Set([SOURCE_FILE, ...files.map(({ path }) => path)]);
	for (const entry of await readdir(staging, { recursive: true, withFileTypes: true })) {
		if (entry.isDirectory()) continue;
		const path = relative(staging, join(entry.parentPath, entry.name)).split(sep).join('/');
		if (!wanted.has(path)) await rm(join(staging, path), { force: true });
	}
}

async function assertRoom(
	staging: string,
	open: readonly HubFile[],
	freeBytes: (folder: string) => Promise<number>,
): Promise<void> {
	let needed = 0;
	for (const file of open) {
		const part = (await stat(join(staging, `${file.path}.part`)).catch(() => null))?.size ?? 0;
		needed += Math.max(0, file.sizeBytes - part);
	}
	const free = await freeBytes(staging);
	if (needed <= free) return;
	throw new PullError(
		'no-space',
		`${gigabytes(needed)} GB are still to be fetched, and the disk of ${dirname(staging)} has ${gigabytes(free)} GB ` +
			'left. Make room, or set TAUE_MODELS to a folder on another disk.',
	);
}

function gigabytes(bytes: number): string {
	return (bytes / 1e9).toFixed(bytes < 1e8 ? 3 : 1);
}
