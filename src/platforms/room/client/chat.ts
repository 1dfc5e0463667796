import { type ComponentChild, type ComponentChildren, h } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { WirePicture, WireReply, WireSaid } from '../wire.ts';
import type { Actions } from './actions.ts';
import { Avatar } from './avatar.ts';
import { FamilyTree } from './family.ts';
import { language, t } from './language.ts';
import { LineShown } from './line-shown.ts';
import { memo } from './memo.ts';
import { Warnings } from './mistake.ts';
import { feed, type PrivateEntry, type RoomState } from './room-state.ts';
import { SettingsShown } from './settings-shown.ts';
import { hasThumb, Thumb } from './thumb.ts';
import { actionWords, altText, clock, nameOf, percent, shortName, statusWords } from './words.ts';

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
				h('span', { class: 'name', title: name }, name),
				h('time', { dateTime: at }, clock(at)),
			),
			children,
		),
	);
}

/** What was asked for: the line once, and every picture of it as it is now. */
const PicturesEntry = memo<{ pictures: readonly WirePicture[]; actions: Actions }>(
	({ pictures, actions }) => {
		const [first] = pictures;
		if (first === undefined) return null;
		const isOne = pictures.length === 1;
		return h(
			Entry,
			{ id: first.by?.id ?? '', name: nameOf(first), at: first.at },
			first.action !== 'draw' && h('p', { class: 'entry-action' }, actionWords(first)),
			first.state !== 'deleted' && h('p', { class: 'entry-line' }, h(LineShown, { line: first.line })),
			h(
				'div',
				{ class: 'entry-pictures' },
				pictures.map((picture) => {
					const done = hasThumb(picture);
					return h(
						'button',
						{
							key: picture.id,
							type: 'button',
							// The log is one stop of the Tab key; its arrow keys reach every picture.
							tabIndex: -1,
							class: `entry-picture ${picture.state}`,
							title: statusWords(picture),
							onClick: () => actions.open(picture.id),
						},
						done
							? h(Thumb, { picture, alt: '', sizePx: 44 })
							: h('span', { class: 'ring', style: { '--share': `${percent(picture)}%` } }),
						h(
							'span',
							{ class: isOne ? '' : 'unseen' },
							done ? t().chat.onTheWall : statusWords(picture),
							h('span', { class: 'unseen' }, t().chat.open(altText(picture))),
						),
					);
				}),
			),
		);
	},
);

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
		h('p', { class: 'reply-title' }, t().chat.recipeHere),
		h(
			'p',
			{ class: 'text' },
			refusal === null ? t().chat.notStored : t().chat.notDrawable(refusal.said[language()]),
		),
		h('p', { class: 'entry-line' }, h(LineShown, { line })),
		h(
			'div',
			{ class: 'buttons' },
			refusal === null &&
				h(
					'button',
					{ type: 'button', class: 'primary', onClick: () => actions.run(`redraw ${id}`) },
					t().composer.drawIt,
				),
			h(
				'button',
				{ type: 'button', class: 'plain', onClick: () => actions.compose(line) },
				t().chat.editLine,
			),
			h(
				'button',
				{ type: 'button', class: 'plain', onClick: () => actions.copy(json, t().chat.recipe) },
				t().chat.copy,
			),
		),
		h('details', null, h('summary', null, t().chat.recipe), h('pre', { class: 'json' }, json)),
	);
}

/** Three lines that draw on a click, and everything else behind a word. */
function HelpShown({
	reply,
	actions,
}: {
	reply: Extract<WireReply, { kind: 'help' }>;
	actions: Actions;
}): ComponentChild {
	const sections = reply.sections.map((section) =>
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
	);
	// Help on one command is that command alone.
	if (reply.sections.length === 1) return h('div', { class: 'reply help' }, sections);
	return h(
		'div',
		{ class: 'reply help' },
		h('p', { class: 'reply-title' }, reply.title),
		h('p', { class: 'quiet' }, t().chat.clickToDraw),
		t()
			.composer.examples.slice(0, 3)
			.map((example) =>
				h(
					'button',
					{ key: example, type: 'button', class: 'chip', onClick: () => actions.run(example) },
					example,
				),
			),
		h('details', null, h('summary', null, t().chat.moreHelp), sections),
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
						t().chat.didYouMean,
						h(
							'button',
							{ type: 'button', class: 'chip fix', onClick: () => actions.compose(reply.corrected ?? '') },
							reply.corrected,
						),
						t().composer.questionMark,
					),
				reply.retryAt !== undefined && h('p', { class: 'quiet' }, t().chat.tryAgainAt(clock(reply.retryAt))),
			);
		case 'help':
			return h(HelpShown, { reply, actions });
		case 'settings':
			return h(SettingsShown, { settings: reply.settings, editable: reply.editable });
		case 'gallery':
			return h(
				'div',
				{ class: 'reply' },
				h('p', { class: 'reply-title' }, reply.title),
				reply.page.pictures.length === 0 && h('p', { class: 'quiet' }, t().chat.nothingYet),
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
				h('p', { class: 'reply-title' }, t().chat.recipeOf(shortName(reply.picture))),
				// A picture of another place can be read, not opened.
				reply.picture.place.startsWith('room:') && h(Small, { picture: reply.picture, actions }),
				h('pre', { class: 'json' }, reply.json),
				h(
					'button',
					{ type: 'button', class: 'plain', onClick: () => actions.copy(reply.json, t().chat.recipe) },
					t().chat.copy,
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
				h(FamilyTree, {
					tree: reply.tree,
					focus: reply.focus,
					onOpen: actions.open,
					latest: () => undefined,
				}),
				h(
					'button',
					{ type: 'button', class: 'plain', onClick: () => actions.open(reply.focus) },
					t().chat.openFamily,
				),
			);
		case 'layouts':
			return h(
				'div',
				{ class: 'reply' },
				h('p', { class: 'reply-title' }, t().chat.savedLayouts),
				reply.layouts.length === 0 && h('p', { class: 'text' }, reply.text),
				reply.layouts.map(({ name, line, by }) =>
					h(
						'button',
						{
							key: name,
							type: 'button',
							class: 'chip',
							title: by === null ? '' : t().chat.savedBy(by.name),
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
				h('p', { class: 'reply-title' }, t().chat.worthKnowing),
				h(Warnings, { warnings: reply.warnings, most: reply.warnings.length }),
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
				h('span', { class: 'quiet' }, t().chat.onlyYou),
			),
		entry.typed !== '' &&
			h(
				'p',
				{ class: 'typed' },
				h('code', null, `/taue ${entry.typed}`),
				h('span', { class: 'quiet' }, t().chat.onlyYou),
			),
		h(ReplyShown, { reply: entry.reply, actions }),
	),
);

/** Arrow keys in the log go from picture to picture, the newest first; Escape goes back to the log. */
function walk(event: KeyboardEvent, log: HTMLElement | null): void {
	const target = event.target as HTMLElement;
	if (log === null || (target !== log && !target.matches('.entry-picture'))) return;
	if (event.key === 'Escape') log.focus();
	if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
	const pictures = [...log.querySelectorAll<HTMLElement>('.entry-picture')];
	const at = pictures.indexOf(target);
	const next = pictures.at(at < 0 ? -1 : Math.max(0, at + (event.key === 'ArrowUp' ? -1 : 1)));
	if (next === undefined) return;
	event.preventDefault();
	next.focus();
}

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
			'aria-label': t().chat.title,
			'aria-description': t().chat.keys,
			onKeyDown: (event: KeyboardEvent) => walk(event, log.current),
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
		entries.length === 0 && h('li', { class: 'entry-empty quiet' }, t().chat.empty),
		entries.map((entry) => {
			if (entry.kind === 'pictures')
				return h(PicturesEntry, { key: `p-${entry.id}`, pictures: entry.pictures, actions });
			if (entry.kind === 'said') return h(Said, { key: `s-${entry.id}`, said: entry.said });
			return h(Private, { key: `e-${entry.id}`, entry: entry.entry, actions });
		}),
	);
}
