/**
 * What is wrong with a line, as data: the sentences of other languages are made from it. `LayoutError.message`
 * says the same in English.
 */
export type LayoutMistake =
	| { readonly kind: 'too-long'; readonly given: number; readonly most: number }
	| { readonly kind: 'nothing-to-draw' }
	| { readonly kind: 'unknown-flag' | 'repeated-flag' | 'flag-without-value'; readonly flag: string }
	/** The words of a flag run over a place. */
	| { readonly kind: 'place-in-flag'; readonly flag: string }
	| {
			readonly kind: 'not-whole' | 'number-range';
			readonly flag: string;
			readonly given: string;
			readonly min: number;
			readonly max: number;
	  }
	| { readonly kind: 'not-a-number' | 'share-range'; readonly flag: string; readonly given: string }
	| {
			readonly kind: 'unknown-arm' | 'unknown-size' | 'unknown-colour' | 'bad-model-name';
			readonly given: string;
	  }
	| { readonly kind: 'ribbon'; readonly given: string; readonly most: number }
	| { readonly kind: 'bad-pixels'; readonly given: string; readonly min: number; readonly max: number }
	| { readonly kind: 'after-background' }
	| { readonly kind: 'no-place-here' }
	| { readonly kind: 'unknown-place' | 'address'; readonly given: string }
	/** Words that no place belongs to. */
	| { readonly kind: 'without-place'; readonly given: string }
	| { readonly kind: 'nothing-named' }
	| { readonly kind: 'box-open' | 'box-outside' | 'box-without-area' | 'no-box' | 'box-too-small' }
	| { readonly kind: 'box-numbers'; readonly count: number }
	| { readonly kind: 'box-word'; readonly given: string }
	| { readonly kind: 'no-size-here' | 'two-sizes' }
	| { readonly kind: 'bad-size'; readonly given: string }
	| { readonly kind: 'none-of-it' }
	| { readonly kind: 'too-many-objects' | 'too-many-pictures'; readonly count: number; readonly most: number }
	| { readonly kind: 'quote-open' | 'braces-open' | 'braces-nested' | 'brace-alone' | 'braces-empty' };

/** What is worth telling of a line that can be drawn, as data. */
export type LayoutRemark =
	/** Width and height in percent of the picture. */
	| { readonly kind: 'tiny-box'; readonly text: string; readonly width: number; readonly height: number }
	| { readonly kind: 'overlap'; readonly text: string; readonly other: string; readonly percent: number }
	/** Sizes as `512x384`. */
	| { readonly kind: 'size-rounded'; readonly model: string; readonly given: string; readonly drawn: string }
	| { readonly kind: 'unknown-word'; readonly word: string; readonly near: string | null };
