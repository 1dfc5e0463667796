import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { loadConfig } from '../app/config.ts';
import {
	describe,
	errorJson,
	firstLayout,
	LayoutError,
	type LayoutWarning,
	layoutJson,
	type ParsedLine,
	parseLine,
	pictureCount,
	pointAt,
	printBox,
	printLayout,
	type Vocabulary,
	withUnknownWords,
} from '../layout/index.ts';
import { renderPreview } from '../layout/render-preview.ts';
import { modelVocabulary } from '../models/vocabulary.ts';
import { defineCommand } from './command.ts';
import { type CliIo, EXIT, usageError } from './io.ts';
import { OutputFile } from './output-file.ts';

const HELP = `taue layout - reads a line and shows what it means; draws nothing

Usage:
  taue layout [options] "<line>"
  taue layout --json -              one line of standard input each, one JSON line each

Options:
  --out FILE.png   write the labelled sketch of the layout
  --json           print one JSON object instead of text
  -h, --help       this help

Examples:
  taue layout "cat@left, dog@right on a sunny beach"
  taue layout "3 sheep@bottom | a green meadow" --out sketch.png
  taue layout --json "{red,blue} car@left --size 16:9"
  taue layout --json - < lines.txt
  taue layout "--seed 5 a cat@left"

Exit codes: 0 the line is good (or standard input was read to its end), 1 the sketch could not be
written, 2 the line or the options are wrong.
`;

/** `taue layout`: prints what a line means, and its sketch. */
export const command = defineCommand({
	name: 'layout',
	help: HELP,
	options: { json: { type: 'boolean' }, out: { type: 'string' } },
	takes: 'lines',
	async run({ values: { json = false, out }, words }, io) {
		const stream = json && words.length === 1 && words[0] === '-';
		if (words.length === 0)
			throw usageError('There is no line to read. Give it in quotes: taue layout "cat@left"');
		if (stream && out !== undefined)
			throw usageError('--out writes the sketch of one line; it does not go with standard input (-).');
		// The built-in model's words, where it is the one that will draw.
		const vocabulary = modelVocabulary(loadConfig(io.env).models);
		if (stream) {
			await streamJson(io, vocabulary);
			return EXIT.ok;
		}
		const line = words.join(' ');
		const parsed = withUnknownWords(parseLine(line), vocabulary);
		await using sketch = out === undefined ? undefined : await OutputFile.reserve(out);
		if (json) io.stdout.write(`${JSON.stringify(layoutJson(parsed))}\n`);
		else io.stdout.write(summary(line, parsed));
		if (sketch) await sketch.commit(await renderPreview(firstLayout(parsed)));
		return EXIT.ok;
	},
});

/** What `--json` says of a line, good or wrong. */
function jsonOf(line: string, vocabulary: Vocabulary | undefined): object {
	try {
		return layoutJson(withUnknownWords(parseLine(line), vocabulary));
	} catch (error) {
		if (error instanceof LayoutError) return errorJson(error);
		throw error;
	}
}

function summary(line: string, parsed: ParsedLine): string {
	const layout = firstLayout(parsed);
	const pictures = pictureCount(parsed);
	const rows = [describe(layout), ''];
	layout.objects.forEach(({ text, box }, index) => {
		rows.push(`  ${index + 1}. ${text} @${printBox(box)}`);
	});
	if (layout.objects.length > 0) rows.push(`  background: ${layout.background ?? 'none'}`);
	else rows.push('  no places: one picture of these words');
	rows.push(`  pictures: ${pictures}`, `  line: ${printLayout(layout)}`);
	return `${[...rows, ...parsed.warnings.flatMap((warning) => warned(line, warning))].join('\n')}\n`;
}

function warned(line: string, { message, offset }: LayoutWarning): readonly string[] {
	return ['', `Warning: ${message}`, pointAt(line, offset)];
}

/** Bytes of output that are written at once. */
const BATCH = 1 << 16;

async function streamJson(
	io: Pick<CliIo, 'stdin' | 'stdout'>,
	vocabulary: Vocabulary | undefined,
): Promise<void> {
	let batch = '';
	for await (const line of linesOf(io.stdin)) {
		batch += `${JSON.stringify(jsonOf(line, vocabulary))}\n`;
		if (batch.length < BATCH) continue;
		await write(io.stdout, batch);
		batch = '';
	}
	if (batch !== '') await write(io.stdout, batch);
}

async function write(stream: Writable, text: string): Promise<void> {
	if (!stream.write(text)) await once(stream, 'drain');
}

/** The lines of a stream of UTF-8; a last line without its new line counts. */
async function* linesOf(input: Readable): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let rest = '';
	for await (const chunk of input) {
		const lines = (
			rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))
		).split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
	}
	rest += decoder.decode();
	if (rest !== '') yield rest;
}
