import { webApi } from '@slack/bolt';
import { TaueError } from '../../taue-error.ts';

/** Why Slack refused, in the ways that make a difference to us. */
export type Refusal =
	/** The message is gone, or no longer ours to edit. */
	| 'message'
	/** The channel is gone, archived, or we may not write there. */
	| 'channel'
	/** The token is no longer good. */
	| 'token'
	| 'too-large'
	/** A block that Slack does not take, for example a file that it does not show. */
	| 'blocks'
	/** The form's trigger is over. */
	| 'trigger'
	/** Files are not taken here. */
	| 'files'
	/** Anything else: it may be better later. */
	| 'other';

const REFUSALS: Readonly<Record<string, Refusal>> = {
	message_not_found: 'message',
	cant_update_message: 'message',
	edit_window_closed: 'message',
	channel_not_found: 'channel',
	is_archived: 'channel',
	not_in_channel: 'channel',
	restricted_action: 'channel',
	restricted_action_read_only_channel: 'channel',
	restricted_action_thread_only_channel: 'channel',
	user_not_in_channel: 'channel',
	user_not_found: 'channel',
	cannot_dm_bot: 'channel',
	messages_tab_disabled: 'channel',
	no_permission: 'channel',
	access_denied: 'channel',
	token_revoked: 'token',
	token_expired: 'token',
	account_inactive: 'token',
	invalid_auth: 'token',
	not_authed: 'token',
	file_too_large: 'too-large',
	msg_too_long: 'too-large',
	msg_blocks_too_long: 'too-large',
	invalid_blocks: 'blocks',
	invalid_blocks_format: 'blocks',
	slack_file_not_found: 'blocks',
	expired_trigger_id: 'trigger',
	exchanged_trigger_id: 'trigger',
	invalid_trigger_id: 'trigger',
	storage_limit_reached: 'files',
	file_uploads_disabled: 'files',
	file_uploads_except_images_disabled: 'files',
	posting_to_general_channel_denied: 'channel',
	missing_scope: 'files',
};

/** The upload itself was refused; it is not a method of the Web API. */
export class UploadRefused extends TaueError {
	override readonly name = 'UploadRefused';
	readonly code = 'upload-refused';
	readonly status: number;

	constructor(status: number) {
		super(`Slack answered ${status} to the upload of a file.`);
		this.status = status;
	}
}

/** Slack's own word for what is wrong: `channel_not_found`. */
export function codeOf(error: unknown): string | null {
	return error instanceof webApi.WebAPIPlatformError ? error.data.error : null;
}

export function refusalOf(error: unknown): Refusal {
	if (error instanceof UploadRefused || error instanceof webApi.WebAPIHTTPError) {
		const status = error instanceof UploadRefused ? error.status : error.statusCode;
		return status === 413 ? 'too-large' : 'other';
	}
	const code = codeOf(error);
	return (code !== null && REFUSALS[code]) || 'other';
}
