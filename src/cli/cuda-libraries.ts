import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { proxiesOf } from '../models/proxy.ts';
import { type Finding, ok, warning } from './finding.ts';
import { findLibrary, neededLibraries } from './shared-libraries.ts';

const DRIVER = '/proc/driver/nvidia/version';
/** Windows lends its driver to Linux (WSL) as a library, and no kernel module says its version. */
const LENT_DRIVER = '/usr/lib/wsl/lib/libcuda.so.1';

/** Version of NVIDIA's driver, such as `570.86.15`, or `unknown` where it does not say; null where there is none. */
export function nvidiaDriver(path = DRIVER, lent = LENT_DRIVER): string | null {
	if (!existsSync(path)) return existsSync(lent) ? 'unknown' : null;
	return /Kernel Module.*?\s(\d+\.[\d.]+)\s/.exec(readFileSync(path, 'utf8'))?.[1] ?? 'unknown';
}

/** First driver that runs a version of CUDA (NVIDIA's release notes of CUDA, "minimum required driver"). */
const FIRST_DRIVER: Readonly<Record<number, number>> = { 12: 525, 13: 580 };
/** A release of each version whose packages NVIDIA's own repositories have. */
const PACKAGES: Readonly<Record<number, string>> = {
	12: 'cuda-libraries-12-9 libcudnn9-cuda-12',
	13: 'cuda-libraries-13-0 libcudnn9-cuda-13',
};

/** What decides which libraries are fetched. */
export interface GpuMachine {
	readonly platform: string;
	readonly arch: string;
	/** NVIDIA's driver; null where there is none, `unknown` where it does not say. */
	readonly driver: string | null;
	/** Libraries that the runtime's package can fetch: `linux/x64:cuda12`. */
	readonly manifests: readonly string[];
}

/** Which libraries to fetch, or why none, and what to do instead. */
export type GpuChoice =
	| { readonly kind: 'fetch'; readonly install: string; readonly why: string }
	| { readonly kind: 'nothing'; readonly why: string; readonly repair: string };

const IN_THE_PACKAGE: Readonly<Record<string, string>> = {
	win32: 'DirectML and WebGPU come with the package',
	darwin: 'CoreML and WebGPU come with the package',
};

/** The newest libraries that the driver runs; a driver runs those of older versions of CUDA as well. */
export function chooseLibraries({ platform, arch, driver, manifests }: GpuMachine): GpuChoice {
	const versions = manifests
		.flatMap((name) => {
			const [place, install = ''] = name.split(':');
			const cuda = Number(/^cuda(\d+)$/.exec(install)?.[1]);
			return place === `${platform}/${arch}` && cuda > 0 ? [{ install, cuda }] : [];
		})
		.sort((a, b) => b.cuda - a.cuda);
	if (versions.length === 0) {
		const why = IN_THE_PACKAGE[platform] ?? `there are no CUDA libraries for ${platform} on ${arch}`;
		return { kind: 'nothing', why, repair: 'npm run taue -- doctor says which providers work' };
	}
	if (driver === null) {
		return {
			kind: 'nothing',
			why: 'this machine has no NVIDIA driver',
			repair: "install NVIDIA's driver first; other cards draw through Vulkan (TAUE_PROVIDER=webgpu)",
		};
	}
	const major = Number.parseInt(driver, 10);
	const fits = versions.find(({ cuda }) => Number.isNaN(major) || major >= (FIRST_DRIVER[cuda] ?? 0));
	if (fits === undefined) {
		const oldest = versions[versions.length - 1].cuda;
		return {
			kind: 'nothing',
			why: `CUDA ${oldest} needs NVIDIA's driver ${FIRST_DRIVER[oldest]} or newer; there is ${driver}`,
			repair: 'install a newer driver',
		};
	}
	const why = Number.isNaN(major)
		? `NVIDIA's driver does not say its version, so CUDA ${fits.cuda} is taken`
		: `NVIDIA's driver ${driver} runs CUDA ${fits.cuda}`;
	return { kind: 'fetch', install: fits.install, why };
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the runtime's own script, which fetches the libraries, is started with. It has names of its own for proxies, and
 * reads the name of a set (`cuda12`) as nothing at all, on which it leaves under `npm run`: `true` is its one set.
 */
export function fetchEnvironment(environment: Environment): NodeJS.ProcessEnv {
	const proxies = Object.entries(proxiesOf(environment)).map(([name, value]) => [
		`GLOBAL_AGENT_${name}`,
		value,
	]);
	return { ...Object.fromEntries(proxies), ...environment, ONNXRUNTIME_NODE_INSTALL: 'true' };
}

/** What the CUDA provider links, and which of it is missing: the file decides, whatever a readme says. */
export function cudaLibraries(library: string, folders: readonly string[], driver: string | null): Finding {
	const needed = neededLibraries(library);
	const cuda = Number(/libcudart\.so\.(\d+)/.exec(needed.join(' '))?.[1]);
	const beside = [dirname(library), ...folders];
	const missing = needed.filter((name) => /^lib(cu|nv)/.test(name) && findLibrary(name, beside) === null);
	const text = `the fetched provider links CUDA ${cuda > 0 ? cuda : 'unknown'}`;
	const first = FIRST_DRIVER[cuda];
	if (driver !== null && first !== undefined && Number.parseInt(driver, 10) < first) {
		return warning(
			'cuda libraries',
			`${text}, which needs NVIDIA's driver ${first} or newer; there is ${driver}`,
			'install a newer driver; until then TAUE_PROVIDER=webgpu draws through Vulkan',
		);
	}
	if (missing.length === 0) return ok('cuda libraries', `${text}, and all of it is there`);
	const packages = PACKAGES[cuda];
	const install =
		packages === undefined
			? `install CUDA ${cuda > 0 ? cuda : ''} and cuDNN`
			: `apt-get install ${packages} (from NVIDIA's repository)`;
	return warning(
		'cuda libraries',
		`${text}; missing: ${missing.join(', ')}`,
		`${install}, or put the folder of these files into LD_LIBRARY_PATH`,
	);
}
