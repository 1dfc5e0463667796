import { type Flags, LayoutError, mistakeInJapanese, parseLine } from '../layout/index.ts';
import { nearest } from '../layout/nearest.ts';
import { ComposeError, composeRecipe } from '../recipe/compose.ts';
import type { Said } from '../taue-error.ts';
import { type Catalogue, chooseModel } from './choose-model.ts';
import { StudioError } from './errors.ts';
import { checkPicture, limitsHere, type PictureLimits } from './picture-limits.ts';
import { singleFlags } from './plan/plan.ts';
import { say } from './sentences/index.ts';
import type { PlaceSettings, SettingsPatch } from './settings.ts';

/** Settings that decide whether a line can be drawn at all. */
const DRAWN_WITH = ['models', 'defaults', 'scheduler', 'limits'] as const;

/**
 * Refuses settings with which no line could be drawn here. What the patch leaves alone is not looked at again: it
 * may have been right when it was set.
 *
 * @param settings - as they would hold with the patch
 * @throws StudioError `bad-settings` that says what is possible
 */
export function checkSettings(
	settings: PlaceSettings,
	patch: SettingsPatch,
	installed: { readonly catalogue: Catalogue; readonly limits: PictureLimits },
): void {
	const names = installed.catalogue.models.map(({ name }) => name);
	const unknown = patch.models ? settings.models.find((name) => !names.includes(name)) : undefined;
	if (unknown !== undefined) {
		const near = nearest(unknown, names);
		throw new StudioError('bad-settings', say('unknownModel', unknown, near, names.join(', ')));
	}
	if (DRAWN_WITH.some((key) => Boolean(patch[key]))) mustDraw(settings, installed);
}

/** The simplest line there is, drawn with a place's settings. */
function mustDraw(
	settings: PlaceSettings,
	{ catalogue, limits }: { readonly catalogue: Catalogue; readonly limits: PictureLimits },
): void {
	const flags = flagsHere(settings);
	try {
		const model = chooseModel(catalogue, settings, flags.model);
		const layout = { objects: [{ text: 'cat', box: [0, 0, 0.5, 1] as const }], background: null, flags };
		checkPicture(composeRecipe(layout, model, { seed: 0 }), model, limitsHere(limits, settings.limits));
	} catch (error) {
		if (!(error instanceof StudioError || error instanceof ComposeError)) throw error;
		throw new StudioError(
			'bad-settings',
			{
				en: say('cannotDrawWith', error.said.en).en,
				ja: say('cannotDrawWith', error.said.ja).ja,
			},
			{
				cause: error,
			},
		);
	}
}

/**
 * The flags of a line that names none.
 * @throws StudioError `bad-settings`
 */
export function flagsHere({ scheduler, defaults }: Pick<PlaceSettings, 'scheduler' | 'defaults'>): Flags {
	return { ...(scheduler !== null && { scheduler }), ...defaultFlags(defaults) };
}

/**
 * The flags of the setting `defaults`.
 * @throws StudioError `bad-settings` where it holds anything else than flags that every line may have
 */
function defaultFlags(defaults: string): Flags {
	const text = defaults.trim();
	if (text === '') return {};
	const wrong = (why: Said, cause?: unknown) =>
		new StudioError(
			'bad-settings',
			{ en: say('badDefaults', text, why.en).en, ja: say('badDefaults', text, why.ja).ja },
			{ cause },
		);
	try {
		const { layouts } = parseLine(`x ${text}`);
		const [{ objects, background, flags }] = layouts;
		if (layouts.length > 1 || objects.length > 0 || background !== 'x') throw wrong(say('notAllFlags'));
		const kept = singleFlags(flags);
		if (Object.keys(kept).length < Object.keys(flags).length) throw wrong(say('flagsOfALine'));
		return kept;
	} catch (error) {
		if (error instanceof LayoutError)
			throw wrong({ en: error.message, ja: mistakeInJapanese(error.mistake) }, error);
		throw error;
	}
}
