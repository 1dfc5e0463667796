import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** Field sizes and tags of 64-bit little-endian ELF files (`elf(5)`). */
const LOAD = 1;
const DYNAMIC = 2;
const NEEDED = 1;
const STRING_TABLE = 5;

/**
 * The libraries that a shared library links, as its own header names them: what `ldd` begins with, without running
 * anything. Empty where the file is no 64-bit ELF.
 */
export function neededLibraries(path: string): string[] {
	const handle = openSync(path, 'r');
	const read = (at: number, length: number): Buffer => {
		const bytes = Buffer.alloc(length);
		return bytes.subarray(0, readSync(handle, bytes, 0, length, at));
	};
	try {
		const head = read(0, 64);
		if (head.length < 64 || head.readUInt32BE(0) !== 0x7f454c46 || head[4] !== 2 || head[5] !== 1) return [];
		const count = head.readUInt16LE(56);
		const size = head.readUInt16LE(54);
		const table = read(Number(head.readBigUInt64LE(32)), count * size);
		const segments = Array.from({ length: Math.floor(table.length / size) }, (_, k) => {
			const at = k * size;
			const word = (offset: number) => Number(table.readBigUInt64LE(at + offset));
			return { type: table.readUInt32LE(at), offset: word(8), address: word(16), size: word(32) };
		});
		const dynamic = segments.find(({ type }) => type === DYNAMIC);
		if (dynamic === undefined) return [];
		const entries = read(dynamic.offset, dynamic.size);
		const names: number[] = [];
		let strings = 0;
		for (let at = 0; at + 16 <= entries.length; at += 16) {
			const tag = Number(entries.readBigInt64LE(at));
			const value = Number(entries.readBigUInt64LE(at + 8));
			if (tag === NEEDED) names.push(value);
			if (tag === STRING_TABLE) strings = value;
		}
		const home = segments.find(
			({ type, address, size: length }) => type === LOAD && strings >= address && strings < address + length,
		);
		if (home === undefined) return [];
		const from = strings - home.address + home.offset;
		return names.map((name) => {
			const bytes = read(from + name, 256);
			const end = bytes.indexOf(0);
			return bytes.subarray(0, end < 0 ? bytes.length : end).toString('utf8');
		});
	} finally {
		closeSync(handle);
	}
}

/** Where the system's loader looks: its configuration, the environment, and where CUDA is put by hand. */
export function libraryFolders(environment: Readonly<Record<string, string | undefined>>): string[] {
	const configured = (file: string): string[] =>
		readFileSync(file, 'utf8')
			.split('\n')
			.filter((line) => line.startsWith('/'));
	const folder = '/etc/ld.so.conf.d';
	const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.conf')) : [];
	const folders = [
		...(environment.LD_LIBRARY_PATH ?? '').split(':'),
		...files.flatMap((name) => configured(join(folder, name))),
		'/lib/x86_64-linux-gnu',
		'/usr/lib/x86_64-linux-gnu',
		'/lib/aarch64-linux-gnu',
		'/usr/lib/aarch64-linux-gnu',
		'/lib64',
		'/usr/lib64',
		'/usr/lib',
		'/usr/local/lib',
	];
	return [...new Set(folders)].filter((path) => path !== '' && existsSync(path));
}

/** Where a library is; null where none of the folders has it. */
export function findLibrary(name: string, folders: readonly string[]): string | null {
	const found = folders.find((folder) => existsSync(join(folder, name)));
	return found === undefined ? null : join(found, name);
}
