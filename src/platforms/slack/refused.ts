import { PlatformRefusal } from '../platform.ts';

/** What Slack says of a token that stays wrong until the operator changes it. */
const REFUSED = new Set([
	'invalid_auth',
	'not_authed',
	'account_inactive',
	'token_revoked',
	'token_expired',
	'no_permission',
	'missing_scope',
	'not_allowed_token_type',
	'team_access_not_granted',
	'user_removed_from_team',
	'team_disabled',
]);

/** What a failed start means: a token that is not accepted is the operator's to change, the rest passes. */
export function explainStart(error: unknown, variable: 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN'): unknown {
	const { data } = (error ?? {}) as { readonly data?: { readonly error?: unknown } };
	const answer = data?.error;
	if (typeof answer !== 'string' || !REFUSED.has(answer)) return error;
	return new PlatformRefusal(
		`Slack does not accept ${variable} (${answer}). Copy it anew from the pages of your app and start again; ` +
			'docs/slack.md says where it is.',
		{ cause: error },
	);
}
