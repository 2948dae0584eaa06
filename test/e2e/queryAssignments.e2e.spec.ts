import type { AgentDto } from '../../src/agents/dto/agent.dto.js';
import type { WhyDto } from '../../src/decisions/dto/decision.dto.js';
import type { AssignmentBulkDto } from '../../src/queryAssignments/dto/assignmentBulk.dto.js';
import type {
  AssignedDto,
  AssignmentDetailDto,
  AssignmentPageDto,
  QueueDto,
  WaitingPageDto,
} from '../../src/queryAssignments/dto/queryAssignment.dto.js';
import type { AutoAssignedDto } from '../../src/routing/dto/autoAssign.dto.js';
import type { RoutingPolicyDto, RoutingPolicyPageDto } from '../../src/routing/dto/routingPolicy.dto.js';
import { RoutingReturnsService } from '../../src/routing/routingReturns.service.js';
import { type CallOptions, startTestApp, type TestApp } from '../support/app.js';
import { makeChatProvider } from '../support/factories/chats.js';
import { makeConversation } from '../support/factories/conversations.js';
import { makeEmail, makeMailbox } from '../support/factories/emails.js';
import { list } from '../support/lists/queryAssignments.js';
import { listSuite } from '../support/listSuite.js';
import { until } from '../support/until.js';

let product: TestApp;
let mailbox: { id: string };
let made = 0;

const query = <R extends object>(sql: string, values: unknown[] = []) =>
  product.database.pool.query<R>(sql, values).then(({ rows }) => rows);
const post = <T = Record<string, unknown>>(path: string, body: object = {}, options: CallOptions = {}) =>
  product.call<T>('POST', path, { body, ...options });
const agent = async (body: object = {}) => (await post<AgentDto>('/agents', { name: `Agent ${++made}`, ...body })).body;
/** Agents of one team who have just come to work. */
const team = async (size: number, body: object = {}) => {
  const key = `team-${++made}`;
  await post('/teams', { key });
  const agents = await Promise.all(Array.from({ length: size }, () => agent({ teams: [key], ...body })));
  return { key, agents, come: () => Promise.all(agents.map(({ id }) => product.call('PATCH', `/agents/${id}/clock-in`, { body: {} }))) };
};
const capacity = (email: number, more: object = {}) => ({
  capacity: {
    total: 100,
    email: { limit: email, weight: 1 },
    chat: { limit: 5, weight: 1 },
    call: { limit: 1, weight: 1 },
    ticket: { limit: 5, weight: 1 },
    ...more,
  },
});
const thread = async (columns: Record<string, unknown> = {}) =>
  String((await makeEmail(product.database.pool, mailbox, { received_at: new Date(Date.now() - 60_000), ...columns }))['thread_id']);
const threads = (count: number, columns: Record<string, unknown> = {}) => Promise.all(Array.from({ length: count }, () => thread(columns)));
const item = (entity_id: string) => ({ entity_type: 'email_thread', entity_id });
const give = (entity_id: string, agent_id: string, more: object = {}) =>
  post<AssignedDto>('/query-assignments', { ...item(entity_id), agent_id, ...more });
const assignee = async (id: string) =>
  (await query<{ assignee_id: string | null }>('select assignee_id from public.email_threads where id = $1', [id]))[0]!.assignee_id;
const historyOf = async (id: string) =>
  (await product.call<AssignmentPageDto>('GET', `/query-assignments?entity_id=${id}&order=asc`)).body.data;
const isQueued = async (id: string) => (await query('select from public.assignment_queue where id = $1', [id])).length === 1;
const policyOf = async (key: string, body: object) => {
  const [{ id }] = (await query<{ id: string }>('select id from public.teams where key = $1', [key])) as [{ id: string }];
  return post<RoutingPolicyDto>('/routing/policies', { team_id: id, ...body });
};
/** Two o'clock at night in the business time zone, on the last Sunday. */
const closed = () => {
  const midnight = new Date(new Date().toISOString().slice(0, 10)).getTime();
  return new Date(midnight - new Date().getUTCDay() * 86_400_000 - 3.5 * 3_600_000);
};
const code = ({ status, body }: { status: number; body: unknown }) => [status, (body as { code?: string }).code];
const heldBy = async (ids: string[]) =>
  (
    await query<{ agent_id: string; count: number }>(
      `select agent_id, count(*)::integer as count from public.query_assignments
       where entity_id = any ($1) and ended_at is null group by 1`,
      [ids],
    )
  ).map(({ count }) => count);

beforeAll(async () => {
  product = await startTestApp();
  mailbox = await makeMailbox(product.database.pool);
});
afterAll(async () => {
  expect(await query('select * from public.verify_assignments()')).toEqual([]);
  await product.close();
});

listSuite({
  ...list,
  product: () => product,
  make: async (n) => {
    const assigned = (await give(await thread({ team: `list-${n}` }), (await agent()).id)).body;
    return (n === 3 ? await product.call<AssignedDto>('DELETE', `/query-assignments/${assigned.id}`) : { body: assigned }).body;
  },
});

describe('assignments', () => {
  it('are the record; the thread and its e-mails have the copy', async () => {
    const [one, id] = [await agent(), await thread()];
    expect(await isQueued(id)).toBe(true);
    const answer = await give(id, one.id, { note: 'Please answer today.' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      agent_id: one.id,
      channel: 'email',
      status: 'open',
      source: 'person',
      note: 'Please answer today.',
      warnings: [],
    });
    expect(await assignee(id)).toBe(one.id);
    expect(await query('select distinct assignee_id from public.emails where thread_id = $1', [id])).toEqual([{ assignee_id: one.id }]);
    expect(await isQueued(id)).toBe(false);
    const detail = (await product.call<AssignmentDetailDto>('GET', `/query-assignments/${answer.body.id}`)).body;
    expect(detail).toMatchObject({ entity: { type: 'email_thread', path: `/emails/threads/${id}` }, history: [{ action: 'insert' }] });
    expect(detail.allowed_actions).toContain('accept');
  });

  it('are of one agent at a time, however many are given it at once', async () => {
    const [agents, id] = [await Promise.all(Array.from({ length: 5 }, () => agent())), await thread()];
    const answers = await Promise.all(agents.map((one) => give(id, one.id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    const holder = answers.find(({ status }) => status === 201)!.body.agent_id;
    expect(answers.find(({ status }) => status === 409)!.body).toMatchObject({ code: 'already_assigned', details: { agent_id: holder } });
    const other = agents.find((one) => one.id !== holder)!;
    expect((await give(id, other.id, { reassign: true })).status).toBe(201);
    expect((await historyOf(id)).map(({ status, agent_id }) => [status, agent_id])).toEqual([
      ['transferred', holder],
      ['open', other.id],
    ]);
  });

  it('follow a PATCH of the thread, and its end', async () => {
    const [one, other, id] = [await agent(), await agent(), await thread()];
    const change = (body: object) => product.call('PATCH', `/emails/threads/${id}`, { body });
    await change({ assignee_id: one.id });
    await change({ assignee_id: other.id });
    await change({ status: 'resolved' });
    await change({ status: 'open' });
    await change({ assignee_id: null });
    expect((await historyOf(id)).map(({ status, agent_id, source }) => [status, agent_id, source])).toEqual([
      ['transferred', one.id, 'person'],
      ['done', other.id, 'person'],
      ['released', other.id, 'person'],
    ]);
    expect(await isQueued(id)).toBe(true);
  });

  it('beyond the capacity are warned of', async () => {
    const one = await agent(capacity(1));
    expect((await give(await thread(), one.id)).body.warnings).toEqual([]);
    expect((await give(await thread(), one.id)).body.warnings).toEqual([{ channel: 'email', open: 2, limit: 1 }]);
  });

  it('are refused for what cannot be given, or to nobody', async () => {
    const one = await agent();
    const nobody = '7c9e6f0a-1111-4222-8333-444455556666';
    expect(code(await give(nobody, one.id))).toEqual([404, 'entity_not_found']);
    expect(code(await give(await thread(), nobody))).toEqual([422, 'assignee_not_found']);
    expect(code(await give(await thread({ status: 'closed' }), one.id))).toEqual([409, 'item_finished']);
    expect(code(await post('/query-assignments', { entity_type: 'refund', entity_id: nobody, agent_id: one.id }))).toEqual([
      422,
      'not_assignable',
    ]);
  });

  it('are transferred with a note, to an agent or a team, and released', async () => {
    const [one, other, id] = [await agent(), await agent(), await thread()];
    const first = (await give(id, one.id)).body;
    const act = (assignment: string, body: object) => post<AssignmentDetailDto>(`/query-assignments/${assignment}/actions`, body);
    expect((await act(first.id, { action: 'transfer', agent_id: other.id, note: 'Speaks Hindi.' })).body).toMatchObject({
      status: 'transferred',
    });
    const [, second] = await historyOf(id);
    expect(second).toMatchObject({ agent_id: other.id, note: 'Speaks Hindi.', status: 'open' });
    expect((await act(second!.id, { action: 'accept', version: 1 })).body).toMatchObject({ status: 'accepted', version: 2 });
    expect(code(await act(second!.id, { action: 'accept' }))).toEqual([409, 'step_not_allowed']);
    expect(code(await act(second!.id, { action: 'release', version: 1 }))).toEqual([409, 'stale_version']);
    expect(code(await act(second!.id, { action: 'transfer' }))).toEqual([400, 'validation_failed']);
    await product.call('PATCH', `/query-assignments/${second!.id}`, { body: { team: 'logistics' } });
    expect(await query('select team, assignee_id from public.email_threads where id = $1', [id])).toEqual([
      { team: 'logistics', assignee_id: null },
    ]);
    expect(await isQueued(id)).toBe(true);
  });

  it('are dealt with by agents as far as they are theirs', async () => {
    await product.token('agent');
    const [{ id: user_id }] = (await query<{ id: string }>(`select id from auth.users where email = 'agent@example.com'`)) as [
      { id: string },
    ];
    const [mine, other, id, another] = [await agent({ user_id }), await agent(), await thread(), await thread()];
    expect((await post('/query-assignments', { ...item(id), agent_id: mine.id }, { as: 'agent' })).status).toBe(403);
    const claimed = await post<AssignedDto>('/query-assignments/claim', { ...item(id), minutes: 5 }, { as: 'agent' });
    expect(claimed.body).toMatchObject({ agent_id: mine.id, status: 'claimed', source: 'claim' });
    expect(Date.parse(claimed.body.lease_until!) - Date.parse(claimed.body.assigned_at)).toBeLessThanOrEqual(300_000);
    const accepted = await post<AssignmentDetailDto>(
      `/query-assignments/${claimed.body.id}/actions`,
      { action: 'accept' },
      { as: 'agent' },
    );
    expect(accepted.body).toMatchObject({ status: 'accepted', lease_until: null });
    const theirs = (await give(another, other.id)).body;
    expect(code(await post(`/query-assignments/${theirs.id}/actions`, { action: 'release' }, { as: 'agent' }))).toEqual([
      403,
      'not_your_assignment',
    ]);
    expect(code(await post('/query-assignments/claim', {}))).toEqual([409, 'no_agent']);
  });

  it('claimed by two at once are of one; what waits longest of the most urgent comes next', async () => {
    const { key, agents } = await team(2);
    const [urgent] = [
      await thread({ team: key, priority: 'urgent' }),
      await thread({ team: key, received_at: new Date(Date.now() - 3_600_000) }),
    ];
    const next = (id: string) =>
      query<{ entity_id: string }>(`select * from public.claim_next($1, 'email', now() + interval '1 minute')`, [id]).then(
        ([row]) => row!.entity_id,
      );
    // Untidy rows of other tests have no team: only these two agents are asked here, for what is their team's.
    await query(`update public.assignment_queue set parked = 'test' where team is distinct from $1`, [key]);
    const [one, two] = await Promise.all(agents.map(({ id }) => next(id)));
    expect(new Set([one, two]).size).toBe(2);
    expect([one, two]).toContain(urgent);
    await query(`update public.assignment_queue set parked = null where parked = 'test'`);
  });

  it('go back when their lease ends, unless the agent did something', async () => {
    const [one, id, answered] = [await agent(), await thread(), await thread()];
    for (const claimed of [id, answered])
      await query(
        `select * from public.assign_items(
           'email_thread', jsonb_build_array(jsonb_build_object('id', $1::uuid, 'agent_id', $2::uuid)), 'claim',
           p_wait => true, p_lease_until => now() + interval '1 second')`,
        [claimed, one.id],
      );
    await makeEmail(product.database.pool, mailbox, {
      thread_id: answered,
      direction: 'outbound',
      received_at: new Date(Date.now() + 1_000),
    });
    await product.app.get(RoutingReturnsService, { strict: false }).run(new Date(Date.now() + 5_000));
    expect(await historyOf(id)).toMatchObject([{ status: 'returned', reason: 'the lease ended' }]);
    expect(await historyOf(answered)).toMatchObject([{ status: 'accepted', lease_until: null }]);
    expect(await isQueued(id)).toBe(true);
  });

  it('end when their agent is deleted: the work waits again', async () => {
    const [one, ids] = [await agent(), await threads(10)];
    await Promise.all(ids.map((id) => give(id, one.id)));
    await product.call('DELETE', `/agents/${one.id}`, { body: { reason: 'Left.' } });
    expect(await Promise.all(ids.map(assignee))).toEqual(Array(10).fill(null));
    expect((await Promise.all(ids.map(isQueued))).every(Boolean)).toBe(true);
    expect((await historyOf(ids[0]!)).map(({ status }) => status)).toEqual(['released']);
  });

  it('of many things tell what became of each, and skip what others hold (C-048)', async () => {
    const [one, other, key] = [await agent(), await agent(), `bulk-${++made}`];
    const ids = await threads(60, { team: key });
    await Promise.all(ids.slice(0, 6).map((id) => give(id, other.id)));
    const order = (body: object) =>
      post<AssignmentBulkDto>('/query-assignments/bulk-assign', { entity_type: 'email_thread', agent_id: one.id, ...body });
    const dry = await order({ filter: { team: key }, dry_run: true });
    expect(dry.body).toMatchObject({ state: 'dry_run', matched: 60, assigned: 54, skipped: 6, failed: 0 });
    const done = await order({ filter: { team: key } });
    expect(done.body).toMatchObject({ state: 'done', matched: 60, assigned: 54, skipped: 6, failed: 0 });
    expect(done.body.items!.filter(({ reason }) => reason === 'already_assigned')).toHaveLength(6);
    expect((await order({ filter: { team: key } })).body).toMatchObject({ matched: 60, assigned: 0, skipped: 60 });
    const gone = '7c9e6f0a-1111-4222-8333-444455556666';
    const named = await order({ ids: [ids[0]!, gone], reassign: true });
    expect(named.body.items).toEqual([
      { entity_id: ids[0], outcome: 'assigned', reason: null },
      { entity_id: gone, outcome: 'failed', reason: 'item_not_found' },
    ]);
    expect((await product.call<AssignmentBulkDto>('GET', `/query-assignments/bulk-assign/${named.body.id}`)).body).toMatchObject({
      failed: 1,
    });
    expect((await order({})).status).toBe(400);
    // A run that stopped goes on where it was.
    await query(`update public.assignment_bulks set state = 'running', finished_at = null where id = $1`, [done.body.id]);
    await query(`update public.assignment_bulk_items set outcome = null, reason = null where bulk_id = $1 and position > 50`, [
      done.body.id,
    ]);
    expect(await query('select public.run_assignment_bulk($1)', [done.body.id])).toEqual([{ run_assignment_bulk: null }]);
    expect(
      (await query('select outcome from public.assignment_bulk_items where bulk_id = $1 and outcome is null', [done.body.id])).length,
    ).toBe(0);
  });

  it('wait in queues that are counted', async () => {
    const key = `queue-${++made}`;
    const [oldest] = [
      await thread({ team: key, priority: 'urgent', received_at: new Date('2026-02-01T00:00:00Z') }),
      await thread({ team: key }),
    ];
    const queue = (await product.call<QueueDto[]>('GET', '/query-assignments/queues')).body.find((row) => row.team === key);
    expect(queue).toMatchObject({ channel: 'email', waiting: 2, urgent: 1, normal: 1, oldest_waiting_since: '2026-02-01T00:00:00+00:00' });
    const waiting = (await product.call<WaitingPageDto>('GET', `/query-assignments/waiting?team=${key}`)).body;
    expect(waiting).toMatchObject({ total: 2, data: [{ id: oldest }, {}] });
  });
});

describe('the router', () => {
  // What the others left waiting would be taken too.
  beforeEach(() => query(`update public.email_threads set status = 'closed' where id in (select id from public.assignment_queue)`));

  it('gives out what waits when somebody comes to work, by priority and age, and says why the rest waits (C-042)', async () => {
    const { key, agents, come } = await team(1, capacity(4));
    // Written while nobody works, all of them are due at the same time: what is promised sooner would come before what is urgent.
    const at = (minutes: number) => new Date(closed().getTime() - minutes * 60_000);
    const ids = await Promise.all(
      Array.from({ length: 10 }, (_, n) => thread({ team: key, received_at: at(n), priority: n === 3 ? 'urgent' : 'normal' })),
    );
    await come();
    const wanted = [3, 9, 8, 7].map((n) => ids[n]!);
    await until(
      () => heldBy(ids),
      ([count]) => count === 4,
    );
    expect(await Promise.all(wanted.map(assignee))).toEqual(Array(4).fill(agents[0]!.id));
    const reasons = await until(
      async () =>
        (await product.call<WaitingPageDto>('GET', `/query-assignments/waiting?team=${key}`)).body.data.map(({ reason }) => reason),
      (all) => all.every((reason) => reason === 'capacity'),
    );
    expect(reasons).toEqual(Array(6).fill('capacity'));
    const why = (await product.call<WhyDto>('GET', `/why/email_thread/${ids[3]}`)).body;
    expect(why.data[0]).toMatchObject({
      kind: 'routing.assign',
      chosen: { agent_id: agents[0]!.id },
      rule: 'least_loaded',
      rule_version: '1',
    });
    expect(why.data[0]!.candidates).toContainEqual(expect.objectContaining({ agent_id: agents[0]!.id, refusals: [] }));
    // What is resolved makes room for the next.
    await product.call('PATCH', `/emails/threads/${ids[3]}`, { body: { status: 'resolved' } });
    await until(
      () => assignee(ids[6]!),
      (id) => id === agents[0]!.id,
    );
  });

  it('takes turns, also when it is asked by many at once (C-036)', async () => {
    const { key, come } = await team(3, capacity(50));
    await policyOf(key, { strategy: 'round_robin', is_enabled: false });
    await come();
    const ids = await threads(60, { team: key });
    const answers = [];
    while (answers.length < 60) {
      const some = ids.slice(answers.length, answers.length + 20);
      answers.push(...(await Promise.all(some.map((id) => post<AutoAssignedDto>('/query-assignments/auto-assign', item(id))))));
    }
    expect(answers.map(({ status }) => status)).toEqual(Array(60).fill(200));
    expect(await heldBy(ids)).toEqual([20, 20, 20]);
    expect(code(await post('/query-assignments/auto-assign', item(ids[0]!)))).toEqual([409, 'does_not_wait']);
  });

  it('takes back what is not answered, and asks another', async () => {
    const { key, agents, come } = await team(2);
    await policyOf(key, { return_after_minutes: 30 });
    const id = await thread({ team: key });
    await come();
    const first = await until(
      () => assignee(id),
      (holder) => holder !== null,
    );
    const returns = product.app.get(RoutingReturnsService, { strict: false });
    // A calendar that is always open: business minutes are minutes.
    await query(
      `update public.calendars set version = version + 1, hours = (
         select jsonb_object_agg(d, '[["00:00", "24:00"]]'::jsonb) from unnest('{mon,tue,wed,thu,fri,sat,sun}'::text[]) d)`,
    );
    await returns.run(new Date(Date.now() + 29 * 60_000));
    expect(await assignee(id)).toBe(first);
    await returns.run(new Date(Date.now() + 31 * 60_000));
    const second = await until(
      () => assignee(id),
      (holder) => holder !== null && holder !== first,
    );
    expect(agents.map((one) => one.id).sort()).toEqual([first, second].sort());
    expect((await historyOf(id)).map(({ status, reason }) => [status, reason])).toEqual([
      ['returned', 'no answer in time'],
      ['open', 'least to do'],
    ]);
  });

  it('gives out chats beside e-mails, each within its own limit', async () => {
    const { key, agents, come } = await team(1, capacity(1, { chat: { limit: 1, weight: 1 } }));
    const provider = await makeChatProvider(product.database.pool);
    const chat = async (phone: string) =>
      (await makeConversation(product.database.pool, provider, { contact: { phone }, team: key, waiting_since: new Date() })).id;
    const [first, second, email] = [await chat('+918000000001'), await chat('+918000000002'), await thread({ team: key })];
    await come();
    await until(
      () => heldBy([first, second, email]),
      ([count]) => count === 2,
    );
    const [held] = await query<{ id: string }>('select id from public.conversations where assignee_id = $1', [agents[0]!.id]);
    expect(await assignee(email)).toBe(agents[0]!.id);
    const why = (await product.call<WhyDto>('GET', `/why/conversation/${held!.id}`)).body;
    expect(why.entity.type).toBe('conversation');
    expect(why.data[0]).toMatchObject({ kind: 'routing.assign', chosen: { agent_id: agents[0]!.id } });
    await product.call('PATCH', `/conversations/${held!.id}`, { body: { status: 'resolved' } });
    await until(
      () => heldBy([first, second].filter((id) => id !== held!.id)),
      ([count]) => count === 1,
    );
  });

  it('follows the policies of teams', async () => {
    const { key } = await team(0);
    expect(code(await policyOf(key, { fair_limit_count: 2 }))).toEqual([422, 'fair_limit_incomplete']);
    const policy = (await policyOf(key, { strategy: 'longest_idle', max_age_hours: 24 })).body;
    expect(code(await policyOf(key, {}))).toEqual([409, 'conflict']);
    const changed = await product.call<RoutingPolicyDto>('PATCH', `/routing/policies/${policy.id}`, {
      body: { sticky: false, version: 1 },
    });
    expect(changed.body).toMatchObject({ strategy: 'longest_idle', sticky: false, version: 2 });
    const page = (await product.call<RoutingPolicyPageDto>('GET', '/routing/policies')).body;
    const standard = page.data.find(({ team_id }) => team_id === null)!;
    expect(code(await product.call('DELETE', `/routing/policies/${standard.id}`))).toEqual([409, 'default_routing_policy']);
    expect((await product.call('DELETE', `/routing/policies/${policy.id}`)).status).toBe(200);
  });

  it('leaves alone what has been silent for too long, however old it is (C-050)', async () => {
    const { key, agents, come } = await team(1);
    await policyOf(key, { max_age_hours: 24 });
    const day = 86_400_000;
    const [old, reopened] = await threads(2, { team: key, received_at: new Date(Date.now() - 30 * day) });
    await makeEmail(product.database.pool, mailbox, { thread_id: reopened, received_at: new Date(Date.now() - 3_600_000) });
    await come();
    await until(
      () => assignee(reopened!),
      (holder) => holder === agents[0]!.id,
    );
    await until(
      () => query<{ parked: string | null }>('select parked from public.assignment_queue where id = $1', [old]),
      ([row]) => row!.parked === 'no activity for too long',
    );
  });
});
