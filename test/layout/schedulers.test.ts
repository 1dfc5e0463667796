import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SCHEDULER_NAMES } from '../../src/diffusion/schedulers/registry.ts';
import { LayoutError, parseLine, printLayout } from '../../src/layout/index.ts';
import { SCHEDULERS } from '../../src/layout/schedulers.ts';
import { mistakeInJapanese, remarkInJapanese } from '../../src/layout/sentences-ja.ts';

const read = (line: string) => {
	const { layouts, warnings } = parseLine(line);
	const [{ flags, objects, background }] = layouts;
	return {
		scheduler: flags.scheduler,
		objects: objects.length,
		background,
		warnings: warnings.map(({ message }) => message),
		remarks: warnings.map(({ remark }) => remark),
	};
};

describe('--scheduler', () => {
	it('knows exactly those that the engine has', () => {
		assert.deepEqual([...SCHEDULERS], SCHEDULER_NAMES);
	});

	for (const name of SCHEDULERS) {
		it(`takes ${name}, and prints it as it was read`, () => {
			const line = `cat@left --scheduler ${name}`;
			const { scheduler, warnings } = read(line);
			assert.deepEqual([scheduler, warnings], [name, []]);
			assert.match(printLayout(parseLine(line).layouts[0]), new RegExp(`--scheduler ${name}$`));
		});
	}

	it('suggests the nearest name, and lists all, in both languages', () => {
		const error = (() => {
			try {
				return parseLine('cat@left --scheduler unipcc on a beach');
			} catch (caught) {
				return caught;
			}
		})();
		assert.ok(error instanceof LayoutError);
		assert.match(error.message, /no scheduler “unipcc”; there are euler, euler-a, ddim/);
		assert.equal(error.suggestion, '--scheduler unipc');
		assert.equal(error.fix?.put, 'unipc');
		assert.match(mistakeInJapanese(error.mistake), /「unipcc」.*--scheduler.*euler-a/);
	});

	for (const [typed, name] of [
		['--sampler Euler a', 'euler-a'],
		['--sampler "DPM++ 2M Karras"', 'dpmpp-2m-karras'],
		['--sampler DPM++ 2M Karras', 'dpmpp-2m-karras'],
		['--sampler_name k_euler_ancestral', 'euler-a'],
		['--sampler dpmpp_2m --scheduler karras', 'dpmpp-2m-karras'],
		['--scheduler karras --sampler dpmpp_2m', 'dpmpp-2m-karras'],
		['--scheduler EulerAncestralDiscreteScheduler', 'euler-a'],
		['--scheduler DPMSolverMultistepScheduler', 'dpmpp-2m'],
		['--sampler PLMS', 'pndm'],
		['--sampler uni_pc', 'unipc'],
		['--sampler=sample_euler', 'euler'],
		['--サンプラー DDIM', 'ddim'],
	] as const) {
		it(`reads ${typed} as ${name} and says so`, () => {
			const { scheduler, objects, background, remarks } = read(`cat@left on a beach ${typed}`);
			assert.deepEqual([scheduler, objects, background], [name, 1, 'a beach']);
			// What differs from ours by its capitals alone needs no word.
			const needless = typed.toLowerCase().endsWith(` ${name}`);
			assert.deepEqual(
				remarks.map(({ kind }) => kind),
				needless ? [] : ['scheduler-named'],
			);
			for (const remark of remarks) assert.match(remarkInJapanese(remark), new RegExp(`--scheduler ${name}`));
		});
	}

	it('leaves out what other programs have and we do not, and names it', () => {
		for (const typed of [
			'--sampler Heun',
			'--sampler DPM++ SDE',
			'--scheduler simple',
			'--scheduler karras',
		]) {
			const { scheduler, objects, warnings } = read(`cat@left ${typed}`);
			assert.deepEqual([scheduler, objects], [undefined, 1], typed);
			assert.ok(warnings.length === 1 && warnings[0].includes(typed), warnings.join());
		}
	});

	it('ends a name of several words where the line goes on', () => {
		assert.deepEqual(read('cat@left --sampler euler a dog@right').objects, 2);
		assert.equal(read('cat@left --sampler euler, dog@right').scheduler, 'euler');
		assert.equal(read('--sampler Euler a, cat@left').scheduler, 'euler-a');
	});

	it('is taken from what other programs write under their pictures', () => {
		const a1111 = (sampler: string) =>
			read(
				`cat@left on a beach\nNegative prompt: blurry\nSteps: 20, Sampler: ${sampler}, CFG scale: 7, Seed: 1`,
			);
		assert.equal(a1111('DPM++ 2M Karras').scheduler, 'dpmpp-2m-karras');
		assert.equal(a1111('DPM++ 2M, Schedule type: Karras').scheduler, 'dpmpp-2m-karras');
		assert.equal(a1111('Euler a').scheduler, 'euler-a');
		const none = a1111('DPM adaptive');
		assert.equal(none.scheduler, undefined);
		assert.match(none.warnings.join(), /Sampler: DPM adaptive/);
		assert.equal(
			read('{"objects":[{"text":"cat","box":[0,0,0.5,1]}],"sampler_name":"euler_a"}').scheduler,
			'euler-a',
		);
	});
});
