import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Headers that proxies, tunnels and content networks add; no browser sends them by itself. */
const PROXY_HEADERS =
	/^(x-forwarded(-.+)?|x-real-ip|x-client-ip|x-cluster-client-ip|x-original-.+|x-envoy-.+|x-amzn-trace-id|true-client-ip|fastly-client-ip|cf-.+|cdn-loop|forwarded|via)$/;

/** Whether somebody stands between the visitor and us. */
export function cameThroughProxy(request: IncomingMessage): boolean {
	return Object.keys(request.headers).some((name) => PROXY_HEADERS.test(name));
}

/**
 * Whose requests are counted together: the visitor's address, of IPv6 the network (/64), because a household
 * has a whole one.
 *
 * @param trustedProxies - how many proxies of the operator's own stand in front. Each appends to
 *   `X-Forwarded-For` whom it heard from, so counted from the end that many entries are true; what stands
 *   before them may have been made up by the visitor. 0: the header is not believed at all.
 */
export function visitorAddress(request: IncomingMessage, trustedProxies: number): string {
	const direct = request.socket.remoteAddress ?? '';
	if (trustedProxies === 0) return network(direct);
	const heard = String(request.headers['x-forwarded-for'] ?? '')
		.split(',')
		.map((entry) => withoutPort(entry.trim()))
		.slice(-trustedProxies);
	// Fewer entries than proxies, or one that is no address: the proxies are not as they were said to be.
	const first = heard.length === trustedProxies ? (heard[0] ?? '') : '';
	return network(isIP(first) === 0 ? direct : first);
}

/** `203.0.113.7:4321` and `[2001:db8::1]:443`, as some proxies write them. */
function withoutPort(entry: string): string {
	return /^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry;
}

/** An IPv4 address as it is, in IPv6's clothes too; of an IPv6 address its first 64 bits. */
function network(address: string): string {
	const plain = address.replace(/%.*$/, '').toLowerCase();
	if (isIP(plain) !== 6) return plain;
	const groups = groupsOf(plain);
	const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
	if (mapped) {
		const [high = 0, low = 0] = groups.slice(6);
		return [high >> 8, high & 255, low >> 8, low & 255].join('.');
	}
	return `${groups
		.slice(0, 4)
		.map((group) => group.toString(16))
		.join(':')}::/64`;
}

/** The eight 16-bit groups of a valid IPv6 address. */
function groupsOf(address: string): readonly number[] {
	const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
	const [, head = '', ...bytes] = dotted ?? [];
	const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number);
	const text =
		dotted === null ? address : `${head}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
	const read = (part: string) =>
		part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
	const [before = '', after] = text.split('::');
	const [left, right] = [read(before), read(after ?? '')];
	const zeros = after === undefined ? 0 : 8 - left.length - right.length;
	return [...left, ...new Array<number>(zeros).fill(0), ...right];
}
