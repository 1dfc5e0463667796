/** Words before our name or alone that ask for nothing. */
const GREETING =
	/^(?:hey|hi|hello|hallo|yo|ok|okay|salut|bonjour|hola|ciao|olá|こんにちは|こんばんは|おはよう|안녕|你好)(?:\s+there)?[\s,.!?、。！？]*$/iu;
/** What stands between a name and what is said to it. */
const AFTER_NAME = /^(?:(?:さん|くん|ちゃん|様)(?=[\s,、:：!！]))?[\s,:;!?，、：；！？]+(?=\S)/u;
const OUR_NAME = /^\/?taue(?:[\s,:;，、：；]+|$)/i;
const COURTESY = /^(?:please|pls|can you|could you|would you)[\s,]+(?:please[\s,]+)?(?=draw\b)/i;
const HELP = /^(?:help|ヘルプ|[?？])[\s.!?。！？]*$/i;

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
	return HELP.test(line) || GREETING.test(line) ? '' : line;
}
