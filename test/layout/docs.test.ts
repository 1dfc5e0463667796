import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
	DEFAULT_PLACES,
	errorJson,
	FLAG_RULES,
	firstLayout,
	LayoutError,
	layoutJson,
	PLACE_NAMES,
	parseLine,
	printLayout,
} from '../../src/layout/index.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/layout.md'), 'utf8');

const blocks = (language: string) =>
	[...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, body]) =>
		body.trimEnd(),
	);

/** The cells of the table that begins with this heading. */
function table(heading: string): string[][] {
	const rows = page
		.slice(page.indexOf(`\n| ${heading} |`) + 1)
		.split('\n\n')[0]
		.split('\n')
		.slice(2);
	return rows.map((row) =>
		row
			.split(/(?<!\\)\|/)
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
}

const code = (cell: string) =>
	[...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text.replaceAll('\\|', '|'));

const examples = blocks('layout').flatMap((block) => block.split('\n'));

test('the page has examples', () => assert.ok(examples.length > 30));

for (const line of examples) {
	test(`the example ${line} is a good line`, () => {
		const parsed = parseLine(line);
		assert.deepEqual(parsed.warnings, []);
		assert.deepEqual(parseLine(printLayout(firstLayout(parsed))).layouts[0], firstLayout(parsed));
	});
}

test('the examples of descriptions and backgrounds mean what the page says', () => {
	const { objects, background } = firstLayout(
		parseLine('a cat@left wearing a hat, a dog@right sitting on a beach'),
	);
	assert.deepEqual(
		objects.map(({ text }) => text),
		['a cat wearing a hat', 'a dog sitting'],
	);
	assert.equal(background, 'a beach');
});

test('the table of places has every named place, its other names and its box', () => {
	const rows = table('place');
	for (const [name, others, box] of rows) {
		const [place] = code(name);
		const wanted = box.split(' ').map((percent) => Number(percent) / 100);
		assert.deepEqual(firstLayout(parseLine(`cat${place}`)).objects[0].box, wanted, place);
		for (const other of others
			.replaceAll('`', '')
			.split(', ')
			.filter((word) => word !== '')) {
			assert.deepEqual(firstLayout(parseLine(`cat@${other}`)).objects[0].box, wanted, other);
		}
	}
	const named = new Set(rows.map(([name]) => code(name)[0].slice(1)));
	assert.deepEqual(
		PLACE_NAMES.filter((name) => !named.has(name) && !/^[abc][123]$|^auto$/.test(name)),
		[],
	);
	assert.ok(Object.hasOwn(DEFAULT_PLACES, 'おまかせ'));
});

test('what the page says to be read of other programs and chats is read', () => {
	const rows = table('typed');
	assert.ok(rows.length > 8);
	for (const [typed, read] of rows) {
		const lines = code(typed.replace(/`` (.*?) ``/g, '')).filter((line) => /@|ADDCOL|left:|"box"/.test(line));
		for (const line of lines) {
			const { layouts } = parseLine(line);
			assert.ok(
				layouts.every(({ objects }) => objects.length > 0),
				line,
			);
			const [means] = code(read);
			if (means?.includes('@'))
				assert.equal(layouts.map(printLayout).join(), printLayout(parseLine(means).layouts[0]), line);
		}
	}
});

test('the table of flags has every flag and what it means', () => {
	assert.deepEqual(
		table('flag').map(([name, , meaning]) => [code(name)[0], meaning]),
		FLAG_RULES.map(({ name, help }) => [
			name,
			name === '--size' ? 'pixels (64 to 2048, rounded to what the model can draw), or a shape' : help,
		]),
	);
});

for (const [expected, example] of table('code')) {
	test(`the example of ${expected} fails so`, () => {
		assert.throws(
			() => parseLine(code(example)[0]),
			(error) => error instanceof LayoutError && error.code === code(expected)[0],
		);
	});
}

test('the printed JSON is what the command prints', () => {
	const [good, bad] = blocks('json');
	assert.equal(JSON.stringify(layoutJson(parseLine('{red,blue} car@left on a road'))), good);
	assert.throws(
		() => parseLine('cat@lft'),
		(error) => error instanceof LayoutError && JSON.stringify(errorJson(error)) === bad,
	);
});
