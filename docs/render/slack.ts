import { type FakeSlack, imagesIn, type OpenedView } from '../../test/support/fake-slack.ts';
import type { FakeBlock, FakeView } from '../../test/support/fake-slack-rules.ts';
import { SlackStage } from '../../test/support/slack-stage.ts';
import { drawn, LINE, SWEEP } from './drawn.ts';
import type { Drawing } from './messages.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const html = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]);

/** Slack's small print: its entities are those of HTML already. */
function markup(text: string): string {
	return text
		.replace(/<@U0ANA>/g, '<span class="mention">@Ana</span>')
		.replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, '$1')
		.replace(/`([^`]*)`/g, '<code>$1</code>')
		.replace(/\*([^*]+)\*/g, '<b>$1</b>');
}

type Rich = Extract<FakeBlock, { type: 'rich_text' }>['elements'][number];

function rich({ type, elements }: Rich): string {
	const inner = elements
		.map((part) => {
			const text = html(part.type === 'text' ? part.text : (part.fallback ?? ''));
			if (part.style?.code === true) return `<code>${text}</code>`;
			return part.style?.bold === true ? `<b>${text}</b>` : text;
		})
		.join('');
	return type === 'rich_text_preformatted' ? `<pre>${inner}</pre>` : `<p>${inner}</p>`;
}

function block(given: FakeBlock, fake: FakeSlack): string {
	switch (given.type) {
		case 'header':
			return `<h3>${html(given.text.text)}</h3>`;
		case 'section':
			return `<p>${html(given.text.text)}</p>`;
		case 'context':
			return `<small>${given.elements.map(({ text }) => markup(text)).join(' ')}</small>`;
		case 'image': {
			const file = fake.files.get(given.slack_file.id);
			if (file === undefined) return '';
			const data = `data:${file.mimetype};base64,${file.bytes.toString('base64')}`;
			return `<img src="${data}" alt="${html(given.alt_text)}">`;
		}
		case 'actions':
			return `<div class="row">${given.elements
				.map((each) =>
					each.type === 'button'
						? `<span class="button ${each.style ?? ''}">${html(each.text.text)}</span>`
						: `<span class="button select">${html((each.initial_option?.text ?? each.placeholder)?.text ?? '')} ⌄</span>`,
				)
				.join('')}</div>`;
		case 'rich_text':
			return given.elements.map(rich).join('');
	}
}

/** A message as Slack shows it, roughly: enough to see what is in it and where. */
function messageHtml({ blocks }: { readonly blocks: readonly FakeBlock[] }, fake: FakeSlack, only = false) {
	const note = only ? '<div class="only">👁 Only visible to you</div>' : '';
	return `<div class="message"><div class="avatar">T</div><div class="body">${note}<b>TAUE</b> <span class="app">APP</span>${blocks
		.map((each) => block(each, fake))
		.join('')}</div></div>`;
}

/** A form as Slack shows it. */
function modalHtml(view: FakeView): string {
	const fields = view.blocks.map((each) => {
		if (each.type === 'rich_text') return each.elements.map(rich).join('');
		const { label, hint, optional, element } = each;
		const value = 'initial_value' in element ? (element.initial_value ?? '') : '';
		const chosen = 'initial_option' in element ? (element.initial_option?.text.text ?? '') : '';
		const select = element.type !== 'plain_text_input';
		return `<label><b>${html(label.text)}</b>${optional === true ? ' <small>(optional)</small>' : ''}<div class="input">${html(
			value || chosen || (select ? 'Select an option' : ''),
		)}&nbsp;${select ? '<i>⌄</i>' : ''}</div>${hint === undefined ? '' : `<small>${html(hint.text)}</small>`}</label>`;
	});
	return `<div class="modal"><h2>${html(view.title.text)}</h2>${fields.join('')}<div class="row end"><span class="button">${html(
		view.close?.text ?? 'Close',
	)}</span><span class="button primary">${html(view.submit?.text ?? '')}</span></div></div>`;
}

const CSS = `
body{margin:0;padding:20px;width:600px;background:#fff;color:#1d1c1d;font:15px/1.46 'Lato','Noto Sans','DejaVu Sans',sans-serif}
.message{display:flex;gap:10px}.avatar{flex:none;width:36px;height:36px;border-radius:8px;background:#2f9e55;color:#fff;display:grid;place-items:center;font-weight:700}
.body{flex:1;min-width:0}.app{background:#eee;color:#616061;border-radius:3px;font-size:10px;font-weight:700;padding:1px 4px;vertical-align:1px}
h3{margin:6px 0;font-size:18px}p{margin:4px 0;white-space:pre-wrap}small{color:#616061;font-size:13px;display:block;margin:4px 0}label small{display:inline}
code{background:#f6f6f6;border:1px solid #ddd;border-radius:3px;color:#c01343;padding:1px 3px;font:12px 'DejaVu Sans Mono',monospace}
pre{background:#f8f8f8;border:1px solid #ddd;border-radius:4px;padding:8px;margin:4px 0;font:12.5px/1.5 'DejaVu Sans Mono',monospace;white-space:pre-wrap}
img{display:block;max-width:340px;width:100%;border-radius:8px;margin:6px 0}
.row{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0}.row.end{justify-content:flex-end}
.button{background:#fff;border:1px solid #c7c7c8;border-radius:4px;padding:4px 12px;font-size:14px;font-weight:700}.primary{background:#007a5a;border-color:#007a5a;color:#fff}.danger{background:#fff;border-color:#e01e5a;color:#e01e5a}.select{font-weight:400;color:#616061}
.mention{background:#e8f1fa;color:#1264a3;border-radius:3px;padding:0 2px}
.only{color:#616061;font-size:13px}
.modal{border:1px solid #ddd;border-radius:8px;padding:20px;box-shadow:0 4px 16px #0002}.modal h2{margin:0 0 14px;font-size:22px}.modal label{display:block;margin-bottom:14px}.input{border:1px solid #868686;border-radius:4px;padding:8px 12px;margin-top:4px;display:flex;justify-content:space-between}.input i{font-style:normal}
`;

/** What our messages look like in Slack, from those that the app posts to the tests' local Slack. */
export async function slackDrawings(): Promise<readonly Drawing[]> {
	const stage = await SlackStage.start();
	const { fake } = stage;
	const drawings: Drawing[] = [];
	const add = (name: string, body: string) => drawings.push({ name: `slack-${name}`, html: body, css: CSS });
	try {
		await fake.command(LINE, { user: 'U0ANA' });
		const message = await stage.shows(/in line|Starting/i);
		await fake.until(() => imagesIn(message).length === 1);
		add('waiting', messageHtml(message, fake));
		const job = await stage.fetch();
		await stage.finish(job, await drawn('meadow.png', job));
		await stage.shows(/Reroll/);
		add('picture', messageHtml(message, fake));
		await fake.press(message, 'object', { chosen: 'move 2' });
		const form: OpenedView = await stage.view();
		add('move', modalHtml(form.view));
		await fake.command('cat@left, dog@rigth on a beach');
		add('mistake', messageHtml(await stage.told(/rigth/), fake, true));
		await fake.command('help');
		const help = await stage.told(/Play on/);
		add('help', messageHtml(help, fake, true));
		await fake.more(message, 'history');
		add('history', messageHtml(await stage.shows(/History/, 1), fake));
		await fake.command(SWEEP, { user: 'U0ANA' });
		await stage.shows(/in line|Starting/i, 2);
		for (const name of ['butterfly-1.png', 'butterfly-2.png']) {
			const next = await stage.fetch();
			await stage.finish(next, await drawn(name, next));
		}
		const several = await stage.shows(/Reroll/, 2);
		await fake.until(() => imagesIn(several).length === 2 && !/Cancel/.test(JSON.stringify(several.blocks)));
		add('several', messageHtml(several, fake));
		return drawings;
	} finally {
		await stage.stop();
	}
}
