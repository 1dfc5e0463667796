import type { Language } from '../language.ts';
import { japanese } from './ja.ts';
import { chinese } from './zh.ts';

/** Languages whose words are understood in a picture's description. One file and one line add one. */
export const LANGUAGES: readonly Language[] = [japanese, chinese];
