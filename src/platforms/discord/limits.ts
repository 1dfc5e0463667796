import type { CardLimits } from '../card.ts';

/** Discord's own limits, from its documentation; `docs/discord.md` names the pages. */

/** An interaction's token lives 15 minutes; the last one is left to clocks that differ. */
export const TOKEN_MS = 14 * 60_000;
/** Characters of all texts of a message together. */
export const MESSAGE_TEXT = 4_000;
export const ALT_TEXT = 1_024;
export const BUTTONS_PER_ROW = 5;
export const BUTTON_LABEL = 80;
export const SELECT_OPTIONS = 25;
export const SELECT_TEXT = 100;
export const SELECT_PLACEHOLDER = 150;
export const MODAL_TITLE = 45;
export const LABEL_TEXT = 45;
export const LABEL_DESCRIPTION = 100;
export const STRING_OPTION = 6_000;
export const CHOICES = 25;
export const THREAD_NAME = 100;
export const NONCE = 25;
/** Of a file, where an interaction does not say what its people may send. */
export const ATTACHMENT_BYTES = 10 * 2 ** 20;
/** Of a whole request. */
export const REQUEST_BYTES = 25 * 2 ** 20;
/** Of cards. */
export const CARD: CardLimits = { altTextLength: ALT_TEXT, keepsFiles: false };
