import { randomUUID } from 'node:crypto';
import type { DecisionPageDto, WhyDto } from '../../src/decisions/dto/decision.dto.js';
import type { IvrCallCountsDto, IvrCallDetailDto } from '../../src/ivrWebhooks/calls/dto/ivrCall.dto.js';
import type { WaitingPageDto } from '../../src/queryAssignments/dto/queryAssignment.dto.js';
import type {
  SlaAttainmentDto,
  SlaClockDto,
  SlaClockPageDto,
  SlaCountDto,
  SlaExplanationDto,
  SlaSimulationDto,
} from '../../src/slaConfig/dto/sla.dto.js';
import type { SlaPolicyDto, SlaPolicyVersionDto, SlaTierDto } from '../../src/slaConfig/dto/slaPolicy.dto.js';
import { SlaReadingService } from '../../src/slaConfig/slaReading.service.js';
import type { TicketDetailDto, TicketPageDto } from '../../src/tickets/dto/ticket.dto.js';
import { type CallOptions, startTestApp, type TestApp } from '../support/app.js';
import { makeChatProvider } from '../support/factories/chats.js';
import { makeConversation } from '../support/factories/conversations.js';
import { ivrProvider } from '../support/factories/ivr.js';
import { insertRow, makeCustomer, makeEmail, makeMailbox } from '../support/factories/emails.js';
import { list } from '../support/lists/slaClocks.js';
import { listSuite } from '../support/listSuite.js';
import { until } from '../support/until.js';

const MINUTE_MS = 60_000;

let product: TestApp;
let mailbox: { id: string };
let provider: Awaited<ReturnType<typeof makeChatProvider>>;
let user_id: string;
let always: string;
let made = 0;

const query = <R extends object>(sql: string, values: unknown[] = []) =>
  product.database.pool.query<R>(sql, values).then(({ rows }) => rows);
const get = async <T>(path: string, options: CallOptions = {}) => (await product.call<T>('GET', path, options)).body;
const post = <T = Record<string, unknown>>(path: string, body: object, options: CallOptions = {}) =>
  product.call<T>('POST', path, { body, ...options });
const code = ({ status, body }: { status: number; body: unknown }) => [status, (body as { code?: string }).code];
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS);
const reading = () => product.app.get(SlaReadingService, { strict: false });

/** All clocks are as what happened says. */
const settle = () =>
  until(
    () => query<{ n: number }>('select count(*)::integer as n from public.sla_stale').then(([row]) => row!.n),
    (waiting) => waiting === 0,
  );
const clocksOf = async (entity_id: string): Promise<SlaClockDto[]> => {
  await settle();
  return (await get<SlaClockPageDto>(`/sla/clocks?entity_id=${entity_id}&order=asc`)).data;
};
const stateOf = async (entity_id: string, metric: string) =>
  (await clocksOf(entity_id)).filter((clock) => clock.metric === metric).map(({ state }) => state);

/** A team of its own, whose work is promised within that many minutes around the clock. */
async function promised(targets: object): Promise<{ team: string; policy: SlaPolicyDto }> {
  const team = `sla-${++made}`;
  await post('/teams', { key: team });
  const conditions = { field: 'team', operator: 'equals', value: team };
  const { body } = await post<SlaPolicyDto>('/sla/policies', {
    name: `Policy ${made}`,
    position: made,
    conditions,
    calendar_id: always,
    ...targets,
  });
  return { team, policy: body };
}
const thread = async (team: string, minutes: number, columns: Record<string, unknown> = {}) =>
  String((await makeEmail(product.database.pool, mailbox, { received_at: ago(minutes), team, ...columns }))['thread_id']);
const reply = (thread_id: string, minutes: number, columns: Record<string, unknown> = {}) =>
  makeEmail(product.database.pool, mailbox, {
    thread_id,
    direction: 'outbound',
    received_at: ago(minutes),
    sent_at: ago(minutes),
    created_by: user_id,
    ...columns,
  });
const sent = async (thread_id: string, minutes: number) => {
  const [send] = await query<{ id: string }>(`select public.queue_send('test', '{}', null, null) as id`);
  return reply(thread_id, minutes, { send_id: send!.id, send_state: 'sent' });
};
const explain = (id: string) => get<SlaExplanationDto>(`/sla/email_thread/${id}/explain`);

beforeAll(async () => {
  product = await startTestApp();
  mailbox = await makeMailbox(product.database.pool);
  provider = await makeChatProvider(product.database.pool);
  await product.token('agent');
  [{ id: user_id }] = (await query<{ id: string }>(`select id from auth.users where email = 'agent@example.com'`)) as [{ id: string }];
  const day = [['00:00', '24:00']];
  const hours = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day };
  always = (await post<{ id: string }>('/calendars', { name: 'Always', hours, zone: 'UTC' })).body.id;
});
afterAll(async () => {
  await settle();
  // The cache is what the events say, to the byte.
  const before = await query('select * from public.sla_clocks where ended_at is not null order by id');
  await reading().rebuild(() => new Date());
  expect(await query('select * from public.sla_clocks where ended_at is not null order by id')).toEqual(before);
  expect(await query(`select * from public.verify_kept_counts('public.sla_clocks')`)).toEqual([]);
  await product.close();
});

listSuite({
  ...list,
  product: () => product,
  make: async (n) => {
    if (n === 0) {
      const chat = await makeConversation(product.database.pool, provider);
      const from = { conversation_id: chat.id, contact_id: chat.contact.id, provider_id: provider.id };
      await insertRow(product.database.pool, 'messages', {
        ...from,
        direction: 'inbound',
        source: 'customer',
        type: 'text',
        text: 'Hi',
        at: ago(1),
      });
      return clocksOf(chat.id);
    }
    const customer = await makeCustomer(product.database.pool, `list${n}@example.com`, { tier: n === 1 ? 'vip' : 'low' });
    const { team } = n === 2 ? { team: 'list-2' } : await promised({ resolution_minutes: 60 });
    return clocksOf(await thread(team, n === 3 ? 90 : n, { customer_id: customer.id }));
  },
});

describe('what the tiers are promised', () => {
  it('is listed, and changed one by one or all at once', async () => {
    const tiers = await get<SlaTierDto[]>('/sla-config', { as: 'agent' });
    expect(tiers.map(({ tier, is_default }) => [tier, is_default])).toEqual([
      ['vip', false],
      ['high', false],
      ['normal', true],
      ['low', false],
    ]);
    const put = (path: string, body: object, options: CallOptions = {}) => product.call<SlaTierDto>('PUT', path, { body, ...options });
    const changed = await put('/sla-config/vip', { first_response_minutes: 15 });
    expect([changed.status, changed.body.first_response_minutes, changed.body.resolution_minutes]).toEqual([200, 15, 240]);
    const both = {
      tiers: [
        { tier: 'low', next_response_minutes: null },
        { tier: 'high', version: 99, warn_percent: 50 },
      ],
    };
    expect(code(await put('/sla-config/bulk', both))).toEqual([409, 'stale_version']);
    expect((await get<SlaTierDto[]>('/sla-config'))[3]).toMatchObject({ tier: 'low', next_response_minutes: 480, version: 1 });
    both.tiers[1]!.version = 1;
    expect((await put('/sla-config/bulk', both)).status).toBe(200);
    expect(
      (await get<SlaTierDto[]>('/sla-config')).map(({ next_response_minutes, warn_percent }) => [next_response_minutes, warn_percent]),
    ).toEqual([
      [30, 80],
      [60, 50],
      [240, 80],
      [null, 80],
    ]);
    const none = { first_response_minutes: null, next_response_minutes: null, resolution_minutes: null };
    expect(code(await put('/sla-config/low', none))).toEqual([422, 'sla_without_target']);
    expect(code(await put('/sla-config/gold', {}))).toEqual([400, 'validation_failed']);
    expect(code(await put('/sla-config/low', { warn_percent: 10 }, { as: 'agent' }))).toEqual([403, 'forbidden']);
    expect(code(await put('/sla-config/low', { calendar_id: randomUUID() }))).toEqual([404, 'calendar_not_found']);
  });
});

describe('policies', () => {
  it('refuse what could never apply or be kept', async () => {
    const create = (body: object) =>
      post('/sla/policies', { name: 'Odd', resolution_minutes: 60, conditions: { field: 'team', operator: 'is_present' }, ...body });
    const both = ['low', 'high'].map((value) => ({ field: 'priority', operator: 'equals', value }));
    expect(code(await create({ conditions: { all: both } }))).toEqual([422, 'sla_never_applies']);
    const wrong = await create({ conditions: { any: [{ field: 'priority', operator: 'equals', value: 'huge' }] } });
    expect([wrong.status, (wrong.body['details'] as { field: string }[])[0]!.field]).toEqual([400, 'conditions.any[0].value']);
    expect(code(await create({ resolution_minutes: null }))).toEqual([422, 'sla_without_target']);
    expect(code(await create({ resolution_minutes: 0 }))).toEqual([400, 'validation_failed']);
    const dates = Array.from({ length: 366 }, (_, day) => ({
      date: new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10),
      yearly: true,
    }));
    const closed = await post('/calendars', { name: 'Closed', hours: { mon: [['09:00', '10:00']] }, holidays: dates });
    expect(code(await create({ calendar_id: closed.body['id'] }))).toEqual([422, 'sla_unreachable']);
  });

  it('of tiers and the default one stay', async () => {
    const tiers = await get<SlaTierDto[]>('/sla-config');
    const [vip, normal] = [tiers[0]!.id, tiers[2]!.id];
    const patch = (id: string, body: object) => product.call('PATCH', `/sla/policies/${id}`, { body });
    expect(code(await patch(vip, { conditions: { field: 'team', operator: 'is_present' } }))).toEqual([409, 'sla_tier_policy']);
    expect(code(await patch(normal, { is_active: false }))).toEqual([409, 'sla_default_policy']);
    expect(code(await product.call('DELETE', `/sla/policies/${vip}`))).toEqual([409, 'sla_tier_policy']);
    expect(code(await product.call('DELETE', `/sla/policies/${normal}`))).toEqual([409, 'sla_default_policy']);
  });

  it('are asked in order, keep their versions, and hold for what is open, not for what is finished', async () => {
    const { team, policy } = await promised({ resolution_minutes: 60 });
    const [open, done] = [await thread(team, 30), await thread(team, 30)];
    await settle();
    await query(`update public.email_threads set status = 'resolved' where id = $1`, [done]);
    expect([await stateOf(open, 'resolution'), await stateOf(done, 'resolution')]).toEqual([['running'], ['met']]);
    const changed = await product.call('PATCH', `/sla/policies/${policy.id}`, { body: { resolution_minutes: 10, version: 1 } });
    expect(changed.status).toBe(200);
    await until(
      () => stateOf(open, 'resolution'),
      ([state]) => state === 'breached',
    );
    const [kept] = await clocksOf(done);
    expect(kept).toMatchObject({ state: 'met', policy_version: 1, target_minutes: 60 });
    const versions = await get<SlaPolicyVersionDto[]>(`/sla/policies/${policy.id}/versions`);
    expect(versions.map(({ version, policy: { resolution_minutes } }) => [version, resolution_minutes])).toEqual([
      [2, 10],
      [1, 60],
    ]);
    // What a new version makes late in hindsight is seen, but nobody is told.
    expect(await query('select * from public.sla_notices where entity_id = $1', [open])).toEqual([]);
    expect((await product.call('DELETE', `/sla/policies/${policy.id}`)).status).toBe(200);
    await until(
      () => clocksOf(open),
      (clocks) => clocks.every(({ policy_id }) => policy_id !== policy.id),
    );
  });
});

describe('clocks', () => {
  it('follow the tier of the customer and give the queue its order', async () => {
    const customer = await makeCustomer(product.database.pool, 'vip@example.com', { tier: 'vip' });
    const [asha, other] = [await thread('sla-vip', 1, { customer_id: customer.id }), await thread('sla-vip', 60)];
    const first = (await clocksOf(asha)).find(({ metric }) => metric === 'first_response');
    expect(first).toMatchObject({ metric: 'first_response', tier: 'vip', target_minutes: 15 });
    await settle();
    const waiting = (await get<WaitingPageDto>('/query-assignments/waiting?team=sla-vip')).data;
    const due = new Map(waiting.map(({ id, sla_due_at }) => [id, Date.parse(sla_due_at!)]));
    expect(due.get(asha)).toBe(Date.parse(first!.due_at!));
    expect(due.get(asha)).toBeLessThan(due.get(other)!);
    await product.call('PATCH', `/customers/${customer.id}`, { body: { tier: 'low' } });
    await until(
      () => clocksOf(asha),
      (clocks) => clocks.every(({ tier }) => tier === 'low'),
    );
  });

  it('stop with a reply that arrives, and go on when it fails', async () => {
    const { team } = await promised({ first_response_minutes: 100, next_response_minutes: 50, resolution_minutes: 200 });
    const id = await thread(team, 60);
    expect(await stateOf(id, 'first_response')).toEqual(['running']);
    const answer = await sent(id, 30);
    expect([await stateOf(id, 'first_response'), await stateOf(id, 'resolution')]).toEqual([['met'], ['running']]);
    expect(Math.round((await clocksOf(id)).find(({ ended_at }) => ended_at !== null)!.counted_seconds! / 60)).toBe(30);
    await query(`update public.emails set send_state = 'failed' where id = $1`, [answer.id]);
    expect(await stateOf(id, 'first_response')).toEqual(['running']);
    await query(`update public.emails set send_state = 'sent' where id = $1`, [answer.id]);
    await makeEmail(product.database.pool, mailbox, { thread_id: id, received_at: ago(20) });
    expect(await stateOf(id, 'next_response')).toEqual(['running']);
    await query(`update public.email_threads set status = 'resolved' where id = $1`, [id]);
    expect([await stateOf(id, 'next_response'), await stateOf(id, 'resolution')]).toEqual([['cancelled'], ['met']]);
    await query(`update public.email_threads set status = 'open' where id = $1`, [id]);
    expect([await stateOf(id, 'next_response'), await stateOf(id, 'resolution')]).toEqual([['cancelled', 'running'], ['running']]);
  });

  it('count no automatic answer, and none that has not left', async () => {
    const { team } = await promised({ first_response_minutes: 100 });
    const id = await thread(team, 60);
    const [send] = await query<{ id: string }>(`select public.queue_send('test', '{}', null, null) as id`);
    await reply(id, 50, { send_id: send!.id, send_state: 'sent', created_by: null });
    await reply(id, 40, { kind: 'auto_reply' });
    const [queued] = await query<{ id: string }>(`select public.queue_send('test', '{}', null, null) as id`);
    const later = await reply(id, 30, { send_id: queued!.id, send_state: 'queued', sent_at: null });
    expect(await stateOf(id, 'first_response')).toEqual(['running']);
    await query(`update public.emails set send_state = 'sent', sent_at = now() where id = $1`, [later.id]);
    expect(await stateOf(id, 'first_response')).toEqual(['met']);
  });

  it('run for chats, are paused while snoozed, and do not run for spam', async () => {
    const { team } = await promised({ first_response_minutes: 100, resolution_minutes: 200 });
    const chat = await makeConversation(product.database.pool, provider, { team, contact: { phone: '+12025550143' } });
    const from = { conversation_id: chat.id, contact_id: chat.contact.id, provider_id: provider.id, type: 'text', text: 'Hi' };
    await insertRow(product.database.pool, 'messages', { ...from, direction: 'inbound', source: 'customer', at: ago(30) });
    await insertRow(product.database.pool, 'messages', {
      ...from,
      direction: 'outbound',
      source: 'automatic',
      status: 'sent',
      at: ago(29),
    });
    expect(await stateOf(chat.id, 'first_response')).toEqual(['running']);
    const answer = await insertRow(product.database.pool, 'messages', {
      ...from,
      direction: 'outbound',
      source: 'agent',
      created_by: user_id,
      status: 'delivered',
      at: ago(10),
    });
    expect(await clocksOf(chat.id)).toContainEqual(expect.objectContaining({ metric: 'first_response', state: 'met' }));
    await query(`update public.messages set status = 'failed' where id = $1`, [answer.id]);
    expect(await stateOf(chat.id, 'first_response')).toEqual(['running']);
    await product.call('PATCH', `/conversations/${chat.id}`, {
      body: { status: 'snoozed', snoozed_until: new Date(Date.now() + 60 * MINUTE_MS).toISOString() },
    });
    expect([await stateOf(chat.id, 'first_response'), await stateOf(chat.id, 'resolution')]).toEqual([['running'], ['paused']]);
    const mail = await thread(team, 5);
    expect(await stateOf(mail, 'resolution')).toEqual(['running']);
    await query(`update public.email_threads set status = 'spam' where id = $1`, [mail]);
    expect(await clocksOf(mail)).toEqual([]);
    expect((await explain(mail)).excluded).toBe('spam');
  });

  it('are told of once, to whoever has the thing, with the decision', async () => {
    const { team } = await promised({ first_response_minutes: 50, resolution_minutes: 100 });
    const agent = (await post<{ id: string }>('/agents', { name: `Agent ${++made}`, user_id })).body.id;
    // The policy is older than what happens.
    await query('alter table public.sla_policies disable trigger sla_policies_touch');
    await query(`update public.sla_policies set version = 2, updated_at = now() - interval '1 day' where name = $1`, [
      `Policy ${made - 1}`,
    ]);
    await query('alter table public.sla_policies enable trigger sla_policies_touch');
    const id = await thread(team, 90, { assignee_id: agent });
    await settle();
    await reading().rebuild(() => new Date());
    await reading().sweep(() => new Date());
    const told = await query<{ type: string; user_id: string; entity_id: string }>(
      'select type, user_id, entity_id from public.notifications where entity_id = $1 order by type',
      [id],
    );
    expect(told).toEqual([
      { type: 'sla_breach', user_id, entity_id: id },
      { type: 'sla_warning', user_id, entity_id: id },
    ]);
    const why = await get<WhyDto>(`/why/email_thread/${id}?kind=sla.breach`);
    expect(why.data).toMatchObject([
      { rule: `Policy ${made - 1}`, chosen: { kind: 'breach', user_ids: [user_id] }, inputs: { metric: 'first_response' } },
    ]);
    expect((await get<DecisionPageDto>(`/decisions?entity_id=${id}`)).data).toHaveLength(2);
    // A day without the product: the clock alone makes the resolution late, and it is told once.
    const tomorrow = () => new Date(Date.now() + 24 * 60 * MINUTE_MS);
    await reading().sweep(tomorrow);
    await reading().rebuild(tomorrow);
    expect(await query(`select metric, kind from public.sla_notices where entity_id = $1 order by 1, 2`, [id])).toEqual([
      { metric: 'first_response', kind: 'breach' },
      { metric: 'resolution', kind: 'breach' },
      { metric: 'resolution', kind: 'warning' },
    ]);
    await reading().rebuild(() => new Date());
  });

  it('are counted for the sidebar', async () => {
    const { team } = await promised({ first_response_minutes: 50, resolution_minutes: 100 });
    await Promise.all([thread(team, 1), thread(team, 45), thread(team, 60)]);
    await settle();
    const counts = await get<SlaCountDto[]>('/sla/counts');
    expect(counts.find((count) => count.team === team)).toEqual({ channel: 'email', team, running: 4, at_risk: 1, paused: 0, breached: 1 });
    expect(await get('/sla/counts?agent_id=00000000-0000-4000-8000-000000000009')).toEqual([]);
  });

  it('explain themselves, from the beginning to now', async () => {
    const { team } = await promised({ resolution_minutes: 100 });
    const id = await thread(team, 60);
    await settle();
    await query(`update public.email_threads set status = 'pending' where id = $1`, [id]);
    await query(`update public.sla_status_changes set at = $2 where entity_id = $1`, [id, ago(20)]);
    const { clocks, events, candidates, policy, entity } = await explain(id);
    expect(entity).toMatchObject({ type: 'email_thread', id });
    expect(events.map(({ kind }) => kind)).toEqual(['start', 'customer_message', 'pause']);
    expect(candidates.at(-1)).toMatchObject({ policy_id: policy!.id, matches: true });
    const [{ segments, totals, state, due_at }] = clocks as [SlaExplanationDto['clocks'][number]];
    expect([state, due_at, segments.map(({ kind }) => kind)]).toEqual(['paused', null, ['counted', 'paused_open']]);
    segments.slice(1).forEach((segment, index) => expect(segment.from).toBe(segments[index]!.to));
    expect(totals.counted_ms + totals.outside_ms + totals.paused_open_ms + totals.paused_closed_ms + totals.stopped_ms).toBe(
      totals.elapsed_ms,
    );
    expect(Math.round(totals.counted_ms / 60_000)).toBe(40);
    expect(code(await product.call('GET', `/sla/email_thread/${randomUUID()}/explain`))).toEqual([404, 'entity_not_found']);
    expect(code(await product.call('GET', `/sla/refund/${id}/explain`))).toEqual([422, 'sla_no_clocks']);
  });
});

describe('tickets', () => {
  const ticketOf = (id: string) => get<TicketDetailDto>(`/tickets/${id}`);
  const comment = (ticket_id: string, source: string, minutes: number) =>
    insertRow(product.database.pool, 'ticket_comments', {
      ticket_id,
      visibility: 'public',
      source,
      body: 'Text',
      created_at: ago(minutes),
    });
  /** One that was made so many minutes ago. */
  const ticket = async (team: string, minutes: number, columns: Record<string, unknown> = {}) =>
    String((await insertRow(product.database.pool, 'tickets', { subject: 'Pump leaks', team, created_at: ago(minutes), ...columns })).id);

  it('wait for a first response, the next ones and their end, are paused on hold, and are listed by what is due', async () => {
    const { team } = await promised({ first_response_minutes: 30, next_response_minutes: 20, resolution_minutes: 200 });
    const customer = await makeCustomer(product.database.pool, 'ticket@example.com');
    const [late, soon, inner] = [
      await ticket(team, 45, { customer_id: customer.id }),
      await ticket(team, 10, { customer_id: customer.id }),
      await ticket(team, 10),
    ];
    expect(await stateOf(late, 'first_response')).toEqual(['breached']);
    expect(await stateOf(soon, 'first_response')).toEqual(['running']);
    // Nobody waits for an answer to what we opened for ourselves.
    expect(await stateOf(inner, 'first_response')).toEqual([]);
    const due = await get<TicketPageDto>(`/tickets?team=${team}&sort=sla_due_at&order=asc`);
    expect(due.data.map(({ id }) => id)).toEqual([late, soon, inner]);
    const soonest = await get<TicketPageDto>(`/tickets?team=${team}&sla_due_before=${ago(-60).toISOString()}&sort=sla_due_at&order=asc`);
    expect(soonest.data.map(({ id }) => id)).toEqual([late, soon]);
    expect((await get<TicketPageDto>(`/tickets?team=${team}&sla_status=breached`)).data).toMatchObject([
      { id: late, sla_status: 'breached' },
    ]);
    await comment(late, 'agent', 5);
    await comment(late, 'customer', 4);
    expect([await stateOf(late, 'first_response'), await stateOf(late, 'next_response')]).toEqual([['late'], ['running']]);
    const version = (await ticketOf(late)).version;
    await product.call('PATCH', `/tickets/${late}`, { body: { status: 'on_hold', version } });
    expect(await stateOf(late, 'resolution')).toEqual(['paused']);
    await product.call('PATCH', `/tickets/${late}`, { body: { status: 'resolved' } });
    expect([await stateOf(late, 'next_response'), await stateOf(late, 'resolution')]).toEqual([['cancelled'], ['met']]);
    expect(await ticketOf(late)).toMatchObject({ sla_due_at: null, sla_status: 'breached', version: version + 2 });
    expect((await get<TicketPageDto>(`/tickets?team=${team}&sort=sla_due_at`)).data.map(({ id }) => id)).not.toContain(late);
    await product.call('PATCH', `/tickets/${late}`, { body: { status: 'open' } });
    expect([await stateOf(late, 'next_response'), await stateOf(late, 'resolution')]).toEqual([['cancelled', 'running'], ['running']]);
    const { events, entity } = await get<SlaExplanationDto>(`/sla/ticket/${late}/explain`);
    expect([entity.type, events.map(({ kind }) => kind)]).toEqual([
      'ticket',
      ['start', 'customer_message', 'agent_reply', 'customer_message', 'pause', 'stop', 'reopen', 'resume'],
    ]);
  });

  it('are answered when the reply has left, and not when it fails; merged they count where the merge leads', async () => {
    const { team } = await promised({ first_response_minutes: 100, resolution_minutes: 200 });
    const id = await ticket(team, 60);
    await comment(id, 'customer', 50);
    const [send] = await query<{ id: string }>(`select public.queue_send('test', '{}', null, null) as id`);
    const mail = await reply(await thread('elsewhere', 60), 30, { send_id: send!.id, send_state: 'queued', sent_at: null });
    await insertRow(product.database.pool, 'ticket_comments', {
      ticket_id: id,
      visibility: 'public',
      source: 'agent',
      body: 'Text',
      email_id: mail.id,
      created_at: ago(30),
    });
    expect(await stateOf(id, 'first_response')).toEqual(['running']);
    // As the change feed tells it.
    const send_state = async (state: string) => {
      await query(`update public.emails set send_state = $2, sent_at = now() where id = $1`, [mail.id, state]);
      await query(`select public.follow_ticket_replies('email', array[$1::uuid])`, [mail.id]);
    };
    await send_state('sent');
    expect(await stateOf(id, 'first_response')).toEqual(['met']);
    await send_state('failed');
    expect(await stateOf(id, 'first_response')).toEqual(['running']);
    const into = await ticket(team, 80);
    expect(await stateOf(into, 'first_response')).toEqual([]);
    await query(`select public.merge_tickets($1, $2, true, '')`, [id, into]);
    expect([await clocksOf(id), await stateOf(into, 'first_response')]).toEqual([[], ['running']]);
    await query(`select public.unmerge_ticket($1, '')`, [id]);
    expect([await stateOf(id, 'first_response'), await stateOf(into, 'first_response')]).toEqual([['running'], []]);
    await product.call('DELETE', `/tickets/${id}`);
    expect(await clocksOf(id)).toEqual([]);
  });
});

describe('IVR calls', () => {
  let provider_id: string;
  let numbers = 0;
  const number = () => `+4477009001${String((numbers += 1)).padStart(2, '0')}`;
  const call = async (customer_number: string | null, minutes: number, columns: Record<string, unknown> = {}) => {
    const { id } = await insertRow(product.database.pool, 'ivr_calls', {
      provider_id,
      provider_call_id: randomUUID(),
      customer_number,
      direction: 'inbound',
      provider_status: 'missed',
      started_at: ago(minutes),
      ended_at: ago(minutes - 1),
      ...columns,
    });
    if (customer_number !== null) await query('select public.settle_missed_calls($1)', [[customer_number]]);
    return String(id);
  };
  const callOf = async (id: string) => {
    await settle();
    return get<IvrCallDetailDto>(`/ivr-calls/${id}`);
  };
  beforeAll(async () => {
    provider_id = (await post<{ id: string }>('/ivr-providers', ivrProvider())).body['id'];
  });

  /** A department of a team of its own, open around the clock, with a policy of its own. */
  const department = async (targets: object) => {
    const key = `dept-${++made}`;
    const { body: team } = await post<{ id: string }>('/teams', { key: `${key}-team` });
    const made_one = await post('/departments', { key, team_id: team.id, calendar_id: always });
    if (made_one.status !== 201) throw new Error(JSON.stringify(made_one.body));
    await post('/sla/policies', {
      name: `Callers of ${key}`,
      position: made,
      conditions: { field: 'department', operator: 'equals', value: key },
      ...targets,
    });
    return key;
  };

  it('wait from their beginning, by the policy and the calendar of their department, until somebody talks to the caller', async () => {
    const key = await department({ first_response_minutes: 30, resolution_minutes: 240 });
    const caller = number();
    const [missed, again] = [await call(caller, 60, { department: key }), await call(caller, 40, { department: key })];
    const withheld = await call(null, 50, { department: key });
    const hangup = await call(number(), 50, { department: key, provider_status: 'hangup' });
    const outbound = await call(number(), 50, { department: key, direction: 'outbound' });
    expect([await stateOf(missed, 'first_response'), await stateOf(missed, 'resolution')]).toEqual([['breached'], ['running']]);
    const clock = (await clocksOf(missed)).find(({ metric }) => metric === 'first_response');
    expect([clock!.channel, clock!.team, clock!.started_at]).toEqual(['call', `${key}-team`, (await callOf(missed)).started_at]);
    expect(Date.parse(clock!.due_at!) - Date.parse(clock!.started_at)).toBe(30 * MINUTE_MS);
    // Who calls again waits already.
    for (const id of [again, withheld, hangup, outbound]) expect(await clocksOf(id)).toEqual([]);
    expect(await callOf(missed)).toMatchObject({
      sla_status: 'breached',
      is_sla_breached: true,
      sla_tier: 'normal',
      sla_due_at: clock!.due_at,
    });
    expect(await callOf(again)).toMatchObject({ sla_status: null, is_sla_breached: false, sla_tier: null, sla_due_at: null });
    const badge = async () =>
      (await get<IvrCallCountsDto>('/ivr-calls/counts')).by_department.find((row) => row.department === key)!.sla_breached;
    expect(await badge()).toBe(1);
    const listed = await get<{ data: { id: string }[] }>(`/ivr-calls?department=${key}&is_sla_breached=true`);
    expect(listed.data.map(({ id }) => id)).toEqual([missed]);
    const counts = await get<SlaCountDto[]>('/sla/counts');
    expect(counts.find((count) => count.team === `${key}-team`)).toMatchObject({ channel: 'call', running: 1, breached: 1 });

    const answered = await call(caller, 20, { department: key, provider_status: 'answered', answered_at: ago(19), ended_at: ago(15) });
    expect([await stateOf(missed, 'first_response'), await stateOf(missed, 'resolution')]).toEqual([['late'], ['met']]);
    expect([await stateOf(answered, 'first_response'), await stateOf(answered, 'resolution')]).toEqual([['met'], ['met']]);
    // It stays one that was late, but nobody has to do anything about it.
    expect(await callOf(missed)).toMatchObject({ sla_status: 'breached', is_sla_breached: true, sla_due_at: null });
    expect([await badge(), await clocksOf(again)]).toEqual([0, []]);
    const { events, policy, entity } = await get<SlaExplanationDto>(`/sla/ivr_call/${missed}/explain`);
    expect([entity.type, policy!.name, events.map(({ kind }) => kind)]).toEqual([
      'ivr_call',
      `Callers of ${key}`,
      ['start', 'customer_message', 'agent_reply', 'stop'],
    ]);
    const range = `range=custom&start_date=${ago(110).toISOString()}&end_date=${new Date().toISOString()}`;
    const report = await get<SlaAttainmentDto>(`/sla/attainment?${range}&team=${key}-team&entity_type=ivr_call&by=channel`);
    expect(report.metrics[0]).toMatchObject({ clocks: 2, met: 1, late: 1, groups: [{ key: 'call', clocks: 2 }] });
    expect(report.metrics[2]).toMatchObject({ clocks: 2, met: 2 });
    expect(report.left_out).toEqual([
      { reason: 'given up in the menu', items: 1 },
      { reason: 'number withheld', items: 1 },
      { reason: 'outbound call', items: 1 },
      { reason: 'the caller waits already', items: 1 },
    ]);
    const simulated = await post<SlaSimulationDto>('/sla/simulate', {
      range: 'custom',
      start_date: ago(110).toISOString(),
      end_date: new Date().toISOString(),
      entity_type: 'ivr_call',
      policies: [{ policy_id: policy!.id, first_response_minutes: 45 }],
    });
    expect(simulated.body.changes).toMatchObject([{ entity_id: missed, metric: 'first_response', simulated: { state: 'met' } }]);
  });

  it('are put away by a person without an answer, and wait again when they are opened', async () => {
    const key = await department({ first_response_minutes: 100, resolution_minutes: 240 });
    const missed = await call(number(), 60, { department: key });
    expect(await stateOf(missed, 'first_response')).toEqual(['running']);
    const category = (await post<{ id: string }>('/call-categories', { name: `Put away ${made}` })).body['id'];
    const complete = { category_id: category, notes: 'A wrong number.' };
    expect((await post(`/ivr-calls/${missed}/complete`, complete)).status).toBe(200);
    expect([await stateOf(missed, 'first_response'), await stateOf(missed, 'resolution')]).toEqual([['cancelled'], ['met']]);
    await post(`/ivr-calls/${missed}/reopen`, {});
    expect([await stateOf(missed, 'first_response'), await stateOf(missed, 'resolution')]).toEqual([['cancelled'], ['running']]);
    expect(await callOf(missed)).toMatchObject({ sla_status: 'running', is_sla_breached: false });
    // What reached it late by another way changes whose work it is.
    const other = await department({ first_response_minutes: 10, resolution_minutes: 240 });
    await query('update public.ivr_calls set department = $2 where id = $1', [missed, other]);
    expect((await clocksOf(missed)).map(({ team }) => team)).toContain(`${other}-team`);
    await query(`update public.departments set team_id = null where key = $1`, [other]);
    await until(
      () => clocksOf(missed),
      (clocks) => clocks.every(({ team }) => team === null),
    );
  });

  it('are told of, with the reason', async () => {
    const key = await department({ first_response_minutes: 30 });
    await query('alter table public.sla_policies disable trigger sla_policies_touch');
    await query(`update public.sla_policies set version = 2, updated_at = now() - interval '1 day' where name = $1`, [`Callers of ${key}`]);
    await query('alter table public.sla_policies enable trigger sla_policies_touch');
    const missed = await call(number(), 60, { department: key });
    await settle();
    expect((await get<WhyDto>(`/why/ivr_call/${missed}?kind=sla.breach`)).data).toMatchObject([
      { rule: `Callers of ${key}`, inputs: { metric: 'first_response', target_minutes: 30 } },
    ]);
    expect(await query('select module, type from public.notifications where entity_id = $1', [missed])).toEqual([
      { module: 'ivr', type: 'sla_breach' },
    ]);
  });
});

describe('the report and the simulation', () => {
  it('say how many promises were kept, and what others would have brought', async () => {
    const { team, policy } = await promised({ first_response_minutes: 30 });
    const [quick, slow, open, gone] = [await thread(team, 100), await thread(team, 100), await thread(team, 10), await thread(team, 10)];
    await sent(quick, 80);
    await sent(slow, 50);
    await query(`update public.email_threads set status = 'spam' where id = $1`, [gone]);
    await Promise.all([quick, slow, open].map(clocksOf));
    const range = `range=custom&start_date=${ago(110).toISOString()}&end_date=${new Date().toISOString()}`;
    const report = await get<SlaAttainmentDto>(`/sla/attainment?${range}&team=${team}&by=agent`);
    expect(report.metrics[0]).toMatchObject({
      metric: 'first_response',
      clocks: 3,
      decided: 2,
      met: 1,
      late: 1,
      running: 1,
      met_per_mille: 500,
    });
    expect(report.metrics[0]!.groups.reduce((sum, { clocks }) => sum + clocks, 0)).toBe(3);
    expect(report.left_out).toEqual([{ reason: 'spam', items: 1 }]);
    const body = {
      range: 'custom',
      start_date: ago(110).toISOString(),
      end_date: new Date().toISOString(),
      policies: [{ policy_id: policy.id, first_response_minutes: 60 }],
    };
    const { body: simulated } = await post<SlaSimulationDto>('/sla/simulate', body);
    expect(simulated.changes.find(({ entity_id }) => entity_id === slow)).toMatchObject({
      metric: 'first_response',
      actual: { state: 'late' },
      simulated: { state: 'met', late_seconds: 0 },
    });
    const shut = await post<SlaSimulationDto>('/sla/simulate', {
      ...body,
      policies: [],
      calendar: { calendar_id: always, hours: { mon: [['00:00', '00:01']] } },
    });
    expect(shut.body.metrics[0]!.simulated.late).toBeLessThan(shut.body.metrics[0]!.actual.late);
    expect(code(await post('/sla/simulate', { calendar: { hours: {} } }))).toEqual([422, 'calendar_invalid']);
    expect(code(await post('/sla/simulate', { policies: [{ policy_id: randomUUID() }] }))).toEqual([404, 'sla_policy_not_found']);
  });
});
