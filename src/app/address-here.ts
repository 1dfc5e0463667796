/** The address at which this machine itself reaches what listens on a host, which may stand for all of them. */
export function addressHere({ host, port }: { readonly host: string; readonly port: number }): string {
	const own = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
	return `http://${own.includes(':') ? `[${own}]` : own}:${port}`;
}
