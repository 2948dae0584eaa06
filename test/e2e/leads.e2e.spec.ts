import type { ImportDetailDto } from '../../src/common/imports/dto/import.dto.js';
import type { LeadDetailDto, LeadDto, LeadPageDto, LeadStatsDto } from '../../src/leads/dto/lead.dto.js';
import { LEAD } from '../../src/leads/leads.states.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { lifecycleSuite } from '../support/lifecycleSuite.js';
import { list } from '../support/lists/leads.js';
import { listSuite } from '../support/listSuite.js';
import { until } from '../support/until.js';

let product: TestApp;
beforeAll(async () => (product = await startTestApp()));
afterAll(() => product.close());

let made = 0;
const customerOf = (n = ++made) => ({ name: `Customer ${n}`, email: `c${n}@example.com` });
const body = (change: object = {}) => ({ customer: customerOf(), matter: 'Solar pump', source: 'website', ...change });
const post = (change: object = {}, headers = {}) =>
  product.call<LeadDto & { code: string }>('POST', '/leads', { body: body(change), headers });
const make = async (change: object = {}) => {
  const answer = await post(change);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
const get = async (id: string) => (await product.call<LeadDetailDto>('GET', `/leads/${id}`)).body;
const rows = async <T>(sql: string, values: unknown[] = []) => (await product.database.pool.query(sql, values)).rows as T[];

lifecycleSuite({ product: () => product, path: '/leads', table: 'leads', states: LEAD, make });

listSuite({
  ...list,
  product: () => product,
  make: async (n) => {
    const lead = await make({
      matter: `List ${n} pump`,
      source: n % 2 ? 'referral' : 'phone',
      priority: n === 2 ? 'high' : 'low',
      property: n === 1 ? 'pumps' : '',
      team: n < 3 ? 'list' : 'other',
      currency: n === 4 ? 'USD' : 'INR',
      value_minor: 1000 + n,
      note: n === 3 ? 'a needle in it' : '',
      ...(n === 5 && { next_action_at: '2030-01-01T09:00:00Z' }),
    });
    if (n === 2) await product.call('POST', `/leads/${lead.id}/actions`, { body: { action: 'qualify' } });
  },
});

describe('leads', () => {
  it('are one for each customer and matter, however many come at once and however it is spelt', async () => {
    const customer = customerOf();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => post({ customer, matter: n % 2 ? 'Drip  Irrigation' : 'drip irrigation ' })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map(({ body: { id } }) => id)).size).toBe(1);
    const lead = await get(answers[0]!.body.id);
    expect(lead).toMatchObject({ touches: 8, status: 'new' });
    expect(lead.touched).toHaveLength(8);
    expect((await make({ customer, matter: 'Another' })).id).not.toBe(lead.id);
    expect((await make({ customer, matter: 'drip irrigation', property: 'seeds' })).id).not.toBe(lead.id);
  });

  it('are touched once by a request that comes twice, and begin anew when the old one is finished', async () => {
    const customer = customerOf();
    const first = await make({ customer });
    const headers = { 'idempotency-key': 'lead-once' };
    for (let time = 0; time < 2; time++) await post({ customer }, headers);
    expect((await get(first.id)).touches).toBe(2);
    await product.call('POST', `/leads/${first.id}/actions`, { body: { action: 'lose', note: 'Too dear.' } });
    const second = await make({ customer });
    expect(second.id).not.toBe(first.id);
    const again = await product.call<{ code: string; details: object }>('POST', `/leads/${first.id}/actions`, {
      body: { action: 'reopen' },
    });
    expect([again.status, again.body.code, again.body.details]).toEqual([409, 'lead_exists', { lead_id: second.id }]);
  });

  it('have a score with its reasons in the decisions', async () => {
    const lead = await make({ source: 'referral', value_minor: 100_000 });
    expect(lead.score).toBe(30);
    await product.call('POST', `/leads/${lead.id}/actions`, { body: { action: 'qualify' } });
    expect((await get(lead.id)).score).toBe(55);
    const { body: why } = await product.call<{ data: { kind: string; reason: string; chosen: object }[] }>('GET', `/why/lead/${lead.id}`);
    const [newest] = why.data.filter(({ kind }) => kind === 'leads.score');
    expect(newest).toMatchObject({ chosen: { score: 55 } });
    expect(newest!.reason).toContain('It reached the stage qualified. (25)');
  });

  it('wait until a person contacts the customer, in the queue and for the promise', async () => {
    const lead = await make();
    const queued = () => rows('select channel from assignment_queue where id = $1', [lead.id]);
    expect(await queued()).toEqual([{ channel: 'ticket' }]);
    const touched = await product.call<LeadDetailDto>('POST', `/leads/${lead.id}/touches`, {
      body: { direction: 'outbound', source: 'phone', note: 'Called.' },
    });
    expect(touched.body).toMatchObject({ status: 'contacted', waiting_since: null, touches: 1 });
    expect(await queued()).toEqual([]);
    const events = await rows<{ kind: string }>('select kind from sla_lead_events where item_id = $1 order by at, kind', [lead.id]);
    expect(events.map(({ kind }) => kind)).toEqual(['created', 'customer_message', 'reply']);
    const again = await product.call<LeadDetailDto>('POST', `/leads/${lead.id}/touches`, {
      body: { direction: 'inbound', source: 'phone' },
    });
    expect(again.body).toMatchObject({ touches: 2, waiting_since: expect.any(String) });
  });

  it('are contacted by the action too, which ends the wait', async () => {
    const lead = await make();
    const answer = await product.call<LeadDetailDto>('POST', `/leads/${lead.id}/actions`, { body: { action: 'contact', note: 'Called.' } });
    expect(answer.body).toMatchObject({
      status: 'contacted',
      waiting_since: null,
      touched: [{}, { direction: 'outbound', note: 'Called.' }],
    });
  });

  it('are held by agents through query assignments', async () => {
    const { body: agent } = await product.call<{ id: string }>('POST', '/agents', { body: { name: 'Lata', phone_number: '5550199' } });
    const lead = await make();
    const given = await product.call('POST', '/query-assignments', {
      body: { entity_type: 'lead', entity_id: lead.id, agent_id: agent.id },
    });
    expect(given.status).toBe(201);
    expect((await get(lead.id)).assignee_id).toBe(agent.id);
  });

  it('are on the timeline of their customer', async () => {
    const lead = await make();
    const { body: page } = await product.call<{ data: { kind: string; id: string; path: string }[] }>(
      'GET',
      `/customer-timeline/${lead.customer_id}`,
    );
    expect(page.data).toMatchObject([{ kind: 'lead', id: lead.id, path: `/leads/${lead.id}` }]);
  });

  it('are counted the same by list, statistics, funnel and CSV', async () => {
    const query = 'property=figures';
    for (const [n, action] of [undefined, 'contact', 'qualify', 'win'].entries()) {
      const lead = await make({ property: 'figures', value_minor: 100 * (n + 1) });
      if (action) await product.call('POST', `/leads/${lead.id}/actions`, { body: { action } });
      if (action === 'qualify') await product.call('POST', `/leads/${lead.id}/actions`, { body: { action: 'lose', note: 'No.' } });
    }
    const { body: stats } = await product.call<LeadStatsDto>('GET', `/leads/stats?${query}`);
    const { body: page } = await product.call<LeadPageDto>('GET', `/leads?${query}`);
    const csv = (await product.call('GET', `/leads?${query}&format=csv`)).text.trimEnd().split('\r\n');
    expect([stats.total, page.total, csv.length - 1]).toEqual([4, 4, 4]);
    expect(stats.amounts).toEqual([{ currency: 'INR', value_minor: 1000 }]);
    expect(stats.funnel.map(({ stage, count }) => [stage, count])).toEqual([
      ['new', 4],
      ['contacted', 3],
      ['qualified', 2],
      ['proposal', 1],
      ['won', 1],
    ]);
    expect(await rows(`select * from verify_kept_counts('public.leads')`)).toEqual([]);
  });

  it.each([
    ['no address', { customer: { name: 'Somebody' } }, 422, 'lead_customer_missing'],
    ['nobody', { customer: undefined, customer_id: '7c9e6f0a-1111-4222-8333-444455556666' }, 404, 'customer_not_found'],
    ['a strange source', { source: 'pigeon' }, 400, 'validation_failed'],
    ['a blank matter', { matter: ' ' }, 400, 'validation_failed'],
    ['no such agent', { assignee_id: '7c9e6f0a-1111-4222-8333-444455556666' }, 422, 'assignee_not_found'],
  ])('are refused with %s', async (_what, change, status, code) => {
    const answer = await post(change);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('are deleted by those who may, and gone from the list', async () => {
    const lead = await make();
    expect((await product.call('DELETE', `/leads/${lead.id}`, { as: 'agent' })).status).toBe(403);
    expect((await product.call('POST', '/leads', { as: 'viewer', body: body() })).status).toBe(403);
    expect((await product.call('DELETE', `/leads/${lead.id}`)).status).toBe(200);
    expect((await product.call('GET', `/leads/${lead.id}`)).status).toBe(404);
  });
});

describe('a file of leads', () => {
  const PATH = '/leads/imports';
  const done = (id: string, state: string) =>
    until(
      async () => (await product.call<ImportDetailDto>('GET', `${PATH}/${id}`)).body,
      (one) => one.state === state,
    );
  const run = async (csv: string) => {
    const { body: upload } = await product.call<ImportDetailDto>('POST', `${PATH}?filename=leads.csv`, {
      body: csv,
      headers: { 'content-type': 'text/csv' },
    });
    const preview = await done(upload.id, 'previewed');
    await product.call('POST', `${PATH}/${upload.id}/run`);
    return { preview, done: await done(upload.id, 'done') };
  };

  it('makes each lead once, tells what is wrong with the rest, and changes nothing when it comes again', async () => {
    const lines = Array.from({ length: 1_200 }, (_, n) =>
      // Three in a hundred are bad.
      n % 100 < 3 ? `Nobody ${n},not a number,,Seeds,` : `File ${n},+9181234${String(10_000 + n)},,Seeds,${n * 100}`,
    );
    const csv = ['name,phone,email,matter,value_minor', ...lines].join('\n');
    const first = await run(csv);
    expect(first.preview).toMatchObject({ created: 1_164, failed: 36 });
    expect(first.done).toMatchObject({ created: 1_164, updated: 0, unchanged: 0, failed: 36 });
    // Nobody of them has asked for anything; one that is finished stays so.
    expect(await rows(`select id from leads where source = 'import' and waiting_since is not null`)).toEqual([]);
    await rows(`update leads set status = 'lost' where id = (select id from leads where source = 'import' limit 1)`);
    const again = await run(csv);
    expect(again.done).toMatchObject({ created: 0, updated: 0, unchanged: 1_164, failed: 36 });
    const [counted] = await rows<{ n: number; touches: number }>(
      `select count(*)::int as n, max(touches) as touches from leads where source = 'import' and matter = 'Seeds'`,
    );
    expect(counted).toEqual({ n: 1_164, touches: 1 });
  });

  it('sees earlier rows in later batches, in the preview too', async () => {
    const one = (n: number) => `Other ${n},,other${n}@example.com,Sprayer,100`;
    const lines = [...Array.from({ length: 600 }, (_, n) => one(n)), 'Other 1,,OTHER1@example.com,sprayer,250'];
    const { preview, done: end } = await run(['name,phone,email,matter,value_minor', ...lines].join('\n'));
    for (const counts of [preview, end]) expect(counts).toMatchObject({ created: 600, updated: 1, failed: 0 });
  });
});
