import { Component, type ComponentChildren, type FunctionComponent, h } from 'preact';
import { language } from './language.ts';

/** A component that renders again only when one of its props is another value, or the page speaks another language. */
export function memo<P extends object>(render: FunctionComponent<P>): FunctionComponent<P> {
	class Memo extends Component<P> {
		#shownIn = language();

		override shouldComponentUpdate(next: P): boolean {
			const before = this.props as Record<string, unknown>;
			const after = next as Record<string, unknown>;
			const keys = Object.keys(after);
			return (
				this.#shownIn !== language() ||
				keys.length !== Object.keys(before).length ||
				keys.some((key) => !Object.is(before[key], after[key]))
			);
		}

		override render(): ComponentChildren {
			this.#shownIn = language();
			return h(render as FunctionComponent<object>, this.props);
		}
	}
	return (props) => h(Memo as unknown as FunctionComponent<P>, props as P);
}
