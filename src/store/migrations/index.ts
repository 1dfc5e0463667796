import { studio } from './0001-studio.ts';
import { jobSteps } from './0002-job-steps.ts';
import { foundRecipes } from './0003-found-recipes.ts';
import { savedLayouts } from './0004-saved-layouts.ts';
import { enlargements } from './0005-enlargements.ts';
import { jobsAlone } from './0006-jobs-alone.ts';
import { looks } from './0007-looks.ts';
import { jointPosts } from './0008-joint-posts.ts';
import { hotRows } from './0009-hot-rows.ts';
import type { Migration } from './migration.ts';

/** All steps, in order, versions 1, 2, 3 … without gaps. */
export const MIGRATIONS: readonly Migration[] = [
	studio,
	jobSteps,
	foundRecipes,
	savedLayouts,
	enlargements,
	jobsAlone,
	looks,
	jointPosts,
	hotRows,
];
