import { type Box, LONGEST_LINE, PLACE_NAMES, type PlaceName, printBox } from '../layout/index.ts';
import type { Locale } from '../studio/people.ts';
import type { PictureId, PictureView } from '../studio/picture-view.ts';
import type { PlaceSettings, SettingsPatch } from '../studio/settings.ts';
import type { Form } from './card.ts';
import { controlId } from './control-id.ts';
import { keycap } from './object-menu.ts';
import { shorten } from './shorten.ts';
import { textsFor } from './texts/index.ts';

/** What came back of a form, by field name; untouched optional fields are empty or absent. */
export type FormValues = Readonly<Record<string, string | undefined>>;

const TITLE = 24;
/** The nine fields of a picture in reading order, with the arrow of each. */
const FIELDS: readonly (readonly [place: PlaceName, arrow: string])[] = [
	['top-left', '↖️'],
	['top', '⬆️'],
	['top-right', '↗️'],
	['left', '⬅️'],
	['center', '⏺️'],
	['right', '➡️'],
	['bottom-left', '↙️'],
	['bottom', '⬇️'],
	['bottom-right', '↘️'],
];
const NAMES = FIELDS.map(([place]) => place);
/** Places that the menu of a form offers; Discord takes 25 and Slack more. */
const PLACES = [...NAMES, ...PLACE_NAMES.filter((place) => !NAMES.includes(place))].slice(0, 25);
/** Fields of the sketch: without an object, and with the one that is moved. */
/** Characters of what the signs stand for. */
const LEGEND = 500;
const EMPTY = '⬜';
const MOVED = '🟧';

/** The whole line, to be changed and drawn again. */
export function editForm(picture: PictureView, locale: Locale): Form {
	const texts = textsFor(locale);
	return {
		id: controlId('edit', picture.id),
		title: shorten(texts.editTitle, TITLE),
		submit: texts.draw,
		fields: [lineField(picture.line, locale)],
	};
}

/** A line that could not be read, with what was probably meant. */
export function correctForm(line: string, parent: PictureId | null, locale: Locale): Form {
	const texts = textsFor(locale);
	return {
		id: controlId('correct', parent),
		title: shorten(texts.correctTitle, TITLE),
		submit: texts.draw,
		fields: [{ ...lineField(line, locale) }],
	};
}

function lineField(value: string, locale: Locale): Form['fields'][number] {
	const texts = textsFor(locale);
	return {
		kind: 'line',
		name: 'line',
		label: texts.editLabel,
		hint: texts.editHint,
		required: true,
		rows: 'many',
		maxLength: LONGEST_LINE,
		value: value.slice(0, LONGEST_LINE),
	};
}

/** Where one object goes: a menu of places, an exact place, a size. */
export function moveForm(picture: PictureView, object: number, locale: Locale): Form {
	const texts = textsFor(locale);
	const found = picture.layout?.objects[object - 1];
	const now = found === undefined ? '' : printBox(found.box);
	const name = PLACES.find((place) => place === now);
	return {
		id: controlId('move', picture.id, String(object)),
		title: shorten(texts.moveTitle(found?.text ?? String(object)), TITLE),
		submit: texts.move,
		fields: [
			{ kind: 'note', text: sketchOfPlaces(picture, object) },
			{
				kind: 'choice',
				name: 'place',
				label: texts.movePlace,
				required: false,
				options: PLACES.map((place, field) => ({
					value: place,
					label: field < FIELDS.length ? `${FIELDS[field][1]} ${texts.fields[field]}` : place,
				})),
				...(name !== undefined && { value: name }),
			},
			{
				kind: 'line',
				name: 'exact',
				label: texts.moveExact,
				hint: texts.moveExactHint,
				required: false,
				rows: 'one',
				maxLength: 60,
			},
			{
				kind: 'line',
				name: 'size',
				label: texts.moveSize,
				hint: texts.moveSizeHint,
				required: false,
				rows: 'one',
				maxLength: 20,
			},
		],
	};
}

/** Three rows of three fields with the objects where they are, and below them what each sign stands for. */
function sketchOfPlaces({ layout }: PictureView, moved: number): string {
	const objects = layout?.objects ?? [];
	const fields = FIELDS.map(() => EMPTY);
	const signs = objects.map((_, index) => (index + 1 === moved ? MOVED : keycap(index + 1)));
	// Of two in one field the moved one is shown, or else the first.
	for (const [index, { box }] of [...objects.entries()].toReversed().sort(byMoved(moved))) {
		if (box !== 'auto') fields[fieldOf(box)] = signs[index];
	}
	const rows = [0, 3, 6].map((start) => fields.slice(start, start + 3).join(''));
	const legend = objects.map(({ text }, index) => `${signs[index]} ${text}`).join('  ');
	return [...rows, shorten(legend, LEGEND)].join('\n');
}

const byMoved = (moved: number) => (a: readonly [number, unknown], b: readonly [number, unknown]) =>
	Number(a[0] + 1 === moved) - Number(b[0] + 1 === moved);

function fieldOf([x0, y0, x1, y1]: Box): number {
	const third = (from: number, to: number) => Math.min(2, Math.max(0, Math.floor(1.5 * (from + to))));
	return 3 * third(y0, y1) + third(x0, x1);
}

/** What moderators change most; the rest has commands. */
export function settingsForm(settings: PlaceSettings, scope: 'channel' | 'server', locale: Locale): Form {
	const texts = textsFor(locale);
	const { quota } = settings;
	const number = (value: number | null) => (value === null ? '-' : String(value));
	return {
		id: controlId('settings', null, `save-${scope}`),
		title: shorten(texts.settingsTitle, TITLE),
		submit: texts.save,
		fields: [
			{
				kind: 'choice',
				name: 'enabled',
				label: texts.settingsEnabled,
				required: true,
				options: [
					{ value: 'on', label: texts.on },
					{ value: 'off', label: texts.off },
				],
				value: settings.enabled ? 'on' : 'off',
			},
			{
				kind: 'choice',
				name: 'policy',
				label: texts.settingsPolicy,
				required: true,
				options: (['off', 'blur', 'block'] as const).map((value) => ({
					value,
					label: texts.policies[value],
				})),
				value: settings.safety.policy,
			},
			{
				kind: 'line',
				name: 'quota',
				label: texts.settingsQuota,
				hint: texts.settingsQuotaHint,
				required: true,
				rows: 'one',
				maxLength: 30,
				value: `${number(quota.personHour)} / ${number(quota.personDay)}`,
			},
			{
				kind: 'line',
				name: 'models',
				label: texts.settingsModels,
				required: false,
				rows: 'one',
				maxLength: 500,
				value: settings.models.join(', '),
			},
			{
				kind: 'line',
				name: 'defaults',
				label: texts.settingsDefaults,
				required: false,
				rows: 'one',
				maxLength: 500,
				value: settings.defaults,
			},
		],
	};
}

/** What a filled-in settings form asks for; a string says what is wrong with it. */
export function readSettingsForm(values: FormValues, locale: Locale): SettingsPatch | string {
	const given = values.quota?.trim() ?? '';
	const quota = /^(\d{1,6}|-)\s*\/\s*(\d{1,6}|-)$/.exec(given);
	if (quota === null) return textsFor(locale).settingsQuotaBad(given);
	const number = (text: string) => (text === '-' ? null : Number(text));
	const policy = values.policy === 'off' || values.policy === 'blur' ? values.policy : 'block';
	return {
		enabled: values.enabled !== 'off',
		safety: { policy },
		quota: { personHour: number(quota[1]), personDay: number(quota[2]) },
		models: (values.models ?? '').split(/[,\s]+/).filter((name) => name !== ''),
		defaults: values.defaults?.trim() ?? '',
	};
}
