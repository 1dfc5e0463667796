import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'dotenv';
import { decodeText } from '../decode-text.ts';

/**
 * The variables of a `.env` file, as editors of all systems write it: UTF-8 or UTF-16, with a mark in front, with the
 * quotes of word processors. Empty where there is none; one that cannot be read is told.
 */
export function readEnvFile(path = '.env'): Readonly<Record<string, string>> {
	try {
		const given = Object.entries(parse(decodeText(readFileSync(path))));
		return Object.fromEntries(given.map(([name, value]) => [name, value.replace(/^[“‘](.*)[”’]$/s, '$1')]));
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === undefined) throw error;
		if (code !== 'ENOENT') {
			process.stderr.write(
				`${resolve(path)} cannot be read (${code}), so nothing of it counts. Give it to this account, or remove it.\n`,
			);
		}
		return {};
	}
}
