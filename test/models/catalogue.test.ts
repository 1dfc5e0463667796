import assert from 'node:assert/strict';
import {
	chmodSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { loadModel } from '../../src/diffusion/index.ts';
import { regularFile } from '../../src/diffusion/regular-file.ts';
import { installedModels } from '../../src/models/catalogue.ts';
import { modelFolder } from '../../src/models/installed-names.ts';
import { toExternalData } from '../diffusion/tiny-models.ts';

const FOLDER = resolve(import.meta.dirname, '../fixtures/conformance');

describe('the models that are installed', () => {
	it('are told from their files as the loaded model tells them, the default one first', async () => {
		const { models } = await installedModels({ folder: FOLDER, name: 'tiny-sdxl' });
		assert.deepEqual(
			models.map(({ name }) => name),
			['tiny-sdxl', 'tiny-sd15'],
		);
		for (const summary of models) {
			const model = await loadModel(`${FOLDER}/${summary.name}`, { provider: 'cpu', threads: 1 });
			const { name, nativeSize, grid, defaults } = model.info;
			assert.deepEqual(summary, { name, nativeSize, grid, ...defaults });
			await model.close();
		}
	});

	it('tell how far they read as the loaded model reads', async () => {
		const { unread } = await installedModels({ folder: FOLDER, name: 'tiny-sdxl' });
		const text = 'cat '.repeat(200).trim();
		for (const name of ['tiny-sdxl', 'tiny-sd15']) {
			const model = await loadModel(`${FOLDER}/${name}`, { provider: 'cpu', threads: 1 });
			const { tokens } = await model.encodePrompt(text);
			const behind = unread(name, text);
			assert.match(behind, /^cat( cat)+$/);
			const read = await model.encodePrompt(text.slice(0, text.length - behind.length));
			assert.deepEqual(tokens.slice(0, read.tokens.length), read.tokens);
			const word = await model.encodePrompt('cat');
			assert.ok(tokens.length - read.tokens.length < word.tokens.length, 'one more word does not fit');
			await model.close();
		}
		assert.equal(unread('tiny-sd15', 'a cat'), '');
		assert.equal(unread('none', text), '', 'drawing tells that it is not there');
	});

	it('must hold the default one', async () => {
		await assert.rejects(installedModels({ folder: FOLDER, name: 'nae' }), /There is no model "nae"\./);
	});

	it('leaves a broken one out, with the sentence that says why, and reads one with a mark in front', async (context) => {
		const folder = mkdtempSync(join(tmpdir(), 'taue-models-'));
		context.after(() => rmSync(folder, { recursive: true }));
		for (const name of ['tiny-sd15', 'no-scheduler', 'endless', 'marked']) {
			cpSync(join(FOLDER, 'tiny-sd15'), join(folder, name), { recursive: true });
		}
		rmSync(join(folder, 'no-scheduler/scheduler'), { recursive: true });
		rmSync(join(folder, 'endless/unet/config.json'));
		symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
		symlinkSync('/dev/zero', join(folder, 'endless/unet/config.json'));
		writeFileSync(join(folder, 'marked/unet/config.json'), '\uFEFF{"sample_size": 16}');
		const { models, leftOut } = await installedModels({ folder, name: 'tiny-sd15' });
		assert.deepEqual(
			models.map(({ name }) => name),
			['tiny-sd15', 'marked'],
		);
		assert.deepEqual(
			leftOut.map(({ name }) => name),
			['loop', 'endless', 'no-scheduler'],
		);
		assert.match(leftOut[0].why, /^loop is a link to .*loop, where nothing is\./);
		assert.match(leftOut[1].why, /^endless\/unet\/config\.json is a link out of the model's folder\. Put/);
		assert.match(leftOut[2].why, /^The model no-scheduler lacks scheduler\/scheduler_config\.json\./);
		await assert.rejects(installedModels({ folder, name: 'endless' }), /is a link out/);
		const graph = join(folder, 'marked/unet/config.json');
		rmSync(graph);
		symlinkSync('config.json', graph);
		assert.throws(
			() => regularFile(join(folder, 'marked'), 'unet/config.json'),
			/^ModelError: marked\/unet\/config\.json is a link that leads to itself\. Download/,
		);
	});

	it('names whatever was meant as one, with what makes it one', async (context) => {
		const folder = mkdtempSync(join(tmpdir(), 'taue-models-'));
		context.after(() => rmSync(folder, { recursive: true }));
		const put = (...path: string[]) =>
			cpSync(join(FOLDER, 'tiny-sd15'), join(folder, ...path), { recursive: true });
		put('tiny-sd15');
		put('owner', 'name');
		put('models--owner--name', 'snapshots', 'abc');
		put('no#name');
		put('half');
		rmSync(join(folder, 'half/model_index.json'));
		put('.pull-half');
		writeFileSync(join(folder, 'some.safetensors'), 'x');
		// What nobody takes for a model is passed over.
		writeFileSync(join(folder, 'README.md'), 'x');
		cpSync(join(FOLDER, 'tiny-sd15/tokenizer'), join(folder, 'tiny-sd15-judge'), { recursive: true });
		const { models, leftOut } = await installedModels({ folder, name: 'tiny-sd15' });
		assert.deepEqual(
			models.map(({ name }) => name),
			['tiny-sd15'],
		);
		const why = new Map(leftOut.map((each) => [each.name, each.why]));
		assert.deepEqual([...why.keys()].sort(), [
			'half',
			'models--owner--name',
			'no#name',
			'owner',
			'some.safetensors',
		]);
		assert.match(why.get('half') ?? '', /lacks model_index\.json\. Download/);
		assert.match(why.get('owner') ?? '', /is owner\/name\. Move that folder/);
		assert.match(why.get('models--owner--name') ?? '', /snapshots\/abc\. Copy .*cp -rL/);
		assert.match(why.get('no#name') ?? '', /Rename it/);
		assert.match(why.get('some.safetensors') ?? '', /is a single file.*in ONNX form/);
		assert.throws(() => modelFolder(folder, 'owner/name'), {
			code: 'model-missing',
			message: why.get('owner'),
		});
	});

	it('leaves out what could not draw: no graph, half of one, one without its weights, numbers that cannot be', async (context) => {
		const folder = mkdtempSync(join(tmpdir(), 'taue-models-'));
		context.after(() => rmSync(folder, { recursive: true }));
		const put = (name: string) => {
			cpSync(join(FOLDER, 'tiny-sd15'), join(folder, name), { recursive: true });
			return (...path: string[]) => join(folder, name, ...path);
		};
		put('tiny-sd15');
		const set = (file: string, values: object) =>
			writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...values }));
		const page = put('page');
		writeFileSync(page('unet/model.onnx'), '<!DOCTYPE html><title>Sign in</title>');
		const half = put('half');
		const graph = readFileSync(half('vae_decoder/model.onnx'));
		writeFileSync(half('vae_decoder/model.onnx'), graph.subarray(0, graph.length / 2));
		const light = put('light');
		toExternalData(light('text_encoder/model.onnx'), light('text_encoder/model.onnx_data'));
		rmSync(light('text_encoder/model.onnx_data'));
		set(put('nothing')('unet/config.json'), { sample_size: 0 });
		set(put('backwards')('unet/config.json'), { taue: { defaults: { steps: -3 } } });
		writeFileSync(put('pointer')('unet/config.json'), 'version https://git-lfs.github.com/spec/v1\n');
		mkdirSync(join(folder, 'checkpoint'));
		writeFileSync(join(folder, 'checkpoint/model.safetensors'), 'x');
		symlinkSync(join(folder, 'unplugged/sdxl'), join(folder, 'sdxl'));
		const { models, leftOut } = await installedModels({ folder, name: 'tiny-sd15' });
		assert.deepEqual(
			models.map(({ name }) => name),
			['tiny-sd15'],
		);
		const why = new Map(leftOut.map((each) => [each.name, each.why]));
		const expected: Readonly<Record<string, RegExp>> = {
			page: /^unet\/model\.onnx is not a graph .* Download/,
			half: /^vae_decoder\/model\.onnx is not a graph .* Download/,
			light: /^text_encoder\/model\.onnx names weights that are not there: model\.onnx_data\. Download/,
			nothing: /^nothing\/unet\/config\.json: sample_size: /,
			backwards: /^backwards\/unet\/config\.json: taue\.defaults\.steps: /,
			pointer: /^pointer\/unet\/config\.json is a pointer of Git LFS: .*git lfs pull/,
			checkpoint: /^checkpoint\/model\.safetensors is a single file\. /,
			sdxl: /^sdxl is a link to .*unplugged\/sdxl, where nothing is\. Is the disk there/,
		};
		assert.deepEqual([...why.keys()].sort(), Object.keys(expected).sort());
		for (const [name, sentence] of Object.entries(expected)) assert.match(why.get(name) ?? '', sentence);
		await assert.rejects(installedModels({ folder, name: 'nothing' }), { code: 'file-broken' });
	});

	it('says where what is missing lies instead, and which value or line is wrong', async (context) => {
		const folder = mkdtempSync(join(tmpdir(), 'taue-models-'));
		context.after(() => rmSync(folder, { recursive: true }));
		const put = (name: string) => {
			cpSync(join(FOLDER, 'tiny-sd15'), join(folder, name), { recursive: true });
			return (path: string) => join(folder, name, path);
		};
		const move = (name: string, from: string, to: string) => {
			const at = put(name);
			mkdirSync(dirname(at(to)), { recursive: true });
			renameSync(at(from), at(to));
		};
		const scheduler = 'scheduler/scheduler_config.json';
		const write = (name: string, file: string, text: string) => writeFileSync(put(name)(file), text);
		put('good');
		move('inner', 'unet/model.onnx', 'unet/onnx/model.onnx');
		move('outer', 'text_encoder', 'onnx/text_encoder');
		move('flat', scheduler, 'scheduler_config.json');
		move('capitals', 'vae_decoder/model.onnx', 'vae_decoder/Model.ONNX.txt');
		move('index', 'model_index.json', 'model_index.json.txt');
		move('unfinished', 'unet/model.onnx', 'unet/model.onnx.crdownload');
		rmSync(put('gone')('vae_decoder'), { recursive: true });
		write('comma', scheduler, '{\n"_class_name": "DDIMScheduler",\n}');
		write('empty', scheduler, '\n');
		write('value', scheduler, '{"_class_name": "DDIMScheduler", "prediction_type": "v"}');
		write('vocabulary', 'tokenizer/vocab.json', '#version: 0.2\n');
		// What macOS puts beside everything.
		move('mac', 'unet/model.onnx', 'unet/model_fp16.onnx');
		writeFileSync(join(folder, 'mac/unet/._model_fp16.onnx'), 'x');
		const { models, leftOut } = await installedModels({ folder, name: 'good' });
		assert.deepEqual(
			models.map(({ name }) => name),
			['good', 'mac'],
		);
		const instead = 'may be it: move or rename it, and what lies beside it.';
		const mend = 'or download the model again.';
		assert.deepEqual(Object.fromEntries(leftOut.map(({ name, why }) => [name, why])), {
			capitals: `The model capitals lacks vae_decoder/model.onnx. vae_decoder/Model.ONNX.txt ${instead}`,
			comma: `comma/${scheduler} is not JSON (line 3, column 1). Correct it there, ${mend}`,
			empty: `empty/${scheduler} is empty. Download the model again.`,
			flat: `The model flat lacks ${scheduler}. scheduler_config.json ${instead}`,
			gone: 'The model gone lacks vae_decoder/model.onnx. Download the model again, or choose another folder.',
			index: `The folder index lacks model_index.json. model_index.json.txt ${instead}`,
			inner: `The model inner lacks unet/model.onnx. unet/onnx/model.onnx ${instead}`,
			outer: `The model outer lacks text_encoder/model.onnx. onnx/text_encoder/model.onnx ${instead}`,
			unfinished:
				'The model unfinished lacks unet/model.onnx. unet/model.onnx.crdownload is a download that was not ' +
				'finished. Download it again.',
			value:
				'DDIMScheduler: prediction_type is "v". Invalid option: expected one of ' +
				`"epsilon"|"v_prediction"|"sample"|"original_sample". Correct it in ${scheduler}, ${mend}`,
			vocabulary: `vocabulary/tokenizer/vocab.json is not JSON. Correct it there, ${mend}`,
		});
	});

	it('leaves out what belongs to another account, as it does where root copied it', {
		skip: process.platform === 'win32',
	}, async (context) => {
		const folder = mkdtempSync(join(tmpdir(), 'taue-models-'));
		context.after(() => rmSync(folder, { recursive: true }));
		const closed: Readonly<Record<string, string>> = {
			file: 'file/unet/config.json',
			graph: 'graph/vae_decoder/model.onnx',
			part: 'part/unet',
			whole: 'whole',
		};
		for (const name of ['good', ...Object.keys(closed)])
			cpSync(join(FOLDER, 'tiny-sd15'), join(folder, name), { recursive: true });
		for (const path of Object.values(closed)) chmodSync(join(folder, path), 0);
		// Root may read everything: it becomes somebody else for a moment.
		const asRoot = process.geteuid?.() === 0;
		chmodSync(folder, 0o755);
		if (asRoot) process.seteuid?.(65534);
		const { models, leftOut } = await installedModels({ folder, name: 'good' }).finally(() => {
			if (asRoot) process.seteuid?.(0);
			for (const path of Object.values(closed)) chmodSync(join(folder, path), 0o700);
		});
		assert.deepEqual(
			models.map(({ name }) => name),
			['good'],
		);
		for (const [name, path] of Object.entries(closed)) {
			const why = leftOut.find((each) => each.name === name)?.why ?? '';
			assert.match(
				why,
				new RegExp(`${path}.* cannot be read: the account that runs TAUE may not\\. Give it`),
			);
		}
	});

	it('are drawn with and warned of where their own list of words cannot be read', async (context) => {
		const folder = mkdtempSync(join(tmpdir(), 'taue-models-'));
		context.after(() => rmSync(folder, { recursive: true }));
		cpSync(join(FOLDER, 'tiny-sd15'), join(folder, 'mute'), { recursive: true });
		for (const [text, why] of [
			['{"nouns": "cat"}', /nouns/],
			['cat', /JSON/],
		] as const) {
			writeFileSync(join(folder, 'mute/words.json'), text);
			const { models, words } = await installedModels({ folder, name: 'mute' });
			assert.equal(words, undefined);
			assert.match(models[0].warning ?? '', /^Its words\.json is passed over, so words /);
			assert.match(models[0].warning ?? '', why);
		}
	});
});
