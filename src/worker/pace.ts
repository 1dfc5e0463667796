import type { Recipe } from '../recipe/recipe.ts';
import type { RunPhase } from './protocol.ts';

export interface PaceLimits {
	/** A run hangs when a step takes this many times as long as expected. */
	readonly factor: number;
	/** No step is called hung before this, however quick the steps have been: a busy machine may pause us. */
	readonly floorMs: number;
	/** For a model and size that were never seen. */
	readonly unknownMs: number;
	/** For loading a model from disk, and for the first step after it, which warms the device up. */
	readonly loadMs: number;
}

const DEFAULT_PACE_LIMITS: PaceLimits = {
	factor: 10,
	floorMs: 10_000,
	unknownMs: 600_000,
	loadMs: 600_000,
};

/** Weight of the newest step in the running mean. */
const NEWEST = 0.2;

/**
 * Learns how long a step takes for each model and size, and says from when on silence means a hang.
 * Guided steps, decoding and encoding are learned apart from each other.
 */
export class Pace {
	readonly limits: PaceLimits;
	readonly #meanMs = new Map<string, number>();

	constructor(limits: Partial<PaceLimits> = {}) {
		this.limits = { ...DEFAULT_PACE_LIMITS, ...limits };
	}

	/** Takes in that something of this phase took `ms`. */
	learn(recipe: Recipe, phase: RunPhase, ms: number): void {
		if (phase === 'loading') return;
		const name = key(recipe, phase);
		const mean = this.#meanMs.get(name);
		this.#meanMs.set(name, mean === undefined ? ms : mean + NEWEST * (ms - mean));
	}

	/** Mean milliseconds of one step, or null before the first. */
	expectedMs(recipe: Recipe, phase: RunPhase): number | null {
		return this.#meanMs.get(key(recipe, phase)) ?? null;
	}

	/** Milliseconds of silence after an event of `phase` (null: the run was only just sent) that mean a hang. */
	patienceMs(recipe: Recipe, phase: RunPhase | null): number {
		if (phase === null || phase === 'loading') return this.limits.loadMs;
		const slowest = Math.max(
			...(['joint', 'decode', 'encode'] as const).map(
				(each) => this.expectedMs(recipe, each) ?? this.limits.unknownMs / this.limits.factor,
			),
		);
		return Math.max(this.limits.floorMs, this.limits.factor * slowest);
	}

	/** Milliseconds that the rest of a run will probably take, or null where nothing is known. */
	remainingMs(recipe: Recipe, step: number, steps: number): number | null {
		const stepMs = this.expectedMs(recipe, 'joint');
		if (stepMs === null) return null;
		const ending = (this.expectedMs(recipe, 'decode') ?? 0) + (this.expectedMs(recipe, 'encode') ?? 0);
		return Math.max(0, steps - step) * stepMs + ending;
	}
}

function key(recipe: Recipe, phase: RunPhase): string {
	const kind = phase === 'decode' || phase === 'encode' ? phase : 'step';
	return `${kind} ${recipe.model} ${recipe.size.join('x')}`;
}
