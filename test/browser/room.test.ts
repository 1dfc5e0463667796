import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { dataFolder } from '../support/data-folder.ts';
import { launchChromium } from './chromium.ts';
import { type Program, startProgram } from './program.ts';
import { axe, boxesAndLine, mistakes, twoPeople } from './scenarios.ts';
import { scratch } from './stage.ts';

/** The lean part of `npm run test:browser`: the whole program, in real Chromium. */
describe('the room in a browser', () => {
	let browser: Browser;
	let program: Program;
	const { folder, remove } = scratch();
	before(async () => {
		const env = { TAUE_SIMULATED_STEP_MS: '10' };
		await dataFolder(folder);
		[browser, program] = await Promise.all([launchChromium(), startProgram({ folder, env })]);
	});
	after(async () => {
		await browser?.close();
		await program?.stop();
		remove();
	});

	it('shows two people each other’s pictures, rerolls, stars and words', () =>
		twoPeople({ browser, program }));
	it('lets boxes and line follow each other, by pointer and by keyboard', () =>
		boxesAndLine({ browser, program }));
	it('points at a mistake, corrects it on one click, reads emoji, and completes what is typed', () =>
		mistakes({ browser, program }));
	it('has nothing for axe to complain of', () => axe({ browser, program }, 'light', 'desktop'));
});
