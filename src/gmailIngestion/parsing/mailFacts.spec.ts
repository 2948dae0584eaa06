import type { EmailToStore } from './emailParsing.repository.js';
import { mailFacts, type MessageFacts } from './mailFacts.js';

const NOW = new Date('2026-03-01T00:00:00Z');
const person = (email: string, name = '') => ({ email, name });
const asha = person('asha@example.com', 'Asha Rao');
const support = person('support@example.com', 'Support');
const sales = person('sales@example.com');

const mail = (given: Partial<EmailToStore> = {}) =>
  ({
    message_id: '<a@x>',
    reference_ids: [],
    from: asha,
    reply_to: [],
    to: [support],
    cc: [],
    bcc: [],
    kind: 'message',
    kind_reason: '',
    notes: [],
    ...given,
  }) as unknown as EmailToStore;

const message = (given: Partial<MessageFacts> = {}): MessageFacts => ({
  place: 0,
  state: 'stored',
  support_email_id: 'S',
  mailbox_addresses: [support.email],
  our_addresses: [support.email, sales.email],
  received_at: NOW,
  gmail_thread_id: null,
  ticket_tag: null,
  is_sent: false,
  sent_email_id: null,
  email_id: null,
  email_direction: null,
  email_from: null,
  email_is_sent: false,
  ...given,
});

const facts = (one: Partial<EmailToStore> = {}, other: Partial<MessageFacts> = {}) => mailFacts(mail(one), message(other), NOW);

describe('who wrote a message', () => {
  it('is who From names, and their customer', () => {
    expect(facts()).toMatchObject({ direction: 'inbound', from_email: asha.email, writer: asha, customer: asha, notes: [] });
    expect(facts({ from: null })).toMatchObject({ direction: 'inbound', from_email: '', customer: null });
  });

  it('are we when it lies in Sent, or is a copy of what we sent', () => {
    const own = { from: support, to: [sales, asha] };
    const written = { direction: 'outbound', customer: { email: asha.email, name: '' }, triage_state: 'none' };
    expect(facts(own, { is_sent: true })).toMatchObject(written);
    expect(facts(own, { sent_email_id: 'E' })).toMatchObject(written);
    expect(facts({ from: asha }, { sent_email_id: 'E' })).toMatchObject({ direction: 'inbound' });
    expect(facts(own)).toMatchObject({ direction: 'inbound' });
  });

  it('is who Reply-To names when a form or a group writes under our address', () => {
    const form = { from: support, reply_to: [sales, asha] };
    expect(facts(form)).toMatchObject({ writer: asha, customer: asha, notes: [{ code: 'from_rewritten' }] });
    expect(facts({ from: support, reply_to: [sales] })).toMatchObject({ writer: support, customer: null, notes: [] });
    for (const kind of ['loop', 'bounce'] as const) expect(facts({ ...form, kind })).toMatchObject({ writer: support, notes: [] });
  });

  it('has its customer already when its e-mail is the same', () => {
    const stored = { email_id: 'E', email_direction: 'inbound', email_from: asha.email } as const;
    expect(facts({}, stored).customer).toBeNull();
    expect(facts({}, { ...stored, email_from: 'form@example.com' }).customer).toEqual(asha);
    expect(facts({}, { ...stored, email_direction: 'outbound' }).customer).toEqual(asha);
    expect(facts({}, { ...stored, email_direction: 'outbound', email_is_sent: true }).customer).toBeNull();
  });
});

describe('the kind of a message', () => {
  it('is a message when the list is the mailbox itself, or the loop is our own', () => {
    const list = { kind: 'list', kind_reason: 'List-ID' } as const;
    expect(facts({ ...list, list_id: 'support.example.com' })).toMatchObject({ kind: 'message', kind_reason: '' });
    expect(facts({ ...list, list_id: 'news.example.com' })).toMatchObject({ kind: 'list', kind_reason: 'List-ID' });
    expect(facts({ kind: 'loop' }, { is_sent: true }).kind).toBe('message');
    expect(facts({ kind: 'loop' }).kind).toBe('loop');
  });

  it('and its age decide whether triage is asked', () => {
    const days = (count: number) => new Date(NOW.getTime() - count * 86_400_000);
    expect(facts({}, { received_at: days(13.9) }).triage_state).toBe('pending');
    expect(facts({}, { received_at: days(14) }).triage_state).toBe('none');
    expect(facts({ kind: 'list' }).triage_state).toBe('none');
  });
});

describe('what a message names', () => {
  it('are its references, what it reports on, itself, its number and the thread of Gmail', () => {
    const bounce = { original_message_id: '<b@x>', recipients: [] };
    const { reference_ids, names } = facts({ reference_ids: ['<r@x>'], bounce }, { ticket_tag: 'tkt-7', gmail_thread_id: '17' });
    expect(reference_ids).toEqual(['<r@x>', '<b@x>']);
    expect(names).toEqual(['<r@x>', '<b@x>', '<a@x>', 'ticket tkt-7', 'gmail 17']);
    expect(facts({ reference_ids: ['<b@x>'], bounce }).reference_ids).toEqual(['<b@x>']);
    expect(facts({ message_id: '', bounce: { ...bounce, original_message_id: '' } }).names).toEqual([]);
  });
});
