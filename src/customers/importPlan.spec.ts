import type { RowResult } from '../common/imports/importKind.js';
import type { Identity, IdentityKind } from './identities.js';
import { type ImportedFields, ImportPlan, type Known, identityKey } from './importPlan.js';

const FIELDS: ImportedFields = {
  name: 'Asha',
  tier: 'normal',
  language: 'hi',
  time_zone: '',
  tags: ['a', 'b'],
  owner_id: null,
  blocked: false,
  custom_fields: { crop: 'wheat', acres: 3 },
};
const address = (kind: IdentityKind, value: string): Identity => ({ kind, value, written: value });
const email = (value: string) => ({ email: [address('email', value)] });
const phone = (value: string) => ({ phone: [address('phone', value)] });

/** Asha has an e-mail address, Ravi a phone that came with somebody who is merged into him; others share info@. */
function plan(): ImportPlan {
  const known: Known = {
    owners: new Map([
      ['email:asha@example.com', { customer_id: 'asha', root: 'asha' }],
      ['phone:+911', { customer_id: 'old-ravi', root: 'ravi' }],
    ]),
    shared: new Map([['email:info@example.com', ['asha', 'ravi']]]),
    ours: new Set(['email:support@example.com']),
    roots: new Map([
      ['asha', 'asha'],
      ['old-ravi', 'ravi'],
    ]),
    customers: new Map(['asha', 'ravi'].map((id) => [id, { id, fields: FIELDS, line: null }])),
    agents: new Map([
      ['Meera', ['agent-1']],
      ['Sam', ['agent-2', 'agent-3']],
    ]),
  };
  let ids = 0;
  return new ImportPlan(known, () => `new-${(ids += 1)}`);
}
const codes = (result: RowResult) => (result.outcome === 'failed' ? result.faults.map(({ field, code }) => [field, code]) : result.outcome);

describe('what a file makes of customers', () => {
  it('creates one whose addresses nobody has, and changes it with a later row', () => {
    const todo = plan();
    expect(todo.take({ line: 2, values: { name: 'Kiran', tier: 'vip', ...phone('+912') } })).toMatchObject({ outcome: 'created' });
    expect(todo.take({ line: 5, values: { ...phone('+912'), ...email('k@example.com'), language: 'en' } })).toMatchObject({
      outcome: 'updated',
      follows_line: 2,
      record: { id: null, name: 'Kiran', tier: 'vip', language: 'en' },
    });
    expect(todo.take({ line: 6, values: { ...email('k@example.com'), name: 'Kiran' } })).toMatchObject({ outcome: 'unchanged' });
    expect([...todo.created.values()]).toEqual([
      { id: 'new-1', line: 2, fields: { ...FIELDS, name: 'Kiran', tier: 'vip', language: 'en', tags: [], custom_fields: {} } },
    ]);
    expect(todo.added.map((one) => [one.customer_id, identityKey(one)])).toEqual([
      ['new-1', 'phone:+912'],
      ['new-1', 'email:k@example.com'],
    ]);
    expect(todo.changed.size).toBe(0);
  });

  it('changes what differs, and nothing where a row says what is known or nothing', () => {
    const todo = plan();
    const same = { name: 'Asha', tags: ['b', 'a'], 'custom_fields.crop': 'wheat', ...email('asha@example.com') };
    expect(todo.take({ line: 2, values: same })).toMatchObject({ outcome: 'unchanged' });
    expect(todo.take({ line: 3, values: { id: 'asha' } })).toMatchObject({ outcome: 'unchanged' });
    expect([todo.created.size, todo.changed.size, todo.added.length]).toEqual([0, 0, 0]);
    const other = {
      blocked: true,
      owner: 'Meera',
      custom_fields: { acres: 4, crop: null },
      'custom_fields.soil': 'clay',
      tags: ['c'],
      id: 'asha',
    };
    expect(todo.take({ line: 4, values: other })).toMatchObject({ outcome: 'updated' });
    expect(todo.changed.get('asha')!.fields).toEqual({
      ...FIELDS,
      blocked: true,
      owner_id: 'agent-1',
      tags: ['c'],
      custom_fields: { crop: 'wheat', acres: 4, soil: 'clay' },
    });
  });

  it('changes the customer that a merged one is part of now, and gives a new address to the one by whose address it was found', () => {
    const todo = plan();
    expect(todo.take({ line: 2, values: { ...phone('+911'), ...email('ravi@example.com'), name: 'Ravi' } })).toMatchObject({
      outcome: 'updated',
      record: { id: 'ravi' },
    });
    expect(todo.changed.get('ravi')!.fields.name).toBe('Ravi');
    expect(todo.added).toMatchObject([{ customer_id: 'old-ravi', value: 'ravi@example.com' }]);
    expect(todo.take({ line: 3, values: { id: 'old-ravi', ...email('ravi@example.com') } })).toMatchObject({ outcome: 'unchanged' });
  });

  it('changes nothing where a row is about two, and names them', () => {
    const todo = plan();
    const two = todo.take({ line: 2, values: { name: 'X', ...email('asha@example.com'), ...phone('+911') } });
    expect(two).toMatchObject({ outcome: 'failed', faults: [{ code: 'identity_conflict', details: { customer_ids: ['ravi', 'asha'] } }] });
    expect(codes(todo.take({ line: 3, values: { id: 'asha', ...phone('+911') } }))).toEqual([[null, 'identity_conflict']]);
    todo.take({ line: 4, values: phone('+913') });
    expect(todo.take({ line: 5, values: { id: 'asha', ...phone('+913') } })).toMatchObject({
      faults: [{ code: 'identity_conflict', details: { customer_ids: ['asha'], lines: [4] } }],
    });
    expect([todo.changed.size, todo.created.size, todo.added.length]).toEqual([0, 1, 1]);
  });

  it('refuses our own addresses, unknown ids and owners, and rows that name nobody', () => {
    const todo = plan();
    const take = (values: Record<string, unknown>) => codes(todo.take({ line: 2, values }));
    expect(take({ ...email('support@example.com'), ...phone('+919') })).toEqual([['email', 'identity_is_ours']]);
    expect(take({ id: 'nobody', owner: 'Nobody', ...phone('+919') })).toEqual([
      ['id', 'customer_not_found'],
      ['owner', 'owner_not_found'],
    ]);
    expect(take({ owner: 'Sam', ...phone('+919') })).toEqual([['owner', 'owner_not_found']]);
    expect(take({ name: 'Kiran' })).toEqual([[null, 'identity_missing']]);
    expect(take(email('info@example.com'))).toEqual([[null, 'identity_is_shared']]);
    expect(todo.added).toEqual([]);
  });

  it('lets a shared address decide nothing, and gives it to nobody', () => {
    const todo = plan();
    expect(codes(todo.take({ line: 2, values: { ...email('info@example.com'), ...phone('+914') } }))).toBe('created');
    expect(codes(todo.take({ line: 3, values: { id: 'asha', ...email('info@example.com') } }))).toBe('unchanged');
    expect(todo.added).toMatchObject([{ kind: 'phone' }]);
  });
});
