import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { generateLatent, loadModel } from '../src/diffusion/index.ts';
import { estimateMemory } from '../src/models/memory.ts';

/**
 * What loading and drawing takes, beside what was foreseen: `node bench/memory.ts [FOLDER] [--size 512] [--sparing]`.
 * One process a measurement, since memory that was once taken is not given back. Linux alone says its peak.
 */
const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: {
		size: { type: 'string' },
		steps: { type: 'string', default: '2' },
		threads: { type: 'string', default: '2' },
		sparing: { type: 'boolean', default: false },
	},
});
const [folder = 'models/nae'] = positionals;
const memory = values.sparing ? 'sparing' : 'ample';

function megabytes(key: string): number {
	const found = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8'));
	return Math.round(Number(found?.[1]) / 1024);
}

/** The peak counts from here. */
function countAnew(): void {
	writeFileSync('/proc/self/clear_refs', '5');
}

countAnew();
const before = megabytes('VmRSS');
const peaks: Record<string, number> = {};
/** Runs one part of the work and notes its peak. */
async function peakOf<T>(name: string, work: () => Promise<T>): Promise<T> {
	countAnew();
	const result = await work();
	peaks[name] = megabytes('VmHWM') - before;
	return result;
}

const model = await peakOf('load', () =>
	loadModel(folder, { provider: 'cpu', threads: Number(values.threads), memory }),
);
const size = Number(values.size ?? model.info.nativeSize);
const loaded = megabytes('VmRSS') - before;
await peakOf('prompt', () => model.encodePrompt('a cat'));
const latent = await peakOf('steps', () =>
	generateLatent(model, {
		prompt: 'a cat',
		steps: Number(values.steps),
		seed: 1,
		guidance: 5,
		size: [size, size],
	}),
);
await peakOf('decode', () => model.decode(latent));
const { loadSeconds, graphSeconds } = model.stats;
await model.close();
const foreseen = estimateMemory(folder, { widthPx: size, heightPx: size, rows: 2 }, memory);
process.stdout.write(
	`${JSON.stringify({
		folder,
		size,
		memory,
		loadedMb: loaded,
		peakMb: Math.max(...Object.values(peaks)),
		peaksMb: peaks,
		foreseenMb: Math.round(foreseen.bytes / 2 ** 20),
		parts: foreseen.parts,
		loadSeconds: Number(loadSeconds.toFixed(1)),
		graphSeconds,
	})}\n`,
);
