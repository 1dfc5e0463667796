import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A host of its own in a network: what listens in it is reached at its address alone. */
export interface Host {
	/** Network namespace, for `ip netns exec`. */
	readonly namespace: string;
	readonly address: string;
}

/** A network as an engine makes one: hosts with names on a bridge, and nothing of it reaches beyond this machine. */
export class Network implements Disposable {
	readonly #bridge = `taue${process.pid}`;
	readonly #prefix = `10.219.${process.pid % 250}`;
	readonly #hosts: { readonly name: string; readonly host: Host }[] = [];
	readonly #folder = mkdtempSync(join(tmpdir(), 'taue-network-'));
	/** `/etc/hosts` of all of them; who comes later is known to who came before. */
	readonly hostsFile = join(this.#folder, 'hosts');

	constructor() {
		ip('link', 'add', this.#bridge, 'type', 'bridge');
		ip('address', 'add', `${this.#prefix}.1/24`, 'dev', this.#bridge);
		ip('link', 'set', this.#bridge, 'up');
		this.#writeHosts();
	}

	/** A new host under a service's name. */
	join(name: string): Host {
		const number = this.#hosts.length + 2;
		const namespace = `${this.#bridge}-${number}`;
		const [outside, address] = [`t${process.pid}-${number}`, `${this.#prefix}.${number}`];
		ip('netns', 'add', namespace);
		const host = { namespace, address };
		this.#hosts.push({ name, host });
		ip('link', 'add', outside, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
		ip('link', 'set', outside, 'master', this.#bridge, 'up');
		ip('-n', namespace, 'address', 'add', `${address}/24`, 'dev', 'eth0');
		for (const device of ['lo', 'eth0']) ip('-n', namespace, 'link', 'set', device, 'up');
		this.#writeHosts();
		return host;
	}

	#writeHosts(): void {
		const rows = this.#hosts.map(({ name, host }) => `${host.address} ${name}`);
		writeFileSync(this.hostsFile, `127.0.0.1 localhost\n::1 localhost\n${rows.join('\n')}\n`);
	}

	[Symbol.dispose](): void {
		// The other ends of their cables go with them.
		for (const { host } of this.#hosts) spawnSync('ip', ['netns', 'delete', host.namespace]);
		spawnSync('ip', ['link', 'delete', this.#bridge]);
		rmSync(this.#folder, { recursive: true });
	}
}

function ip(...args: readonly string[]): void {
	execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}
