import type { CustomerDetailDto, CustomerDto, CustomerPageDto, IdentifiedCustomerDto } from '../../src/customers/dto/customer.dto.js';
import type {
  CustomerMergeDto,
  CustomerMergePageDto,
  CustomerSuggestionPageDto,
  MergePreviewDto,
} from '../../src/customers/dto/customerMerge.dto.js';
import type { CallDto } from '../../src/kaleyraVoice/dto/call.dto.js';
import type { TimelinePageDto, TimelineSummaryDto } from '../../src/customerTimeline/dto/customerTimeline.dto.js';
import { PhoneSpellingsService } from '../../src/customers/phoneSpellings.service.js';
import { type CallOptions, startTestApp, type TestApp } from '../support/app.js';
import { makeCallLog, upsertCallLogs } from '../support/factories/callLogs.js';
import { makeAgent, makeEmail, makeMailbox, makeThread } from '../support/factories/emails.js';
import { listSuite } from '../support/listSuite.js';
import { list } from '../support/lists/customers.js';
import { until } from '../support/until.js';

let product: TestApp;
let mailbox: { id: string };
beforeAll(async () => {
  product = await startTestApp();
  mailbox = await makeMailbox(product.database.pool);
});
afterAll(() => product.close());

const make = async (body: object = {}) => {
  const answer = await product.call<CustomerDetailDto>('POST', '/customers', { body });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
const get = async (id: string) => (await product.call<CustomerDetailDto>('GET', `/customers/${id}`)).body;
const refusal = async (method: string, path: string, options?: CallOptions) => {
  const { status, body } = await product.call<{ code?: string }>(method, path, options);
  return [status, body.code];
};
const search = async (text: string) => {
  const { body } = await product.call<CustomerPageDto>('GET', `/customers?search=${encodeURIComponent(text)}`);
  return body.data.map(({ display_name }) => display_name);
};
const timeline = async (whose: string, query = '', options?: CallOptions) =>
  (await product.call<TimelinePageDto>('GET', `/customer-timeline/${encodeURIComponent(whose)}${query}`, options)).body;
const summary = async (whose: string, options?: CallOptions) => {
  const { body } = await product.call<TimelineSummaryDto>('GET', `/customer-timeline/${encodeURIComponent(whose)}/summary`, options);
  return Object.fromEntries(body.by_kind.filter(({ count }) => count > 0).map(({ kind, count }) => [kind, count]));
};
const email = (value: string) => ({ kind: 'email', value });
const phone = (value: string) => ({ kind: 'phone', value });
/** Until the job that comes with new spellings has read them. */
const numbersAreRead = () =>
  until(
    async () => (await product.database.pool.query(`select written from phone_spellings where state = 'pending'`)).rows,
    (waiting) => waiting.length === 0,
  );
const hear = async (callfrom: string, id: string, start_time: string) => {
  await upsertCallLogs(product.database.pool, [
    makeCallLog({ id, callfrom, start_time, service: 'Incoming' }),
    makeCallLog({ id: `${id}-1`, parent_id: id, callfrom, callto: '5550100001', start_time, service: 'CallForward', status: 'NOANSWER' }),
    makeCallLog({ id: `${id}-2`, parent_id: id, callfrom, callto: '5550100002', start_time, service: 'CallForward', billsec: 30 }),
  ]);
  await numbersAreRead();
};
const write = async (customer_id: string, received_at: string, columns: object = {}) => {
  const thread = await makeThread(product.database.pool, mailbox, { customer_id });
  return makeEmail(product.database.pool, mailbox, { thread_id: thread.id, customer_id, received_at, ...columns });
};

listSuite({
  ...list,
  product: () => product,
  make: (n) =>
    make({
      name: n === 3 ? 'Needle Kumari' : `Listed ${n}`,
      tier: n % 2 ? 'vip' : 'low',
      language: n === 4 ? 'ta' : 'hi',
      blocked: n === 5,
      tags: n === 2 ? ['wholesale, "north"'] : [],
      identities: [email(`list${n}@customers.test`)],
    }),
});

describe('customers', () => {
  it('are created with their addresses, found under any of them, changed, and deleted', async () => {
    const made = await make({
      name: 'Asha Rao',
      identities: [email('Asha@Customers.test'), phone('081234 56789'), { kind: 'external', value: 'CRM:17' }],
    });
    expect(made.identities.map(({ kind, value }) => [kind, value])).toEqual([
      ['email', 'asha@customers.test'],
      ['external', 'crm:17'],
      ['phone', '+918123456789'],
    ]);
    for (const typed of ['asha rao', 'ASHA@customers', '3456', '+91 81234-56789', '08123456789', '८१२३४५६७८९', 'crm:17', 'áshâ']) {
      expect([typed, await search(typed)]).toEqual([typed, ['Asha Rao']]);
    }
    expect(await search('Asah Rao')).toContain('Asha Rao');
    const patched = await product.call<CustomerDetailDto>('PATCH', `/customers/${made.id}`, {
      body: { tier: 'vip', tags: ['farmer'], version: 1 },
    });
    expect(patched.body).toMatchObject({ tier: 'vip', tags: ['farmer'], version: 2, name: 'Asha Rao' });
    // What is so already is no change, also of a table with columns that are worked out after the trigger.
    const same = await product.call<CustomerDto>('PATCH', `/customers/${made.id}`, { body: { tier: 'vip', tags: ['farmer'] } });
    expect([same.body.version, same.body.updated_at]).toEqual([2, patched.body.updated_at]);
    expect(await refusal('PATCH', `/customers/${made.id}`, { body: { tier: 'low', version: 1 } })).toEqual([409, 'stale_version']);
    expect(await refusal('POST', '/customers', { body: { identities: [phone('+91 8123456789')] } })).toEqual([409, 'identity_taken']);
    const { body: history } = await product.call<{ action: string }[]>('GET', `/customers/${made.id}/history`);
    expect(history.map(({ action }) => action)).toEqual(['insert', 'update']);
    expect((await product.call('DELETE', `/customers/${made.id}`)).status).toBe(200);
    expect(await refusal('GET', `/customers/${made.id}`)).toEqual([404, 'customer_not_found']);
    expect((await make({ identities: [phone('8123456789')] })).display_name).toBe('+918123456789');
  });

  it('refuse what is no address, an address of ours, and a role that may not', async () => {
    await makeAgent(product.database.pool, { phone_number: '5550177001' });
    await numbersAreRead();
    const bad = [
      phone('1909'),
      phone('anonymous'),
      phone('1800 123 4567'),
      email('nobody'),
      { kind: 'external', value: '17' },
      { kind: 'fax', value: '1' },
    ];
    for (const identity of bad) {
      expect([identity, await refusal('POST', '/customers', { body: { identities: [identity] } })]).toEqual([
        identity,
        [400, 'validation_failed'],
      ]);
    }
    expect(await refusal('POST', '/customers', { body: { identities: [phone('05550177001')] } })).toEqual([422, 'identity_is_ours']);
    expect(await refusal('POST', '/customers', { body: {}, as: 'viewer' })).toEqual([403, 'forbidden']);
    expect(await refusal('PATCH', `/customers/${(await make()).id}`, { body: { metadata: { x: 'y'.repeat(20_000) } } })).toEqual([
      400,
      'validation_failed',
    ]);
  });

  it('have custom fields that are declared, typed and filtered on', async () => {
    const declare = (body: object) => product.call('POST', '/customers/fields', { body });
    expect((await declare({ key: 'crop', label: 'Main crop', kind: 'choice', options: ['wheat', 'rice'] })).status).toBe(201);
    expect((await declare({ key: 'acres', label: 'Acres', kind: 'integer' })).status).toBe(201);
    expect((await declare({ key: 'crop', label: 'Again', kind: 'text' })).status).toBe(409);
    expect((await declare({ key: 'soil', label: 'Soil', kind: 'choice' })).status).toBe(400);
    expect(await refusal('POST', '/customers', { body: { custom_fields: { crop: 'maize' } } })).toEqual([400, 'validation_failed']);
    expect(await refusal('POST', '/customers', { body: { custom_fields: { height: 3 } } })).toEqual([400, 'validation_failed']);
    const farmer = await make({ name: 'Wheat Farmer', custom_fields: { crop: 'wheat', acres: 12 } });
    await make({ name: 'Rice Farmer', custom_fields: { crop: 'rice', acres: 12 } });
    const having = async (text: string) =>
      (await product.call<CustomerPageDto>('GET', `/customers?custom_field=${text}`)).body.data.map(({ name }) => name);
    expect(await having('crop:wheat;acres:12')).toEqual(['Wheat Farmer']);
    expect((await having('acres:12')).sort()).toEqual(['Rice Farmer', 'Wheat Farmer']);
    expect(await refusal('GET', '/customers?custom_field=height:3')).toEqual([400, 'validation_failed']);
    const changed = await product.call<CustomerDto>('PATCH', `/customers/${farmer.id}`, { body: { custom_fields: { acres: null } } });
    expect(changed.body.custom_fields).toEqual({ crop: 'wheat' });
  });

  it('are identified by their addresses, and never merged by them', async () => {
    const identify = (body: object) => product.call<IdentifiedCustomerDto>('POST', '/customers/identify', { body });
    const { body: first } = await identify({ name: 'Ravi', identities: [email('ravi@customers.test')] });
    expect(first).toMatchObject({ is_new: true, name: 'Ravi' });
    const { body: again } = await identify({ identities: [email('RAVI@customers.test'), phone('+91 81234 00001')] });
    expect(again).toMatchObject({ id: first.id, is_new: false });
    expect(again.identities).toHaveLength(2);
    const other = await make({ identities: [email('other@customers.test')] });
    const answer = await product.call<{ code: string; details: { customer_ids: string[] } }>('POST', '/customers/identify', {
      body: { identities: [email('other@customers.test'), phone('8123400001'), email('third@customers.test')] },
    });
    expect([answer.status, answer.body.code, answer.body.details.customer_ids.sort()]).toEqual([
      409,
      'identity_conflict',
      [first.id, other.id].sort(),
    ]);
    expect(await search('third@customers.test')).toEqual([]);
    expect((await get(other.id)).identities).toHaveLength(1);
  });

  it('share a number without a silent choice', async () => {
    const [one, two] = [await make({ name: 'Shop one' }), await make({ name: 'Shop two' })];
    for (const { id } of [one, two]) {
      const added = await product.call('POST', `/customers/${id}/identities`, { body: { ...phone('+912223456789'), is_shared: true } });
      expect(added.status).toBe(201);
    }
    await hear('02223456789', 'shared-call', '2026-02-24T09:15:15Z');
    const page = await timeline('+912223456789');
    expect(page.customer).toBeNull();
    expect(page.candidates.map(({ display_name }) => display_name)).toEqual(['Shop one', 'Shop two']);
    expect(page.data.map(({ kind, id }) => [kind, id])).toEqual([['call', 'shared-call']]);
    expect(await summary(one.id)).toEqual({});
    // Who picked up knows who it was: it counts for this call only.
    await hear('02223456789', 'next-call', '2026-02-25T09:15:15Z');
    const pick = (call: string, customer_id: string) =>
      refusal('PUT', `/customer-timeline/calls/${call}/customer`, { body: { customer_id } });
    expect(await pick('shared-call', (await make()).id)).toEqual([422, 'not_a_candidate']);
    expect(await pick('no-such-call', one.id)).toEqual([404, 'timeline_entry_not_found']);
    expect(await pick('shared-call', two.id)).toEqual([200, undefined]);
    expect(await pick('shared-call', one.id)).toEqual([200, undefined]);
    expect([(await timeline(one.id)).data.map(({ id }) => id), await summary(one.id)]).toEqual([['shared-call'], { call: 1 }]);
    expect(await summary(two.id)).toEqual({});
    // The same for an address to which several belong.
    for (const { id } of [one, two])
      await product.call('POST', `/customers/${id}/identities`, { body: { ...email('info@shops.test'), is_shared: true } });
    const thread = await makeThread(product.database.pool, mailbox);
    const from = { from_email: 'info@shops.test' };
    const [first, second] = [
      await makeEmail(product.database.pool, mailbox, { thread_id: thread.id, received_at: '2026-02-26T09:00:00Z', ...from }),
      await makeEmail(product.database.pool, mailbox, { thread_id: thread.id, received_at: '2026-02-26T09:05:00Z', ...from }),
    ];
    const answer = await makeEmail(product.database.pool, mailbox, {
      thread_id: thread.id,
      received_at: '2026-02-26T09:10:00Z',
      direction: 'outbound',
      to_recipients: [{ email: 'info@shops.test', name: '' }],
    });
    const shared = await timeline('Info@Shops.test');
    expect([shared.customer, shared.candidates]).toEqual([null, page.candidates]);
    expect(shared.data.map(({ kind, id }) => [kind, id])).toEqual([answer, second, first].map(({ id }) => ['email', id]));
    expect([await summary('info@shops.test'), await summary(one.id)]).toEqual([{ email: 3 }, { call: 1 }]);
    const pickEmail = (id: string, customer_id: string, options?: CallOptions) =>
      refusal('PUT', `/customer-timeline/emails/${id}/customer`, { body: { customer_id }, ...options });
    expect(await pickEmail(first.id, (await make()).id)).toEqual([422, 'not_a_candidate']);
    expect(await pickEmail(thread.id, one.id)).toEqual([404, 'timeline_entry_not_found']);
    const blind = await product.call<{ key: string }>('POST', '/api-keys', { body: { name: 'blind', scopes: ['timeline:edit'] } });
    expect(await pickEmail(first.id, one.id, { as: null, headers: { 'x-api-key': blind.body.key } })).toEqual([
      404,
      'timeline_entry_not_found',
    ]);
    for (const { id } of [first, answer]) expect(await pickEmail(id, one.id)).toEqual([200, undefined]);
    expect((await timeline(one.id, '?kind=email')).data.map(({ id }) => id)).toEqual([answer.id, first.id]);
    const listed = await product.call<{ data: { id: string }[] }>('GET', `/emails?customer_id=${one.id}`);
    expect(listed.body.data.map(({ id }) => id)).toEqual([answer.id, first.id]);
    expect(await summary('info@shops.test')).toEqual({ email: 3 });
    // A call names whom it was set to, and otherwise who it may have been.
    const calls = await Promise.all(['shared-call', 'next-call'].map((id) => product.call<CallDto>('GET', `/calls/${id}`)));
    expect(calls.map(({ body }) => [body.customer?.id, body.candidates.map(({ id }) => id), body.legs.map(({ id }) => id)])).toEqual([
      [one.id, [one.id, two.id], ['shared-call', 'shared-call-1', 'shared-call-2']],
      [undefined, [one.id, two.id], ['next-call', 'next-call-1', 'next-call-2']],
    ]);
    expect(await refusal('GET', '/calls/no-such-call')).toEqual([404, 'call_not_found']);
  });

  it('are restored as they were, with their addresses and their timeline', async () => {
    const made = await make({ name: 'Gone and back', identities: [phone('8123400020'), email('back@customers.test')] });
    await product.call('PATCH', `/customers/${made.id}/identities/${made.identities[0]!.id}`, { body: { is_primary: true } });
    await write(made.id, '2026-03-01T10:00:00Z');
    await hear('8123400020', 'restored-call', '2026-03-02T10:00:00Z');
    const [before, seen] = [await get(made.id), (await timeline(made.id)).data];
    expect(seen).toHaveLength(2);
    const restore = (options?: CallOptions) => refusal('POST', `/customers/${made.id}/restore`, options);
    expect(await restore()).toEqual([409, 'customer_not_deleted']);
    await product.call('DELETE', `/customers/${made.id}`);
    expect(await restore({ as: 'agent' })).toEqual([403, 'forbidden']);
    const { body: back } = await product.call<CustomerDetailDto>('POST', `/customers/${made.id}/restore`);
    expect({ ...back, version: 0, updated_at: '' }).toEqual({ ...before, version: 0, updated_at: '' });
    expect((await timeline('08123400020')).data).toEqual(seen);
    expect(await search('gone and back')).toEqual(['Gone and back']);
    expect(await refusal('POST', '/customers/7c9e6f0a-1111-4222-8333-444455556666/restore')).toEqual([404, 'customer_not_found']);
  });

  it('are not restored while somebody else has an address of theirs, and never get what came in meanwhile', async () => {
    const first = await make({ name: 'First owner', identities: [phone('8123400021'), email('first@customers.test')] });
    await product.call('DELETE', `/customers/${first.id}`);
    const second = await make({ name: 'Second owner', identities: [phone('8123400021')] });
    const now = new Date();
    await hear('8123400021', 'second-owner', now.toISOString());
    const refused = await product.call<{ code: string; details: object }>('POST', `/customers/${first.id}/restore`);
    expect([refused.status, refused.body.code, refused.body.details]).toEqual([
      409,
      'identity_taken',
      { identities: [{ kind: 'phone', value: '+918123400021', customer_id: second.id }] },
    ]);
    expect(await refusal('GET', `/customers/${first.id}`)).toEqual([404, 'customer_not_found']);
    await product.call('DELETE', `/customers/${second.id}`);
    expect(await refusal('POST', `/customers/${first.id}/restore`)).toEqual([200, undefined]);
    await hear('8123400021', 'first-owner', new Date(now.getTime() + 3_600_000).toISOString());
    expect((await timeline(first.id)).data.map(({ id }) => id)).toEqual(['first-owner']);
  });
});

describe('merging customers', () => {
  it('is previewed, made, looked at and undone, byte for byte', async () => {
    const writer = await make({ name: 'A. Rao', tier: 'vip', identities: [email('merge.writer@customers.test')] });
    const caller = await make({ name: 'Asha', identities: [phone('8123400002')] });
    await write(writer.id, '2026-02-01T10:00:00Z');
    await hear('8123400002', 'merge-call', '2026-02-02T10:00:00Z');
    await product.call('POST', `/customers/${writer.id}/notes`, { body: { body: 'Likes tea.' } });
    await product.call('POST', '/refunds', { body: { reason_code: 'late', currency: 'INR', amount_minor: 100, customer_id: writer.id } });
    const before = [await get(writer.id), await get(caller.id), await timeline(writer.id), await timeline(caller.id)];

    const { body: preview } = await product.call<MergePreviewDto>('GET', `/customers/${writer.id}/merge?into_id=${caller.id}`);
    expect(preview.moves.filter(({ count }) => count > 0)).toEqual([
      { kind: 'customer', count: 1 },
      { kind: 'email', count: 1 },
      { kind: 'identity', count: 1 },
      { kind: 'note', count: 1 },
      { kind: 'refund', count: 1 },
    ]);
    expect(preview.conflicts).toEqual([
      { field: 'name', customer: 'A. Rao', into: 'Asha' },
      { field: 'tier', customer: 'vip', into: 'normal' },
    ]);
    expect([await get(writer.id), await get(caller.id)]).toEqual(before.slice(0, 2));

    const { body: merge } = await product.call<CustomerMergeDto>('POST', `/customers/${writer.id}/merge`, {
      body: { into_id: caller.id, note: 'Same' },
    });
    const merged = await get(writer.id);
    expect(merged).toMatchObject({ id: caller.id, name: 'Asha', merged: [{ merge_id: merge.id, customer_id: writer.id, name: 'A. Rao' }] });
    for (const whose of [writer.id, caller.id, '08123400002', 'merge.writer@customers.test']) {
      expect((await timeline(whose)).data.map(({ kind }) => kind)).toEqual(['refund', 'note', 'call', 'email']);
      expect(await summary(whose)).toEqual({ note: 1, call: 1, email: 1, refund: 1 });
    }
    expect(await search('merge.writer@')).toEqual(['Asha']);
    for (const id of [writer.id, caller.id]) {
      const mails = await product.call<{ total: number }>('GET', `/emails?customer_id=${id}`);
      const refunds = await product.call<{ total: number }>('GET', `/refunds?customer_id=${id}`);
      expect([id, mails.body.total, refunds.body.total]).toEqual([id, 1, 1]);
    }
    expect(await refusal('POST', `/customers/${caller.id}/merge`, { body: { into_id: writer.id } })).toEqual([
      409,
      'customers_already_one',
    ]);

    // What comes in meanwhile stays with the address by which it came.
    await hear('8123400002', 'merge-call-2', '2026-02-03T10:00:00Z');
    const undo = `/customers/merges/${merge.id}/undo`;
    expect((await product.call('POST', undo)).status).toBe(200);
    expect(await refusal('POST', undo)).toEqual([409, 'merge_already_undone']);
    expect([await get(writer.id), await get(caller.id), await timeline(writer.id)]).toEqual(before.slice(0, 3));
    expect((await timeline(caller.id)).data.map(({ id }) => id)).toEqual(['merge-call-2', 'merge-call']);
    const { body: merges } = await product.call<CustomerMergePageDto>('GET', `/customers/merges?into_id=${caller.id}&undone=true`);
    expect(merges.data).toMatchObject([{ id: merge.id, note: 'Same', undone_at: expect.any(String) }]);
  });

  it('resolves chains in one step, and can be undone in the middle of one', async () => {
    const [a, b, c] = [await make({ name: 'Chain A' }), await make({ name: 'Chain B' }), await make({ name: 'Chain C' })];
    const merge = async (from: string, into_id: string) =>
      (await product.call<CustomerMergeDto>('POST', `/customers/${from}/merge`, { body: { into_id } })).body;
    const first = await merge(a.id, b.id);
    const second = await merge(b.id, c.id);
    expect((await get(a.id)).id).toBe(c.id);
    expect(await refusal('POST', `/customers/${c.id}/merge`, { body: { into_id: a.id } })).toEqual([409, 'customers_already_one']);
    await product.call('POST', `/customers/merges/${first.id}/undo`);
    expect([(await get(a.id)).id, (await get(b.id)).id]).toEqual([a.id, c.id]);
    await product.call('POST', `/customers/merges/${second.id}/undo`);
    expect(await get(b.id)).toEqual(b);
  });

  it('is suggested once for two customers in one message, and not again when it was dismissed', async () => {
    const [one, two] = [await make({ identities: [email('pair@customers.test')] }), await make({ identities: [phone('8123400003')] })];
    const message = JSON.stringify([
      {
        identities: [
          { kind: 'email', value: 'pair@customers.test', verified: true },
          { kind: 'phone', value: '+918123400003', verified: true },
        ],
        source: 'whatsapp',
      },
    ]);
    const meet = async () =>
      (await product.database.pool.query('select * from public.resolve_customers($1)', [message])).rows[0] as {
        outcome: string;
        customer_id: string;
      };
    for (let n = 0; n < 20; n++) expect(await meet()).toMatchObject({ outcome: 'conflict', customer_id: two.id });
    const open = async () =>
      (await product.call<CustomerSuggestionPageDto>('GET', `/customers/suggestions?state=open&customer_id=${one.id}`)).body.data;
    const [suggestion, ...others] = await open();
    expect(others).toEqual([]);
    expect(suggestion).toMatchObject({ reason: 'same_message', seen: 20, state: 'open' });
    const dismiss = `/customers/suggestions/${suggestion!.id}/dismiss`;
    expect((await product.call('POST', dismiss)).status).toBe(200);
    expect(await refusal('POST', dismiss)).toEqual([409, 'customer_suggestion_decided']);
    await meet();
    expect(await open()).toEqual([]);
  });
});

describe('an address with a plus', () => {
  it('is another customer, and at most a suggestion', async () => {
    const plain = await make({ identities: [email('meena@customers.test')] });
    const { body } = await product.call<IdentifiedCustomerDto>('POST', '/customers/identify', {
      body: { identities: [email('meena+orders@customers.test')] },
    });
    expect([body.is_new, body.id === plain.id]).toEqual([true, false]);
    const { body: found } = await product.call<CustomerSuggestionPageDto>('GET', `/customers/suggestions?customer_id=${body.id}`);
    expect(found.data).toMatchObject([{ reason: 'plus_address', state: 'open', confidence: 50 }]);
  });
});

describe('the timeline of a customer', () => {
  it('shows calls once, under any way of writing the number, and what people add', async () => {
    await hear('8123400004', 'line-call', '2026-03-01T10:00:00Z');
    const event = await product.call<{ customer_id: string; id: string }>('POST', '/customer-timeline', {
      body: { mobile_number: '+91-81234-00004', event_type: 'store_visit', title: 'Visited', occurred_at: '2026-03-02T10:00:00Z' },
    });
    expect(event.status).toBe(201);
    for (const whose of ['8123400004', '+918123400004', '0 81234 00004', '८१२३४००००४', event.body.customer_id]) {
      const { customer, data } = await timeline(whose);
      expect(customer?.id).toBe(event.body.customer_id);
      expect(data.map(({ kind, status }) => [kind, status])).toEqual([
        ['event', 'store_visit'],
        ['call', 'answered'],
      ]);
    }
    expect((await product.call('DELETE', `/customer-timeline/events/${event.body.id}`)).status).toBe(200);
    expect(await summary('8123400004')).toEqual({ call: 1 });
    expect((await timeline('+447700900123')).data).toEqual([]);
    expect(await refusal('GET', '/customer-timeline/hello')).toEqual([400, 'validation_failed']);
    expect(await refusal('POST', '/customer-timeline', { body: { event_type: 'x', title: 'x' } })).toEqual([400, 'validation_failed']);
  });

  it('gives every entry once over its pages, both ways, when many share a second and one comes in between', async () => {
    const { id } = await make({ identities: [phone('8123400005')] });
    const at = '2026-03-05T10:00:00Z';
    for (let n = 0; n < 9; n++) {
      await write(id, at);
      await product.call('POST', '/customer-timeline', {
        body: { customer_id: id, event_type: 'visit', title: `Visit ${n}`, occurred_at: at },
      });
    }
    for (let n = 0; n < 7; n++) await hear('8123400005', `same-second-${n}`, at);
    const first = await timeline(id, '?limit=10');
    await product.call('POST', '/customer-timeline', {
      body: { customer_id: id, event_type: 'visit', title: 'Later', occurred_at: '2026-03-06T10:00:00Z' },
    });
    const second = await timeline(id, `?limit=10&cursor=${first.next_cursor}`);
    const third = await timeline(id, `?limit=10&cursor=${second.next_cursor}`);
    const keys = [first, second, third].flatMap(({ data }) => data.map(({ kind, id: entry }) => `${kind} ${entry}`));
    expect([new Set(keys).size, keys.length, third.next_cursor]).toEqual([25, 25, null]);
    expect((await timeline(id, `?limit=10&cursor=${second.previous_cursor}`)).data).toEqual(first.data);
    expect((await timeline(id, `?limit=10&cursor=${first.previous_cursor}`)).data.map(({ title }) => title)).toEqual(['Later']);
    expect(await summary(id)).toEqual({ call: 7, email: 9, event: 10 });
  });

  it('takes no cursor for a statement', async () => {
    const { id } = await make({ name: 'Asked oddly' });
    await product.call('POST', '/customer-timeline', { body: { customer_id: id, event_type: 'visit', title: 'Visited' } });
    const cursor = Buffer.from(JSON.stringify([0, '2099-01-01T00:00:00Z', `<kind> or true --`, 'x'])).toString('base64url');
    expect((await timeline(id, `?cursor=${cursor}`)).data.map(({ title }) => title)).toEqual(['Visited']);
  });

  it('shows only what the role may see, in pages and counts alike', async () => {
    const { id } = await make({ identities: [phone('8123400006')] });
    await write(id, '2026-03-07T10:00:00Z');
    await hear('8123400006', 'role-call', '2026-03-08T10:00:00Z');
    const key = await product.call<{ key: string }>('POST', '/api-keys', {
      body: { name: 'timeline', scopes: ['timeline:view', 'calls:view'] },
    });
    const as = { as: null, headers: { 'x-api-key': key.body.key } };
    expect((await timeline(id, '', as)).data.map(({ kind }) => kind)).toEqual(['call']);
    expect(await summary(id, as)).toEqual({ call: 1 });
    expect(
      (await product.call<TimelineSummaryDto>('GET', `/customer-timeline/${id}/summary`, as)).body.by_kind.map(({ kind }) => kind),
    ).not.toContain('email');
  });

  it('gives a number that changed hands to whoever had it then', async () => {
    const old = await make({ name: 'Former owner', identities: [phone('8123400007')] });
    await hear('8123400007', 'hand-1', '2026-03-01T10:00:00Z');
    const { rows } = await product.database.pool.query<{ change_number: string }>(
      `select public.change_number('phone', '+918123400007', '+918123400008', 'whatsapp', '2026-03-02T00:00:00Z')`,
    );
    expect(rows[0]!.change_number).toBe('moved');
    const next = await product.call<IdentifiedCustomerDto>('POST', '/customers/identify', { body: { identities: [phone('8123400007')] } });
    expect(next.body.is_new).toBe(true);
    await hear('8123400007', 'hand-2', '2026-03-03T10:00:00Z');
    expect((await timeline(old.id)).data.map(({ id }) => id)).toEqual(['hand-1']);
    expect((await timeline(next.body.id)).data.map(({ id }) => id)).toEqual(['hand-2']);
    expect((await get(old.id)).identities.map(({ value, ended_reason }) => [value, ended_reason])).toEqual([
      ['+918123400008', ''],
      ['+918123400007', 'changed'],
    ]);
  });
});

describe('calls that are in the log already', () => {
  it('become customers batch by batch, with progress in health and metrics, and go on where a stopped run ended', async () => {
    const { pool } = product.database;
    // The spellings first: then no job is added for them.
    await pool.query(`insert into phone_spellings (written, created_at)
      select '81235' || lpad(n::text, 5, '0'), now() - interval '2 hours' from generate_series(1, 620) n`);
    await pool.query(`insert into kaleyra_calls
        (call_id, start_time, service, outcome, leg_count, talk_seconds, agent_numbers, answered_agent_numbers, customer_number)
      select 'stored-' || n, '2026-03-01T10:00:00Z', 'Incoming', 'missed', 1, 0, '{}', '{}', '81235' || lpad(n::text, 5, '0') 
      from generate_series(1, 620) n`);
    const known = async () =>
      (await pool.query<{ n: number }>(`select count(*)::int as n from customer_identities where value like '+9181235%'`)).rows[0]!.n;
    const part = async () =>
      (await product.call<{ checks: Record<string, object> }>('GET', '/health', { as: null })).body.checks['customer_numbers'];
    expect(await part()).toMatchObject({ ok: false, waiting: 620, message: expect.stringContaining('620 phone numbers') });
    const metrics = (await product.call('GET', '/metrics', { as: null })).text;
    expect(metrics).toMatch(/^customer_numbers_waiting 620$/m);
    expect(metrics).toMatch(/^customer_numbers_oldest_seconds 72\d\d/m);

    const spellings = product.app.get(PhoneSpellingsService, { strict: false });
    let looks = 0;
    const stopped = {
      get aborted() {
        return (looks += 1) > 1;
      },
    } as AbortSignal;
    expect(await spellings.readAll(stopped)).toBe(500);
    expect([await known(), await part()]).toMatchObject([500, { ok: false, waiting: 120 }]);
    expect(await spellings.readAll()).toBe(120);
    expect([await known(), await part()]).toEqual([620, { ok: true, waiting: 0, oldest_seconds: 0 }]);
    const last = await timeline('081235 00620');
    expect([last.customer?.display_name, last.data.map(({ id }) => id)]).toEqual(['+918123500620', ['stored-620']]);
  });
});

describe('an entity of any type', () => {
  const entity = async (type: string, id: string, options?: CallOptions) => {
    const { status, body } = await product.call<{ code?: string; label?: string; path?: string | null }>(
      'GET',
      `/entities/${type}/${encodeURIComponent(id)}`,
      options,
    );
    return status === 200 ? body : [status, body.code];
  };

  it('has a label, and the path under which it is found; each entry of a timeline names its own', async () => {
    const { id } = await make({ name: 'Named', identities: [phone('8123400009')] });
    const mail = await write(id, '2026-03-01T10:00:00Z', { subject: 'Where is\nmy order?' });
    await hear('8123400009', 'entity-call', '2026-03-02T10:00:00Z');
    await product.call('POST', '/customer-timeline', { body: { customer_id: id, event_type: 'visit', title: 'Visited' } });
    const note = await product.call<{ id: string }>('POST', `/customers/${id}/notes`, { body: { body: 'Likes tea. '.repeat(20) } });
    const refund = await product.call<{ id: string; number: string }>('POST', '/refunds', {
      body: { reason_code: 'late', currency: 'INR', amount_minor: 100, customer_id: id },
    });
    const { data } = await timeline(id);
    expect(data.map(({ kind }) => kind).sort()).toEqual(['call', 'email', 'event', 'note', 'refund']);
    for (const { kind, path, id: entry } of data) {
      expect([kind, (await product.call<{ id: string }>('GET', path!)).body.id]).toEqual([kind, entry]);
    }
    expect(await entity('customer', id)).toEqual({ type: 'customer', id, label: 'Named', path: `/customers/${id}` });
    expect(await entity('email', mail.id.toUpperCase())).toMatchObject({ id: mail.id, label: 'Where is my order?' });
    expect(await entity('email_thread', String(mail['thread_id']))).toMatchObject({ path: `/emails/threads/${String(mail['thread_id'])}` });
    expect(await entity('refund', refund.body.id)).toMatchObject({ label: `Refund ${refund.body.number}` });
    expect(await entity('call', 'entity-call')).toMatchObject({ label: 'Call from 8123400009', path: '/calls/entity-call' });
    const { label, path } = (await entity('customer_note', note.body.id)) as { label: string; path: string };
    expect([[...label].length, label.at(-1), path]).toEqual([80, '…', `/customers/${id}/notes/${note.body.id}`]);
    await product.call('DELETE', path);
    expect(await entity('customer_note', note.body.id)).toEqual([404, 'entity_not_found']);
  });

  it('is the one that it was merged into, and nothing to who may not see it, when it is deleted, and when there is none', async () => {
    const [old, now] = [await make({ name: 'Before' }), await make({ name: 'Now' })];
    await product.call('POST', `/customers/${old.id}/merge`, { body: { into_id: now.id } });
    expect(await entity('customer', old.id)).toMatchObject({ id: now.id, label: 'Now', path: `/customers/${now.id}` });
    const key = await product.call<{ key: string }>('POST', '/api-keys', { body: { name: 'entities', scopes: ['calls:view'] } });
    const nothing = [404, 'entity_not_found'];
    expect(await entity('customer', now.id, { as: null, headers: { 'x-api-key': key.body.key } })).toEqual(nothing);
    await product.call('DELETE', `/customers/${now.id}`);
    for (const [type, id] of [
      ['customer', now.id],
      ['customer', old.id],
      ['refund', now.id],
      ['refund', 'no id'],
      ['call', 'no "call", (none)'],
      ['constructor', now.id],
    ] as const)
      expect([type, await entity(type, id)]).toEqual([type, nothing]);
  });
});

describe('what a customer allows', () => {
  it('is asked with its reasons, and the strictest counts for merged customers', async () => {
    const { id } = await make({ time_zone: 'Asia/Kolkata' });
    const may = async (purpose: string, channel = 'whatsapp') =>
      (
        await product.call<{ allowed: boolean; reasons: string[] }>(
          'GET',
          `/customers/${id}/may-contact?channel=${channel}&purpose=${purpose}`,
        )
      ).body;
    expect(await may('service')).toEqual({ allowed: true, reasons: [], allowed_from: null });
    expect((await may('marketing')).reasons).toContain('consent_missing');
    const set = (who: string, body: object) => product.call('PUT', `/customers/${who}/permissions/whatsapp`, { body });
    expect((await set(id, { consent: 'granted', note: 'On paper.' })).body).toMatchObject({
      channel: 'whatsapp',
      consent: 'granted',
      source: 'person',
    });
    expect((await may('marketing')).reasons).not.toContain('consent_missing');
    const other = await make();
    await set(other.id, { do_not_contact: true });
    await product.call('POST', `/customers/${other.id}/merge`, { body: { into_id: id } });
    expect(await may('service')).toMatchObject({ allowed: false, reasons: ['do_not_contact'] });
    expect(await may('reply')).toMatchObject({ allowed: true });
    expect(await may('service', 'email')).toMatchObject({ allowed: true });
    expect(await refusal('PUT', `/customers/${id}/permissions/pigeon`, { body: {} })).toEqual([400, 'validation_failed']);
  });
});
