import { mkdir, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { download, isIntact } from './download.ts';
import { type Hub, type HubFile, listFiles, PullError, resolveRevision } from './hub.ts';
import { isModelName } from './model-folder.ts';

const PARTS = ['text_encoder', 'text_encoder_2', 'unet', 'vae_decoder', 'vae_encoder'];
/**
 * What the engine reads of a repository, and nothing else: SDXL's holds 70 GB, of which 14 are needed.
 * Graphs are `model.onnx` with their external data under one of the names that exporters use.
 */
const NEEDED = [
	/^model_index\.json$/,
	/^scheduler\/scheduler_config\.json$/,
	/^tokenizer(_2)?\/(vocab\.json|merges\.txt|tokenizer\.json|tokenizer_config\.json|special_tokens_map\.json)$/,
	new RegExp(`^(${PARTS.join('|')}|vae)/config\\.json$`),
	new RegExp(`^(${PARTS.join('|')})/(model\\.onnx|model\\.onnx[._]data(_\\d+)?|weights\\.pb)$`),
	/^(README\.md|LICENSE(\.md|\.txt)?)$/i,
];
const REQUIRED = ['model_index.json', 'text_encoder/model.onnx', 'unet/model.onnx', 'vae_decoder/model.onnx'];
const HUB_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,95}\/[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/;
/** Where a pulled model came from, kept in its folder; `models verify` checks against it. */
export const SOURCE_FILE = 'taue-source.json';

export interface PullRequest {
	/** `owner/name` on the hub. */
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

/** The files of a repository that the engine reads. */
function neededFiles(files: readonly HubFile[]): HubFile[] {
	return files.filter(({ path }) => NEEDED.some((pattern) => pattern.test(path)));
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
	wanted: PullRequest,
	options: PullOptions,
): Promise<Pulled> {
	const { signal } = options;
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
			`${JSON.stringify(name)} cannot be a folder's name: letters, digits, dots and dashes only.`,
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
	const commit = await resolveRevision(hub, wanted.id, wanted.revision ?? 'main', signal);
	const files = neededFiles(await listFiles(hub, wanted.id, commit, signal));
	const missing = REQUIRED.filter((path) => !files.some((file) => file.path === path));
	if (missing.length > 0) {
		throw new PullError(
			'no-onnx',
			`${wanted.id} has no ${missing.join(', ')}: it is not published in ONNX form. ` +
				'Look for a repository with "onnx" in its name, or export it with optimum-cli.',
		);
	}

	const staging = join(modelsFolder, `.pull-${name}`);
	await mkdir(staging, { recursive: true });
	const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
	let doneBytes = 0;
	const open: HubFile[] = [];
	for (const file of files) {
		if (await isIntact(join(staging, file.path), file, signal)) doneBytes += file.sizeBytes;
		else open.push(file);
	}
	await assertRoom(modelsFolder, staging, open, options.freeBytes ?? diskFree);
	const sleep = options.sleep ?? ((ms, by) => delay(ms, undefined, { signal: by }));
	for (const file of open) {
		const before = doneBytes;
		const onBytes = (bytes: number) =>
			options.onProgress?.({ path: file.path, bytes: before + bytes, totalBytes });
		await download(hub, wanted.id, commit, file, join(staging, file.path), { signal, onBytes, sleep });
		doneBytes += file.sizeBytes;
	}
	const source = { id: wanted.id, endpoint: hub.endpoint, commit, files };
	await writeFile(join(staging, SOURCE_FILE), `${JSON.stringify(source, null, '\t')}\n`);
	await dropStrangers(staging, files);
	await rename(staging, folder);
	return { name, folder, commit, bytes: totalBytes, files };
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
	modelsFolder: string,
	staging: string,
	open: readonly HubFile[],
	freeBytes: (folder: string) => Promise<number>,
): Promise<void> {
	let needed = 0;
	for (const file of open) {
		const part = (await stat(join(staging, `${file.path}.part`)).catch(() => null))?.size ?? 0;
		needed += Math.max(0, file.sizeBytes - part);
	}
	const free = await freeBytes(modelsFolder);
	if (needed <= free) return;
	throw new PullError(
		'no-space',
		`${gigabytes(needed)} GB are still to be fetched, and the disk of ${modelsFolder} has ${gigabytes(free)} GB ` +
			'left. Make room, or set TAUE_MODELS to a folder on another disk.',
	);
}

function gigabytes(bytes: number): string {
	return (bytes / 1e9).toFixed(bytes < 1e8 ? 3 : 1);
}
