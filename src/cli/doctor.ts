import { type Config, ConfigError, loadConfig } from '../app/config.ts';
import { strayVariables } from '../app/stray-variables.ts';
import { generateLatent, loadModel, type Provider } from '../diffusion/index.ts';
import { modelFolder } from '../models/installed-names.ts';
import { defineCommand } from './command.ts';
import { lookAtDevices } from './doctor-devices.ts';
import { lookAtService } from './doctor-service.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import { type CliIo, EXIT, write } from './io.ts';

const HELP = `taue doctor - looks at this machine and says what works, what does not, and what mends it

Usage:
  taue doctor [options]

Options:
  --measure     draw with the model of TAUE_MODEL on every provider that works: seconds a pass, and the
                largest difference from the CPU
  --json        print JSON
  -h, --help    this help

It reads what npm start reads: the environment and .env. It starts nothing, changes nothing, fetches
nothing and prints no token.

Examples:
  taue doctor
  TAUE_PROVIDER=cuda taue doctor --measure --json

Exit codes: 0 nothing stands in the way, 1 there is a problem.
`;

/** What one provider did with the model. */
interface Measured {
	readonly provider: Provider;
	readonly secondsPerPass: number;
	/** Largest difference of a colour from the CPU's picture, of 255. */
	readonly largestDifference: number;
}

const STEPS = 8;

/** `taue doctor`. */
export const command = defineCommand({
	name: 'doctor',
	help: HELP,
	options: { measure: { type: 'boolean' }, json: { type: 'boolean' } },
	takes: 'options',
	run: ({ values }, io) => doctor(values, io),
});

async function doctor(
	values: { readonly measure?: boolean; readonly json?: boolean },
	io: CliIo,
): Promise<number> {
	const findings: Finding[] = [ok('node', `${process.version} on ${process.platform}-${process.arch}`)];
	const { config, wrong } = configOf(io);
	findings.push(...wrong);
	const devices = await lookAtDevices(io.env, [config.device.provider, ...config.workers.devices]);
	findings.push(...devices.findings, ...(await lookAtService(config)));
	const measured = values.measure === true ? await measure(config, devices.working, io.signal) : null;
	const well = findings.every(({ state }) => state !== 'problem');
	if (values.json)
		await write(io.stdout, `${JSON.stringify({ ok: well, findings, ...(measured && { measured }) })}\n`);
	else await write(io.stdout, [...findings.map(rowOf), ...(measured ?? []).map(measuredRow)].join(''));
	return well ? EXIT.ok : EXIT.failed;
}

/** A configuration that is wrong is told, and the rest is looked at without it. */
function configOf({ env }: CliIo): { readonly config: Config; readonly wrong: readonly Finding[] } {
	const stray = strayVariables(env).map((told) =>
		warning('configuration', told, 'mend it in the environment or in .env (.env.example)'),
	);
	try {
		return { config: loadConfig(env), wrong: stray };
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error;
		const wrong = problem(
			'configuration',
			error.message,
			'mend it in the environment or in .env (.env.example)',
		);
		return { config: loadConfig({}), wrong: [wrong, ...stray] };
	}
}

const MARKS = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' } as const;

function rowOf({ about, state, text, repair }: Finding): string {
	return `${MARKS[state]}  ${about}: ${text}\n${repair === undefined ? '' : `           ${repair}\n`}`;
}

function measuredRow({ provider, secondsPerPass, largestDifference }: Measured): string {
	return `measured ${provider}: ${secondsPerPass.toFixed(4)} s a pass, largest difference from the CPU ${largestDifference} of 255\n`;
}

/** The same picture on every provider, the CPU first; the first drawing of each warms up and is not counted. */
async function measure(
	config: Config,
	providers: readonly Provider[],
	signal: AbortSignal,
): Promise<readonly Measured[]> {
	const folder = modelFolder(config.models.folder, config.models.name);
	const measured: Measured[] = [];
	let reference: Uint8Array | null = null;
	for (const provider of [...new Set<Provider>(['cpu', ...providers])]) {
		const { threads } = config.device;
		const model = await loadModel(folder, { provider, ...(threads === null ? {} : { threads }) });
		try {
			const request = { prompt: 'a red cat on a green meadow', seed: 7, scheduler: 'euler', signal } as const;
			await generateLatent(model, { ...request, steps: 1 });
			const before = { seconds: model.stats.graphSeconds.unet ?? 0, passes: model.stats.unetEvaluations };
			const { rgba } = await model.decode(await generateLatent(model, { ...request, steps: STEPS }));
			const seconds = (model.stats.graphSeconds.unet ?? 0) - before.seconds;
			reference ??= rgba;
			measured.push({
				provider,
				secondsPerPass: seconds / (model.stats.unetEvaluations - before.passes),
				largestDifference: largestDifference(rgba, reference),
			});
		} finally {
			await model.close();
		}
	}
	return measured;
}

function largestDifference(a: Uint8Array, b: Uint8Array): number {
	return a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k])), 0);
}
