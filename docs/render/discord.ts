import type { FakeMessage } from '../../test/support/fake-discord.ts';

/** A component as Discord takes it; only the parts that are drawn. */
interface Component {
	readonly type: number;
	readonly accent_color?: number;
	readonly content?: string;
	readonly components?: readonly Component[];
	readonly items?: readonly { readonly media: { readonly url: string }; readonly description?: string }[];
	readonly style?: number;
	readonly label?: string;
	readonly placeholder?: string;
	readonly emoji?: { readonly name: string };
	readonly file?: { readonly url: string };
	readonly component?: Component & { readonly value?: string };
	readonly description?: string;
	readonly value?: string;
	readonly options?: readonly { readonly label: string; readonly default?: boolean }[];
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const html = (text: string) => text.replace(/[&<>"]/g, (character) => ESCAPES[character]);

/** The part of Discord's Markdown that our messages use. */
function markdown(source: string): string {
	const kept: string[] = [];
	const keep = (text: string) => `\u0000${kept.push(text) - 1}\u0000`;
	const inline = source
		.replace(/```[a-z]*\n([\s\S]*?)\n```/g, (_, code: string) => keep(`<pre>${html(code)}</pre>`))
		.replace(/`([^`]+)`/g, (_, code: string) => keep(`<code>${html(code)}</code>`))
		.replace(/\\([!-/:-@[-`{-~])/g, (_, character: string) => keep(html(character)))
		.replace(/<@\d+>/g, () => keep('<span class="mention">@Ana</span>'))
		.replace(/<t:(\d+):f>/g, (_, seconds: string) =>
			keep(`<span class="time">${new Date(Number(seconds) * 1000).toUTCString().slice(5, 22)}</span>`),
		);
	return html(inline)
		.replace(/\*\*([\s\S]+?)\*\*/g, '<b>$1</b>')
		.replace(/^### (.*)$/gm, '<h3>$1</h3>')
		.replace(/^-# (.*)$/gm, '<small>$1</small>')
		.replaceAll('\n', '<br>')
		.replace(/\0(\d+)\0/g, (_, index: string) => kept[Number(index)]);
}

function chosenOf({ options = [] }: Component): string | undefined {
	return options.find((option) => option.default === true)?.label;
}

function component(part: Component, message: FakeMessage): string {
	switch (part.type) {
		case 1:
			return `<div class="row">${(part.components ?? []).map((each) => component(each, message)).join('')}</div>`;
		case 2:
			return `<span class="button style${part.style}">${part.emoji?.name ?? ''} ${html(part.label ?? '')}</span>`;
		case 3:
			return `<span class="select">${html(chosenOf(part) ?? part.placeholder ?? '')}<i>⌄</i></span>`;
		case 10:
			return `<div class="text">${markdown(part.content ?? '')}</div>`;
		case 12:
			return `<div class="gallery n${Math.min(4, part.items?.length ?? 1)}">${(part.items ?? [])
				.map(({ media, description }) => {
					const file = message.files.find(({ name }) => `attachment://${name}` === media.url);
					const data = file === undefined ? '' : `data:${file.mime};base64,${file.bytes.toString('base64')}`;
					return `<img src="${data}" alt="${html(description ?? '')}">`;
				})
				.join('')}</div>`;
		case 13:
			return `<div class="file">📄 ${html(part.file?.url.replace('attachment://', '') ?? '')}</div>`;
		case 17: {
			const colour = `#${(part.accent_color ?? 0x4e5058).toString(16).padStart(6, '0')}`;
			return `<div class="container" style="border-left-color:${colour}">${(part.components ?? [])
				.map((each) => component(each, message))
				.join('')}</div>`;
		}
		default:
			return '';
	}
}

/** A message as Discord shows it, roughly: enough to see what is in it and where. */
export function messageHtml(message: FakeMessage): string {
	const only = message.only === null ? '' : '<div class="only">Only you can see this · Dismiss message</div>';
	return `<div class="message"><div class="avatar">T</div><div class="body"><b class="name">TAUE</b> <span class="app">APP</span>${message.components
		.map((each: Component) => component(each, message))
		.join('')}${only}</div></div>`;
}

/** A form as Discord shows it. */
export function modalHtml(modal: {
	readonly title: string;
	readonly components: readonly Component[];
}): string {
	const fields = modal.components.map(({ type, content, component: field, ...label }) =>
		type === 10
			? `<div class="text fields">${markdown(content ?? '')}</div>`
			: `<label><b>${html(String((label as { label?: string }).label ?? ''))}</b>${
					label.description === undefined ? '' : `<small>${html(label.description)}</small>`
				}<div class="${field?.type === 3 ? 'select' : 'input'}">${html(field?.value ?? (field?.type === 3 ? (chosenOf(field) ?? 'Make a selection') : ''))}${
					field?.type === 3 ? '<i>⌄</i>' : '&nbsp;'
				}</div></label>`,
	);
	return `<div class="modal"><h2>${html(modal.title)}</h2>${fields.join('')}<div class="row end"><span class="button style2">Cancel</span><span class="button style1">Submit</span></div></div>`;
}

export const DISCORD_CSS = `
body{margin:0;padding:20px;width:600px;background:#313338;color:#dbdee1;font:15px/1.4 'gg sans','Noto Sans','DejaVu Sans',sans-serif}
.message{display:flex;gap:14px;margin-bottom:16px}.avatar{flex:none;width:40px;height:40px;border-radius:50%;background:#2f9e55;color:#fff;display:grid;place-items:center;font-weight:700}
.body{flex:1;min-width:0}.name{color:#f2f3f5}.app{background:#5865f2;color:#fff;border-radius:4px;font-size:10px;padding:1px 5px;vertical-align:2px}
.container{background:#2b2d31;border:1px solid #3f4147;border-left:4px solid;border-radius:8px;padding:12px 14px;margin-top:6px;display:grid;gap:8px}
h3{margin:0;font-size:17px;color:#f2f3f5}small{color:#949ba4;font-size:12px}code{background:#1e1f22;border-radius:4px;padding:1px 4px;font:12.5px/1.3 'DejaVu Sans Mono',monospace}
pre{background:#1e1f22;border:1px solid #3f4147;border-radius:6px;padding:8px 10px;margin:2px 0;font:13px/1.35 'DejaVu Sans Mono',monospace;white-space:pre-wrap}
.gallery{display:grid;gap:4px}.gallery.n1 img{max-width:340px;width:100%;image-rendering:auto}.gallery.n2,.gallery.n3,.gallery.n4{grid-template-columns:1fr 1fr}.gallery img{border-radius:8px;display:block;width:100%}
.row{display:flex;flex-wrap:wrap;gap:8px}.row.end{justify-content:flex-end}.button{background:#4e5058;color:#fff;border-radius:6px;padding:6px 12px;font-size:14px;font-weight:500}.style1{background:#5865f2}.style4{background:#da373c}
.select{display:flex;justify-content:space-between;flex:1;background:#1e1f22;border:1px solid #3f4147;border-radius:6px;padding:9px 12px;color:#949ba4;font-size:14px}.select i{font-style:normal}
.file{background:#1e1f22;border-radius:6px;padding:8px 12px}.only{color:#949ba4;font-size:12px;margin-top:4px}
.fields{margin-bottom:14px;line-height:1.5}.mention{background:#3c4270;color:#c9cdfb;border-radius:3px;padding:0 2px}
.modal{background:#2b2d31;border-radius:10px;padding:20px;border:1px solid #3f4147}.modal h2{margin:0 0 14px;font-size:20px;color:#f2f3f5}.modal label{display:grid;gap:5px;margin-bottom:14px}.input{background:#1e1f22;border:1px solid #3f4147;border-radius:6px;padding:9px 12px}
`;
