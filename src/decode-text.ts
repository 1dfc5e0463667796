/**
 * A text file as people have it: UTF-8, or UTF-16, as some editors and shells of Windows write; a
 * mark in front is no part of the text.
 */
export function decodeText(bytes: Uint8Array): string {
	return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

/** Without a mark, UTF-16 shows by the zero beside its first character, which is ASCII in all texts that we read. */
function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
	if ((first === 0xff && second === 0xfe) || (first > 0 && second === 0)) return 'utf-16le';
	if ((first === 0xfe && second === 0xff) || (first === 0 && second > 0)) return 'utf-16be';
	return 'utf-8';
}
