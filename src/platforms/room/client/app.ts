import { type ComponentChild, h } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { knownWords } from '../../../translate/known-words.ts';
import { MOST_PICTURE_BYTES } from '../../dropped-size.ts';
import type { Welcome, WireAction, WireAnswer, WireEvent, WirePicture } from '../wire.ts';
import type { Actions } from './actions.ts';
import { announce } from './announce.ts';
import { api, BASE, newKey, Refused } from './api.ts';
import { Chat } from './chat.ts';
import { Compare } from './compare.ts';
import { Composer } from './composer.ts';
import { DropZone } from './drop-zone.ts';
import { Icon } from './icons.ts';
import { t } from './language.ts';
import { withWord } from './line-words.ts';
import { Live } from './live.ts';
import { loadMarks, type Marks, markOf, withMark } from './marks.ts';
import { Notice, type Toast } from './notice.ts';
import { NounsPanel } from './nouns-panel.ts';
import { PictureDialog } from './picture-dialog.ts';
import { apply, fromWelcome, type RoomState, withEntry, withPictures } from './room-state.ts';
import { neighbourOf } from './stacks.ts';
import { TopBar } from './top-bar.ts';
import { hanging, Wall, type WallView } from './wall.ts';
import { altText, statusWords } from './words.ts';

const DRAFT_KEY = 'taue-draft';
const TOAST_MS = 5_000;

type Pane = 'chat' | 'wall';

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
	const [toast, setToast] = useState<Toast | null>(null);
	const [unseen, setUnseen] = useState(0);
	const [nouns, setNouns] = useState(false);
	const [busy, setBusy] = useState(false);
	const latest = useRef<RoomState>(state);
	latest.current = state;
	/** The newest way to run a command, for actions that are made once. */
	const run = useRef<(typed: string) => Promise<void>>(async () => {});
	const paneNow = useRef<Pane>(pane);
	paneNow.current = pane;
	const words = useMemo(() => knownWords(welcome.words), [welcome.words]);

	const say = (words: string, bad = false) => {
		setToast({ text: words, bad });
		announce(words, bad ? 'urgent' : 'polite');
	};
	const failed = (error: unknown) => {
		if (error instanceof Refused && error.status === 401) onOutside();
		else say(error instanceof Refused ? error.message : t().page.wrong, true);
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

	/** What is worth knowing of pictures that were asked for stays in the chat. @returns whether there is anything */
	const noted = (jobs: WireAnswer['jobs'], warnings: WireAnswer['warnings']): boolean => {
		if (warnings.length === 0) return false;
		const reply = { kind: 'jobs', jobs, warnings, private: false } as const;
		change((now) => withEntry(now, { id: newKey(), at: new Date().toISOString(), typed: '', reply }));
		announce(warnings.map(t().remark).join(' '));
		return true;
	};

	/** Puts a text into the composer; the caret stands behind it. */
	const compose = (typed: string) => {
		setOpened(null);
		setPane('chat');
		setText(typed);
		requestAnimationFrame(() => {
			const field = document.querySelector<HTMLTextAreaElement>('.composer textarea');
			field?.focus();
			field?.setSelectionRange(typed.length, typed.length);
			// The completions follow the caret.
			field?.dispatchEvent(new KeyboardEvent('keyup'));
		});
	};

	const actions = useMemo<Actions>(() => {
		const ask = async (picture: WirePicture, action: WireAction) => {
			const { picture: changed, jobs = [], warnings = [] } = await api.act(picture.id, action);
			if (changed !== undefined) change((now) => withPictures(now, [changed]));
			// The window covers the chat.
			if (noted(jobs, warnings)) setToast({ text: warnings.map(t().remark).join(' '), bad: false });
			return jobs[0]?.pictureId ?? null;
		};
		const act = async (picture: WirePicture, action: WireAction) => {
			try {
				return await ask(picture, action);
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
			ask,
			star: (picture, on) => void mark(picture, { kind: 'star', on }, { star: on }),
			vote: (picture, value) => void mark(picture, { kind: 'vote', value }, { vote: value }),
			open: (id) => setOpened(id),
			compare: (left, right) => setPair([left, right]),
			compose: (line) => compose(`/taue ${line}`),
			run: (typed) => void run.current(typed),
			copy: (words, what) =>
				void navigator.clipboard.writeText(words).then(
					() => say(t().page.copied(what)),
					() => say(t().page.notCopied(what, words.slice(0, 200)), true),
				),
		};
	}, []);

	const command = async (typed: string) => {
		setBusy(true);
		try {
			const reply = await api.command(typed, newKey(), opened ?? undefined);
			setText('');
			if (reply.kind === 'jobs') noted(reply.jobs, reply.warnings);
			else {
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
		if (file.size > MOST_PICTURE_BYTES) {
			say(t().page.tooLarge(file.name), true);
			return;
		}
		setPane('chat');
		setBusy(true);
		try {
			const reply = await api.recipe(file);
			const at = new Date().toISOString();
			change((now) => withEntry(now, { id: newKey(), at, typed: '', file: file.name, reply }));
			if (reply.kind === 'error') announce(reply.message, 'urgent');
			else announce(t().page.recipeFound);
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

	/** To a part of the page, on a phone to its tab first. */
	const skipTo = (part: 'composer' | 'wall') => (event: Event) => {
		event.preventDefault();
		setPane(part === 'wall' ? 'wall' : 'chat');
		requestAnimationFrame(() => document.getElementById(part)?.focus());
	};
	const me = `room:${state.you.id}`;
	// A picture that was only just asked for may not have arrived: until then the window keeps the one before.
	const shown = useRef<string | null>(null);
	if (opened === null || state.pictures.has(opened)) shown.current = opened;
	const picture = shown.current === null ? undefined : state.pictures.get(shown.current);
	const [left, right] = (pair ?? []).map((id) => state.pictures.get(id));
	return h(
		'div',
		{ class: `room pane-${pane}` },
		h('a', { class: 'skip', href: '#composer', onClick: skipTo('composer') }, t().page.skipToComposer),
		h('a', { class: 'skip', href: '#wall', onClick: skipTo('wall') }, t().page.skipToPictures),
		h(TopBar, { state, inviteKey: welcome.key, actions }),
		h(
			'nav',
			{ class: 'panes', 'aria-label': t().page.parts },
			h(
				'button',
				{
					type: 'button',
					'aria-pressed': pane === 'chat' ? 'true' : 'false',
					onClick: () => setPane('chat'),
				},
				h(Icon, { name: 'chat' }),
				t().page.chat,
			),
			h(
				'button',
				{
					type: 'button',
					'aria-pressed': pane === 'wall' ? 'true' : 'false',
					onClick: () => setPane('wall'),
				},
				h(Icon, { name: 'wall' }),
				t().page.pictures,
				unseen > 0 && h('span', { class: 'badge', 'aria-label': t().page.fresh(unseen) }, unseen),
			),
		),
		h(
			'main',
			{ class: 'panes-body' },
			h(
				'section',
				{ class: 'talk', 'aria-label': t().page.talk },
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
						onNouns: () => setNouns(true),
						commands: welcome.commands,
						layouts: state.layouts,
						words,
						busy,
					}),
				),
			),
			h(Wall, {
				state,
				marks,
				actions,
				words,
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
				words,
				neighbour: (step) => neighbourOf(hanging(state.pictures, view, me), picture.id, step),
				onClose: () => setOpened(null),
			}),
		left !== undefined &&
			right !== undefined &&
			h(Compare, { key: 'compare', left, right, onClose: () => setPair(null) }),
		nouns &&
			h(NounsPanel, {
				key: 'nouns',
				words,
				onWord: (word, kind) => {
					setNouns(false);
					compose(withWord(text, word, kind));
				},
				onClose: () => setNouns(false),
			}),
		h(DropZone, { key: 'drop', onPicture: (file) => void recover(file) }),
		toast !== null && h(Notice, { key: toast.text, ...toast }),
	);
}

/** What a screen reader is told of the room's life: one's own results, and what others ask for and say. */
function tell(event: Exclude<WireEvent, { kind: 'progress' | 'position' }>, you: string): void {
	const mine = 'picture' in event && event.picture?.by?.id === `room:${you}`;
	const who = 'picture' in event ? (event.picture?.by?.name ?? t().page.someone) : '';
	if (event.kind === 'said' && event.by !== `room:${you}`) announce(t().told.said(event.name, event.text));
	if (event.kind === 'queued' && !mine) announce(t().told.asked(who, altText(event.picture)));
	if (event.kind === 'done' && mine) announce(t().told.ready(altText(event.picture)));
	if (event.kind === 'failed' && mine) announce(t().told.failed(statusWords(event.picture)), 'urgent');
	if (event.kind === 'notice') announce(event.message, 'urgent');
}
