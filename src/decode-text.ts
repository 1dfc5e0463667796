/**
 * A text file as people have it: UTF-8, or UTF-16 with its mark, as some editors and shells of Windows write; a
 * mark in front is no part of the text.
 */
export function decodeText(bytes: Uint8Array): string {
	const [first, second] = bytes;
	const encoding =
		first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
	return new TextDecoder(encoding).decode(bytes);
}
