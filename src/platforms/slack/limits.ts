import type { CardLimits } from '../card.ts';

/** Slack's own limits, from its documentation; `docs/slack.md` names the pages. */

/** Every envelope and request must be acknowledged within this. */
export const ACKNOWLEDGE_MS = 3_000;
/** Requests whose signed time is further away than this are refused. */
export const SIGNATURE_SECONDS = 300;
export const MESSAGE_BLOCKS = 50;
/** Characters of one text of a block. */
export const BLOCK_TEXT = 3_000;
export const HEADER_TEXT = 150;
/** Of a message's own text, which notifications and screen readers get. */
export const MESSAGE_TEXT = 4_000;
export const ALT_TEXT = 2_000;
export const BUTTON_TEXT = 75;
export const BUTTON_VALUE = 2_000;
export const BUTTONS_PER_BLOCK = 25;
export const SELECT_OPTIONS = 100;
export const OPTION_TEXT = 75;
export const OPTION_VALUE = 150;
export const PLACEHOLDER = 150;
export const MODAL_TITLE = 24;
export const MODAL_BUTTON = 24;
export const INPUT_LENGTH = 3_000;
export const INPUT_LABEL = 2_000;
/** Messages to one channel: about one a second. */
export const POST_EVERY_MS = 1_000;
/** `chat.update` belongs to tier 3. */
export const EDITS_PER_MINUTE = 50;
/** Of a file; workspaces may have less room. */
export const FILE_BYTES = 1_000_000_000;
/** Of cards. */
export const CARD: CardLimits = { altTextLength: ALT_TEXT, keepsFiles: true };
