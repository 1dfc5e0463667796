/** What this person starred and voted for. The room counts; who did what only their own browser remembers. */
export interface Mark {
	readonly star: boolean;
	readonly vote: 1 | 0 | -1;
}

const KEY = 'taue-marks';
const MOST = 2_000;
const NONE: Mark = { star: false, vote: 0 };

export type Marks = ReadonlyMap<string, Mark>;

export function loadMarks(): Marks {
	try {
		const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
		if (!Array.isArray(stored)) return new Map();
		return new Map(
			stored.filter(
				(entry): entry is [string, Mark] =>
					Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'object',
			),
		);
	} catch {
		return new Map();
	}
}

export function markOf(marks: Marks, id: string): Mark {
	return marks.get(id) ?? NONE;
}

export function withMark(marks: Marks, id: string, change: Partial<Mark>): Marks {
	const next = new Map(marks);
	next.delete(id);
	next.set(id, { ...markOf(marks, id), ...change });
	const kept = new Map([...next].slice(-MOST));
	localStorage.setItem(KEY, JSON.stringify([...kept]));
	return kept;
}
