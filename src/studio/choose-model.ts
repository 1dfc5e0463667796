import type { ModelWords, Vocabulary } from '../layout/index.ts';
import { nearest } from '../layout/nearest.ts';
import type { ModelDefaults } from '../recipe/compose.ts';
import { StudioError } from './errors.ts';
import type { Unread } from './plan/notes.ts';
import { say } from './sentences/index.ts';
import type { PlaceSettings } from './settings.ts';

/** The models that the studio may promise: what is on disk here, or what a fleet's workers hold. */
export interface Catalogue {
	/** The first one is what a line without `--model` gets. */
	readonly models: readonly ModelDefaults[];
	/** The words of the first one, where they are known: plain sentences are read with them. */
	readonly words?: ModelWords | undefined;
	/** The words that a model was taught, where it is known. */
	vocabulary?(model: string): Vocabulary | undefined;
	/** What of a text the model does not read. */
	readonly unread?: Unread;
}

/**
 * A model by name, or the place's first one.
 * @throws StudioError `model-missing`, `model-not-allowed`
 */
export function chooseModel(
	catalogue: Catalogue,
	settings: PlaceSettings,
	name: string | undefined,
): ModelDefaults {
	const { models } = catalogue;
	const allowed = models.filter(
		({ name: model }) => settings.models.length === 0 || settings.models.includes(model),
	);
	const list = allowed.map(({ name: model }) => model);
	if (name === undefined) {
		const [first] = allowed;
		if (first !== undefined) return first;
		throw new StudioError(
			'model-missing',
			models.length === 0 ? say('noModel') : say('noAllowedModel', settings.models.join(', ')),
		);
	}
	const found = allowed.find(({ name: model }) => model === name);
	if (found !== undefined) return found;
	if (models.some(({ name: model }) => model === name)) {
		throw new StudioError('model-not-allowed', say('modelNotAllowed', name, list.join(', ')));
	}
	const near = nearest(name, list);
	throw new StudioError('model-missing', say('unknownModel', name, near, list.join(', ')));
}

/** What a line without `--model` gets; null where there is none. */
export function usualModel({ models }: Catalogue, settings: PlaceSettings): string | null {
	const usual = models.find(({ name }) => settings.models.length === 0 || settings.models.includes(name));
	return usual?.name ?? null;
}
