/** JSON of a view or an event, with small pictures as `data:` addresses. Dates become ISO texts by themselves. */
export function toWire(value: unknown): string {
	return JSON.stringify(value, (_key, entry: unknown) => {
		if (entry instanceof Uint8Array) return undefined;
		if (isSmallPicture(entry))
			return `data:${entry.mime};base64,${Buffer.from(entry.bytes).toString('base64')}`;
		return entry;
	});
}

function isSmallPicture(value: unknown): value is { mime: string; bytes: Uint8Array } {
	return (
		typeof value === 'object' &&
		value !== null &&
		'bytes' in value &&
		value.bytes instanceof Uint8Array &&
		'mime' in value
	);
}
