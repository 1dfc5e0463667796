import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textOf } from './tracked-files.ts';

interface Locked {
	readonly version: string;
	readonly license?: string;
	readonly dev?: boolean;
}

/** Licences that ask for no more than their text and their authors' names. */
const PERMISSIVE = new Set([
	'MIT',
	'MIT-0',
	'Apache-2.0',
	'BSD-2-Clause',
	'BSD-3-Clause',
	'ISC',
	'0BSD',
	'BlueOak-1.0.0',
	'CC0-1.0',
	'CC-BY-4.0',
	'Unlicense',
	'Python-2.0',
	'PostgreSQL',
	'WTFPL',
	'Zlib',
]);
/** May be used as a shared library of its own, once it is named in NOTICE. */
const NAMED_IN_NOTICE = 'LGPL-3.0-or-later';

/** What somebody must keep to: one of each `OR`, all of each `AND`. */
function termsOf(expression: string): readonly (readonly string[])[] {
	return expression
		.replace(/[()]/g, '')
		.split(/\s+AND\s+/)
		.map((part) => part.split(/\s+OR\s+/));
}

function problemOf(name: string, { license }: Locked, notice: string): string | null {
	if (license === undefined) return `${name} names no licence`;
	for (const choices of termsOf(license)) {
		if (choices.some((choice) => PERMISSIVE.has(choice))) continue;
		const named = name.replace(/-(linux|linuxmusl|darwin|win32|freebsd).*$/, '-');
		if (
			choices.includes(NAMED_IN_NOTICE) &&
			notice.includes(named.replace(/^@img\/sharp-$/, '@img/sharp-win32-'))
		)
			continue;
		return `${name} is under ${license}`;
	}
	return null;
}

describe('licences of the packages that are installed with TAUE', () => {
	const lock = JSON.parse(textOf('package-lock.json')) as { packages: Readonly<Record<string, Locked>> };
	const production = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && dev !== true);

	it('ask for nothing but names, or are named in NOTICE; none is GPL or AGPL', () => {
		assert.ok(production.length > 100);
		const notice = textOf('NOTICE');
		const problems = production.flatMap(([path, locked]) => {
			const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
			return problemOf(name, locked, notice) ?? [];
		});
		assert.deepEqual(problems, []);
	});

	it('finds what may not be there', () => {
		const of = (license: string, name = 'x') => problemOf(name, { version: '1', license }, 'nothing');
		for (const license of [
			'GPL-3.0',
			'AGPL-3.0-only',
			'SSPL-1.0',
			'MIT AND GPL-2.0',
			'UNLICENSED',
			'LGPL-3.0-or-later',
		])
			assert.notEqual(of(license), null, license);
		for (const license of ['MIT', '(MIT OR GPL-3.0)', 'Apache-2.0 AND MIT'])
			assert.equal(of(license), null, license);
		assert.notEqual(problemOf('x', { version: '1' }, ''), null);
	});
});
