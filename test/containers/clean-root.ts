import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
	cpSync,
	existsSync,
	globSync,
	mkdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { HOME } from '../house/tracked-files.ts';
import {
	argument,
	assignments,
	configOf,
	copyOf,
	fill,
	type ImageConfig,
	PATH,
	type Stage,
	stagesOf,
} from './dockerfile.ts';

/** An image as a folder. */
export interface Image {
	readonly root: string;
	readonly config: ImageConfig;
}

/** A Debian with nothing in it; made once and kept. */
export function makeDebian(root: string): void {
	if (existsSync(join(root, 'etc/debian_version'))) return;
	mkdirSync(root, { recursive: true });
	execFileSync('debootstrap', ['--variant=minbase', '--include=ca-certificates', 'bookworm', root], {
		stdio: ['ignore', 'ignore', 'inherit'],
	});
}

/** What the image `node:24-slim` is: a Debian with Node.js, npm and the user `node` (1000). */
export function makeNodeImage(debian: string, root: string): void {
	if (existsSync(join(root, 'home/node'))) return;
	copyTree(debian, root);
	cpSync(realNode(), join(root, 'usr/local/bin/node'));
	const npm = dirname(dirname(realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim())));
	cpSync(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true });
	for (const name of ['npm', 'npx']) {
		symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, 'usr/local/bin', name));
	}
	inRoot(root, 'useradd --uid 1000 --user-group --create-home node', { env: {}, folder: '/', user: 'root' });
}

/**
 * What stands for the image of a database: Debian's Postgres, and what the image's own start does with its variables
 * (https://hub.docker.com/_/postgres): the first start makes the database.
 */
export function makePostgresImage(root: string): Image {
	if (!existsSync(join(root, 'usr/lib/postgresql'))) {
		execFileSync('debootstrap', ['--variant=minbase', '--include=postgresql', 'bookworm', root], {
			stdio: ['ignore', 'ignore', 'inherit'],
		});
	}
	const start = [
		'set -e; PATH=$(echo /usr/lib/postgresql/*/bin):$PATH; export PGDATA=/var/lib/postgresql/data',
		'if [ ! -s "$PGDATA/PG_VERSION" ]; then',
		'echo "$POSTGRES_PASSWORD" > "$PGDATA.password"',
		'initdb --username="$POSTGRES_USER" --pwfile="$PGDATA.password" --auth-host=scram-sha-256 --auth-local=trust',
		'echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"',
		'echo "create database $POSTGRES_DB" | postgres --single -D "$PGDATA" postgres',
		'fi; exec postgres -c listen_addresses="*"',
	].join('\n');
	const config = {
		env: {},
		folder: '/',
		user: 'postgres:postgres',
		cmd: ['sh', '-c', start],
		healthcheck: [],
		volumes: ['/var/lib/postgresql'],
		ports: [5432],
	};
	return { root, config };
}

/** The project's own Node.js, of the same line as the image's. */
function realNode(): string {
	return join(HOME, 'node_modules/node/bin/node');
}

/**
 * Does what `docker build` would do with the steps of a Dockerfile.
 * @param context - the folder that is built from
 * @param bases - folders that stand for the images of `FROM`
 * @param args - build arguments
 */
export function buildImage(
	context: string,
	folder: string,
	bases: ReadonlyMap<string, string>,
	args: Readonly<Record<string, string>> = {},
): Image {
	const stages = stagesOf(readFileSync(join(context, 'Dockerfile'), 'utf8'), args);
	const built = new Map<string, string>();
	let root = '';
	const done = join(folder, 'built');
	for (const [i, stage] of stages.entries()) {
		root = join(folder, String(i));
		if (existsSync(done)) continue;
		const base = built.get(stage.from) ?? bases.get(stage.from);
		if (base === undefined) throw new Error(`Nothing stands for the image ${stage.from}.`);
		copyTree(base, root);
		buildStage(stage, { root, context, built, args });
		built.set(String(i), root);
		if (stage.as !== null) built.set(stage.as, root);
	}
	writeFileSync(done, '');
	return { root, config: configOf(stages[stages.length - 1]) };
}

interface Building {
	readonly root: string;
	readonly context: string;
	readonly built: ReadonlyMap<string, string>;
	readonly args: Readonly<Record<string, string>>;
}

function buildStage(stage: Stage, { root, context, built, args }: Building): void {
	let variables: Record<string, string> = {};
	let env: Record<string, string> = {};
	let folder = '/';
	let user = 'root';
	for (const { name, rest } of stage.instructions) {
		if (name === 'ARG') variables = { ...variables, ...argument(rest, args) };
		else if (name === 'ENV') {
			const set = Object.entries(assignments(rest));
			env = {
				...env,
				...Object.fromEntries(set.map(([key, value]) => [key, fill(value, { PATH, ...env })])),
			};
		} else if (name === 'WORKDIR') {
			folder = rest;
			mkdirSync(join(root, folder), { recursive: true });
		} else if (name === 'USER') user = rest;
		else if (name === 'COPY') {
			const { from, sources, target } = copyOf(rest);
			const origin = from === null ? context : built.get(from);
			if (origin === undefined) throw new Error(`There is no stage ${from}.`);
			copyInto(origin, sources, join(root, target.startsWith('/') ? target : join(folder, target)));
		} else if (name === 'RUN') {
			withNpmConfig(root, () => inRoot(root, rest, { env: { ...variables, ...env }, folder, user }));
		}
	}
}

/** `COPY`: a folder's content goes into the target, a file into a target that ends in a slash. */
function copyInto(origin: string, sources: readonly string[], target: string): void {
	const files = sources.flatMap((source) => globSync(source.replace(/^\//, ''), { cwd: origin }));
	if (files.length === 0) throw new Error(`Nothing is there of ${sources.join(', ')}.`);
	for (const file of files) {
		const from = join(origin, file);
		const into = target.endsWith('/') || sources.length > 1 ? join(target, basename(file)) : target;
		mkdirSync(dirname(into), { recursive: true });
		execFileSync('cp', ['-a', '--reflink=auto', '-T', from, into]);
	}
}

function copyTree(from: string, to: string): void {
	mkdirSync(dirname(to), { recursive: true });
	execFileSync('cp', ['-a', '--reflink=auto', '-T', from, to]);
}

/** Steps that fetch packages use this machine's registry, its certificates and its names; nothing of it stays. */
function withNpmConfig(root: string, step: () => void): void {
	const borrowed = [
		[join(homedir(), '.npmrc'), 'root/.npmrc'],
		['/usr/etc/npmrc', 'usr/local/etc/npmrc'],
		['/etc/resolv.conf', 'etc/resolv.conf'],
		['/etc/hosts', 'etc/hosts'],
		['/etc/ssl/certs/ca-certificates.crt', 'etc/ssl/certs/ca-certificates.crt'],
	].filter(([source]) => existsSync(source));
	const before = new Map<string, Buffer | null>();
	for (const [source, target] of borrowed) {
		const path = join(root, target);
		before.set(path, existsSync(path) ? readFileSync(path) : null);
		mkdirSync(dirname(path), { recursive: true });
		cpSync(source, path, { dereference: true });
	}
	try {
		step();
	} finally {
		for (const [path, former] of before) {
			if (former === null) rmSync(path);
			else writeFileSync(path, former);
		}
		rmSync(join(root, 'root/.npm'), { recursive: true, force: true });
	}
}

interface Step {
	readonly env: Readonly<Record<string, string>>;
	readonly folder: string;
	readonly user: string;
}

function inRoot(root: string, command: string, { env, folder, user }: Step): void {
	const certificates = '/etc/ssl/certs/ca-certificates.crt';
	const done = spawnSync(
		'unshare',
		[
			'--mount',
			'bash',
			'-c',
			`${DEVICES}; exec chroot --userspec=${user} "$1" /bin/sh -c "cd $2 && $3"`,
			'-',
			root,
			folder,
			command,
		],
		{
			env: { PATH, HOME: '/root', NODE_EXTRA_CA_CERTS: certificates, ...proxies(), ...env },
			encoding: 'utf8',
		},
	);
	if (done.status !== 0)
		throw new Error(`RUN ${command} ended with ${done.status}:\n${done.stdout}${done.stderr}`);
}

function proxies(): Record<string, string> {
	return Object.fromEntries(
		Object.entries(process.env).flatMap(([name, value]) =>
			/^(https?|no)_proxy$/i.test(name) && value !== undefined ? [[name, value]] : [],
		),
	);
}

/** What every container has of the machine. */
const DEVICES = 'mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev"';
/** The root that nothing can be written to, but for what is mounted into it. */
const READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"';

export interface ContainerOptions {
	/** Beside the image's own. */
	readonly env?: Readonly<Record<string, string>>;
	/** In place of the image's command. */
	readonly cmd?: readonly string[];
	/** Folders of the machine, by their place in the container. */
	readonly mounts?: Readonly<Record<string, string>>;
	/** Places that are writable and empty. */
	readonly tmpfs?: readonly string[];
	readonly user?: string;
	/** Its root may be written to. */
	readonly writable?: boolean;
	/** A network namespace of its own. */
	readonly namespace?: string;
}

/** A running container: a process tree of its own with a read-only root, no privileges, and the machine's network. */
export class Container {
	readonly #child: ChildProcess;
	readonly #exited: Promise<number | null>;
	readonly #image: Image;
	readonly #env: Readonly<Record<string, string>>;
	readonly printed: string[] = [];
	log = '';

	constructor(image: Image, options: ContainerOptions = {}) {
		const { config, root } = image;
		this.#image = image;
		this.#env = { PATH, ...config.env, ...options.env };
		for (const [inside, outside] of Object.entries(options.mounts ?? {})) {
			if (statSync(outside).isDirectory()) mkdirSync(join(root, inside), { recursive: true });
			else if (!existsSync(join(root, inside))) writeFileSync(join(root, inside), '');
		}
		const mounts = Object.entries(options.mounts ?? {}).map(
			([inside, outside]) => `mount --bind '${outside}' "$1${inside}"`,
		);
		const temporary = ['/tmp', ...(options.tmpfs ?? [])].map(
			(inside) => `mount -t tmpfs -o mode=1777 tmpfs "$1${inside}"`,
		);
		const script = [
			options.writable === true ? 'mount --bind "$1" "$1"' : READ_ONLY,
			DEVICES,
			...temporary,
			...mounts,
			`exec chroot --userspec=${options.user ?? config.user} "$1" /bin/sh -c 'cd "$0" && exec "$@"' "$2" "\${@:3}"`,
		].join(' && ');
		const cmd = options.cmd ?? config.cmd;
		const within = options.namespace === undefined ? [] : ['ip', 'netns', 'exec', options.namespace];
		const [program, ...args] = [
			...[...within, 'unshare', '--mount', '--pid', '--fork', '--kill-child'],
			...['bash', '-c', script, '-', root, config.folder, ...cmd],
		];
		this.#child = spawn(program, args, { env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] });
		this.#exited = new Promise((resolve) => this.#child.once('close', resolve));
		this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
			this.printed.push(...text.split('\n').filter((line) => line !== ''));
		});
		this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
			this.log = (this.log + text).slice(-20_000);
		});
	}

	/** Its exit code, once it has ended. */
	get exited(): Promise<number | null> {
		return this.#exited;
	}

	/** Resolves with the first line that it prints and that fits. */
	async line(pattern: RegExp): Promise<string> {
		let over = false;
		void this.#exited.then(() => {
			over = true;
		});
		for (;;) {
			const found = this.printed.find((line) => pattern.test(line));
			if (found !== undefined) return found;
			if (over) throw new Error(`It ended before it printed ${pattern}:\n${this.log}`);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}

	/** A signal for its first process, as an engine sends it. */
	async end(signal: 'TERM' | 'KILL'): Promise<number | null> {
		process.kill(this.#first(), `SIG${signal}`);
		return this.#exited;
	}

	/** Runs a command inside, as the health checks of an engine are. */
	exec(cmd: readonly string[]): { readonly code: number | null; readonly said: string } {
		const { root, config } = this.#image;
		const inside = ['nsenter', '--target', String(this.#first()), '--mount', '--net', '--pid'];
		const [program, ...args] = [
			...[...inside, 'chroot', `--userspec=${config.user}`, root],
			...['/bin/sh', '-c', 'cd "$0" && exec "$@"', config.folder, ...cmd],
		];
		const { status, stdout, stderr } = spawnSync(program, args, { env: this.#env, encoding: 'utf8' });
		return { code: status, said: stdout + stderr };
	}

	/** The process that is number 1 inside. */
	#first(): number {
		const children = readFileSync(`/proc/${this.#child.pid}/task/${this.#child.pid}/children`, 'utf8');
		return Number(children.trim().split(' ')[0]);
	}
}

/** Runs one command to its end. */
export async function runOnce(
	image: Image,
	options: ContainerOptions,
): Promise<{ readonly code: number | null; readonly printed: readonly string[]; readonly log: string }> {
	const container = new Container(image, options);
	const code = await container.exited;
	return { code, printed: container.printed, log: container.log };
}
