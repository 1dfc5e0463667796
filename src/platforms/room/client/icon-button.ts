import { type ComponentChild, h } from 'preact';
import { Icon, type IconName } from './icons.ts';

/** A button, or a link, with a sign and words. */
export function IconButton({
	name,
	label,
	onClick,
	href,
	download,
}: {
	name: IconName;
	label: string;
	onClick?: () => void;
	href?: string;
	download?: boolean;
}): ComponentChild {
	const inner = [h(Icon, { key: 'icon', name }), h('span', { key: 'label' }, label)];
	return href !== undefined
		? h('a', { class: 'plain', href, ...(download ? { download: '' } : {}) }, inner)
		: h('button', { type: 'button', class: 'plain', onClick }, inner);
}
