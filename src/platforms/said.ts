/** Words before our name or alone that ask for nothing. */
const GREETING =
	/^(?:hey+|hi+|hello|hallo|yo|ok|okay|sup|good (?:morning|afternoon|evening|day|night)|morning|guten (?:tag|morgen|abend)|moin|servus|salut|bonjour|bonsoir|hola|buenos días|buenas|ciao|olá|oi|привет|здравствуйте|こんにちは|こんばんは|おはよう(?:ございます)?|よろしく(?:お願いします)?|안녕(?:하세요)?|你好|您好|مرحبا|नमस्ते)(?:\s+(?:there|all|everyone|bot|taue))?[\s,.!?、。！？]*$/iu;
/** What is said to somebody who drew, or to nobody: nothing in it is to be drawn. */
const NO_REQUEST =
	/^(?:(?:many )?thanks(?: (?:a lot|so much))?|thank you(?: (?:so|very) much)?|thx|ty|cheers|danke(?: schön)?|merci(?: beaucoup)?|gracias|obrigad[oa]|grazie|спасибо|ありがとう(?:ございます|ございました)?|どうも|감사합니다|고마워요?|谢谢|謝謝|شكرا|धन्यवाद|lol|lmao|haha+|wow|cool|nice|great|awesome|perfect|sorry|oops|test(?:ing)?|すごい|かわいい|いいね)[\s.!?~。！？〜]*$|^[\p{P}\s]+$|^(?:[\u{1f600}-\u{1f64f}\u{1f44a}-\u{1f450}\u{1f90d}-\u{1f92f}\u{1f970}-\u{1f97a}\u{1f493}-\u{1f49f}\u{1f389}\u{1f64c}\u{1f64f}\u{1f525}\u{1f4af}\u2764\u2665\u270a-\u270d]\p{Emoji_Modifier}?\ufe0f?\s*)+$/iu;
/** What stands between a name and what is said to it. */
const AFTER_NAME = /^(?:(?:さん|くん|ちゃん|様)(?=[\s,、:：!！]))?[\s,:;!?，、：；！？]+(?=\S)/u;
const OUR_NAME = /^\/?taue(?:[\s,:;，、：；]+|$)/i;
const COURTESY = /^(?:please|pls|can you|could you|would you)[\s,]+(?:please[\s,]+)?(?=draw\b)/i;
const HELP =
	/^(?:help(?: me| please)?|(?:please )?help|commands?|info|usage|start|instructions|how (?:does|do) (?:this|it|you|that|i)\b[^@]{0,30}|what (?:is this|are you|can you do|do you do)|who are you|hilfe|ayuda|aide|aiuto|ajuda|помощь|ヘルプ|使い方(?:は|を教えて(?:ください)?)?|どうやって使う(?:の)?|도움말|帮助|幫助|怎么用|مساعدة|मदद|[?？])[\s.!?。！？]*$/iu;
/** Other words for a command, of those that are no pictures. */
const COMMANDS: readonly (readonly [words: RegExp, command: string])[] = [
	[
		/^(?:(?:do it |once )?again|another(?: one)?|one more(?: time)?|more|retry|redo|try again|もう一回|もう一度|もう一枚|再来一张|noch ?mal|otra vez|encore)$/iu,
		'reroll',
	],
	[/^(?:stop(?: it)?|abort|never ?mind|cancel (?:it|that)|やめて|中止|キャンセル|停止|stopp)$/iu, 'cancel'],
	[
		/^(?:what can (?:you|i|we) draw|what do you know|words|list|何が描ける(?:の)?|何を描ける|能画什么)$/iu,
		'nouns',
	],
	[/^(?:status|how long|line)$/iu, 'queue'],
	[/^(?:my )?pictures$|^gallery please$/iu, 'gallery'],
];

/**
 * What somebody says to us in a message, as the line or command that it is: without our name, the greeting and
 * the colon around it. Empty where it asks for nothing, which gets the help.
 * @param mention - how the platform writes our name, global
 */
export function saidTo(text: string, mention: RegExp): string {
	const [before = '', ...after] = text.split(mention);
	const parts = after.length > 0 && GREETING.test(before.trim()) ? after : [before, ...after];
	const line = parts
		.join(' ')
		.trim()
		.replace(AFTER_NAME, '')
		.replace(OUR_NAME, '')
		.replace(COURTESY, '')
		.replace(/^\/(?=\p{L})/u, '');
	if (HELP.test(line) || GREETING.test(line) || NO_REQUEST.test(line)) return '';
	const bare = line.replace(/[\s.!?。！？]+$/u, '');
	return COMMANDS.find(([words]) => words.test(bare))?.[1] ?? line;
}
