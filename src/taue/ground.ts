import type { Recipe } from '../recipe/recipe.ts';
import { LOOKS } from './colour-looks.ts';
import { type ColourName, namedColours } from './colour-names.ts';

/** The background of objects that were given none: a model that is told nothing invents more objects. */
const UNNAMED_GROUND = 'a plain white background';

/** The background's prompt. */
export function groundText({ background, objects }: Recipe): string {
	return background.text === '' && objects.length > 0 ? UNNAMED_GROUND : background.text;
}

/** A ground and nothing on it: "a plain white background", "a grey wall". */
const PLAIN_GROUND =
	/^(?:an?\s+|the\s+)?(?:(?:plain|simple|solid|flat|light|dark|pale)\s+)*(\p{L}+)\s+(?:background|backdrop|ground|screen|wall)$/iu;

/**
 * The colour of a ground that is asked for by its colour alone, 0..255 a channel; null for anything else.
 * A model whose training never saw pure noise takes a ground's colour from its initial noise rather than from
 * the words, so the noise is given that colour (TKG-DM's shift, over the whole canvas).
 */
export function groundColour(background: string): readonly [number, number, number] | null {
	const [, word = ''] = PLAIN_GROUND.exec(background.trim()) ?? [];
	const [name]: ColourName[] = namedColours(word);
	return name === undefined ? null : LOOKS[name];
}
