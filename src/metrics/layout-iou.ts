import { intersectionOverUnion } from '../layout/box.ts';
import type { Box } from '../layout/layout.ts';

/** Something a detector saw: a noun, where, and how sure it is. */
export interface Detection {
	readonly noun: string;
	readonly box: Box;
	readonly score: number;
}

/** One asked-for object and what was found for it. */
export interface Match {
	readonly noun: string;
	readonly box: Box;
	readonly found: Detection | null;
	/** Intersection over union with the asked-for box; 0 where nothing was found. */
	readonly iou: number;
}

/**
 * Gives each asked-for object at most one detection of its noun, none twice, so that the sum of IoU is
 * largest (all assignments are tried: a layout has at most eight objects). A detection that does not touch
 * the box still counts as found: presence and place are separate questions.
 */
export function matchLayout(
	asked: readonly { readonly noun: string; readonly box: Box }[],
	detections: readonly Detection[],
): Match[] {
	const result: Match[] = asked.map(({ noun, box }) => ({ noun, box, found: null, iou: 0 }));
	for (const noun of new Set(asked.map((object) => object.noun))) {
		const wanted = asked.flatMap((object, index) => (object.noun === noun ? [index] : []));
		const seen = detections.filter((detection) => detection.noun === noun).sort((a, b) => b.score - a.score);
		const best = assign(
			wanted.map((index) => asked[index].box),
			seen.slice(0, wanted.length + 4),
		);
		wanted.forEach((index, position) => {
			const found = best[position];
			const { box } = asked[index];
			result[index] = { noun, box, found, iou: found === null ? 0 : intersectionOverUnion(box, found.box) };
		});
	}
	return result;
}

/** As many detections as possible, and among those assignments the one with the largest sum of IoU, then score. */
function assign(boxes: readonly Box[], seen: readonly Detection[]): (Detection | null)[] {
	let best: (Detection | null)[] = boxes.map(() => null);
	let bestValue = -1;
	const chosen: (Detection | null)[] = [];
	const walk = (position: number, used: number, value: number) => {
		if (position === boxes.length) {
			if (value > bestValue) {
				bestValue = value;
				best = [...chosen];
			}
			return;
		}
		seen.forEach((detection, index) => {
			if (used & (1 << index)) return;
			chosen[position] = detection;
			walk(
				position + 1,
				used | (1 << index),
				value + 100 + intersectionOverUnion(boxes[position], detection.box) + detection.score * 1e-3,
			);
		});
		chosen[position] = null;
		walk(position + 1, used, value);
	};
	walk(0, 0, 0);
	return best;
}

/** Share of values at or above a threshold. */
export function accuracyAt(ious: readonly number[], threshold: number): number {
	return ious.length === 0 ? 0 : ious.filter((value) => value >= threshold).length / ious.length;
}

/**
 * Area under accuracy over the thresholds 0, 0.1 … 1 (trapezoids). At threshold 0 an object counts when it
 * overlaps its box at all.
 */
export function accuracyArea(ious: readonly number[]): number {
	const at = Array.from({ length: 11 }, (_, i) =>
		i === 0 ? accuracyAt(ious, 1e-9) : accuracyAt(ious, i / 10),
	);
	return at.slice(1).reduce((sum, value, i) => sum + (value + at[i]) / 20, 0);
}
