import type { Box } from '../layout/layout.ts';
import type { FindingWords } from './finding-words.ts';

const COLOURS: Readonly<Record<string, string>> = {
	black: '黒',
	white: '白',
	grey: '灰色',
	red: '赤',
	orange: 'オレンジ色',
	yellow: '黄色',
	green: '緑',
	blue: '青',
	purple: '紫',
	pink: 'ピンク',
	brown: '茶色',
};

const colourOf = (name: string) => COLOURS[name] ?? name;

const PLACES = [
	['左上', '上', '右上'],
	['左', '中央', '右'],
	['左下', '下', '右下'],
];
/** A centre that is this far from the picture's middle is on that side. */
const OFF_CENTRE = 0.1;

function placeOf([x0, y0, x1, y1]: Box): string {
	const side = (from: number, to: number) => {
		const centre = (from + to) / 2 - 0.5;
		return centre < -OFF_CENTRE ? 0 : centre > OFF_CENTRE ? 2 : 1;
	};
	return PLACES[side(y0, y1)][side(x0, x1)];
}

export const ja: FindingWords = {
	missing: (object, texts) => `「${texts[object]}」が見つかりません（または、それと見分けられません）。`,
	elsewhere: (object, texts, there, here) =>
		placeOf(there) === placeOf(here)
			? `「${texts[object]}」は${placeOf(here)}にありますが、枠に合っていません。`
			: `「${texts[object]}」は${placeOf(here)}ではなく${placeOf(there)}にあります。`,
	stolen: (object, texts, colour, owner) =>
		`${colourOf(colour)}が「${texts[object]}」に付きました。「${texts[owner]}」の色のはずでした。`,
	coloured: (object, texts, seen, asked) =>
		`「${texts[object]}」は${colourOf(asked)}ではなく${colourOf(seen)}です。`,
	nothingWrong: 'すべてが指定の場所に指定の色であります。',
	unknown: (text) => `判定器は「${text}」を知りません。`,
	noJudge: 'このモデルには判定器がないため、物は探していません。',
	noAttention: 'このモデルは注意を示さないため、注意マップはありません。',
	object: (text, iou, bound) =>
		iou === null
			? `${text}：見つからず`
			: `${text}：あり、IoU ${iou}${bound === null ? '' : bound ? '、色は正しい' : '、色が違う'}`,
	assignment: (raw, margin, accuracy) =>
		`注意の割り当て（AAS）：${raw}、差 ${margin}、修飾語の${accuracy}が自分の物を見ています。`,
};
