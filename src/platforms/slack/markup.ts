import type { types } from '@slack/bolt';
import { minuteText, plainText, type Text } from '../card.ts';
import { saidTo } from '../said.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const NAMES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/** Plain text in which Slack finds no mention, no link and no date. */
export function escapeText(text: string): string {
	return text.replace(/[&<>]/g, (character) => ENTITIES[character]);
}

/** A neutral text in Slack's own markup, for the small print, where nothing else can hold code and dates. */
export function mrkdwn(text: Text): string {
	return text
		.map((part) => {
			if (typeof part === 'string') return escapeText(part);
			if ('bold' in part) return `*${escapeText(part.bold)}*`;
			if ('code' in part) return `\`${escapeText(part.code.replaceAll('`', 'ˋ'))}\``;
			if ('name' in part) {
				const user = mentioned(part);
				return user === null ? escapeText(part.name) : `<@${user}>`;
			}
			return `<!date^${seconds(part.time)}^{date_short_pretty} {time}|${minuteText(part.time)}>`;
		})
		.join('');
}

/** The same as rich text: it has no markup at all, so what people typed stays what they typed. */
export function richText(text: Text): types.RichTextElement[] {
	return text.flatMap((part): types.RichTextElement[] => {
		if (typeof part === 'string') return part === '' ? [] : [{ type: 'text', text: part }];
		if ('bold' in part) return [{ type: 'text', text: part.bold, style: { bold: true } }];
		if ('code' in part) return [{ type: 'text', text: part.code, style: { code: true } }];
		if ('name' in part) {
			const user = mentioned(part);
			return [user === null ? { type: 'text', text: part.name } : { type: 'user', user_id: user }];
		}
		return [
			{
				type: 'date',
				timestamp: seconds(part.time),
				format: '{date_short_pretty} {time}',
				fallback: plainText([part]),
			},
		];
	});
}

/** The user id of somebody who is to be mentioned; people of other platforms have none here. */
function mentioned({ person, mention }: Extract<Text[number], { name: string }>): string | null {
	return mention === true ? (/^slack:[A-Z0-9]+\/([A-Z0-9]+)$/.exec(person)?.[1] ?? null) : null;
}

function seconds(time: Date): number {
	return Math.floor(time.getTime() / 1000);
}

/**
 * What a person typed, out of what Slack sends: links that Slack made of it are taken back, entities read, and
 * the quotation marks that clients make round are straight again. Mentions of people and channels stay as they
 * are sent: the layout language leaves them out.
 */
export function typedText(sent: string): string {
	return sent
		.replace(/<(?![@#!])(?:mailto:|tel:)?([^<>|]*)\|([^<>]*)>/g, '$2')
		.replace(/<(?![@#!])(?:mailto:|tel:)?([^<>|]*)>/g, '$1')
		.replace(/&(amp|lt|gt);/g, (_, name: string) => NAMES[name])
		.replace(/[“”„]/g, '"')
		.replace(/[‘’]/g, "'")
		.trim();
}

/** What a message says to the app that it mentions. */
export function withoutMention(sent: string, bot: string): string {
	return saidTo(typedText(sent), new RegExp(`<@${bot}(?:\\|[^>]*)?>`, 'g'));
}
