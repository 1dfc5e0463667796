/**
 * Ids of buttons, menus and forms. Everything that a control needs is in its id, so that it works after a
 * restart and on pictures that are years old.
 */
import type { PictureId } from '../studio/picture-view.ts';

/** What a control does. Names stay for ever: old messages carry them. */
export const CONTROL_ACTIONS = [
	'reroll',
	'reroll-object',
	'vary',
	/** A menu of what can be done with one object: `reroll 2`, `move 2`, `remove 2`. */
	'object',
	'move',
	'edit',
	'upscale',
	'layers',
	'look',
	'recipe',
	'history',
	/** Everything that has no button of its own. */
	'more',
	/** Takes another picture of a message with several in hand; the argument is the post. */
	'pick',
	'cancel',
	'delete',
	'star',
	'vote',
	'show',
	/** Opens the form with a corrected line; the picture is the parent, or `-`. */
	'correct',
	/** Draws the line that was offered for a plain sentence: it stands in the message. */
	'offered',
	/** Opens the settings form, or takes it in. */
	'settings',
	/** The next page of the gallery; the argument is its cursor. */
	'gallery',
	/** Removes what is stored about the person. */
	'forget',
	/** Draws a recipe as it is; the argument is the recipe's id. */
	'redraw',
	/** Draws a saved layout, chosen by name. */
	'saved',
	/** Runs a command of the help text; the argument is what would be typed. */
	'run',
	/** Draws an example; the argument is its number (`commands/examples.ts`). */
	'example',
] as const;

export type ControlAction = (typeof CONTROL_ACTIONS)[number];

export interface Control {
	readonly action: ControlAction;
	/** Null for controls that belong to no picture. */
	readonly picture: PictureId | null;
	readonly argument: string | null;
}

/** The platforms' own limit (Discord 100; Slack takes 255). */
export const CONTROL_ID_LENGTH = 100;
const VERSION = 't1';

/** @throws RangeError where the id would be longer than any platform takes: an invariant, not a person's mistake */
export function controlId(
	action: ControlAction,
	picture: PictureId | null,
	argument: string | null = null,
): string {
	const id = [VERSION, action, picture ?? '-', ...(argument === null ? [] : [argument])].join(':');
	if (id.length > CONTROL_ID_LENGTH) throw new RangeError(`control id of ${id.length} characters: ${id}`);
	return id;
}

/** Null for ids that are not ours or of a version that this program does not know. */
export function readControlId(id: string): Control | null {
	const [version, action, picture, ...rest] = id.split(':');
	if (version !== VERSION || picture === undefined) return null;
	if (!CONTROL_ACTIONS.some((known) => known === action)) return null;
	return {
		action: action as ControlAction,
		picture: picture === '-' ? null : picture,
		argument: rest.length === 0 ? null : rest.join(':'),
	};
}
