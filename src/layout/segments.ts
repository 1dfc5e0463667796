import type { PlaceReader, ReadPlace } from './read-place.ts';
import { trimmed } from './source.ts';

/** A part of the line between separators: words, and a place where it has one. */
export interface Segment {
	readonly start: number;
	readonly end: number;
	/** What stands before it: nothing (a place, or the start), a comma, or a semicolon, full stop or new line. */
	readonly separator: 'none' | 'soft' | 'hard';
	readonly place?: ReadPlace;
}

const SEPARATOR = /[,;\n]/;

/**
 * Cuts the line at separators and places; empty parts are dropped.
 * @param most - places that are read; whoever has more is refused, and nobody waits for the rest
 */
export function segmentsOf(
	syntax: string,
	end: number,
	places: PlaceReader,
	most: number,
): readonly Segment[] {
	const segments: Segment[] = [];
	let read = 0;
	let start = 0;
	let separator: Segment['separator'] = 'none';
	let index = 0;
	const close = (next: Segment['separator']) => {
		const [from, to] = trimmed(syntax, start, index);
		if (from < to) segments.push({ start: from, end: to, separator });
		// Of several separators in a row, the strongest counts.
		if (from < to || separator === 'none' || next === 'hard') separator = next;
	};
	while (index < end) {
		const unit = syntax[index];
		if (unit === '@') {
			const place = places.read(index, end);
			const [from, to] = trimmed(syntax, start, index);
			segments.push({ start: from, end: to, separator, place });
			if (++read === most) return segments;
			index = place.end;
			start = index;
			separator = 'none';
			continue;
		}
		if (SEPARATOR.test(unit)) {
			close(unit === ',' ? 'soft' : 'hard');
			start = index + 1;
		}
		index++;
	}
	close('none');
	return segments;
}
