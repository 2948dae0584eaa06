import { randomUUID } from 'node:crypto';
import type {
  AgentFeedbackBreakdownDto,
  AgentFeedbackDetailDto,
  AgentFeedbackDto,
  AgentFeedbackPageDto,
  AgentFeedbackStatsDto,
} from '../../src/agentFeedback/dto/agentFeedback.dto.js';
import { AGENT_FEEDBACK } from '../../src/agentFeedback/agentFeedback.states.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { lifecycleSuite } from '../support/lifecycleSuite.js';
import { list } from '../support/lists/agentFeedback.js';
import { listSuite } from '../support/listSuite.js';

let product: TestApp;
let agent_id: string;
let agent_user: string;
beforeAll(async () => {
  product = await startTestApp();
  agent_user = (await product.call<{ id: string }>('GET', '/auth/me', { as: 'agent' })).body.id;
  agent_id = (await product.call<{ id: string }>('POST', '/agents', { body: { name: 'Ravi', user_id: agent_user } })).body.id;
});
afterAll(() => product.close());

type Role = 'admin' | 'supervisor' | 'agent' | 'viewer';
const ask = <T = { code: string }>(method: string, path: string, body?: object, as: Role = 'admin') =>
  product.call<T>(method as 'GET', `/agent-feedback${path}`, { body, as });
const make = async (change: object = {}, as: Role = 'admin') => {
  const answer = await ask<AgentFeedbackDto>('POST', '', { kind: 'praise', comment: 'Calm on the phone.', agent_id, ...change }, as);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};

lifecycleSuite({ product: () => product, path: '/agent-feedback', table: 'agent_feedback', states: AGENT_FEEDBACK, make });

listSuite({
  ...list,
  product: () => product,
  make: (n) =>
    make({
      kind: n % 2 ? 'praise' : 'concern',
      visibility: n === 1 ? 'team' : 'agent',
      topic: n === 2 ? 'tone' : 'speed',
      rating: n === 3 ? 5 : 2,
      is_anonymous: n === 5,
      comment: n === 0 ? 'A needle in it' : 'Quick.',
    }),
});

describe('feedback about agents', () => {
  it('that is anonymous names its author nowhere: not in the row, the export, the history or the activity log', async () => {
    const given = await make({ is_anonymous: true, comment: 'Interrupts callers.' }, 'supervisor');
    const author = (await product.call<{ id: string }>('GET', '/auth/me', { as: 'supervisor' })).body.id;
    expect(given).toMatchObject({ is_anonymous: true, created_by: null });
    const { history } = (await ask<AgentFeedbackDetailDto>('GET', `/${given.id}`)).body;
    expect(history).toMatchObject([{ action: 'insert', actor_id: null }]);
    const csv = await product.call('GET', '/agent-feedback?is_anonymous=true&format=csv');
    expect(csv.text).toContain(given.id);
    expect(csv.text).not.toContain(author);
    const { rows } = await product.database.pool.query<{ line: string; request_id: string | null }>(
      'select row_to_json(a)::text as line, request_id from activity_log a where entity_id = $1',
      [given.id],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.request_id).toBeNull();
    expect(rows[0]!.line).not.toContain(author);
    const { rows: feed } = await product.database.pool.query<{ payload: object }>('select payload from change_feed where entity_id = $1', [
      given.id,
    ]);
    expect(feed.map(({ payload }) => payload)).toEqual([{ status: 'new', deleted_at: null, version: 1 }]);
  });

  it('that has a name leaves it in the activity log, also right after an anonymous one', async () => {
    await make({ is_anonymous: true });
    const { id, created_by } = await make();
    const { rows } = await product.database.pool.query('select actor_id from activity_log where entity_id = $1', [id]);
    expect(rows).toEqual([{ actor_id: created_by }]);
  });

  it('is seen by those whom it is meant for, in the list, by its id, in figures and by the row policy', async () => {
    const other = (await product.call<{ id: string }>('POST', '/agents', { body: { name: 'Meera' } })).body.id;
    const topic = `seen ${randomUUID().slice(0, 8)}`;
    const rows = {
      managers: await make({ visibility: 'managers', topic }),
      mine: await make({ visibility: 'agent', topic }),
      of_other: await make({ visibility: 'agent', agent_id: other, topic }),
      for_all: await make({ visibility: 'team', agent_id: other, topic }),
      written: await make({ visibility: 'managers', agent_id: other, topic }, 'agent'),
    };
    const seen = async (as: Role) =>
      (await ask<AgentFeedbackPageDto>('GET', `?topic=${encodeURIComponent(topic)}`, undefined, as)).body.data.map(({ id }) => id).sort();
    const own = [rows.mine.id, rows.for_all.id, rows.written.id].sort();
    expect(await seen('agent')).toEqual(own);
    expect(await seen('supervisor')).toEqual(
      Object.values(rows)
        .map(({ id }) => id)
        .sort(),
    );
    const stats = await ask<AgentFeedbackStatsDto>('GET', `/stats?topic=${encodeURIComponent(topic)}`, undefined, 'agent');
    expect(stats.body.total).toBe(3);
    expect((await ask('GET', `/${rows.managers.id}`, undefined, 'agent')).body.code).toBe('agent_feedback_not_found');
    expect((await ask('GET', `/${rows.mine.id}`, undefined, 'agent')).status).toBe(200);
    const client = await product.database.pool.connect();
    try {
      await client.query('begin');
      await client.query(`select set_config('request.jwt.claims', $1, true)`, [JSON.stringify({ sub: agent_user, role: 'authenticated' })]);
      await client.query('set local role authenticated');
      const { rows: visible } = await client.query<{ id: string }>('select id from agent_feedback where topic = $1', [topic]);
      expect(visible.map(({ id }) => id).sort()).toEqual(own);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('is acknowledged and answered by the agent, closed by a manager alone', async () => {
    const { id } = await make();
    expect((await ask<AgentFeedbackDetailDto>('POST', `/${id}/actions`, { action: 'acknowledge' }, 'agent')).body.status).toBe(
      'acknowledged',
    );
    expect(
      (await ask<AgentFeedbackDetailDto>('POST', `/${id}/actions`, { action: 'answer', note: 'Thank you.' }, 'agent')).body,
    ).toMatchObject({
      status: 'answered',
      answer: 'Thank you.',
    });
    expect((await ask('POST', `/${id}/actions`, { action: 'close' }, 'agent')).body.code).toBe('forbidden');
    const elsewhere = await make({
      visibility: 'team',
      agent_id: (await product.call<{ id: string }>('POST', '/agents', { body: { name: 'Lata' } })).body.id,
    });
    expect((await ask('POST', `/${elsewhere.id}/actions`, { action: 'acknowledge' }, 'agent')).body.code).toBe('forbidden');
    expect((await ask('POST', `/${id}/actions`, { action: 'close' }, 'supervisor')).status).toBe(200);
  });

  it('needs an agent that is there, and a role that may give it', async () => {
    const missing = await ask('POST', '', { kind: 'praise', comment: 'Good.', agent_id: randomUUID() });
    expect([missing.status, missing.body.code]).toEqual([404, 'agent_not_found']);
    expect((await ask('POST', '', { kind: 'praise', comment: 'Good.', agent_id }, 'viewer')).status).toBe(403);
    expect((await ask('GET', '', undefined, 'viewer')).status).toBe(403);
    expect((await ask('PATCH', `/${(await make()).id}`, { topic: 'x' }, 'agent')).status).toBe(403);
  });

  it('is counted for each agent, for those who may read all of it', async () => {
    const { id } = (await product.call<{ id: string }>('POST', '/agents', { body: { name: 'Asha' } })).body;
    await make({ agent_id: id, rating: 5 });
    await make({ agent_id: id, kind: 'concern', visibility: 'managers', rating: 2 });
    const gone = await make({ agent_id: id, rating: 1 });
    await ask('DELETE', `/${gone.id}`);
    const { body } = await ask<AgentFeedbackBreakdownDto>('GET', '/stats/breakdown', undefined, 'supervisor');
    const mine = { agent_id: id, count: 2, praise: 1, concern: 1, suggestion: 0, rated: 2, average: 3.5 };
    expect(body.by_agent.find((row) => row.agent_id === id)).toEqual(mine);
    expect(body.by_agent.reduce((sum, { count }) => sum + count, 0)).toBe(body.total);
    expect((await ask<AgentFeedbackStatsDto>('GET', '/stats')).body.total).toBe(body.total);
    expect((await ask('GET', '/stats/breakdown', undefined, 'agent')).body.code).toBe('forbidden');
  });

  it('disappears when it is deleted, and its history stays', async () => {
    const { id } = await make();
    expect((await ask('DELETE', `/${id}`)).status).toBe(200);
    expect((await ask('GET', `/${id}`)).status).toBe(404);
    const { rows } = await product.database.pool.query('select from activity_log where entity_id = $1', [id]);
    expect(rows).toHaveLength(2);
  });
});
