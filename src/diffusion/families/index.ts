import type { ModelFolder } from '../model-folder.ts';
import type { Graph } from '../session.ts';
import type { Family } from './family.ts';
import { sd } from './sd.ts';
import { sdxl } from './sdxl.ts';

/** The first one that a model is of; the plainest is the last. */
const FAMILIES: readonly Family[] = [sdxl, sd];

export function familyOfFiles(files: ModelFolder): Family {
	return FAMILIES.find((family) => family.owns(files)) ?? sd;
}

export function familyOfNetwork(network: Graph): Family {
	return FAMILIES.find((family) => family.draws(network)) ?? sd;
}
