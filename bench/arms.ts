import type { Flags } from '../src/layout/layout.ts';
import type { MethodOptions } from '../src/taue/index.ts';
import type { Chooser } from './best-of.ts';

/** What is compared: a way of drawing a layout, and how many seedlings it picks each object's from. */
export interface Contender {
	/** What stands in tables, as it was asked for. */
	readonly name: string;
	readonly flags: Flags;
	readonly method: MethodOptions;
	/** Seedlings that are raised for each object, of which the best one is kept. */
	readonly candidates: number;
	readonly chooser: Chooser;
	/** Where objects stand: where the layout says, where attention finds a place, or in a tidy row. */
	readonly places: 'given' | 'auto' | 'tidy';
}

type Known = Pick<Contender, 'flags'> & Partial<Contender>;

/** What each name stands for; what it leaves open is as a line would be drawn. */
const KNOWN: Readonly<Record<string, Known>> = {
	plain: { flags: { arm: 'plain' } },
	regions: { flags: { arm: 'regions' } },
	draft: { flags: { arm: 'draft' } },
	'draft-0': { flags: { arm: 'draft', transplant: 0 } },
	// Without a flag the draft transplants at 15 of 50 steps, and crops there.
	'draft-15': { flags: { arm: 'draft' } },
	cultivate: { flags: { arm: 'cultivate' } },
	replay: { flags: { arm: 'replay' } },
	// Stitch's short runs: a fifth of the steps, then everything together.
	stitch: { flags: { arm: 'cultivate', crop: 0.2 } },
	// RAISE's idea for each object: two seedlings, of which the judge or the model's attention takes one.
	'best-2': { flags: { arm: 'cultivate' }, candidates: 2 },
	'best-2-attention': { flags: { arm: 'cultivate' }, candidates: 2, chooser: 'attention' },
	auto: { flags: { arm: 'cultivate' }, places: 'auto' },
	tidy: { flags: { arm: 'cultivate' }, places: 'tidy' },
	// The final paper's shearing, to the end and for a third of the steps.
	shear: { flags: { arm: 'cultivate' }, method: { joint: { conditioning: 'shear' } } },
	'shear-third': {
		flags: { arm: 'cultivate' },
		method: { joint: { conditioning: 'shear', conditioningUntil: 2 / 3 } },
	},
	// The final paper's random bed, the same with the noise's variance kept, and its second threshold.
	'bed-probabilistic': { flags: { arm: 'cultivate' }, method: { bed: { kind: 'probabilistic' } } },
	'bed-preserving': { flags: { arm: 'cultivate' }, method: { bed: { kind: 'preserving' } } },
	'tau-attention': { flags: { arm: 'cultivate' }, method: { mask: { tauAttention: 0.2 } } },
};

/** Numbers that may follow a name: `cultivate:crop=0.5:transplant=0`. */
const SETTINGS = ['crop', 'transplant', 'steps', 'guidance', 'guidanceUntil'] as const;

/** Reads `NAME[:SETTING=NUMBER…]`. */
export function contender(text: string): Contender {
	const [name, ...settings] = text.split(':');
	if (!Object.hasOwn(KNOWN, name)) {
		throw new Error(`--arm ${name}: the arms are ${Object.keys(KNOWN).join(', ')}.`);
	}
	const given = settings.map((setting) => {
		const [key, value] = setting.split('=');
		const number = Number(value);
		if (!SETTINGS.some((known) => known === key) || value === undefined || !Number.isFinite(number)) {
			throw new Error(`--arm ${text}: after ":" come ${SETTINGS.join(', ')}, each "=" a number.`);
		}
		return [key, number] as const;
	});
	const { flags, method = {}, candidates = 1, chooser = 'judge', places = 'given' } = KNOWN[name];
	return {
		name: text,
		flags: { ...flags, ...Object.fromEntries(given) },
		method,
		candidates,
		chooser,
		places,
	};
}
