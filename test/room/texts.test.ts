import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseLine } from '../../src/layout/parse.ts';
import { placesOf } from '../../src/platforms/room/client/completion.ts';
import { spoken } from '../../src/platforms/room/client/language.ts';
import { LANGUAGES, TABLES } from '../../src/platforms/room/client/texts/index.ts';
import { settingsSchema } from '../../src/studio/settings.ts';

const CLIENT = new URL('../../src/platforms/room/client/', import.meta.url);
type Entry = readonly [path: string, value: unknown];

function entries(value: unknown, path = ''): readonly Entry[] {
	// Lists are of their language: how long they are is its own.
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
	return Object.entries(value).flatMap(([key, entry]) =>
		entries(entry, path === '' ? key : `${path}/${key}`),
	);
}

/** What a sentence says when each of its places holds a mark of its own. */
function filled(say: (...given: unknown[]) => unknown): string {
	return String(say(...Array.from({ length: say.length }, (_, index) => 700 + index)));
}

describe('the words of the page', () => {
	const english = entries(TABLES.en);

	for (const language of LANGUAGES.filter((code) => code !== 'en')) {
		const table = new Map(entries(TABLES[language]));

		it(`are all there in ${TABLES[language].language}`, () => {
			const missing = english.filter(([path]) => !table.has(path)).map(([path]) => path);
			assert.deepEqual(missing, []);
			const more = [...table.keys()].filter((path) => !english.some(([known]) => known === path));
			assert.deepEqual(more, []);
		});

		it(`say in ${TABLES[language].language} what English says: nothing stays empty, and no number is lost`, () => {
			const said = [
				'composer/questionMark',
				'composer/expected',
				'mistake',
				'remark',
				'picture/where',
				'page/colours',
			];
			for (const [path, value] of english) {
				const other = table.get(path);
				// A language may have no word of its own for a place.
				if (said.includes(path) || path.startsWith('places/')) continue;
				assert.equal(typeof other, typeof value, path);
				if (typeof value === 'string') {
					if (value !== '') assert.notEqual(other, '', path);
				} else if (typeof value === 'function' && typeof other === 'function') {
					const marks = (text: string) => new Set(text.match(/70\d/g) ?? []);
					const given = marks(filled(value as never));
					const lost = [...given].filter((mark) => !marks(filled(other as never)).has(mark));
					// A preposition is of its language.
					if (path !== 'picture/ground') assert.deepEqual(lost, [], path);
				}
			}
		});
	}

	for (const language of LANGUAGES) {
		it(`show examples in ${TABLES[language].language} that can be drawn as they stand`, () => {
			const { examples, placeholder } = TABLES[language].composer;
			assert.ok(examples.length >= 3);
			for (const line of [...examples, placeholder]) {
				const { layouts } = parseLine(line);
				assert.ok((layouts[0]?.objects.length ?? 0) > 0 && layouts[0]?.background !== null, line);
			}
		});

		it(`offer places in ${TABLES[language].language} that the layout language knows`, () => {
			const places = placesOf(TABLES[language]);
			assert.ok(places.length > 8);
			// The last ones stand beside other things.
			const beside = new Set(['above', 'below', 'behind', 'between', 'on']);
			for (const [place] of places) if (!beside.has(place)) parseLine(`cat@${place}`);
		});

		it(`name every setting in ${TABLES[language].language}`, () => {
			const { names } = TABLES[language].settings;
			for (const [key, field] of Object.entries(settingsSchema.shape)) {
				const inner = 'shape' in field ? Object.keys(field.shape).map((name) => `${key}.${name}`) : [key];
				if (key === 'roles' || key === 'reactions') continue;
				for (const path of inner) assert.ok(names[path], path);
			}
		});
	}

	it('are all in the tables: no file of the page writes a sentence of its own', () => {
		const own = readdirSync(CLIENT)
			.filter((name) => name.endsWith('.ts') && name !== 'completion.ts')
			.flatMap((name) =>
				readFileSync(new URL(name, CLIENT), 'utf8')
					.split('\n')
					.filter(
						(line) =>
							/(?:'aria-label':|title:|alt:|label:|placeholder:)\s*['`][A-Z]/.test(line) ||
							/^\s*'[A-Z][a-z]+ [^']*[.…?!]',$/.test(line),
					)
					.map((line) => `${name}: ${line.trim()}`),
			);
		assert.deepEqual(own, []);
	});

	it('are in the first language of the browser that there is a table for', () => {
		assert.equal(spoken(['ja-JP', 'en']), 'ja');
		assert.equal(spoken([null, 'fr', 'ja']), 'ja');
		assert.equal(spoken(['de-DE']), 'en');
		assert.equal(spoken(['en', 'ja']), 'en');
		assert.equal(spoken([]), 'en');
	});
});
