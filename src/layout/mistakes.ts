/** What is wrong with a line, as data: the sentences of every language are made from it. */
export type LayoutMistake =
	| { readonly kind: 'too-long'; readonly given: number; readonly most: number }
	| { readonly kind: 'nothing-to-draw' }
	/** All that was typed means nothing here: `<lora:x:0.8>`. */
	| { readonly kind: 'only-left-out'; readonly given: string }
	| { readonly kind: 'unknown-flag' | 'repeated-flag' | 'flag-without-value'; readonly flag: string }
	/** The words of a flag run over a place. */
	| { readonly kind: 'place-in-flag'; readonly flag: string }
	/** More numbers behind a flag than it takes: `--guidance 7 5`. */
	| { readonly kind: 'two-values'; readonly flag: string; readonly given: string }
	| {
			readonly kind: 'not-whole' | 'number-range';
			readonly flag: string;
			readonly given: string;
			readonly min: number;
			readonly max: number;
	  }
	| { readonly kind: 'not-a-number'; readonly flag: string; readonly given: string }
	| { readonly kind: 'share-range'; readonly flag: string; readonly given: string; readonly withOne: boolean }
	| {
			readonly kind:
				| 'unknown-arm'
				| 'unknown-scheduler'
				| 'unknown-size'
				| 'unknown-colour'
				| 'bad-model-name';
			readonly given: string;
	  }
	| { readonly kind: 'ribbon'; readonly given: string; readonly most: number }
	| { readonly kind: 'bad-pixels'; readonly given: string; readonly min: number; readonly max: number }
	| { readonly kind: 'after-background' }
	| { readonly kind: 'no-place-here' }
	| { readonly kind: 'unknown-place' | 'address'; readonly given: string }
	/** A place beside something (`above the house`) that is not in the picture. */
	| { readonly kind: 'unknown-object'; readonly given: string; readonly known: readonly string[] }
	/** Places that wait for each other: `cat@above the dog, dog@below the cat`. */
	| { readonly kind: 'place-circle'; readonly given: string }
	/** Words that no place belongs to. */
	| { readonly kind: 'without-place'; readonly given: string }
	| { readonly kind: 'nothing-named' }
	| { readonly kind: 'box-open' | 'box-outside' | 'box-without-area' | 'box-too-small' }
	| { readonly kind: 'box-numbers'; readonly count: number }
	| { readonly kind: 'box-word'; readonly given: string }
	| { readonly kind: 'no-size-here' | 'two-sizes' }
	| { readonly kind: 'bad-size'; readonly given: string }
	| { readonly kind: 'none-of-it' }
	| { readonly kind: 'too-many-objects' | 'too-many-pictures'; readonly count: number; readonly most: number }
	| { readonly kind: 'quote-open' | 'braces-open' | 'braces-nested' | 'brace-alone' | 'braces-empty' };

export type LayoutErrorCode =
	| 'empty'
	| 'too-long'
	| 'missing-description'
	| 'missing-place'
	| 'unknown-place'
	| 'unknown-object'
	| 'place-circle'
	| 'bad-box'
	| 'bad-size'
	| 'too-many-objects'
	| 'unclosed-quote'
	| 'unclosed-sweep'
	| 'stray-brace'
	| 'nested-sweep'
	| 'empty-sweep'
	| 'too-many-pictures'
	| 'object-after-background'
	| 'unknown-flag'
	| 'missing-value'
	| 'bad-value'
	| 'repeated-flag';

/** The code that programs see, by kind of mistake. */
export const CODES: Readonly<Record<LayoutMistake['kind'], LayoutErrorCode>> = {
	'too-long': 'too-long',
	'nothing-to-draw': 'empty',
	'only-left-out': 'empty',
	'unknown-flag': 'unknown-flag',
	'repeated-flag': 'repeated-flag',
	'flag-without-value': 'missing-value',
	'place-in-flag': 'bad-value',
	'two-values': 'bad-value',
	'not-whole': 'bad-value',
	'number-range': 'bad-value',
	'not-a-number': 'bad-value',
	'share-range': 'bad-value',
	'unknown-arm': 'bad-value',
	'unknown-scheduler': 'bad-value',
	'unknown-size': 'bad-value',
	'unknown-colour': 'bad-value',
	'bad-model-name': 'bad-value',
	ribbon: 'bad-value',
	'bad-pixels': 'bad-value',
	'after-background': 'object-after-background',
	'no-place-here': 'missing-place',
	'unknown-place': 'unknown-place',
	address: 'unknown-place',
	'unknown-object': 'unknown-object',
	'place-circle': 'place-circle',
	'without-place': 'missing-place',
	'nothing-named': 'missing-description',
	'box-open': 'bad-box',
	'box-outside': 'bad-box',
	'box-without-area': 'bad-box',
	'box-too-small': 'bad-box',
	'box-numbers': 'bad-box',
	'box-word': 'bad-box',
	'no-size-here': 'bad-size',
	'two-sizes': 'bad-size',
	'bad-size': 'bad-size',
	'none-of-it': 'too-many-objects',
	'too-many-objects': 'too-many-objects',
	'too-many-pictures': 'too-many-pictures',
	'quote-open': 'unclosed-quote',
	'braces-open': 'unclosed-sweep',
	'braces-nested': 'nested-sweep',
	'brace-alone': 'stray-brace',
	'braces-empty': 'empty-sweep',
};

/** What is worth telling of a line that can be drawn, as data. */
export type LayoutRemark =
	/** Width and height in percent of the picture. */
	| { readonly kind: 'tiny-box'; readonly text: string; readonly width: number; readonly height: number }
	| { readonly kind: 'overlap'; readonly text: string; readonly other: string; readonly percent: number }
	/** Sizes as `512x384`. */
	| { readonly kind: 'size-rounded'; readonly model: string; readonly given: string; readonly drawn: string }
	| { readonly kind: 'unknown-word'; readonly word: string; readonly near: string | null }
	/** Words behind the model's limit: it does not read them. */
	| { readonly kind: 'unread'; readonly model: string; readonly words: readonly string[] }
	/** What was typed and means nothing here: weights and flags of other programs, addresses, mentions. */
	| { readonly kind: 'left-out'; readonly given: readonly string[] }
	/** Words of other languages, and emoji, as the model is told them. */
	| { readonly kind: 'translated'; readonly words: readonly (readonly [from: string, to: string])[] }
	/** Another program's name of a scheduler, and ours. */
	| { readonly kind: 'scheduler-named'; readonly given: string; readonly name: string }
	/** What was asked for and changes nothing: without guidance, with this arm, or where there are no objects. */
	| {
			readonly kind: 'idle';
			readonly given: readonly string[];
			readonly where:
				| { readonly kind: 'guidance'; readonly guidance: number }
				/** A model that reads no negative words. */
				| { readonly kind: 'model'; readonly model: string }
				| { readonly kind: 'arm'; readonly arm: string }
				| { readonly kind: 'no-objects' };
	  }
	/** Words of `--no` that the model was not taught: nothing can be drawn away from them. */
	| { readonly kind: 'unknown-unwanted'; readonly words: readonly string[] }
	/** Words of the scene that say what is not to be there: they are `--no`'s. */
	| { readonly kind: 'unwanted'; readonly given: readonly string[] }
	/** Places stood before their words; one of them as we write it. */
	| { readonly kind: 'places-first'; readonly example: string }
	/** `3 cat` is drawn as one thing; `many` would be three. */
	| { readonly kind: 'not-counted'; readonly text: string; readonly many: string };
