import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedRuntime, type Runtime, tryProvider } from '../diffusion/runtime.ts';
import type { Provider } from '../diffusion/session.ts';
import { cudaLibraries, nvidiaDriver } from './cuda-libraries.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import { findLibrary, libraryFolders } from './shared-libraries.ts';

/** What a machine has to draw on, and what its providers say when they are tried. */
export interface Devices {
	readonly findings: readonly Finding[];
	/** Providers that ran a small graph. */
	readonly working: readonly Provider[];
}

/**
 * Looks at drivers and libraries, and runs a small graph on every provider of this platform's build.
 * @param devices - that the configuration draws on: `cpu`, `cuda:1`
 */
export async function lookAtDevices(
	environment: Readonly<Record<string, string | undefined>>,
	devices: readonly string[],
): Promise<Devices> {
	const wanted = new Set(devices.map((device) => device.split(':')[0]));
	const runtime = installedRuntime();
	const findings: Finding[] = [
		ok('runtime', `ONNX Runtime ${runtime.version}; this build knows ${runtime.providers.join(', ')}`),
	];
	const working: Provider[] = [];
	if (process.platform === 'linux') findings.push(...drivers(runtime, environment), ...cards(devices));
	const noCard = process.platform === 'linux' && nvidiaDriver() === null;
	const lacking = findings.find(({ about, state }) => about === 'cuda libraries' && state !== 'ok')?.repair;
	for (const provider of runtime.providers) {
		if (noCard && (provider === 'cuda' || provider === 'tensorrt') && !wanted.has(provider)) {
			findings.push(ok(provider, 'not for this machine: it has no NVIDIA driver'));
			continue;
		}
		const why = await tryProvider(provider);
		if (why === null) {
			working.push(provider);
			findings.push(ok(provider, 'runs a small graph'));
		} else findings.push(notWorking(provider, why, wanted.has(provider), lacking));
	}
	return { findings, working };
}

/** @param lacking - what brings the libraries that NVIDIA's providers link */
function notWorking(provider: Provider, why: string, wanted: boolean, lacking: string | undefined): Finding {
	const usual = REPAIRS[provider] ?? 'Set TAUE_PROVIDER=auto, which falls back to the CPU';
	const repair = provider === 'cuda' ? (lacking ?? usual) : usual;
	if (provider === 'cpu' || wanted) return problem(provider, `does not run: ${why}`, repair);
	return warning(provider, `does not run: ${why}`, repair);
}

const REPAIRS: Partial<Record<Provider, string>> = {
	cpu: 'npm ci',
	cuda: 'npm run gpu, on Linux with an NVIDIA card (docs/gpu.md)',
	tensorrt: 'npm run gpu, and NVIDIA TensorRT; cuda does without it',
	webgpu: 'install a Vulkan driver: apt-get install libvulkan1 mesa-vulkan-drivers, or the maker’s own',
};

/** NVIDIA's cards, as its driver counts them, and devices of the configuration that are none of them. */
export function cards(devices: readonly string[], folder = '/proc/driver/nvidia/gpus'): Finding[] {
	if (!existsSync(folder)) return [];
	const names = readdirSync(folder).map((card) => {
		const file = join(folder, card, 'information');
		return (existsSync(file) && /^Model:\s*(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1]) || 'unknown';
	});
	const absent = devices.filter((device) => {
		const [, number] = /^(?:cuda|tensorrt):(\d+)$/.exec(device) ?? [];
		return number !== undefined && Number(number) >= names.length;
	});
	if (absent.length === 0) return [ok('nvidia cards', `${names.length}: ${names.join(', ')}`)];
	return [
		problem(
			'nvidia cards',
			`${absent.join(', ')} of TAUE_DEVICES is not there: the driver has ${names.length}, counted from 0`,
			'take numbers that there are, such as TAUE_DEVICES=cuda:0',
		),
	];
}

function drivers(runtime: Runtime, environment: Readonly<Record<string, string | undefined>>): Finding[] {
	const folders = libraryFolders(environment);
	const findings: Finding[] = [];
	const driver = nvidiaDriver();
	if (driver !== null)
		findings.push(
			ok('nvidia driver', driver === 'unknown' ? 'there is one, which does not say its version' : driver),
		);
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
