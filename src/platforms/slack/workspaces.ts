import {
	type AuthorizeResult,
	type AuthorizeSourceData,
	type Installation,
	type InstallationQuery,
	type InstallationStore,
	webApi,
} from '@slack/bolt';
import { z } from 'zod';
import type { Studio } from '../../studio/studio.ts';
import { TaueError } from '../../taue-error.ts';
import type { Log } from '../platform.ts';

/** What is kept of an installation: enough to act as the bot, and to know who installed it. */
const installed = z.object({
	team: z.string().nullable(),
	enterprise: z.string().nullable(),
	name: z.string().nullable(),
	botToken: z.string(),
	botId: z.string(),
	botUserId: z.string(),
	installer: z.string().nullable(),
	scopes: z.array(z.string()),
	at: z.string(),
});
type Installed = z.output<typeof installed>;

/** A workspace that we may act in. */
export interface Workspace {
	readonly team: string;
	readonly botUserId: string;
	readonly botId: string;
	/** Who installed the app, where we know it. */
	readonly installer: string | null;
	/**
	 * Two clients, since the library holds all calls of one back while Slack tells it to wait: posts and files
	 * have one, and what a person waits for right now the other.
	 */
	readonly posts: webApi.WebClient;
	readonly answers: webApi.WebClient;
	/** Whether it came by OAuth and can go again, or stands in the configuration. */
	readonly byOAuth: boolean;
}

/** The app is not, or no longer, installed in a workspace. */
export class NotInstalledError extends TaueError {
	override readonly name = 'NotInstalledError';
	readonly code = 'not-installed';

	constructor(team: string) {
		super(`TAUE is not installed in the Slack workspace ${team}. Open /slack/install to install it.`);
	}
}

export interface WorkspacesOptions {
	readonly memory: Studio['memory'];
	readonly botToken: string | null;
	readonly clientOptions: webApi.WebClientOptions;
	readonly log: Log;
}

/** All workspaces: the one of the configured token, and those that installed the app, kept in the database. */
export class Workspaces implements InstallationStore {
	readonly #options: WorkspacesOptions;
	readonly #known = new Map<string, Promise<Workspace | null>>();
	#own: Workspace | null = null;

	constructor(options: WorkspacesOptions) {
		this.#options = options;
	}

	/** Asks Slack whose the configured token is. @throws as Slack answers */
	async start(): Promise<void> {
		const { botToken } = this.#options;
		if (botToken === null) return;
		// Once: whoever starts us knows when to try again, and says so meanwhile.
		const once = { ...this.#options.clientOptions, retryConfig: { retries: 0 } };
		const { team_id, user_id, bot_id } = await new webApi.WebClient(botToken, once).auth.test();
		this.#own = this.#workspace({
			team: team_id ?? '',
			botUserId: user_id ?? '',
			botId: bot_id ?? '',
			installer: null,
			token: botToken,
			byOAuth: false,
		});
	}

	/** The workspace, or null where the app is not installed. */
	of(team: string, enterprise: string | null = null): Promise<Workspace | null> {
		if (this.#own?.team === team) return Promise.resolve(this.#own);
		const known = this.#known.get(team);
		if (known !== undefined) return known;
		const read = this.#read(team, enterprise).catch((error: unknown) => {
			this.#known.delete(team);
			throw error;
		});
		this.#known.set(team, read);
		// Nothing is remembered of workspaces that are not there: they may come.
		void read.then(
			(workspace) => workspace === null && this.#known.delete(team),
			() => {},
		);
		return read;
	}

	async #read(team: string, enterprise: string | null): Promise<Workspace | null> {
		const found =
			(await this.#kept(team)) ?? (enterprise === null ? undefined : await this.#kept(enterprise));
		if (found === undefined) return null;
		const { botUserId, botId, installer, botToken } = found;
		return this.#workspace({ team, botUserId, botId, installer, token: botToken, byOAuth: true });
	}

	#workspace(given: Omit<Workspace, 'posts' | 'answers'> & { readonly token: string }): Workspace {
		const { token, ...workspace } = given;
		return { ...workspace, posts: this.#client(token), answers: this.#client(token) };
	}

	#client(token: string): webApi.WebClient {
		return new webApi.WebClient(token, this.#options.clientOptions);
	}

	/** What Bolt asks for every request. @throws NotInstalledError */
	async authorize({ teamId, enterpriseId }: AuthorizeSourceData<boolean>): Promise<AuthorizeResult> {
		const team = teamId ?? enterpriseId ?? '';
		const workspace = await this.of(team, enterpriseId ?? null);
		if (workspace === null) throw new NotInstalledError(team);
		const { botUserId, botId } = workspace;
		return {
			botToken: workspace.posts.token ?? '',
			botUserId,
			botId,
			teamId: team,
		};
	}

	// ------------------------------------------------------------------------------------ the install store

	async storeInstallation(installation: Installation): Promise<void> {
		const { bot, team, enterprise, user } = installation;
		if (bot === undefined) throw new Error('The installation has no bot; the scopes must be bot scopes.');
		const kept: Installed = {
			team: team?.id ?? null,
			enterprise: enterprise?.id ?? null,
			name: team?.name ?? enterprise?.name ?? null,
			botToken: bot.token,
			botId: bot.id,
			botUserId: bot.userId,
			installer: user.id,
			scopes: bot.scopes,
			at: new Date().toISOString(),
		};
		const id = installation.isEnterpriseInstall === true ? kept.enterprise : kept.team;
		if (id === null) throw new Error('The installation names neither a workspace nor an organisation.');
		await this.#options.memory.set('slack', keyOf(id), JSON.stringify(kept));
		this.#known.clear();
		this.#options.log.info({ team: kept.team, enterprise: kept.enterprise }, 'Slack: installed');
	}

	/** @throws NotInstalledError */
	async fetchInstallation(query: InstallationQuery<boolean>): Promise<Installation> {
		const id = query.isEnterpriseInstall ? query.enterpriseId : query.teamId;
		const kept = await this.#kept(id ?? '');
		if (kept === undefined) throw new NotInstalledError(id ?? '');
		return {
			team:
				kept.team === null ? undefined : { id: kept.team, ...(kept.name !== null && { name: kept.name }) },
			enterprise: kept.enterprise === null ? undefined : { id: kept.enterprise },
			user: { token: undefined, scopes: undefined, id: kept.installer ?? '' },
			bot: { token: kept.botToken, scopes: kept.scopes, id: kept.botId, userId: kept.botUserId },
			tokenType: 'bot',
			isEnterpriseInstall: kept.team === null,
			authVersion: 'v2',
		} as Installation;
	}

	async deleteInstallation(query: InstallationQuery<boolean>): Promise<void> {
		await this.forget((query.isEnterpriseInstall ? query.enterpriseId : query.teamId) ?? '');
	}

	/** The app was removed: its token is worth nothing any more. The configured token stays. */
	async forget(id: string): Promise<void> {
		await this.#options.memory.delete('slack', keyOf(id));
		this.#known.delete(id);
		this.#options.log.warn({ team: id }, 'Slack: no longer installed in this workspace');
	}

	async #kept(id: string): Promise<Installed | undefined> {
		const text = await this.#options.memory.get('slack', keyOf(id));
		return text === null ? undefined : installed.parse(JSON.parse(text));
	}
}

function keyOf(id: string): string {
	return `install ${id}`;
}
