import type { WireError } from './wire.ts';

const inSeconds = ({ retryAfterMs }: WireError) =>
	retryAfterMs === undefined ? '少ししてから' : `${Math.ceil(retryAfterMs / 1000)}秒後に`;
/** What no page of ours asks; its English names what was asked. */
const oddRequest = ({ message }: WireError) => `この要求は読めません: ${message}`;

/** What the room's own refusals say in Japanese, by their code. */
export const REFUSALS_JA: Readonly<Record<string, (refused: WireError) => string>> = {
	'wrong-key': () =>
		'鍵が合いません。中にいる人から招待リンクをもらうか、起動時に表示されたアドレスで開いてください。',
	'wrong-password': () => 'パスワードが違います。部屋を開いた人に聞いてください。',
	'no-name': () => '名前を入れてください。ほかの人にあなたが分かるようになります。',
	'not-inside': () => '先に部屋に入ってください。部屋を開いて、名前を書くだけです。',
	'too-many-tries': (refused) => `間違いが続きました。${inSeconds(refused)}もう一度お試しください。`,
	'too-many-newcomers': (refused) =>
		`同じネットワークから新しい人が続いて来ています。${inSeconds(refused)}もう一度お試しください。`,
	'too-many-names': (refused) => `名前の変更が続きました。${inSeconds(refused)}もう一度お試しください。`,
	'too-many-requests': (refused) => `一度に操作が多すぎます。${inSeconds(refused)}もう一度お試しください。`,
	'too-many-pages': () => 'この部屋を開いているページが多すぎます。いくつか閉じて、読み込み直してください。',
	busy: () => 'ただいま多くの絵を読んでいます。少ししてからもう一度お試しください。',
	'no-bytes': () => 'この絵はありません。まだ完成していないか、削除されたか、保存期間が終わりました。',
	'unknown-picture': () => 'その絵はこの部屋で描かれたものではありません。',
	'too-slow': () => 'ファイルの届く速さが足りません。良い回線か、小さいファイルでもう一度お試しください。',
	'too-large': () => '送られたものが大きすぎます。',
	'cut-off': () => '途中で切れました。もう一度お試しください。',
	'bad-value': () => 'ギャラリーのこのページは見つかりません。最初から見てください。',
	'room-failed': () => '部屋に問題が起きました。記録しましたので、もう一度お試しください。',
	'not-found': oddRequest,
	'bad-event-id': oddRequest,
	'bad-address': oddRequest,
	'not-json': oddRequest,
	'not-a-file': oddRequest,
	'unknown-host': oddRequest,
	'wrong-origin': oddRequest,
	'bad-request': oddRequest,
};
