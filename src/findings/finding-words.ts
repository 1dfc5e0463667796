import type { Box } from '../layout/layout.ts';

/** What findings are told with, in one language. `texts` are the objects' words; shares come as they are shown. */
export interface FindingWords {
	missing(object: number, texts: readonly string[]): string;
	elsewhere(object: number, texts: readonly string[], there: Box, here: Box): string;
	stolen(object: number, texts: readonly string[], colour: string, owner: number): string;
	coloured(object: number, texts: readonly string[], seen: string, asked: string): string;
	readonly nothingWrong: string;
	unknown(text: string): string;
	readonly noJudge: string;
	readonly noAttention: string;
	/** One object's figures; no IoU where it was not found. */
	object(text: string, iou: string | null, bound: boolean | null): string;
	assignment(raw: string, margin: string, accuracy: string): string;
}
