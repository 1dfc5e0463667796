export { emojiAsWords } from './emoji.ts';
export type { Role } from './phrase.ts';
export { toEnglish } from './words.ts';
