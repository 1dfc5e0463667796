import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders below a model's own that are looked into. */
const DEPTH = 3;
/** What browsers and other programs call a file until all of it is there. */
const UNFINISHED = /\.(?:crdownload|part|partial|download|incomplete|tmp|aria2|!qb)$/i;

/**
 * Where a file that a model lacks may lie instead: in other capitals, with an ending too many, unfinished, in a
 * folder more or below another one.
 *
 * @param wanted - its path in the model's folder, with slashes
 * @returns a sentence with what to do; null where nothing of the kind is there
 */
export function misplacedFile(folder: string, wanted: string): string | null {
	const small = wanted.toLowerCase();
	const [part, name] = [small.slice(0, small.lastIndexOf('/') + 1), small.slice(small.lastIndexOf('/') + 1)];
	const paths = pathsIn(folder, '', DEPTH);
	const unfinished = paths.find((path) => path.toLowerCase().replace(UNFINISHED, '') === small);
	if (unfinished !== undefined && unfinished.toLowerCase() !== small) {
		return `${unfinished} is a download that was not finished. Download it again.`;
	}
	const found = paths.find((path) => {
		const other = path.toLowerCase();
		const spelt = other === small || other.replace(/\.(?:txt|json)$/, '') === small;
		const inner = part !== '' && other.startsWith(part) && other.endsWith(`/${name}`);
		return path !== wanted && (spelt || inner || other === name || other.endsWith(`/${small}`));
	});
	return found === undefined ? null : `${found} may be it: move or rename it, and what lies beside it.`;
}

function pathsIn(folder: string, below: string, depth: number): readonly string[] {
	return entriesOf(join(folder, below)).flatMap((entry) => {
		const path = `${below}${entry.name}`;
		if (entry.name.startsWith('.')) return [];
		if (!entry.isDirectory()) return [path];
		return depth > 0 ? pathsIn(folder, `${path}/`, depth - 1) : [];
	});
}

/** What may not be read helps nobody. */
function entriesOf(folder: string) {
	try {
		return readdirSync(folder, { withFileTypes: true });
	} catch {
		return [];
	}
}
