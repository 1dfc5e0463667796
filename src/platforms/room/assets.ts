import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants as zlib } from 'node:zlib';
import { emojiNames } from '../../translate/emoji.ts';

/** A file as the browser gets it. */
export interface Asset {
	readonly type: string;
	readonly body: Buffer;
	/** The body in Brotli; absent for what does not shrink. */
	readonly brotli: Buffer | undefined;
	readonly etag: string;
}

const SOURCE = new URL('../../', import.meta.url);
const require = createRequire(import.meta.url);

/** What client code imports by package name, and the address under which the room serves it. */
const VENDOR: Readonly<Record<string, string>> = {
	preact: '/vendor/preact.js',
	'preact/hooks': '/vendor/preact-hooks.js',
};

/**
 * The only source that leaves the server: the room's own client, the wire types that it shares with the
 * server, the layout language and the tables of other languages, so that the browser parses a line with the very code
 * the server uses.
 */
const SOURCE_PATH =
	/^\/app\/((?:platforms\/room\/client(?:\/texts)?|findings|layout|translate(?:\/languages|\/plain)?)\/[a-z0-9-]+\.ts|platforms\/(?:room\/wire|failures|dropped-size|setting-names)\.ts|taue-error\.ts)$/;

const PAGE_FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
	'/style.css': ['platforms/room/client/style.css', 'text/css; charset=utf-8'],
	'/icon.svg': ['platforms/room/client/icon.svg', 'image/svg+xml'],
	'/example.webp': ['platforms/room/client/example.webp', 'image/webp'],
	// The pictures of what can be drawn, and where each stands; a room without them shows words.
	'/nouns.webp': ['platforms/room/client/nouns.webp', 'image/webp'],
	'/nouns.json': ['platforms/room/client/nouns.json', 'application/json; charset=utf-8'],
};

/** What is made from a package's data, in JSON. */
const DATA: Readonly<Record<string, () => unknown>> = {
	'/emoji.json': () => Object.fromEntries(emojiNames()),
};

/**
 * Replaces package names in import and export declarations by the addresses under which they are served, seen from
 * the script at `path`: the room may be served below a path that only browser and proxy know.
 */
function withVendorAddresses(source: string, path: string): string {
	const up = '../'.repeat(path.split('/').length - 2);
	return source.replace(
		/\b(from|import)(\s*)(["'])([a-z][a-z0-9/-]*)\3/g,
		(whole, keyword: string, gap: string, quote: string, name: string) =>
			VENDOR[name] === undefined ? whole : `${keyword}${gap}${quote}${up}${VENDOR[name].slice(1)}${quote}`,
	);
}

const ENTRY = '/app/platforms/room/client/main.ts';
const IMPORTED = /\b(?:from|import)\s*["']([./][^"']+)["']/g;

/** All scripts that the page will ask for, so that it can ask for them at once instead of one after another. */
async function scriptAddresses(): Promise<readonly string[]> {
	const found = new Set([ENTRY]);
	for (const address of found) {
		const script = await load(address);
		for (const [, imported = ''] of script?.body.toString('utf8').matchAll(IMPORTED) ?? []) {
			found.add(new URL(imported, `http://room.invalid${address}`).pathname);
		}
	}
	return [...found];
}

/** @param base - path that the room is served at, without a slash at its end */
async function pageWithPreloads(base: string): Promise<string> {
	const page = await readFile(new URL('platforms/room/client/index.html', SOURCE), 'utf8');
	const links = (await scriptAddresses()).map((address) => `<link rel="modulepreload" href="${address}">`);
	return page
		.replace('<!-- modulepreload -->', links.join('\n\t'))
		.replace(/\b(href|src)="\//g, (_, name: string) => `${name}="${base}/`);
}

async function load(path: string, base = ''): Promise<{ type: string; body: Buffer } | undefined> {
	const source = SOURCE_PATH.exec(path)?.[1];
	if (source !== undefined) {
		const text = await readFile(new URL(source, SOURCE), 'utf8');
		const script = withVendorAddresses(stripTypeScriptTypes(text, { mode: 'strip' }), path);
		return { type: 'text/javascript; charset=utf-8', body: Buffer.from(script) };
	}
	const vendor = Object.entries(VENDOR).find(([, address]) => address === path)?.[0];
	if (vendor !== undefined) {
		const text = await readFile(require.resolve(vendor), 'utf8');
		const script = withVendorAddresses(text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'), path);
		return { type: 'text/javascript; charset=utf-8', body: Buffer.from(script) };
	}
	if (path === '/')
		return { type: 'text/html; charset=utf-8', body: Buffer.from(await pageWithPreloads(base)) };
	const data = DATA[path];
	if (data !== undefined)
		return { type: 'application/json; charset=utf-8', body: Buffer.from(JSON.stringify(data())) };
	const page = PAGE_FILES[path];
	if (page === undefined) return undefined;
	return { type: page[1], body: await readFile(fileURLToPath(new URL(page[0], SOURCE))) };
}

/** Serves the page, its style and its scripts; each is read, stripped of types and compressed once. */
export class Assets {
	readonly #ready = new Map<string, Promise<Asset | undefined>>();
	readonly #base: string;

	/** @param base - path that the room is served at, without a slash at its end */
	constructor(base: string) {
		this.#base = base;
	}

	/** @returns the file behind a path such as `/app/layout/parse.ts`, `undefined` where there is none. */
	get(path: string): Promise<Asset | undefined> {
		let asset = this.#ready.get(path);
		if (asset === undefined) {
			asset = this.#make(path);
			// A path that nobody serves must not fill the map.
			void asset.then(
				(found) => found === undefined && this.#ready.delete(path),
				() => this.#ready.delete(path),
			);
			this.#ready.set(path, asset);
		}
		return asset;
	}

	async #make(path: string): Promise<Asset | undefined> {
		let file: { type: string; body: Buffer } | undefined;
		try {
			file = await load(path, this.#base);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
			throw error;
		}
		if (file === undefined) return undefined;
		const etag = `"${createHash('sha256').update(file.body).digest('base64url').slice(0, 22)}"`;
		const brotli = brotliCompressSync(file.body, { params: { [zlib.BROTLI_PARAM_QUALITY]: 6 } });
		return { ...file, etag, brotli: brotli.length < file.body.length ? brotli : undefined };
	}
}
