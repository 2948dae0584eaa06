import { DateTime } from 'luxon';
import { validationFailed } from '../errors/commonErrors.js';

export const FIELD_KINDS = ['text', 'number', 'integer', 'boolean', 'date', 'choice'] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/** A field that the installation declared. */
export interface FieldDeclaration {
  key: string;
  kind: FieldKind;
  options: string[];
  archived_at: string | null;
}

/** What is wrong with values of custom fields, by field; nothing when all are as declared. Null removes a value and is always right. */
export function fieldFaults(values: Record<string, unknown>, declared: FieldDeclaration[]): { field: string; message: string }[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const field = declared.find((one) => one.key === key);
    const fault = !field ? 'is not a declared field' : value === null ? undefined : faultOf(value, field);
    return fault ? [{ field: `custom_fields.${key}`, message: `custom_fields.${key} ${fault}` }] : [];
  });
}

/** A choice has options, and nothing else has. Raises validation_failed. */
export function checkOptions(kind: string, options: string[] = []): void {
  if ((kind === 'choice') === options.length > 0) return;
  const message = kind === 'choice' ? 'options must name the values of a choice' : 'options are for fields of the kind choice';
  throw validationFailed([{ field: 'options', message }]);
}

/** A value that a query or a table of text spells. Text that is no such value stays text, and is refused or finds nothing. */
export function readFieldValue(text: string, kind: FieldKind): unknown {
  if (kind === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  if ((kind === 'number' || kind === 'integer') && /^-?\d{1,15}(\.\d{1,10})?$/.test(text)) return Number(text);
  return text;
}

function faultOf(value: unknown, { kind, options, archived_at }: FieldDeclaration): string | undefined {
  if (archived_at !== null) return 'is archived and takes no new values';
  switch (kind) {
    case 'text':
      return typeof value === 'string' && value.length <= 2_000 ? undefined : 'must be a text of at most 2000 characters';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a number';
    case 'integer':
      return Number.isSafeInteger(value) ? undefined : 'must be a whole number';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && DateTime.fromISO(value).isValid
        ? undefined
        : 'must be a date such as 2026-02-24';
    case 'choice':
      return options.includes(value as string) ? undefined : `must be one of ${options.join(', ')}`;
  }
}
