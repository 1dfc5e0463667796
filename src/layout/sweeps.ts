import { LayoutError, type LayoutErrorDetails } from './layout-error.ts';
import { fold } from './source.ts';

/** Most pictures that the choices of one line may make. */
const MOST_CHOICES = 8;

interface Choice {
	readonly start: number;
	readonly end: number;
}

/** `{red,blue}` in the line: from brace to brace, and its choices. */
export interface Sweep {
	readonly start: number;
	readonly end: number;
	readonly choices: readonly Choice[];
}

/** A line with every sweep decided, and where each of its units came from. */
export interface Expansion {
	readonly text: string;
	readonly origin?: Int32Array;
}

/**
 * Finds the sweeps of a line; braces that are quoted or escaped are text.
 * @throws LayoutError where braces do not pair, nest, hold nothing, or make too many pictures
 */
export function findSweeps(line: string): readonly Sweep[] {
	if (!/[{}\uff5b\uff5d]/.test(line)) return [];
	const folded = fold(line);
	const fail = (details: Omit<LayoutErrorDetails, 'line'>) => new LayoutError({ ...details, line });
	const sweeps: Sweep[] = [];
	let choices: Choice[] = [];
	let open = -1;
	let choiceStart = 0;
	let quoted = false;
	let pictures = 1;
	for (let index = 0; index < folded.length; index++) {
		const unit = folded[index];
		if (unit === '\\') index++;
		else if (unit === '"') quoted = !quoted;
		else if (quoted) continue;
		else if (unit === '{') {
			if (open !== -1) {
				throw fail({
					code: 'nested-sweep',
					message: 'A choice in braces cannot hold another one.',
					mistake: { kind: 'braces-nested' },
					offset: index,
					expected: '} to close the first choice, or \\{ to draw the brace itself',
				});
			}
			open = index;
			choices = [];
			choiceStart = index + 1;
		} else if (unit === '}') {
			if (open === -1) {
				throw fail({
					code: 'stray-brace',
					message: 'This } closes nothing.',
					mistake: { kind: 'brace-alone' },
					offset: index,
					expected: 'a { before it, or \\} to draw the brace itself',
				});
			}
			choices.push({ start: choiceStart, end: index });
			if (folded.slice(open + 1, index).trim() === '') {
				throw fail({
					code: 'empty-sweep',
					message: 'These braces hold no choices.',
					mistake: { kind: 'braces-empty' },
					offset: open,
					expected: 'choices between the braces, as in {red,blue}',
				});
			}
			pictures *= choices.length;
			if (pictures > MOST_CHOICES) {
				throw fail({
					code: 'too-many-pictures',
					message: `The choices up to here make ${pictures} pictures; ${MOST_CHOICES} is the most.`,
					mistake: { kind: 'too-many-pictures', count: pictures, most: MOST_CHOICES },
					offset: open,
					expected: `choices whose product is at most ${MOST_CHOICES}`,
				});
			}
			sweeps.push({ start: open, end: index + 1, choices });
			open = -1;
		} else if (unit === ',' && open !== -1) {
			choices.push({ start: choiceStart, end: index });
			choiceStart = index + 1;
		}
	}
	if (open !== -1) {
		throw fail({
			code: 'unclosed-sweep',
			message: 'This { is never closed.',
			mistake: { kind: 'braces-open' },
			offset: open,
			expected: '} after the choices, as in {red,blue}, or \\{ to draw the brace itself',
		});
	}
	return sweeps;
}

/** Every combination of choices, the last sweep changing fastest. */
export function expandSweeps(line: string, sweeps: readonly Sweep[]): readonly Expansion[] {
	if (sweeps.length === 0) return [{ text: line }];
	const pictures = sweeps.reduce((product, sweep) => product * sweep.choices.length, 1);
	return Array.from({ length: pictures }, (_, picture) => expansion(line, sweeps, picture));
}

function expansion(line: string, sweeps: readonly Sweep[], picture: number): Expansion {
	const chosen: Choice[] = [];
	let rest = picture;
	for (const sweep of sweeps.toReversed()) {
		chosen.unshift(sweep.choices[rest % sweep.choices.length]);
		rest = Math.floor(rest / sweep.choices.length);
	}
	const pieces: Choice[] = [];
	let after = 0;
	for (const [index, sweep] of sweeps.entries()) {
		pieces.push({ start: after, end: sweep.start }, trimChoice(line, chosen[index]));
		after = sweep.end;
	}
	pieces.push({ start: after, end: line.length });
	const text = pieces.map(({ start, end }) => line.slice(start, end)).join('');
	const origin = new Int32Array(text.length + 1);
	let length = 0;
	for (const { start, end } of pieces) for (let index = start; index < end; index++) origin[length++] = index;
	origin[length] = line.length;
	return { text, origin };
}

function trimChoice(line: string, { start, end }: Choice): Choice {
	const written = line.slice(start, end);
	const from = start + (written.length - written.trimStart().length);
	return { start: from, end: Math.max(from, start + written.trimEnd().length) };
}
