import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import proto from 'onnx-proto';
import { bytesOf, readGraphFile, weightFiles } from '../../src/diffusion/graph-file.ts';
import { generate, generateLatent, loadModel } from '../../src/diffusion/index.ts';
import { readModelSummary } from '../../src/diffusion/model-defaults.ts';
import {
	copyModel,
	editGraph,
	editJson,
	fixture,
	latentShape,
	type OnnxModel,
	toExternalData,
} from './tiny-models.ts';

const { DataType } = proto.onnx.TensorProto;
const cpu = { provider: 'cpu' } as const;
const request = { prompt: 'a red car', steps: 2, guidance: 5, scheduler: 'euler', seed: 3 } as const;

async function draw(folder: string): Promise<Float32Array> {
	const model = await loadModel(folder, cpu);
	try {
		return (await generateLatent(model, request)).data;
	} finally {
		await model.close();
	}
}

/** The message of a folder that must not load, the same one that leaves it out of the catalogue where `early`. */
async function refusal(folder: string, code: string, early = true): Promise<string> {
	let message = '';
	await assert.rejects(loadModel(folder, cpu), (error: Error & { code?: string }) => {
		message = error.message;
		return error.code === code;
	});
	if (early) assert.throws(() => readModelSummary(folder), { code, message });
	return message;
}

const schedulerFile = (folder: string) => join(folder, 'scheduler/scheduler_config.json');

describe('a graph file, read without its weights', () => {
	test('says what the whole decoded graph says', () => {
		for (const name of ['tiny-sd15', 'tiny-sdxl']) {
			for (const part of ['text_encoder', 'unet', 'vae_decoder', 'vae_encoder']) {
				const path = join(fixture(name), part, 'model.onnx');
				const { graph } = proto.onnx.ModelProto.decode(readFileSync(path));
				assert.ok(graph?.node && graph.initializer && graph.input);
				const read = readGraphFile(path);
				const constants = graph.node.flatMap((node) => node.attribute?.flatMap(({ t }) => t ?? []) ?? []);
				const whole = [...constants, ...graph.initializer];
				const bytes = (raw: readonly proto.onnx.ITensorProto[]) =>
					raw.reduce((sum, { rawData }) => sum + (rawData?.length ?? 0), 0);
				const stored = whole.filter(({ rawData }) => (rawData?.length ?? 0) > 0);
				assert.equal(read.tensors.length, whole.length);
				assert.ok(read.tensors.reduce((sum, tensor) => sum + bytesOf(tensor), 0) >= bytes(stored));
				assert.deepEqual(
					[...read.operators].sort(),
					[...new Set(graph.node.map(({ opType }) => opType))].sort(),
				);
				assert.deepEqual(
					read.inputs.map((input) => input.name),
					graph.input.map((input) => input.name),
				);
			}
		}
	});

	test('names every file that holds weights', (context) => {
		const folder = copyModel(context, 'tiny-sdxl');
		const path = join(folder, 'unet/model.onnx');
		toExternalData(path, join(folder, 'unet/model.onnx_data'));
		assert.deepEqual(weightFiles(readGraphFile(path)), ['model.onnx_data']);
	});

	test('refuses what is no graph, wherever it is cut off', (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		const path = join(folder, 'vae_encoder/model.onnx');
		const whole = readFileSync(path);
		for (const length of [0, 1, 7, 1000, Math.floor(whole.length / 2), whole.length - 1]) {
			writeFileSync(path, whole.subarray(0, length));
			assert.throws(() => readGraphFile(path), { code: 'graph-broken' }, String(length));
		}
	});
});

describe('folders as people have them', () => {
	test('a graph under another name is taken where it is the only one', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		for (const part of ['unet', 'vae_decoder', 'vae_encoder'])
			renameSync(join(folder, part, 'model.onnx'), join(folder, part, 'model_fp16.onnx'));
		assert.deepEqual(await draw(folder), await draw(fixture('tiny-sd15')));
		cpSync(join(folder, 'unet/model_fp16.onnx'), join(folder, 'unet/model_q4.onnx'));
		assert.match(
			await refusal(folder, 'file-missing'),
			/2 graphs in unet \(model_fp16\.onnx, model_q4\.onnx\) and no model\.onnx\. Rename the one/,
		);
	});

	test('weights in folders below the graph', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		const path = join(folder, 'unet/model.onnx');
		mkdirSync(join(folder, 'unet/weights'));
		toExternalData(path, join(folder, 'unet/weights/all'));
		editGraph(path, ({ graph }) => {
			for (const tensor of graph?.initializer ?? [])
				for (const entry of tensor.externalData ?? [])
					if (entry.key === 'location') entry.value = 'weights/all';
		});
		assert.deepEqual(await draw(folder), await draw(fixture('tiny-sd15')));
		rmSync(join(folder, 'unet/weights/all'));
		assert.match(
			await refusal(folder, 'file-missing', false),
			/names weights that are not there: weights\/all\./,
		);
	});

	test('parts of different models, and maps that the graph does not have, are told before anything is drawn', async (context) => {
		const mixed = copyModel(context, 'tiny-sd15');
		cpSync(join(fixture('tiny-sdxl'), 'text_encoder_2'), join(mixed, 'text_encoder'), { recursive: true });
		assert.match(
			await refusal(mixed, 'shape-mismatch', false),
			/text encoders of .* give 48 numbers a token, and its UNet takes 32: they belong to different models/,
		);
		const swapped = copyModel(context, 'tiny-sd15');
		cpSync(join(swapped, 'vae_decoder/model.onnx'), join(swapped, 'unet/model.onnx'));
		await assert.rejects(loadModel(swapped, { ...cpu, attention: 'maps' }), {
			code: 'no-attention',
			message: /^No cross-attention was found in unet\/model\.onnx, .* Download the model again/,
		});
		const claims = copyModel(context, 'tiny-sd15');
		editJson(join(claims, 'unet/config.json'), (config) => {
			config.taue = { cross_attention: [{ output: 'nowhere', size: 16 }] };
		});
		await assert.rejects(loadModel(claims, { ...cpu, attention: 'maps' }), {
			code: 'graph-broken',
			message: /names the output "nowhere" for its cross-attention, which the graph does not have/,
		});
	});

	test('steps and guidance come from the files, whatever the folder is called', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		const named = join(dirname(folder), 'sd-turbo-lightning-lcm');
		cpSync(folder, named, { recursive: true });
		const usual = { ...readModelSummary(folder), name: '' };
		assert.deepEqual({ ...readModelSummary(named), name: '' }, usual);
		assert.deepEqual([usual.steps, usual.guidance], [30, 7.5]);
		editJson(schedulerFile(folder), (config) => {
			config._class_name = 'EulerAncestralDiscreteScheduler';
			config.timestep_spacing = 'trailing';
		});
		const turbo = readModelSummary(folder);
		assert.deepEqual([turbo.scheduler, turbo.steps, turbo.guidance], ['euler-a', 4, 1]);
		const model = await loadModel(folder, cpu);
		context.after(() => model.close());
		assert.equal(model.info.fewStep, true);
		assert.deepEqual(model.info.defaults, { scheduler: 'euler-a', steps: 4, guidance: 1 });
		editJson(schedulerFile(folder), (config) => {
			config.prediction_type = 'v_prediction';
			config.rescale_betas_zero_snr = true;
		});
		assert.deepEqual([readModelSummary(folder).steps, readModelSummary(folder).guidance], [30, 7.5]);
	});

	test('a scheduler that we lack is replaced by the nearest, with a warning', async (context) => {
		const nearest = {
			DEISMultistepScheduler: 'unipc',
			HeunDiscreteScheduler: 'dpmpp-2m',
			LMSDiscreteScheduler: 'dpmpp-2m',
			KDPM2AncestralDiscreteScheduler: 'euler-a',
			DDPMScheduler: 'ddim',
			TCDScheduler: 'lcm',
		};
		const folder = copyModel(context, 'tiny-sd15');
		for (const [name, ours] of Object.entries(nearest)) {
			editJson(schedulerFile(folder), (config) => {
				config._class_name = name;
			});
			const summary = readModelSummary(folder);
			assert.equal(summary.scheduler, ours);
			assert.match(
				summary.warning ?? '',
				new RegExp(`its scheduler ${name} is not among ours; ${ours} is used`),
			);
			const model = await loadModel(folder, cpu);
			assert.equal(model.info.defaults.scheduler, ours);
			assert.deepEqual(model.warnings, [`tiny-sd15: ${summary.warning}`]);
			const latent = await generateLatent(model, { ...request, scheduler: ours as 'ddim' });
			assert.ok(latent.data.every(Number.isFinite));
			await model.close();
		}
		assert.equal(readModelSummary(fixture('tiny-sd15')).warning, undefined);
	});

	test('a tokenizer that promises more than the graphs can read', async (context) => {
		for (const name of ['tiny-sd15', 'tiny-sdxl']) {
			const folder = copyModel(context, name);
			for (const tokenizer of name === 'tiny-sdxl' ? ['tokenizer', 'tokenizer_2'] : ['tokenizer'])
				editJson(join(folder, tokenizer, 'tokenizer_config.json'), (config) => {
					config.model_max_length = 512;
				});
			const model = await loadModel(folder, cpu);
			assert.equal(model.info.tokenLength, 77);
			await model.close();
			assert.deepEqual(await draw(folder), await draw(fixture(name)));
		}
	});

	test('texts in UTF-16, with a mark in front or without', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		const config = join(folder, 'unet/config.json');
		const text = readFileSync(config, 'utf8');
		const sixteen = Buffer.from(`\uFEFF${text}`, 'utf16le');
		const bare = sixteen.subarray(2);
		for (const bytes of [
			Buffer.from(`\uFEFF${text}`),
			sixteen,
			Buffer.from(sixteen).swap16(),
			bare,
			Buffer.from(bare).swap16(),
		]) {
			writeFileSync(config, bytes);
			assert.equal(readModelSummary(folder).nativeSize, 128);
		}
		const merges = join(folder, 'tokenizer/merges.txt');
		writeFileSync(merges, `\uFEFF${readFileSync(merges, 'utf8').replaceAll('\n', '\r\n')}`);
		assert.deepEqual(await draw(folder), await draw(fixture('tiny-sd15')));
	});
});

describe('models that are not for drawing from text', () => {
	test('an inpainting network, by its configuration or by its graph alone', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		editJson(join(folder, 'unet/config.json'), (config) => {
			config.in_channels = 9;
		});
		assert.match(
			await refusal(folder, 'unsupported-model'),
			/takes 9 channels where a latent has 4: it is an inpainting model.*take the text-to-image form/,
		);
		editJson(join(folder, 'unet/config.json'), (config) => {
			delete config.in_channels;
		});
		editGraph(join(folder, 'unet/model.onnx'), (graph) => {
			latentShape(graph)[1] = { dimValue: 9 };
		});
		assert.match(await refusal(folder, 'unsupported-model', false), /takes 9 channels .* inpainting/);
	});

	test('SDXL without its second encoder, a refiner, and a transformer', async (context) => {
		const folder = copyModel(context, 'tiny-sdxl');
		const second = join(folder, 'text_encoder_2');
		renameSync(second, join(folder, 'aside'));
		assert.match(
			await refusal(folder, 'file-missing'),
			/SDXL model without its second text encoder.*Add the folders/,
		);
		editJson(join(folder, 'model_index.json'), (index) => {
			delete index.text_encoder_2;
		});
		writeFileSync(join(folder, 'unet/config.json'), '{"sample_size": 16}');
		assert.match(await refusal(folder, 'file-missing', false), /without its second text encoder/);
		renameSync(join(folder, 'aside'), second);
		rmSync(join(folder, 'text_encoder'), { recursive: true });
		assert.match(await refusal(folder, 'unsupported-model'), /SDXL's refiner/);
		renameSync(join(folder, 'unet'), join(folder, 'transformer'));
		assert.match(await refusal(folder, 'unsupported-model'), /draws with a transformer/);
	});

	test('operators of other hardware, and bfloat16', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		const path = join(folder, 'unet/model.onnx');
		const olive = ({ graph, opsetImport }: OnnxModel) => {
			opsetImport?.push({ domain: 'com.microsoft', version: 1 });
			graph?.node?.push({
				opType: 'GroupNorm',
				domain: 'com.microsoft',
				name: 'group_norm',
				input: ['nhwc', 'gamma', 'beta'],
				output: ['normed'],
				attribute: [
					{ name: 'groups', type: 2, i: 2 },
					{ name: 'activation', type: 2, i: 0 },
				],
			});
			const dim = [1, 2, 2, 4].map((dimValue) => ({ dimValue }));
			graph?.input?.push({
				name: 'nhwc',
				type: { tensorType: { elemType: DataType.FLOAT16, shape: { dim } } },
			});
			for (const name of ['gamma', 'beta'])
				graph?.initializer?.push({ name, dims: [4], dataType: 1, floatData: [1, 1, 1, 1] });
			graph?.output?.push({
				name: 'normed',
				type: { tensorType: { elemType: DataType.FLOAT16, shape: { dim } } },
			});
		};
		editGraph(path, olive);
		assert.match(
			await refusal(folder, 'unsupported-model', false),
			/optimised for other hardware: its operator com\.microsoft\.GroupNorm .*Olive.*TAUE_PROVIDER=cuda/,
		);
		cpSync(join(fixture('tiny-sd15'), 'unet/model.onnx'), path);
		editGraph(path, ({ graph }) => {
			const sample = graph?.input?.find(({ name }) => name === 'sample')?.type?.tensorType;
			if (!sample) throw new Error('no sample');
			sample.elemType = DataType.BFLOAT16;
		});
		assert.match(
			await refusal(folder, 'unsupported-model', false),
			/unet\/model\.onnx is in bfloat16.*float16 or float32/,
		);
	});
});

describe('numbers that are not finite', () => {
	/** Makes an output of a graph overflow, as float16 does. */
	const overflow = (output: string, by: number) => (model: OnnxModel) => {
		const { graph } = model;
		if (!graph?.node || !graph.initializer) throw new Error('no graph');
		for (const node of graph.node)
			node.output = node.output?.map((name) => (name === output ? 'bare' : name)) ?? [];
		graph.initializer.push({ name: 'overflow', dims: [1], dataType: 1, floatData: [by] });
		graph.node.push({ opType: 'Add', name: 'overflowing', input: ['bare', 'overflow'], output: [output] });
	};

	for (const [part, output] of [
		['unet', 'out_sample'],
		['vae_decoder', 'sample'],
	] as const) {
		for (const by of [Number.NaN, Number.POSITIVE_INFINITY]) {
			test(`${by} of the ${part} is an error in words, never a black picture`, async (context) => {
				const folder = copyModel(context, 'tiny-sd15');
				editGraph(join(folder, part, 'model.onnx'), overflow(output, by));
				const model = await loadModel(folder, cpu);
				context.after(() => model.close());
				await assert.rejects(generate(model, request), {
					code: 'not-finite',
					message: new RegExp(
						`The ${part} of tiny-sd15 computes numbers that are not finite on cpu.*float32`,
					),
				});
			});
		}
	}
});

describe('folders that were fetched in part or made for something else', () => {
	const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';

	test('a pointer of Git LFS in the place of a graph or of its weights', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		const path = join(folder, 'unet/model.onnx');
		toExternalData(path, join(folder, 'unet/model.onnx_data'));
		writeFileSync(join(folder, 'unet/model.onnx_data'), POINTER);
		assert.match(
			await refusal(folder, 'file-missing', false),
			/unet\/model\.onnx_data is a pointer of Git LFS.*git lfs pull/,
		);
		writeFileSync(path, POINTER);
		assert.match(await refusal(folder, 'file-missing'), /unet\/model\.onnx is a pointer of Git LFS/);
	});

	test('weights that end too soon', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		const data = join(folder, 'unet/model.onnx_data');
		toExternalData(join(folder, 'unet/model.onnx'), data);
		const whole = readFileSync(data);
		writeFileSync(data, whole.subarray(0, whole.length / 2));
		assert.match(
			await refusal(folder, 'file-broken', false),
			/names more weights than model\.onnx_data has: the file was fetched in part/,
		);
	});

	test('weights of PyTorch in the place of graphs', async (context) => {
		for (const weights of [
			'text_encoder/model.safetensors',
			'v1-5-pruned.ckpt',
			'text_encoder/pytorch_model.bin',
		]) {
			const folder = copyModel(context, 'tiny-sd15');
			rmSync(join(folder, 'text_encoder/model.onnx'));
			writeFileSync(join(folder, weights), '');
			assert.match(
				await refusal(folder, 'unsupported-model'),
				/has text_encoder as PyTorch's weights and not as ONNX.*export_checkpoint/,
			);
		}
	});

	test('a graph of a newer time', async (context) => {
		for (const change of [
			({ opsetImport }: OnnxModel) => {
				if (opsetImport?.[0]) opsetImport[0].version = 99;
			},
			(model: OnnxModel) => {
				model.irVersion = 99;
			},
		]) {
			const folder = copyModel(context, 'tiny-sd15');
			editGraph(join(folder, 'unet/model.onnx'), change);
			assert.match(
				await refusal(folder, 'unsupported-model', false),
				/written for a newer ONNX Runtime.*--opset 17/,
			);
		}
	});

	test('a folder without a vocabulary', async (context) => {
		for (const [name, file] of [
			['tiny-sd15', 'tokenizer/vocab.json'],
			['tiny-sd15', 'tokenizer/merges.txt'],
			['tiny-sdxl', 'tokenizer_2/vocab.json'],
		] as const) {
			const folder = copyModel(context, name);
			rmSync(join(folder, file));
			assert.match(await refusal(folder, 'file-missing'), new RegExp(`lacks ${file}`));
		}
	});

	test('a tokenizer that promises too little or nonsense', async (context) => {
		for (const length of [0, -1, 2, 10, 1e30, null, 'many']) {
			const folder = copyModel(context, 'tiny-sd15');
			editJson(join(folder, 'tokenizer/tokenizer_config.json'), (config) => {
				config.model_max_length = length;
			});
			const model = await loadModel(folder, cpu);
			assert.equal(model.info.tokenLength, 77, String(length));
			await model.close();
		}
	});

	test('schedulers of another framework are ours', (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		for (const [name, ours] of Object.entries({
			FlaxDDIMScheduler: 'ddim',
			FlaxDPMSolverMultistepScheduler: 'dpmpp-2m',
			FlaxPNDMScheduler: 'pndm',
			FlaxEulerDiscreteScheduler: 'euler',
			FlaxLMSDiscreteScheduler: 'dpmpp-2m',
		})) {
			editJson(schedulerFile(folder), (config) => {
				config._class_name = name;
			});
			assert.equal(readModelSummary(folder).scheduler, ours);
		}
	});

	test('configurations of schedulers as other programs write them', async (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		const saved = readFileSync(schedulerFile(folder), 'utf8');
		const told = (change: (config: Record<string, unknown>) => void) => {
			writeFileSync(schedulerFile(folder), saved);
			editJson(schedulerFile(folder), change);
			return readModelSummary(folder);
		};
		const plain = readModelSummary(folder);
		// None is the default of whatever it stands for.
		const nothing = told((config) => {
			for (const name of ['timestep_spacing', 'num_train_timesteps', 'prediction_type', 'final_sigmas_type'])
				config[name] = null;
		});
		assert.deepEqual(nothing, plain);
		for (const name of ['diffusers.EulerDiscreteScheduler', ['diffusers', 'EulerDiscreteScheduler']])
			assert.equal(told((config) => Object.assign(config, { _class_name: name })).scheduler, 'euler');
		editJson(join(folder, 'model_index.json'), (index) => {
			index.scheduler = ['diffusers', 'EulerAncestralDiscreteScheduler'];
		});
		assert.equal(told((config) => Reflect.deleteProperty(config, '_class_name')).scheduler, 'euler-a');
		editJson(join(folder, 'model_index.json'), (index) => Reflect.deleteProperty(index, 'scheduler'));
		assert.throws(
			() => told((config) => Reflect.deleteProperty(config, '_class_name')),
			/names no class \(_class_name\).*Download/,
		);
		for (const [option, warning] of [
			[{ algorithm_type: 'dpmsolver' }, /algorithm_type dpmsolver \(dpmsolver\+\+ is used\)/],
			[{ algorithm_type: 'sde-dpmsolver' }, /sde-dpmsolver\+\+ is used/],
			[{ use_lu_lambdas: true }, /Karras's noise levels are used/],
		] as const) {
			const summary = told((config) =>
				Object.assign(config, { _class_name: 'DPMSolverMultistepScheduler', ...option }),
			);
			assert.match(summary.warning ?? '', warning);
			assert.ok((await draw(folder)).every(Number.isFinite));
		}
	});

	test('parts in the form of another runtime, and a graph whose name is in capitals', async (context) => {
		for (const [name, form] of [
			['openvino_model.bin', 'OpenVINO'],
			['model.ort', 'ONNX Runtime'],
			['model.mlpackage', 'Core ML'],
			['model.engine', 'TensorRT'],
			['model.gguf', 'GGUF'],
		]) {
			const folder = copyModel(context, 'tiny-sd15');
			renameSync(join(folder, 'unet/model.onnx'), join(folder, 'unet', name));
			assert.match(
				await refusal(folder, 'unsupported-model'),
				new RegExp(`has unet as ${form}.* not as ONNX`),
			);
		}
		const folder = copyModel(context, 'tiny-sd15');
		renameSync(join(folder, 'unet/model.onnx'), join(folder, 'unet/MODEL.ONNX'));
		assert.ok((await draw(folder)).length > 0);
	});

	test('schedulers that no other one is near are named', (context) => {
		const folder = copyModel(context, 'tiny-sd15');
		for (const name of [
			'FlowMatchEulerDiscreteScheduler',
			'DDIMInverseScheduler',
			'EDMEulerScheduler',
			'ScoreSdeVeScheduler',
			'CosineDPMSolverMultistepScheduler',
		]) {
			editJson(schedulerFile(folder), (config) => {
				config._class_name = name;
			});
			assert.throws(() => readModelSummary(folder), {
				code: 'unsupported-scheduler',
				message: new RegExp(name),
			});
		}
	});

	test('networks with inputs of other tasks', async (context) => {
		for (const name of ['mid_block_additional_residual', 'image_embeds', 'class_labels', 'controlnet_cond']) {
			const folder = copyModel(context, 'tiny-sd15');
			editGraph(join(folder, 'unet/model.onnx'), ({ graph }) => {
				const dim = [{ dimValue: 2 }, { dimValue: 4 }];
				graph?.input?.push({ name, type: { tensorType: { elemType: DataType.FLOAT, shape: { dim } } } });
			});
			await assert.rejects(draw(folder), {
				code: 'unsupported-model',
				message: new RegExp(`does not have: ${name}`),
			});
		}
		for (const channels of [5, 7, 8, 13]) {
			const folder = copyModel(context, 'tiny-sd15');
			editJson(join(folder, 'unet/config.json'), (config) => {
				config.in_channels = channels;
			});
			assert.match(await refusal(folder, 'unsupported-model'), new RegExp(`takes ${channels} channels`));
		}
	});

	test('weights by any path that a graph may name', async (context) => {
		for (const name of ['./model.onnx_data', 'weights with space.bin', 'a+b%20.bin', 'sub/dir/weights']) {
			const folder = copyModel(context, 'tiny-sd15');
			const path = join(folder, 'unet/model.onnx');
			mkdirSync(join(folder, 'unet/sub/dir'), { recursive: true });
			toExternalData(path, join(folder, 'unet', name));
			editGraph(path, ({ graph }) => {
				for (const tensor of graph?.initializer ?? [])
					for (const entry of tensor.externalData ?? []) if (entry.key === 'location') entry.value = name;
			});
			const model = await loadModel(folder, cpu);
			await model.close();
		}
	});
});
