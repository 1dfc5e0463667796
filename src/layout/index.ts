export * from './layout.ts';
export { LayoutError, type LayoutErrorCode } from './layout-error.ts';
export { type Vocabulary, vocabularyOf } from './vocabulary.ts';
