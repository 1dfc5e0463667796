import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import proto from 'onnx-proto';
import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import { reason } from './load-problem.ts';
import { librariesArePresent, type Provider } from './session.ts';

/** What is installed of ONNX Runtime. */
export interface Runtime {
	readonly version: string;
	/** Providers that this platform's build knows, whether or not they start here. */
	readonly providers: readonly Provider[];
	/** The CUDA provider's library, where it was fetched. */
	readonly cudaLibrary: string | null;
}

const PROVIDERS: readonly Provider[] = ['cpu', 'cuda', 'tensorrt', 'dml', 'coreml', 'webgpu'];

/** The installed runtime, as its package and its build describe it. */
export function installedRuntime(): Runtime {
	const require = createRequire(import.meta.url);
	const file = require.resolve('onnxruntime-node/package.json');
	const { version }: { version: string } = require(file);
	const known = new Set(listSupportedBackends().map(({ name }) => name));
	const bin = join(dirname(file), 'bin');
	const cuda = readdirSync(bin, { recursive: true, encoding: 'utf8' }).find((path) =>
		path.endsWith('libonnxruntime_providers_cuda.so'),
	);
	return {
		version,
		providers: PROVIDERS.filter((provider) => known.has(provider)),
		cudaLibrary: cuda === undefined || !existsSync(join(bin, cuda)) ? null : join(bin, cuda),
	};
}

/** `y = x * w`: small, and wrong where a provider computes nothing. */
function smallGraph(): Uint8Array {
	const dim = [{ dimValue: 2 }, { dimValue: 2 }];
	const port = (name: string) => ({ name, type: { tensorType: { elemType: 1, shape: { dim } } } });
	return proto.onnx.ModelProto.encode({
		irVersion: 9,
		opsetImport: [{ domain: '', version: 17 }],
		graph: {
			name: 'small',
			node: [{ opType: 'MatMul', name: 'product', input: ['x', 'w'], output: ['y'] }],
			input: [port('x')],
			output: [port('y')],
			initializer: [{ name: 'w', dims: [2, 2], dataType: 1, floatData: [1, 2, 3, 4] }],
		},
	}).finish();
}

/** Runs a small graph on a provider: null where it works, else why not. */
export async function tryProvider(provider: Provider): Promise<string | null> {
	if (!librariesArePresent(provider)) return 'its libraries are not installed';
	try {
		const session = await InferenceSession.create(smallGraph(), {
			executionProviders: [provider],
			logSeverityLevel: 4,
		});
		const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1, 0, 0, 1), [2, 2]) });
		const right = Array.from(y.data as Float32Array).join() === '1,2,3,4';
		await session.release();
		return right
			? null
			: `it computes ${Array.from(y.data as Float32Array).join(', ')} where 1, 2, 3, 4 is right`;
	} catch (error) {
		// The place in the runtime's source says nothing to people.
		return reason(error).replace(/^\/onnxruntime_src\/.*? was false\. /, '');
	}
}
