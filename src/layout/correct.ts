import { LayoutError } from './layout-error.ts';
import { type ParseOptions, parseLine } from './parse.ts';

/** A line may have several mistakes; more are not a slip. */
const MOST_FIXES = 8;

/**
 * The line with its wrong words replaced by what was probably meant, if that makes a line that can be read.
 * Everything else stays as it was typed. `null` where something stays wrong.
 */
export function correctedLine(error: LayoutError, options: ParseOptions = {}): string | null {
	let wrong = error;
	for (let round = 0; round < MOST_FIXES; round++) {
		const { line, fix } = wrong;
		if (fix === null) return null;
		const corrected = line.slice(0, fix.start) + fix.put + line.slice(fix.end);
		if (corrected === line) return null;
		try {
			parseLine(corrected, options);
			return corrected;
		} catch (next) {
			if (!(next instanceof LayoutError)) throw next;
			wrong = next;
		}
	}
	return null;
}
