import { arrange } from './arrange.ts';
import {
	type Box,
	type Flags,
	firstLayout,
	type LayoutObject,
	type LayoutWarning,
	type ParsedLine,
	pictureCount,
} from './layout.ts';
import type { LayoutError } from './layout-error.ts';

/** What `taue layout --json` prints for a good line; keep it stable. */
interface LayoutJson {
	/** Objects of the first choice. `auto` marks a box that the tool will choose; until then it is tidy. */
	readonly objects: readonly (Pick<LayoutObject, 'text' | 'flip' | 'depth'> & {
		readonly box: Box;
		readonly auto?: true;
	})[];
	readonly background: string | null;
	readonly flags: Flags;
	/** Pictures that will be drawn: choices of the sweeps, each as often as `-n` says. */
	readonly pictures: number;
	readonly warnings: readonly Omit<LayoutWarning, 'remark'>[];
}

/** What `taue layout --json` prints for a line that cannot be read. */
interface LayoutErrorJson {
	readonly error: {
		readonly code: string;
		readonly message: string;
		readonly offset: number;
		readonly expected: string;
		readonly suggestion: string | null;
	};
}

export function layoutJson(parsed: ParsedLine): LayoutJson {
	const layout = firstLayout(parsed);
	const arranged = arrange(layout);
	return {
		objects: layout.objects.map(({ text, box, flip, depth }, index) => ({
			text,
			...(box === 'auto' ? { box: arranged[index], auto: true as const } : { box }),
			...(flip && { flip }),
			...(depth && { depth }),
		})),
		background: layout.background,
		flags: layout.flags,
		pictures: pictureCount(parsed),
		warnings: parsed.warnings.map(({ code, message, offset }) => ({ code, message, offset })),
	};
}

export function errorJson({ code, message, offset, expected, suggestion }: LayoutError): LayoutErrorJson {
	return { error: { code, message, offset, expected, suggestion } };
}
