import type { Attack } from './attack.ts';
import { storedScripts } from './kinds/browser.ts';
import { containers } from './kinds/containers.ts';
import { enlargements, fairness, memory } from './kinds/costs.ts';
import { clocks, guesses, identities, neverReading, slowUploads, votes } from './kinds/crowds.ts';
import { databaseAway } from './kinds/database.ts';
import { discordServers } from './kinds/discord.ts';
import { cookies, foreignPages, metrics, proxies } from './kinds/door.ts';
import { brokenFolders, platformsAway, privacy, restarts, stopping } from './kinds/ground-rules.ts';
import { hub, modelFolders } from './kinds/models.ts';
import { moderators } from './kinds/moderators.ts';
import { oddRequests } from './kinds/odd-requests.ts';
import { prototypes } from './kinds/prototypes.ts';
import { rights } from './kinds/rights.ts';
import { logs } from './kinds/secrets.ts';
import { slackSignatures } from './kinds/slack.ts';
import { recipes, settings, texts } from './kinds/texts.ts';
import { uploads } from './kinds/uploads.ts';

/** Every attack, the worst first. One more is a file in `kinds/` and a line here. */
export const attacks: readonly Attack[] = [
	prototypes,
	moderators,
	rights,
	uploads,
	memory,
	enlargements,
	fairness,
	privacy,
	stopping,
	platformsAway,
	identities,
	neverReading,
	proxies,
	logs,
	guesses,
	votes,
	foreignPages,
	texts,
	oddRequests,
	hub,
	modelFolders,
	cookies,
	settings,
	brokenFolders,
	clocks,
	slowUploads,
	recipes,
	metrics,
	containers,
	restarts,
	slackSignatures,
	discordServers,
	databaseAway,
	storedScripts,
];
