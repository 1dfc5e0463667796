import {
	type APILabelComponent,
	type APIModalInteractionResponseCallbackData,
	ComponentType,
	type ModalSubmitInteraction,
	TextInputStyle,
} from 'discord.js';
import type { Form, FormInput } from '../card.ts';
import type { FormValues } from '../forms.ts';
import { shorten } from '../shorten.ts';
import * as limits from './limits.ts';
import { escapeMarkdown } from './markup.ts';

/** A form as a modal with labels. */
export function modalOf(form: Form): APIModalInteractionResponseCallbackData {
	return {
		custom_id: form.id,
		title: shorten(form.title, limits.MODAL_TITLE),
		components: form.fields.map((field) =>
			field.kind === 'note'
				? { type: ComponentType.TextDisplay, content: escapeMarkdown(field.text) }
				: labelOf(field),
		),
	};
}

function labelOf(field: FormInput): APILabelComponent {
	return {
		type: ComponentType.Label,
		label: shorten(field.label, limits.LABEL_TEXT),
		...(field.hint !== undefined && { description: shorten(field.hint, limits.LABEL_DESCRIPTION) }),
		component:
			field.kind === 'choice'
				? {
						type: ComponentType.StringSelect,
						custom_id: field.name,
						required: field.required,
						min_values: field.required ? 1 : 0,
						max_values: 1,
						options: field.options.slice(0, limits.SELECT_OPTIONS).map(({ value, label }) => ({
							value,
							label: shorten(label, limits.SELECT_TEXT),
							...(value === field.value && { default: true }),
						})),
					}
				: {
						type: ComponentType.TextInput,
						custom_id: field.name,
						style: field.rows === 'many' ? TextInputStyle.Paragraph : TextInputStyle.Short,
						required: field.required,
						max_length: field.maxLength,
						...(field.value !== undefined && field.value !== '' && { value: field.value }),
					},
	};
}

/** What was filled in, by the names of the fields. */
export function valuesOf(interaction: ModalSubmitInteraction): FormValues {
	const values: Record<string, string | undefined> = {};
	for (const [name, field] of interaction.fields.fields) {
		if (field.type === ComponentType.TextInput) values[name] = field.value;
		else if (field.type === ComponentType.StringSelect) values[name] = field.values[0];
	}
	return values;
}
