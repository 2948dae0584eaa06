import type { Phones } from '../common/phone/phones.js';
import { readPhone } from '../common/phone/phoneNumber.js';
import { customerColumns } from './importColumns.js';

const phones = { read: (text: string) => readPhone(text, { region: 'IN' }) } as Phones;
const FIELDS = [
  { key: 'crop', label: 'Main crop', kind: 'choice' as const, options: ['wheat', 'rice'], archived_at: null },
  { key: 'acres', label: 'Acres', kind: 'number' as const, options: [], archived_at: null },
  { key: 'old', label: 'Old', kind: 'text' as const, options: [], archived_at: '2026-01-01T00:00:00Z' },
];
const columns = customerColumns(FIELDS, phones);
const read = (name: string, text: string) => columns.find((column) => column.name === name)!.read(text);
const values = (read: { value: unknown } | { fault: string }) =>
  'value' in read ? (read.value as { value: string }[]).map(({ value }) => value) : read.fault;

describe('the cells of a file of customers', () => {
  it.each([
    ['phone', '081234 56789; +1 202-555-0143', ['+918123456789', '+12025550143']],
    ['phone', '८१२३४५६७८९', ['+918123456789']],
    ['email', ' Asha@Example.COM ;', ['asha@example.com']],
    ['external_id', 'CRM:17; shop:A 9', ['crm:17', 'shop:A 9']],
    ['whatsapp_username', '@Asha', ['asha']],
    ['phone', '12345', 'is too short for a phone number'],
    ['phone', '081234 56789;n/a', 'is a withheld number: n/a'],
    ['email', 'asha@', 'is not an e-mail address'],
    ['external_id', '17', 'must look like crm:123, the name of a system and its id'],
  ])('%s %j is %j', (name, text, expected) => {
    expect(values(read(name, text))).toEqual(expected);
  });

  it.each([
    ['tier', 'VIP', { value: 'vip' }],
    ['tier', 'gold', { fault: 'must be one of the following values: vip, high, normal, low' }],
    ['blocked', 'No', { value: false }],
    ['blocked', 'perhaps', { fault: 'must be yes or no' }],
    ['tags', 'a; b ;a', { value: ['a', 'b'] }],
    ['tags', 'x'.repeat(61), { fault: 'holds a tag that must be shorter than or equal to 60 characters' }],
    ['time_zone', 'Asia/Kolkata', { value: 'Asia/Kolkata' }],
    ['time_zone', 'IST!', { fault: 'must be an IANA time zone such as Asia/Kolkata' }],
    ['id', '7C9E6F0A-1111-4222-8333-444455556666', { value: '7c9e6f0a-1111-4222-8333-444455556666' }],
    ['name', 'two\nlines', { fault: 'must be one line of text, without control characters' }],
    ['custom_fields', 'crop: wheat, acres: 2', { value: { crop: 'wheat', acres: 2 } }],
    ['custom_fields', 'crop: oats', { fault: 'holds crop, which must be one of wheat, rice' }],
    ['custom_fields', 'soil: clay', { fault: 'must look like crop: wheat, acres: 12, with declared fields' }],
    ['custom_fields', 'wheat', { fault: 'must look like crop: wheat, acres: 12, with declared fields' }],
    ['custom_fields.crop', 'rice', { value: 'rice' }],
    ['custom_fields.acres', '2.5', { value: 2.5 }],
    ['custom_fields.acres', 'two', { fault: 'must be a number' }],
  ])('%s %j is %j', (name, text, expected) => {
    expect(read(name, text)).toEqual(expected);
  });

  it('have no column for a field that is archived', () => {
    expect(columns.filter(({ name }) => name.startsWith('custom_fields.')).map(({ name, aliases }) => [name, aliases])).toEqual([
      ['custom_fields.crop', ['crop', 'Main crop']],
      ['custom_fields.acres', ['acres', 'Acres']],
    ]);
  });
});
