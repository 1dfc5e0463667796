/** Why a picture failed, as it is stored: in English, with a code. */
export interface Failure {
	readonly code: string;
	readonly message: string;
}

/** What a failure means in Japanese, by its code; what is not here is told as it is stored. */
const JAPANESE: Readonly<Record<string, string>> = {
	'bytes-gone': '拡大するはずの絵が、その間に削除されました。',
	'set-aside':
		'何度か描き始めましたが完成しなかったので、取りやめました。もう一度描くか、運営者に伝えてください。',
	'worker-busy': '描画プロセスに問題がありました。運営者に伝えてください。',
	engine: '描画中に問題が起きました。もう一度お試しください。',
	'model-missing': 'モデルが見つかりません。運営者に伝えてください。',
	'file-missing': 'モデルのファイルが足りません。運営者に伝えてください。',
	'file-broken': 'モデルのファイルが壊れています。運営者に伝えてください。',
	'graph-broken': 'モデルのファイルが壊れています。運営者に伝えてください。',
	'shape-mismatch': 'このモデルの部品どうしが合いません。運営者に伝えてください。',
	'unsupported-model': 'このモデルは使えません。別のモデルを選んでください。',
	'unsupported-scheduler': 'このモデルのスケジューラーは使えません。別のモデルを選んでください。',
	'unsupported-option': 'このモデルではできない指定があります。フラグを減らしてお試しください。',
	'provider-missing': 'この機械では、選ばれた計算装置が使えません。運営者に伝えてください。',
	'size-unsupported': 'このモデルでは描けない大きさです。--size を変えてください。',
	'no-attention': 'このモデルは物の場所を探せません。@auto の代わりに場所を書いてください。',
	'not-finite': '計算の結果が数になりませんでした。別のモデルか精度をお試しください。',
	crop: '切り出しのステップがこのモデルに合いません。--crop を変えてください。',
	transplant: '移植のステップがこのモデルに合いません。--transplant を変えてください。',
	scheduler: 'このレシピのスケジューラーは、このモデルでは使えません。',
	size: 'このモデルでは描けない大きさです。--size を変えてください。',
};

/** Why a picture failed, in the language of who looks at it. */
export function failureText({ code, message }: Failure, language: string): string {
	return language === 'ja' && Object.hasOwn(JAPANESE, code) ? JAPANESE[code] : message;
}
