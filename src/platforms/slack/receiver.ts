import type { IncomingMessage, ServerResponse } from 'node:http';
import {
	HTTPReceiver,
	type InstallationStore,
	type Receiver,
	SocketModeReceiver,
	type SocketModeReceiverOptions,
	type webApi,
} from '@slack/bolt';
import type { Config } from '../../app/config.ts';
import { TaueError } from '../../taue-error.ts';
import * as limits from './limits.ts';

type Logger = NonNullable<SocketModeReceiverOptions['logger']>;

export const SCOPES = [
	'commands',
	'chat:write',
	'files:write',
	'files:read',
	'reactions:read',
	'app_mentions:read',
	'im:history',
] as const;

type Settings = Pick<NonNullable<Config['slack']>, 'appToken' | 'signingSecret' | 'host' | 'port' | 'oauth'>;

export interface ReceiverOptions extends Settings {
	readonly installations: InstallationStore;
	readonly clientOptions: webApi.WebClientOptions;
	readonly logger: Logger;
	/** Silence after which a connection counts as lost, and the pause before a new one. */
	readonly pingTimeoutMs: number;
}

/** A way in, with its start and end. */
export interface Door {
	readonly mode: 'socket' | 'http';
	readonly receiver: Receiver;
	/** Port of the HTTP server; null where there is none. */
	start(): Promise<number | null>;
	stop(): Promise<void>;
}

/** The settings cannot work; the message is for the operator. */
export class SlackConfigError extends TaueError {
	override readonly name = 'SlackConfigError';
	readonly code = 'slack-config';
}

/**
 * Bolt authorizes by the installer of its receiver where it sees one, and takes no other way beside it. Ours
 * knows both the configured token and the installations, so the installer stays out of sight.
 */
function withoutInstaller(receiver: Receiver): Receiver {
	return {
		init: (app) => receiver.init(app),
		start: (...given) => receiver.start(...given),
		stop: (...given) => receiver.stop(...given),
	};
}

/** @throws SlackConfigError */
export function openDoor(options: ReceiverOptions): Door {
	return options.appToken === null ? httpDoor(options) : socketDoor(options, options.appToken);
}

function oauthOf({ oauth, installations, clientOptions, port }: ReceiverOptions) {
	const installerOptions = { clientOptions, port, directInstall: true };
	if (oauth === null) return { installerOptions };
	const { clientId, clientSecret, stateSecret, redirectUri } = oauth;
	return {
		clientId,
		clientSecret,
		stateSecret,
		scopes: [...SCOPES],
		installationStore: installations,
		installerOptions:
			redirectUri === null
				? installerOptions
				: { ...installerOptions, redirectUriPath: new URL(redirectUri).pathname },
		...(redirectUri !== null && { redirectUri }),
	};
}

function socketDoor(options: ReceiverOptions, appToken: string): Door {
	const { logger, pingTimeoutMs, oauth, port } = options;
	const receiver = new SocketModeReceiver({
		appToken,
		logger,
		clientPingTimeout: pingTimeoutMs,
		...oauthOf(options),
	});
	return {
		mode: 'socket',
		receiver: withoutInstaller(receiver),
		async start() {
			await receiver.start();
			keepConnecting(receiver.client, logger, pingTimeoutMs);
			return oauth === null ? null : port;
		},
		async stop() {
			await receiver.stop();
		},
	};
}

/** The library gives up for good on some failures of a reconnection, by a rejection that nobody hears. */
function keepConnecting(client: SocketModeReceiver['client'], logger: Logger, pauseMs: number): void {
	const connect = client.start.bind(client);
	client.start = async () => {
		try {
			return await connect();
		} catch (error) {
			logger.error('no connection to Slack; it is tried again', error);
			await new Promise((resolve) => setTimeout(resolve, 6 * pauseMs).unref());
			return client.start();
		}
	};
}

function httpDoor(options: ReceiverOptions): Door {
	const { signingSecret, logger, host, port } = options;
	if (signingSecret === null || signingSecret.trim() === '') {
		throw new SlackConfigError(
			'SLACK_SIGNING_SECRET is empty: without it anyone could send requests in the name of Slack. ' +
				'Copy it from the page "Basic Information" of your app, or set SLACK_APP_TOKEN for Socket Mode.',
		);
	}
	const receiver = new HTTPReceiver({
		signingSecret,
		logger,
		endpoints: ['/slack/events'],
		unhandledRequestTimeoutMillis: limits.ACKNOWLEDGE_MS,
		...oauthOf(options),
	});
	const inner = receiver.requestListener;
	receiver.requestListener = (request: IncomingMessage, response: ServerResponse) => {
		if (request.method === 'POST' && !isFresh(request, Date.now())) {
			logger.warn('a request with a signed time too far away was refused');
			response.writeHead(401).end();
			return;
		}
		return inner(request, response);
	};
	return {
		mode: 'http',
		receiver: withoutInstaller(receiver),
		async start() {
			const server = await receiver.start({ host, port });
			const address = server.address();
			return typeof address === 'object' && address !== null ? address.port : port;
		},
		async stop() {
			await receiver.stop();
		},
	};
}

/** The library refuses what is too old; we also refuse what claims to come from the future, or names no time. */
export function isFresh({ headers }: Pick<IncomingMessage, 'headers'>, nowMs: number): boolean {
	const given = headers['x-slack-request-timestamp'];
	if (typeof given !== 'string' || !/^\d+$/.test(given)) return false;
	return Math.abs(nowMs / 1000 - Number(given)) <= limits.SIGNATURE_SECONDS;
}
