import type { AttentionBias } from '../diffusion/index.ts';
import { everywhere, type Field, type WeightedView } from './arms/arm.ts';
import { type Plane, resize } from './plane.ts';
import { maskShares, packPrompts, shearBias } from './shear.ts';

/** Shares of a cell below this have no say in what its words are. */
const LEAST_SHARE = 0.02;

/**
 * What to predict at each evaluation while everything grows together: the full prompt, sheared for a while
 * (`joint.conditioning`) or with each object's own words favoured inside its mask. Models that take no attention
 * biases get the full prompt.
 *
 * @param planted - where each object stands, 0..1 a latent cell
 */
export function wordsOf(field: Field, planted: readonly Plane[]): (i: number) => readonly WeightedView[] {
	const { method, order, sample, session } = field;
	const { conditioning, conditioningUntil, favour, disfavour } = method.joint;
	const full = everywhere(field, field.full);
	if (planted.length === 0 || session.model.info.attention !== 'maps+bias') return () => full;
	const shares = maskShares(planted, order);
	const favoured =
		favour === 0 && disfavour === 0
			? full
			: [{ latent: sample, conditioning: field.full, bias: favouringBias(field, shares), weight: null }];
	const sheared = conditioning === 'shear' ? shearedView(field, shares) : null;
	const shearedUntil = Math.round(conditioningUntil * session.schedule.evaluations);
	return (i) => (sheared !== null && i < shearedUntil ? sheared : favoured);
}

/** Every place sees its own prompt only; null where the prompts do not fit into one sequence. */
function shearedView(field: Field, shares: readonly Plane[]): readonly WeightedView[] | null {
	const { background, objectPrompts, sample, seedlings, session } = field;
	const { tokenLength } = session.model.info;
	const packed = packPrompts([background, ...objectPrompts], tokenLength);
	if (packed === null) return null;
	const bias = seedlings[0].attentionSizes.map((size) => shearBias(shares, packed, tokenLength, size));
	return [{ latent: sample, conditioning: packed.conditioning, bias, weight: null }];
}

/** Inside an object's mask its own words gain `favour`, and those of the other objects lose `disfavour`. */
function favouringBias(
	{ session, objects, seedlings, method }: Field,
	[, ...shares]: readonly Plane[],
): AttentionBias[] {
	const { model, recipe } = session;
	const { favour, disfavour } = method.joint;
	const { tokenLength: tokens } = model.info;
	const seen = new Map<string, number>();
	const words = objects.map(({ text }) => {
		const occurrence = seen.get(text) ?? 0;
		seen.set(text, occurrence + 1);
		return model.wordTokens(recipe.prompt, text, occurrence);
	});
	return seedlings[0].attentionSizes.map((size) => {
		const data = new Float32Array(size.width * size.height * tokens);
		for (const [object, share] of shares.entries()) {
			resize(share, size.width, size.height).data.forEach((part, pixel) => {
				if (part < LEAST_SHARE) return;
				for (const [other, found] of words.entries())
					for (const token of found)
						data[pixel * tokens + token] += part * (other === object ? favour : -disfavour);
			});
		}
		return { ...size, tokens, data };
	});
}
