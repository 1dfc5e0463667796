import { LayoutError } from './layout-error.ts';
import type { LayoutMistake } from './mistakes.ts';
import type { Source } from './source.ts';

/** Most pictures that the choices of one line may make. */
const MOST_CHOICES = 8;

/** A stretch of the source, or words between two of them. */
type Piece =
	| { readonly start: number; readonly end: number }
	| { readonly put: string; readonly start: number };

/** `{red,blue}` in the line: from brace to brace, and its choices. */
export interface Sweep {
	readonly start: number;
	readonly end: number;
	readonly choices: readonly (readonly Piece[])[];
}

/** `{2$$a|b|c}` takes two of three, `{1-2$$ or $$a|b}` one or two with a word of its own between them. */
const HOW_MANY = /^\s*(\d)?(?:-(\d))?\$\$(?:([^${}|,]{0,12})\$\$)?/;

/**
 * Finds the sweeps of a line. `|` separates choices as well as a comma does; where both stand in one sweep,
 * commas are part of the choices.
 * @throws LayoutError where braces do not pair, nest, hold nothing, or make too many pictures
 */
export function findSweeps(source: Source): readonly Sweep[] {
	const { syntax } = source;
	if (!syntax.includes('{') && !syntax.includes('}')) return [];
	const fail = (mistake: LayoutMistake, index: number) =>
		new LayoutError({ mistake, line: source.line, offset: source.at[index] });
	const sweeps: Sweep[] = [];
	let open = -1;
	let pictures = 1;
	for (let index = 0; index < syntax.length; index++) {
		const unit = syntax[index];
		if (unit === '{') {
			if (open !== -1) throw fail({ kind: 'braces-nested' }, index);
			open = index;
		} else if (unit === '}') {
			if (open === -1) throw fail({ kind: 'brace-alone' }, index);
			const choices = choicesBetween(syntax, open + 1, index);
			if (choices.length === 0) throw fail({ kind: 'braces-empty' }, open);
			pictures *= choices.length;
			if (pictures > MOST_CHOICES) {
				throw fail({ kind: 'too-many-pictures', count: pictures, most: MOST_CHOICES }, open);
			}
			sweeps.push({ start: open, end: index + 1, choices });
			open = -1;
		}
	}
	if (open !== -1) throw fail({ kind: 'braces-open' }, open);
	return sweeps;
}

function choicesBetween(syntax: string, start: number, end: number): readonly (readonly Piece[])[] {
	const inside = syntax.slice(start, end);
	if (inside.trim() === '') return [];
	const many = HOW_MANY.exec(inside);
	const from = start + (many?.[0].length ?? 0);
	const separator = syntax.slice(from, end).includes('|') ? '|' : ',';
	const single: Piece[] = [];
	let begin = from;
	for (let index = from; index <= end; index++) {
		if (index < end && syntax[index] !== separator) continue;
		single.push(trimmedPiece(syntax, begin, index));
		begin = index + 1;
	}
	if (many === null) return single.map((piece) => [piece]);
	const least = Math.min(Number(many[1] ?? 1), single.length);
	const most = Math.min(Number(many[2] ?? many[1] ?? 1), single.length);
	const between = many[3] ?? ' and ';
	const counts = Array.from({ length: Math.max(1, most - least + 1) }, (_, more) =>
		Math.max(1, least + more),
	);
	return counts.flatMap((count) => combinations(single, count)).map((pieces) => joined(pieces, between));
}

function trimmedPiece(syntax: string, start: number, end: number): Piece {
	let from = start;
	let to = end;
	while (from < to && /\s/.test(syntax[from])) from++;
	while (to > from && /\s/.test(syntax[to - 1])) to--;
	return { start: from, end: to };
}

/** Every choice of `count` pieces in their order; more than a line may make are not counted out. */
function combinations(pieces: readonly Piece[], count: number): readonly (readonly Piece[])[] {
	if (count === 0) return [[]];
	const found: (readonly Piece[])[] = [];
	for (const [index, piece] of pieces.entries()) {
		for (const rest of combinations(pieces.slice(index + 1), count - 1)) {
			if (found.length > MOST_CHOICES) return found;
			found.push([piece, ...rest]);
		}
	}
	return found;
}

function joined(pieces: readonly Piece[], between: string): readonly Piece[] {
	return pieces.flatMap((piece, index) =>
		index === 0 ? [piece] : [{ put: between, start: piece.start }, piece],
	);
}

/** Every combination of choices, the last sweep changing fastest. */
export function expandSweeps(source: Source, sweeps: readonly Sweep[]): readonly Source[] {
	if (sweeps.length === 0) return [source];
	const pictures = sweeps.reduce((product, sweep) => product * sweep.choices.length, 1);
	return Array.from({ length: pictures }, (_, picture) => expansion(source, sweeps, picture));
}

function expansion(source: Source, sweeps: readonly Sweep[], picture: number): Source {
	const chosen: (readonly Piece[])[] = [];
	let rest = picture;
	for (const sweep of sweeps.toReversed()) {
		chosen.unshift(sweep.choices[rest % sweep.choices.length]);
		rest = Math.floor(rest / sweep.choices.length);
	}
	const pieces: Piece[] = [];
	let after = 0;
	for (const [index, sweep] of sweeps.entries()) {
		pieces.push({ start: after, end: sweep.start }, ...chosen[index]);
		after = sweep.end;
	}
	pieces.push({ start: after, end: source.syntax.length });
	return joinedSource(source, pieces);
}

function joinedSource({ line, text, syntax, at }: Source, pieces: readonly Piece[]): Source {
	const cut = (view: string) =>
		pieces.map((piece) => ('put' in piece ? piece.put : view.slice(piece.start, piece.end))).join('');
	const origin: number[] = [];
	for (const piece of pieces) {
		if ('put' in piece) for (let unit = 0; unit < piece.put.length; unit++) origin.push(at[piece.start]);
		else for (let index = piece.start; index < piece.end; index++) origin.push(at[index]);
	}
	origin.push(at[syntax.length]);
	return { line, text: cut(text), syntax: cut(syntax), at: Int32Array.from(origin) };
}
