import { schedulerNamed } from '../src/layout/schedulers.ts';
import { StudioError } from '../src/studio/errors.ts';
import { say } from '../src/studio/sentences/index.ts';
import { settingPath } from '../src/studio/setting-path.ts';
import type { PlaceSettings, SettingsPatch } from '../src/studio/settings.ts';

/** Objects without a parent: whatever their keys are called, nothing outside of them is reached. */
type Table = Record<string, unknown>;
const emptyTable = (): Table => Object.create(null);

/**
 * `quota.personHour=20 safety.words=a,b models=` as a patch. `none` is no limit, `inherit` returns a field to
 * what the server has.
 *
 * @throws StudioError `bad-settings`
 */
export function readPatch(text: string): SettingsPatch {
	const patch = emptyTable();
	for (const [, name, quoted, bare] of text.matchAll(/([^\s="]+)\s*=\s*(?:"([^"]*)"|(\S*))/g)) {
		assign(patch, settingPath(name), readValue(name, quoted ?? bare ?? ''));
	}
	if (Object.keys(patch).length > 0) return patch as SettingsPatch;
	throw new StudioError('bad-settings', say('changesNothing', text));
}

function assign(target: Table, [first, ...rest]: readonly string[], value: unknown): void {
	if (rest.length === 0) {
		target[first] = value;
		return;
	}
	const known = target[first];
	const inner = typeof known === 'object' && known !== null ? (known as Table) : emptyTable();
	target[first] = inner;
	assign(inner, rest, value);
}

const LISTS = new Set(['models', 'safety.words']);
const TEXTS = new Set(['defaults', 'locale', 'safety.policy']);

function readValue(path: string, text: string): unknown {
	if (text === 'inherit') return undefined;
	if (LISTS.has(path))
		return text
			.split(',')
			.map((part) => part.trim())
			.filter((part) => part !== '');
	if (path === 'scheduler') return text === 'none' ? null : (schedulerNamed(text) ?? text);
	if (TEXTS.has(path) || path.startsWith('reactions.')) return text;
	if (text === 'none' || text === 'never') return null;
	if (text === 'on' || text === 'true' || text === 'yes') return true;
	if (text === 'off' || text === 'false' || text === 'no') return false;
	return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** All settings, one a line, in the form in which they can be typed. */
export function listSettings(settings: PlaceSettings): string {
	const lines: string[] = [];
	const walk = (path: string, value: unknown) => {
		if (Array.isArray(value)) lines.push(`${path}=${value.join(',')}`);
		else if (value === null) lines.push(`${path}=none`);
		else if (typeof value === 'object')
			for (const [key, entry] of Object.entries(value)) walk(path === '' ? key : `${path}.${key}`, entry);
		else lines.push(`${path}=${typeof value === 'boolean' ? (value ? 'on' : 'off') : value}`);
	};
	walk('', settings);
	return lines.join('\n');
}
