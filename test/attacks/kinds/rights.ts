import { recipeId } from '../../../src/recipe/recipe.ts';
import type { Person, Place } from '../../../src/studio/people.ts';
import { key, MODEL, outcomeOf, testStudio } from '../../support/studio.ts';
import type { Attack } from '../attack.ts';
import { requestKey } from '../target.ts';

const VICTIM: Person = { id: 'discord:500', name: 'Victim' };
const THERE: Place = { id: 'discord:1001', server: 'discord:server-1', name: 'elsewhere' };
/** As the simulated workers call theirs. */
const SIMULATED = { ...MODEL, name: 'nae' };
const WORDS = 'a very private lighthouse';

/** H2: somebody in the room against a picture that was made in a Discord channel. */
export const rights: Attack = {
	name: 'H2 rights',
	async run(ground) {
		const data = await ground.folder();
		const planted = await testStudio({ folder: data }, { catalogue: { models: [SIMULATED] } });
		const receipts = await planted.studio.drawing.draw({
			line: `${WORDS}@left on a beach`,
			person: VICTIM,
			place: THERE,
			idempotencyKey: key(),
		});
		const job = await planted.queue.fetch({ workerId: 'w', device: 'cpu', models: ['nae'] });
		if (job === null) throw new Error('nothing to draw');
		await planted.queue.complete(job, outcomeOf(job));
		const id = /"pictureId":"([\w-]+)"/.exec(JSON.stringify(receipts))?.[1] ?? '';
		if (id === '') throw new Error('no picture was planted');
		const hash = recipeId(job.recipe);
		await planted.close();

		const target = await ground.fresh({ data });
		const mallory = await target.guest('Mallory', '127.0.3.1', target.moderatorKey ?? undefined);
		const { text } = await mallory.get('/api/room');
		ground.tried('its words stand in the room', !text.includes(WORDS), 'they do');
		for (const name of [id, hash.slice(0, 8), hash.slice(0, 16), hash]) {
			for (const line of [
				`delete ${name}`,
				`vote up ${name}`,
				`vote down ${name}`,
				`star ${name}`,
				`cancel ${name}`,
			]) {
				const { status, text } = await mallory.type(line);
				const refused = status >= 400 || text.includes('"kind":"error"');
				ground.tried(
					`/taue ${line.replace(name, name === id ? 'ID' : `HASH/${name.length}`)}`,
					refused,
					`${status} ${text}`,
				);
			}
			for (const verb of ['delete', 'vote up', 'star', 'show', 'history', 'layers']) {
				const { status, text } = await mallory.type(verb, { focus: name });
				const refused =
					status >= 400 || text.includes('"kind":"error"') || (verb !== 'delete' && name === id);
				const tells = name !== id && (text.includes(WORDS) || text.includes('Victim'));
				ground.tried(
					`${verb} with focus on ${name === id ? 'its id' : `${name.length} digits`}`,
					refused && !tells,
					`${status} ${text}`,
				);
			}
			const said = await mallory.post('/api/say', { text: 'look', key: requestKey(), picture: name });
			ground.tried('talk about it', said.status >= 400, `${said.status} ${said.text}`);
			for (const action of [
				{ kind: 'delete' },
				{ kind: 'vote', value: 1 },
				{ kind: 'star', on: true },
				{ kind: 'reroll' },
			]) {
				const { status, text } = await mallory.post('/api/act', {
					pictureId: name,
					key: requestKey(),
					action,
				});
				ground.tried(`POST /api/act ${action.kind}`, status >= 400, `${status} ${text}`);
			}
			for (const path of [
				`/api/pictures/${name}`,
				`/api/pictures/${name}/history`,
				`/pictures/${name}/full`,
			]) {
				const { status } = await mallory.get(path);
				ground.tried(
					`GET ${path.replace(name, 'ID')}`,
					status === 404 || status === 403 || status === 400,
					status,
				);
			}
		}
		await target.stop();

		const after = await testStudio({ folder: data }, { catalogue: { models: [SIMULATED] } });
		const picture = await after.studio.pictures.find(id);
		ground.tried('the picture is changed', picture?.state === 'done' && picture.stars === 0, picture);
		await after.close();
	},
};
