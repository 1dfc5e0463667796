export { arrange } from './arrange.ts';
export { ATTRIBUTE_NAMES } from './attributes.ts';
export { withBackground } from './background.ts';
export { begunFlag } from './begun-flag.ts';
export { intersectionOverUnion } from './box.ts';
export { pointAt } from './caret.ts';
export { correctedLine } from './correct.ts';
export { altText, describe, placePhrase, promptOf } from './describe.ts';
export { FLAG_RULES } from './flags.ts';
export { errorJson, layoutJson } from './json.ts';
export * from './layout.ts';
export { LayoutError } from './layout-error.ts';
export type { LayoutErrorCode, LayoutMistake } from './mistakes.ts';
export type { PlaceName } from './named-places.ts';
export { asWritten, type Line, LONGEST_LINE, parseLine, readOnce } from './parse.ts';
export { SUGGESTED_WORDS } from './place-words.ts';
export { DEFAULT_PLACES, PLACE_NAMES } from './places.ts';
export { previewSize, previewSvg } from './preview.ts';
export { printBox, printLayout } from './print.ts';
export { MOST_OBJECTS } from './read-objects.ts';
export { mistakeInJapanese, remarkInJapanese } from './sentences-ja.ts';
export {
	type ModelWords,
	type TaughtWords,
	type Vocabulary,
	vocabularyOf,
	vocabularyOfModel,
} from './vocabulary.ts';
export { withUnknownWords } from './warnings.ts';
