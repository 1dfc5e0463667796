import type { Doing, Made, QuotaScope, QuotaSpan, Sentences } from './en.ts';

const meant = (near: string | undefined) => (near === undefined ? '' : `もしかして: ${near}。`);

/** What is done to a picture, as refusals say it. */
const DOING: Readonly<Record<Doing, string>> = {
	see: '見る',
	build: 'もとに描く',
	serve: '開く',
	vote: '投票する',
	star: 'スターを付ける',
	mention: '話題にする',
	cancel: 'キャンセルする',
	delete: '削除する',
};
const MADE: Readonly<Record<Made, string>> = { look: '見ることができません', upscale: '拡大できません' };
const WHOSE: Readonly<Record<QuotaScope, string>> = {
	person: 'あなた',
	channel: 'このチャンネル',
	server: 'このサーバー',
};
const SPANS: Readonly<Record<QuotaSpan, string>> = { hour: '1時間', day: '1日' };

const roomAt = (time: string) => `${time} (UTC) に空きができます。`;

/** Why something cannot be had, and what to do instead, in Japanese. */
export const ja: Sentences = {
	unknownPicture: (id) =>
		`「${id}」という絵はありません。絵の番号は12文字で、レシピにあります。打ち間違いかもしれません。`,
	whichPicture: () => 'どの絵ですか。レシピにある番号(12文字)を書くか、その絵に返信してください。',
	unknownPost: (post) => `投稿 ${post} はありません。その絵はもうありません。`,
	deleted: () => 'この絵は削除されました。',
	deletedRecipe: () => 'この絵は削除され、レシピも残っていません。',
	deletedOrigin: (id) => `絵 ${id} は削除されたので、もとに描くことはできません。`,
	notFinished: (made) => `この絵はまだ完成していないので、${MADE[made]}。`,
	onlySeen: (parent, made) =>
		`これは絵 ${parent} を見た結果で、それ自体は${MADE[made]}。元の絵を指定してください。`,
	bytesGone: () => 'この絵の保存期間は終わりました。引き直さなくても、`layers` で同じ絵をもう一度描けます。',
	recipeGone: () => 'このレシピはもう手元にありません。もう一度、絵をここに置いてください。',
	galleryPage: () => 'ギャラリーのこのページは見つかりません。最初から見てください。',

	noLayout: () =>
		'この絵は文だけから描いたので、物がありません。cat@left のように場所を付けると物になります。',
	nothingToLookFor: () =>
		'この絵は文だけから描いたので、探す物がありません。cat@left のように場所を付けると物になります。',
	noSuchNumber: (object, there) => `${object}番の物はありません。あるのは ${there} です。`,
	noSuchObject: (given, there) =>
		`「${given}」という物はありません。${there === '' ? 'この絵には物がありません。' : `あるのは ${there} です。`}`,
	whichObject: (given, numbers, there) =>
		`「${given}」は${numbers.map((number) => `${number}番`).join('か')}のどれですか。番号で書いてください。あるのは ${there} です。`,
	sayWhere: () => '移動先(左、tl、2/3、(10 20 60 90) など)か大きさを書いてください。',
	noBox: (box) =>
		`[${box.join(', ')}] は枠ではありません。[左, 上, 右, 下] を絵に対する割合で、左 < 右、上 < 下 になるように書いてください。`,
	noPlace: (given) =>
		`「${given}」という場所はありません。場所は 左 や tl、2/3 のような列、(10 20 60 90) のような枠です。`,
	variations: (count, most) => `${count}枚の変化が求められました。一度に作れるのは1〜${most}枚です。`,
	tooLargeToEnlarge: (size, factor, larger, most) =>
		`${size} を${factor}倍すると ${larger} になります。一辺は${most}ピクセルまでです。`,
	sweepCount: (given, most) => `値は1〜${most}個です。${given}個ありました。`,
	sweepNumber: (flag, whole, min, max, given) =>
		`${flag} は ${min} から ${max} までの${whole ? '整数' : '数'}です。「${given}」でした。`,
	sweepArm: (given, arms) => `「${given}」という描き方はありません。あるのは ${arms} です。`,
	cannotDraw: (why) => `この絵は描けません: ${why}。`,
	recipeRefused: (why) => `このレシピは描けません。${why}`,
	tooLarge: (size, model, largest) =>
		`${size} はモデル ${model} には大きすぎます。この形で最大は --size ${largest} です。描いたあと /taue upscale で拡大できます。`,
	tooMuchWork: (evaluations, model, most, ways) =>
		`この絵にはモデル ${model} の計算が${evaluations}回要りますが、ここでは${most}回までです。` +
		`できるのは: ${ways.length === 0 ? '別のモデル' : ways.map((way) => (way === 'objects' ? '物を減らす' : way)).join('、または ')}。`,

	noModel: () => 'モデルがありません。運営者が `npm run taue -- models pull OWNER/NAME` で取得できます。',
	noAllowedModel: (allowed) => `ここで使えるモデル (${allowed}) が入っていません。`,
	modelNotAllowed: (name, allowed) => `モデル ${name} はここでは使えません。使えるのは ${allowed} です。`,
	unknownModel: (name, near, there) =>
		`「${name}」というモデルはありません。${meant(near)}あるのは ${there} です。`,

	draining: () => 'スタジオを再起動しています。1分ほどしてからもう一度お試しください。',
	placeOff: () => 'ここでは描けない設定です。モデレーターが設定で有効にできます。',
	refusedWord: (word) => `「${word}」はここでは描けません。別の言葉にしてください。`,
	lineTooLong: (length, most) => `行は${length}文字です。${most}文字までにしてください。`,
	messageTooLong: (length, most) => `メッセージは${length}文字です。${most}文字までにしてください。`,
	notStorable: (nul, at) =>
		`${at}文字目に${nul ? '番号 0 の文字' : '半分だけの文字'}があります。コピーのときに壊れたようです。打ち直してください。`,

	moderatorsOnly: () => '設定を変えられるのはモデレーターだけです。',
	serverOnly: () =>
		'すべてのチャンネルの設定を変えられるのは、サーバー全体を管理する人だけです。scope=server を付けなければ、このチャンネルの設定になります。',
	noServer: () => 'この場所はサーバーに属していません。この場所の設定を変えてください。',
	elsewhere: (id, right) =>
		`絵 ${id} はこの場所のものではありません。${DOING[right]}ことができるのは、描いた場所か投稿した場所です。`,
	somebodyElses: (whose, right) =>
		`この絵を${DOING[right]}ことができるのは、${whose ?? '頼んだ人'}かモデレーターだけです。`,

	badSetting: (name, why) => `設定 ${name} が正しくありません: ${why}。`,
	unknownSetting: (given, near, possible) =>
		`「${given}」という設定はありません。${meant(near)}ここで使えるのは ${possible} です。`,
	changesNothing: (given) =>
		`「${given}」では何も変わりません。quota.personHour=20 や safety.policy=blur のように 名前=値 で書いてください。`,
	cannotDrawWith: (why) => `この設定では何も描けません。${why}`,
	badDefaults: (given, why) =>
		`設定 defaults は「${given}」でした。${why}defaults="--steps 12" のように、フラグだけを書いてください。`,
	notAllFlags: () => 'フラグでないものがあります。',
	flagsOfALine: () => '--seed と -n は行に書くものです。',

	shelfFull: (count) => `保存された配置が${count}個あり、これが上限です。先に一つ消してください: unsave 名前`,
	unknownLayout: (name, near) => `「${name}」という配置は保存されていません。${meant(near)}一覧: saved`,
	badName: (given) =>
		`「${given}」は配置の名前にできません。名前は beach-party のように、文字・数字・-・_ で40文字までの一語です。`,
	layoutOfAnother: (name, whose, instead) =>
		`配置 ${name} は${whose ?? '今はいない人'}が保存したもので、変えられるのは本人かモデレーターだけです。` +
		(instead === 'another-name' ? '別の名前で保存してください。' : '本人に頼んでください。'),

	unknownCommand: (name) => `「${name}」というコマンドはありません。`,
	meansNothing: (given, command, examples, line) =>
		`「${given}」は ${command} では意味がありません(例: ${examples})。描くには: draw ${line}`,
	noOption: (command, name, options) =>
		`${command} に「${name}」という項目はありません。${options === '' ? '項目はありません。' : `あるのは ${options} です。`}`,
	needs: (command, option, what, example) =>
		`${command} には ${option} が必要です(${what.ja})。例: /taue ${example}`,
	takesPicture: (option, given) => `${option} は絵の番号(12文字)です。「${given}」でした。`,
	takesNumber: (option, whole, min, max, given) =>
		`${option} は ${min} から ${max} までの${whole ? '整数' : '数'}です。「${given}」でした。`,
	takesChoice: (option, choices, given) => `${option} は ${choices} のどれかです。「${given}」でした。`,
	takesYesOrNo: (option, given) => `${option} は「はい」か「いいえ」です。「${given}」でした。`,
	takesText: (option, most, given) => `${option} は${most}文字までです。「${given}」でした。`,

	burst: (requests, seconds) => `${seconds}秒間に${requests}回を超える操作がありました。少しお待ちください。`,
	tooManyAtOnce: (live, most) =>
		`ここで待っている、または描画中の絵が${live}枚あります。上限は${most}枚です。終わるのを待つか、一つキャンセルしてください。`,
	quotaUsed: (scope, left, most, span, wanted, time) =>
		`${WHOSE[scope]}の残りは${SPANS[span]}あたり${most}枚のうち${left}枚ですが、${wanted}枚が求められました。${roomAt(time)}`,
	askedTooOften: (used, most, span, time) =>
		`直近の${SPANS[span]}に、キャンセルしたものも含めて${used}枚を頼んでいます。上限は${most}枚です。${roomAt(time)}`,
	queueFull: (waiting, capacity, seconds) =>
		`${waiting}枚が待っていて、上限は${capacity}枚です。${seconds}秒ほどしてからもう一度お試しください。`,
};
