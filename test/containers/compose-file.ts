import { parse } from 'yaml';
import { z } from 'zod';

const service = z.strictObject({
	image: z.string().optional(),
	build: z.string().optional(),
	command: z.array(z.string()).optional(),
	environment: z.record(z.string(), z.string()).default({}),
	env_file: z.array(z.strictObject({ path: z.string(), required: z.boolean() })).default([]),
	ports: z.array(z.string()).default([]),
	depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).default({}),
	healthcheck: z
		.strictObject({ test: z.array(z.string()), interval: z.string(), timeout: z.string(), retries: z.int() })
		.optional(),
	read_only: z.boolean().default(false),
	tmpfs: z.array(z.string()).default([]),
	volumes: z.array(z.string()).default([]),
	stop_grace_period: z.string().optional(),
	restart: z.string().optional(),
});
const file = z.strictObject({
	name: z.string(),
	services: z.record(z.string(), service),
	volumes: z.record(z.string(), z.null()).default({}),
});

/** What `compose.yaml` says of one service. */
export type Service = z.output<typeof service>;

/**
 * The services of a file for compose, the ones that others wait for in front.
 * @param variables - what `${…}` stands for
 * @throws where a field is unknown here, or a variable that must be set is not
 */
export function servicesOf(text: string, variables: Readonly<Record<string, string>>): Map<string, Service> {
	const { services, volumes } = file.parse(parse(filledIn(text, variables), { merge: true }));
	const started = new Map<string, Service>();
	while (started.size < Object.keys(services).length) {
		const next = Object.entries(services).find(
			([name, { depends_on: needs }]) =>
				!started.has(name) && Object.keys(needs).every((other) => started.has(other)),
		);
		if (next === undefined) throw new Error('Services wait for each other, or for one that is not there.');
		started.set(...next);
	}
	const named = [...started.values()].flatMap((each) => each.volumes.map((volume) => volume.split(':')[0]));
	const unknown = named.find((name) => !Object.hasOwn(volumes, name));
	if (unknown !== undefined) throw new Error(`There is no volume ${unknown}.`);
	return started;
}

/** `${NAME}`, `${NAME:-otherwise}` and `${NAME:?why it must be set}`, outside of comments. */
function filledIn(text: string, variables: Readonly<Record<string, string>>): string {
	return text
		.replaceAll(/^\s*#.*$/gm, '')
		.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind: string, words: string) => {
			const given = variables[name];
			if (given !== undefined && given !== '') return given;
			if (kind === '-') return words;
			throw new Error(`${name} is not set${kind === '?' ? `: ${words}` : ''}.`);
		});
}
