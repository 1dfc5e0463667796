import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { installedRuntime, type Runtime, tryProvider } from '../diffusion/runtime.ts';
import type { Provider } from '../diffusion/session.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import { findLibrary, libraryFolders, neededLibraries } from './shared-libraries.ts';

/** What a machine has to draw on, and what its providers say when they are tried. */
export interface Devices {
	readonly findings: readonly Finding[];
	/** Providers that ran a small graph. */
	readonly working: readonly Provider[];
}

const DRIVER = '/proc/driver/nvidia/version';

/** Version of NVIDIA's kernel driver, such as `570.86.15`; null where there is none. */
export function nvidiaDriver(path = DRIVER): string | null {
	if (!existsSync(path)) return null;
	return /Kernel Module.*?\s(\d+\.[\d.]+)\s/.exec(readFileSync(path, 'utf8'))?.[1] ?? 'unknown';
}

/** Looks at drivers and libraries, and runs a small graph on every provider of this platform's build. */
export async function lookAtDevices(
	environment: Readonly<Record<string, string | undefined>>,
	wanted: string,
): Promise<Devices> {
	const runtime = installedRuntime();
	const findings: Finding[] = [
		ok('runtime', `ONNX Runtime ${runtime.version}; this build knows ${runtime.providers.join(', ')}`),
	];
	const working: Provider[] = [];
	if (process.platform === 'linux') findings.push(...drivers(runtime, environment));
	const noCard = process.platform === 'linux' && nvidiaDriver() === null;
	for (const provider of runtime.providers) {
		if (noCard && (provider === 'cuda' || provider === 'tensorrt') && wanted !== provider) {
			findings.push(ok(provider, 'not for this machine: it has no NVIDIA driver'));
			continue;
		}
		const why = await tryProvider(provider);
		if (why === null) {
			working.push(provider);
			findings.push(ok(provider, 'runs a small graph'));
		} else findings.push(notWorking(provider, why, wanted));
	}
	return { findings, working };
}

function notWorking(provider: Provider, why: string, wanted: string): Finding {
	const repair = REPAIRS[provider] ?? 'Set TAUE_PROVIDER=auto, which falls back to the CPU';
	if (provider === 'cpu' || wanted === provider) return problem(provider, `does not run: ${why}`, repair);
	return warning(provider, `does not run: ${why}`, repair);
}

const REPAIRS: Partial<Record<Provider, string>> = {
	cpu: 'npm ci',
	cuda: 'npm run gpu, on Linux with an NVIDIA card (docs/gpu.md)',
	tensorrt: 'npm run gpu, and NVIDIA TensorRT; cuda does without it',
	webgpu: 'install a Vulkan driver: apt-get install libvulkan1 mesa-vulkan-drivers, or the maker’s own',
};

function drivers(runtime: Runtime, environment: Readonly<Record<string, string | undefined>>): Finding[] {
	const folders = libraryFolders(environment);
	const findings: Finding[] = [];
	const driver = nvidiaDriver();
	if (driver !== null) findings.push(ok('nvidia driver', driver));
	const vulkan = findLibrary('libvulkan.so.1', folders);
	findings.push(
		vulkan === null
			? warning('vulkan', 'libvulkan.so.1 is not installed: no WebGPU', 'apt-get install libvulkan1')
			: ok('vulkan', vulkan),
	);
	if (runtime.cudaLibrary === null) {
		if (driver !== null) {
			findings.push(warning('cuda libraries', 'were not fetched, so the card is not used', 'npm run gpu'));
		}
		return findings;
	}
	return [...findings, cudaLibraries(runtime.cudaLibrary, folders, driver)];
}

/** First driver that runs a version of CUDA (NVIDIA's release notes of CUDA, "minimum required driver"). */
const FIRST_DRIVER: Readonly<Record<string, number>> = { 12: 525, 13: 580 };

/** What the CUDA provider links, and which of it is missing: the file decides, whatever a readme says. */
export function cudaLibraries(library: string, folders: readonly string[], driver: string | null): Finding {
	const needed = neededLibraries(library);
	const cuda = /libcudart\.so\.(\d+)/.exec(needed.join(' '))?.[1] ?? 'unknown';
	const beside = [dirname(library), ...folders];
	const missing = needed.filter((name) => /^lib(cu|nv)/.test(name) && findLibrary(name, beside) === null);
	const text = `the fetched provider links CUDA ${cuda}`;
	const first = FIRST_DRIVER[cuda];
	if (driver !== null && first !== undefined && Number.parseInt(driver, 10) < first) {
		return warning(
			'cuda libraries',
			`${text}, which needs NVIDIA's driver ${first} or newer; there is ${driver}`,
			'install a newer driver',
		);
	}
	if (missing.length === 0) return ok('cuda libraries', `${text}, and all of it is there`);
	return warning(
		'cuda libraries',
		`${text}; missing: ${missing.join(', ')}`,
		`install CUDA ${cuda} and cuDNN, or put their folder into LD_LIBRARY_PATH`,
	);
}
