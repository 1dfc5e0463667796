import { type ComponentChild, h } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import {
	DROPPED_MAX_BYTES,
	type Welcome,
	type WireAction,
	type WireEvent,
	type WirePicture,
} from '../wire.ts';
import type { Actions } from './actions.ts';
import { announce } from './announce.ts';
import { api, BASE, newKey, Refused } from './api.ts';
import { Avatar } from './avatar.ts';
import { Chat } from './chat.ts';
import { Compare } from './compare.ts';
import { Composer } from './composer.ts';
import { DropZone } from './drop-zone.ts';
import { Icon } from './icons.ts';
import { Live } from './live.ts';
import { loadMarks, type Marks, markOf, withMark } from './marks.ts';
import { PictureDialog } from './picture-dialog.ts';
import { vocabularyFrom } from './read-line.ts';
import { apply, fromWelcome, type RoomState, withEntry, withPictures } from './room-state.ts';
import { nextTheme, setTheme, storedTheme, type Theme } from './theme.ts';
import { Wall, type WallView } from './wall.ts';
import { altText } from './words.ts';

const DRAFT_KEY = 'taue-draft';
const TOAST_MS = 5_000;
const PEOPLE_SHOWN = 5;

type Pane = 'chat' | 'wall';

interface Toast {
	readonly text: string;
	readonly bad: boolean;
}

const pictureInAddress = () =>
	(location.pathname.startsWith(BASE) && /^p\/([\w-]+)$/.exec(location.pathname.slice(BASE.length))?.[1]) ||
	null;

/** The room, for someone who is inside. */
export function App({
	welcome,
	onOutside,
}: {
	readonly welcome: Welcome;
	readonly onOutside: () => void;
}): ComponentChild {
	const [state, setState] = useState(() => fromWelcome(welcome));
	const [text, setText] = useState(() => sessionStorage.getItem(DRAFT_KEY) ?? '');
	const [pane, setPane] = useState<Pane>('chat');
	const [view, setView] = useState<WallView>('newest');
	const [opened, setOpened] = useState<string | null>(pictureInAddress);
	const [pair, setPair] = useState<readonly [string, string] | null>(null);
	const [marks, setMarks] = useState<Marks>(loadMarks);
	const [theme, setThemeState] = useState<Theme>(storedTheme);
	const [toast, setToast] = useState<Toast | null>(null);
	const [unseen, setUnseen] = useState(0);
	const [busy, setBusy] = useState(false);
	const latest = useRef<RoomState>(state);
	latest.current = state;
	/** The newest way to run a command, for actions that are made once. */
	const run = useRef<(typed: string) => Promise<void>>(async () => {});
	const paneNow = useRef<Pane>(pane);
	paneNow.current = pane;
	const vocabulary = useMemo(() => vocabularyFrom(welcome.words), [welcome.words]);

	const say = (words: string, bad = false) => {
		setToast({ text: words, bad });
		announce(words, bad ? 'urgent' : 'polite');
	};
	const failed = (error: unknown) => {
		if (error instanceof Refused && error.status === 401) onOutside();
		else
			say(
				error instanceof Refused ? error.message : 'Something went wrong on this page. Reload it, please.',
				true,
			);
		if (!(error instanceof Refused)) console.error(error);
	};
	/** State changes go through the ref as well, so that two events in one tick both count. */
	const change = (next: (state: RoomState) => RoomState) => {
		latest.current = next(latest.current);
		setState(latest.current);
	};

	useEffect(() => {
		const seen = (event: WireEvent) => {
			const before = latest.current;
			change((now) => apply(now, event));
			if (event.kind === 'progress' || event.kind === 'position' || event.seq <= before.seq) return;
			if (event.kind === 'layouts')
				api.layouts().then((layouts) => change((now) => ({ ...now, layouts })), failed);
			tell(event, before.you.id);
			if (event.kind === 'done' && paneNow.current === 'chat') setUnseen((count) => count + 1);
		};
		const live = new Live({
			lastSeq: () => latest.current.seq,
			onEvent: seen,
			onPeople: (people) => change((now) => ({ ...now, people })),
			onReset: () => api.room().then((again) => change((now) => fromWelcome(again, now)), failed),
			onLink: (link) => {
				if (latest.current.link !== link) change((now) => ({ ...now, link }));
				// A line that the room refuses may be a cookie that it no longer knows.
				if (link === 'lost')
					api.door().then(
						(door) => door.you === null && onOutside(),
						() => undefined,
					);
			},
		});
		return () => live.close();
	}, []);
	useEffect(() => {
		sessionStorage.setItem(DRAFT_KEY, text);
	}, [text]);
	useEffect(() => {
		if (toast === null) return;
		const timer = setTimeout(() => setToast(null), TOAST_MS);
		return () => clearTimeout(timer);
	}, [toast]);
	useEffect(() => {
		const back = () => setOpened(pictureInAddress());
		addEventListener('popstate', back);
		return () => removeEventListener('popstate', back);
	}, []);
	useEffect(() => {
		const path = opened === null ? BASE : `${BASE}p/${opened}`;
		if (location.pathname !== path) history.pushState(null, '', path);
		if (opened === null || latest.current.pictures.has(opened)) return;
		api.picture(opened).then(
			(picture) => change((now) => withPictures(now, [picture])),
			(error) => {
				setOpened(null);
				failed(error);
			},
		);
	}, [opened]);
	useEffect(() => {
		if (pane === 'wall') setUnseen(0);
		document.title = unseen > 0 && pane === 'chat' ? `(${unseen}) ${state.room}` : state.room;
	}, [pane, unseen, state.room]);

	const actions = useMemo<Actions>(() => {
		const act = async (picture: WirePicture, action: WireAction) => {
			try {
				const answer = await api.act(picture.id, action);
				const { picture: changed } = answer;
				if (changed !== undefined) change((now) => withPictures(now, [changed]));
				return answer.jobs?.[0]?.pictureId ?? null;
			} catch (error) {
				failed(error);
				return null;
			}
		};
		const mark = async (picture: WirePicture, action: WireAction, next: Parameters<typeof withMark>[2]) => {
			try {
				const { picture: changed } = await api.act(picture.id, action);
				if (changed !== undefined) change((now) => withPictures(now, [changed]));
				setMarks((now) => withMark(now, picture.id, next));
			} catch (error) {
				failed(error);
			}
		};
		return {
			act,
			star: (picture, on) => void mark(picture, { kind: 'star', on }, { star: on }),
			vote: (picture, value) => void mark(picture, { kind: 'vote', value }, { vote: value }),
			open: (id) => setOpened(id),
			compare: (left, right) => setPair([left, right]),
			compose: (line) => {
				setOpened(null);
				setPane('chat');
				setText(`/taue ${line}`);
				requestAnimationFrame(() =>
					document.querySelector<HTMLTextAreaElement>('.composer textarea')?.focus(),
				);
			},
			run: (typed) => void run.current(typed),
			copy: (words, what) =>
				void navigator.clipboard.writeText(words).then(
					() => say(`${what} copied.`),
					() =>
						say(
							`${what} could not be copied: this browser allows it on secure pages only. It reads: ${words.slice(0, 200)}`,
							true,
						),
				),
		};
	}, []);

	const command = async (typed: string) => {
		setBusy(true);
		try {
			const reply = await api.command(typed, newKey(), opened ?? undefined);
			setText('');
			if (reply.kind !== 'jobs') {
				change((now) => withEntry(now, { id: newKey(), at: new Date().toISOString(), typed, reply }));
				if (reply.kind === 'error') announce(reply.message, 'urgent');
				if (reply.kind === 'gallery' && reply.page.pictures.length > 0)
					change((now) => withPictures(now, reply.page.pictures));
			}
		} catch (error) {
			failed(error);
		}
		setBusy(false);
	};
	const recover = async (file: File) => {
		if (file.size > DROPPED_MAX_BYTES) {
			say(`${file.name} is larger than 32 MB; pictures of TAUE are smaller. Use the original file.`, true);
			return;
		}
		setPane('chat');
		setBusy(true);
		try {
			const reply = await api.recipe(file);
			const at = new Date().toISOString();
			change((now) => withEntry(now, { id: newKey(), at, typed: '', file: file.name, reply }));
			if (reply.kind === 'error') announce(reply.message, 'urgent');
			else announce('The recipe of this picture was found.');
		} catch (error) {
			failed(error);
		}
		setBusy(false);
	};
	const talk = async (words: string) => {
		setBusy(true);
		try {
			await api.say(words, newKey());
			setText('');
		} catch (error) {
			failed(error);
		}
		setBusy(false);
	};

	run.current = command;

	const me = `room:${state.you.id}`;
	// A picture that was only just asked for may not have arrived: until then the window keeps the one before.
	const shown = useRef<string | null>(null);
	if (opened === null || state.pictures.has(opened)) shown.current = opened;
	const picture = shown.current === null ? undefined : state.pictures.get(shown.current);
	const [left, right] = (pair ?? []).map((id) => state.pictures.get(id));
	return h(
		'div',
		{ class: `room pane-${pane}` },
		h('a', { class: 'skip', href: '#composer' }, 'Skip to the composer'),
		h(
			'header',
			{ class: 'top' },
			h('img', { src: `${BASE}icon.svg`, alt: '', width: 32, height: 32 }),
			h('h1', null, state.room),
			h(
				'ul',
				{ class: 'people', 'aria-label': 'Who is here' },
				state.people
					.slice(0, PEOPLE_SHOWN)
					.map((person) =>
						h(
							'li',
							{ key: person.id, title: person.name },
							h(Avatar, person),
							h('span', { class: 'unseen' }, person.name),
						),
					),
				state.people.length > PEOPLE_SHOWN && h('li', null, `+${state.people.length - PEOPLE_SHOWN}`),
			),
			h('span', { class: 'spacer' }),
			state.link === 'lost' && h('p', { class: 'lost', role: 'status' }, 'Reconnecting …'),
			welcome.key !== null &&
				h(
					'button',
					{
						type: 'button',
						class: 'plain',
						onClick: () => actions.copy(`${location.origin}${BASE}#key=${welcome.key}`, 'Invite link'),
					},
					h(Icon, { name: 'invite' }),
					h('span', { class: 'wide' }, 'Invite'),
				),
			h(
				'button',
				{
					type: 'button',
					class: 'round',
					'aria-label': `Colours: ${theme === 'auto' ? 'as the system' : theme}. Change.`,
					title: `Colours: ${theme === 'auto' ? 'as the system' : theme}`,
					onClick: () => {
						const next = nextTheme(theme);
						setTheme(next);
						setThemeState(next);
					},
				},
				h(Icon, { name: theme === 'auto' ? 'half' : theme === 'dark' ? 'moon' : 'sun' }),
			),
		),
		h(
			'nav',
			{ class: 'panes', 'aria-label': 'Parts of the room' },
			h(
				'button',
				{
					type: 'button',
					'aria-pressed': pane === 'chat' ? 'true' : 'false',
					onClick: () => setPane('chat'),
				},
				h(Icon, { name: 'chat' }),
				'Chat',
			),
			h(
				'button',
				{
					type: 'button',
					'aria-pressed': pane === 'wall' ? 'true' : 'false',
					onClick: () => setPane('wall'),
				},
				h(Icon, { name: 'wall' }),
				'Pictures',
				unseen > 0 && h('span', { class: 'badge', 'aria-label': `${unseen} new` }, unseen),
			),
		),
		h(
			'main',
			{ class: 'panes-body' },
			h(
				'section',
				{ class: 'talk', 'aria-label': 'Chat and composer' },
				h(Chat, { state, actions }),
				h(
					'div',
					{ id: 'composer', tabIndex: -1 },
					h(Composer, {
						text,
						onText: setText,
						onDraw: (line) => void command(line),
						onCommand: (typed) => void command(typed),
						onSay: (words) => void talk(words),
						onPicture: (file) => void recover(file),
						commands: welcome.commands,
						layouts: state.layouts,
						vocabulary,
						busy,
					}),
				),
			),
			h(Wall, {
				state,
				marks,
				actions,
				view,
				onView: setView,
				onMore: (pictures, older) => change((now) => withPictures(now, pictures, older)),
			}),
		),
		picture !== undefined &&
			h(PictureDialog, {
				key: 'picture',
				picture,
				pictures: state.pictures,
				own: picture.by?.id === me || state.you.moderator,
				mark: markOf(marks, picture.id),
				actions,
				vocabulary,
				onClose: () => setOpened(null),
			}),
		left !== undefined &&
			right !== undefined &&
			h(Compare, { key: 'compare', left, right, onClose: () => setPair(null) }),
		h(DropZone, { key: 'drop', onPicture: (file) => void recover(file) }),
		toast !== null && h(Notice, { key: toast.text, ...toast }),
	);
}

/** A short word to the person; in the browser's top layer, so that it is seen over an open window too. */
function Notice({ text, bad }: Toast): ComponentChild {
	const box = useRef<HTMLDivElement>(null);
	useEffect(() => box.current?.showPopover(), []);
	return h(
		'div',
		{ ref: box, popover: 'manual', class: bad ? 'toast bad' : 'toast', 'aria-hidden': 'true' },
		text,
	);
}

/** What a screen reader is told of the room's life: one's own results, and what others ask for and say. */
function tell(event: Exclude<WireEvent, { kind: 'progress' | 'position' }>, you: string): void {
	const mine = 'picture' in event && event.picture?.by?.id === `room:${you}`;
	const who = 'picture' in event ? (event.picture?.by?.name ?? 'Someone') : '';
	if (event.kind === 'said' && event.by !== `room:${you}`) announce(`${event.name}: ${event.text}`);
	if (event.kind === 'queued' && !mine) announce(`${who} asked for ${altText(event.picture)}.`);
	if (event.kind === 'done' && mine) announce(`Your picture is ready: ${altText(event.picture)}.`);
	if (event.kind === 'failed' && mine)
		announce(`Your picture failed: ${event.picture.failure?.message ?? ''}`, 'urgent');
	if (event.kind === 'notice') announce(event.message, 'urgent');
}
