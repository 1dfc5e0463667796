import { singular } from '../layout/counts.ts';
import { type ModelWords, type Vocabulary, vocabularyOfModel } from '../layout/vocabulary.ts';
import { LANGUAGES } from './languages/index.ts';
import { withLanguages } from './vocabulary.ts';
import { toEnglish } from './words.ts';

/** What a model is known to draw, for completion, the panel of nouns and plain sentences. */
export interface KnownWords {
	readonly nouns: readonly string[];
	readonly colours: readonly string[];
	/** A phrase for each kind of background: `a green meadow`. */
	readonly scenes: readonly string[];
	/** The model takes other words, too: it was not taught these alone. */
	readonly anything: boolean;
	/** For warnings in a line; absent where the room does not know the model's words. */
	readonly vocabulary: Vocabulary | undefined;
	/** Whether words end with something it draws: `two red cats`; plurals and other languages count. */
	isNoun(words: string): boolean;
	/** Whether words are a noun and nothing else: `hot dog`. */
	names(words: string): boolean;
	/** Whether the model was taught the word, in any language that has tables. */
	knows(word: string): boolean;
}

export function knownWords(words: ModelWords | null): KnownWords {
	const taught = words?.taught;
	const [table] = LANGUAGES;
	const nouns = taught?.nouns ?? Object.keys(table?.nouns ?? {});
	const every = new Set(
		[...nouns, ...Object.values(taught?.synonyms ?? {}).flat()].map((noun) => noun.toLowerCase()),
	);
	const vocabulary = words === null ? undefined : withLanguages(vocabularyOfModel(words));
	const isEnglishNoun = (text: string) => every.has(text) || every.has(singular(text));
	return {
		nouns,
		colours: taught?.colours ?? Object.keys(table?.colours ?? {}),
		scenes:
			taught === undefined
				? Object.keys(table?.scenes ?? {})
				: Object.values(taught.scenes).flatMap(([usual]) => (usual === undefined ? [] : [usual])),
		anything: taught === undefined,
		vocabulary,
		isNoun(text) {
			const { text: english, unknown } = toEnglish(text.toLowerCase(), 'object');
			if (unknown.length > 0) return false;
			const parts = english.trim().split(/\s+/);
			return [1, 2, 3].some((length) => isEnglishNoun(parts.slice(-length).join(' ')));
		},
		names: isEnglishNoun,
		knows: (word) => isEnglishNoun(word) || (vocabulary?.known(word) ?? every.has(word)),
	};
}

/** What a noun is called in a language; itself where its table has no word for it. */
export function nounIn(noun: string, code: string): string {
	const words = LANGUAGES.find((language) => language.code === code)?.nouns[noun];
	return words?.split(' ')[0] ?? noun;
}

/** The colours as a language calls them; two spellings of one that it does not tell apart are left out. */
export function coloursIn(colours: readonly string[], code: string): readonly string[] {
	const table = LANGUAGES.find((language) => language.code === code)?.colours;
	if (table === undefined) return colours;
	return colours.flatMap((colour) => table[colour]?.split(' ')[0] ?? []);
}

export function sceneIn(scene: string, code: string): string {
	const scenes = LANGUAGES.find((language) => language.code === code)?.scenes ?? {};
	const bare = (words: string) => words.replace(/^(?:an?|the) /, '').split(' ');
	const wanted = bare(scene);
	// `a beach` is the sandy one where the table has no other.
	const found = Object.entries(scenes)
		.map(([english, words]) => ({ words, said: bare(english) }))
		.filter(({ said }) => wanted.every((word) => said.includes(word)))
		.toSorted((a, b) => a.said.length - b.said.length);
	return found[0]?.words.split(' ')[0] ?? scene;
}
