import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
	chownSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MIGRATIONS } from '../../src/store/migrations/index.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { HOME } from '../house/tracked-files.ts';
import { freePort } from '../support/free-port.ts';
import { Member } from '../support/member.ts';
import {
	buildImage,
	Container,
	type Image,
	makeDebian,
	makeNodeImage,
	makePostgresImage,
	runOnce,
} from './clean-root.ts';
import { type Service, servicesOf } from './compose-file.ts';
import { type Host, Network } from './network.ts';

const HELP = `Proves the Dockerfile and compose.yaml without a container engine: their own steps in a clean Debian.

  npm run -s test:containers

  --before REV   the version that is upgraded from: the commit before the newest three migrations unless given
  --debian DIR   a Debian of debootstrap's to begin with, made there where there is none
  --postgres DIR the same with Postgres in it
  --only PART    build and one of: privileges, health, upgrade, compose, bare
  --keep         leave the images behind, and say where
  --images DIR   take those of an earlier run

Needs Linux, root, debootstrap, unshare, nsenter, chroot and ip (iproute2), and fetches packages from npm's registry.
`;

const { values } = parseArgs({
	options: {
		before: { type: 'string' },
		debian: { type: 'string' },
		postgres: { type: 'string' },
		only: { type: 'string', default: '' },
		images: { type: 'string' },
		keep: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) {
	console.log(HELP);
	process.exit(0);
}
const lacking = whatIsLacking();
if (lacking !== null) {
	console.error(lacking);
	process.exit(1);
}

const work = values.images ?? mkdtempSync(join(tmpdir(), 'taue-containers-'));
const LINE = 'a red cat@left, a blue dog@right on a green meadow --steps 2';
const never = new AbortController().signal;
/** So that an upgrade goes over several steps of the schema, as it does for whom has waited a while. */
const MIGRATIONS_UPGRADED = 3;
const head = revision('HEAD');
let steps = 0;

function whatIsLacking(): string | null {
	if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'This needs root on Linux.';
	const missing = ['debootstrap', 'unshare', 'nsenter', 'chroot', 'ip'].find(
		(name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0,
	);
	return missing === undefined ? null : `This needs ${missing}.`;
}

function told(what: string): void {
	steps++;
	console.log(`- ${what}`);
}

function must(truth: boolean, what: string, evidence: unknown = ''): void {
	if (!truth) throw new Error(`Not so: ${what}\n${String(evidence)}`);
	told(what);
}

/** What is proven of a built image, by the names that `--only` takes. */
const PARTS = {
	privileges: async (image: Image) => {
		await runsWithoutPrivileges(image);
		await drawsOnce(image);
	},
	health: holdsWithEveryPlatform,
	upgrade: async (image: Image, bases: Bases) => {
		const before = values.before ?? beforeNewestMigrations();
		const old = buildImage(checkout(before), join(work, 'old'), bases);
		told(`built from the Dockerfile of the version before, ${revision(before)}`);
		await isUpgraded(old, image);
	},
	compose: (image: Image) => composes(image, makePostgresImage(values.postgres ?? join(work, 'postgres'))),
	// A base without Node.js, as CUDA's images are: what draws there is the Node.js of the lockfile.
	bare: async (_image: Image, bases: Bases) => {
		const bare = buildImage(checkout(head), join(work, 'bare'), bases, { BASE: 'bare' });
		await drawsOnce(bare);
		const env = await ports();
		const container = new Container(bare, { env, tmpfs: ['/data'] });
		await healthy(bare, container, env);
		must(
			(await container.end('TERM')) === 0,
			'a base without Node.js and without the user node does as well',
		);
	},
} as const;

type Bases = ReadonlyMap<string, string>;

async function prove(): Promise<void> {
	const parts = Object.entries(PARTS).filter(([name]) => values.only === '' || values.only === name);
	if (parts.length === 0) throw new Error(`--only takes one of ${Object.keys(PARTS).join(', ')}.`);
	const debian = values.debian ?? join(work, 'debian');
	makeDebian(debian);
	const node = join(work, 'node');
	makeNodeImage(debian, node);
	const bases: Bases = new Map([
		['node:24-slim', node],
		['bare', debian],
	]);
	const image = buildImage(checkout(head), join(work, 'new'), bases);
	told(`built from the Dockerfile of ${head}`);
	for (const [, part] of parts) await part(image, bases);
}

/** A commit's files, as a fresh clone has them. */
function checkout(commit: string): string {
	const folder = join(work, 'source', revision(commit));
	if (existsSync(folder)) return folder;
	mkdirSync(folder, { recursive: true });
	const archive = execFileSync('git', ['archive', commit], { cwd: HOME, maxBuffer: 1 << 30 });
	execFileSync('tar', ['-x'], { cwd: folder, input: archive });
	return folder;
}

function revision(commit: string): string {
	return execFileSync('git', ['rev-parse', '--short', commit], { cwd: HOME, encoding: 'utf8' }).trim();
}

function beforeNewestMigrations(): string {
	const [newest, ...earlier] = MIGRATIONS.slice(-MIGRATIONS_UPGRADED).reverse();
	const oldest = earlier.at(-1) ?? newest;
	const file = `src/store/migrations/${String(oldest.version).padStart(4, '0')}-${oldest.name}.ts`;
	const added = execFileSync('git', ['log', '-1', '--format=%H', '--diff-filter=A', '--', file], {
		cwd: HOME,
		encoding: 'utf8',
	}).trim();
	if (added === '')
		throw new Error(`The commit that added ${file} is not in the history: fetch it, or name --before.`);
	return `${added}^`;
}

async function runsWithoutPrivileges(image: Image): Promise<void> {
	const shell = (script: string) => runOnce(image, { cmd: ['sh', '-c', script], tmpfs: ['/data'] });
	const who = await shell('id -u; id -g');
	must(who.printed.join(' ') === '1000 1000', 'runs as 1000:1000', who.log);
	const written = await shell(
		'touch x /x; cd /home && touch x; cd /tmp && touch x && cd /data && touch x && echo written',
	);
	must(
		written.printed.join('') === 'written' && written.log.split('\n').filter(Boolean).length === 3,
		'writes nowhere but into /tmp and /data',
		written.log,
	);
	const root = await runOnce(image, { user: '0:0', cmd: ['sh', '-c', 'touch /app/x || echo refused'] });
	must(root.printed.join('') === 'refused', 'has a read-only root, for root as well', root.log);
	const npmrc = await shell('find / -xdev -name .npmrc -o -xdev -name .npm | grep -v node_modules/ | wc -l');
	must(npmrc.printed[0] === '0', "holds nobody's npm configuration", npmrc.log);
}

async function drawsOnce(image: Image): Promise<void> {
	const out = join(work, 'out');
	rmSync(out, { recursive: true, force: true });
	mkdirSync(out);
	chownSync(out, 1000, 1000);
	const { code, log } = await runOnce(image, {
		cmd: ['node', 'src/cli.ts', 'draw', LINE, '--out', '/out/picture.png'],
		mounts: { '/out': out },
	});
	const drawn = existsSync(join(out, 'picture.png'))
		? readFileSync(join(out, 'picture.png'))
		: Buffer.alloc(0);
	must(code === 0 && drawn.subarray(1, 4).toString() === 'PNG', 'taue draw writes a picture outside', log);
}

/** A data folder as a fresh volume is: it belongs to whom the image says. */
function volume(name: string): string {
	const folder = join(work, 'volumes', name);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	chownSync(folder, 1000, 1000);
	return folder;
}

async function ports(): Promise<Record<string, string>> {
	return { PORT: String(await freePort()), TAUE_METRICS_PORT: String(await freePort()) };
}

/** Waits until the image's own health check says yes, as an engine does. */
async function healthy(
	image: Image,
	container: Container,
	env: Readonly<Record<string, string>>,
): Promise<void> {
	let over = false;
	void container.exited.then(() => {
		over = true;
	});
	for (;;) {
		const { code } = await runOnce(image, { cmd: image.config.healthcheck, env });
		if (code === 0) return;
		if (over) throw new Error(`It ended before it was healthy:\n${container.log}`);
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
}

async function holdsWithEveryPlatform(image: Image): Promise<void> {
	const room = [{}, { TAUE_ROOM: 'off' }];
	const discord = [{}, { DISCORD_TOKEN: 'MTIz.abc.def' }];
	const slack = [{}, { SLACK_BOT_TOKEN: 'xoxb-1-a', SLACK_APP_TOKEN: 'xapp-1-A-b' }];
	for (const where of room) {
		for (const chats of discord) {
			for (const others of slack) {
				const env = { ...(await ports()), ...chats, ...others, TAUE_ENGINE: 'simulated', ...where };
				const container = new Container(image, { env, tmpfs: ['/data'] });
				await healthy(image, container, env);
				const names = [...('TAUE_ROOM' in where ? [] : ['room']), ...Object.keys({ ...chats, ...others })];
				must(
					(await container.end('TERM')) === 0,
					`healthy and ended by SIGTERM with ${names.join(', ') || 'nothing'}`,
					container.log,
				);
			}
		}
	}
	const env = await ports();
	const { code } = await runOnce(image, { cmd: image.config.healthcheck, env });
	must(code === 1, 'the health check says no where nothing runs');
}

/** Pictures of the version before are kept, and those that waited when it ended are drawn by the new one. */
async function isUpgraded(old: Image, image: Image): Promise<void> {
	const data = volume('data');
	const drawn: string[] = [];
	let waiting: readonly string[] = [];
	let schema = 0;
	for (const [name, version] of [
		['the version before', old],
		['the new version', image],
		['the new version, started again', image],
	] as const) {
		const env = await ports();
		const container = new Container(version, { env, mounts: { '/data': data } });
		const url = /http\S+/.exec(await container.line(/^Invite link:/))?.[0] ?? '';
		await healthy(version, container, env);
		const member = new Member('Ana');
		drawn.push(
			...waiting,
			...(await member.ask(LINE, `container-drawn-${drawn.length}`, () => [url], never)),
		);
		for (const id of drawn) await finished(member, url, id);
		waiting = await member.ask(`${LINE} -n 4`, `container-waiting-${drawn.length}`, () => [url], never);
		must(
			(await container.end('TERM')) === 0,
			`${name} draws, has what was asked for before (${drawn.length}), and ends while ${waiting.length} wait`,
			container.log,
		);
		const now = await schemaOf(data);
		told(now === schema ? `the schema is still ${now}` : `the schema went from ${schema} to ${now}`);
		schema = now;
	}
	must(schema === MIGRATIONS.length, 'the schema is the newest', schema);
}

/** The version of a volume's schema. A copy is opened, since files written here would not belong to the image's user. */
async function schemaOf(data: string): Promise<number> {
	const copy = join(work, 'volumes', 'copy');
	rmSync(copy, { recursive: true, force: true });
	cpSync(data, copy, { recursive: true });
	const database = await openDatabase({ folder: copy });
	try {
		const rows = await database.query<{ version: number }>(
			'select max(version) as version from taue_migrations',
		);
		return rows[0].version;
	} finally {
		await database.close();
	}
}

async function finished(member: Member, url: string, id: string): Promise<void> {
	for (;;) {
		const { state } = (await member.get(url, `/api/pictures/${id}`)) as { state: string };
		if (state === 'done') return;
		if (state === 'failed') throw new Error(`The picture ${id} failed.`);
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
}

/**
 * `docker compose up --scale worker=2`: every service of compose.yaml with its own command, variables, volumes and
 * health check, each in a network namespace of its own, in the order in which they wait for each other.
 */
async function composes(image: Image, database: Image): Promise<void> {
	const text = readFileSync(join(HOME, 'compose.yaml'), 'utf8');
	const services = servicesOf(text, { POSTGRES_PASSWORD: randomBytes(16).toString('hex') });
	using network = new Network();
	const running = new Map<string, Container>();
	const folders = new Map<string, string>();
	const start = (name: string, service: Service, host: Host): Container => {
		const of = service.build === undefined ? database : image;
		const mounts = service.volumes.map((volume): [string, string] => {
			const [folder, inside] = volume.split(':');
			if (!folders.has(folder)) folders.set(folder, freshVolume(`compose-${folder}`, of, inside));
			return [inside, folders.get(folder) ?? ''];
		});
		const container = new Container(of, {
			env: service.environment,
			...(service.command !== undefined && { cmd: service.command }),
			mounts: { ...Object.fromEntries(mounts), '/etc/hosts': network.hostsFile },
			tmpfs: [...service.tmpfs, ...(of === database ? ['/var/run/postgresql'] : [])].filter(
				(path) => path !== '/tmp',
			),
			writable: !service.read_only,
			namespace: host.namespace,
		});
		running.set(name, container);
		return container;
	};
	try {
		const hosts = new Map<string, Host>();
		for (const [name, service] of services) {
			const copies = name === 'worker' ? ['worker', 'worker-2'] : [name];
			for (const copy of copies) {
				const host = network.join(copy);
				hosts.set(copy, host);
				const container = start(copy, service, host);
				await well(container, service, image);
				told(`${copy} of compose.yaml is healthy by its own check`);
			}
		}
		const gateway = mustHave(running, 'gateway');
		const invite = /http\S+/.exec(await gateway.line(/^Invite link:/))?.[0] ?? '';
		const [published] = services.get('gateway')?.ports ?? [];
		must(
			published.endsWith(`:${new URL(invite).port}`) && new URL(invite).hostname === 'localhost',
			'the invite leads to the port that is published',
			new URL(invite).origin,
		);
		const url = invite.replace('localhost', mustHave(hosts, 'gateway').address);
		const member = new Member('Bo');
		const draws = async (key: string) => {
			const ids = await member.ask(`${LINE} -n 3`, key, () => [url], never);
			for (const id of ids) await finished(member, url, id);
			return ids.length === 3;
		};
		must(await draws('compose-three'), 'workers draw what the gateway was asked for');
		const ask = 'const r = await fetch("http://gateway:9464/metrics"); console.log(r.status, await r.text())';
		const node = ['node_modules/.bin/node', '--input-type=module', '--eval', ask];
		const { said } = mustHave(running, 'worker').exec(node);
		must(/^200 [\s\S]*taue_jobs/.test(said), "the gateway's numbers are read from within the network", said);
		await mustHave(running, 'database').end('KILL');
		const service = mustHave(services, 'database');
		await well(start('database', service, mustHave(hosts, 'database')), service, image);
		must(await draws('compose-again'), 'all of them go on with a database that was killed and started again');
		for (const name of ['worker', 'worker-2', 'gateway', 'database']) {
			const container = mustHave(running, name);
			must((await container.end('TERM')) === 0, `${name} ends by SIGTERM`, container.log);
		}
	} finally {
		await Promise.all([...running.values()].map((each) => each.end('KILL').catch(() => null)));
	}
}

/** Until a container's check says yes: the service's own, or the image's. */
async function well(container: Container, { healthcheck }: Service, image: Image): Promise<void> {
	const [kind, ...words] = healthcheck?.test ?? ['CMD', ...image.config.healthcheck];
	const check = kind === 'CMD-SHELL' ? ['sh', '-c', ...words] : words;
	let over = false;
	void container.exited.then(() => {
		over = true;
	});
	while (container.exec(check).code !== 0) {
		await new Promise((resolve) => setTimeout(resolve, 500));
		if (over) throw new Error(`It ended before it was healthy:\n${container.log}`);
	}
}

/** A volume as an engine makes it: empty, and of whom the folder in the image belongs to. */
function freshVolume(name: string, { root }: Image, inside: string): string {
	const folder = join(work, 'volumes', name);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const { uid, gid } = statSync(join(root, inside));
	chownSync(folder, uid, gid);
	return folder;
}

function mustHave<T>(map: ReadonlyMap<string, T>, name: string): T {
	const found = map.get(name);
	if (found === undefined) throw new Error(`compose.yaml has no ${name}.`);
	return found;
}

try {
	await prove();
	console.log(`ok: ${steps} steps`);
} finally {
	if (!values.keep) rmSync(work, { recursive: true, force: true });
	else console.log(work);
}
