import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, loadConfig } from '../app/config.ts';
import { ModelError } from '../diffusion/index.ts';
import { ModelFolder } from '../diffusion/model-folder.ts';
import { wholeModel } from '../models/catalogue.ts';
import { modelFolder, modelNames, unusableEntries } from '../models/installed-names.ts';
import { KNOWN_MODELS } from '../models/known-models.ts';
import { inMb, memoryLimit } from '../models/memory.ts';
import { proxyFor, throughProxies } from '../models/proxy.ts';
import { pullModel } from '../models/pull.ts';
import { removeModel } from '../models/remove.ts';
import { type Verified, verifyModel } from '../models/verify.ts';
import { defineCommand } from './command.ts';
import { type CliIo, EXIT, usageError, write } from './io.ts';
import { duration, Progress } from './progress.ts';

const HELP = `taue models - lists, checks, fetches and removes models

Usage:
  taue models list                       what is in the models folder, and why some of it cannot be used
  taue models list --known               exports on the hub that suit, with licence, size and settings
  taue models verify [NAME...]           load each and draw one test step; all of them unless named
  taue models pull OWNER/NAME            fetch a model in ONNX form from the hub, only what is needed of it
  taue models remove NAME                delete a model's folder, or what a broken download left of it

Options:
  --anyway           verify: also what is foreseen not to fit into memory
  --known            list: what could be fetched, instead of what is there
  --as NAME          pull: the folder's name; the part after the slash unless given
  --revision NAME    pull: branch, tag or commit; main unless given
  --json             print JSON
  -h, --help         this help

Nothing is ever fetched unless this command is asked to. A broken download goes on where it stopped when
the same command is run again. TAUE_MODELS names another folder, HF_ENDPOINT a mirror,
HF_TOKEN your token, HTTPS_PROXY a proxy on the way.

Examples:
  taue models list
  taue models verify nae
  taue models pull nmkd/stable-diffusion-1.5-onnx-fp16 --as sd15

Exit codes: 0 done, 1 the fetching failed, 2 wrong options, 3 a model is missing or broken.
`;

interface Options {
	readonly json: boolean;
	readonly known: boolean;
	readonly anyway: boolean;
	readonly as: string | undefined;
	readonly revision: string | undefined;
}

/** `taue models`. */
export const command = defineCommand({
	name: 'models',
	help: HELP,
	options: {
		as: { type: 'string' },
		revision: { type: 'string' },
		known: { type: 'boolean' },
		anyway: { type: 'boolean' },
		json: { type: 'boolean' },
	},
	takes: 'words',
	completes: ['list', 'verify', 'pull', 'remove'],
	run({ values, words }, io) {
		const { json = false, known = false, anyway = false, as, revision } = values;
		return models(words, { json, known, anyway, as, revision }, io);
	},
});

async function models(words: readonly string[], options: Options, io: CliIo): Promise<number> {
	const config = loadConfig(io.env);
	const [action, ...names] = words;
	if (action === 'list' && names.length === 0) {
		return options.known ? await listKnown(options, io) : await list(config, options, io);
	}
	if (action === 'verify') return await verify(config, names, options, io);
	if (action === 'pull' && names.length === 1) return await pull(config, names[0], options, io);
	if (action === 'remove' && names.length === 1) return await remove(config, names[0], options, io);
	const given = action === undefined ? 'nothing' : JSON.stringify(words.join(' '));
	throw usageError(
		`taue models was given ${given}. It takes: list, verify [NAME...], pull OWNER/NAME or remove NAME.`,
	);
}

interface Listed {
	readonly name: string;
	readonly kind: string;
	/** Why it cannot be used. */
	readonly broken?: string;
	readonly bytes: number;
	readonly default: boolean;
}

async function folderBytes(folder: string): Promise<number> {
	// What belongs to another account has no size; why it cannot be used is said beside it.
	const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
	const files = entries.filter((entry) => !entry.isDirectory());
	const sizes = await Promise.all(
		// A link to nothing has no size; `verify` tells about it.
		files.map(async (file) => (await stat(join(file.parentPath, file.name)).catch(() => null))?.size ?? 0),
	);
	return sizes.reduce((sum, size) => sum + size, 0);
}

async function entryBytes(path: string): Promise<number> {
	const entry = await stat(path).catch(() => null);
	return entry?.isDirectory() ? folderBytes(path) : (entry?.size ?? 0);
}

/** The pipeline's class, as the folder's own index calls it, or why it cannot be drawn with. */
function kindOf(folder: string): Pick<Listed, 'kind' | 'broken'> {
	try {
		wholeModel(folder);
		return { kind: String(new ModelFolder(folder).index._class_name ?? 'unknown') };
	} catch (error) {
		if (!(error instanceof ModelError)) throw error;
		return { kind: 'cannot be used', broken: error.message };
	}
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

async function list(config: Config, options: Options, io: CliIo): Promise<number> {
	const { folder, name: usual } = config.models;
	const found: Listed[] = [];
	for (const name of modelNames(folder)) {
		const path = modelFolder(folder, name);
		found.push({ name, ...kindOf(path), bytes: await folderBytes(path), default: name === usual });
	}
	for (const { name, why } of unusableEntries(folder))
		found.push({
			name,
			kind: 'cannot be used',
			broken: why,
			bytes: await entryBytes(join(folder, name)),
			default: false,
		});
	if (options.json) await write(io.stdout, `${JSON.stringify(found)}\n`);
	else if (found.length === 0) await write(io.stdout, `${folder} holds no model.\n`);
	else {
		const rows = found.map(
			(model) =>
				`${model.name}  ${megabytes(model.bytes)}  ${model.kind}${model.default ? '  (default)' : ''}\n` +
				(model.broken === undefined ? '' : `  ${model.broken}\n`),
		);
		await write(io.stdout, rows.join(''));
	}
	return EXIT.ok;
}

async function listKnown(options: Options, io: CliIo): Promise<number> {
	if (options.json) {
		await write(io.stdout, `${JSON.stringify(KNOWN_MODELS)}\n`);
		return EXIT.ok;
	}
	const rows = KNOWN_MODELS.map(
		(known) =>
			`${known.id}  ${known.gigabytes} GB, ${known.precision}, ${known.steps} steps, guidance ${known.guidance}, ` +
			`${known.madeFor === 'any' ? 'a plain export' : `made for ${known.madeFor}`}\n  ${known.what} Licence: ${known.licence}.\n`,
	);
	await write(
		io.stdout,
		`${rows.join('')}As their pages on the hub said; read the licence there before you use one.\n` +
			'Fetch one: npm run taue -- models pull OWNER/NAME\n',
	);
	return EXIT.ok;
}

async function remove(config: Config, name: string, options: Options, io: CliIo): Promise<number> {
	if (name === config.models.name) {
		throw usageError(`${name} is the model that is drawn with. Set TAUE_MODEL to another one first.`);
	}
	const removed = await removeModel(config.models.folder, name);
	await write(io.stdout, options.json ? `${JSON.stringify({ name, removed })}\n` : `Removed ${removed}.\n`);
	return EXIT.ok;
}

function verified(name: string, { info, hash, ...found }: Verified): string {
	const rows = [
		`${name}: works`,
		`  ${info.family}, ${info.nativeSize} px, ${info.latentChannels} latent channels, ${info.tokenLength} tokens, ` +
			`${info.predictionType}`,
		`  ${info.defaults.steps} steps of ${info.defaults.scheduler}, guidance ${info.defaults.guidance}`,
		`  memory on the CPU, foreseen${found.memory.mode === 'sparing' ? ', spared (docs/models.md)' : ''}: ${inMb(found.memory.bytes)} (${found.memory.parts.map(({ part, bytes }) => `${part} ${inMb(bytes)}`).join(', ')}, ` +
			`drawing ${inMb(found.memory.drawingBytes)})`,
		`  attention: ${info.attention}; ${info.encodes ? 'encodes' : 'cannot encode'} pictures`,
		`  loaded in ${duration(found.loadSeconds)}, test pass in ${duration(found.passSeconds)} on ${found.provider}`,
		...found.providerNotes.map((note) => `  ${note}`),
		...found.warnings.map((warning) => `  Warning: ${warning}`),
		found.digests > 0
			? `  ${found.digests} files are what the hub has`
			: '  not fetched from a hub: no digests to compare',
		`  hash ${hash}`,
	];
	return `${rows.join('\n')}\n`;
}

async function verify(
	config: Config,
	names: readonly string[],
	options: Options,
	io: CliIo,
): Promise<number> {
	const wanted = names.length > 0 ? names : modelNames(config.models.folder);
	const { provider, threads } = config.device;
	const results: object[] = [];
	let broken = 0;
	for (const name of wanted) {
		try {
			const found = await verifyModel(config.models.folder, name, {
				provider,
				...(threads === null ? {} : { threads }),
				attention: 'maps+bias',
				limit: memoryLimit(config.workers.memoryLimitMb),
				memory: config.device.memory,
				anyway: options.anyway,
				signal: io.signal,
			});
			results.push({ name, ok: true, ...found });
			if (!options.json) await write(io.stdout, verified(name, found));
		} catch (error) {
			if (!(error instanceof ModelError)) throw error;
			broken++;
			results.push({ name, ok: false, error: { code: error.code, message: error.message } });
			if (!options.json) await write(io.stderr, `${name}: ${error.message}\n`);
		}
	}
	if (options.json) await write(io.stdout, `${JSON.stringify(results)}\n`);
	else if (wanted.length === 0) await write(io.stderr, `${config.models.folder} holds no model.\n`);
	return broken > 0 || wanted.length === 0 ? EXIT.model : EXIT.ok;
}

async function pull(config: Config, id: string, options: Options, io: CliIo): Promise<number> {
	const progress = new Progress(io, options.json);
	const proxy = proxyFor(config.hub.endpoint, io.env);
	if (proxy !== null) progress.note(`Through the proxy ${proxy} (HTTPS_PROXY; NO_PROXY excepts hosts).`);
	using _proxies = throughProxies(io.env);
	try {
		const pulled = await pullModel(
			config.hub,
			config.models.folder,
			{
				id,
				...(options.as === undefined ? {} : { as: options.as }),
				...(options.revision === undefined ? {} : { revision: options.revision }),
			},
			{
				signal: io.signal,
				// The bar counts megabytes.
				onProgress: ({ path, bytes, totalBytes }) =>
					progress.update({ phase: path, step: Math.floor(bytes / 1e6), steps: Math.ceil(totalBytes / 1e6) }),
			},
		);
		progress.end();
		const { name, folder, commit, bytes } = pulled;
		const text = options.json
			? JSON.stringify({ name, folder, commit, bytes })
			: `${name}: ${megabytes(bytes)} in ${folder}. Check it: npm run taue -- models verify ${name}`;
		await write(io.stdout, `${text}\n`);
		return EXIT.ok;
	} finally {
		progress.end();
	}
}
