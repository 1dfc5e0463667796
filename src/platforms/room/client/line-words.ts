import { readLine } from './read-line.ts';

const JAPANESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** What a click in the panel of words makes of the composer's text. */
export function withWord(text: string, word: string, kind: 'thing' | 'colour' | 'scene'): string {
	const command = /^\s*\/(?:taue\s*)?/i.exec(text)?.[0] ?? '';
	const line = text.slice(command.length).trimEnd();
	if (line === '') return kind === 'thing' ? `/taue ${word}@` : `/taue ${word} `;
	if (kind === 'scene') return `/taue ${withScene(line, word)}`;
	// Behind a colour that waits for its noun.
	const waits = /\s$/.test(text) && !/[,、|]$/.test(line) && !/[@＠]\S*$/u.test(line);
	const tie = waits ? ' ' : /[,、]$/.test(line) ? ' ' : JAPANESE.test(word) ? '、' : ', ';
	return `/taue ${line}${tie}${word}${kind === 'thing' ? '@' : ' '}`;
}

/** A line has one background: another one takes its place. */
function withScene(line: string, scene: string): string {
	const reading = readLine(line);
	const span =
		reading.kind === 'layout' ? reading.parsed.spans.find(({ kind }) => kind === 'background') : undefined;
	if (span !== undefined) return line.slice(0, span.start) + scene + line.slice(span.end);
	return JAPANESE.test(scene) ? `${line}、${scene}` : `${line} | ${scene}`;
}
