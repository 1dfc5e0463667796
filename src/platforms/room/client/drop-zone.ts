import { type ComponentChild, h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from './language.ts';

/** The first file of a drag or of the clipboard that is a picture. */
function pictureOf(data: DataTransfer | null): File | null {
	return [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/')) ?? null;
}

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;

/** The whole page takes pictures that are dropped or pasted; while one hangs over it, it says what for. */
export function DropZone({ onPicture }: { readonly onPicture: (file: File) => void }): ComponentChild {
	const [over, setOver] = useState(false);
	const take = useRef(onPicture);
	take.current = onPicture;
	useEffect(() => {
		const drag = (event: DragEvent) => {
			if (!hasFiles(event)) return;
			event.preventDefault();
			setOver(true);
		};
		// Leaving one part of the page for another is not leaving the page.
		const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
		const drop = (event: DragEvent) => {
			if (!hasFiles(event)) return;
			event.preventDefault();
			setOver(false);
			const file = event.dataTransfer?.files[0];
			if (file !== undefined) take.current(pictureOf(event.dataTransfer) ?? file);
		};
		const paste = (event: ClipboardEvent) => {
			const file = pictureOf(event.clipboardData);
			if (file === null) return;
			event.preventDefault();
			take.current(file);
		};
		addEventListener('dragenter', drag);
		addEventListener('dragover', drag);
		addEventListener('dragleave', leave);
		addEventListener('drop', drop);
		addEventListener('paste', paste);
		return () => {
			removeEventListener('dragenter', drag);
			removeEventListener('dragover', drag);
			removeEventListener('dragleave', leave);
			removeEventListener('drop', drop);
			removeEventListener('paste', paste);
		};
	}, []);
	return over && h('div', { class: 'drop-zone', 'aria-hidden': 'true' }, t().page.dropHere);
}
