import { cellParts, readBy, readFlag, valueOr } from '../common/imports/cellReaders.js';
import type { ImportColumn } from '../common/imports/importKind.js';
import type { Phones } from '../common/phone/phones.js';
import { LanguageTag, Text } from '../common/validation/text.decorators.js';
import { TimeZone } from '../common/validation/time.decorators.js';
import { Id, OneOf } from '../common/validation/value.decorators.js';
import { type FieldDeclaration, fieldFaults, readFieldValue } from '../common/customFields/customFields.js';
import { Tag, TIERS } from './dto/customer.dto.js';
import { type Identity, type IdentityKind, readIdentity } from './identities.js';

type Read = ImportColumn['read'];

/** The most values in one cell. */
const MAX_VALUES = 50;

/** The columns of a file of customers. Their names are those of the customers' own CSV, so that it can be read back. */
export function customerColumns(declared: (FieldDeclaration & { label: string })[], phones: Phones): ImportColumn[] {
  return [
    { name: 'id', aliases: ['customer_id'], read: readBy(Id(), (text) => text.toLowerCase()) },
    { name: 'name', aliases: ['customer', 'customer_name', 'full_name'], read: readBy(Text({ max: 300, oneLine: true })) },
    { name: 'tier', read: readBy(OneOf(TIERS), (text) => text.toLowerCase()) },
    { name: 'language', read: readBy(LanguageTag({ empty: true })) },
    { name: 'time_zone', aliases: ['timezone'], read: readBy(TimeZone()) },
    { name: 'tags', aliases: ['tag', 'labels'], read: readTags },
    { name: 'owner', aliases: ['owner_id', 'owner_name', 'agent'], read: readBy(Text({ max: 200, oneLine: true })) },
    { name: 'blocked', read: readFlag },
    {
      name: 'email',
      aliases: ['emails', 'e_mail', 'e_mails', 'email_address', 'e_mail_address', 'mail'],
      read: identities('email', phones),
    },
    {
      name: 'phone',
      aliases: ['phones', 'phone_number', 'phone_numbers', 'mobile', 'mobile_number', 'telephone', 'contact_number'],
      read: identities('phone', phones),
    },
    { name: 'whatsapp_user_id', aliases: ['whatsapp_id'], read: identities('whatsapp_user_id', phones) },
    { name: 'whatsapp_username', read: identities('whatsapp_username', phones) },
    { name: 'external_id', aliases: ['external_ids'], read: identities('external', phones) },
    { name: 'custom_fields', read: (text) => readCustomFields(text, declared) },
    ...declared
      .filter(({ archived_at }) => archived_at === null)
      .map(({ key, label, kind }): ImportColumn => ({
        name: `custom_fields.${key}`,
        aliases: [key, label],
        read: (text) => valueOr(readFieldValue(text, kind), (value) => fieldFaults({ [key]: value }, declared).map(endOf)[0]),
      })),
  ];
}

const TAG = Tag();

/** Several are separated by semicolons. */
function identities(kind: IdentityKind, phones: Phones): Read {
  return (text) => {
    const read: Identity[] = [];
    for (const written of cellParts(text)) {
      const identity = readIdentity(kind, written, phones);
      if ('fault' in identity) return { fault: read.length > 0 ? `${identity.fault}: ${written}` : identity.fault };
      read.push(identity);
    }
    return tooMany(read) ?? { value: read };
  };
}

function readTags(text: string): ReturnType<Read> {
  const tags = [...new Set(cellParts(text))];
  const fault = tags.map((tag) => TAG.rule.fault(tag)).find((words) => words !== undefined);
  return tooMany(tags) ?? valueOr(tags, () => fault && `holds a tag that ${fault}`);
}

/** As the customers' own CSV writes them: `crop: wheat, acres: 12`. */
function readCustomFields(text: string, declared: FieldDeclaration[]): ReturnType<Read> {
  const keys = declared.map(({ key }) => key).join('|');
  // Each value goes on until the next name that is a field's.
  const parts = keys ? text.split(new RegExp(`(?:^|, )(${keys}): ?`)) : [text];
  if (parts[0]!.trim() !== '' || parts.length < 3) return { fault: 'must look like crop: wheat, acres: 12, with declared fields' };
  const values: Record<string, unknown> = {};
  for (let at = 1; at < parts.length; at += 2) {
    const field = declared.find(({ key }) => key === parts[at])!;
    values[field.key] = readFieldValue(parts[at + 1]!, field.kind);
  }
  const [fault] = fieldFaults(values, declared);
  return valueOr(values, () => fault && `holds ${fault.field.slice('custom_fields.'.length)}, which ${endOf(fault)}`);
}

/** Without the name that the message begins with: the column's goes before it. */
function endOf({ field, message }: { field: string; message: string }): string {
  return message.slice(field.length + 1);
}

function tooMany(values: unknown[]): { fault: string } | undefined {
  return values.length > MAX_VALUES ? { fault: `must not hold more than ${MAX_VALUES} values` } : undefined;
}
