import { studio } from './0001-studio.ts';
import { jobSteps } from './0002-job-steps.ts';
import { foundRecipes } from './0003-found-recipes.ts';
import { savedLayouts } from './0004-saved-layouts.ts';
import { enlargements } from './0005-enlargements.ts';

/** One step of the schema. Steps are never changed once released: a change is a further step. */
export interface Migration {
	readonly version: number;
	readonly name: string;
	readonly sql: string;
}

/** All steps, in order, versions 1, 2, 3 … without gaps. */
export const MIGRATIONS: readonly Migration[] = [studio, jobSteps, foundRecipes, savedLayouts, enlargements];
