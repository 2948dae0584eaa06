import { randomUUID } from 'node:crypto';
import type { AuditDetailDto, AuditDto, AuditPageDto } from '../../src/audits/dto/audit.dto.js';
import type { AuditSampleDetailDto, AuditSamplePreviewDto } from '../../src/audits/dto/auditSample.dto.js';
import type { AuditScorecardDetailDto } from '../../src/audits/dto/auditScorecard.dto.js';
import type { AuditAgentStatsDto, AuditQuestionStatsDto, AuditStatsDto } from '../../src/audits/dto/auditStats.dto.js';
import type { CoachingTaskDetailDto, CoachingTaskDto, CoachingTaskPageDto } from '../../src/audits/dto/coachingTask.dto.js';
import { AUDIT, COACHING_TASK } from '../../src/audits/audits.states.js';
import { startTestApp, type RoleName, type TestApp } from '../support/app.js';
import { makeConversation } from '../support/factories/conversations.js';
import { insertRow, makeEmail, makeMailbox } from '../support/factories/emails.js';
import { ivrProvider } from '../support/factories/ivr.js';
import { lifecycleSuite } from '../support/lifecycleSuite.js';
import { listSuite } from '../support/listSuite.js';
import { list as audits } from '../support/lists/audits.js';
import { list as samples } from '../support/lists/auditSamples.js';
import { list as cards } from '../support/lists/auditScorecards.js';
import { list as tasks } from '../support/lists/coachingTasks.js';
import { scorecard } from '../support/writes/audits.js';
import { until } from '../support/until.js';

let product: TestApp;
/** The user `agent` works as this one; the other is nobody's. */
let ravi: string;
let meera: string;
let card: AuditScorecardDetailDto;
const users = {} as Record<RoleName, string>;
beforeAll(async () => {
  product = await startTestApp();
  for (const role of ['admin', 'supervisor', 'agent', 'viewer'] as const)
    users[role] = (await product.call<{ id: string }>('GET', '/auth/me', { as: role })).body.id;
  ravi = (await made<{ id: string }>('/agents', { name: 'Ravi', user_id: users.agent, phone_number: '5550100001' })).id;
  meera = (await made<{ id: string }>('/agents', { name: 'Meera' })).id;
  card = await made('/audits/scorecards', scorecard());
});
afterAll(() => product.close());

type Refusal = { code: string; details: unknown };
const made = async <T>(path: string, body: object): Promise<T> => {
  const answer = await product.call<T>('POST', path, { body });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
const run = <T = { id: string }>(sql: string, values: unknown[] = []) =>
  product.database.pool.query<T & object>(sql, values).then(({ rows }) => rows);
const ticket = async (agent_id: string | null = ravi, change: { at?: string; team?: string | null } = {}) => {
  const { at = '2026-02-25T10:00:00Z', team = null } = change;
  const [row] = await run(
    `insert into tickets (subject, status, assignee_id, team, resolved_at) values ('Parcel late', 'resolved', $1, $2, $3) returning id`,
    [agent_id, team, at],
  );
  return row!.id;
};
const make = async (change: object = {}, of: { at?: string; team?: string | null } = {}) =>
  made<AuditDto>('/audits', { entity_type: 'ticket', entity_id: await ticket(ravi, of), scorecard_id: card.id, ...change });
const answers = (greeting: string, consent: string) => [
  { question: 'greeting', answer: greeting },
  { question: 'consent', answer: consent },
];
const act = (id: string, body: object, as: RoleName = 'admin') =>
  product.call<AuditDetailDto & Refusal>('POST', `/audits/${id}/actions`, { body, as });
const scored = async (greeting = 'yes', consent = 'yes', change: object = {}, of: { at?: string; team?: string | null } = {}) => {
  const { id } = await make(change, of);
  return (await act(id, { action: 'score', answers: answers(greeting, consent) })).body;
};
const get = async <T>(path: string, as: RoleName = 'admin') => (await product.call<T>('GET', path, { as })).body;
const refusal = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  return [status, (body as Refusal).code];
};

lifecycleSuite({
  product: () => product,
  path: '/audits',
  table: 'audits',
  states: AUDIT,
  make: () => make(),
  needs: (action) =>
    ({ score: { answers: answers('yes', 'yes') }, resolve: { outcome: 'overturned', answers: answers('no', 'yes') } })[action] ?? {},
  as: (status, action) =>
    ['acknowledge', 'dispute', 'withdraw'].includes(action) && AUDIT.after(status, action) !== undefined ? 'agent' : 'admin',
});
lifecycleSuite({
  product: () => product,
  path: '/audits/coaching-tasks',
  table: 'coaching_tasks',
  states: COACHING_TASK,
  make: () => made('/audits/coaching-tasks', { agent_id: ravi, title: 'Listen to two calls' }),
});

listSuite({
  ...audits,
  product: () => product,
  make: async (n) => {
    const { id } = await make(
      { due_on: n === 5 ? null : `2026-03-0${n + 1}` },
      {
        at: n === 0 ? '2026-03-02T10:00:00Z' : `2026-02-2${n + 3}T10:00:00Z`,
        team: n === 2 ? 'billing' : null,
      },
    );
    if (n === 1) await act(id, { action: 'cancel' });
    if (n === 3) await act(id, { action: 'score', answers: answers('yes', 'no'), summary: 'A needle in it' });
    return undefined;
  },
});
listSuite({
  ...cards,
  product: () => product,
  make: (n) => made('/audits/scorecards', scorecard({ is_active: n !== 2, description: n === 3 ? 'A needle in it' : '' })),
});
listSuite({
  ...samples,
  product: () => product,
  make: (n) =>
    made('/audits/samples', {
      scorecard_id: card.id,
      seed: n === 1 ? 'one' : `other ${n}`,
      per_agent: 1,
      from_on: '2020-01-01',
      to_on: '2020-01-07',
      team: n === 2 ? 'billing' : null,
    }),
});
listSuite({
  ...tasks,
  product: () => product,
  make: async (n) => {
    const body = {
      agent_id: ravi,
      title: 'Listen',
      description: n === 3 ? 'A needle in it' : '',
      due_on: n === 5 ? null : `2026-03-0${n + 1}`,
    };
    const { id } = await made<CoachingTaskDto>('/audits/coaching-tasks', body);
    const step = { 4: 'finish', 0: 'cancel' }[n];
    if (step) await product.call('POST', `/audits/coaching-tasks/${id}/actions`, { body: { action: step } });
    return undefined;
  },
});

describe('scorecards', () => {
  it('that change meanwhile do not change an audit that is under way or done', async () => {
    const mine = await made<AuditScorecardDetailDto>('/audits/scorecards', scorecard());
    const [under_way, done] = [await make({ scorecard_id: mine.id }), await scored('yes', 'no', { scorecard_id: mine.id })];
    const sections = [{ key: 'all', title: 'All', questions: [{ key: 'ending', text: 'Calm?', kind: 'scale', max_points: 4, weight: 1 }] }];
    const changed = await product.call<AuditScorecardDetailDto>('PATCH', `/audits/scorecards/${mine.id}`, {
      body: { sections, version: 1 },
    });
    expect(changed.body).toMatchObject({ card_version: 2, version: 2, sections: [{ weight: 1, questions: [{ key: 'ending' }] }] });
    expect(changed.body.versions.map(({ card_version }) => card_version)).toEqual([2, 1]);

    expect(await get<AuditDetailDto>(`/audits/${done.id}`)).toMatchObject({
      final_score: 0,
      raw_score: 95,
      scorecard: { card_version: 1 },
    });
    const old = await act(under_way.id, { action: 'score', answers: answers('yes', 'na') });
    expect(old.body).toMatchObject({ final_score: 100, scorecard: { card_version: 1 } });
    const fresh = await make({ scorecard_id: mine.id });
    expect((await act(fresh.id, { action: 'score', answers: [{ question: 'ending', answer: '3' }] })).body).toMatchObject({
      final_score: 75,
      scorecard: { card_version: 2 },
    });

    const same = await product.call<AuditScorecardDetailDto>('PATCH', `/audits/scorecards/${mine.id}`, {
      body: { sections, name: 'Calm' },
    });
    expect(same.body).toMatchObject({ name: 'Calm', card_version: 2 });
    expect((await product.call('DELETE', `/audits/scorecards/${mine.id}`)).status).toBe(200);
    expect(await get<AuditDetailDto>(`/audits/${done.id}`)).toMatchObject({ scorecard: { name: 'Calm', card_version: 1 } });
    expect(await refusal(product.call('GET', `/audits/scorecards/${mine.id}`))).toEqual([404, 'audit_scorecard_not_found']);
  });

  it('refuse two questions with one key, a scale without its points, a name that is taken, and a stale version', async () => {
    const post = (body: object) => refusal(product.call('POST', '/audits/scorecards', { body }));
    const section = (key: string, question: object = {}) => ({
      key,
      title: key,
      questions: [{ key: 'greeting', text: 'Greeted?', kind: 'yes_no', weight: 1, ...question }],
    });
    expect(await post(scorecard({ sections: [section('one'), section('two')] }))).toEqual([400, 'validation_failed']);
    expect(await post(scorecard({ sections: [section('one', { kind: 'scale' })] }))).toEqual([400, 'validation_failed']);
    expect(await post(scorecard({ sections: [section('one', { weight: 0 })] }))).toEqual([400, 'validation_failed']);
    expect(await post(scorecard({ name: card.name.toUpperCase() }))).toEqual([409, 'conflict']);
    const stale = product.call('PATCH', `/audits/scorecards/${card.id}`, { body: { description: 'x', version: 9 } });
    expect(await refusal(stale)).toEqual([409, 'stale_version']);
    expect(await refusal(product.call('POST', '/audits/scorecards', { body: scorecard(), as: 'agent' }))).toEqual([403, 'forbidden']);
  });
});

describe('audits', () => {
  it('are scored with what does not apply left out, and a critical failure beside the raw score', async () => {
    const weights = [40, 30, 30].map((weight, n) => ({ key: `q${n}`, text: `Question ${n}`, kind: 'yes_no', weight }));
    const three = await made<AuditScorecardDetailDto>(
      '/audits/scorecards',
      scorecard({ sections: [{ key: 'all', title: 'All', questions: weights }] }),
    );
    const { id } = await make({ scorecard_id: three.id });
    const some = [
      { question: 'q0', answer: 'yes', note: 'By name.', at_seconds: 12 },
      { question: 'q1', answer: 'na' },
    ];
    expect((await product.call('PATCH', `/audits/${id}`, { body: { answers: some } })).status).toBe(200);
    const incomplete = await act(id, { action: 'score' });
    expect([incomplete.status, incomplete.body.code, incomplete.body.details]).toEqual([
      422,
      'answers_incomplete',
      [{ field: 'q2', message: 'is not answered' }],
    ]);
    await product.call('PATCH', `/audits/${id}`, { body: { answers: [...some, { question: 'q2', answer: 'no' }] } });
    const done = await act(id, { action: 'score' });
    expect(done.body).toMatchObject({ final_score: 57.14, first_score: 57.14, raw_score: 57.14, is_auto_failed: false });
    expect(done.body.scores).toMatchObject([
      { kind: 'audit', score: 57.14, answers: [{ points: 10_000, note: 'By name.', at_seconds: 12 }, { points: null }, { points: 0 }] },
    ]);
    const nothing = await make({ scorecard_id: three.id });
    const none = weights.map(({ key }) => ({ question: key, answer: 'na' }));
    expect((await act(nothing.id, { action: 'score', answers: none })).body).toMatchObject({ status: 'scored', final_score: null });
    expect(await scored('yes', 'no')).toMatchObject({ raw_score: 95, final_score: 0, is_auto_failed: true });
    expect(await refusal(product.call('PATCH', `/audits/${id}`, { body: { summary: 'x' } }))).toEqual([409, 'audit_is_scored']);
  });

  it('are of things that are there, once each, never by whoever did the work', async () => {
    const entity_id = await ticket();
    const body = { entity_type: 'ticket', entity_id, scorecard_id: card.id };
    const post = (change: object, as: RoleName = 'admin') =>
      product.call<Refusal & AuditDto>('POST', '/audits', { body: { ...body, ...change }, as });
    expect(await refusal(post({ entity_id: randomUUID() }))).toEqual([404, 'entity_not_found']);
    expect(await refusal(post({ entity_id: 'nonsense' }))).toEqual([404, 'entity_not_found']);
    expect(await refusal(post({ scorecard_id: randomUUID() }))).toEqual([404, 'audit_scorecard_not_found']);
    expect(await refusal(post({ agent_id: randomUUID() }))).toEqual([404, 'agent_not_found']);
    expect(await refusal(post({ entity_id: await ticket(null) }))).toEqual([422, 'audit_agent_unknown']);
    expect(await refusal(post({ auditor_id: users.agent }))).toEqual([422, 'auditor_unfit']);
    expect(await refusal(post({}, 'agent'))).toEqual([403, 'forbidden']);
    const chats = await made<AuditScorecardDetailDto>('/audits/scorecards', scorecard({ entity_types: ['conversation'] }));
    expect(await refusal(post({ scorecard_id: chats.id }))).toEqual([422, 'scorecard_not_for_this']);

    const boss = (await made<{ id: string }>('/agents', { name: 'Boss', user_id: users.supervisor })).id;
    expect(await refusal(post({ agent_id: boss, auditor_id: users.supervisor }))).toEqual([422, 'own_work']);
    const own = (await post({ agent_id: boss, entity_id: await ticket(boss) })).body;
    for (const step of [{ action: 'start' }, { action: 'score', answers: answers('yes', 'yes') }])
      expect(await refusal(act(own.id, step, 'supervisor'))).toEqual([422, 'own_work']);
    const mine = product.call('PATCH', `/audits/${own.id}`, { body: { auditor_id: users.supervisor } });
    expect(await refusal(mine)).toEqual([422, 'own_work']);
    await run('update agents set user_id = null where id = $1', [boss]);

    const answersTo = await Promise.all(Array.from({ length: 6 }, () => post({})));
    expect(answersTo.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const [first] = answersTo.filter(({ status }) => status === 201);
    const again = await post({});
    expect([again.body.code, again.body.details]).toEqual(['already_audited', { id: first!.body.id }]);
    expect(first!.body).toMatchObject({ agent_id: ravi, week: '2026-02-23', work_at: '2026-02-25T10:00:00+00:00' });
    await act(first!.body.id, { action: 'cancel' });
    expect((await post({})).status).toBe(201);
  });

  it('are seen by the agent once they are scored, and only those of the own work', async () => {
    const team = `seen-${randomUUID().slice(0, 8)}`;
    const [waiting, done] = [await make({}, { team }), await scored('yes', 'yes', {}, { team })];
    const others = await scored('yes', 'yes', { entity_id: await ticket(meera, { team }) });
    const list = async (as: RoleName) => (await get<AuditPageDto>(`/audits?team=${team}`, as)).data.map(({ id }) => id).sort();
    expect(await list('agent')).toEqual([done.id]);
    expect(await list('supervisor')).toEqual([waiting.id, done.id, others.id].sort());
    for (const hidden of [waiting, others]) {
      expect(await refusal(product.call('GET', `/audits/${hidden.id}`, { as: 'agent' }))).toEqual([404, 'audit_not_found']);
      expect(await refusal(act(hidden.id, { action: 'acknowledge' }, 'agent'))).toEqual([404, 'audit_not_found']);
    }
    expect((await get<AuditStatsDto>(`/audits/stats?team=${team}`, 'agent')).total).toBe(1);
    expect((await get<AuditAgentStatsDto>(`/audits/stats/agents?team=${team}`, 'agent')).by_agent).toMatchObject([
      { value: ravi, count: 1 },
    ]);
    const questions = await get<AuditQuestionStatsDto>(`/audits/stats/questions?team=${team}`, 'agent');
    expect(questions.data.map(({ asked }) => asked)).toEqual([1, 1]);
    expect((await get<AuditQuestionStatsDto>(`/audits/stats/questions?agent_id=${meera}`, 'agent')).data).toEqual([]);
    expect((await product.call('GET', '/audits', { as: 'viewer' })).status).toBe(403);
    const client = await product.database.pool.connect();
    try {
      await client.query('begin');
      await client.query(`select set_config('request.jwt.claims', $1, true)`, [
        JSON.stringify({ sub: users.agent, role: 'authenticated' }),
      ]);
      await client.query('set local role authenticated');
      const { rows } = await client.query<{ id: string }>('select id from audits where team = $1', [team]);
      expect(rows).toEqual([{ id: done.id }]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('are acknowledged or disputed by the agent alone, with a reason', async () => {
    const { id } = await scored();
    expect(await refusal(act(id, { action: 'acknowledge' }, 'supervisor'))).toEqual([403, 'forbidden']);
    expect(await refusal(act(id, { action: 'reopen', note: 'x' }, 'agent'))).toEqual([403, 'forbidden']);
    expect(await refusal(act(id, { action: 'dispute' }, 'agent'))).toEqual([422, 'note_required']);
    expect(await refusal(act(id, { action: 'comment', note: ' ' }, 'agent'))).toEqual([422, 'note_required']);
    const [first, second] = [await act(id, { action: 'acknowledge' }, 'agent'), await act(id, { action: 'acknowledge' }, 'agent')];
    expect(first.body).toMatchObject({ status: 'acknowledged', acknowledged_at: expect.any(String) as string });
    expect([second.status, second.body.code]).toEqual([409, 'step_not_allowed']);
  });

  it('have the score that a dispute upheld, decided by somebody else, with both kept', async () => {
    const agent = (await made<{ id: string }>('/agents', { name: `Disputes ${randomUUID()}` })).id;
    await run('update agents set user_id = null where user_id = $1', [users.agent]);
    await run('update agents set user_id = $2 where id = $1', [agent, users.agent]);
    const scale = await made<AuditScorecardDetailDto>(
      '/audits/scorecards',
      scorecard({
        sections: [{ key: 'a', title: 'A', questions: [{ key: 'tone', text: 'Tone', kind: 'scale', max_points: 5, weight: 1 }] }],
      }),
    );
    const tone = (answer: string) => [{ question: 'tone', answer }];
    const disputed = async () => {
      const { id } = await make({ scorecard_id: scale.id, entity_id: await ticket(agent), auditor_id: users.admin });
      await act(id, { action: 'score', answers: tone('3') });
      const { body } = await act(id, { action: 'dispute', note: 'The line was bad.' }, 'agent');
      expect(body).toMatchObject({ status: 'disputed', final_score: 60, dispute_reason: 'The line was bad.' });
      return id;
    };
    const average = async () => (await get<AuditAgentStatsDto>(`/audits/stats/agents?agent_id=${agent}`)).by_agent[0]!.average;

    const id = await disputed();
    const resolve = (change: object, as: RoleName) => act(id, { action: 'resolve', note: 'Heard it again.', ...change }, as);
    expect(await refusal(resolve({ outcome: 'overturned', answers: tone('5') }, 'admin'))).toEqual([422, 'audit_reviewer_not_independent']);
    expect(await refusal(resolve({}, 'supervisor'))).toEqual([422, 'audit_outcome_missing']);
    expect(await refusal(resolve({ outcome: 'overturned' }, 'supervisor'))).toEqual([422, 'audit_outcome_missing']);
    expect(await average()).toBe(60);
    const decided = await resolve({ outcome: 'overturned', answers: tone('4') }, 'supervisor');
    expect(decided.body).toMatchObject({
      ...{ status: 'resolved', outcome: 'overturned', first_score: 60, review_score: 80, final_score: 80, raw_score: 80 },
      ...{ auditor_id: users.admin, reviewer_id: users.supervisor },
      scores: [
        { kind: 'audit', score: 60, scored_by: users.admin },
        { kind: 'review', score: 80, scored_by: users.supervisor },
      ],
    });
    expect(await average()).toBe(80);
    expect((await get<AuditQuestionStatsDto>(`/audits/stats/questions?agent_id=${agent}`)).data).toMatchObject([{ asked: 1, average: 80 }]);

    const upheld = await act(await disputed(), { action: 'resolve', outcome: 'upheld', answers: tone('5') }, 'supervisor');
    expect(upheld.body).toMatchObject({ first_score: 60, review_score: 100, final_score: 60, outcome: 'upheld' });
    const withdrawn = await act(await disputed(), { action: 'withdraw' }, 'agent');
    expect(withdrawn.body).toMatchObject({ status: 'acknowledged', final_score: 60, outcome: null });
    expect(await average()).toBe(66.67);
    await run('update agents set user_id = null where id = $1', [agent]);
    await run('update agents set user_id = $2 where id = $1', [ravi, users.agent]);
  });

  it('are told to whom they concern, once', async () => {
    const { id } = await make({ auditor_id: users.supervisor });
    await act(id, { action: 'score', answers: answers('yes', 'yes') }, 'supervisor');
    await act(id, { action: 'dispute', note: 'No.' }, 'agent');
    await act(id, { action: 'resolve', outcome: 'upheld' });
    const told = await run<{ type: string; user_id: string }>(
      `select n.type, n.user_id from notifications n where n.entity_type = 'audit' and n.entity_id = $1 order by n.created_at, n.type`,
      [id],
    );
    expect(told.map(({ type, user_id }) => [type, user_id])).toEqual([
      ['audit_assigned', users.supervisor],
      ['audit_scored', users.agent],
      ['audit_disputed', users.supervisor],
      ['audit_resolved', users.agent],
    ]);
    const feed = await run<{ payload: object }>('select payload from change_feed where entity_id = $1 order by id', [id]);
    expect(Object.keys(feed.at(-1)!.payload).sort()).toEqual(['deleted_at', 'entity_type', 'number', 'scorecard_id', 'status', 'version']);
  });

  it('that are reopened are scored anew, and do not count meanwhile', async () => {
    const { id } = await scored('yes', 'no');
    const open = await act(id, { action: 'reopen', note: 'The wrong call.' });
    expect(open.body).toMatchObject({ status: 'in_progress', final_score: null, is_auto_failed: false, scores: [{ scored_at: null }] });
    expect((await act(id, { action: 'score', answers: answers('yes', 'yes') })).body).toMatchObject({ final_score: 100, raw_score: 100 });
    expect((await product.call('DELETE', `/audits/${id}`)).status).toBe(200);
    expect(await refusal(product.call('GET', `/audits/${id}`))).toEqual([404, 'audit_not_found']);
  });
});

describe('figures of audits', () => {
  it('equal the list and its CSV, with averages of final scores and a break where the scorecard changed', async () => {
    const mine = await made<AuditScorecardDetailDto>('/audits/scorecards', scorecard());
    const of = (greeting: string, consent: string, agent_id: string, at: string, team: string) =>
      ticket(agent_id, { at, team }).then((entity_id) => scored(greeting, consent, { entity_id, scorecard_id: mine.id }));
    await of('yes', 'yes', ravi, '2026-01-06T10:00:00Z', 'stats-a');
    await of('no', 'yes', ravi, '2026-01-07T10:00:00Z', 'stats-a');
    await product.call('PATCH', `/audits/scorecards/${mine.id}`, { body: { critical_cap: 30 } });
    await of('yes', 'no', meera, '2026-01-07T10:00:00Z', 'stats-b');
    await of('yes', 'yes', ravi, '2026-01-14T10:00:00Z', 'stats-a');
    await make({ scorecard_id: mine.id }, { at: '2026-01-14T10:00:00Z', team: 'stats-a' });

    const filter = `scorecard_id=${mine.id}`;
    const stats = await get<AuditStatsDto>(`/audits/stats?${filter}`);
    const [v1, v2] = (await get<AuditScorecardDetailDto>(`/audits/scorecards/${mine.id}`)).versions.map(({ id }) => id).reverse();
    expect(stats).toMatchObject({ total: 5, score: { scored: 4, average: 58.75 } });
    const version = (scorecard_version_id: string, card_version: number, count: number, average: number) => ({
      ...{ scorecard_version_id, scorecard_id: mine.id, card_version, scored: count, average },
    });
    expect(stats.score.versions).toEqual([version(v1!, 1, 2, 52.5), version(v2!, 2, 2, 65)]);
    expect(stats.by_week).toEqual([
      { value: '2026-01-05', count: 3, scored: 3, average: 45, versions: [version(v1!, 1, 2, 52.5), version(v2!, 2, 1, 30)] },
      { value: '2026-01-12', count: 2, scored: 1, average: 100, versions: [version(v2!, 2, 1, 100)] },
    ]);
    expect(stats.by_team.map(({ value, count, average }) => [value, count, average])).toEqual([
      ['stats-a', 4, 68.33],
      ['stats-b', 1, 30],
    ]);
    expect(stats.by_is_auto_failed.map(({ count }) => count)).toEqual([4, 1]);
    const agents = await get<AuditAgentStatsDto>(`/audits/stats/agents?${filter}`);
    expect(agents.total).toBe(5);
    expect(new Map(agents.by_agent.map(({ value, average }) => [value, average]))).toEqual(
      new Map([
        [ravi, 68.33],
        [meera, 30],
      ]),
    );
    const questions = await get<AuditQuestionStatsDto>(`/audits/stats/questions?${filter}`);
    expect(
      questions.data.map(({ card_version, question, asked, average, critical_failures }) => [
        card_version,
        question,
        asked,
        average,
        critical_failures,
      ]),
    ).toEqual([
      [1, 'greeting', 2, 50, 0],
      [1, 'consent', 2, 100, 0],
      [2, 'greeting', 2, 100, 0],
      [2, 'consent', 2, 50, 1],
    ]);
    const weekly = await get<AuditQuestionStatsDto>(`/audits/stats/questions?${filter}&weekly=true&from=2026-01-12`);
    expect(weekly.data.map(({ week, question, asked }) => [week, question, asked])).toEqual([
      ['2026-01-12', 'greeting', 1],
      ['2026-01-12', 'consent', 1],
    ]);
    expect((await get<AuditPageDto>(`/audits?${filter}`)).total).toBe(5);
    const csv = await product.call('GET', `/audits?${filter}`, { headers: { accept: 'text/csv' } });
    expect(csv.text.trim().split('\r\n')).toHaveLength(6);
    expect(csv.text.split('\r\n')[0]).not.toContain('hundredths');
  });
});

describe('samples', () => {
  const week = { from_on: '2025-11-03', to_on: '2025-11-09' };
  const body = (change: object = {}) => ({ scorecard_id: card.id, seed: 'week 45', per_agent: 5, ...week, ...change });
  const preview = async (change: object = {}) =>
    (await product.call<AuditSamplePreviewDto>('POST', '/audits/samples/preview', { body: body(change) })).body;

  it('draw what there is, say why it is less, and nothing twice', async () => {
    const [few, many] = [await made<{ id: string }>('/agents', { name: 'Few' }), await made<{ id: string }>('/agents', { name: 'Many' })];
    for (let n = 0; n < 9; n += 1) await ticket(many.id, { at: `2025-11-0${3 + (n % 5)}T10:00:00Z` });
    for (let n = 0; n < 3; n += 1) await ticket(few.id, { at: '2025-11-04T10:00:00Z' });
    // Of the business days alone.
    await ticket(few.id, { at: '2025-11-09T18:30:00Z' });
    await ticket(few.id, { at: '2025-11-02T18:29:59Z' });
    const rule = { agent_ids: [few.id, many.id], entity_types: ['ticket'], auditor_ids: [users.admin, users.supervisor] };
    const shown = await preview(rule);
    expect(shown).toEqual(await preview(rule));
    expect(new Set(shown.items.map(({ entity_id }) => entity_id)).size).toBe(8);
    const other = await preview({ ...rule, seed: 'another' });
    expect(other.items.map(({ entity_id }) => entity_id)).not.toEqual(shown.items.map(({ entity_id }) => entity_id));

    const [first, twin] = await Promise.all([0, 1].map(() => made<AuditSampleDetailDto>('/audits/samples', body(rule))));
    expect(first).toEqual(twin);
    expect(first).toMatchObject({ drawn: 8, seed: 'week 45' });
    expect(new Map(first!.agents.map(({ agent_id, drawn, reason }) => [agent_id, [drawn, reason]]))).toEqual(
      new Map([
        [few.id, [3, 'Only 3 things of the agent meet the rule.']],
        [many.id, [5, null]],
      ]),
    );
    const { data } = await get<AuditPageDto>(`/audits?sample_id=${first!.id}&limit=200`);
    expect(data.map(({ entity_id }) => entity_id).sort()).toEqual(shown.items.map(({ entity_id }) => entity_id).sort());
    expect(data.filter(({ auditor_id }) => auditor_id === users.admin)).toHaveLength(4);
    const told = await run<{ title: string }>(`select title from notifications where entity_type = 'audit_sample' and entity_id = $1`, [
      first!.id,
    ]);
    // Whoever draws is not told.
    expect(told.map(({ title }) => title)).toEqual(['4 audits are yours to score']);

    const next = await made<AuditSampleDetailDto>('/audits/samples', body({ ...rule, seed: 'next' }));
    expect(next.agents.find(({ agent_id }) => agent_id === few.id)).toMatchObject({
      drawn: 0,
      audited_before: 3,
      reason: 'No thing of the agent meets the rule; 3 more have an audit already.',
    });
    expect(next.drawn).toBe(4);
    const all = await run<{ things: number; different: number }>(
      `select count(*)::int as things, count(distinct entity_id)::int as different from audits where sample_id in ($1, $2)`,
      [first!.id, next.id],
    );
    expect(all).toEqual([{ things: 12, different: 12 }]);
  });

  it('give nobody work of his own', async () => {
    const boss = (await made<{ id: string }>('/agents', { name: 'Boss of samples', user_id: users.supervisor })).id;
    for (let n = 0; n < 4; n += 1) await ticket(boss, { at: '2025-12-02T10:00:00Z' });
    const rule = { agent_ids: [boss], from_on: '2025-12-01', to_on: '2025-12-07' };
    const both = await preview({ ...rule, auditor_ids: [users.supervisor, users.admin] });
    expect(both.items.map(({ auditor_id }) => auditor_id)).toEqual(Array(4).fill(users.admin));
    const alone = await preview({ ...rule, auditor_ids: [users.supervisor] });
    expect(alone.items.map(({ auditor_id }) => auditor_id)).toEqual(Array(4).fill(null));
    await run('update agents set user_id = null where id = $1', [boss]);
  });

  it('find e-mails, chats, calls of both kinds and tickets, by who did most', async () => {
    const at = '2025-10-07T10:00:00Z';
    const number = '+912200000009';
    const { pool } = product.database;
    const provider = await insertRow(pool, 'chat_providers', { kind: 'interakt', slug: 'chats', name: 'Chats', business_number: number });
    const chat = await makeConversation(pool, provider);
    const message = {
      conversation_id: chat.id,
      contact_id: chat.contact.id,
      provider_id: provider.id,
      direction: 'outbound',
      type: 'text',
    };
    const [one, other] = (await run<{ id: string }>(
      `insert into auth.users (id) values (gen_random_uuid()), (gen_random_uuid()) returning id`,
    )) as [{ id: string }, { id: string }];
    await run('update agents set user_id = $2 where id = $1', [meera, one.id]);
    for (const created_by of [users.agent, users.agent, one.id, other.id, other.id, other.id])
      await insertRow(pool, 'messages', { ...message, source: 'agent', status: 'sent', created_by, at });
    await run(
      `insert into kaleyra_call_logs (id, start_time, service, status, billsec, callto)
       values ('call-1', $1, 'CallForward', 'ANSWER', 60, '5550100001')`,
      [at],
    );
    await makeEmail(pool, await makeMailbox(pool), { direction: 'outbound', created_by: users.agent, sent_at: at });
    const ivr = await made<{ id: string }>('/ivr-providers', ivrProvider());
    await run(
      `insert into ivr_calls (provider_id, provider_call_id, status, provider_status, agent_id, started_at)
       values ($1, 'ivr-1', 'answered', 'answered', $2, $3)`,
      [ivr.id, ravi, at],
    );
    await ticket(ravi, { at });
    const { items } = await preview({ from_on: '2025-10-06', to_on: '2025-10-12', per_agent: 10 });
    expect(items.map(({ entity_type, agent_id }) => [entity_type, agent_id]).sort()).toEqual([
      ['call', ravi],
      ['conversation', ravi],
      ['email_thread', ravi],
      ['ivr_call', ravi],
      ['ticket', ravi],
    ]);
    const call = await made<AuditDto>('/audits', { entity_type: 'call', entity_id: 'call-1', scorecard_id: card.id });
    expect(call).toMatchObject({ agent_id: ravi, work_at: '2025-10-07T10:00:00+00:00' });
    expect(await get<AuditDetailDto>(`/audits/${call.id}`)).toMatchObject({ entity: { type: 'call', path: '/calls/call-1' } });
    await run('update agents set user_id = null where id = $1', [meera]);
  });

  it('can be of broken promises alone', async () => {
    const at = '2025-09-03T10:00:00Z';
    const [kept, broken] = [await ticket(meera, { at }), await ticket(meera, { at })];
    // What the clocks themselves say of it is written first, and then forgotten.
    await until(
      async () => (await run('select 1 from sla_stale limit 1')).length,
      (left) => left === 0,
    );
    await run('delete from sla_clocks where entity_id = any ($1)', [[kept, broken]]);
    for (const [id, state] of [
      [kept, 'met'],
      [broken, 'late'],
    ])
      await run(
        `insert into sla_clocks (id, entity_type, entity_id, metric, cycle, policy_id, policy_version, channel, tier,
           target_minutes, state, started_at)
         values (gen_random_uuid(), 'ticket', $1, 'resolution', 1, gen_random_uuid(), 1, 'ticket', 'normal', 60, $2, $3)`,
        [id, state, at],
      );
    const { items } = await preview({ from_on: '2025-09-01', to_on: '2025-09-07', only_breached: true });
    expect(items.map(({ entity_id }) => entity_id)).toEqual([broken]);
  });

  it('refuse a range that is turned round or too long, unfit auditors, and whoever may not create audits', async () => {
    const post = (change: object, as: RoleName = 'admin') => refusal(product.call('POST', '/audits/samples', { body: body(change), as }));
    expect(await post({ to_on: '2025-11-02' })).toEqual([400, 'validation_failed']);
    expect(await post({ to_on: '2026-02-03' })).toEqual([400, 'validation_failed']);
    expect(await post({ auditor_ids: [users.viewer] })).toEqual([422, 'auditor_unfit']);
    expect(await post({ auditor_ids: [randomUUID()] })).toEqual([422, 'auditor_unfit']);
    expect(await post({ scorecard_id: randomUUID() })).toEqual([404, 'audit_scorecard_not_found']);
    expect(await post({}, 'agent')).toEqual([403, 'forbidden']);
    expect(await refusal(product.call('GET', '/audits/samples', { as: 'agent' }))).toEqual([403, 'forbidden']);
  });
});

describe('coaching tasks', () => {
  it('have an owner, a due date and an end, and are seen by whom they concern', async () => {
    const audit = await scored('no', 'yes');
    const task = await made<CoachingTaskDto>('/audits/coaching-tasks', {
      audit_id: audit.id,
      title: 'Greet by name',
      due_on: '2026-03-15',
    });
    expect(task).toMatchObject({ agent_id: ravi, owner_id: users.admin, status: 'open', due_on: '2026-03-15' });
    const others = await made<CoachingTaskDto>('/audits/coaching-tasks', { agent_id: meera, title: 'Write shorter' });
    const seen = async () => (await get<CoachingTaskPageDto>('/audits/coaching-tasks?limit=200', 'agent')).data.map(({ id }) => id);
    expect(await seen()).toContain(task.id);
    expect(await seen()).not.toContain(others.id);
    expect(await refusal(product.call('GET', `/audits/coaching-tasks/${others.id}`, { as: 'agent' }))).toEqual([
      404,
      'coaching_task_not_found',
    ]);
    const finish = (id: string) =>
      product.call<CoachingTaskDetailDto>('POST', `/audits/coaching-tasks/${id}/actions`, { body: { action: 'finish' }, as: 'agent' });
    expect(await refusal(finish(task.id))).toEqual([403, 'forbidden']);
    await product.call('PATCH', `/audits/coaching-tasks/${others.id}`, { body: { owner_id: users.agent } });
    expect((await finish(others.id)).body).toMatchObject({ status: 'done', done_at: expect.any(String) as string });
    const told = await run<{ user_id: string; entity_id: string }>(
      `select user_id, entity_id from notifications where type = 'coaching_task' and entity_id = any ($1) order by created_at`,
      [[task.id, others.id]],
    );
    expect(told).toEqual([
      { user_id: users.agent, entity_id: task.id },
      { user_id: users.agent, entity_id: others.id },
    ]);
  });

  it('refuse another agent than that of the audit, things that are not there, and nobody at all', async () => {
    const { id } = await scored();
    const post = (body: object) => refusal(product.call('POST', '/audits/coaching-tasks', { body: { title: 'x', ...body } }));
    expect(await post({ audit_id: id, agent_id: meera })).toEqual([400, 'validation_failed']);
    expect(await post({ audit_id: randomUUID() })).toEqual([404, 'audit_not_found']);
    expect(await post({ agent_id: randomUUID() })).toEqual([404, 'agent_not_found']);
    expect(await post({})).toEqual([400, 'validation_failed']);
    expect(await post({ agent_id: ravi, owner_id: randomUUID() })).toEqual([422, 'unprocessable']);
  });
});
