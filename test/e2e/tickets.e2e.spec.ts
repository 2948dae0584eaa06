import { randomUUID } from 'node:crypto';
import type { WhyDto } from '../../src/decisions/dto/decision.dto.js';
import type { IvrProviderWithSecretDto } from '../../src/ivrWebhooks/providers/dto/ivrProvider.dto.js';
import { PostgresService } from '../../src/supabase/postgres.service.js';
import { SupabaseService } from '../../src/supabase/supabase.service.js';
import type { TicketCommentDto, TicketCommentPageDto } from '../../src/tickets/dto/ticketComment.dto.js';
import type { TicketDetailDto, TicketDto, TicketPageDto, TicketStatsDto } from '../../src/tickets/dto/ticket.dto.js';
import type { TicketBulkDto } from '../../src/tickets/dto/ticketBulk.dto.js';
import type {
  TicketMacroDto,
  TicketMacroPreviewDto,
  TicketTemplateDto,
  TicketViewCountsDto,
  TicketViewDto,
  UsedTicketMacroDto,
} from '../../src/tickets/dto/ticketPreset.dto.js';
import type { TicketFieldDto } from '../../src/tickets/dto/ticketField.dto.js';
import { TICKET } from '../../src/tickets/tickets.states.js';
import { currentContext } from '../../src/common/log/requestContext.js';
import type { CallOptions } from '../support/app.js';
import { incoming, ingest, type ProviderRow, rowsOf } from '../support/factories/chats.js';
import { makeCallLog, upsertCallLogs } from '../support/factories/callLogs.js';
import { ivrProvider, tellIvr } from '../support/factories/ivr.js';
import { makeAgent, makeAttachment, makeCustomer, makeEmail } from '../support/factories/emails.js';
import { lifecycleSuite } from '../support/lifecycleSuite.js';
import { list } from '../support/lists/tickets.js';
import { listSuite } from '../support/listSuite.js';
import { useMailProduct } from '../support/mailProduct.js';
import { until } from '../support/until.js';

const MANY = '{"subject": "Many", "team": "many"}';
const NOBODY = '00000000-0000-4000-8000-000000000000';
const post = useMailProduct({ environment: { NETCORE_SOURCE: 'source-1' } });
const { pool } = post;
let provider: ProviderRow;
beforeAll(async () => {
  const body = { slug: 'netcore', kind: 'netcore', name: 'Support', business_number: '+447700900100', api_key: 'a-key-of-the-provider' };
  const made = await call<ProviderRow>('POST', '/chat-providers', body);
  if (made.status !== 201) throw new Error(made.text);
  provider = { ...body, id: made.body.id } as ProviderRow;
});

type Refused = { code: string; details: Record<string, unknown> };
const call = <T>(method: string, path: string, body?: object, options: CallOptions = {}) =>
  post.product.call<T & Refused>(method, path, { body, ...options });
const code = ({ status, body }: { status: number; body: Refused }) => [status, body.code];
const make = async (body: object = {}) => {
  const answer = await call<TicketDto>('POST', '/tickets', { subject: 'Pump leaks', ...body });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
const get = async (id: string) => (await call<TicketDetailDto>('GET', `/tickets/${id}`)).body;
const patch = (id: string, body: object, options?: CallOptions) => call<TicketDto>('PATCH', `/tickets/${id}`, body, options);
const act = (id: string, body: object) => call<TicketDetailDto>('POST', `/tickets/${id}/actions`, body);
const comment = (id: string, body: object, options?: CallOptions) =>
  call<TicketCommentDto>('POST', `/tickets/${id}/comments`, { visibility: 'internal', body: 'Look at this.', ...body }, options);
const comments = async (id: string) => (await call<TicketCommentPageDto>('GET', `/tickets/${id}/comments?order=asc`)).body.data;
/** The comments of a ticket once there are so many. */
const said = (id: string, count: number) =>
  until(
    () => comments(id),
    (found) => found.length >= count,
  );
const merge = (id: string, into_id: string, more: object = {}) =>
  call<TicketDetailDto>('POST', `/tickets/${id}/merge`, { into_id, ...more });

let people = 0;
/** A customer, and the mail he wrote. */
const mail = async (columns: Record<string, unknown> = {}) => {
  const from_email = `asha${++people}@example.net`;
  const customer_id = String((await makeCustomer(pool(), from_email)).id);
  const email = await makeEmail(pool(), { id: post.mailbox }, { from_email, customer_id, received_at: new Date(), ...columns });
  await pool().query('update email_threads set participants = array[$2], customer_id = $3 where id = $1', [
    email['thread_id'],
    from_email,
    customer_id,
  ]);
  return { id: String(email.id), thread_id: String(email['thread_id']), from_email, customer_id };
};
const answerBy = (one: { thread_id: string; from_email: string; customer_id: string }, columns: Record<string, unknown> = {}) =>
  makeEmail(pool(), { id: post.mailbox }, { ...one, id: randomUUID(), received_at: new Date(), new_text: 'Any news?', ...columns });
const ticketOf = (one: { thread_id: string }, more: object = {}) =>
  make({ subject: undefined, source: { entity_type: 'email_thread', entity_id: one.thread_id }, ...more });
/** A customer who writes in a chat; the id of his conversation. */
const chat = async (from = `9181234${String(10_000 + ++people)}`, text = 'My pump leaks') => {
  await ingest(pool(), rowsOf(provider, { incoming_message: [incoming({ from, text_type: { text } })] }));
  const { rows } = await pool().query<{ id: string; customer_id: string }>(
    'select id, customer_id from conversations where contact_phone = $1',
    [`+${from}`],
  );
  return { id: rows[0]!.id, from, customer_id: rows[0]!.customer_id };
};

lifecycleSuite({ product: () => post.product, path: '/tickets', table: 'tickets', states: TICKET, make });

listSuite({
  ...list,
  product: () => post.product,
  make: async (n) => {
    const ticket = await make({
      subject: `LIST-${n}`,
      description: n === 3 ? 'A needle in it' : '',
      priority: n % 2 ? 'high' : 'low',
      channel: n === 2 ? 'call' : 'manual',
      category: n === 1 ? 'fault' : 'delivery',
      team: n === 4 ? 'list' : 'other',
      tags: n === 5 ? ['pump'] : ['seeds'],
      ...(n === 0 && { due_at: '2030-01-01T00:00:00Z' }),
    });
    if (n === 2) await patch(ticket.id, { status: 'resolved' });
    if (n === 4) await patch(ticket.id, { status: 'pending' });
  },
});

describe('tickets', () => {
  it('have numbers of their own, a thousand at once, and order by them as by numbers', async () => {
    await pool().query(`select setval('public.ticket_numbers', 9500)`);
    const made = await pool().query<{ number: string }>(
      `select t.number from generate_series(1, 1000) n, public.create_ticket(md5('a' || n)::uuid, '${MANY}', null) t`,
    );
    expect(new Set(made.rows.map(({ number }) => number)).size).toBe(1000);
    // At the same time over connections of their own, one of them rolled back: what it took stays a gap.
    const clients = await Promise.all(Array.from({ length: 10 }, () => pool().connect()));
    const numbers = await Promise.all(
      clients.map(async (client, n) => {
        await client.query('begin');
        const { rows } = await client.query<{ number: string }>(
          `select t.number from generate_series(1, 100) g, public.create_ticket(md5($1 || '/' || g)::uuid, '${MANY}', null) t`,
          [String(n)],
        );
        await client.query(n === 0 ? 'rollback' : 'commit');
        client.release();
        return rows.map(({ number }) => number);
      }),
    );
    expect(new Set([...numbers.flat(), ...made.rows.map(({ number }) => number)]).size).toBe(2000);
    const last = await make({ team: 'many' });
    expect(Number(last.number.slice(4))).toBe(Math.max(...numbers.flat().map((number) => Number(number.slice(4)))) + 1);
    const page = (await call<TicketPageDto>('GET', '/tickets?team=many&sort=serial&order=asc&limit=200')).body;
    expect(page.total).toBe(1901);
    const byNumber = (
      await pool().query(`select number from tickets where team = 'many' order by substring(number from 5)::integer limit 200`)
    ).rows;
    expect(page.data.map(({ number }) => number)).toEqual(byNumber.map(({ number }: { number: string }) => number));
    const around = await call<TicketPageDto>('GET', '/tickets?team=many&sort=serial&order=asc&limit=3&page=167');
    expect(around.body.data.map(({ number }) => number)).toEqual(['TKT-9999', 'TKT-10000', 'TKT-10001']);
    await pool().query(`delete from tickets where team = 'many'`);
  });

  it('are created once for a request that comes twice, with all that was said', async () => {
    const agent = await makeAgent(pool(), { is_active: true });
    const customer = await makeCustomer(pool(), 'whole@example.net');
    const body = {
      subject: 'Pump leaks',
      priority: 'high',
      category: 'fault',
      tags: ['vip', 'pump'],
      assignee_id: agent.id,
      customer_id: customer.id,
      checklist: [{ text: 'Photo', is_done: false, is_required: false }],
      due_at: '2030-01-01T09:00:00Z',
    };
    const headers = { 'idempotency-key': 'ticket-once' };
    const [first, second] = [
      await call<TicketDto>('POST', '/tickets', body, { headers }),
      await call<TicketDto>('POST', '/tickets', body, { headers }),
    ];
    expect(second.body.id).toBe(first.body.id);
    expect(first.body).toMatchObject({ status: 'open', priority: 'high', tags: ['pump', 'vip'], cycle: 1, version: 1, channel: 'manual' });
    const detail = await get(first.body.id);
    expect(detail).toMatchObject({
      cycles: [{ cycle: 1, resolved_at: null }],
      history: [{ action: 'insert', actor_kind: 'user' }],
      links: [],
    });
    // The assignment is the record, the assignee its copy; the timeline of the customer has it.
    const assignments = await call<{ data: object[] }>('GET', `/query-assignments?entity_id=${first.body.id}`);
    expect(assignments.body.data).toMatchObject([{ agent_id: agent.id, channel: 'ticket', entity_type: 'ticket' }]);
    const { rows } = await pool().query('select title, status from timeline_tickets where key = $1', [customer.id]);
    expect(rows).toEqual([{ title: `Ticket ${first.body.number}`, status: 'open' }]);
  });

  it('wait for an agent until one takes them, by the one registration', async () => {
    const { id } = await make();
    const queued = async () => (await pool().query('select channel from assignment_queue where id = $1', [id])).rows;
    expect(await queued()).toEqual([{ channel: 'ticket' }]);
    const agent = await makeAgent(pool(), { is_active: true });
    const given = await call('POST', '/query-assignments', { entity_type: 'ticket', entity_id: id, agent_id: agent.id });
    expect(given.status).toBe(201);
    expect([await queued(), (await get(id)).assignee_id]).toEqual([[], agent.id]);
    await act(id, { action: 'resolve' });
    const { rows } = await pool().query('select status from query_assignments where entity_id = $1', [id]);
    expect(rows).toEqual([{ status: 'done' }]);
  });

  it('take at most three round trips to the database to create', async () => {
    const one = await mail();
    await call('POST', '/tickets/fields', { key: 'trip', label: 'Trip', kind: 'text' });
    await make({ custom_fields: { trip: 'x' } });
    // Of this request alone: the product does other things at the same time.
    let trips = 0;
    const counted = <F extends (...args: never[]) => unknown>(original: F) =>
      function (this: unknown, ...args: Parameters<F>) {
        if (currentContext()?.request_id === 'three-round-trips') trips += 1;
        return original.apply(this, args);
      };
    const clients = [
      [post.product.app.get(SupabaseService, { strict: false }).admin, 'rpc'],
      [post.product.app.get(SupabaseService, { strict: false }).admin, 'from'],
      [post.product.app.get(PostgresService, { strict: false }), 'query'],
      [post.product.app.get(PostgresService, { strict: false }), 'transaction'],
    ] as unknown as [Record<string, (...args: never[]) => unknown>, string][];
    const real = clients.map(([client, name]) => client[name]!);
    clients.forEach(([client, name], n) => (client[name] = counted(real[n]!)));
    const made = await call<TicketDto>(
      'POST',
      '/tickets',
      { source: { entity_type: 'email_thread', entity_id: one.thread_id }, custom_fields: { trip: 'y' } },
      { headers: { 'x-request-id': 'three-round-trips' } },
    );
    clients.forEach(([client, name], n) => (client[name] = real[n]!));
    expect(made.status).toBe(201);
    expect(trips).toBeGreaterThan(0);
    expect(trips).toBeLessThanOrEqual(3);
  });

  it('change by PATCH, refuse an older version with the newer row, and note it for people', async () => {
    const { id } = await make();
    const changed = await patch(id, { priority: 'urgent', add_tags: ['vip', 'pump'], due_at: '2030-01-01T09:00:00Z', version: 1 });
    expect(changed.body).toMatchObject({ priority: 'urgent', tags: ['pump', 'vip'], version: 2 });
    const stale = await patch(id, { status: 'resolved', version: 1 });
    expect(code(stale)).toEqual([409, 'stale_version']);
    expect(stale.body.details).toMatchObject({ version: 2, current: { status: 'open', priority: 'urgent' } });
    expect((stale.body.details as { changes: { field: string }[] }).changes.map(({ field }) => field)).toEqual([
      'due_at',
      'priority',
      'tags',
    ]);
    expect((await patch(id, { remove_tags: ['vip'], due_at: null })).body).toMatchObject({ tags: ['pump'], due_at: null });
    expect((await patch(id, {})).body.version).toBe(3);
    expect(code(await patch(id, { assignee_id: NOBODY }))).toEqual([422, 'assignee_not_found']);
    expect(code(await patch(NOBODY, { priority: 'low' }))).toEqual([404, 'ticket_not_found']);
    expect((await get(id)).history.map(({ action, changes }) => [action, Object.keys(changes).sort()])).toEqual([
      ['insert', []],
      ['update', ['due_at', 'priority', 'tags']],
      ['update', ['due_at', 'tags']],
    ]);
  });

  it('keep each opening as a cycle, and what was resolved stays resolved when it is closed', async () => {
    const { id } = await make();
    await act(id, { action: 'resolve', note: 'Seal sent.' });
    const resolved = await get(id);
    await act(id, { action: 'close' });
    expect(await get(id)).toMatchObject({ resolved_at: resolved.resolved_at, cycles: [{ resolved_at: resolved.resolved_at }] });
    await act(id, { action: 'reopen' });
    const again = await get(id);
    expect(again).toMatchObject({ cycle: 2, resolved_at: null, closed_at: null, cycles: [{ cycle: 1 }, { cycle: 2, resolved_at: null }] });
    expect(again.cycles[0]!.resolved_at).toBe(resolved.resolved_at);
  });

  it('are done only with what they need', async () => {
    const field = (
      await call<TicketFieldDto>('POST', '/tickets/fields', {
        key: 'root_cause',
        label: 'Root cause',
        kind: 'choice',
        options: ['seal', 'handling'],
        categories: ['leak'],
        required_on_close: true,
      })
    ).body;
    const { id } = await make({ category: 'leak', checklist: [{ text: 'Photo seen', is_done: false, is_required: true }] });
    const refused = await act(id, { action: 'resolve' });
    expect(code(refused)).toEqual([422, 'ticket_not_ready']);
    expect(refused.body.details).toEqual({
      missing: [
        { field: 'custom_fields.root_cause', label: 'Root cause' },
        { field: 'checklist', label: 'Photo seen' },
      ],
    });
    expect((await get(id)).status).toBe('open');
    expect(code(await patch(id, { custom_fields: { root_cause: 'mood' } }))).toEqual([400, 'validation_failed']);
    const done = {
      custom_fields: { root_cause: 'seal' },
      checklist: [{ text: 'Photo seen', is_done: true, is_required: true }],
      status: 'resolved',
    };
    expect((await patch(id, done)).body).toMatchObject({ status: 'resolved', custom_fields: { root_cause: 'seal' } });
    expect((await make({ category: 'question' }).then(({ id: other }) => act(other, { action: 'close' }))).status).toBe(200);
    await call('PATCH', `/tickets/fields/${field.id}`, { archived: true });
    expect((await make({ category: 'leak' }).then(({ id: other }) => act(other, { action: 'close' }))).status).toBe(200);
  });

  it('sleep until their time, or until the customer writes', async () => {
    const one = await mail();
    const [timed, waiting] = [await make(), await ticketOf(one)];
    expect(code(await act(timed.id, { action: 'snooze', snoozed_until: '2020-01-01T00:00:00Z' }))).toEqual([422, 'ticket_snooze_invalid']);
    expect(code(await patch(timed.id, { snoozed_until: '2030-01-01T00:00:00Z' }))).toEqual([422, 'ticket_snooze_invalid']);
    await act(timed.id, { action: 'snooze', snoozed_until: '2030-01-01T00:00:00Z' });
    await act(waiting.id, { action: 'snooze' });
    await pool().query(`update tickets set snoozed_until = now() - interval '1 second' where id = $1`, [timed.id]);
    await pool().query(`select public.wake_snoozed('public.tickets', 'resume')`);
    expect(await get(timed.id)).toMatchObject({ status: 'open', snoozed_until: null });
    expect((await get(waiting.id)).status).toBe('snoozed');
    await answerBy(one);
    await said(waiting.id, 2);
    expect(await get(waiting.id)).toMatchObject({ status: 'open' });
  });

  /** A ticket that is held, as while its promise is copied to it, is left to the next run. */
  const nobodyHoldsThem = () =>
    until(
      async () => (await pool().query('select 1 from sla_stale limit 1')).rowCount,
      (left) => left === 0,
    );

  it('close by themselves after a warning, and say why', async () => {
    const [resolved, pending, lacking] = [
      await make({ team: 'silent' }),
      await make({ team: 'silent' }),
      await make({
        team: 'silent',
        checklist: [{ text: 'Photo', is_done: false, is_required: true }],
      }),
    ];
    await act(resolved.id, { action: 'resolve' });
    await act(pending.id, { action: 'wait' });
    await act(lacking.id, { action: 'wait' });
    const run = async (days: number) => {
      await nobodyHoldsThem();
      const { rows } = await pool().query<{ warned: number; closed: number }>(
        `select * from close_silent_tickets('7 days', '14 days', '2 days', now() + $1 * interval '1 day')`,
        [days],
      );
      return rows[0];
    };
    const only = `update tickets set deleted_at = now() where status in ('pending', 'resolved') and team is distinct from 'silent'`;
    await pool().query(only);
    expect(await run(4)).toEqual({ warned: 0, closed: 0 });
    expect(await run(6)).toEqual({ warned: 1, closed: 0 });
    // Late, but never without the warning.
    expect(await run(20)).toEqual({ warned: 2, closed: 1 });
    expect(await run(21)).toEqual({ warned: 0, closed: 0 });
    expect(await run(22.1)).toEqual({ warned: 0, closed: 1 });
    expect(await get(lacking.id)).toMatchObject({ status: 'pending' });
    expect((await get(pending.id)).history.at(-1)).toMatchObject({
      action: 'close',
      actor_kind: 'system',
      note: 'Nothing happened for 14 days.',
    });
    const why = await call<WhyDto>('GET', `/why/ticket/${pending.id}?kind=ticket.close`);
    expect(why.body.data).toMatchObject([{ kind: 'ticket.close', reason: 'The customer did not answer.', rule: 'silence' }]);
  });

  it('ask the customer before they close, once, where he may be contacted; his answer keeps them open', async () => {
    const [asked, refuses] = [await mail(), await mail()];
    await call('PUT', `/customers/${refuses.customer_id}/permissions/email`, { do_not_contact: true });
    const [ticket, silent] = [await ticketOf(asked), await ticketOf(refuses)];
    await pool().query(`update tickets set deleted_at = now() where status in ('pending', 'resolved')`);
    for (const { id } of [ticket, silent]) await act(id, { action: 'wait' });
    const run = async (days: number) => {
      await nobodyHoldsThem();
      return pool().query(`select * from close_silent_tickets('7 days', '14 days', '2 days', now() + $1 * interval '1 day')`, [days]);
    };
    expect((await run(13)).rows).toEqual([{ warned: 2, closed: 0 }]);
    const told = (id: string) =>
      until(
        async () => (await call<WhyDto>('GET', `/why/ticket/${id}?kind=ticket.tell`)).body.data,
        (found) => found.length > 0,
      );
    expect(await told(ticket.id)).toMatchObject([{ reason: 'By e-mail, in answer to the last one.', chosen: { channel: 'email' } }]);
    expect(await told(silent.id)).toMatchObject([
      { reason: 'The customer may not be written to by e-mail: do_not_contact.', chosen: null },
    ]);
    const [, warning] = await said(ticket.id, 2);
    expect(warning).toMatchObject({ source: 'automatic', body: expect.stringContaining(`(${ticket.number}); it closes soon`) });
    const sent = await post.ended(warning!.email_id!);
    expect(post.taken(sent.message_id).map(({ to }) => to)).toEqual([[asked.from_email]]);
    // A reminder is no answer: he has been waiting since he wrote.
    expect(await get(ticket.id)).toMatchObject({ status: 'pending', first_response_at: null, waiting_since: ticket.waiting_since });
    expect((await get(ticket.id)).history.at(-1)).toMatchObject({ action: 'tell_customer', actor_kind: 'system' });
    await pool().query(`select graphile_worker.add_job('tickets.tell_closing', json_build_object('ticket_id', $1::uuid))`, [ticket.id]);
    await until(
      async () => (await pool().query(`select from graphile_worker.jobs where task_identifier = 'tickets.tell_closing'`)).rowCount,
      (left) => left === 0,
    );
    expect(await comments(ticket.id)).toHaveLength(2);
    await answerBy(asked);
    await said(ticket.id, 3);
    expect(await get(ticket.id)).toMatchObject({ status: 'open', close_warned_at: null });
    expect((await run(15.1)).rows).toEqual([{ warned: 0, closed: 1 }]);
    expect([(await get(ticket.id)).status, (await get(silent.id)).status]).toEqual(['open', 'closed']);
  });

  it('are deleted without being given their number again', async () => {
    const { id, number } = await make();
    expect((await call('DELETE', `/tickets/${id}`)).status).toBe(200);
    expect(code(await call('GET', `/tickets/${id}`))).toEqual([404, 'ticket_not_found']);
    expect((await call<TicketPageDto>('GET', `/tickets?search=${number}`)).body.total).toBe(0);
    expect((await make()).number).not.toBe(number);
  });

  it('count as the list and its file do', async () => {
    await make({ team: 'stats', category: 'fault' });
    await make({ team: 'stats', priority: 'high' });
    await act((await make({ team: 'stats' })).id, { action: 'hold' });
    const stats = (await call<TicketStatsDto>('GET', '/tickets/stats?team=stats')).body;
    const page = (await call<TicketPageDto>('GET', '/tickets?team=stats')).body;
    const csv = (await call('GET', '/tickets?team=stats&format=csv')).text.trim().split('\r\n');
    expect([stats.total, page.total, csv.length - 1]).toEqual([3, 3, 3]);
    expect(stats.by_status.filter(({ count }) => count > 0)).toEqual([
      { value: 'open', count: 2 },
      { value: 'on_hold', count: 1 },
    ]);
    expect(stats.by_category).toEqual([
      { value: 'fault', count: 1 },
      { value: null, count: 2 },
    ]);
    const tagged = (await call<TicketStatsDto>('GET', '/tickets/stats?team=stats&unassigned=true&waiting=false')).body;
    expect(tagged.total).toBe(3);
    expect((await pool().query(`select * from verify_kept_counts('public.tickets')`)).rows).toEqual([]);
  });

  it.each([
    ['no subject', { subject: undefined }],
    ['a blank tag', { tags: [' '] }],
    ['an unknown field', { colour: 'red' }],
    ['an undeclared custom field', { custom_fields: { colour: 'red' } }],
    ['a checklist without words', { checklist: [{ is_done: true, is_required: false }] }],
  ])('are refused with %s', async (_what, change) => {
    expect(code(await call('POST', '/tickets', { subject: 'Pump leaks', ...change }))).toEqual([400, 'validation_failed']);
  });

  it('may be seen by a viewer and not changed, and are made only from what one may see', async () => {
    const { id } = await make();
    expect((await call('GET', `/tickets/${id}`, undefined, { as: 'viewer' })).status).toBe(200);
    expect(code(await call('POST', '/tickets', { subject: 'Mine' }, { as: 'viewer' }))).toEqual([403, 'forbidden']);
    expect(code(await patch(id, { priority: 'low' }, { as: 'viewer' }))).toEqual([403, 'forbidden']);
    expect(code(await call('POST', '/tickets', { source: { entity_type: 'email_thread', entity_id: NOBODY } }))).toEqual([
      404,
      'entity_not_found',
    ]);
  });
});

describe('comments', () => {
  it('are told to whoever is mentioned and watches, and changed by their writer alone', async () => {
    const { id } = await make();
    const me = (await call<{ id: string }>('GET', '/auth/me', undefined, { as: 'supervisor' })).body.id;
    const made = await comment(id, { body: 'Please look.', mentions: [me] });
    expect(made.body).toMatchObject({ visibility: 'internal', source: 'agent', send_state: null, attachments: [] });
    expect((await get(id)).watcher_ids).toEqual([me]);
    const notices = await pool().query('select type, title from notifications where user_id = $1 and entity_id = $2', [me, id]);
    expect(notices.rows).toEqual([{ type: 'ticket_mention', title: expect.stringMatching(/^You were mentioned on TKT-/) }]);
    const path = `/tickets/${id}/comments/${made.body.id}`;
    expect(code(await call('PATCH', path, { body: 'Mine now.' }, { as: 'supervisor' }))).toEqual([404, 'ticket_comment_not_found']);
    expect((await call<TicketCommentDto>('PATCH', path, { body: 'Look soon.', version: 1 })).body).toMatchObject({
      body: 'Look soon.',
      version: 2,
    });
    expect(code(await call('PATCH', path, { body: 'x', version: 1 }))).toEqual([409, 'stale_version']);
    expect((await call('DELETE', path)).status).toBe(200);
    expect(await comments(id)).toEqual([]);
    expect(code(await comment(id, { mentions: [NOBODY] }))).toEqual([422, 'mentioned_user_not_found']);
    expect(code(await comment(NOBODY, {}))).toEqual([404, 'ticket_not_found']);
    expect(code(await comment(id, { visibility: 'public' }))).toEqual([422, 'ticket_has_no_channel']);
  });

  it('have files, which go with them to a ticket of their own', async () => {
    const { id } = await make({ tags: ['pump'] });
    const upload = await post.product.call<{ id: string }>('POST', '/tickets/uploads?filename=pump.txt', {
      body: 'leaks at the lid',
      headers: { 'content-type': 'application/octet-stream' },
    });
    const made = await comment(id, { attachment_ids: [upload.body.id] });
    const [file] = made.body.attachments;
    expect(file).toMatchObject({ filename: 'pump.txt', size: 16 });
    const content = await call('GET', `/tickets/attachments/${file!.id}`);
    expect([content.status, content.text]).toEqual([200, 'leaks at the lid']);
    const kept = await comment(id, { body: 'Stays.' });

    const split = await call<TicketDetailDto>('POST', `/tickets/${id}/split`, { comment_ids: [made.body.id], subject: 'Lid' });
    expect(split.body).toMatchObject({ subject: 'Lid', tags: ['pump'], links: [{ kind: 'split_from', entity_id: id, is_inverse: false }] });
    expect((await comments(split.body.id)).map(({ attachments }) => attachments)).toEqual([[file]]);
    expect((await comments(id)).map((one) => one.id)).toEqual([kept.body.id]);
    expect((await get(id)).links).toMatchObject([{ kind: 'split_from', is_inverse: true, entity_id: split.body.id }]);
    expect(code(await call('POST', `/tickets/${id}/split`, { comment_ids: [made.body.id], subject: 'Again' }))).toEqual([
      404,
      'ticket_comment_not_found',
    ]);
    await merge(id, split.body.id);
    expect(code(await call('POST', `/tickets/${id}/split`, { comment_ids: [kept.body.id], subject: 'x' }))).toEqual([409, 'ticket_merged']);
  });
});

describe('tickets and channels', () => {
  it('are made from a thread: its mails are comments, a reply goes out by e-mail once, and the answer lands here', async () => {
    const one = await mail({ subject: 'My pump leaks', attachment_count: 0 });
    await makeAttachment(pool(), { id: one.id }, { sha256: 'a'.repeat(64), size: 5 });
    const ticket = await ticketOf(one);
    expect(ticket).toMatchObject({ channel: 'email', customer_id: one.customer_id, status: 'open', subject: 'Where is my order?' });
    expect(ticket.waiting_since).not.toBeNull();
    const [asked] = await comments(ticket.id);
    expect(asked).toMatchObject({
      source: 'customer',
      visibility: 'public',
      body: 'Hello',
      email_id: one.id,
      attachments: [{ filename: 'invoice.pdf' }],
    });

    const headers = { 'idempotency-key': `reply-${ticket.id}` };
    const replied = await comment(ticket.id, { visibility: 'public', body: 'The seal is on its way.' }, { headers });
    expect([replied.status, replied.body.source]).toEqual([201, 'agent']);
    expect((await comment(ticket.id, { visibility: 'public', body: 'The seal is on its way.' }, { headers })).body.id).toBe(
      replied.body.id,
    );
    const sent = await post.ended(replied.body.email_id!);
    expect([sent.send_state, post.taken(sent.message_id).map(({ to }) => to)]).toEqual(['sent', [[one.from_email]]]);
    const answered = await get(ticket.id);
    expect(answered).toMatchObject({ waiting_since: null, cycles: [{ first_response_at: answered.first_response_at }] });
    expect(answered.first_response_at).not.toBeNull();

    await act(ticket.id, { action: 'resolve' });
    await answerBy(one, { new_text: 'It leaks again.' });
    expect((await said(ticket.id, 3)).map(({ source }) => source)).toEqual(['customer', 'agent', 'customer']);
    expect(await get(ticket.id)).toMatchObject({ status: 'open', cycle: 2, first_response_at: null });
    expect((await get(ticket.id)).history.at(-1)).toMatchObject({ action: 'reopen', note: 'The customer wrote.', actor_kind: 'system' });
    const found = await call<TicketPageDto>('GET', `/tickets?entity_type=email_thread&entity_id=${one.thread_id}`);
    expect(found.body.data.map(({ id }) => id)).toEqual([ticket.id]);
  });

  it('have answered nobody when the reply did not arrive', async () => {
    const one = await mail();
    const ticket = await ticketOf(one);
    const replied = await comment(ticket.id, { visibility: 'public', body: 'On its way.' });
    await post.ended(replied.body.email_id!);
    await pool().query(`update emails set send_state = 'failed' where id = $1`, [replied.body.email_id]);
    const failed = await until(
      () => get(ticket.id),
      ({ waiting_since }) => waiting_since !== null,
    );
    expect(failed).toMatchObject({ first_response_at: null });
    expect((await comments(ticket.id))[1]!.failed_at).not.toBeNull();
  });

  it('honour their number in a subject only from somebody who has a part in them', async () => {
    const one = await mail();
    const ticket = await ticketOf(one);
    const stranger = await mail({ subject: `About ${ticket.number}`, new_text: 'Send me the order, too.' });
    const known = await answerBy({ ...one, thread_id: (await mail()).thread_id }, { subject: `Re: [${ticket.number}] my pump` });
    const all = await said(ticket.id, 2);
    expect(all.map(({ email_id }) => email_id)).toEqual([one.id, known.id]);
    expect((await get(ticket.id)).links.map(({ kind, entity_id }) => [kind, entity_id])).toEqual([
      ['source', one.thread_id],
      ['related', known['thread_id']],
    ]);
    const { rows } = await pool().query('select 1 from ticket_comments where email_id = $1', [stranger.id]);
    expect(rows).toEqual([]);
  });

  it('are made from a conversation and answered there; from a refund they take the customer', async () => {
    const talk = await chat();
    const ticket = await make({ subject: undefined, source: { entity_type: 'conversation', entity_id: talk.id } });
    expect(ticket).toMatchObject({ channel: 'chat', customer_id: talk.customer_id, subject: 'Chat with Asha' });
    const replied = await comment(ticket.id, { visibility: 'public', body: 'We send a seal.' });
    expect(replied.body).toMatchObject({ message_id: expect.any(String), email_id: null, source: 'agent' });
    await chat(talk.from, 'Thank you');
    expect((await said(ticket.id, 3)).map(({ body }) => body)).toEqual(['My pump leaks', 'We send a seal.', 'Thank you']);

    const refund = await call<{ id: string; number: string }>('POST', '/refunds', {
      reason_code: 'late',
      currency: 'INR',
      amount_minor: 100,
      customer_id: talk.customer_id,
    });
    const of = await make({ subject: undefined, source: { entity_type: 'refund', entity_id: refund.body.id } });
    expect(of).toMatchObject({ subject: `Refund ${refund.body.number}`, customer_id: talk.customer_id, channel: 'manual' });
    expect((await get(of.id)).links).toMatchObject([{ kind: 'source', entity: { type: 'refund', path: `/refunds/${refund.body.id}` } }]);
  });

  it('are made from a call of either kind, with its customer and the team of its department', async () => {
    const { rows } = await pool().query<{ id: string }>(`select resolve_customer('phone', '+918123450001', 'Ravi', 'call') as id`);
    const customer_id = rows[0]!.id;
    await upsertCallLogs(pool(), [makeCallLog({ id: 'ticket-call', callfrom: '8123450001' })]);
    await until(
      async () => (await pool().query(`select e164 from phone_spellings where written = '8123450001'`)).rows,
      ([found]) => found?.e164 === '+918123450001',
    );
    const source = (entity_type: string, entity_id: string) => ({ subject: undefined, source: { entity_type, entity_id } });
    const ticket = await make(source('call', 'ticket-call'));
    expect(ticket).toMatchObject({ channel: 'call', customer_id, subject: 'Call with 8123450001' });
    expect((await get(ticket.id)).links).toMatchObject([{ kind: 'source', entity: { type: 'call', path: '/calls/ticket-call' } }]);
    expect(code(await comment(ticket.id, { visibility: 'public' }))).toEqual([422, 'ticket_has_no_channel']);

    const team = await call<{ id: string }>('POST', '/teams', { key: 'field' });
    await call('POST', '/departments', { key: 'field', team_id: team.body.id });
    const ivr = await call<IvrProviderWithSecretDto>('POST', '/ivr-providers', ivrProvider());
    post.product.watch.plant('secret of a webhook address', new URL(ivr.body.webhook_address_with_secret).searchParams.get('t'));
    await tellIvr(ivr.body, { id: 'c1', from: '8123450001', at: '2026-03-02T10:00:00', st: 'RING', dept: 'field' });
    const [found] = await until(
      async () => (await pool().query<{ id: string }>(`select id from ivr_calls where provider_call_id = 'c1'`)).rows,
      (all) => all.length > 0,
    );
    const of = await make(source('ivr_call', found!.id));
    expect(of).toMatchObject({ channel: 'call', customer_id, team: 'field', subject: 'Call with +918123450001' });
    expect((await get(of.id)).links).toMatchObject([{ kind: 'source', entity: { type: 'ivr_call', path: `/ivr-calls/${found!.id}` } }]);
  });

  it('are linked to each other without a circle', async () => {
    const [a, b, c] = [await make(), await make(), await make()];
    const link = (from: { id: string }, kind: string, to: { id: string }) =>
      call<TicketDetailDto>('POST', `/tickets/${from.id}/links`, { kind, entity_type: 'ticket', entity_id: to.id });
    expect((await link(a, 'parent', b)).body).toMatchObject({ links: [{ kind: 'parent', is_inverse: false, entity: { type: 'ticket' } }] });
    expect((await link(b, 'parent', c)).status).toBe(200);
    expect(code(await link(c, 'parent', a))).toEqual([409, 'ticket_link_circle']);
    expect(code(await link(a, 'parent', c))).toEqual([409, 'ticket_has_parent']);
    expect(code(await link(a, 'blocks', a))).toEqual([409, 'ticket_link_circle']);
    expect((await link(a, 'duplicate', c)).status).toBe(200);
    const { links } = await get(b.id);
    expect(links.map(({ kind, is_inverse }) => [kind, is_inverse])).toEqual([
      ['parent', true],
      ['parent', false],
    ]);
    const removed = await call<TicketDetailDto>('DELETE', `/tickets/${b.id}/links/${links[1]!.id}`);
    expect(removed.body.links).toHaveLength(1);
    expect(code(await call('POST', `/tickets/${a.id}/links`, { kind: 'parent', entity_type: 'refund', entity_id: 'x' }))).toEqual([
      400,
      'validation_failed',
    ]);
  });
});

describe('merged tickets', () => {
  it('lead to the one that counts, and come back as they were with what was sent to them', async () => {
    const one = await mail();
    const [from, into] = [await ticketOf(one), await make({ customer_id: one.customer_id })];
    await act(into.id, { action: 'resolve' });
    expect((await merge(from.id, into.id, { note: 'Twice.' })).body).toMatchObject({
      id: into.id,
      status: 'open',
      merged: [{ id: from.id }],
    });
    expect((await get(from.id)).id).toBe(into.id);
    expect(code(await patch(from.id, { priority: 'low' }))).toEqual([409, 'ticket_merged']);
    expect((await call<TicketPageDto>('GET', `/tickets?search=${from.number}`)).body.total).toBe(0);
    expect((await comments(into.id)).map(({ email_id }) => email_id)).toEqual([one.id]);
    const answer = await answerBy(one);
    const landed = (await said(into.id, 2))[1]!;
    expect(landed).toMatchObject({ ticket_id: into.id, sent_to_id: from.id, email_id: answer.id });

    const back = await call<TicketDetailDto>('POST', `/tickets/${from.id}/unmerge`, { note: 'Two pumps.' });
    expect(back.body).toMatchObject({ id: from.id, merged_into: null, status: 'open' });
    expect((await comments(from.id)).map(({ email_id, sent_to_id }) => [email_id, sent_to_id])).toEqual([
      [one.id, null],
      [answer.id, null],
    ]);
    expect(await comments(into.id)).toEqual([]);
    expect(code(await call('POST', `/tickets/${from.id}/unmerge`, {}))).toEqual([409, 'ticket_not_merged']);
    expect((await get(from.id)).history.map(({ action }) => action)).toEqual(['insert', 'merge', 'unmerge']);
  });

  it('never make a circle, and a reply to a broken one stays where it was sent, flagged', async () => {
    const one = await mail();
    const same = { customer_id: one.customer_id };
    const [a, b, c] = [await ticketOf(one), await make(same), await make(same)];
    await merge(a.id, b.id);
    await merge(b.id, c.id);
    expect((await get(a.id)).id).toBe(c.id);
    expect(code(await merge(c.id, a.id))).toEqual([409, 'ticket_merge_circle']);
    expect(code(await merge(c.id, c.id))).toEqual([409, 'ticket_merge_circle']);
    expect(code(await merge(a.id, c.id))).toEqual([409, 'ticket_merged']);
    // No request makes one; what somebody did in the database does.
    await pool().query('update tickets set merged_into = $2, merged_at = now() where id = $1', [c.id, a.id]);
    await answerBy(one, { new_text: 'Not lost' });
    const { rows } = await until(
      () => pool().query(`select ticket_id, flags from ticket_comments where body = 'Not lost'`),
      (found) => found.rows.length > 0,
    );
    expect(rows).toEqual([{ ticket_id: a.id, flags: ['merge_circle'] }]);
    expect((await get(a.id)).id).toBe(a.id);
  });

  it('of two customers need a confirmation, and neither is shown what was written to the other', async () => {
    const [asha, ravi] = [await mail(), await mail()];
    const [from, into] = [await ticketOf(asha), await ticketOf(ravi)];
    expect(code(await merge(from.id, into.id))).toEqual([409, 'ticket_customers_differ']);
    expect((await merge(from.id, into.id, { confirm_other_customer: true })).status).toBe(200);
    await answerBy(asha, { new_text: 'My address is secret' });
    const landed = await said(into.id, 3);
    expect(landed[2]).toMatchObject({ ticket_id: into.id, customer_id: asha.customer_id, flags: ['other_customer'] });
    const replied = await comment(into.id, { visibility: 'public', body: 'On its way.' });
    const sent = await post.ended(replied.body.email_id!);
    const [taken] = post.taken(sent.message_id);
    expect(taken!.to).toEqual([ravi.from_email]);
    expect(String(taken!.raw)).not.toContain('secret');
  });

  it('take replies by two channels at the same time, on the one that counts', async () => {
    const [one, talk] = [await mail(), await chat()];
    await pool().query('update customers set merged_into = $2 where id = $1', [talk.customer_id, one.customer_id]);
    const from = await ticketOf(one);
    const into = await make({ customer_id: one.customer_id });
    await call('POST', `/tickets/${from.id}/links`, { kind: 'related', entity_type: 'conversation', entity_id: talk.id });
    await merge(from.id, into.id);
    await Promise.all([answerBy(one, { new_text: 'By mail' }), chat(talk.from, 'By chat')]);
    const all = await said(into.id, 4);
    const landed = all.filter(({ ticket_id }) => ticket_id === into.id);
    expect(landed.map(({ body }) => body).sort()).toEqual(['By chat', 'By mail']);
    expect(landed.every(({ sent_to_id, flags }) => sent_to_id === from.id && flags.length === 0)).toBe(true);
  });
});

describe('views, macros, templates and bulks', () => {
  const view = (conditions: object, more: object = {}, options?: CallOptions) =>
    call<TicketViewDto>('POST', '/tickets/views', { name: 'A view', conditions, ...more }, options);
  const inTeam = (team: string) => ({ field: 'team', operator: 'equals', value: team });

  it('shows in a view what its count says, and in a file the same', async () => {
    const me = (await call<{ id: string }>('GET', '/auth/me')).body.id;
    const agent = await makeAgent(pool(), { is_active: true, user_id: me });
    const made = [
      await make({ team: 'viewed', priority: 'urgent', assignee_id: agent.id }),
      await make({ team: 'viewed', tags: ['Pump'] }),
    ];
    const kept = await view({ all: [inTeam('viewed'), { field: 'assignee_id', operator: 'equals', value: 'me' }] });
    const counted = await view(
      {
        all: [
          inTeam('viewed'),
          {
            any: [
              { field: 'tags', operator: 'has_any', value: ['pump'] },
              { field: 'priority', operator: 'equals', value: 'urgent' },
            ],
          },
        ],
      },
      { sort: 'serial', order: 'asc', is_shared: true },
    );
    const answer = await call<TicketViewCountsDto>('GET', '/tickets/views/counts');
    expect(answer.body).toMatchObject({ data: expect.any(Array) });
    const counts = answer.body.data;
    const of = (id: string) => counts.find((one) => one.id === id);
    expect([of(kept.body.id), of(counted.body.id)]).toMatchObject([
      { count: 1, is_capped: false },
      { count: 2, is_capped: false },
    ]);
    const shown = async ({ body }: { body: TicketViewDto }) => (await call<TicketPageDto>('GET', `/tickets?view_id=${body.id}`)).body;
    expect((await shown(kept)).data.map(({ id }) => id)).toEqual([made[0]!.id]);
    expect((await shown(counted)).data.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
    expect((await call<TicketStatsDto>('GET', `/tickets/stats?view_id=${counted.body.id}`)).body.total).toBe(2);
    const csv = (await call('GET', `/tickets?view_id=${counted.body.id}&priority=urgent&format=csv`)).text.trim().split('\r\n');
    expect(csv).toHaveLength(2);

    // Others see what is shared, and change none of it.
    expect(code(await call('GET', `/tickets?view_id=${kept.body.id}`, undefined, { as: 'agent' }))).toEqual([404, 'ticket_view_not_found']);
    expect(code(await call('PATCH', `/tickets/views/${counted.body.id}`, { name: 'Mine' }, { as: 'agent' }))).toEqual([403, 'forbidden']);
    expect(code(await view(inTeam('x'), { is_shared: true }, { as: 'agent' }))).toEqual([403, 'forbidden']);
    const changed = await call<TicketViewDto>('PATCH', `/tickets/views/${counted.body.id}`, { conditions: inTeam('viewed'), version: 1 });
    expect(changed.body).toMatchObject({ conditions: inTeam('viewed'), sort: 'serial', version: 2 });
    expect(code(await call('PATCH', `/tickets/views/${counted.body.id}`, { name: 'x', version: 1 }))).toEqual([409, 'stale_version']);
    expect((await call('DELETE', `/tickets/views/${counted.body.id}`)).status).toBe(200);
    await pool().query('update agents set user_id = null where id = $1', [agent.id]);
  });

  it.each([
    ['no field of a ticket', { field: 'colour', operator: 'equals', value: 'red' }],
    ['no list', { all: [] }],
    ['a contradiction', { all: [inTeam('a'), { not: inTeam('a') }] }],
  ])('refuses a view of %s', async (_what, conditions) => {
    expect(code(await view(conditions))).toEqual([400, 'validation_failed']);
  });

  it('previews what a macro does, and does that', async () => {
    const one = await mail();
    await pool().query(`update customers set name = 'Asha Rao' where id = $1`, [one.customer_id]);
    const ticket = await ticketOf(one, { tags: ['pump'] });
    const macro = await call<TicketMacroDto>('POST', '/tickets/macros', {
      name: 'Seal sent',
      change: { status: 'resolved', add_tags: ['seal'], priority: 'normal' },
      comment: { visibility: 'public', body: 'Dear {{customer.name | customer}}, {{ticket.number}} is done.' },
    });
    const path = `/tickets/${ticket.id}/macros/${macro.body.id}`;
    const preview = await call<TicketMacroPreviewDto>('GET', `${path}/preview`);
    const said = `Dear Asha Rao, ${ticket.number} is done.`;
    expect(preview.body).toEqual({
      changes: { status: { before: 'open', after: 'resolved' }, tags: { before: ['pump'], after: ['pump', 'seal'] } },
      comment: { visibility: 'public', body: said },
      via: 'email',
    });
    expect(await get(ticket.id)).toMatchObject({ status: 'open', version: 1 });
    const used = await call<UsedTicketMacroDto>('POST', `${path}/run`, { version: 1 });
    expect(used.body).toMatchObject({ ticket: { status: 'resolved', tags: ['pump', 'seal'] }, comment: { body: said, source: 'agent' } });
    expect(code(await call('POST', `${path}/run`, { version: 1 }))).toEqual([409, 'stale_version']);
    // The request comes again and its answer is lost: what it does it has done.
    const more = await ticketOf(await mail());
    const again = `/tickets/${more.id}/macros/${macro.body.id}/run`;
    const headers = { 'idempotency-key': 'macro-once' };
    const first = await call<UsedTicketMacroDto>('POST', again, { version: 1 }, { headers });
    await pool().query('delete from idempotency_keys');
    const second = await call<UsedTicketMacroDto>('POST', again, { version: 1 }, { headers });
    expect([second.status, second.body.comment!.id, second.body.ticket.version]).toEqual([200, first.body.comment!.id, 2]);
    expect(await comments(more.id)).toHaveLength(2);
    // What cannot be said undoes the change, also when that shows last.
    const talk = await chat();
    const closed = await make({ subject: undefined, source: { entity_type: 'conversation', entity_id: talk.id } });
    await pool().query(`update chat_contacts set last_customer_at = now() - interval '25 hours' where phone = $1`, [`+${talk.from}`]);
    const refused = await call('POST', `/tickets/${closed.id}/macros/${macro.body.id}/run`, {});
    expect(code(refused)).toEqual([409, 'template_required']);
    expect(refused.body.details['templates']).toEqual([]);
    expect([await get(closed.id), await comments(closed.id)]).toMatchObject([{ status: 'open', version: 1 }, [{ source: 'customer' }]]);
    // Without a channel nothing is done at all.
    const other = await make();
    expect(code(await call('POST', `/tickets/${other.id}/macros/${macro.body.id}/run`, {}))).toEqual([422, 'ticket_has_no_channel']);
    expect((await get(other.id)).status).toBe('open');
    const unknown = { name: 'x', comment: { visibility: 'internal', body: '{{colour}}' } };
    expect(code(await call('POST', '/tickets/macros', unknown))).toEqual([422, 'template_variable_unknown']);
    expect(code(await call('POST', '/tickets/macros', { name: 'x' }))).toEqual([400, 'validation_failed']);
  });

  it('begins with what a template says, unless it is said otherwise', async () => {
    const template = await call<TicketTemplateDto>('POST', '/tickets/templates', {
      name: 'Leak',
      ticket: { category: 'leaking', priority: 'high', tags: ['pump'], checklist: [{ text: 'Photo', is_done: false, is_required: true }] },
    });
    const made = await make({ template_id: template.body.id, priority: 'urgent' });
    expect(made).toMatchObject({
      category: 'leaking',
      priority: 'urgent',
      tags: ['pump'],
      checklist: [{ text: 'Photo' }],
      subject: 'Pump leaks',
    });
    expect(code(await call('POST', '/tickets', { template_id: template.body.id }))).toEqual([422, 'ticket_subject_missing']);
    expect(code(await call('POST', '/tickets', { subject: 'x', template_id: NOBODY }))).toEqual([404, 'ticket_template_not_found']);
  });

  it('changes many as if each alone: first only tried, then done, a second time skipped', async () => {
    const made = [await make({ team: 'bulk' }), await make({ team: 'bulk', priority: 'high' }), await make({ team: 'bulk' })];
    const lacking = await make({ team: 'bulk', checklist: [{ text: 'Photo', is_done: false, is_required: true }] });
    await act(made[2]!.id, { action: 'resolve' });
    const bulk = (body: object) => call<TicketBulkDto>('POST', '/tickets/bulk', body);
    const order = { conditions: inTeam('bulk'), change: { status: 'resolved', add_tags: ['autumn'] }, note: 'Season over.' };
    const tried = await bulk({ ...order, dry_run: true });
    const result = {
      matched: 4,
      changed: 3,
      skipped: 0,
      failed: 1,
      failures: [{ ticket_id: lacking.id, outcome: 'failed', reason: 'ticket_not_ready' }],
    };
    expect(tried.body).toMatchObject({ id: null, state: 'dry_run', ...result });
    expect((await call<TicketStatsDto>('GET', '/tickets/stats?team=bulk&status=resolved')).body.total).toBe(1);
    const done = await bulk(order);
    expect([done.status, done.body]).toMatchObject([200, { state: 'done', ...result }]);
    expect(done.body.items!.map(({ outcome }) => outcome)).toEqual(tried.body.items!.map(({ outcome }) => outcome));
    expect((await get(made[0]!.id)).history.at(-1)).toMatchObject({ action: 'resolve', note: 'Season over.' });
    expect((await bulk(order)).body).toMatchObject({ matched: 4, changed: 0, skipped: 3, failed: 1 });
    expect((await call<TicketBulkDto>('GET', `/tickets/bulk/${done.body.id}`)).body).toMatchObject({ state: 'done', items: null });
    for (const way of [{}, { all: false }, { ids: [NOBODY], conditions: inTeam('bulk') }])
      expect(code(await bulk({ ...way, change: { priority: 'low' } }))).toEqual([400, 'validation_failed']);
    expect((await bulk({ ids: [NOBODY], change: { priority: 'low' } })).body).toMatchObject({
      failed: 1,
      failures: [{ reason: 'ticket_not_found' }],
    });
  });

  it('goes on in the background when there are many', async () => {
    await pool().query(`insert into tickets (subject, team) select 'Many', 'crowd' from generate_series(1, 1200)`);
    const order = { conditions: inTeam('crowd'), change: { priority: 'low' } };
    const ordered = await call<TicketBulkDto>('POST', '/tickets/bulk', order);
    expect([ordered.status, ordered.body]).toMatchObject([202, { state: 'queued', matched: 1200 }]);
    const done = await until(
      async () => (await call<TicketBulkDto>('GET', `/tickets/bulk/${ordered.body.id}`)).body,
      ({ state }) => state === 'done',
    );
    expect(done).toMatchObject({ changed: 1200, failed: 0 });
    await pool().query(`delete from tickets where team = 'crowd'`);
  });
});
