import assert from 'node:assert/strict';
import sharp from 'sharp';
import { field, type Set as Stage, text } from './scenarios.ts';
import { accessible, PATIENCE_MS, PHONE, visit } from './stage.ts';

/** What somebody meets who has read nothing: an example on the wall, sentences, completions, the words it knows, help. */
export async function firstMinute({ browser, program }: Stage): Promise<void> {
	const ana = await visit(browser, program.url, 'Ana');
	const { page } = ana;
	const example = 'a red cat@left, a blue dog@right on a green meadow';

	// An empty wall shows what a line makes, and draws it on a click.
	await page.locator('.empty-example img').evaluate((image: HTMLImageElement) => image.decode());
	await accessible(page, 'an empty wall');
	await page.getByRole('button', { name: 'Draw this' }).click();
	await ana.finished(example);

	// Plain sentences are drawn; what is said to somebody stays said, with its line beside it.
	await ana.type('a cat and a dog on the beach');
	await page.locator('.composer .box').nth(1).waitFor();
	assert.equal(await text(page.locator('.composer button[type=submit]')), 'Draw');
	await field(page).press('Enter');
	await ana.finished('a cat@left, a dog@right on the beach');
	await ana.type('cat on the left and dog on the right, beach');
	assert.equal(await text(page.locator('.meant .chip')), 'cat@left, dog@right on a beach');
	await accessible(page, 'a plain sentence');
	await ana.type('I love your cat');
	assert.equal(await text(page.locator('.composer button[type=submit]')), 'Say');
	await page.locator('.meant .chip').click();
	assert.equal(await text(field(page)), '/taue cat@center');

	// A forgotten @ is offered.
	await ana.type('/taue cat@left, dog right');
	await page.locator('.did-you-mean .chip', { hasText: 'dog@right' }).click();
	assert.equal(await text(field(page)), '/taue cat@left, dog@right');
	await ana.type('/taue dog right');
	await page.locator('.did-you-mean .chip', { hasText: 'dog@right' }).click();
	assert.equal(await text(field(page)), '/taue dog@right');

	// A half-typed place is no mistake yet, and Enter takes what is highlighted.
	await field(page).fill('/taue owl');
	await field(page).press('End');
	await page.keyboard.type('@');
	await page.locator('.offers [aria-selected=true]').waitFor();
	assert.equal(await page.locator('.mistake').count(), 0);
	assert.equal(await field(page).getAttribute('aria-invalid'), 'false');
	await page.keyboard.type('top-r');
	await page.keyboard.press('Enter');
	assert.equal(await text(field(page)), '/taue owl@top-right');
	await page.keyboard.type(':');
	await page.locator('.offers [aria-selected=true]', { hasText: 'small' }).waitFor();
	await page.keyboard.press('Enter');
	assert.equal(await text(field(page)), '/taue owl@top-right:small');
	await page.keyboard.press('Enter');
	await ana.finished('owl@top-right:small');

	// What is worth knowing of a picture that was asked for stays in the chat.
	await ana.send('/taue a fox@left --size 640x448');
	await page
		.locator('.entry.private .warnings', { hasText: 'cannot draw 640x448; the picture is 640x512' })
		.waitFor();

	// Over a window, in which its change was asked for, as well.
	await (await ana.finished('a fox@left --size 640x512')).locator('.card-face').click();
	const dialog = page.locator('dialog.picture');
	await dialog.getByLabel('Change in words').fill('a red fox@left --size 640x448');
	await dialog.getByRole('button', { name: 'Change it' }).click();
	await page.locator('.toast', { hasText: 'cannot draw 640x448' }).waitFor();
	await page.keyboard.press('Escape');
	await dialog.waitFor({ state: 'detached' });

	// What can be drawn stands in a panel, with pictures where the room has them; a click writes it, and the places follow.
	const sheet = await sharp({ create: { width: 144, height: 144, channels: 3, background: '#7a9' } })
		.webp()
		.toBuffer();
	await page.route('**/nouns.json', (route) =>
		route.fulfill({ json: { columns: 2, nouns: ['cat', 'dog', 'penguin'] } }),
	);
	await page.route('**/nouns.webp', (route) => route.fulfill({ body: sheet, contentType: 'image/webp' }));
	await page.getByRole('button', { name: 'What can I draw?' }).click();
	await accessible(page, 'what can be drawn');
	const panel = page.locator('dialog.nouns');
	await panel.locator('.noun-picture').nth(2).waitFor();
	await panel.getByLabel('Search').fill('peng');
	const tile = panel.locator('.noun-picture');
	assert.equal(await tile.evaluate((element) => getComputedStyle(element).backgroundPosition), '0px -72px');
	await panel.getByRole('button', { name: 'penguin' }).click();
	assert.equal(await text(field(page)), '/taue penguin@');
	await page.locator('.offers').waitFor();

	// Help begins with lines that draw on a click; settings are words.
	await ana.send('/taue');
	const help = page.locator('.reply.help');
	await help.getByRole('button', { name: '3 ducks@bottom on the sea' }).click();
	await page
		.locator('.card', { hasText: /duck@/ })
		.and(page.locator('[data-state=done]'))
		.waitFor({ timeout: PATIENCE_MS });
	await ana.send('/taue settings');
	await page.locator('.settings-list').waitFor();
	assert.match(await text(page.locator('.settings-list')), /Pictures of one person in an hour/);
	await accessible(page, 'help and settings');
	await ana.close();
}

/** Eight pictures of one line are one card and one entry; relatives stack; arrow keys and zoom; changes in words. */
export async function manyPictures({ browser, program }: Stage): Promise<void> {
	const ana = await visit(browser, program.url, 'Ana');
	const { page } = ana;
	const line = 'a purple cat@left, a blue dog@right on a road';
	const before = await page.locator('.card').count();
	const entries = await page.locator('.entry').count();
	await ana.send(`/taue ${line} -n 8`);
	const card = page.locator('.card.of-many').first();
	await card.locator('[data-state=done]').nth(7).waitFor({ timeout: PATIENCE_MS });
	assert.equal(await page.locator('.card').count(), before + 1);
	assert.equal(await page.locator('.entry').count(), entries + 1);
	await accessible(page, 'eight pictures of one line');
	await ana.shoot('eight-of-one-line');

	const tiles = await card.locator('.card-face').all();
	const ids = await Promise.all(tiles.map((tile) => tile.getAttribute('data-picture')));
	await tiles[0]?.click();
	const dialog = page.locator('dialog.picture');
	const opened = () => page.waitForURL((url) => url.pathname.endsWith(`/p/${ids[at]}`));
	let at = 0;
	await opened();
	await page.keyboard.press('ArrowRight');
	at = 1;
	await opened();
	await page.keyboard.press('ArrowLeft');
	at = 0;
	await opened();

	const width = () => dialog.locator('.zoom').evaluate((element) => element.getBoundingClientRect().width);
	const fits = await width();
	await dialog.getByRole('button', { name: 'Zoom in' }).click();
	await dialog.getByRole('group', { name: 'Zoom 150 %' }).waitFor();
	assert.ok((await width()) > fits * 1.4);
	await accessible(page, 'a picture that is zoomed');
	await dialog.getByRole('button', { name: 'Zoom out' }).click();

	// Said, and drawn: the window follows to the child, which stacks on the card of its family.
	await dialog.getByLabel('Change in words').fill('frobnicate the horizon');
	await dialog.getByRole('button', { name: 'Change it' }).click();
	await dialog.locator('.in-words-problem').waitFor();
	await accessible(page, 'a change that was not understood');
	await dialog.getByLabel('Change in words').fill('make the cat green');
	await dialog.getByRole('button', { name: 'Change it' }).click();
	await dialog.locator('.member[aria-level="2"].here').waitFor();
	await dialog.locator('.stage img.face:not(.growing)').waitFor({ timeout: PATIENCE_MS });
	assert.match(await text(dialog.locator('.stage-line')), /green cat/);
	await dialog.getByRole('tab', { name: 'Compare' }).click();
	await dialog.getByRole('button', { name: /the one before/ }).click();
	assert.match(await text(page.locator('.compare-sides')), /Left: original.*Right: /s);
	await page.keyboard.press('Escape');
	await page.keyboard.press('Escape');
	await dialog.waitFor({ state: 'detached' });
	await card.locator('.relative.done').waitFor();
	assert.equal(await page.locator('.card').count(), before + 1);

	// By keyboard: the log is one stop, its arrow keys go through the pictures, and a link skips to the wall.
	await page.locator('.log').focus();
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('ArrowUp');
	assert.equal(await page.evaluate(() => document.activeElement?.classList.contains('entry-picture')), true);
	await page.getByRole('link', { name: 'Skip to the pictures' }).focus();
	await page.keyboard.press('Enter');
	await page.waitForFunction(() => document.activeElement?.id === 'wall');
	await ana.close();
}

/** The page in Japanese, from the browser's language or the switch: words, mistakes, sentences, answers. */
export async function inJapanese({ browser, program }: Stage): Promise<void> {
	const context = await browser.newContext({ viewport: PHONE, locale: 'ja-JP', hasTouch: true });
	const page = await context.newPage();
	await page.goto(program.url);
	await page.getByLabel('名前').fill('はなこ');
	await page.getByRole('button', { name: '入る' }).click();
	await field(page).waitFor();
	assert.equal(await page.evaluate('document.documentElement.lang'), 'ja');
	await field(page).fill('猫@左、犬@ひだりのほう');
	await page.locator('.composer button[type=submit]').focus();
	assert.match(await text(page.locator('.mistake-words')), /という場所はありません/);
	await field(page).fill('左に猫、右に犬、砂浜');
	assert.equal(await text(page.locator('.meant .chip')), '猫@左、犬@右、砂浜');
	await accessible(page, 'the room in Japanese');
	await field(page).press('Enter');
	const card = page.locator('.card', { hasText: /猫@.*犬@.*砂浜/ }).and(page.locator('[data-state=done]'));
	await card.waitFor({ state: 'attached', timeout: PATIENCE_MS });
	await field(page).fill('/taue help');
	await page.locator('.composer button[type=submit]').click();
	await page.locator('.reply.help', { hasText: '押すと描きます' }).waitFor();
	await page.getByRole('button', { name: /^絵/ }).first().click();
	await accessible(page, 'the wall in Japanese');
	await card.locator('.card-face').first().click();
	for (const tab of ['比べる', 'レイヤー', 'レシピ', '家族'])
		await page.getByRole('tab', { name: tab }).click();
	await accessible(page, 'a picture in Japanese');
	// Nothing that a person sees is still English but the line's own flags and the recipe.
	const seen = await page.locator('dialog.picture').evaluate((dialog) => dialog.textContent ?? '');
	assert.doesNotMatch(seen, /Family|Compare|Layers|Recipe|Reroll|Vary|Delete|Download/);
	await page.keyboard.press('Escape');
	await page.getByLabel('言語').selectOption('en');
	await page.getByRole('button', { name: /^Pictures/ }).waitFor();
	await page.reload();
	await page.getByRole('button', { name: /^Pictures/ }).waitFor();
	await context.close();
}
