import { DecisionsService } from '../../src/decisions/decisions.service.js';
import type { DecisionPageDto, WhyDto } from '../../src/decisions/dto/decision.dto.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { makeEmail, makeMailbox } from '../support/factories/emails.js';

let product: TestApp;
beforeAll(async () => (product = await startTestApp()));
afterAll(() => product.close());

const record = async (decisions: object[], context: object | null = null): Promise<string[]> =>
  (await product.database.pool.query('select public.record_decisions($1, $2) as ids', [JSON.stringify(decisions), context])).rows[0].ids;
const decision = (entity_id: string, more: object = {}) => ({
  kind: 'email.triage',
  entity_type: 'refund',
  entity_id,
  module: 'refunds',
  chosen: { agent_id: 'x' },
  reason: 'least to do',
  rule: 'least_loaded',
  rule_version: '1',
  ...more,
});
const list = (query: string, as: 'admin' | 'viewer' = 'admin') => product.call<DecisionPageDto>('GET', `/decisions?${query}`, { as });

describe('decisions', () => {
  it('tell why something is as it is, with what they were made from', async () => {
    const refund = await product.call<{ id: string }>('POST', '/refunds', {
      body: { reason_code: 'late', currency: 'INR', amount_minor: 100 },
    });
    const { id } = refund.body;
    const [first, second] = await record(
      [decision(id, { inputs: { n: 1 } }), decision(id, { chosen: null, reason: 'capacity', candidates: [{ agent_id: 'x' }] })],
      { agents: ['x'] },
    );
    const why = await product.call<WhyDto>('GET', `/why/refund/${id}`);
    expect(why.body.entity).toMatchObject({ type: 'refund', id, path: `/refunds/${id}` });
    expect(why.body.data).toMatchObject([
      { id: second, chosen: null, reason: 'capacity', candidates: [{ agent_id: 'x' }], context: { agents: ['x'] } },
      {
        id: first,
        chosen: { agent_id: 'x' },
        rule: 'least_loaded',
        inputs: { n: 1 },
        context: { agents: ['x'] },
        entity_path: `/refunds/${id}`,
      },
    ]);
    expect((await product.call('GET', '/why/refund/7c9e6f0a-1111-4222-8333-444455556666')).body).toMatchObject({
      code: 'entity_not_found',
    });
  });

  it('of a module with a table of its own are shown beside the others, and stored once', async () => {
    const mailbox = await makeMailbox(product.database.pool);
    const { id } = await makeEmail(product.database.pool, mailbox, {
      subject: 'Bottle arrived broken',
      new_text: 'It leaks, it is broken.',
    });
    await product.call('POST', `/emails/${id}/triage`, { body: {} });
    const why = await product.call<WhyDto>('GET', `/why/email/${id}`);
    expect(why.body.data).toMatchObject([
      { kind: 'email.triage', rule: 'rules', entity_path: `/emails/${id}`, chosen: { category: 'damaged_item' } },
    ]);
    expect((await list(`entity_type=email&entity_id=${id}`)).body.data.map(({ id: found }) => found)).toEqual([why.body.data[0]!.id]);
    const { rows } = await product.database.pool.query('select from public.decisions where entity_id = $1', [id]);
    expect(rows).toEqual([]);
  });

  it('are listed page by page, by what is asked for, and as CSV', async () => {
    await record(['a', 'b', 'c', 'd', 'e'].map((id) => decision(id, { rule: 'paged' })));
    const one = (await list('rule=paged&limit=2')).body;
    const two = (await list(`rule=paged&limit=2&cursor=${one.next_cursor}`)).body;
    const three = (await list(`rule=paged&limit=2&cursor=${two.next_cursor}`)).body;
    expect([one, two, three].flatMap(({ data }) => data.map(({ entity_id }) => entity_id))).toEqual(['e', 'd', 'c', 'b', 'a']);
    expect(three.next_cursor).toBeNull();
    const { at } = two.data[0]!;
    expect((await list(`rule=paged&from=${encodeURIComponent(at)}`)).body.data.map(({ entity_id }) => entity_id)).toEqual(['e', 'd', 'c']);
    expect((await list(`rule=paged&to=${encodeURIComponent(at)}&entity_id=a`)).body.data).toHaveLength(1);
    const csv = await product.call('GET', '/decisions?rule=paged&limit=2&format=csv');
    expect(csv.text.trim().split('\n')).toHaveLength(6);
    expect((await list(`cursor=${Buffer.from('["x","y"]').toString('base64url')}`)).status).toBe(400);
  });

  it('are seen by whoever may view the thing', async () => {
    const [id] = await record([decision('roles', { module: 'roles', rule: 'hidden' })]);
    expect((await list('rule=hidden')).body.data.map((row) => row.id)).toEqual([id]);
    expect((await list('rule=hidden', 'viewer')).body.data).toEqual([]);
  });

  it('are dropped when they are old, with what they had in common', async () => {
    const ids = await record([decision('old', { rule: 'old' }), decision('kept', { rule: 'old' })], { agents: [] });
    const { pool } = product.database;
    await pool.query(`update public.decisions set at = now() - interval '181 days' where id = $1`, [ids[0]]);
    const contexts = async () => (await pool.query('select from public.decision_contexts')).rowCount;
    const before = await contexts();
    const service = product.app.get(DecisionsService, { strict: false });
    await service.dropOld(new Date(), new AbortController().signal);
    expect((await list('rule=old')).body.data.map(({ entity_id }) => entity_id)).toEqual(['kept']);
    expect(await contexts()).toBe(before);
    await service.dropOld(new Date(Date.now() + 181 * 86_400_000), new AbortController().signal);
    expect((await pool.query('select from public.decisions')).rowCount).toBe(0);
    expect(await contexts()).toBe(0);
  });
});
