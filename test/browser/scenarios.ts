import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Program } from './program.ts';
import { accessible, DESKTOP, PATIENCE_MS, PHONE, type Visitor, visit } from './stage.ts';

/** What a scenario plays on. */
export interface Set {
	readonly browser: Browser;
	readonly program: Program;
}

export const text = (locator: Locator) =>
	locator.evaluate((element) =>
		element instanceof HTMLTextAreaElement ? element.value : (element.textContent ?? ''),
	);
export const field = (page: Page) => page.locator('.composer textarea');

/** Two people in one room: each sees what the other draws, rerolls, stars and says, without a reload. */
export async function twoPeople({ browser, program }: Set): Promise<void> {
	const [ana, ben] = await Promise.all([
		visit(browser, program.url, 'Ana'),
		visit(browser, program.url, 'Ben'),
	]);
	const line = 'a red cat@left, a blue dog@right on a green meadow';
	await ana.page.locator('.people .avatar').nth(1).waitFor();
	await ana.send(`/taue ${line}`);
	const theirs = await ben.finished(line);
	assert.match(
		(await theirs.locator('img.face').getAttribute('alt')) ?? '',
		/a red cat at the left, a blue dog at the right, on a green meadow/,
	);
	assert.match(await text(theirs.locator('.card-by')), /Ana/);

	const stack = `.card[data-stack="${await theirs.getAttribute('data-stack')}"]`;
	const [mine, theirCard] = [ana.page.locator(stack), ben.page.locator(stack)];
	const cards = await ana.page.locator('.card').count();
	await theirs.getByRole('button', { name: 'Reroll object 2: a blue dog' }).click();
	// What grew from a picture stands on its card, in front.
	await mine
		.and(ana.page.locator('[data-state=done]'))
		.filter({ hasText: 'Ben' })
		.waitFor({ timeout: PATIENCE_MS });
	assert.equal(await ana.page.locator('.card').count(), cards);
	assert.equal(await mine.locator('.relative.done').count(), 2);
	await theirCard.locator('.relative').first().click();
	assert.match(await text(theirCard.locator('.card-by')), /Ana/);

	await theirCard.getByRole('button', { name: /^Star/ }).click();
	await mine.locator('.relative').first().click();
	await mine.getByRole('button', { name: 'Star, 1' }).waitFor();
	await mine.getByRole('button', { name: /^Vote for it/ }).click();
	await theirCard.getByRole('button', { name: 'Vote for it, 1' }).waitFor();

	await ben.send('Lovely! <b>But</b> bigger?');
	const said = ana.page.locator('.said').last();
	await said.waitFor();
	assert.equal(await text(said), 'Lovely! <b>But</b> bigger?');
	assert.equal(await ana.page.locator('.said b').count(), 0);

	// Only who asked, or a moderator, may take a picture away.
	await theirCard.locator('.card-face').click();
	assert.equal(await ben.page.locator('dialog').getByRole('button', { name: 'Delete' }).count(), 0);
	await ben.page.keyboard.press('Escape');
	await ben.shoot('two-people');
	await Promise.all([ana.close(), ben.close()]);
}

/** A PNG of ours is dropped, pasted and chosen; its recipe is there, and draws again once the picture is gone. */
export async function droppedPicture({ browser, program }: Set): Promise<void> {
	const ana = await visit(browser, program.url, 'Ana');
	const { page } = ana;
	const line = 'a green frog@left on a lily pad';
	await ana.send(`/taue ${line}`);
	const card = await ana.finished(line);
	const id = (await card.getAttribute('data-id')) ?? '';
	const response = await page.request.get(new URL(`/pictures/${id}/full`, program.url).href);
	const bytes = [...(await response.body())];
	const give = async (event: 'drop' | 'paste') => {
		await page.evaluate(
			([given, kind]) => {
				const data = new DataTransfer();
				data.items.add(new File([Uint8Array.from(given)], `${kind}.png`, { type: 'image/png' }));
				if (kind === 'paste') {
					dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, cancelable: true }));
					return;
				}
				document.body.dispatchEvent(new DragEvent('dragenter', { dataTransfer: data, bubbles: true }));
			},
			[bytes, event] as const,
		);
		if (event === 'paste') return;
		await page.locator('.drop-zone').waitFor();
		await page.evaluate((given) => {
			const data = new DataTransfer();
			data.items.add(new File([Uint8Array.from(given)], 'drop.png', { type: 'image/png' }));
			document.body.dispatchEvent(
				new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
			);
		}, bytes);
		await page.locator('.drop-zone').waitFor({ state: 'detached' });
	};
	const answers = page.locator('.entry.private');
	await give('drop');
	await answers.filter({ hasText: 'drop.png' }).filter({ hasText: 'Recipe of' }).waitFor();
	await give('paste');
	await answers.filter({ hasText: 'paste.png' }).filter({ hasText: 'Recipe of' }).waitFor();

	// Once the picture is deleted, only the file knows the recipe.
	await card.locator('.card-face').click();
	const dialog = page.locator('dialog');
	await dialog.getByRole('button', { name: 'Delete' }).click();
	await dialog.getByRole('button', { name: 'Really delete' }).click();
	await page.locator(`.card[data-id="${id}"]`).waitFor({ state: 'detached' });
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Recipe of a picture' }).focus();
	await page.keyboard.press('Enter');
	await (await chooser).setFiles({ name: 'frog.png', mimeType: 'image/png', buffer: Buffer.from(bytes) });
	const found = answers.filter({ hasText: 'frog.png' });
	await found.getByRole('button', { name: 'Draw it' }).click();
	await ana.finished(line);
	await accessible(page, 'a recipe that was found');

	// A layout that is saved is completed by its name.
	await ana.send('/taue save pond');
	await page.getByText('Saved as pond').waitFor();
	await field(page).fill('/taue po');
	await field(page).press('End');
	await page.getByRole('option', { name: /^pond/ }).click();
	assert.equal(await text(field(page)), `/taue ${line}`);
	await ana.close();
}

/** A box on the sketch and its place in the line follow each other, by pointer and by keyboard. */
export async function boxesAndLine({ browser, program }: Set): Promise<void> {
	const ana = await visit(browser, program.url, 'Ana');
	const { page } = ana;
	await ana.type('/taue a red cat@left, a blue dog@right on a beach');
	const box = page.locator('.composer .box').nth(1);
	const paper = await page.locator('.composer .paper').boundingBox();
	const before = await box.boundingBox();
	assert.ok(paper && before);
	await page.mouse.move(before.x + before.width / 2, before.y + before.height / 2);
	await page.mouse.down();
	await page.mouse.move(
		before.x + before.width / 2 - paper.width * 0.2,
		before.y + before.height / 2 + paper.height * 0.1,
		{ steps: 5 },
	);
	await page.mouse.up();
	assert.equal(await text(field(page)), '/taue a red cat@left, a blue dog@(32 30 76 90) on a beach');
	const after = await box.boundingBox();
	assert.ok(
		after && Math.abs(after.x - (before.x - paper.width * 0.2)) < 3,
		'the box is where it was dropped',
	);

	// The corner at the lower right, by its handle.
	const corner = await box.locator('.corner.se').boundingBox();
	assert.ok(corner);
	await page.mouse.move(corner.x + corner.width / 2, corner.y + corner.height / 2);
	await page.mouse.down();
	await page.mouse.move(
		corner.x + corner.width / 2 - paper.width * 0.1,
		corner.y + corner.height / 2 - paper.height * 0.2,
		{ steps: 4 },
	);
	await page.mouse.up();
	assert.equal(await text(field(page)), '/taue a red cat@left, a blue dog@(32 30 66 70) on a beach');

	await page.locator('.composer .box').first().focus();
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Shift+ArrowLeft');
	await page.keyboard.press('Shift+ArrowDown');
	assert.equal(await text(field(page)), '/taue a red cat@(6 22 48 84), a blue dog@(32 30 66 70) on a beach');
	assert.match(
		(await page.locator('.composer .box').first().getAttribute('aria-label')) ?? '',
		/6 % from the left, 22 % from the top, 42 % wide, 62 % high/,
	);

	// And the reverse: the box follows the line.
	await ana.type('/taue a red cat@(50 50 100 100) on a beach');
	const typed = await page.locator('.composer .box').boundingBox();
	assert.ok(typed && Math.abs(typed.x - (paper.x + paper.width / 2)) < 4);
	await ana.type('/taue a red cat@(50 50 100 100), 3 sheep@bottom on a beach');
	await ana.shoot('boxes-and-line');
	await ana.close();
}

/** A mistake is underlined at its character, explained, and put right with one click. */
export async function mistakes({ browser, program }: Set): Promise<void> {
	const ana = await visit(browser, program.url, 'Ana');
	const { page } = ana;
	await ana.type('/taue a red cat@lfet, a dog@right');
	assert.equal(await text(page.locator('.line-paint .t-mistake')), 'lfet');
	assert.match(await text(page.locator('.mistake-words')), /lfet.* is no place/);
	assert.equal(await field(page).getAttribute('aria-invalid'), 'true');
	assert.equal(await page.locator('.composer button[type=submit]').isDisabled(), true);
	const under = await page.locator('.mistake-at').boundingBox();
	assert.ok(under && under.width > 0);
	await ana.shoot('mistake');
	await page.locator('.mistake').getByRole('button', { name: 'left' }).click();
	assert.equal(await text(field(page)), '/taue a red cat@left, a dog@right');
	assert.equal(await page.locator('.mistake').count(), 0);
	// The field's letters lie exactly over their coloured copy.
	const [paint, typed] = await Promise.all(
		['.line-paint', '.line-text'].map((selector) =>
			page
				.locator(selector)
				.first()
				.evaluate((element) => [element.clientWidth, element.scrollHeight, getComputedStyle(element).font]),
		),
	);
	assert.deepEqual(paint, typed);

	// Emoji alone are a sentence, and offered as the line that they mean.
	await ana.type('🐱🐶🏖️');
	await page.locator('.meant .chip', { hasText: 'cat@left, dog@right | a beach' }).waitFor();

	// Completion: a command after the slash, a place after the @.
	await field(page).fill('');
	await field(page).press('/');
	await page
		.getByRole('option', { name: /\/taue/ })
		.first()
		.waitFor();
	await page.keyboard.press('Enter');
	await page.keyboard.type('owl@bottom-r');
	await page.keyboard.press('Tab');
	assert.equal(await text(field(page)), '/taue owl@bottom-right');
	await ana.close();
}

/** WCAG A and AA on everything that a person meets, in one theme and at one width. */
export async function axe(
	{ browser, program }: Set,
	theme: 'light' | 'dark',
	width: 'desktop' | 'phone',
): Promise<void> {
	const options = {
		colorScheme: theme,
		viewport: width === 'phone' ? PHONE : DESKTOP,
		hasTouch: width === 'phone',
	} as const;
	const name = `${width}-${theme}`;
	const outside = await (await browser.newContext(options)).newPage();
	await outside.goto(program.url);
	await outside.getByLabel('Your name').waitFor();
	await accessible(outside, `the door, ${name}`);
	await outside.context().close();

	const ana = await visit(browser, program.url, 'Ana', options);
	const { page } = ana;
	const line = `a green turtle@left, an orange fish@right:small in the sea`;
	await ana.send(`/taue ${line}`);
	await ana.finished(line);
	await ana.send('Look at that.');
	await ana.type(`/taue a cat@left, 2 dogs@auto on a beach --steps 9`);
	await accessible(page, `the chat with a sketch, ${name}`);
	await ana.shoot(`room-${name}`);
	await ana.type('/taue a cat@lfet');
	await accessible(page, `a mistake, ${name}`);
	await ana.type('');
	await field(page).press('/');
	await page.locator('.offers [role=option]').first().waitFor();
	await accessible(page, `completions, ${name}`);
	await ana.type('');
	if (width === 'phone') {
		await page.getByRole('button', { name: /^Pictures/ }).click();
		await accessible(page, `the wall, ${name}`);
		await ana.shoot(`wall-${name}`);
	}
	await ana.card(line).first().locator('.card-face').click();
	for (const tab of ['Compare', 'Layers', 'Recipe', 'Family']) {
		await page.getByRole('tab', { name: tab }).click();
		await accessible(page, `the picture’s ${tab}, ${name}`);
	}
	await page.locator('.member').first().waitFor();
	await ana.shoot(`picture-${name}`);
	await page.getByRole('button', { name: 'Move & change' }).click();
	await accessible(page, `changing a picture, ${name}`);
	await ana.shoot(`change-${name}`);
	assert.equal(
		await page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
		true,
		'nothing sticks out sideways',
	);
	await ana.close();
}

/** Moving a box over the picture draws a child of it; the family tree, compare and recipe know both. */
export async function changing({ browser, program }: Set): Promise<void> {
	const ana = await visit(browser, program.url, 'Ana', {
		permissions: ['clipboard-read', 'clipboard-write'],
	});
	const { page } = ana;
	const line = 'an owl@left, a cake@right at night';
	await ana.send(`/taue ${line}`);
	const stack = await (await ana.finished(line)).getAttribute('data-stack');
	// Whichever of the family it shows.
	const face = page.locator(`.card[data-stack="${stack}"] .card-face`);
	await face.click();
	const dialog = page.locator('dialog.picture');
	await dialog.getByRole('button', { name: 'Move & change' }).click();
	await dialog.locator('.box').first().focus();
	for (let step = 0; step < 10; step++) await page.keyboard.press('ArrowDown');
	assert.equal(await text(dialog.locator('textarea')), 'an owl@(4 40 48 100), a cake@right at night');
	await dialog.getByRole('button', { name: 'Redraw' }).click();
	// The window follows to the child, which grows there.
	await dialog.locator('.member[aria-level="2"].here').waitFor();
	await dialog.locator('.stage img.face:not(.growing)').waitFor({ timeout: PATIENCE_MS });
	assert.equal(await dialog.locator('.member').count(), 2);
	await ana.shoot('family');

	await dialog.getByRole('tab', { name: 'Recipe' }).click();
	const seed = dialog.locator('.seed').first();
	const number = (await text(seed)).trim();
	assert.match(number, /^\d+$/);
	await seed.click();
	assert.equal(await page.evaluate('navigator.clipboard.readText()'), number);

	await dialog.getByRole('tab', { name: 'Compare' }).click();
	await dialog.getByRole('button', { name: /the one before/ }).click();
	const slider = page.getByRole('slider', { name: 'Seam between the two pictures' });
	await slider.focus();
	for (let step = 0; step < 20; step++) await page.keyboard.press('ArrowRight');
	assert.equal(await slider.getAttribute('aria-valuetext'), '70 % of the left picture');
	await ana.shoot('compare');
	await page.keyboard.press('Escape');
	await page.locator('dialog.compare').waitFor({ state: 'detached' });

	// The same tree by keyboard: up to the parent, which opens.
	await dialog.getByRole('tab', { name: 'Family' }).click();
	await dialog.locator('.member.here').focus();
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('Enter');
	await dialog.locator('.member[aria-level="1"].here').waitFor();
	const download = page.waitForEvent('download');
	await dialog.getByRole('link', { name: 'Download' }).click();
	assert.match((await download).suggestedFilename(), /^owl-cake-[\w-]+\.png$/);
	await page.keyboard.press('Escape');
	await dialog.waitFor({ state: 'detached' });
	await page.waitForFunction(() => document.activeElement?.classList.contains('card-face'));

	// Layers are a picture of their own, and the requester may delete what they made.
	await face.click();
	await dialog.getByRole('tab', { name: 'Layers' }).click();
	await dialog.getByRole('button', { name: 'Take it apart' }).click();
	await dialog.locator('.layers img').first().waitFor({ timeout: PATIENCE_MS });
	assert.equal(await dialog.locator('.layers img').count(), 3);
	await ana.shoot('layers');
	await dialog.getByRole('button', { name: 'Delete' }).click();
	await dialog.getByRole('button', { name: 'Really delete' }).click();
	await dialog.waitFor({ state: 'detached' });
	await ana.close();
}

/** A page that is reloaded while a picture grows finds it again, still growing, and gets it once. */
export async function reloadMidJob({ browser, program }: Set): Promise<void> {
	const ana = await visit(browser, program.url, 'Ana');
	const { page } = ana;
	const line = 'a rabbit@left, a pig@right on snow --steps 80';
	await ana.send(`/taue ${line}`);
	await ana.card(line).and(page.locator('[data-state=running]')).waitFor();
	await page.reload();
	await ana.card(line).and(page.locator('[data-state=running]')).waitFor();
	await page.locator('.card .progress').first().waitFor();
	await ana.shoot('reloaded-mid-job');
	await ana.finished(line);
	assert.equal(await ana.card(line).count(), 1);
	await ana.close();
}

/** Cancelling takes the picture away for everyone, while it runs. */
export async function cancelling({ browser, program }: Set): Promise<void> {
	const [ana, ben] = await Promise.all([
		visit(browser, program.url, 'Ana'),
		visit(browser, program.url, 'Ben'),
	]);
	const line = 'a bear@left, a fox@right in a forest --steps 150';
	await ana.send(`/taue ${line}`);
	await ben.card(line).and(ben.page.locator('[data-state=running]')).waitFor();
	assert.equal(await ben.card(line).getByRole('button', { name: 'Cancel' }).count(), 0);
	await ana.card(line).getByRole('button', { name: 'Cancel' }).click();
	await ben.card(line).waitFor({ state: 'detached' });
	assert.match(await text(ben.page.locator('.entry-picture').last()), /Cancelled/);
	await Promise.all([ana.close(), ben.close()]);
}

/** Loses the program in mid-job; `again` starts it at the same address. The page comes back by itself. */
export async function restartMidJob(
	{ browser, program }: Set,
	again: () => Promise<Program>,
): Promise<Program> {
	const ana = await visit(browser, program.url, 'Ana');
	const { page } = ana;
	const line = 'a horse@left, a cow@right on a road --steps 100';
	await ana.send(`/taue ${line}`);
	await ana.card(line).and(page.locator('[data-state=running]')).waitFor();
	await page.evaluate('window.sameDocument = true');
	await program.kill();
	await page.locator('.lost').waitFor();
	await ana.shoot('connection-lost');
	const next = await again();
	await page.locator('.lost').waitFor({ state: 'detached', timeout: PATIENCE_MS });
	await ana.finished(line);
	assert.equal(await ana.card(line).count(), 1);
	assert.equal(await page.evaluate('window.sameDocument'), true, 'the page was never loaded anew');
	await ana.send('Still here.');
	await page.locator('.said', { hasText: 'Still here.' }).waitFor();
	await ana.close();
	return next;
}

/** On a slow line the sketch is at hand, and everything arrives. */
export async function slowNetwork({ browser, program }: Set): Promise<void> {
	const ana = await visit(browser, program.url, 'Ana');
	const { page } = ana;
	const devtools = await ana.context.newCDPSession(page);
	await devtools.send('Network.enable');
	await devtools.send('Network.emulateNetworkConditions', {
		offline: false,
		latency: 400,
		downloadThroughput: 50_000,
		uploadThroughput: 20_000,
	});
	await page.reload();
	await field(page).waitFor({ timeout: PATIENCE_MS });
	const line = 'a penguin@left, a crown@right on snow';
	await ana.type(`/taue ${line}`);
	await page.locator('.composer .box').nth(1).waitFor();
	await page.locator('.composer button[type=submit]').click();
	await (await ana.finished(line)).locator('img.face').evaluate((image: HTMLImageElement) => image.decode());
	// And no line at all for a while: what happened meanwhile is there afterwards.
	await devtools.send('Network.emulateNetworkConditions', {
		offline: true,
		latency: 0,
		downloadThroughput: -1,
		uploadThroughput: -1,
	});
	const ben = await visit(browser, program.url, 'Ben');
	await ben.send('Anyone there?');
	await devtools.send('Network.emulateNetworkConditions', {
		offline: false,
		latency: 0,
		downloadThroughput: -1,
		uploadThroughput: -1,
	});
	await page.locator('.said', { hasText: 'Anyone there?' }).waitFor({ timeout: PATIENCE_MS });
	await ana.shoot('slow-network');
	await Promise.all([ana.close(), ben.close()]);
}

/** A wall of so many pictures opens fast, fetches only what is seen, and scrolls smoothly. */
export async function fullWall(
	{ browser, program }: Set,
	pictures: number,
): Promise<{
	readonly openMs: number;
	readonly frameMs: number;
	readonly worstMs: number;
	readonly thumbs: number;
}> {
	const ana = await visit(browser, program.url, 'Ana', { reducedMotion: 'no-preference' });
	const { page } = ana;
	let thumbs = 0;
	page.on('response', (response) => {
		if (response.url().endsWith('/thumb')) thumbs++;
	});
	const start = Date.now();
	await page.reload();
	await page.waitForFunction((wanted) => document.querySelectorAll('.card').length >= wanted, pictures);
	const openMs = Date.now() - start;
	await page
		.locator('.card img.face')
		.first()
		.evaluate((image: HTMLImageElement) => image.decode());
	const atFirst = thumbs;
	assert.ok(atFirst < pictures / 2, `only what is near is fetched (${atFirst})`);
	const frames = (await page.evaluate(`new Promise((resolve) => {
		const wall = document.querySelector('.wall');
		const frames = [];
		let last = performance.now();
		const step = (now) => {
			frames.push(now - last);
			last = now;
			wall.scrollTop += 60;
			if (frames.length < 240) requestAnimationFrame(step);
			else resolve(frames.slice(1));
		};
		requestAnimationFrame(step);
	})`)) as number[];
	frames.sort((a, b) => a - b);
	const frameMs = frames[Math.floor(frames.length / 2)] ?? 0;
	const worstMs = frames.at(-1) ?? 0;
	// A picture more must not redraw the wall: typing and live events stay quick.
	await ana.type('/taue a cat@left on a beach');
	await page.locator('.composer .box').waitFor();
	await ana.shoot('full-wall');
	await ana.close();
	return { openMs, frameMs, worstMs, thumbs: atFirst };
}

/** The door of a room with a password, and an invite link whose key leaves the address bar. */
export async function door({ browser, program }: Set, password: string): Promise<void> {
	const context = await browser.newContext({ viewport: PHONE });
	const page = await context.newPage();
	await page.goto(new URL('#key=not-the-key', program.url).href);
	await page.getByLabel('Your name').fill('Cleo');
	assert.equal(new URL(page.url()).hash, '');
	await page.getByLabel('Password').fill('wrong');
	await page.getByRole('button', { name: 'Come in' }).click();
	await page
		.getByRole('alert')
		.filter({ hasText: /does not fit|not right/ })
		.first()
		.waitFor();
	await page.goto('about:blank');
	await page.goto(program.url);
	await page.getByLabel('Your name').fill('Cleo');
	await page.getByLabel('Password').fill(password);
	await page.getByRole('button', { name: 'Come in' }).click();
	await field(page).waitFor();
	const [cookie] = await context.cookies();
	assert.ok(cookie?.httpOnly && cookie.sameSite === 'Strict');
	await context.close();
}

/** A picture by the built-in model itself, from the line to its pixels. */
export async function builtInModel({ browser, program }: Set): Promise<void> {
	const ana = await visit(browser, program.url, 'Ana');
	const line = 'a red apple@left, a yellow duck@right on a green meadow --steps 6';
	await ana.send(`/taue ${line}`);
	const card = await ana.finished(line);
	const colours = await card.locator('img.face').evaluate(async (image: HTMLImageElement) => {
		await image.decode();
		const canvas = new OffscreenCanvas(64, 64);
		const context = canvas.getContext('2d');
		context?.drawImage(image, 0, 0, 64, 64);
		const data = context?.getImageData(0, 0, 64, 64).data ?? [];
		return new Set(
			Array.from(
				{ length: data.length / 4 },
				(_, pixel) => `${data[4 * pixel]},${data[4 * pixel + 1]},${data[4 * pixel + 2]}`,
			),
		).size;
	});
	assert.ok(colours > 200, `a picture, not a pattern (${colours} colours)`);
	await ana.shoot('built-in-model');

	// A look at it: the judge's words stand under the sheet, and with the picture itself.
	const { page } = ana;
	const dialog = page.locator('dialog.picture');
	await card.locator('.card-face').click();
	await dialog.getByRole('tab', { name: 'Look' }).click();
	await dialog.getByRole('button', { name: 'Look closer' }).click();
	await dialog.locator('.stage .look p').first().waitFor({ timeout: PATIENCE_MS });
	assert.match(
		(await dialog.locator('.look').textContent()) ?? '',
		/a red apple: (?:found, IoU 0\.\d\d|not found)/,
	);
	await ana.shoot('look');
	await page.keyboard.press('Escape');
	await dialog.waitFor({ state: 'detached' });
	await card.locator('.card-face').click();
	await dialog.getByRole('tab', { name: 'Look' }).click();
	await dialog.locator('.look-sheet').waitFor();
	await ana.shoot('look-tab');
	await ana.close();
}

/** The colours of the page follow the toggle, and the choice is remembered. */
export async function themes({ browser, program }: Set): Promise<void> {
	const ana: Visitor = await visit(browser, program.url, 'Ana', { colorScheme: 'light' });
	const { page } = ana;
	const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
	const light = await paper();
	await page.getByRole('button', { name: /^Colours/ }).click();
	const dark = await paper();
	assert.notEqual(dark, light);
	await page.reload();
	await field(page).waitFor();
	assert.equal(await paper(), dark);
	await ana.close();
}
