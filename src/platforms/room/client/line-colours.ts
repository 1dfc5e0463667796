import type { ParsedLine, Span } from '../../../layout/layout.ts';

/** A stretch of the line in one style. */
export interface Stretch {
	readonly text: string;
	/** CSS classes; empty for plain text. */
	readonly classes: string;
}

/** Colours of objects go round after this many. */
const OBJECT_COLOURS = 8;

export const objectClass = (index: number) => `o${(index % OBJECT_COLOURS) + 1}`;

/** Cuts the line where its parts begin and end; joined again, the stretches are the line. */
export function colourLine(line: string, parsed: ParsedLine): readonly Stretch[] {
	return cut(
		line,
		parsed.spans,
		(span) => `t-${span.kind}${span.object === undefined ? '' : ` ${objectClass(span.object)}`}`,
	);
}

/**
 * While a line cannot be read: its places stay visible, and the mistake is underlined.
 * @param offset - of the mistake; null while the person is still writing there
 */
export function colourBrokenLine(line: string, offset: number | null): readonly Stretch[] {
	const spans: Span[] = [...line.matchAll(/[@＠](?:\([^)]*\)|[^\s,;|:@]+)|--[a-z-]+/gi)].map((match) => ({
		kind: /^[@＠]/.test(match[0]) ? 'place' : 'flag',
		start: match.index,
		end: match.index + match[0].length,
	}));
	if (offset === null) return cut(line, spans, (span) => `t-${span.kind}`);
	const length = /^[^\s,;|@]+/.exec(line.slice(offset))?.[0].length ?? 1;
	const start = Math.min(offset, Math.max(0, line.length - 1));
	const mistake = {
		kind: 'mistake' as const,
		start,
		end: Math.max(start + 1, Math.min(line.length, offset + length)),
	};
	return cut(line, [...spans, mistake], (span) => `t-${span.kind}`);
}

type AnySpan = {
	readonly kind: string;
	readonly start: number;
	readonly end: number;
	readonly object?: number;
};

function cut<S extends AnySpan>(
	line: string,
	spans: readonly S[],
	style: (span: S) => string,
): readonly Stretch[] {
	const edges = [...new Set([0, line.length, ...spans.flatMap((span) => [span.start, span.end])])]
		.filter((edge) => edge >= 0 && edge <= line.length)
		.sort((a, b) => a - b);
	const stretches: Stretch[] = [];
	for (let index = 0; index + 1 < edges.length; index++) {
		const start = edges[index] ?? 0;
		const end = edges[index + 1] ?? start;
		const over = spans.filter((span) => span.start <= start && end <= span.end);
		stretches.push({ text: line.slice(start, end), classes: over.map(style).join(' ') });
	}
	return stretches;
}
