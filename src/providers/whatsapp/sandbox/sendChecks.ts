import type { AcceptedSend, SandboxTemplate } from './contract.js';

/** What both providers check of a message before they take it. */

export type Field = Record<string, unknown>;

/** The service says no, in these words. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}

export function field(value: unknown, name: string): Field {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal(`${name} must be an object.`);
  return value as Field;
}

export function words(value: unknown, name: string, longest: number): string {
  if (typeof value !== 'string' || value === '' || [...value].length > longest)
    throw new Refusal(`${name} must be a text of 1 to ${longest} characters.`);
  return value;
}

function rowsOf(value: unknown, name: string, most: number): unknown[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > most) throw new Refusal(`${name} must have 1 to ${most} entries.`);
  return value;
}

export function webAddress(value: unknown): string {
  if (typeof value !== 'string' || !/^https?:\/\//.test(value) || !URL.canParse(value))
    throw new Refusal('The address of the file is not valid.');
  return value;
}

/** Buttons or a list, by WhatsApp's own limits. */
export function interactive(type: unknown, action: Field): Pick<AcceptedSend, 'buttons' | 'list'> {
  if (type === 'button') {
    const buttons = rowsOf(action.buttons, 'buttons', 3).map((button) => {
      const { id, title } = field(field(button, 'button').reply, 'reply');
      return { id: words(id, 'id', 256), title: words(title, 'title', 20) };
    });
    return { buttons, list: null };
  }
  if (type !== 'list') throw new Refusal('The type must be button or list.');
  const sections = rowsOf(action.sections, 'sections', 10).map((section) => {
    const { title, rows } = field(section, 'section');
    return {
      ...(title !== undefined && { title: words(title, 'title', 24) }),
      rows: rowsOf(rows, 'rows', 10).map((row) => {
        const { id, title: label, description } = field(row, 'row');
        return {
          ...{ id: words(id, 'id', 200), title: words(label, 'title', 24) },
          ...(description !== undefined && { description: words(description, 'description', 72) }),
        };
      }),
    };
  });
  if (sections.flatMap(({ rows }) => rows).length > 10) throw new Refusal('A list has at most ten rows.');
  return { buttons: [], list: { button: words(action.button, 'button', 20), sections } };
}

/** What becomes known only after the message was taken: the values do not fit the template. */
export function templateFault(
  { header, body, buttons }: SandboxTemplate,
  given: { header: string[]; body: string[]; buttons: Field },
): AcceptedSend['fails_with'] {
  const wanted_header = !header ? 0 : header.format === 'TEXT' ? placeholders(header.text ?? '') : 1;
  const wanted_buttons = buttons.filter(({ url }) => url?.includes('{{')).length;
  const fits =
    given.header.length === wanted_header &&
    given.body.length === placeholders(body) &&
    Object.keys(given.buttons).length === wanted_buttons;
  return fits ? null : { code: '132000', reason: 'Number of parameters does not match the expected number of params' };
}

export function filledBody(body: string, values: string[]): string {
  return body.replace(/\{\{(\d+)\}\}/g, (place, number: string) => values[Number(number) - 1] ?? place);
}

function placeholders(text: string): number {
  return new Set([...text.matchAll(/\{\{(\d+)\}\}/g)].map(([, number]) => number)).size;
}
