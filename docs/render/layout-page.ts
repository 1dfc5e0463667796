/** A box of lines in docs/layout.md, and the name of the picture behind it. */
export interface ExampleBox {
	readonly name: string;
	readonly lines: readonly string[];
}

/** A box, and the picture behind it where there is one. */
const BOX = /^```layout\n([\s\S]*?)^```\n(?:\n!\[[^\]]*\]\(images\/layout\/[\w-]+\.webp\)\n)?/gm;

function slug(heading: string): string {
	return heading
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '');
}

/** All boxes of the page in their order, each named by the heading above it. */
export function exampleBoxes(page: string): readonly ExampleBox[] {
	const seen = new Map<string, number>();
	return [...page.matchAll(BOX)].map(({ index, 1: body }) => {
		const heading = [...page.slice(0, index).matchAll(/^#+ (.*)$/gm)].at(-1)?.[1] ?? '';
		const count = (seen.get(heading) ?? 0) + 1;
		seen.set(heading, count);
		return { name: `${slug(heading)}${count === 1 ? '' : `-${count}`}`, lines: body.trimEnd().split('\n') };
	});
}

/** The page with a picture behind each box. */
export function withPictures(page: string): string {
	const names = exampleBoxes(page).map(({ name }) => name);
	let index = 0;
	return page.replace(
		BOX,
		(_, body: string) =>
			`\`\`\`layout\n${body}\`\`\`\n\n![Each of these lines with its sketch and its picture](images/layout/${names[index++]}.webp)\n`,
	);
}
