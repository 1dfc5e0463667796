import { type PlaceTable, placeOf } from './places.ts';
import { type Edit, edited, type Source } from './source.ts';

/** From a place to the next one, in scripts that put no spaces between words. */
const PLACE_TO_PLACE = /@ *([^\s,;|@:(){}[\]]{2,24})(?=@)/gu;
/** `and`, and what may stand between two parts of a sentence. */
const TIES = /(?:と|や|で|に|和|跟|与|與|及|以及|还有|還有|와|과|랑|이랑|하고)/gu;

/** `猫@左と犬@右`, `猫@左和狗@右`: what ties the next object to a place becomes a comma. */
export function withTightTies(source: Source, table: PlaceTable): Source {
	const { syntax } = source;
	if (!/[^\0-\u2fff]/.test(syntax)) return source;
	const edits: Edit[] = [];
	for (const match of syntax.matchAll(PLACE_TO_PLACE)) {
		const [all, words] = match;
		const start = match.index + all.length - words.length;
		for (const tie of words.matchAll(TIES)) {
			const rest = tie.index + tie[0].length;
			if (rest === words.length || placeOf(words.slice(0, tie.index), table) === undefined) continue;
			edits.push({ start: start + tie.index, end: start + rest, put: ',' });
			break;
		}
	}
	return edited(source, edits);
}
