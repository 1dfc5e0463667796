import { useEffect, useState } from 'preact/hooks';
import type { EmojiReader } from '../../../translate/plain/index.ts';
import { emojiNames } from './api.ts';

const EMOJI = /\p{Extended_Pictographic}/u;

let loaded: Promise<EmojiReader | null> | undefined;

async function load(): Promise<EmojiReader | null> {
	const [names, reader] = await Promise.all([emojiNames(), import('../../../translate/named-emoji.ts')]);
	return names && ((text, put) => reader.withNamedEmoji(text, (emoji) => names.get(emoji), put));
}

/** How emoji are read as words. The names come with the first emoji that is typed; until then there is no reader. */
export function useEmojiWords(text: string): EmojiReader | undefined {
	const [reader, setReader] = useState<EmojiReader>();
	const needed = reader === undefined && EMOJI.test(text);
	useEffect(() => {
		if (!needed) return;
		loaded ??= load().catch(() => null);
		void loaded.then((read) => {
			// Asked for again with the next emoji.
			if (read === null) loaded = undefined;
			else setReader(() => read);
		});
	}, [needed]);
	return reader;
}
