import { setGlobalProxyFromEnv } from 'node:http';
import { PullError } from './hub.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxies that an environment names. Both spellings are common; the small one wins, as in curl. */
export function proxiesOf(environment: Environment) {
	const one = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined;
	const all = one('ALL_PROXY');
	const [http, https, none] = [one('HTTP_PROXY') ?? all, one('HTTPS_PROXY') ?? all, one('NO_PROXY')];
	return {
		...(http !== undefined && { HTTP_PROXY: http }),
		...(https !== undefined && { HTTPS_PROXY: https }),
		...(none !== undefined && { NO_PROXY: none }),
	};
}

/** The proxy that requests to an address go through, without its password; null where there is none. */
export function proxyFor(address: string, environment: Environment): string | null {
	const { HTTP_PROXY, HTTPS_PROXY } = proxiesOf(environment);
	const proxy = address.startsWith('https:') ? HTTPS_PROXY : HTTP_PROXY;
	if (proxy === undefined) return null;
	if (!URL.canParse(proxy) || !/^https?:$/.test(new URL(proxy).protocol)) {
		throw new PullError(
			'hub-unreachable',
			'The proxy in HTTPS_PROXY or HTTP_PROXY is no address (nor is ALL_PROXY, where it stands for them). It reads ' +
				'http://host:port, with user:password@ in front of the host where it asks for them; SOCKS is not spoken.',
		);
	}
	return new URL(proxy).origin;
}

/**
 * Sends this process's requests through the proxies that the environment names (`HTTPS_PROXY`, `HTTP_PROXY`,
 * `ALL_PROXY` for both, except for `NO_PROXY`), until it is disposed of.
 */
export function throughProxies(environment: Environment): Disposable {
	const restore = setGlobalProxyFromEnv(proxiesOf(environment));
	return { [Symbol.dispose]: restore };
}
