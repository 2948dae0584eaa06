import type { AgentBoardDto, AgentDto, AgentPageDto, DeletedAgentDto } from '../../src/agents/dto/agent.dto.js';
import type {
  AgentWeekDto,
  AgentTimePieceDto,
  AvailabilityPageDto,
  AgentPromiseDto,
  FinishedItemDto,
  HandledItemDto,
  WorkIntervalDto,
  WorkIntervalPageDto,
} from '../../src/agents/dto/agentTime.dto.js';
import { AgentTimeService } from '../../src/agents/agentTime.service.js';
import type { AgentStatusDto } from '../../src/agents/dto/agentStatus.dto.js';
import type { CalendarDayDto, CalendarDetailDto } from '../../src/calendars/dto/calendar.dto.js';
import type { ImportDetailDto } from '../../src/common/imports/dto/import.dto.js';
import type { DepartmentDto, DepartmentPageDto } from '../../src/departments/dto/department.dto.js';
import type { TeamDetailDto, TeamPageDto } from '../../src/teams/dto/team.dto.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { makeChatProvider } from '../support/factories/chats.js';
import { makeConversation } from '../support/factories/conversations.js';
import { makeEmail, makeMailbox } from '../support/factories/emails.js';
import { list } from '../support/lists/agents.js';
import { listSuite } from '../support/listSuite.js';
import { connectFeed } from '../support/sockets.js';
import { until } from '../support/until.js';

let product: TestApp;
beforeAll(async () => (product = await startTestApp()));
afterAll(() => product.close());

const MINUTE = 60_000;
const DAY = 86_400_000;
let made = 0;
const rows = <R extends object>(sql: string, values: unknown[] = []) =>
  product.database.pool.query<R>(sql, values).then((answer) => answer.rows);
const make = async (body: object = {}) => {
  const answer = await product.call<AgentDto>('POST', '/agents', { body: { name: `Agent ${(made += 1)}`, ...body } });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
const patch = <T = AgentDto>(path: string, body: object = {}, options: object = {}) => product.call<T>('PATCH', path, { body, ...options });
const refusal = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = (await answer) as { status: number; body: { code?: string } };
  return [status, body?.code];
};
const userOf = async (role: 'agent' | 'viewer') => {
  await product.token(role);
  return (await rows<{ id: string }>('select id from auth.users where email = $1', [`${role}@example.com`]))[0]!.id;
};
/** Threads and e-mails of one mailbox. */
const emails = async () => {
  const mailbox = await makeMailbox(product.database.pool);
  const email = (columns: object = {}) => makeEmail(product.database.pool, mailbox, columns as Record<string, unknown>);
  const thread = async (columns: object = {}) => String((await email(columns))['thread_id']);
  return { email, thread };
};
/** An instant of the local day so many days ago, Asia/Kolkata. */
const local = (days_ago: number, time: string) =>
  `${new Date(Date.now() + 330 * MINUTE - days_ago * DAY).toISOString().slice(0, 10)}T${time}:00+05:30`;

describe('the list', () => {
  beforeAll(async () => {
    await product.call('POST', '/teams', { body: { key: 'billing' } });
    await product.call('POST', '/agent-statuses', { body: { status: 'lunch', name: 'Lunch', category: 'away' } });
  });
  listSuite({
    ...list,
    product: () => product,
    make: async (n) => {
      const { id } = await make({
        name: n === 3 ? 'Asha, a needle' : `Listed ${5 - n}`,
        employee_code: `E-${n}`,
        phone_number: n === 5 ? '5559900001' : `55501000${n}`,
        is_active: n !== 2,
        languages: n % 2 ? ['hi', 'en'] : ['en'],
        skills: n < 2 ? { hindi: 5, refunds: 1 } : {},
        teams: n > 3 ? ['billing'] : [],
      });
      if (n === 1) await patch(`/agents/${id}/clock-in`);
      if (n === 4) await patch(`/agents/${id}/status`, { status: 'lunch' });
    },
  });
});

describe('agents', () => {
  it('have skills, teams, languages, a capacity and a user, and change by PATCH', async () => {
    const user_id = await userOf('viewer');
    const agent = await make({ email: 'asha@example.com', user_id, skills: { hindi: 3 }, languages: ['hi'], teams: ['billing'] });
    expect(agent).toMatchObject({ status: 'offline', availability: 'offline', clocked_in_at: null, is_active: true, version: 1 });
    expect(agent).toMatchObject({ skills: { hindi: 3 }, teams: ['billing'], capacity: { total: 10, chat: { limit: 5, weight: 2 } } });
    const changed = await patch(`/agents/${agent.id}`, { skills: { tamil: 5 }, teams: [], email: null, version: 1 });
    expect(changed.body).toMatchObject({ skills: { tamil: 5 }, teams: [], email: null, languages: ['hi'], user_id });
    expect(await refusal(patch(`/agents/${agent.id}`, { name: 'Ravi', version: agent.version + 7 }))).toEqual([409, 'stale_version']);
    expect(await refusal(patch(`/agents/${agent.id}`, { teams: ['nowhere'] }))).toEqual([422, 'unknown_team']);
    expect(await refusal(product.call('POST', '/agents', { body: { name: 'Two', user_id } }))).toEqual([409, 'conflict']);
  });

  it.each([
    ['no name', { name: '' }],
    ['a skill that is none', { skills: { 'Speaks Hindi': 3 } }],
    ['a level that is none', { skills: { hindi: 9 } }],
    ['a capacity that leaves a channel out', { capacity: { total: 10 } }],
    ['a language that is none', { languages: ['?'] }],
    ['an unknown field', { colour: 'red' }],
  ])('are refused with %s', async (_what, change) => {
    expect(await refusal(product.call('POST', '/agents', { body: { name: 'Asha', ...change } }))).toEqual([400, 'validation_failed']);
  });

  it('that are deleted hand back what they hold, with the reason, and pass on their number', async () => {
    const factory = await emails();
    const agent = await make({ phone_number: '5550777', teams: ['billing'] });
    const other = await make();
    const threads = await Promise.all([0, 1].map(() => factory.thread({ assignee_id: agent.id })));
    const solved = await factory.thread({ assignee_id: agent.id, status: 'resolved' });
    const theirs = await factory.thread({ assignee_id: other.id });
    const provider = await makeChatProvider(product.database.pool);
    const talk = await makeConversation(product.database.pool, provider, { assignee_id: agent.id });
    const refund = { reason_code: 'late', currency: 'INR', amount_minor: 100, assignee_id: agent.id };
    const { body: asked } = await product.call<{ id: string }>('POST', '/refunds', { body: refund });
    await patch(`/agents/${agent.id}/clock-in`);
    const answer = await product.call<DeletedAgentDto>('DELETE', `/agents/${agent.id}?reason=Left.`);
    expect(answer.body).toMatchObject({ id: agent.id, released: { conversation: 1, email_thread: 2, refund: 1 } });
    const holders = await rows(
      `select t.id, t.assignee_id, (select count(*)::int from emails e where e.thread_id = t.id and e.assignee_id is not null) as held
       from email_threads t`,
    );
    expect(holders).toEqual(
      expect.arrayContaining([
        ...threads.map((id) => ({ id, assignee_id: null, held: 0 })),
        expect.objectContaining({ id: solved, assignee_id: agent.id }),
        expect.objectContaining({ id: theirs, assignee_id: other.id }),
      ]),
    );
    const log = await rows(
      `select entity_type, note, before -> 'assignee_id' as before, after -> 'assignee_id' as after from activity_log
       where action = 'release' and entity_id = any ($1) order by entity_type`,
      [[...threads, asked.id, talk.id]],
    );
    const released = { note: 'Left.', before: agent.id, after: null };
    expect(log).toEqual([
      { entity_type: 'conversations', ...released },
      { entity_type: 'email_threads', ...released },
      { entity_type: 'email_threads', ...released },
      { entity_type: 'refunds', ...released },
    ]);
    expect(await refusal(product.call('GET', `/agents/${agent.id}`))).toEqual([404, 'agent_not_found']);
    expect(await refusal(patch(`/agents/${agent.id}/clock-in`))).toEqual([404, 'agent_not_found']);
    expect((await make({ phone_number: '5550777' })).phone_number).toBe('5550777');
    const [work] = await rows<{ ended_by: string }>('select ended_by from work_intervals where agent_id = $1', [agent.id]);
    expect(work).toEqual({ ended_by: 'deletion' });
  });
});

/** Uploads a file, and runs it. */
const importFile = async (path: string, body: string) => {
  const headers = { 'content-type': 'text/csv' };
  const asked = await product.call<ImportDetailDto>('POST', `${path}?filename=file.csv`, { body, headers });
  const settled = () =>
    until(
      async () => (await product.call<ImportDetailDto>('GET', `${path}/${asked.body.id}`)).body,
      ({ state }) => !['previewing', 'running'].includes(state),
    );
  const previewed = await settled();
  await product.call('POST', `${path}/${asked.body.id}/run`);
  return { previewed, done: await settled() };
};
const countsOf = ({ total, created, updated, unchanged, failed }: ImportDetailDto) => ({ total, created, updated, unchanged, failed });

describe('files', () => {
  it('of agents are read back as they were written, and create and change them', async () => {
    await make({ name: '=Ravi', employee_code: 'CSV-1', skills: { hindi: 3, refunds: 2 }, languages: ['hi', 'en'], teams: ['billing'] });
    const csv = (await product.call('GET', '/agents?search=CSV-&format=csv')).text;
    expect(csv.split('\r\n')[1]).toContain('"hindi: 3, refunds: 2"');
    const same = await importFile('/agents/imports', csv);
    expect([countsOf(same.previewed), countsOf(same.done)]).toEqual(
      Array.from({ length: 2 }, () => ({ total: 1, created: 0, updated: 0, unchanged: 1, failed: 0 })),
    );
    const file = 'employee_code,name,skills,team\nCSV-1,,tamil: 4,\nCSV-2,Meena,,billing\nCSV-2,Meena,,\n,Nobody,,\n';
    const mixed = await importFile('/agents/imports', file);
    expect([countsOf(mixed.previewed), countsOf(mixed.done)]).toEqual(
      Array.from({ length: 2 }, () => ({ total: 4, created: 1, updated: 1, unchanged: 1, failed: 1 })),
    );
    const { data } = (await product.call<AgentPageDto>('GET', '/agents?search=CSV-&sort=name&order=asc')).body;
    expect(data.map(({ name, skills, teams }) => [name, skills, teams])).toEqual([
      ['=Ravi', { tamil: 4 }, ['billing']],
      ['Meena', {}, ['billing']],
    ]);
    expect(countsOf((await importFile('/agents/imports', file)).done)).toMatchObject({ created: 0, updated: 0, failed: 1 });
  });

  it('of holidays go to the default calendar, or the one that is named', async () => {
    const file =
      'date,name,yearly,hours,calendar\n2026-10-02,Gandhi Jayanti,yes,,\n2026-12-24,,,09:00-13:00,business HOURS\n2026-12-24,,,9-13,\n';
    const { previewed, done } = await importFile('/calendars/holidays/imports', file);
    expect([countsOf(previewed), countsOf(done)]).toEqual(
      Array.from({ length: 2 }, () => ({ total: 3, created: 2, updated: 0, unchanged: 0, failed: 1 })),
    );
    expect(await rows('select holidays from calendars where is_default')).toEqual([
      {
        holidays: [
          { date: '2026-10-02', name: 'Gandhi Jayanti', yearly: true },
          { date: '2026-12-24', hours: [['09:00', '13:00']] },
        ],
      },
    ]);
    expect(countsOf((await importFile('/calendars/holidays/imports', file)).done)).toMatchObject({ unchanged: 2, failed: 1 });
  });
});

describe('clocking in', () => {
  it('twice at once leaves one open interval; the same request again is answered as before', async () => {
    const { id } = await make();
    const answers = await Promise.all(Array.from({ length: 6 }, () => patch(`/agents/${id}/clock-in`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    expect(await rows('select 1 from work_intervals where agent_id = $1', [id])).toHaveLength(1);
    expect(await refusal(patch(`/agents/${id}/clock-in`))).toEqual([409, 'already_clocked_in']);

    const other = await make();
    const headers = { 'idempotency-key': 'clock-in-once' };
    const [first, again] = [
      await patch(`/agents/${other.id}/clock-in`, {}, { headers }),
      await patch(`/agents/${other.id}/clock-in`, {}, { headers }),
    ];
    expect([first.status, again.status, again.body.clocked_in_at]).toEqual([200, 200, first.body.clocked_in_at]);
  });

  it('makes available, clocking out offline, each as an interval without a gap', async () => {
    const { id } = await make();
    expect((await patch(`/agents/${id}/clock-in`)).body).toMatchObject({ status: 'available', availability: 'available' });
    await patch(`/agents/${id}/status`, { status: 'lunch', reason: 'Back at two.' });
    const out = (await patch(`/agents/${id}/clock-out`)).body;
    expect(out).toMatchObject({ status: 'offline', availability: 'offline', clocked_in_at: null });
    expect(await refusal(patch(`/agents/${id}/clock-out`))).toEqual([409, 'not_clocked_in']);
    const { data } = (await product.call<AvailabilityPageDto>('GET', `/agents/${id}/availability?order=asc`)).body;
    expect(data.map(({ status, source, reason }) => [status, source, reason])).toEqual([
      ['offline', 'system', ''],
      ['available', 'system', ''],
      ['lunch', 'choice', 'Back at two.'],
      ['offline', 'system', ''],
    ]);
    expect(data.slice(1).map(({ started_at }) => started_at)).toEqual(data.slice(0, -1).map(({ ended_at }) => ended_at));
    expect(data.at(-1)!.ended_at).toBeNull();
  });

  it('and out on clocks that disagree by seconds never makes a negative time', async () => {
    const { id } = await make();
    const clocked_in_at = (await patch(`/agents/${id}/clock-in`)).body.clocked_in_at!;
    await rows('select public.clock_out($1, $2)', [id, new Date(Date.parse(clocked_in_at) - 2_000).toISOString()]);
    const { data } = (await product.call<WorkIntervalPageDto>('GET', `/agents/${id}/work-intervals`)).body;
    expect(data.map(({ started_at, ended_at }) => [started_at, ended_at])).toEqual([[clocked_in_at, clocked_in_at]]);
  });

  it('is done by agents for themselves, and for others by who may edit agents', async () => {
    const [own, other] = [await make({ user_id: await userOf('agent') }), await make()];
    expect((await patch(`/agents/${own.id}/clock-in`, {}, { as: 'agent' })).status).toBe(200);
    expect((await patch(`/agents/${own.id}/status`, { status: 'busy' }, { as: 'agent' })).body.availability).toBe('busy');
    expect(await refusal(patch(`/agents/${other.id}/clock-in`, {}, { as: 'agent' }))).toEqual([403, 'not_your_agent']);
    expect(await refusal(patch(`/agents/${other.id}`, { name: 'Mine' }, { as: 'agent' }))).toEqual([403, 'forbidden']);
    expect((await patch(`/agents/${other.id}/clock-in`, {}, { as: 'supervisor' })).status).toBe(200);
    expect(await refusal(patch(`/agents/${own.id}/status`, { status: 'sleeping' }))).toEqual([422, 'agent_status_unknown']);
  });

  it('that was forgotten to end is closed by the policy at the end of the shift, and marked', async () => {
    const { body: calendar } = await product.call<CalendarDetailDto>('POST', '/calendars', {
      body: {
        name: 'Early and late',
        zone: 'Asia/Kolkata',
        hours: Object.fromEntries(
          ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [
            day,
            [
              ['08:00', '12:00'],
              ['13:00', '17:30'],
            ],
          ]),
        ),
      },
    });
    const forgetful = await make({ calendar_id: calendar.id });
    const fresh = await make();
    const clockIn = (id: string, at: string) => rows('select public.clock_in($1, null, $2)', [id, at]);
    await clockIn(forgetful.id, local(2, '08:05'));
    await clockIn(fresh.id, new Date(Date.now() - 60 * MINUTE).toISOString());
    await product.app.get(AgentTimeService, { strict: false }).closeForgotten(new Date());
    const work = async (id: string) => (await product.call<WorkIntervalPageDto>('GET', `/agents/${id}/work-intervals`)).body.data;
    expect(await work(forgetful.id)).toMatchObject([{ ended_by: 'policy' }]);
    expect(Date.parse((await work(forgetful.id))[0]!.ended_at!)).toBe(Date.parse(local(2, '17:30')));
    expect(await work(fresh.id)).toMatchObject([{ ended_at: null, ended_by: null }]);
    expect((await product.call<AgentDto>('GET', `/agents/${forgetful.id}`)).body).toMatchObject({ status: 'offline', clocked_in_at: null });
  });

  it('is corrected with a reason, never into another interval, backwards or into the future', async () => {
    const { id } = await make();
    const path = `/agents/${id}/work-intervals`;
    const add = (started_at: string, ended_at: string) =>
      product.call<WorkIntervalDto>('POST', path, { body: { started_at, ended_at, reason: 'Not clocked.' } });
    const first = (await add(local(3, '09:00'), local(3, '12:00'))).body;
    const second = (await add(local(3, '13:00'), local(3, '17:00'))).body;
    expect(await refusal(add(local(3, '11:00'), local(3, '13:30')))).toEqual([409, 'work_intervals_overlap']);
    expect(await refusal(add(local(3, '19:00'), local(3, '18:00')))).toEqual([422, 'work_interval_reversed']);
    expect(await refusal(add(local(3, '19:00'), new Date(Date.now() + DAY).toISOString()))).toEqual([422, 'work_interval_in_future']);
    expect(await refusal(patch(`${path}/${first.id}`, { ended_at: local(3, '13:01'), reason: 'Longer.' }))).toEqual([
      409,
      'work_intervals_overlap',
    ]);
    expect(await refusal(patch(`${path}/${first.id}`, { ended_at: local(3, '12:30') }))).toEqual([400, 'validation_failed']);
    const { body } = await patch<WorkIntervalDto>(`${path}/${first.id}`, { ended_at: local(3, '13:00'), reason: 'Longer.', version: 1 });
    expect(body).toMatchObject({ correction: 'Longer.', version: 2 });
    expect((await product.call('DELETE', `${path}/${second.id}?reason=Twice.`)).status).toBe(200);
    const log = await rows(
      `select action, note from activity_log where entity_type = 'work_intervals' and entity_id = any ($1) order by id`,
      [[first.id, second.id]],
    );
    expect(log).toEqual([
      { action: 'add', note: 'Not clocked.' },
      { action: 'add', note: 'Not clocked.' },
      { action: 'correct', note: 'Longer.' },
      { action: 'remove', note: 'Twice.' },
    ]);
  });

  it('that goes on is ended by a correction, which clocks out', async () => {
    const { id } = await make();
    await rows('select public.clock_in($1, null, $2)', [id, new Date(Date.now() - 120 * MINUTE).toISOString()]);
    const { data } = (await product.call<WorkIntervalPageDto>('GET', `/agents/${id}/work-intervals`)).body;
    const ended_at = new Date(Date.now() - 60 * MINUTE).toISOString();
    await patch(`/agents/${id}/work-intervals/${data[0]!.id}`, { ended_at, reason: 'Forgot.' });
    expect((await product.call<AgentDto>('GET', `/agents/${id}`)).body).toMatchObject({ status: 'offline', clocked_in_at: null });
  });
});

describe('statistics', () => {
  const stats = async (id: string) => (await product.call<AgentWeekDto>('GET', `/agents/${id}/stats`)).body;

  it('cut a night at the local midnight, add up, and equal the lists behind them', async () => {
    const { id } = await make();
    await product.call('POST', `/agents/${id}/work-intervals`, {
      body: { started_at: local(2, '22:00'), ended_at: local(1, '06:00'), reason: 'A night.' },
    });
    // 30 minutes are spread over midnight; before and after there is nothing, which counts as offline.
    const piece = (status: string, from: string, to: string) =>
      rows(
        `insert into agent_availability (agent_id, status, availability, source, started_at, ended_at)
         values ($1, $2, $2, 'choice', $3, $4)`,
        [id, status, from, to],
      );
    await piece('available', local(2, '23:00'), local(2, '23:50'));
    await piece('busy', local(2, '23:50'), local(1, '00:20'));
    await piece('wrap_up', local(1, '00:20'), local(1, '00:30'));
    await piece('away', local(1, '00:30'), local(1, '01:30'));

    const { days, total } = await stats(id);
    expect(days).toHaveLength(7);
    const seconds = ({ date: _, items: _items, ...figures }: (typeof days)[number]) => figures;
    expect(seconds(days[4]!)).toMatchObject({ worked_seconds: 7_200, available_seconds: 3_000, busy_seconds: 600, offline_seconds: 3_600 });
    expect(seconds(days[5]!)).toMatchObject({
      worked_seconds: 21_600,
      available_seconds: 0,
      busy_seconds: 1_200,
      wrap_up_seconds: 600,
      away_seconds: 3_600,
      offline_seconds: 16_200,
      occupancy_percent: 100,
    });
    expect(days[4]!.occupancy_percent).toBe(17);
    expect(total).toMatchObject({ worked_seconds: 28_800, available_seconds: 3_000, busy_seconds: 1_800, wrap_up_seconds: 600 });
    for (const day of days) {
      const pieces = (await product.call<AgentTimePieceDto[]>('GET', `/agents/${id}/time?date=${day.date}`)).body;
      const sum = (of: string) => pieces.filter(({ availability }) => availability === of).reduce((all, { seconds: n }) => all + n, 0);
      const parts = [day.available_seconds, day.busy_seconds, day.wrap_up_seconds, day.away_seconds, day.offline_seconds];
      expect(parts).toEqual(['available', 'busy', 'wrap_up', 'away', 'offline'].map(sum));
      expect(parts.reduce((all, n) => all + n, 0)).toBe(day.worked_seconds);
    }
  });

  it('count e-mails, first answers and calls as the list of what was handled does', async () => {
    const factory = await emails();
    const user_id = await userOf('viewer');
    await rows('update agents set user_id = null where user_id = $1', [user_id]);
    const { id } = await make({ user_id, phone_number: '5550888' });
    const thread = await factory.thread();
    const at = new Date(Date.now() - 5 * MINUTE);
    const before = (minutes: number) => new Date(at.getTime() - minutes * MINUTE).toISOString();
    // The thread first, as the triage that runs beside it does.
    await rows('update emails set received_at = $2 where thread_id = (select id from email_threads where id = $1 for update)', [
      thread,
      before(30),
    ]);
    const sent = (minutes: number) => ({
      direction: 'outbound',
      created_by: user_id,
      sent_at: before(minutes),
      received_at: before(minutes),
    });
    await factory.email({ thread_id: thread, ...sent(10) });
    await factory.email({ thread_id: thread, ...sent(5) });
    await rows(
      `insert into kaleyra_call_logs (id, start_time, service, status, callto) values
         ('stats-1', $1, 'CallForward', 'ANSWER', '5550888'), ('stats-2', $1, 'CallForward', 'NOANSWER', '5550888')`,
      [at],
    );
    const { total, days } = await stats(id);
    expect(total).toMatchObject({
      items: { email: 2, chat: 0, call: 1, ticket: 0 },
      first_responses: 1,
      avg_first_response_seconds: 1_200,
    });
    let listed: HandledItemDto[] = [];
    for (const { date } of days)
      listed = [...listed, ...(await product.call<HandledItemDto[]>('GET', `/agents/${id}/handled?date=${date}`)).body];
    expect(listed.map(({ channel, first_response_seconds }) => [channel, first_response_seconds])).toEqual([
      ['email', 1_200],
      ['email', null],
      ['call', null],
    ]);
  });

  it('count promises that ended, in time or late', async () => {
    const { id } = await make();
    const clock = (n: number, state: string, ended_at: string | null) =>
      rows(
        `insert into sla_clocks (id, entity_type, entity_id, metric, cycle, policy_id, policy_version, channel, tier, agent_id,
           target_minutes, state, started_at, ended_at, late_seconds)
         select gen_random_uuid(), 'conversation', gen_random_uuid(), 'next_response', $2, p.id, 1, 'chat', 'normal', $1, 60, $3,
           now() - interval '1 hour', $4, case when $3 = 'late' then 90 end
         from sla_policies p where p.is_default`,
        [id, n, state, ended_at],
      );
    const now = new Date().toISOString();
    await clock(1, 'met', now);
    await clock(2, 'late', now);
    await clock(3, 'breached', null);
    await clock(4, 'cancelled', now);
    const { total, days } = await stats(id);
    expect(total).toMatchObject({ sla_kept: 1, sla_broken: 1 });
    const { body } = await product.call<AgentPromiseDto[]>('GET', `/agents/${id}/promises?date=${days.at(-1)!.date}`);
    expect(body.map(({ state, late_seconds }) => [state, late_seconds]).sort()).toEqual([
      ['late', 90],
      ['met', 0],
    ]);
  });

  it('count what was finished and what of it came back', async () => {
    const factory = await emails();
    const { id } = await make();
    const [one, other] = [await factory.thread(), await factory.thread()];
    for (const thread of [one, other]) {
      await rows('update email_threads set assignee_id = $2 where id = $1', [thread, id]);
      await rows(`update email_threads set status = 'resolved' where id = $1`, [thread]);
    }
    await rows(`update email_threads set status = 'open' where id = $1`, [one]);
    await rows(`update email_threads set status = 'resolved' where id = $1`, [one]);
    const { total, days } = await stats(id);
    expect(total).toMatchObject({ finished: 3, reopened: 1 });
    const { body } = await product.call<FinishedItemDto[]>('GET', `/agents/${id}/finished?date=${days.at(-1)!.date}`);
    expect(body.map(({ entity_id, reopened_at }) => [entity_id, reopened_at !== null])).toEqual([
      [one, true],
      [other, false],
      [one, false],
    ]);
  });
});

describe('the board', () => {
  it('shows load and presence beside the status, and is told of changes; presence never changes the status', async () => {
    const factory = await emails();
    const user_id = await userOf('agent');
    const [known] = await rows<{ id: string }>('select id from agents where user_id = $1', [user_id]);
    const id = known?.id ?? (await make({ user_id })).id;
    await patch(`/agents/${id}/status`, { status: 'available' });
    await factory.thread({ assignee_id: id });
    const onBoard = async () =>
      (await product.call<AgentBoardDto>('GET', `/agents/board?user_id=${user_id}`)).body.data.find((row) => row.id === id)!;
    expect(await onBoard()).toMatchObject({ status: 'available', is_connected: false, load: { email: 1, chat: 0 }, load_total: 1 });

    const board = connectFeed(product.url, 'agents', { token: await product.token('supervisor') });
    await board.next('ready');
    const phone = connectFeed(product.url, 'notifications', { token: await product.token('agent') });
    const seen = () => board.events().filter(({ entity_id }) => entity_id === id);
    await board.until(() => seen().some(({ payload }) => payload.is_connected === true));
    expect(await onBoard()).toMatchObject({ status: 'available', is_connected: true, connected_since: expect.any(String) });
    phone.close();
    await board.until(() => seen().some(({ payload }) => payload.is_connected === false));
    expect(await onBoard()).toMatchObject({ status: 'available', availability: 'available', is_connected: false, connected_since: null });
    await patch(`/agents/${id}/status`, { status: 'busy' });
    await board.until(() => seen().some(({ event, payload }) => event === 'agent:updated' && payload.status === 'busy'));
    board.close();
    await until(
      () => rows('select 1 from socket_presence'),
      (left) => left.length === 0,
    );
  });
});

describe('statuses', () => {
  it('are own words; the last that means available can neither be disabled nor deleted', async () => {
    const { body: all } = await product.call<AgentStatusDto[]>('GET', '/agent-statuses');
    const available = all.find(({ status }) => status === 'available')!;
    expect(await refusal(patch(`/agent-statuses/${available.id}`, { is_enabled: false }))).toEqual([409, 'last_agent_status']);
    const { body: ready } = await product.call<AgentStatusDto>('POST', '/agent-statuses', {
      body: { status: 'ready', name: 'Ready', category: 'available', position: 0 },
    });
    // Two who each leave it to the other's word.
    const both = await Promise.all([available.id, ready.id].map((id) => patch(`/agent-statuses/${id}`, { is_enabled: false })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { id } = await make();
    const [left] = (await product.call<AgentStatusDto[]>('GET', '/agent-statuses')).body.filter(
      ({ category, is_enabled }) => category === 'available' && is_enabled,
    );
    expect((await patch(`/agents/${id}/clock-in`)).body.status).toBe(left!.status);
    expect(await refusal(product.call('DELETE', `/agent-statuses/${left!.id}`))).toEqual([409, 'agent_status_in_use']);
    for (const word of [available, ready]) await patch(`/agent-statuses/${word.id}`, { is_enabled: true });
    expect((await patch<AgentStatusDto>(`/agent-statuses/${ready.id}`, { name: 'Ready to go' })).body.name).toBe('Ready to go');
  });
});

describe('teams', () => {
  it('have members with roles, and lose those who are deleted', async () => {
    const { body: team } = await product.call<TeamDetailDto>('POST', '/teams', { body: { key: 'Returns', channels: ['email'] } });
    expect(team).toMatchObject({ key: 'Returns', name: 'Returns', channels: ['email'], members: [] });
    const [lead, member] = [await make({ name: 'Lead' }), await make({ name: 'A member', teams: ['Returns'] })];
    const { body } = await product.call<TeamDetailDto>('PUT', `/teams/${team.id}/members/${lead.id}`, { body: { role: 'lead' } });
    expect(body.members.map(({ name, role }) => [name, role])).toEqual([
      ['Lead', 'lead'],
      ['A member', 'member'],
    ]);
    expect((await product.call<AgentPageDto>('GET', '/agents?team=Returns')).body.total).toBe(2);
    await product.call('DELETE', `/agents/${member.id}`);
    expect((await product.call<TeamDetailDto>('DELETE', `/teams/${team.id}/members/${lead.id}`)).body.members).toEqual([]);
    expect(await refusal(product.call('DELETE', `/teams/${team.id}/members/${lead.id}`))).toEqual([404, 'team_member_not_found']);
    expect(await refusal(product.call('POST', '/teams', { body: { key: 'Returns' } }))).toEqual([409, 'conflict']);
  });

  it('are made when something names them, and stay as long as something of theirs is left to do', async () => {
    const factory = await emails();
    const thread = await factory.thread();
    await rows(`update email_threads set team = 'Named by a thread' where id = $1`, [thread]);
    const [team] = (await product.call<TeamPageDto>('GET', '/teams?search=Named%20by')).body.data;
    expect(team).toMatchObject({ key: 'Named by a thread', is_active: true });
    expect(await refusal(product.call('DELETE', `/teams/${team!.id}`))).toEqual([409, 'team_in_use']);
    await rows(`update email_threads set status = 'resolved' where id = $1`, [thread]);
    expect((await product.call('DELETE', `/teams/${team!.id}`)).status).toBe(200);
    expect(await refusal(product.call('DELETE', `/teams/${team!.id}`))).toEqual([404, 'team_not_found']);
  });
});

describe('departments', () => {
  it('have numbers in any spelling, each of which leads to one of them', async () => {
    const create = (body: object) => product.call<DepartmentDto>('POST', '/departments', { body });
    const { body: team } = await product.call<TeamDetailDto>('POST', '/teams', { body: { key: 'Sales team' } });
    const { body: sales } = await create({ key: 'sales', numbers: ['081234 56789', '+91 81234 56789'], team_id: team.id });
    expect(sales).toMatchObject({ name: 'sales', numbers: ['+918123456789'], team_id: team.id, calendar_id: null });
    expect(await refusal(create({ key: 'care', numbers: ['+918123456789'] }))).toEqual([409, 'department_number_taken']);
    expect(await refusal(create({ key: 'care', numbers: ['a number'] }))).toEqual([400, 'validation_failed']);
    const { body: care } = await create({ key: 'care', numbers: ['+12025550143'] });
    const both = await Promise.all([sales.id, care.id].map((id) => patch(`/departments/${id}`, { numbers: ['+447700900123'] })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { body } = await product.call<DepartmentPageDto>('GET', '/departments?number=%2B44%207700%20900123&search=a');
    expect(body.data).toHaveLength(1);
    await product.call('DELETE', `/teams/${team.id}`);
    expect((await product.call<DepartmentDto>('GET', `/departments/${sales.id}`)).body.team_id).toBeNull();
  });
});

describe('calendars', () => {
  const week = { mon: [['09:00', '17:00']], sat: [['22:00', '03:00']] };
  const create = (body: object) => product.call<CalendarDetailDto>('POST', '/calendars', { body });

  it('show their open time by date, and what the clocks change', async () => {
    const { body: calendar } = await create({
      name: 'Berlin nights',
      zone: 'Europe/Berlin',
      hours: { ...week, sun: [['02:30', '04:00']] },
      holidays: [{ date: '2020-05-01', name: 'Labour Day', yearly: true, hours: [['10:00', '12:00']] }],
    });
    const { body: days } = await product.call<CalendarDayDto[]>('GET', `/calendars/${calendar.id}/preview?from=2027-04-30&to=2027-05-03`);
    expect(days.map(({ date, weekday, holiday, minutes }) => [date, weekday, holiday, minutes])).toEqual([
      ['2027-04-30', 'fri', null, 0],
      ['2027-05-01', 'sat', 'Labour Day', 120],
      ['2027-05-02', 'sun', null, 90],
      ['2027-05-03', 'mon', null, 480],
    ]);
    expect(days[3]!.open).toEqual([{ start: '2027-05-03T07:00:00.000Z', end: '2027-05-03T15:00:00.000Z' }]);
    expect(calendar.clock_changes).toContainEqual({
      date: expect.stringMatching(/-03-2\d|-03-3\d/) as string,
      time: '02:30',
      happens: 'never',
    });
    const check = await product.call('GET', `/calendars/${calendar.id}/check?at=2027-05-03T08:00:00Z`);
    expect(check.body).toMatchObject({ is_open: true, next_closing: '2027-05-03T15:00:00.000Z' });
  });

  it.each([
    ['hours.mon[0]', { hours: { mon: [['09:00', '09:00']] } }],
    ['hours.mon[0]', { hours: { mon: [['9', '17:00']] } }],
    ['hours', { hours: {} }],
    ['holidays[0].hours[0]', { hours: week, holidays: [{ date: '2026-10-02', hours: [['12:00', '25:00']] }] }],
  ])('that cannot be used are refused, naming %s', async (field, change) => {
    const { status, body } = (await create({ name: 'Faulty', ...change })) as unknown as {
      status: number;
      body: { code: string; details: object[] };
    };
    expect([status, body.code, body.details[0]]).toEqual([422, 'calendar_invalid', expect.objectContaining({ field })]);
  });

  it('leave exactly one as the default, which cannot be deleted', async () => {
    const standard = async () => (await rows<{ id: string }>('select id from calendars where is_default')).map(({ id }) => id);
    const [first] = await standard();
    const { body: next } = await create({ name: 'The new default', hours: week, is_default: true });
    expect(await standard()).toEqual([next.id]);
    expect(await refusal(product.call('DELETE', `/calendars/${next.id}`))).toEqual([409, 'calendar_is_default']);
    expect(await refusal(patch(`/calendars/${next.id}`, { is_default: false }))).toEqual([409, 'calendar_is_default']);
    await patch(`/calendars/${first!}`, { is_default: true });
    const agent = await make({ calendar_id: next.id });
    expect((await product.call('DELETE', `/calendars/${next.id}`)).status).toBe(200);
    expect((await product.call<AgentDto>('GET', `/agents/${agent.id}`)).body.calendar_id).toBeNull();
    expect(await standard()).toEqual([first]);
  });
});
