import { readPhone } from '../common/phone/phoneNumber.js';
import type { Phones } from '../common/phone/phones.js';
import { fieldFaults, readFieldValue } from '../common/customFields/customFields.js';
import { type IdentityKind, readIdentity, searchText } from './identities.js';

const phones = { read: (text: string) => readPhone(text, { region: 'IN' }) } as unknown as Phones;

describe('addresses of customers', () => {
  it.each<[IdentityKind, string, string]>([
    ['email', ' Asha@Customers.TEST ', 'asha@customers.test'],
    ['email', 'asha+orders@customers.test', 'asha+orders@customers.test'],
    ['email', 'जॉन@customers.test', 'जॉन@customers.test'],
    ['phone', '+91 81234 56789 ext. 12', '+918123456789'],
    ['external', 'CRM:Ab-12', 'crm:Ab-12'],
    ['whatsapp_username', '@Asha.Rao', 'asha.rao'],
    ['whatsapp_user_id', 'IN.1A2b', 'IN.1A2b'],
  ])('%s %s is %s', (kind, written, value) => expect(readIdentity(kind, written, phones)).toEqual({ kind, value, written }));

  it.each<[IdentityKind, string]>([
    ['email', 'asha'],
    ['email', 'asha@'],
    ['phone', '1800 123 4567'],
    ['phone', 'anonymous'],
    ['phone', '1909'],
    ['external', '17'],
    ['external', 'crm:'],
    ['external', ': 17'],
    ['whatsapp_user_id', 'two words'],
    ['whatsapp_username', '@'],
  ])('%s %s is none', (kind, written) => expect(readIdentity(kind, written, phones)).toHaveProperty('fault'));

  it.each([
    ['+91 81234-56789', '918123456789'],
    ['0 81234 56789', '8123456789'],
    ['६७८९', '6789'],
    ['123', '123'],
    ['Ásha  RÂO', 'asha rao'],
    ['crm:17', 'crm:17'],
  ])('a search for %s looks for %s', (typed, text) => expect(searchText(typed)).toBe(text));
});

describe('custom fields', () => {
  const field = (
    key: string,
    kind: 'text' | 'number' | 'integer' | 'boolean' | 'date' | 'choice',
    options: string[] = [],
    archived_at: string | null = null,
  ) => ({
    key,
    kind,
    options,
    archived_at,
  });
  const declared = [
    field('note', 'text'),
    field('height', 'number'),
    field('acres', 'integer'),
    field('organic', 'boolean'),
    field('since', 'date'),
    field('crop', 'choice', ['wheat', 'rice']),
    field('old', 'text', [], '2026-01-01'),
  ];

  it('are right as declared', () => {
    const values = { note: 'x', height: 1.5, acres: 3, organic: false, since: '2026-02-28', crop: 'rice' };
    expect(fieldFaults(values, declared)).toEqual([]);
    expect(fieldFaults({ note: null, old: null }, declared)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['unheard', 1],
    ['note', 5],
    ['note', 'x'.repeat(2_001)],
    ['height', '1.5'],
    ['acres', 1.5],
    ['organic', 'true'],
    ['since', '2026-02-30'],
    ['crop', 'maize'],
    ['old', 'x'],
  ])('%s is not %j', (key, value) =>
    expect(fieldFaults({ [key]: value }, declared).map((fault) => fault.field)).toEqual([`custom_fields.${key}`]),
  );

  it('are read from text', () => {
    expect([
      readFieldValue('12', 'integer'),
      readFieldValue('1.5', 'number'),
      readFieldValue('true', 'boolean'),
      readFieldValue('12', 'text'),
    ]).toEqual([12, 1.5, true, '12']);
    expect(readFieldValue('twelve', 'integer')).toBe('twelve');
  });
});
