import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';

/** Where a run leaves its screenshots. */
export const SCREENSHOTS = fileURLToPath(new URL('../../screenshots/', import.meta.url));
/** Longest wait for a picture; a loaded machine draws slowly. */
export const PATIENCE_MS = 300_000;

export const DESKTOP = { width: 1360, height: 850 };
export const PHONE = { width: 390, height: 844 };

/** One person with a browser of their own. */
export interface Visitor {
	readonly page: Page;
	readonly context: BrowserContext;
	/** Errors that the page threw or its console showed; a scenario ends by looking at them. */
	readonly mistakes: string[];
	type(text: string): Promise<void>;
	/** Types a line or a command and sends it. */
	send(text: string): Promise<void>;
	card(line: string): Locator;
	/** Waits until the picture of this line is on the wall, finished. */
	finished(line: string): Promise<Locator>;
	shoot(name: string): Promise<void>;
	close(): Promise<void>;
}

/** Errors that a lost connection writes into the console by itself. */
const EXPECTED =
	/ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE|ERR_NETWORK|ERR_INTERNET_DISCONNECTED|status of 4\d\d/;

/** Opens the room in a fresh browser context, comes in under a name, and waits for the composer. */
export async function visit(
	browser: Browser,
	url: string,
	name: string,
	options: BrowserContextOptions = {},
): Promise<Visitor> {
	const context = await browser.newContext({
		viewport: DESKTOP,
		reducedMotion: 'reduce',
		locale: 'en-GB',
		...options,
	});
	context.setDefaultTimeout(PATIENCE_MS);
	const page = await context.newPage();
	const mistakes: string[] = [];
	page.on('pageerror', (error) => mistakes.push(String(error)));
	page.on('console', (message) => {
		if (message.type() === 'error' && !EXPECTED.test(message.text())) mistakes.push(message.text());
	});
	await page.goto(url);
	await page.getByLabel('Your name').fill(name);
	await page.getByRole('button', { name: 'Come in' }).click();
	const field = page.locator('.composer textarea');
	await field.waitFor();
	const card = (line: string) =>
		page.locator('.card', { has: page.locator('.line-shown', { hasText: exactly(line) }) });
	const visitor: Visitor = {
		page,
		context,
		mistakes,
		type: (text) => field.fill(text),
		async send(text) {
			await field.fill(text);
			await page.locator('.composer button[type=submit]').click();
			await page.waitForFunction(
				() => document.querySelector<HTMLTextAreaElement>('.composer textarea')?.value === '',
			);
		},
		card,
		async finished(line) {
			const found = card(line);
			// On a phone the wall lies behind its tab.
			const done = found.and(page.locator('[data-state=done]')).first();
			await done.waitFor({ state: 'attached', timeout: PATIENCE_MS });
			// By its id: a child with the same line would come before it.
			return page.locator(`.card[data-id="${await done.getAttribute('data-id')}"]`);
		},
		async shoot(shot) {
			await mkdir(SCREENSHOTS, { recursive: true });
			await page.screenshot({ path: join(SCREENSHOTS, `${shot}.png`) });
		},
		async close() {
			await context.close();
			assert.deepEqual(mistakes, [], `${name}'s page made mistakes`);
		},
	};
	return visitor;
}

function exactly(text: string): RegExp {
	return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}

export interface Scratch {
	readonly folder: string;
	remove(): void;
}

/** A folder for one run of the program. */
export function scratch(): Scratch {
	const folder = mkdtempSync(join(tmpdir(), 'taue-room-'));
	return {
		folder,
		remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
	};
}

interface AxeResult {
	readonly violations: readonly {
		readonly id: string;
		readonly help: string;
		readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
	}[];
}

/** axe as a page takes it; in this process it could not run, since it changes what is frozen here. */
const AXE = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));

/** Checks what the page shows against WCAG 2.2 A and AA with axe. */
export async function accessible(page: Page, what: string): Promise<void> {
	if (!(await page.evaluate('typeof axe !== "undefined"'))) await page.evaluate(await readFile(AXE, 'utf8'));
	const run = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`;
	const { violations } = (await page.evaluate(run)) as AxeResult;
	const found = violations.map(
		({ id, help, nodes }) =>
			`${id}: ${help}\n${nodes
				.slice(0, 3)
				.map((node) => `    ${node.html.slice(0, 200)}\n    ${node.failureSummary ?? ''}`)
				.join('\n')}`,
	);
	assert.deepEqual(found, [], `axe on ${what}`);
}
