import { type KnownForLeads, leadKey, LeadImportPlan } from './leadImportPlan.js';

const ROOT = '7c9e6f0a-1111-4222-8333-444455556666';
const known = (change: Partial<KnownForLeads> = {}): KnownForLeads => ({
  owners: new Map([['email:asha@example.com', ROOT]]),
  shared: new Set(['email:info@example.com']),
  ours: new Set(['email:support@example.com']),
  leads: new Map(),
  ...change,
});
const plan = (change: Partial<KnownForLeads> = {}) => {
  let made = 0;
  return new LeadImportPlan(known(change), () => `lead-${++made}`);
};
const row = (line: number, values: Record<string, unknown>) => ({ line, values: { matter: 'Pump', ...values } });

describe('a file of leads', () => {
  it('makes one lead of rows about one customer and matter', () => {
    const one = plan();
    expect(one.take(row(2, { email: 'asha@example.com', value_minor: 5 })).outcome).toBe('created');
    expect(one.take(row(3, { email: 'asha@example.com', matter: ' pump ' }))).toMatchObject({ outcome: 'unchanged', follows_line: 2 });
    expect(one.take(row(4, { email: 'asha@example.com', matter: 'PUMP', value_minor: 7 })).outcome).toBe('updated');
    expect(one.take(row(5, { email: 'asha@example.com', property: 'seeds' })).outcome).toBe('created');
    expect([...one.created.values()].map(({ fields }) => [fields.property, fields.value_minor])).toEqual([
      ['', 7],
      ['seeds', 0],
    ]);
    expect(one.changed.size).toBe(0);
  });

  it('knows a new customer by every address that a row before brought', () => {
    const one = plan();
    one.take(row(2, { email: 'new@example.com', phone: '+918123456789' }));
    expect(one.take(row(3, { phone: '+918123456789' })).outcome).toBe('unchanged');
  });

  it('changes what is there, and what the file does not say stays', () => {
    const fields = { ...base, note: 'old', value_minor: 3 };
    const one = plan({ leads: new Map([[leadKey(ROOT, '', 'Pump'), { id: 'there', fields, line: null }]]) });
    expect(one.take(row(2, { email: 'asha@example.com', note: 'new' })).outcome).toBe('updated');
    expect([...one.changed.values()]).toMatchObject([{ id: 'there', fields: { note: 'new', value_minor: 3 } }]);
  });

  it('says nothing new of a lead that is won or lost', () => {
    const lead = { id: 'there', fields: base, line: null, is_finished: true };
    const one = plan({ leads: new Map([[leadKey(ROOT, '', 'Pump'), lead]]) });
    expect(one.take(row(2, { email: 'asha@example.com', note: 'new' })).outcome).toBe('unchanged');
  });

  it.each([
    ['nobody', {}, 'identity_missing'],
    ['us', { email: 'support@example.com' }, 'identity_is_ours'],
    ['several', { email: 'info@example.com' }, 'identity_is_shared'],
    ['two', { email: 'asha@example.com', phone: '+12025550143' }, 'identity_conflict'],
    ['nothing', { email: 'asha@example.com', matter: undefined }, 'matter_missing'],
  ])('fails rows that name %s', (_whom, values, code) => {
    const one = plan({ owners: new Map([...known().owners, ['phone:+12025550143', 'another']]) });
    expect(one.take(row(2, values))).toMatchObject({ outcome: 'failed', faults: [{ code }] });
  });
});

const base = {
  matter: 'Pump',
  property: '',
  source: 'import',
  priority: 'normal',
  team: null,
  value_minor: 0,
  currency: 'INR',
  next_action: '',
  next_action_at: null,
  note: '',
};
