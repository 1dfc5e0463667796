import type { PersonId } from '../../studio/people.ts';
import type { Text } from '../card.ts';

const SPECIAL = /[\\*_~`|<>[\]@]|:(?=\w+:)|^(\s*)([-+#]+|\d+\.)(?=\s)/gm;

/** Plain text that Discord shows as it is: no formatting, no mentions, no links in disguise. */
export function escapeMarkdown(text: string): string {
	return text.replace(SPECIAL, (match) => match.replace(/[^\s\d]/g, '\\$&'));
}

/** Text in a code span; backticks cannot be escaped in one. */
function codeSpan(text: string): string {
	return `\`${text.replaceAll('`', 'ˋ')}\``;
}

/** A block of code; its text cannot end it early. */
export function codeBlock(text: string, language = ''): string {
	return `\`\`\`${language}\n${text.replaceAll('```', 'ˋˋˋ')}\n\`\`\``;
}

/** People of other platforms have no mention here. */
function mention({ person, name }: { readonly person: PersonId; readonly name: string }): string {
	const id = /^discord:(\d+)$/.exec(person)?.[1];
	return id === undefined ? escapeMarkdown(name) : `<@${id}>`;
}

/** A neutral text in Discord's Markdown. */
export function markdown(text: Text): string {
	return text
		.map((part) => {
			if (typeof part === 'string') return escapeMarkdown(part);
			if ('bold' in part) return `**${escapeMarkdown(part.bold)}**`;
			if ('code' in part) return codeSpan(part.code);
			if ('name' in part) return part.mention === true ? mention(part) : escapeMarkdown(part.name);
			return `<t:${Math.floor(part.time.getTime() / 1000)}:f>`;
		})
		.join('');
}
