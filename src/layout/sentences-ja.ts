import type { LayoutMistake, LayoutRemark } from './mistakes.ts';
import { SCHEDULERS } from './schedulers.ts';

/** What is wrong with a line, in Japanese. */
export function mistakeInJapanese(mistake: LayoutMistake): string {
	switch (mistake.kind) {
		case 'too-long':
			return `この行は${mistake.given}文字です。${mistake.most}文字までにしてください。`;
		case 'nothing-to-draw':
			return '描くものがありません。「猫@左, 犬@右 | 砂浜」のように書いてください。';
		case 'only-left-out':
			return `描くものがありません。「${mistake.given}」はここでは意味を持ちません。`;
		case 'unknown-flag':
			return `${mistake.flag} というフラグはありません。文字として描くときは " " で囲んでください。`;
		case 'repeated-flag':
			return `${mistake.flag} が二度書かれています。一度だけにしてください。`;
		case 'flag-without-value':
			return `${mistake.flag} に値がありません。`;
		case 'place-in-flag':
			return `${mistake.flag} は後ろの言葉をすべて受け取りますが、その中に場所(@)があります。行の最後に書いてください。`;
		case 'two-values':
			return `${mistake.flag} の「${mistake.given}」には値が二つ以上あります。一つにしてください。`;
		case 'not-whole':
			return `${mistake.flag} の「${mistake.given}」は整数ではありません。${mistake.min}から${mistake.max}までの整数を書いてください。`;
		case 'number-range':
			return `${mistake.flag} の「${mistake.given}」は範囲外です。${mistake.min}から${mistake.max}までにしてください。`;
		case 'not-a-number':
			return `${mistake.flag} の「${mistake.given}」は数ではありません。`;
		case 'share-range':
			return `${mistake.flag} の「${mistake.given}」は範囲外です。0.6 や 60% のような割合を書いてください。`;
		case 'unknown-arm':
			return `「${mistake.given}」という方式(--arm)はありません。`;
		case 'unknown-scheduler':
			return `「${mistake.given}」というスケジューラー(--scheduler)はありません。${SCHEDULERS.join('、')} のどれかを書いてください。`;
		case 'unknown-size':
			return `--size の「${mistake.given}」は大きさではありません。1024x768、16:9、square、portrait、landscape のどれかの形で書いてください。`;
		case 'unknown-colour':
			return `--key の「${mistake.given}」は色ではありません。`;
		case 'bad-model-name':
			return `--model の「${mistake.given}」はモデルの名前ではありません。`;
		case 'ribbon':
			return `--size の「${mistake.given}」は細長すぎます。1:${mistake.most} から ${mistake.most}:1 までにしてください。`;
		case 'bad-pixels':
			return `--size の「${mistake.given}」を描けるモデルはありません。一辺は${mistake.min}から${mistake.max}ピクセルです。`;
		case 'after-background':
			return '| の後ろに書けるのは背景だけです。物と場所は | の前に書いてください。';
		case 'no-place-here':
			return 'この @ の後ろに場所がありません。左、右上、2/3、b2、(10 20 60 90) などを書いてください。';
		case 'unknown-place':
			return `「${mistake.given}」という場所はありません。`;
		case 'address':
			return `「${mistake.given}」は場所ではなく、アドレスのようです。記号として描くときは \\@ と書いてください。`;
		case 'unknown-object':
			return mistake.known.length === 0
				? `「${mistake.given}」に当たる物がこの行にありません。`
				: `「${mistake.given}」はこの行にありません。あるのは ${mistake.known.join('、')} です。`;
		case 'place-circle':
			return `「${mistake.given}」の場所が自分自身を頼りにしています。どれか一つに「左」のような場所を書いてください。`;
		case 'without-place':
			return `「${mistake.given}」に場所がありません。「猫@左」のように後ろに書くか、背景なら前に | を書いてください。`;
		case 'nothing-named':
			return 'この @ の前に、描くものが書かれていません。「猫@左」のように書いてください。';
		case 'box-open':
			return 'この枠のかっこが閉じていません。';
		case 'box-outside':
			return 'この枠は絵の外にはみ出しています。';
		case 'box-without-area':
			return 'この枠には広さがありません。右は左より、下は上より大きくしてください。';
		case 'box-too-small':
			return 'この枠は小さすぎて、中に置けません。';
		case 'box-numbers':
			return `枠には数が四つ要りますが、${mistake.count}個あります。(左 上 右 下) の順に書いてください。`;
		case 'box-word':
			return `「${mistake.given}」は数ではありません。`;
		case 'no-size-here':
			return 'このコロンの後ろに大きさがありません。';
		case 'two-sizes':
			return 'この物には大きさが二つあります。一つにしてください。';
		case 'bad-size':
			return `「${mistake.given}」は大きさではありません。small、large、40%、30%x50% や flip、front、back のように書いてください。`;
		case 'none-of-it':
			return 'ゼロ個の物は置けません。';
		case 'too-many-objects':
			return `一枚の絵に置けるのは${mistake.most}個までですが、${mistake.count}個になります。名前の中の数は " " で囲んでください。`;
		case 'too-many-pictures':
			return `ここまでの組み合わせは${mistake.count}枚になります。${mistake.most}枚までにしてください。`;
		case 'quote-open':
			return 'この引用符が閉じていません。';
		case 'braces-open':
			return 'この { が閉じていません。';
		case 'braces-nested':
			return '{ } の中に、もう一つ { } は書けません。';
		case 'brace-alone':
			return 'この } に対応する { がありません。';
		case 'braces-empty':
			return 'この { } の中に選択肢がありません。{赤い,青い} のように書いてください。';
	}
}

/** What is worth telling of a line, in Japanese. */
export function remarkInJapanese(remark: LayoutRemark): string {
	switch (remark.kind) {
		case 'tiny-box':
			return `「${remark.text}」の枠はとても小さく(絵の ${remark.width}% × ${remark.height}%)、何も描かれないかもしれません。`;
		case 'overlap':
			return `「${remark.text}」と「${remark.other}」の枠は ${remark.percent}% 重なっていて、片方が隠れるかもしれません。`;
		case 'size-rounded':
			return `モデル ${remark.model} は ${remark.given} では描けないので、${remark.drawn} で描きます。`;
		case 'unknown-word': {
			const near = remark.near === null ? '' : `「${remark.near}」のことですか。`;
			return `モデルは「${remark.word}」という言葉を知りません。${near}`;
		}
		case 'unread':
			return `モデル ${remark.model} が一度に読める長さを超えています。${remark.words.map((words) => `「${words}」`).join('、')}は描かれないかもしれません。`;
		case 'unknown-unwanted':
			return `モデルは${remark.words.map((word) => `「${word}」`).join('、')}を知らないので、--no は効きません。`;
		case 'left-out':
			return `ここでは意味を持たないので省きました: ${remark.given.map((words) => `「${words}」`).join('、')}。`;
		case 'translated':
			return `${remark.words.map(([from, to]) => `「${from}」は ${to}`).join('、')} として描きます。`;
		case 'scheduler-named':
			return `「${remark.given}」はここでは --scheduler ${remark.name} です。`;
		case 'idle':
			return `${remark.given.join('、')} はここでは効きません: ${idleInJapanese(remark.where)}。`;
		case 'unwanted':
			return `--no と同じく、描かないものとして読みました: ${remark.given.map((words) => `「${words}」`).join('、')}。`;
		case 'places-first':
			return `場所は言葉の後に書きます。「${remark.example}」と読みました。`;
		case 'not-counted':
			return `「${remark.text}」は一つの物として描きます。いくつも描くには「${remark.many}」と書いてください。`;
	}
}

type Idle = Extract<LayoutRemark, { readonly kind: 'idle' }>['where'];

function idleInJapanese(where: Idle): string {
	switch (where.kind) {
		case 'guidance':
			return `ガイダンスが1より大きいときのものですが、今は ${where.guidance} です`;
		case 'model':
			return `モデル ${where.model} はこれを読みません`;
		case 'arm':
			return `描き方 ${where.arm} では使われません`;
		case 'no-objects':
			return '場所のある物についてのものですが、この行にはありません';
	}
}
