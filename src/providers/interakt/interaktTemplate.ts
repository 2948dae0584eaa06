import type { ProviderTemplate } from '../ports/chatSender.port.js';
import { inner, isWire, list, text, wire, word } from '../whatsapp/wireValues.js';

const STATES = new Map<string | undefined, ProviderTemplate['status']>([
  ['approved', 'approved'],
  ['pending', 'pending'],
  ['submitted', 'pending'],
  ['in_review', 'pending'],
  ['rejected', 'rejected'],
  ['paused', 'paused'],
  ['disabled', 'disabled'],
  ['deleted', 'disabled'],
]);

const HEADERS = new Set(['text', 'image', 'document', 'video'] as const);

/** A row of Interakt's list of templates; null for one without a name or language. */
export function interaktTemplate(row: unknown): ProviderTemplate | null {
  const source = wire(row);
  const name = word(source.name);
  const language = word(source.language);
  if (name === null || language === null) return null;
  const format = word(source.header_format)?.toLowerCase();
  const header = [...HEADERS].find((kind) => kind === format) ?? 'none';
  const body = text(source.body) ?? '';
  return {
    ...{ name, language, header, body },
    category: word(source.category)?.toLowerCase() ?? null,
    status: STATES.get((word(source.approval_status) ?? word(source.status))?.toLowerCase()) ?? 'unknown',
    body_values: placeholders(body),
    header_values: header === 'none' ? 0 : header === 'text' ? placeholders(text(source.header) ?? '') : 1,
    buttons: buttonsOf(source.buttons),
  };
}

/** Buttons come as JSON in a string, often in a string of a string. */
function buttonsOf(value: unknown): ProviderTemplate['buttons'] {
  let read = value;
  for (let depth = 0; depth < 2 && typeof read === 'string'; depth += 1) {
    try {
      read = JSON.parse(read);
    } catch {
      return [];
    }
  }
  return list(inner(read))
    .filter(isWire)
    .map((button) => {
      const kind = (word(button.type) ?? word(button.button_type))?.toLowerCase().replaceAll(' ', '_') ?? 'quick_reply';
      const takes_value = /\{\{/.test(text(button.url) ?? text(button.link) ?? '') || kind === 'copy_code' || kind === 'otp';
      return { kind, text: text(button.text) ?? '', values: takes_value ? 1 : 0 };
    });
}

/** How many different `{{1}}` or `{{name}}` there are. */
function placeholders(words: string): number {
  return new Set([...words.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)].map(([, name]) => name)).size;
}
