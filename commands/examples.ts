import type { Localised } from './command.ts';

/** Lines that draw on a click, for whoever sees the bot for the first time. */
export const EXAMPLES: readonly Localised[] = [
	{ en: 'a red cat@left, a blue dog@right on a meadow', ja: '赤い猫@左、青い犬@右、草原' },
	{ en: 'an owl@top-left, a house@right | a night sky', ja: 'フクロウ@左上、家@右、夜空' },
	{ en: '3 sheep@bottom on a farm', ja: '3匹の羊@下、農場' },
];
