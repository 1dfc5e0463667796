import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lineAt, projectFiles, textOf } from './tracked-files.ts';

const CALL = /\blog(?:ger)?(?:\(\))?\??\.(?:trace|debug|info|warn|error|fatal)\(\s*\{([^{}]*)/gi;
/** Names that errors have in our code. */
const ERRORS = /^(?:err|error|cause|exception|failure|e)$/;

/** Entries of a log call that are errors under another name than `err`: the log would show `{}` for them elsewhere. */
function misnamed(text: string): { readonly at: number; readonly entry: string }[] {
	return [...text.matchAll(CALL)].flatMap((call) =>
		call[1]
			.split(',')
			.map((entry) => entry.trim())
			.filter((entry) => {
				const [name, value = name] = entry.split(':').map((part) => part.trim());
				return ERRORS.test(value) && name !== 'err';
			})
			.map((entry) => ({ at: call.index, entry })),
	);
}

describe('what is logged', () => {
	it('names an error `err`, so that it comes with message and stack', () => {
		const files = projectFiles().filter((path) => /^(src|commands)\/.*\.ts$/.test(path));
		const calls = files.reduce((sum, file) => sum + [...textOf(file).matchAll(CALL)].length, 0);
		assert.ok(calls > 40, `only ${calls} calls were found`);
		const wrong = files.flatMap((file) =>
			misnamed(textOf(file)).map(({ at, entry }) => `${file}:${lineAt(textOf(file), at)} logs { ${entry} }`),
		);
		assert.deepEqual(wrong, []);
	});

	it('finds errors under other names', () => {
		assert.equal(misnamed("this.#log.error({ error }, 'x')").length, 1);
		assert.equal(misnamed("log.warn({ url, reason: error }, 'x')").length, 1);
		assert.equal(misnamed("options.log.warn(\n\t{ job: id, err: error },\n\t'x')").length, 0);
	});

	it('has fields that operators find in the documents', () => {
		const table =
			/^## What a line of the log holds$([\s\S]*?)^## /m.exec(textOf('docs/operating.md'))?.[1] ?? '';
		const told = new Set([...table.matchAll(/`(\w+)`/g)].map(([, name]) => name));
		const files = projectFiles().filter((path) => /^(src|commands)\/.*\.ts$/.test(path));
		const fields = files.flatMap((file) =>
			[...textOf(file).matchAll(CALL)].flatMap((call) =>
				call[1].split(',').flatMap((entry) => /^\s*(\w+)\s*(?::|$)/.exec(entry)?.[1] ?? []),
			),
		);
		assert.ok(fields.length > 40, String(fields));
		assert.deepEqual([...new Set(fields)].filter((name) => !told.has(name)).toSorted(), []);
	});

	it('never writes past the log', () => {
		const files = projectFiles().filter((path) => /^(src|commands)\/.*\.ts$/.test(path));
		const wrong = files.filter(
			(file) => !file.includes('/room/client/') && /\bconsole\.\w+\(/.test(textOf(file)),
		);
		assert.deepEqual(wrong, []);
	});
});
