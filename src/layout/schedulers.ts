/** Schedulers by their names in lines and recipes; the engine has one for each. */
export const SCHEDULERS = [
	'euler',
	'euler-a',
	'ddim',
	'dpmpp-2m',
	'dpmpp-2m-karras',
	'pndm',
	'lcm',
	'unipc',
] as const;

export type SchedulerName = (typeof SCHEDULERS)[number];

/** What else they are called, by other programs and by diffusers' classes: letters and digits, `+` as `p`. */
const OTHER_NAMES: Readonly<Record<SchedulerName, readonly string[]>> = {
	euler: ['eulerdiscrete', 'eulerk'],
	'euler-a': ['eulerancestral', 'eulerancestraldiscrete', 'eulera'],
	ddim: ['ddimdiscrete'],
	'dpmpp-2m': ['dpmpp2mnormal', 'dpmsolverpp', 'dpmsolvermultistep', 'dpmsolverpp2m', 'dpm2m'],
	'dpmpp-2m-karras': ['dpmpp2mkarras', 'dpmpp2mkarra', 'dpmsolvermultistepkarras', 'dpm2mkarras'],
	pndm: ['plms'],
	lcm: [],
	unipc: ['unipcmultistep', 'unipcbh1', 'unipcbh2'],
};

const bare = (name: string): string =>
	name
		.normalize('NFKC')
		.toLowerCase()
		.replaceAll('+', 'p')
		.replace(/[^a-z0-9]/g, '')
		.replace(/^(?:sample(?=dpm|euler)|k(?=dpm|euler))/, '')
		.replace(/(?:scheduler|sampler)$/, '');

const BY_BARE_NAME = new Map<string, SchedulerName>(
	SCHEDULERS.flatMap((name) => [name, ...OTHER_NAMES[name]].map((each) => [bare(each), name] as const)),
);

/** The scheduler that a name means, here or in another program: `DPM++ 2M Karras`, `k_euler_a`, `PLMS`. */
export function schedulerNamed(name: string): SchedulerName | undefined {
	return BY_BARE_NAME.get(bare(name));
}

/** What other programs call a scheduler and is only the spacing of its noise. */
const SPACINGS = new Set(
	'karras normal simple exponential polyexponential automatic default uniform beta sgmuniform ddimuniform linear discrete linearquadratic klop kloptimal turbo alignyoursteps'.split(
		' ',
	),
);

export function isNoiseSpacing(name: string): boolean {
	return SPACINGS.has(bare(name));
}
