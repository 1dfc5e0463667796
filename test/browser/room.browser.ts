import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { fillRoom } from './fill-room.ts';
import { firstMinute, inJapanese, manyPictures } from './first-minute.ts';
import { type Program, startProgram } from './program.ts';
import * as scenarios from './scenarios.ts';
import { scratch } from './stage.ts';

const PICTURES = 200;
const PASSWORD = 'rice and water';

/** All that the room promises, played on the whole program in real Chromium. */
let browser: Browser;
before(async () => {
	browser = await launchChromium();
});
after(() => browser?.close());

describe('a day in the room', () => {
	let program: Program;
	const { folder, remove } = scratch();
	before(async () => {
		program = await startProgram({ folder, env: { TAUE_SIMULATED_STEP_MS: '40' } });
	});
	after(async () => {
		assert.equal(await program?.stop(), 0, 'SIGTERM ends it cleanly');
		remove();
	});

	it('the first minute: an example, plain sentences, completions, nouns and help', () =>
		firstMinute({ browser, program }));
	it('eight pictures of one line share a card; arrow keys, zoom, changes in words', () =>
		manyPictures({ browser, program }));
	it('the page speaks Japanese', () => inJapanese({ browser, program }));
	it('two people see each other’s pictures', () => scenarios.twoPeople({ browser, program }));
	it('boxes and line follow each other', () => scenarios.boxesAndLine({ browser, program }));
	it('a mistake is pointed at and put right', () => scenarios.mistakes({ browser, program }));
	it('a picture is changed, compared, taken apart and deleted', () =>
		scenarios.changing({ browser, program }));
	it('a picture that is dropped brings its recipe back, and a layout is kept', () =>
		scenarios.droppedPicture({ browser, program }));
	it('a running picture is cancelled', () => scenarios.cancelling({ browser, program }));
	it('a page is reloaded in mid-job', () => scenarios.reloadMidJob({ browser, program }));
	it('the network is slow, then gone, then back', () => scenarios.slowNetwork({ browser, program }));
	it('the colours are changed', () => scenarios.themes({ browser, program }));
	for (const width of ['desktop', 'phone'] as const) {
		for (const theme of ['light', 'dark'] as const) {
			it(`axe finds nothing: ${width}, ${theme}`, () => scenarios.axe({ browser, program }, theme, width));
		}
	}
	it('the program is killed in mid-job and comes back', async () => {
		const again = async () => {
			program = await startProgram({ folder, port: program.port, env: { TAUE_SIMULATED_STEP_MS: '40' } });
			return program;
		};
		await scenarios.restartMidJob({ browser, program }, again);
	});
});

describe('a full wall', () => {
	it(`opens and scrolls smoothly with ${PICTURES} pictures`, async (t) => {
		const { folder, remove } = scratch();
		t.after(remove);
		await fillRoom(folder, PICTURES);
		const program = await startProgram({ folder });
		t.after(() => program.stop());
		const { openMs, frameMs, worstMs, thumbs } = await scenarios.fullWall({ browser, program }, PICTURES);
		t.diagnostic(
			`opened in ${openMs} ms with ${thumbs} thumbnails; frames: median ${frameMs.toFixed(1)} ms, worst ${worstMs.toFixed(0)} ms`,
		);
		assert.ok(openMs < 15_000, `the wall took ${openMs} ms to open`);
		assert.ok(frameMs < 50, `the median frame took ${frameMs} ms`);
	});
});

describe('a room with a password', () => {
	it('lets in who knows it, and keeps invite keys out of the address bar', async (t) => {
		const { folder, remove } = scratch();
		t.after(remove);
		const program = await startProgram({ folder, env: { TAUE_ROOM_PASSWORD: PASSWORD } });
		t.after(() => program.stop());
		await scenarios.door({ browser, program }, PASSWORD);
	});
});

describe('the built-in model', () => {
	it('draws what is asked for in the room', async (t) => {
		const { folder, remove } = scratch();
		t.after(remove);
		const program = await startProgram({ folder, env: { TAUE_ENGINE: 'onnx' } });
		t.after(() => program.stop());
		await scenarios.builtInModel({ browser, program });
	});
});
