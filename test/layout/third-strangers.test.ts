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
		['cat@at: left, dog@somewhere on the right', 'cat@left, dog@right'],
		['cat@somewhere on a beach', 'cat@auto on a beach'],
		['cat@10 20 60 90, dog@right', 'cat@(10 20 60 90), dog@right'],
		['cat@10,20,60,90, dog@right', 'cat@(10 20 60 90), dog@right'],
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
		['猫＠左 シード７ ステップ20', '猫@left --seed 7 --steps 20'],
		['左に猫、右に犬がいる。砂浜で。', '猫@left, 犬@right | 砂浜'],
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
		['cat@50,50, dog@right', 'cat@(30 30 70 70), dog@right'],
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

suite('programs, shells and tags', () => {
	const cases: readonly Case[] = [
		['1girl, solo@left', '"1girl, solo"@left'],
		[
			'masterpiece, 1girl, solo, red hair@left, 1boy, black hair@right, outdoors',
			'"1girl, solo, red hair"@left, "1boy, black hair"@right | "masterpiece, outdoors"',
		],
		['1girl, (red hair:1.2)@left, 1boy@right', '"1girl, red hair"@left, a boy@right', [':1.2']],
		['cat_on_mat@left, red_dog@top_right on a_beach', 'cat on mat@left, red dog@top-right on a beach'],
		['red_cat@left --model sd_turbo --sampler k_euler', 'red cat@left --scheduler euler --model sd_turbo'],
		['"red_cat"@left', '"red_cat"@left'],
		['print("cat@left, dog@right")', 'cat@left, dog@right', ['print(']],
		['prompt = "a cat@left"', 'a cat@left'],
		["const prompt = 'a cat@left';", 'a cat@left', ['const prompt =']],
		[
			'pipe(prompt="a cat@left", negative_prompt="text", num_inference_steps=20, guidance_scale=7.5)',
			'a cat@left --steps 20 --guidance 7.5 --no text',
			['pipe(prompt='],
		],
		[
			'```python\nimage = pipe("a cat@left", generator=torch.manual_seed(7)).images[0]\n```',
			'a cat@left --seed 7',
			['python image = pipe('],
		],
		["client.draw({ prompt: 'cat@left', steps: 20 })", 'cat@left --steps 20', ['client.draw(']],
		[
			`curl https://a.example -d '{"prompt": "cat@left", "seed": 3}'`,
			'cat@left --seed 3',
			["curl https://a.example -d '"],
		],
		["npx taue draw 'cat@left, dog@right' --seed 7", 'cat@left, dog@right --seed 7'],
		["$ taue draw 'a cat@left' -o cat.png", 'a cat@left'],
		['npm run -s taue -- draw "cat@left" --out a.png', 'cat@left', ['--out a.png']],
		['node src/cli.ts draw "cat@left"', 'cat@left'],
		['can you draw "cat@left" please?', 'cat@left', ['please?']],
		['draw this: "cat@left, dog@right"', 'cat@left, dog@right'],
		// Words that only look like a program.
		['left="cat", right="dog"', 'cat@left, dog@right'],
		['let the cat@left hold "milk"', 'let the cat@left | hold milk'],
		['("a cat", "a dog").and()', 'a cat, a dog', ['.and()']],
	];
	cases.forEach(check);
});
