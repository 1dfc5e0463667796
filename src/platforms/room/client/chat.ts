import { type ComponentChild, type ComponentChildren, h } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { WirePicture, WireReply, WireSaid } from '../wire.ts';
import type { Actions } from './actions.ts';
import { Avatar } from './avatar.ts';
import { LineShown } from './line-shown.ts';
import { memo } from './memo.ts';
import { feed, type PrivateEntry, type RoomState } from './room-state.ts';
import { hasThumb, Thumb } from './thumb.ts';
import { actionWords, altText, clock, percent, shortName, statusWords } from './words.ts';

/** Entries of the log that are on the page; older ones are on the wall and in the gallery. */
const LOG_LENGTH = 150;
/** How near the end counts as reading along. */
const NEAR_END_PX = 80;

function Entry({
	id,
	name,
	at,
	children,
	own = false,
}: {
	id: string;
	name: string;
	at: string;
	children?: ComponentChildren;
	own?: boolean;
}): ComponentChild {
	return h(
		'li',
		{ class: own ? 'entry private' : 'entry' },
		h(Avatar, { id, name }),
		h(
			'div',
			{ class: 'entry-body' },
			h(
				'p',
				{ class: 'entry-head' },
				h('span', { class: 'name' }, name),
				h('time', { dateTime: at }, clock(at)),
			),
			children,
		),
	);
}

const PictureEntry = memo<{ picture: WirePicture; actions: Actions }>(({ picture, actions }) => {
	const done = hasThumb(picture);
	return h(
		Entry,
		{ id: picture.by?.id ?? '', name: picture.by?.name ?? 'someone', at: picture.at },
		picture.action !== 'draw' && h('p', { class: 'entry-action' }, actionWords(picture)),
		picture.state !== 'deleted' && h('p', { class: 'entry-line' }, h(LineShown, { line: picture.line })),
		h(
			'button',
			{
				type: 'button',
				class: `entry-picture ${picture.state}`,
				onClick: () => actions.open(picture.id),
			},
			done
				? h(Thumb, { picture, alt: '', sizePx: 44 })
				: h('span', { class: 'ring', style: { '--share': `${percent(picture)}%` } }),
			h(
				'span',
				null,
				done ? 'On the wall' : statusWords(picture),
				h('span', { class: 'unseen' }, `: open ${altText(picture)}`),
			),
		),
	);
});

const Said = memo<{ said: WireSaid }>(({ said }) =>
	h(Entry, { id: said.by ?? '', name: said.name, at: said.at }, h('p', { class: 'said' }, said.text)),
);

function Small({ picture, actions }: { picture: WirePicture; actions: Actions }): ComponentChild {
	return h(
		'button',
		{
			type: 'button',
			class: 'small-picture',
			onClick: () => actions.open(picture.id),
		},
		hasThumb(picture)
			? h(Thumb, { picture, alt: altText(picture), sizePx: 64 })
			: h('span', null, `${altText(picture)}: ${statusWords(picture)}`),
	);
}

/** A recipe of a picture that is not stored here, and what can be done with it. */
function FoundRecipe({
	reply,
	actions,
}: {
	reply: Extract<WireReply, { kind: 'found-recipe' }>;
	actions: Actions;
}): ComponentChild {
	const { id, line, json, refusal } = reply;
	return h(
		'div',
		{ class: 'reply' },
		h('p', { class: 'reply-title' }, 'The recipe in this picture'),
		h(
			'p',
			{ class: 'text' },
			refusal === null
				? 'The picture itself is not stored here; its recipe draws the very same one.'
				: `The picture itself is not stored here, and its recipe cannot be drawn here as it is. ${refusal.message}`,
		),
		h('p', { class: 'entry-line' }, h(LineShown, { line })),
		h(
			'div',
			{ class: 'buttons' },
			refusal === null &&
				h(
					'button',
					{ type: 'button', class: 'primary', onClick: () => actions.run(`redraw ${id}`) },
					'Draw it',
				),
			h('button', { type: 'button', class: 'plain', onClick: () => actions.compose(line) }, 'Edit the line'),
			h('button', { type: 'button', class: 'plain', onClick: () => actions.copy(json, 'Recipe') }, 'Copy'),
		),
		h('details', null, h('summary', null, 'Recipe'), h('pre', { class: 'json' }, json)),
	);
}

/** What a command answered, for the person who typed it. */
function ReplyShown({ reply, actions }: { reply: WireReply; actions: Actions }): ComponentChild {
	switch (reply.kind) {
		case 'error':
			return h(
				'div',
				{ class: 'reply error' },
				h('p', null, reply.message),
				reply.caret !== undefined && h('pre', { class: 'caret' }, reply.caret),
				reply.corrected !== undefined &&
					h(
						'p',
						null,
						'Did you mean ',
						h(
							'button',
							{ type: 'button', class: 'chip fix', onClick: () => actions.compose(reply.corrected ?? '') },
							reply.corrected,
						),
						'?',
					),
				reply.retryAt !== undefined && h('p', { class: 'quiet' }, `Try again at ${clock(reply.retryAt)}.`),
			);
		case 'help':
			return h(
				'div',
				{ class: 'reply help' },
				h('p', { class: 'reply-title' }, reply.title),
				reply.sections.map((section) =>
					h(
						'details',
						{ key: section.title },
						h('summary', null, section.title),
						h('p', { class: 'text' }, section.text),
						section.examples.map((example) =>
							h(
								'button',
								{
									key: example,
									type: 'button',
									class: 'chip',
									onClick: () =>
										actions.compose(example.startsWith('/') ? example.replace(/^\/taue\s+/, '') : example),
								},
								example,
							),
						),
					),
				),
			);
		case 'gallery':
			return h(
				'div',
				{ class: 'reply' },
				h('p', { class: 'reply-title' }, reply.title),
				reply.page.pictures.length === 0 && h('p', { class: 'quiet' }, 'Nothing here yet.'),
				h(
					'div',
					{ class: 'small-pictures' },
					reply.page.pictures.slice(0, 24).map((picture) => h(Small, { key: picture.id, picture, actions })),
				),
			);
		case 'recipe':
			return h(
				'div',
				{ class: 'reply' },
				h('p', { class: 'reply-title' }, `Recipe of ${shortName(reply.picture)}`),
				// A picture of another place can be read, not opened.
				reply.picture.place.startsWith('room:') && h(Small, { picture: reply.picture, actions }),
				h('pre', { class: 'json' }, reply.json),
				h(
					'button',
					{ type: 'button', class: 'plain', onClick: () => actions.copy(reply.json, 'Recipe') },
					'Copy',
				),
			);
		case 'found-recipe':
			return h(FoundRecipe, { reply, actions });
		case 'picture':
			return h(
				'div',
				{ class: 'reply' },
				h('p', { class: 'text' }, reply.text),
				h(Small, { picture: reply.picture, actions }),
			);
		case 'history':
			return h(
				'div',
				{ class: 'reply' },
				h('p', { class: 'text' }, reply.text),
				h(
					'button',
					{ type: 'button', class: 'plain', onClick: () => actions.open(reply.focus) },
					'Open the family tree',
				),
			);
		case 'layouts':
			return h(
				'div',
				{ class: 'reply' },
				h('p', { class: 'reply-title' }, 'Saved layouts'),
				reply.layouts.length === 0 && h('p', { class: 'text' }, reply.text),
				reply.layouts.map(({ name, line, by }) =>
					h(
						'button',
						{
							key: name,
							type: 'button',
							class: 'chip',
							title: by === null ? '' : `Saved by ${by.name}`,
							onClick: () => actions.compose(line),
						},
						`${name}: ${line}`,
					),
				),
			);
		case 'jobs':
			return h(
				'div',
				{ class: 'reply' },
				h(
					'p',
					null,
					reply.jobs.length === 1 ? 'One picture is in line.' : `${reply.jobs.length} pictures are in line.`,
				),
			);
		default:
			return h('div', { class: 'reply' }, h('p', { class: 'text' }, reply.text));
	}
}

const Private = memo<{ entry: PrivateEntry; actions: Actions }>(({ entry, actions }) =>
	h(
		Entry,
		{ id: 'taue', name: 'TAUE', at: entry.at, own: true },
		entry.file !== undefined &&
			h(
				'p',
				{ class: 'typed' },
				h('code', null, entry.file),
				h('span', { class: 'quiet' }, ' · only you see this'),
			),
		entry.typed !== '' &&
			h(
				'p',
				{ class: 'typed' },
				h('code', null, `/taue ${entry.typed}`),
				h('span', { class: 'quiet' }, ' · only you see this'),
			),
		h(ReplyShown, { reply: entry.reply, actions }),
	),
);

/** What was asked, said and answered. It follows the newest entry unless someone reads further up. */
export function Chat({
	state,
	actions,
}: {
	readonly state: RoomState;
	readonly actions: Actions;
}): ComponentChild {
	const log = useRef<HTMLOListElement>(null);
	const follows = useRef(true);
	const top = useRef(0);
	const entries = useMemo(() => feed(state, LOG_LENGTH), [state.pictures, state.said, state.entries]);
	const follow = () => {
		if (follows.current && log.current !== null) log.current.scrollTop = log.current.scrollHeight;
	};
	useLayoutEffect(follow, [entries]);
	// The composer's sketch takes room from the log; its end stays in sight all the same.
	useEffect(() => {
		const watch = new ResizeObserver(follow);
		if (log.current !== null) watch.observe(log.current);
		return () => watch.disconnect();
	}, []);
	return h(
		'ol',
		{
			class: 'log',
			ref: log,
			tabIndex: 0,
			'aria-label': 'Chat',
			onScroll: () => {
				const { current } = log;
				if (current === null) return;
				// Going up is a person's doing; a log that only became shorter is not.
				if (current.scrollTop < top.current - 1) follows.current = false;
				if (current.scrollHeight - current.scrollTop - current.clientHeight < NEAR_END_PX)
					follows.current = true;
				top.current = current.scrollTop;
			},
		},
		entries.length === 0 &&
			h('li', { class: 'entry-empty quiet' }, 'What you all ask for and say appears here.'),
		entries.map((entry) => {
			if (entry.kind === 'picture')
				return h(PictureEntry, { key: `p-${entry.id}`, picture: entry.picture, actions });
			if (entry.kind === 'said') return h(Said, { key: `s-${entry.id}`, said: entry.said });
			return h(Private, { key: `e-${entry.id}`, entry: entry.entry, actions });
		}),
	);
}
