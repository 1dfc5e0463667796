import { en, type Texts } from './en.ts';
import { ja } from './ja.ts';

export type { Texts } from './en.ts';

/** Languages of the page by their BCP 47 codes. One file and one line add one. */
export const TABLES = { en, ja } as const satisfies Readonly<Record<string, Texts>>;

export type Language = keyof typeof TABLES;

export const LANGUAGES = Object.keys(TABLES) as readonly Language[];
