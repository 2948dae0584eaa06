import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { WhyDto } from '../../src/decisions/dto/decision.dto.js';
import type { TicketDto, TicketPageDto } from '../../src/tickets/dto/ticket.dto.js';
import type {
  DryRunResultDto,
  ExportedWorkflowDto,
  WorkflowDetailDto,
  WorkflowEvaluationDto,
  WorkflowTrialDto,
  WorkflowVersionDto,
  WorkflowVocabularyDto,
  WorkflowWithSecretDto,
} from '../../src/workflows/dto/workflow.dto.js';
import type { WorkflowRunDetailDto, WorkflowRunDto, WorkflowRunPageDto } from '../../src/workflows/dto/workflowRun.dto.js';
import { WorkflowMatching } from '../../src/workflows/workflowMatching.service.js';
import { WorkflowRuns } from '../../src/workflows/workflowRuns.service.js';
import { WorkflowTime } from '../../src/workflows/workflowTime.service.js';
import { type CallOptions, startTestApp, type TestApp } from '../support/app.js';
import type { IvrProviderWithSecretDto } from '../../src/ivrWebhooks/providers/dto/ivrProvider.dto.js';
import { insertRow, makeAgent, makeCustomer, makeEmail, makeMailbox } from '../support/factories/emails.js';
import { ivrProvider } from '../support/factories/ivr.js';
import { list as rules } from '../support/lists/workflows.js';
import { list as runs } from '../support/lists/workflowRuns.js';
import { listSuite } from '../support/listSuite.js';
import { until } from '../support/until.js';

let product: TestApp;
let mailbox: { id: string };

const query = <R extends object>(sql: string, values: unknown[] = []) =>
  product.database.pool.query<R>(sql, values).then(({ rows }) => rows);
const get = async <T>(path: string, options: CallOptions = {}) => (await product.call<T>('GET', path, options)).body;
const post = <T = Record<string, unknown>>(path: string, body: object = {}, options: CallOptions = {}) =>
  product.call<T>('POST', path, { body, ...options });
const refusal = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  const { code, details } = body as { code?: string; details?: { field?: string }[] };
  return [status, code, ...(Array.isArray(details) ? details.map(({ field }) => field) : [])];
};

const CONDITION = { field: 'priority', operator: 'equals', value: 'urgent' };
const TAG = { action: 'tag', params: { add: ['seen'] } };
const rule = (change: object = {}) => ({
  name: 'Urgent tickets',
  trigger: { type: 'event', kind: 'ticket', events: ['ticket:created'] },
  conditions: CONDITION,
  actions: [TAG],
  is_active: true,
  ...change,
});
const make = async (change: object = {}): Promise<WorkflowWithSecretDto> => {
  const answer = await post<WorkflowWithSecretDto>('/workflows', rule(change));
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
/** Only this word's tickets are for this test's rules. */
let words = 0;
const word = () => `word${++words}x`;
const about = (subject: string, more: object[] = []) => ({ all: [{ field: 'subject', operator: 'contains', value: subject }, ...more] });
const ticket = async (subject: string, more: object = {}) => {
  const answer = await post<TicketDto>('/tickets', { subject, ...more });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
const change = (id: string, body: object) => product.call<TicketDto>('PATCH', `/tickets/${id}`, { body });
const runsOf = async (workflow_id: string) =>
  (await get<WorkflowRunPageDto>(`/workflow-runs?workflow_id=${workflow_id}&order=asc&limit=200`)).data;
const ended = ({ state }: WorkflowRunDto) => !['running', 'waiting'].includes(state);
const finished = async (workflow_id: string, count = 1): Promise<WorkflowRunDetailDto[]> => {
  const found = await until(
    () => runsOf(workflow_id),
    (some) => some.length >= count && some.every(ended),
  );
  return Promise.all(found.map(({ id }) => get<WorkflowRunDetailDto>(`/workflow-runs/${id}`)));
};
/** Whether the reaction has looked at everything that has happened. */
const looked = () =>
  until(
    async () => {
      await get('/changes');
      return query<{ behind: boolean }>(
        `select r.last_seq < p.last_seq or exists (select from change_feed where seq is null) as behind
         from change_feed_position p, change_reactions r where r.name = 'workflows.match'`,
      );
    },
    ([row]) => row !== undefined && !row.behind,
    60,
  );
const service = <T>(type: new (...args: never[]) => T): T => product.app.get<T>(type, { strict: false });

/** An endpoint that may call back. */
let server: Server;
let heard: { headers: Record<string, string | string[] | undefined>; body: Record<string, unknown> }[] = [];
let callBack: ((headers: Record<string, string | string[] | undefined>) => Promise<unknown>) | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ headers: request.headers, body: JSON.parse(String(Buffer.concat(chunks))) as Record<string, unknown> });
      void Promise.resolve(callBack?.(request.headers)).finally(() => response.end('{}'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const environment = { WEBHOOK_ALLOW_HTTP: '127.0.0.1', WEBHOOK_ALLOW_PRIVATE: '127.0.0.1', WEBHOOK_ALLOW_PORTS: `443,${port}` };
  product = await startTestApp({ environment });
  mailbox = await makeMailbox(product.database.pool);
  await product.token('admin');
});
afterAll(async () => {
  await product.close();
  await new Promise((resolve) => server.close(resolve));
});

listSuite({
  ...rules,
  product: () => product,
  make: (n) =>
    make({
      name: n === 3 ? 'A needle' : `Rule ${n}`,
      is_active: n % 2 === 0,
      trigger:
        n === 1
          ? { type: 'time', kind: 'ticket', field: 'due_at', minutes: -5 }
          : n === 2
            ? { type: 'schedule', kind: 'ticket', cron: '0 9 * * 1' }
            : { type: 'event', kind: n === 4 ? 'refund' : 'ticket', events: [n === 4 ? 'refund:created' : 'ticket:created'] },
      conditions: n === 4 ? { field: 'currency', operator: 'equals', value: 'CHF' } : about('listed'),
      actions: [{ action: 'notify', params: { title: 'Look' } }],
    }),
});

listSuite({
  ...runs,
  product: () => product,
  make: async (n) => {
    const [workflow] = await query<{ id: string }>(
      `insert into workflows (id, name, trigger, conditions, actions)
       values ($1, 'Listed', '{"type": "event", "kind": "ticket"}', '{}', '[]')
       on conflict (id) do update set name = excluded.name returning id`,
      [n < 3 ? '00000000-0000-4000-8000-0000000000aa' : '00000000-0000-4000-8000-0000000000bb'],
    );
    await insertRow(product.database.pool, 'workflow_runs', {
      ...{ workflow_id: workflow!.id, workflow_version: 1, entity_type: n === 1 ? 'refund' : 'ticket', entity_id: `list-${n}` },
      ...{ cause: `list:${n}`, event: 'ticket:created', event_at: new Date(), state: ['done', 'partial', 'stopped'][n % 3] },
    });
  },
});

describe('what a rule may say', () => {
  it.each([
    ['no conditions', { conditions: {} }, [400, 'validation_failed', 'conditions']],
    ['an empty list of conditions', { conditions: { all: [] } }, [400, 'validation_failed', 'conditions.all']],
    ['a field that there is not', { conditions: { ...CONDITION, field: 'colour' } }, [400, 'validation_failed', 'conditions.field']],
    // Texts are compared, never run: there is no pattern that could go on for ever.
    [
      'a pattern',
      { conditions: { field: 'subject', operator: 'matches', value: '(a+)+$' } },
      [400, 'validation_failed', 'conditions.operator'],
    ],
    [
      'an event of another kind',
      { trigger: { type: 'event', kind: 'ticket', events: ['email:created'] } },
      [400, 'validation_failed', 'trigger.events'],
    ],
    [
      'a kind that there is not',
      { trigger: { type: 'event', kind: 'planet', events: ['planet:created'] } },
      [400, 'validation_failed', 'trigger.kind'],
    ],
    [
      'a time that is none',
      { trigger: { type: 'time', kind: 'ticket', field: 'subject', minutes: 1 } },
      [400, 'validation_failed', 'trigger.field'],
    ],
    [
      'a cron that is none',
      { trigger: { type: 'schedule', kind: 'ticket', cron: '99 * * * *' } },
      [400, 'validation_failed', 'trigger.cron'],
    ],
    ['a field of another trigger', { trigger: { ...rule().trigger, cron: '0 9 * * *' } }, [400, 'validation_failed', 'trigger.cron']],
    ['an action that there is not', { actions: [{ action: 'explode', params: {} }] }, [400, 'validation_failed', 'actions[0].action']],
    ['params that do not fit', { actions: [{ action: 'notify', params: { titel: 'x' } }] }, [400, 'validation_failed']],
    [
      'fields that a ticket has not',
      { actions: [{ action: 'set_fields', params: { set: { colour: 'red' } } }] },
      [400, 'validation_failed', 'colour'],
    ],
    [
      'a wait for nothing known',
      { actions: [{ action: 'wait', params: { minutes: 5, cancel_on: ['rain'] } }] },
      [400, 'validation_failed', 'actions[0].params.cancel_on'],
    ],
    ['a wait of more than a year', { actions: [{ action: 'wait', params: { minutes: 1_000_000 } }] }, [400, 'validation_failed']],
    ['an approval of a ticket', { actions: [{ action: 'request_approval', params: {} }] }, [422, 'workflow_action_unusable']],
  ])('refuses %s', async (_what, wrong, expected) => {
    expect((await refusal(post('/workflows', rule(wrong)))).slice(0, expected.length)).toEqual(expected);
  });

  it('refuses a variable that nobody knows, and names it', async () => {
    const { status, body } = await post('/workflows', rule({ actions: [{ action: 'notify', params: { title: 'Hi {{contact.nmae}}' } }] }));
    expect([status, body.code]).toEqual([422, 'template_variable_unknown']);
    expect(body.details).toMatchObject({ unknown: [{ field: 'actions[0].params.title', token: '{{contact.nmae}}' }] });
  });

  it('warns of conditions that nothing can meet', async () => {
    const never = { all: [CONDITION, { field: 'priority', operator: 'equals', value: 'low' }] };
    expect((await make({ conditions: never })).warnings).toEqual([expect.stringContaining('contradict')]);
  });

  it('is for those who may do themselves what it does', async () => {
    expect(await refusal(post('/workflows', rule(), { as: 'agent' }))).toEqual([403, 'forbidden']);
    expect(await refusal(post('/workflows', rule(), { as: 'viewer' }))).toEqual([403, 'forbidden']);
  });

  it('keeps every version, and goes out and in as JSON', async () => {
    const { id, version } = await make({ is_active: false });
    const { body } = await product.call<WorkflowDetailDto>('PATCH', `/workflows/${id}`, { body: { name: 'Other', version } });
    expect(body).toMatchObject({ name: 'Other', version: 2 });
    expect(await refusal(product.call('PATCH', `/workflows/${id}`, { body: { name: 'Late', version } }))).toEqual([409, 'stale_version']);
    const versions = await get<WorkflowVersionDto[]>(`/workflows/${id}/versions`);
    expect(versions.map(({ version: n, workflow }) => [n, workflow['name']])).toEqual([
      [2, 'Other'],
      [1, 'Urgent tickets'],
    ]);
    const exported = await get<ExportedWorkflowDto>(`/workflows/${id}/export`);
    const { body: imported } = await post<WorkflowDetailDto[]>('/workflows/import', { workflows: [exported] });
    expect(imported).toMatchObject([{ ...exported, is_active: false }]);
    expect((await product.call('DELETE', `/workflows/${id}`)).status).toBe(200);
    expect((await product.call('GET', `/workflows/${id}`)).status).toBe(404);
  });

  it('has templates that can be imported as they are, and a vocabulary', async () => {
    const workflows = await get<ExportedWorkflowDto[]>('/workflows/templates');
    expect(workflows).toHaveLength(9);
    const { status, body } = await post<WorkflowDetailDto[]>('/workflows/import', { workflows });
    expect([status, body.length]).toEqual([201, 9]);
    const { kinds, actions } = await get<WorkflowVocabularyDto>('/workflows/vocabulary');
    expect(kinds.map(({ kind }) => kind)).toEqual([
      ...['agri_consultation', 'audit', 'conversation', 'customer', 'customer_feedback', 'email', 'ivr_call', 'lead', 'refund'],
      ...['return_rca', 'survey_response', 'ticket', 'video_call_lead', 'youtube_lead'],
    ]);
    expect(kinds.find(({ kind }) => kind === 'ticket')!.fields.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['changed', 'was_priority']),
    );
    expect(actions.find(({ action }) => action === 'notify')!.params).toEqual(expect.arrayContaining(['title', 'body']));
  });
});

describe('when something happens', () => {
  it('acts once on what matches, says why, and says of the rest what each condition saw', async () => {
    const subject = word();
    const { id } = await make({
      conditions: about(subject, [CONDITION]),
      actions: [TAG, { action: 'notify', params: { title: 'See {{ticket.number}}' } }],
    });
    const quiet = await ticket(subject, { priority: 'low' });
    const loud = await ticket(subject, { priority: 'urgent' });
    const [run] = await finished(id);
    expect(run).toMatchObject({ entity_id: loud.id, event: 'ticket:created', depth: 1, state: 'done', workflow_version: 1 });
    expect(run!.why).toEqual([
      expect.objectContaining({ field: 'subject', is: true }),
      { field: 'priority', operator: 'equals', value: 'urgent', actual: 'urgent', is: true },
    ]);
    expect(run!.steps.map(({ action, state }) => [action, state])).toEqual([
      ['tag', 'done'],
      ['notify', 'done'],
    ]);
    expect((await get<TicketDto>(`/tickets/${loud.id}`)).tags).toEqual(['seen']);
    expect((await get<TicketDto>(`/tickets/${quiet.id}`)).tags).toEqual([]);
    const [sample] = await get<WorkflowEvaluationDto[]>(`/workflows/${id}/evaluations`);
    expect(sample!.why.some(({ is }) => !is)).toBe(true);
    expect(await get<WorkflowDetailDto>(`/workflows/${id}`)).toMatchObject({
      matched: 1,
      fault: null,
      last_matched_at: expect.any(String),
    });
    // Looked at again, as after a kill, the same event begins nothing.
    const [event] = await query<{ seq: number; at: string }>(
      `select f.seq::float8 as seq, f.namespace, f.event, f.entity_id, f.payload, f.before, f.cause, to_json(f.at) #>> '{}' as at
       from change_feed f where entity_id = $1 and event = 'ticket:created'`,
      [loud.id],
    );
    await service(WorkflowMatching).take([event as never]);
    expect(await runsOf(id)).toHaveLength(1);
    const why = await get<WhyDto>(`/why/ticket/${loud.id}`);
    expect(why.data.filter(({ rule: by }) => by === id).map(({ kind, reason }) => [kind, reason])).toEqual([
      ['workflows.act', expect.stringContaining(`Told: See ${loud.number}`)],
      ['workflows.act', expect.stringContaining('Added seen.')],
      ['workflows.match', 'The rule Urgent tickets applied.'],
    ]);
  });

  it('knows what was before: the same value again is no change, and a missing earlier value is none', async () => {
    const subject = word();
    const trigger = { type: 'event', kind: 'ticket', events: ['ticket:created', 'ticket:updated'] };
    const changed = { field: 'changed', operator: 'has_any', value: ['priority'] };
    const { id } = await make({
      trigger,
      conditions: about(subject, [changed, { field: 'was_priority', operator: 'not_equals', value: 'low' }]),
    });
    const nobody = await make({ trigger, conditions: about(subject, [{ field: 'was_assignee_id', operator: 'is_empty' }, changed]) });
    const { id: ticket_id } = await ticket(subject, { priority: 'high' });
    await change(ticket_id, { priority: 'high', tags: ['other'] });
    await looked();
    expect(await runsOf(id)).toEqual([]);
    await change(ticket_id, { priority: 'urgent' });
    const [run] = await finished(id);
    expect(run!.why).toContainEqual({ field: 'was_priority', operator: 'not_equals', value: 'low', actual: 'high', is: true });
    expect(await finished(nobody.id)).toHaveLength(1);
  });

  it('reads numbers as numbers and lists as lists', async () => {
    const subject = word();
    const over = await make({ conditions: about(subject, [{ field: 'cycle', operator: 'more_than', value: 0.5 }]) });
    const whole = await make({ conditions: about(subject, [{ field: 'cycle', operator: 'equals', value: '1' }]) });
    const none = await make({ conditions: about(subject, [{ field: 'tags', operator: 'has_none', value: ['a', 'b'] }]) });
    await ticket(subject, { tags: ['b', 'c'] });
    expect(await finished(over.id)).toHaveLength(1);
    expect(await finished(whole.id)).toHaveLength(1);
    await looked();
    expect(await runsOf(none.id)).toEqual([]);
  });

  it('goes on with the version that it began with', async () => {
    const subject = word();
    const wait = { action: 'wait', params: { minutes: 60 } };
    const { id } = await make({ conditions: about(subject), actions: [wait, TAG] });
    const { id: ticket_id } = await ticket(subject);
    const [run] = await until(
      () => runsOf(id),
      ([one]) => one?.state === 'waiting',
    );
    await product.call('PATCH', `/workflows/${id}`, { body: { actions: [wait, { action: 'tag', params: { add: ['other'] } }] } });
    await due(run!.id);
    await finished(id);
    expect((await get<TicketDto>(`/tickets/${ticket_id}`)).tags).toEqual(['seen']);
  });

  it('lets one rule set off another, once', async () => {
    const subject = word();
    const first = await make({
      conditions: about(subject, [CONDITION]),
      actions: [{ action: 'create_ticket', params: { subject: `Made: ${subject}`, priority: 'low' } }],
    });
    const second = await make({ conditions: about(`made: ${subject}`) });
    await ticket(subject, { priority: 'urgent' });
    const [one] = await finished(first.id);
    const [two] = await finished(second.id);
    expect(two).toMatchObject({ depth: 2, caused_by: one!.id, entity_id: one!.steps[0]!.made_id });
    await looked();
    expect([(await runsOf(first.id)).length, (await runsOf(second.id)).length]).toEqual([1, 1]);
    const why = await get<WhyDto>(`/why/ticket/${two!.entity_id}`);
    expect(why.data.map(({ reason }) => reason)).toContainEqual(expect.stringMatching(/By the rule Urgent tickets: Made the ticket TKT-/));
  });

  it('stops two rules that undo each other', async () => {
    const subject = word();
    const trigger = { type: 'event', kind: 'ticket', events: ['ticket:updated'] };
    const flip = (from: string, to: string) =>
      make({
        trigger,
        conditions: about(subject, [
          { field: 'changed', operator: 'has_any', value: ['priority'] },
          { field: 'priority', operator: 'equals', value: from },
        ]),
        actions: [{ action: 'set_fields', params: { set: { priority: to } } }],
      });
    const [up, down] = [await flip('low', 'high'), await flip('high', 'low')];
    const { id } = await ticket(subject);
    await change(id, { priority: 'low' });
    const stopped = await until(
      async () => [...(await runsOf(up.id)), ...(await runsOf(down.id))],
      (all) => all.some(({ state }) => state === 'stopped') && all.every(ended),
    );
    expect(stopped.filter(({ state }) => state === 'done')).toHaveLength(5);
    expect(stopped.find(({ state }) => state === 'stopped')!.reason).toContain('chain');
  });

  it('brakes a rule that is set off again and again, by whomever', async () => {
    const subject = word();
    const { id } = await make({
      trigger: { type: 'event', kind: 'ticket', events: ['ticket:updated'] },
      conditions: about(subject),
      actions: [{ action: 'notify', params: { title: 'Again' } }],
    });
    const { id: ticket_id } = await ticket(subject);
    for (let n = 0; n < 9; n += 1)
      await change(ticket_id, { description: `${n}`, due_at: new Date(Date.now() + n * 86_400_000).toISOString() });
    await looked();
    const all = await finished(id, 6);
    expect(all.map(({ state }) => state).sort()).toEqual([...Array<string>(5).fill('done'), 'stopped']);
  });

  it('leaves out a rule about a field that is no more, says so, and goes on with the others', async () => {
    const subject = word();
    const broken = await make({ conditions: about(subject) });
    const good = await make({ conditions: about(subject) });
    await query(`update workflows set conditions = '{"field": "gone", "operator": "equals", "value": "x"}' where id = $1`, [broken.id]);
    await ticket(subject);
    expect(await finished(good.id)).toHaveLength(1);
    expect((await get<WorkflowDetailDto>(`/workflows/${broken.id}`)).fault).toContain('conditions.field');
    expect((await get<WorkflowDetailDto>(`/workflows/${broken.id}`)).warnings.join()).toContain('conditions.field');
    expect(await runsOf(broken.id)).toEqual([]);
  });
});

/** Its time has come. */
async function due(run_id: string): Promise<void> {
  await query(`update workflow_steps set next_at = now() - interval '1 second' where run_id = $1 and state in ('waiting', 'retry')`, [
    run_id,
  ]);
  await query(`update workflow_runs set next_at = now() where id = $1 and state in ('waiting', 'running')`, [run_id]);
  await query(`select pg_notify('workflows', '')`);
}

describe('a wait', () => {
  const remind = [
    { action: 'wait', params: { minutes: 120, cancel_on: ['customer_replied', 'resolved'] } },
    { action: 'notify', params: { title: 'Reminder' } },
  ];

  it('ends by itself when what it waits against happens, also while nobody looked', async () => {
    const subject = word();
    const { id } = await make({ conditions: about(subject), actions: remind });
    const one = await ticket(subject);
    const two = await ticket(subject);
    const waiting = await until(
      () => runsOf(id),
      (all) => all.length === 2 && all.every(({ state }) => state === 'waiting'),
    );
    await insertRow(product.database.pool, 'ticket_comments', {
      ticket_id: one.id,
      visibility: 'public',
      source: 'customer',
      body: 'Here I am',
    });
    await until(
      () => runsOf(id),
      (all) => all.some(({ state, reason }) => state === 'cancelled' && reason === 'The customer replied.'),
    );
    // The other one, whose time comes before the reaction has seen that it was resolved.
    const run = waiting.find(({ entity_id }) => entity_id === two.id)!;
    await query(`update change_feed_position set last_seq = last_seq`);
    await change(two.id, { status: 'resolved' });
    await due(run.id);
    const ends = await finished(id, 2);
    expect(ends.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    expect(ends.flatMap(({ steps }) => steps.map(({ action }) => action))).not.toContain('notify');
  });

  it('reminds once when nothing happens, in another process too', async () => {
    const subject = word();
    const { id } = await make({ conditions: about(subject), actions: remind });
    await ticket(subject);
    const [run] = await until(
      () => runsOf(id),
      ([one]) => one?.state === 'waiting',
    );
    await due(run!.id);
    // Two workers at once, as after a restart.
    await Promise.all([service(WorkflowRuns).work(), service(WorkflowRuns).work()]);
    const [end] = await finished(id);
    expect(end!.steps.map(({ action, state }) => [action, state])).toEqual([
      ['wait', 'done'],
      ['notify', 'done'],
    ]);
    expect(await query(`select id from notifications where dedupe_key like 'workflow:%' and title = 'Reminder'`)).toHaveLength(1);
  });

  it('may last a year, and counts business minutes where it says so', async () => {
    const subject = word();
    // An hour on a day that is neither today nor tomorrow, at whatever time this runs.
    const open_on = (new Date().getUTCDay() + 3) % 7;
    const hours = { [['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][open_on]!]: [['09:00', '10:00']] };
    const { body: calendar } = await post<{ id: string }>('/calendars', { name: `One day ${subject}`, zone: 'UTC', hours });
    const year = await make({ conditions: about(subject), actions: [{ action: 'wait', params: { minutes: 525_600 } }, TAG] });
    const business = await make({
      conditions: about(subject),
      actions: [{ action: 'wait', params: { minutes: 120, business: true, calendar_id: calendar.id } }, TAG],
    });
    await ticket(subject);
    const [long] = await until(
      () => runsOf(year.id),
      ([one]) => one?.state === 'waiting',
    );
    expect(Date.parse(long!.next_at!) - Date.now()).toBeGreaterThan(364 * 86_400_000);
    const [short] = await until(
      () => runsOf(business.id),
      ([one]) => one?.state === 'waiting',
    );
    const end = new Date(short!.next_at!);
    expect([end.getUTCDay(), end.getUTCHours(), end.getUTCMinutes()]).toEqual([open_on, 10, 0]);
  });

  it('is cancelled when its rule is switched off, or all are', async () => {
    const subject = word();
    const wait = [{ action: 'wait', params: { minutes: 5 } }, TAG];
    const { id } = await make({ conditions: about(subject), actions: wait });
    const other = await make({ conditions: about(subject), actions: wait });
    await ticket(subject);
    await until(
      () => runsOf(id),
      ([one]) => one?.state === 'waiting',
    );
    await until(
      () => runsOf(other.id),
      ([one]) => one?.state === 'waiting',
    );
    await product.call('PATCH', `/workflows/${id}`, { body: { is_active: false } });
    expect((await finished(id))[0]).toMatchObject({ state: 'cancelled', reason: 'The rule was switched off.', next_at: null });
    expect((await runsOf(other.id))[0]!.state).toBe('waiting');
    const { body: run } = await post<WorkflowRunDetailDto>(`/workflow-runs/${(await runsOf(other.id))[0]!.id}/cancel`, {
      note: 'Settled.',
    });
    expect(run).toMatchObject({ state: 'cancelled', reason: 'Settled.' });
    expect(await refusal(post(`/workflow-runs/${run.id}/cancel`))).toEqual([409, 'workflow_run_ended']);
  });
});

describe('actions', () => {
  it('go on when one fails, and only that one is done again', async () => {
    const subject = word();
    const agent = await makeAgent(product.database.pool, {});
    const assign = { action: 'assign', params: { agent_id: agent.id } };
    const { id } = await make({ conditions: about(subject), actions: [assign, TAG] });
    await query('update agents set is_active = false where id = $1', [agent.id]);
    const { id: ticket_id } = await ticket(subject);
    const [run] = await finished(id);
    expect(run).toMatchObject({ state: 'partial', reason: '1 step failed.' });
    expect(run!.steps.map(({ action, state, error_code }) => [action, state, error_code])).toEqual([
      ['assign', 'failed', 'workflow_not_assigned'],
      ['tag', 'done', null],
    ]);
    await query('update agents set is_active = true where id = $1', [agent.id]);
    expect((await post(`/workflow-runs/${run!.id}/retry`)).status).toBe(200);
    const [end] = await finished(id);
    expect(end).toMatchObject({
      state: 'done',
      steps: expect.arrayContaining([expect.objectContaining({ action: 'assign', state: 'done' })]),
    });
    expect(end!.steps.find(({ action }) => action === 'tag')!.at).toBe(run!.steps.find(({ action }) => action === 'tag')!.at);
    expect((await get<TicketDto>(`/tickets/${ticket_id}`)).assignee_id).toBe(agent.id);
    expect(await refusal(post(`/workflow-runs/${run!.id}/retry`))).toEqual([409, 'workflow_run_not_failed']);
    expect(await query(`select id from notifications where type = 'workflow_failed' and entity_id = $1`, [id])).toHaveLength(1);
  });

  it('branch by what is so then', async () => {
    const subject = word();
    const branch = {
      action: 'branch',
      params: { conditions: CONDITION, then: [TAG], else: [{ action: 'tag', params: { add: ['calm'] } }] },
    };
    const { id } = await make({
      conditions: about(subject),
      actions: [{ action: 'set_fields', params: { set: { priority: 'urgent' } } }, branch],
    });
    const { id: ticket_id } = await ticket(subject);
    const [run] = await finished(id);
    expect(run!.steps.map(({ position }) => position)).toEqual(['0', '1', '1.then.0']);
    expect((await get<TicketDto>(`/tickets/${ticket_id}`)).tags).toEqual(['seen']);
  });

  it('answer an e-mail by its thread, within what a customer may get in a day', async () => {
    const subject = word();
    const customer = await makeCustomer(product.database.pool, `${subject}@example.com`, { name: 'Asha Rao', tier: 'vip' });
    const { id } = await make({
      trigger: { type: 'event', kind: 'email', events: ['email:created'] },
      conditions: about(subject, [
        { field: 'direction', operator: 'equals', value: 'inbound' },
        { field: 'customer_tier', operator: 'equals', value: 'vip' },
      ]),
      actions: [
        { action: 'create_ticket', params: { priority: 'urgent' } },
        { action: 'reply', params: { text: 'Dear {{customer.name}}, we look at {{email.subject}}.' } },
        { action: 'timeline_event', params: { event_type: 'promise', title: 'We promised to look' } },
      ],
    });
    const mails = [];
    for (let n = 0; n < 4; n += 1)
      mails.push(
        await makeEmail(product.database.pool, mailbox, {
          subject: `${subject} ${n}`,
          from_email: `${subject}@example.com`,
          customer_id: customer.id,
        }),
      );
    const all = await finished(id, 4);
    const replies = all.map(({ steps }) => steps.find(({ action }) => action === 'reply')!);
    expect(replies.map(({ state }) => state).sort()).toEqual(['done', 'done', 'done', 'skipped']);
    expect(replies.find(({ state }) => state === 'skipped')!.result).toEqual({ reasons: ['daily_limit'] });
    const [sent] = await query<{ body_text: string; thread_id: string }>(`select body_text, thread_id from emails where id = $1`, [
      replies.find(({ state }) => state === 'done')!.made_id,
    ]);
    expect(sent!.body_text).toContain('Dear Asha Rao, we look at');
    // No person has answered: the promise of a first response stays.
    await query(`update emails set send_state = 'sent', sent_at = now() where thread_id = $1 and direction = 'outbound'`, [
      sent!.thread_id,
    ]);
    expect(await query(`select kind, by_user from sla_email_events where item_id = $1 and kind like '%reply'`, [sent!.thread_id])).toEqual([
      { kind: 'bot_reply', by_user: null },
    ]);
    const tickets = await get<TicketPageDto>(`/tickets?customer_id=${String(customer.id)}`);
    expect(tickets.data.map(({ priority }) => priority)).toEqual(Array(4).fill('urgent'));
    expect(await query('select id from customer_events where customer_id = $1', [customer.id])).toHaveLength(4);
    expect((await get<WhyDto>(`/why/email/${String(mails[0]!['id'])}`)).data.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['workflows.match', 'workflows.act']),
    );
  });

  it('ask for an approval of a refund', async () => {
    const code = word();
    const { id } = await make({
      trigger: { type: 'event', kind: 'refund', events: ['refund:created'] },
      conditions: { field: 'reason', operator: 'contains', value: code },
      actions: [{ action: 'request_approval', params: { reason: 'Large: {{refund.number}}' } }],
    });
    const { body: refund } = await post<{ id: string; number: string }>('/refunds', {
      reason_code: 'late',
      reason: code,
      currency: 'INR',
      amount_minor: 5_000_000,
    });
    const [run] = await finished(id);
    expect(run!.steps[0]).toMatchObject({ state: 'done', made_type: 'approval_request' });
    expect(await query('select reason from approval_requests where entity_id = $1', [refund.id])).toEqual([
      { reason: `Large: ${refund.number}` },
    ]);
  });
});

describe('other kinds of things', () => {
  const missedCall = async (number: string) => {
    const { body } = await post<IvrProviderWithSecretDto>('/ivr-providers', ivrProvider());
    product.watch.plant('secret of a webhook address', new URL(body.webhook_address_with_secret).searchParams.get('t'));
    const [call] = await query<{ id: string }>(
      `insert into ivr_calls (provider_id, provider_call_id, provider_status, direction, customer_number, customer_id, started_at)
       values ($1, $2, 'missed', 'inbound', $2, $3, now()) returning id`,
      [body.id, number, (await makeCustomer(product.database.pool, `${word()}@example.com`)).id],
    );
    return call!.id;
  };

  it('are missed calls, which become a ticket, are told, noted, given to an agent, and waited for', async () => {
    const number = `+1202555${String(1000 + words)}`;
    const agent = await makeAgent(product.database.pool);
    const { id } = await make({
      trigger: { type: 'event', kind: 'ivr_call', events: ['ivr_call:created'] },
      conditions: {
        all: [
          { field: 'customer_number', operator: 'equals', value: number },
          { field: 'status', operator: 'equals', value: 'missed' },
        ],
      },
      actions: [
        { action: 'create_ticket', params: { priority: 'high' } },
        { action: 'notify', params: { title: 'Missed {{ivr_call.customer_number}}' } },
        { action: 'timeline_event', params: { event_type: 'missed', title: 'We missed a call' } },
        { action: 'set_fields', params: { set: { notes: 'Call back today.' } } },
        { action: 'assign', params: { agent_id: agent.id } },
        { action: 'wait', params: { minutes: 60, cancel_on: ['completed'] } },
      ],
    });
    const call = await missedCall(number);
    const [run] = await until(
      () => runsOf(id),
      (some) => some[0]?.state === 'waiting',
      60,
    );
    const { steps } = await get<WorkflowRunDetailDto>(`/workflow-runs/${run!.id}`);
    expect(steps.map(({ action, state, error_code }) => [action, state, error_code])).toEqual([
      ...['create_ticket', 'notify', 'timeline_event', 'set_fields', 'assign'].map((action) => [action, 'done', null]),
      ['wait', 'waiting', null],
    ]);
    const shown = await get<{ notes: string; assignee_id: string }>(`/ivr-calls/${call}`);
    expect([shown.notes, shown.assignee_id]).toEqual(['Call back today.', agent.id]);
    const why = await get<WhyDto>(`/why/ivr_call/${call}`);
    expect(why.data.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['workflows.match', 'workflows.act']));
    const category = await post<{ id: string }>('/call-categories', { name: word() });
    await post(`/ivr-calls/${call}/complete`, { category_id: category.body.id });
    expect((await finished(id))[0]).toMatchObject({ state: 'cancelled', reason: 'The call was completed.' });
  });

  it.each([
    [
      'customer_feedback',
      { field: 'rating', operator: 'less_than', value: 2 },
      '/customer-feedback',
      { kind: 'complaint', rating: 1 },
      'comment',
    ],
    ['lead', { field: 'source', operator: 'equals', value: 'website' }, '/leads', { source: 'website' }, 'matter'],
  ])('are %s, too', async (kind, condition, path, body, said) => {
    const subject = word();
    const { id } = await make({
      trigger: { type: 'event', kind, events: [`${kind}:created`] },
      conditions: { all: [condition, { field: said, operator: 'contains', value: subject }] },
      actions: [{ action: 'create_ticket', params: { subject: `About {{${kind}.${said}}}` } }],
    });
    const customer_id = (await makeCustomer(product.database.pool, `${subject}@example.com`)).id;
    const made = await post<{ id: string }>(path, { ...body, customer_id, [said]: subject });
    expect([made.status, made.text]).toEqual([201, made.text]);
    const [run] = await finished(id);
    expect(run).toMatchObject({ state: 'done', entity_type: kind, entity_id: made.body.id, customer_id });
    const tickets = await get<TicketPageDto>(`/tickets?search=${subject}`);
    expect(tickets.data.map((each) => [each.subject, each.customer_id])).toEqual([[`About ${subject}`, customer_id]]);
  });

  it('can all be looked at by a rule that goes by the time', async () => {
    const { kinds } = await get<WorkflowVocabularyDto>('/workflows/vocabulary');
    const later = new Date(Date.now() + 5_000);
    for (const { kind, times } of kinds)
      for (const field of times) {
        const conditions = { field, operator: 'is_present' };
        const { id } = await make({
          trigger: { type: 'time', kind, field, minutes: -1 },
          conditions,
          actions: [{ action: 'notify', params: { title: 'x' } }],
        });
        await service(WorkflowTime).look(later);
        expect((await get<WorkflowDetailDto>(`/workflows/${id}`)).fault).toBeNull();
        await product.call('DELETE', `/workflows/${id}`);
      }
  });
});

describe('the time', () => {
  it('begins a rule so long after something, once, and not for what has changed since', async () => {
    const subject = word();
    const trigger = { type: 'time', kind: 'ticket', field: 'resolved_at', minutes: 1 };
    const { id } = await make({ trigger, conditions: about(subject, [{ field: 'status', operator: 'equals', value: 'resolved' }]) });
    const [one, two] = [await ticket(subject), await ticket(subject)];
    for (const { id: ticket_id } of [one, two]) await change(ticket_id, { status: 'resolved' });
    await change(two.id, { status: 'open' });
    const time = service(WorkflowTime);
    await time.look(new Date());
    expect(await runsOf(id)).toEqual([]);
    const later = new Date(Date.now() + 61_000);
    await until(
      async () => (await time.look(later), runsOf(id)),
      (all) => all.length > 0,
    );
    await time.look(new Date(later.getTime() + 1_000));
    expect((await finished(id)).map(({ entity_id }) => entity_id)).toEqual([one.id]);
  });

  it('begins a schedule at its ticks, for thousands at once, each once', async () => {
    const subject = word();
    const size = 10_000;
    await query(`insert into tickets (subject) select $1 || ' ' || n from generate_series(1, $2::int) n`, [subject, size]);
    const { id } = await make({
      trigger: { type: 'schedule', kind: 'ticket', cron: '*/5 * * * *' },
      conditions: about(subject),
      actions: [{ action: 'timeline_event', params: { event_type: 'x', title: 'x' } }],
    });
    const time = service(WorkflowTime);
    const later = new Date(Date.now() + 300_000);
    await until(
      async () => (
        await time.look(later),
        query<{ n: number }>('select count(*)::int as n from workflow_runs where workflow_id = $1', [id])
      ),
      ([row]) => row!.n === size,
      60,
    );
    await time.look(later);
    await until(
      () => query<{ n: number }>(`select count(*)::int as n from workflow_runs where workflow_id = $1 and state = 'done'`, [id]),
      ([row]) => row!.n > 100,
    );
    // Off means off, for what has not begun too.
    await product.call('PATCH', `/workflows/${id}`, { body: { is_active: false } });
    const states = await query<{ state: string }>('select distinct state from workflow_runs where workflow_id = $1 order by state', [id]);
    expect(states).toEqual([{ state: 'cancelled' }, { state: 'done' }]);
  });
});

describe('webhooks', () => {
  it('begin a rule, once for each call, with what they bring', async () => {
    const { id, secret, webhook_path } = await make({
      trigger: { type: 'webhook', kind: 'webhook', fields: { amount: 'number', order_number: 'text' } },
      conditions: { field: 'amount', operator: 'more_than', value: 98 },
      actions: [{ action: 'create_ticket', params: { subject: 'Order {{webhook.order_number}}' } }],
    });
    const call = (body: object, headers: Record<string, string> = {}) =>
      product.call('POST', webhook_path!, { as: null, body, headers: { 'x-webhook-secret': secret!, ...headers } });
    expect((await call({ amount: 98.5 }, { 'x-webhook-secret': 'wrong' })).status).toBe(401);
    for (const key of ['a', 'a', 'b'])
      expect((await call({ amount: 98.5, order_number: 'ORD-7' }, { 'webhook-id': key })).status).toBe(200);
    expect((await call({ amount: 98 }, { 'webhook-id': 'c' })).status).toBe(200);
    const made = await finished(id, 2);
    expect(made).toHaveLength(2);
    expect((await get<TicketDto>(`/tickets/${made[0]!.steps[0]!.made_id!}`)).subject).toBe('Order ORD-7');
    const { body: rotated } = await post<{ secret: string }>(`/workflows/${id}/rotate-secret`);
    expect((await call({ amount: 99 })).status).toBe(401);
    expect((await call({ amount: 99 }, { 'x-webhook-secret': rotated.secret })).status).toBe(200);
  });

  it('carry what caused them, so that a receiver that calls back cannot go on for ever', async () => {
    const subject = word();
    heard = [];
    const { port } = server.address() as AddressInfo;
    const { body: endpoint } = await post<{ id: string }>('/webhook-subscriptions', {
      name: 'Loop',
      url: `http://127.0.0.1:${port}/`,
      event_types: ['import:created'],
    });
    const { id } = await make({
      conditions: about(subject),
      actions: [{ action: 'webhook', params: { subscription_id: endpoint.id, data: { note: 'x' } } }],
    });
    callBack = async ({ 'x-causation': cause }) => {
      await product.call('POST', '/tickets', { body: { subject }, headers: cause === undefined ? {} : { 'x-causation': String(cause) } });
    };
    await ticket(subject);
    const all = await until(
      () => runsOf(id),
      (some) => some.some(({ state }) => state === 'stopped') && some.every(ended),
      60,
    );
    callBack = undefined;
    expect(all.map(({ depth, state }) => [depth, state])).toEqual(
      [1, 2, 3, 4, 5, 6].map((depth) => [depth, depth > 5 ? 'stopped' : 'done']),
    );
    expect(heard).toHaveLength(5);
    expect(heard[0]!.headers['x-causation']).toBe(`${all[0]!.id}:1`);
    expect(heard[0]!.body).toMatchObject({ event: 'workflow:called', data: { note: 'x', entity_type: 'ticket' } });
  });
});

describe('a dry run', () => {
  const hash = async () =>
    (
      await query<{ hash: string }>(
        `select md5(string_agg(md5(t::text), '' order by md5(t::text))) as hash from (
           select to_jsonb(r) as t from workflow_runs r union all select to_jsonb(s) from workflow_steps s
           union all select to_jsonb(x) from tickets x
           union all select to_jsonb(f) from change_feed f union all select to_jsonb(w) from workflow_watch w
           union all select to_jsonb(n) from notifications n) t`,
      )
    )[0]!.hash;

  it('says of the past what the rule did, item by item, and changes nothing', async () => {
    const subject = word();
    const from = new Date().toISOString();
    const { id } = await make({
      trigger: { type: 'event', kind: 'ticket', events: ['ticket:created', 'ticket:updated'] },
      conditions: about(subject, [CONDITION]),
      actions: [{ action: 'notify', params: { title: 'x' } }],
    });
    for (const priority of ['urgent', 'low', 'urgent']) await ticket(subject, { priority });
    const { id: often } = await ticket(subject, { priority: 'urgent' });
    for (let n = 1; n <= 7; n += 1) await change(often, { due_at: new Date(Date.now() + n * 86_400_000).toISOString() });
    // Their promises have been read, and what tickets say of them is written.
    await until(
      () => query('select 1 from sla_stale limit 1'),
      ({ length }) => length === 0,
    );
    await looked();
    const live = (await finished(id, 8)).map(({ entity_id, event, state }) => [entity_id, event, state === 'done' ? 'matches' : state]);
    const before = await hash();
    const { status, body } = await post<DryRunResultDto>(`/workflows/${id}/dry-run`, { from });
    expect(status).toBe(200);
    expect(await hash()).toBe(before);
    const said = body.items
      .filter(({ outcome }) => outcome === 'matches')
      .map(({ entity_id, event, outcome }) => [entity_id, event, outcome]);
    expect(said).toEqual(live.filter(([, , state]) => state === 'matches'));
    expect(body).toMatchObject({ matched: 7, stopped: 3, actions: ['notify'], is_whole: true });
    expect(body.items.find(({ outcome }) => outcome === 'does_not_match')!.conditions.some(({ is }) => !is)).toBe(true);
    const trial = await post<WorkflowTrialDto>(`/workflows/${id}/test`, { entity_id: often });
    expect(trial.body).toMatchObject({ matches: true });
    expect(await refusal(post(`/workflows/${id}/test`, { entity_id: randomUUID() }))).toEqual([409, 'workflow_thing_gone']);
  });
});

it('switches all rules off at once', async () => {
  await make({ conditions: about('nothing') });
  const { status, body } = await post<{ stopped: number }>('/workflows/stop', { which: 'all' });
  expect([status, body.stopped > 0]).toEqual([200, true]);
  expect(await query('select id from workflows where is_active and deleted_at is null')).toEqual([]);
});
