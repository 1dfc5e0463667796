import assert from 'node:assert/strict';
import { describe as suite, test } from 'node:test';
import { correctedLine, LayoutError, parseLine } from '../../src/layout/index.ts';
import { type Case, check } from './line-case.ts';

suite('places in words, a third round', () => {
	const cases: readonly Case[] = [
		["cat@'left', dog@‘right’", 'cat@left, dog@right'],
		['cat@left:, dog@right :', 'cat@left, dog@right'],
		['cat@left:.', 'cat@left'],
		['cat@left:(small)', 'cat@left:small'],
		['cat@lower left third, dog@upper right quarter', 'cat@bottom-left, dog@top-right'],
		['cat@position left, dog@position=right', 'cat@left, dog@right'],
		['cat@place: left, dog@Place:@right', 'cat@left, dog@right'],
		['cat@centred', 'cat@center'],
		['cat@foreground, dog@left', 'cat@bottom:front, dog@left'],
		['cat@in the foreground on a beach', 'cat@bottom:front on a beach'],
		['猫＠手前、犬＠左', '猫@bottom:front, 犬@left'],
		['cat@full', 'cat@(2 2 98 98)'],
		['cat@the whole picture, dog@left', 'cat@(2 2 98 98), dog@left'],
		['猫＠画面全体', '猫@(2 2 98 98)'],
		['cat@left:gigantic, dog@right:regular', 'cat@left:huge, dog@right'],
	];
	cases.forEach(check);
});

suite('signs and languages, a third round', () => {
	const cases: readonly Case[] = [
		['گربه@چپ، سگ@سمت راست', 'گربه@left, سگ@right'],
		['گربه سمت چپ، سگ سمت راست', 'گربه@left, سگ@right'],
		['بلی@بائیں، کتا@دائیں طرف', 'بلی@left, کتا@right'],
		['বিড়াল@বাম দিকে, কুকুর@ডানে।', 'বিড়াল@left, কুকুর@right'],
		['macska@balra, kutya@jobbra', 'macska@left, kutya@right'],
		['pisică@stânga, câine@dreapta sus', 'pisică@left, câine@top-right'],
		['котка@вляво, куче@вдясно', 'котка@left, куче@right'],
		['고양이는 왼쪽에, 개는 오른쪽에 있어요.', '고양이@left, 개@right'],
		['고양이는 왼쪽에 있고 개는 오른쪽에 있습니다', '고양이@left, 개@right'],
		['猫放在左边，狗坐在右边', '猫@left, 狗@right'],
		['猫を左に、犬を右に置いて', '猫@left, 犬@right'],
		['猫＠左端っこ、犬＠右', '猫@far-left, 犬@right'],
		['猫＠左／犬＠右', '猫@left, 犬@right'],
		['猫＠左!犬＠右！', '猫@left, 犬@right'],
		['猫＠左上～犬＠右下', '猫@top-left, 犬@bottom-right'],
		['cat@left!dog@right', 'cat@left, dog@right'],
		['cat@left⸲ dog@right︐ owl@top', 'cat@left, dog@right, owl@top'],
	];
	cases.forEach(check);
});

suite('a correction, a third round', () => {
	for (const [line, corrected] of [
		['cat@(60 20 10 90)', 'cat@(10 20 60 90)'],
		['cat@(10 20 160 90), dog@top', 'cat@(10 20 100 90), dog@top'],
		['cat@(-5 20 60 90)', 'cat@(0 20 60 90)'],
		['cat@(100 200 600 900)', 'cat@(10 20 60 90)'],
		['cat@(10 20 60 90, dog@right', 'cat@(10 20 60 90), dog@right'],
		['cat left, dog@right', 'cat@left, dog@right'],
		['cat@left:bigg', 'cat@left:big'],
		['cat@left:150%', 'cat@left:100%'],
		['cat@in the background', 'cat@in the center:back'],
		['cat@whole', 'cat@full'],
		['chat@gauch, chien@droit', 'chat@gauche, chien@droit'],
		['Katze@linsk', 'Katze@links'],
	] as const) {
		test(`of ${line} is ${corrected}`, () => {
			assert.throws(
				() => parseLine(line),
				(error) => error instanceof LayoutError && correctedLine(error) === corrected,
			);
		});
	}

	// What is a word of its own is no slip of a side.
	for (const word of ['night', 'light', 'flower', 'crown', 'desert', 'forest', 'santa', 'chick', 'otter']) {
		test(`is none for cat@${word}`, () => {
			assert.throws(
				() => parseLine(`cat@${word}`),
				(error) => error instanceof LayoutError && correctedLine(error) === null,
			);
		});
	}
});
