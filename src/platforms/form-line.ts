import { parseLine } from '../layout/index.ts';

/** A layout put together in form fields, as a line: for people who prefer forms to languages. */
export interface LineForm {
	readonly line?: string;
	readonly objects: readonly { readonly text: string; readonly place?: string }[];
	readonly background?: string;
	readonly seed?: number;
	readonly size?: string;
	readonly count?: number;
	readonly model?: string;
}

/** An object that was typed with its place, as the line has it: `cat@left`. */
function placed(text: string): boolean {
	if (text.match(/[@＠﹫]/g)?.length !== 1) return false;
	try {
		return parseLine(text).layouts.every(({ objects }) => objects.length > 0);
	} catch {
		return false;
	}
}

/** Text that stands for itself in the layout language. */
function literal(text: string): string {
	const trimmed = text.trim();
	return /[@,;|{}"\\:、，；｜＠：]|(^|\s)--?\w/.test(trimmed)
		? `"${trimmed.replace(/["\\]/g, '\\$&')}"`
		: trimmed;
}

/** Empty where nothing was filled in. Fields come behind what the line has already. */
export function lineOfForm({ line = '', objects, background, seed, size, count, model }: LineForm): string {
	const typed = line.trim();
	const things = objects
		.filter(({ text }) => text.trim() !== '')
		.map(({ text, place }) => {
			if (placed(text)) return text.trim();
			// People write the line's own sign into the field, too.
			const where = place?.trim().replace(/^[@＠﹫]\s*/, '') ?? '';
			return `${literal(text)}@${where === '' ? 'auto' : where}`;
		});
	// Objects stand before the line's own parts, so that a background in it stays the last.
	const body = [...things, ...(typed === '' ? [] : [typed])].join(', ');
	const flags = [
		background === undefined || background.trim() === '' ? null : `| ${literal(background)}`,
		seed === undefined ? null : `--seed ${seed}`,
		size === undefined || size.trim() === '' ? null : `--size ${size.trim()}`,
		count === undefined ? null : `-n ${count}`,
		model === undefined || model.trim() === '' ? null : `--model ${model.trim()}`,
	].filter((part) => part !== null);
	if (body === '' && background !== undefined && flags.length > 0) {
		return [literal(background), ...flags.slice(1)].join(' ');
	}
	return [body, ...flags].join(' ').trim();
}
