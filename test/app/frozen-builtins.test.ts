import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { describe, it } from 'node:test';
import { builtins } from '../../src/frozen-builtins.ts';
import { projectFiles, textOf } from '../house/tracked-files.ts';

describe('with what the language brings frozen', () => {
	it('nothing can be added to it or changed in it', () => {
		const left = builtins().filter((each) => !Object.isFrozen(each));
		assert.deepEqual(left, [RegExp.prototype, Error]);
		for (const path of [
			['__proto__'],
			['constructor'],
			['constructor', 'prototype'],
			['constructor', 'constructor'],
		]) {
			// What is assigned may be a built-in or nothing at all (`__proto__` is gone).
			for (const key of ['x', 'keys', 'toString', 'hasOwnProperty', 'NODE_OPTIONS']) {
				let target: unknown = {};
				for (const part of path) target = Reflect.get(Object(target), part);
				if (target === undefined) continue;
				assert.throws(() => Object.assign(target as object, { [key]: 'polluted' }), TypeError);
			}
		}
		assert.deepEqual(Object.keys({ toString: 1 }), ['toString']);
		assert.equal('x' in {}, false);
	});

	it('`__proto__` is a key like any other', () => {
		const table: Record<string, unknown> = {};
		const name: string = '__proto__';
		table[name] = { admin: true };
		assert.equal(table.admin, undefined);
		assert.deepEqual(Object.keys(table), ['__proto__']);
		assert.equal(Object.getPrototypeOf(table), Object.prototype);
	});

	it('libraries still assign on their own objects what these inherit', () => {
		const error = new (class extends Error {})('given');
		error.name = 'Renamed';
		assert.equal(String(error), 'Renamed: given');
		const table: Record<string, unknown> = {};
		table.toString = () => 'own';
		Reflect.set(table, 'constructor', 'own');
		assert.equal(`${table}`, 'own');
		assert.deepEqual(Object.keys(table), ['toString', 'constructor']);
		function Old() {}
		Old.prototype = Object.create(Error.prototype);
		Old.prototype.constructor = Old;
		assert.equal(Old.prototype.constructor, Old);
		Error.stackTraceLimit = Number(Error.stackTraceLimit);
	});
});

it('every process and thread that the program starts imports it before anything else', () => {
	const sources = projectFiles().filter((path) => /^src\/.*\.ts$/.test(path));
	const started = sources.flatMap((path) =>
		[...textOf(path).matchAll(/new URL\('(\.[^']+\.ts)', import\.meta\.url\)/g)].map(([, target]) =>
			posix.join(posix.dirname(path), target),
		),
	);
	assert.ok(started.length >= 3, 'the device process and two threads at least');
	for (const path of ['src/main.ts', 'src/cli.ts', ...started]) {
		const first = /^import [^;]*;/m.exec(textOf(path))?.[0];
		assert.match(first ?? '', /^import '\.{1,2}\/frozen-builtins\.ts';$/, path);
	}
});
