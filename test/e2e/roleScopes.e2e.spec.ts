import { randomUUID } from 'node:crypto';
import { EmbeddedAuth } from '../../src/auth/embeddedAuth.js';
import { type CallOptions, startTestApp, type TestApp } from '../support/app.js';
import { incoming, ingest, makeChatProvider, type ProviderRow, rowsOf } from '../support/factories/chats.js';
import { makeEmail, makeMailbox } from '../support/factories/emails.js';
import { connectFeed, type FeedClient } from '../support/sockets.js';

interface Body {
  id: string;
  code: string;
  message: string;
  data: Body[];
  total: number;
  team: string | null;
  teams: string[];
  scope: string | null;
  scoped: Record<string, Record<string, string[]>>;
  modules: Record<string, string[]>;
  full_access: boolean;
  [field: string]: unknown;
}
/** What one team has. */
interface Work {
  team: string;
  conversation: string;
  message: string;
  email: string;
  thread: string;
  agent: string;
  assignment: string;
  mailbox: string;
  ticket: string;
  attachment: string;
}

const MODULES = ['chats', 'emails', 'assignments', 'agents', 'teams', 'departments', 'chat_templates', 'tickets'];
const TEAMS = ['billing', 'returns'] as const;

let product: TestApp;
let provider: ProviderRow;
let role_id: string;
const works = {} as Record<(typeof TEAMS)[number] | 'nobody', Work>;
/** Somebody who does all that there is, for billing. */
let lead: { id: string; token: string; assignment: string };
let made = 0;
const clients: FeedClient[] = [];

const call = (method: string, path: string, options: CallOptions = {}) => product.call<Body>(method, path, options);
const code = ({ status, body }: { status: number; body: Body }) => [status, body.code];
const asLead = (method: string, path: string, body?: object) => call(method, path, { token: lead.token, body });
const query = <R extends object>(sql: string, values: unknown[] = []) =>
  product.database.pool.query<R>(sql, values).then(({ rows }) => rows);

async function makeRole(modules: string[], rights = 'vced'): Promise<string> {
  const { id } = (await call('POST', '/roles', { body: { name: `role_${randomUUID().slice(0, 8)}` } })).body;
  const access = modules.map((module_key) => ({
    module_key,
    can_view: rights.includes('v'),
    can_create: rights.includes('c'),
    can_edit: rights.includes('e'),
    can_delete: rights.includes('d'),
  }));
  expect((await call('PUT', `/roles/${id}/modules`, { body: { modules: access } })).status).toBe(200);
  return id;
}
async function makeUser(): Promise<{ id: string; token: string }> {
  const auth = product.app.get(EmbeddedAuth, { strict: false });
  const user = await auth.ensureUser(`${randomUUID()}@example.com`, randomUUID(), '');
  return { id: user.id, token: await auth.sign(user, 3600) };
}
const give = (user_id: string, role: string, scope?: string, options: CallOptions = {}) =>
  call('POST', '/roles/users', { body: { user_id, role_id: role, scope }, ...options });
async function makeLead(scope: string, role = role_id) {
  const user = await makeUser();
  const given = await give(user.id, role, scope);
  expect(given.status).toBe(201);
  return { ...user, assignment: given.body.id };
}

async function makeWork(team: string | null): Promise<Work> {
  const { pool } = product.database;
  const from = `91812345${String(6000 + ++made)}`;
  await ingest(pool, rowsOf(provider, { incoming_message: [incoming({ from, text_type: { text: `Where is parcel ${made}?` } })] }));
  const [chat] = await query<{ id: string; message_id: string }>(
    `select c.id, m.id as message_id from public.conversations c join public.messages m on m.conversation_id = c.id
     where c.contact_phone = $1`,
    [`+${from}`],
  );
  expect((await call('PATCH', `/conversations/${chat!.id}`, { body: { team } })).status).toBe(200);
  const mailbox = await makeMailbox(pool, { team });
  const email = await makeEmail(pool, mailbox, { team, subject: `Parcel ${made}`, received_at: new Date(Date.now() - 60_000) });
  const thread = String(email['thread_id']);
  await call('PATCH', `/emails/threads/${thread}`, { body: { team } });
  const agent = (await call('POST', '/agents', { body: { name: `Agent ${made}`, teams: team ? [team] : [] } })).body.id;
  const waiting = await makeEmail(pool, mailbox, { team, received_at: new Date(Date.now() - 60_000) });
  await call('PATCH', `/emails/threads/${String(waiting['thread_id'])}`, { body: { team } });
  // Agents who have come to work may have got it already.
  const body = { entity_type: 'email_thread', entity_id: thread, agent_id: agent, reassign: true };
  const given = await call('POST', '/query-assignments', { body });
  expect(given.status).toBe(201);
  const [row] = await query<{ id: string }>('select id from public.teams where key = $1', [team]);
  const ticket = (await call('POST', '/tickets', { body: { subject: `Parcel ${made}`, ...(team && { team }) } })).body.id;
  const comment = (await call('POST', `/tickets/${ticket}/comments`, { body: { visibility: 'internal', body: 'Lost.' } })).body.id;
  const [file] = await query<{ id: string }>(
    `insert into public.ticket_attachments (comment_id, position, sha256, content_type, size)
     values ($1, 1, $2, 'text/plain', 1) returning id`,
    [comment, 'a'.repeat(64)],
  );
  return {
    team: row?.id ?? randomUUID(),
    conversation: chat!.id,
    message: chat!.message_id,
    email: email.id,
    thread,
    agent,
    assignment: given.body.id,
    mailbox: mailbox.id,
    ticket,
    attachment: file!.id,
  };
}

beforeAll(async () => {
  product = await startTestApp();
  provider = await makeChatProvider(product.database.pool);
  for (const key of TEAMS) await call('POST', '/teams', { body: { key } });
  for (const key of TEAMS) works[key] = await makeWork(key);
  works.nobody = await makeWork(null);
  role_id = await makeRole(MODULES);
  lead = await makeLead('team:billing');
});
afterAll(async () => {
  for (const client of clients) client.close();
  await product.close();
});

describe('an assignment of a role', () => {
  it('may have a scope, which names something that is there', async () => {
    const { id, token } = await makeUser();
    const first = await give(id, role_id, 'team:billing');
    expect([first.status, first.body.scope]).toEqual([201, 'team:billing']);
    expect((await give(id, role_id, 'team:billing')).body.id).toBe(first.body.id);
    for (const scope of ['team:nowhere', 'team:', 'shop:1', 'billing', `department:${randomUUID()}`])
      expect(code(await give(id, role_id, scope))).toEqual([422, 'unknown_scope']);
    const department = (await call('POST', '/departments', { body: { key: 'front-desk' } })).body.id;
    expect((await give(id, role_id, `department:${department}`)).status).toBe(201);
    const { body } = await call('GET', '/auth/me', { token });
    expect([body.full_access, body.modules]).toEqual([false, {}]);
    expect(body.scoped['chats']).toMatchObject({ view: [`department:${department}`, 'team:billing'] });
    // And a department is one's own as a team is.
    const other = (await call('POST', '/departments', { body: { key: 'back-desk' } })).body.id;
    expect((await call('GET', `/departments/${department}`, { token })).status).toBe(200);
    for (const one of [other, randomUUID()])
      expect(code(await call('GET', `/departments/${one}`, { token }))).toEqual([404, 'department_not_found']);
    expect(code(await call('GET', '/departments', { token }))).toEqual([403, 'forbidden']);
    const listed = await call('GET', `/roles/users?user_id=${id}&scope=team:billing`);
    expect(listed.body.data.map(({ scope }) => scope)).toEqual(['team:billing']);
    expect((await call('DELETE', `/roles/users/${first.body.id}`)).body.scope).toBe('team:billing');
    expect((await call('GET', '/auth/me', { token })).body.scoped['chats']).toMatchObject({ view: [`department:${department}`] });
  });

  it('is given by nobody beyond the scope in which he holds its rights', async () => {
    const [giver, other] = [await makeUser(), (await makeUser()).id];
    await give(giver.id, await makeRole(['roles']));
    await give(giver.id, role_id, 'team:billing');
    const by = { token: giver.token };
    expect((await give(other, role_id, 'team:billing', by)).status).toBe(201);
    expect(code(await give(other, role_id, 'team:returns', by))).toEqual([403, 'role_exceeds_yours']);
    expect(code(await give(other, role_id, undefined, by))).toEqual([403, 'role_exceeds_yours']);
    const foreign = (await give(other, role_id, 'team:returns')).body.id;
    expect(code(await call('DELETE', `/roles/users/${foreign}`, by))).toEqual([403, 'role_exceeds_yours']);
    // And a role that counts in a scope alone changes nothing for all.
    expect(code(await call('PUT', `/roles/${role_id}/modules`, { ...by, body: { modules: [] } }))).toEqual([403, 'role_exceeds_yours']);
  });

  it('of full access within a scope allows nothing outside, and leaves the last admin', async () => {
    const [admin_role] = await query<{ id: string }>(`select id from public.roles where name = 'admin'`);
    const { token } = await makeLead('team:billing', admin_role!.id);
    const me = (await call('GET', '/auth/me', { token })).body;
    expect([me.full_access, me.modules, me.scoped['roles']!['create']]).toEqual([false, {}, ['team:billing']]);
    expect((await call('GET', '/conversations', { token })).body.total).toBe(1);
    for (const path of ['/roles', '/customers', '/api-keys', '/activity-log'])
      expect(code(await call('GET', path, { token }))).toEqual([403, 'forbidden']);
    const whole = await query<{ id: string }>('select id from public.user_roles where role_id = $1 and scope is null', [admin_role!.id]);
    const answers = [];
    for (const { id } of whole) answers.push(code(await call('DELETE', `/roles/users/${id}`)));
    expect(answers).toContainEqual([409, 'last_admin']);
  });
});

describe('what somebody with a scope sees', () => {
  const LISTS: [path: string, mine: (work: Work) => string, most?: number][] = [
    ['/conversations', ({ conversation }) => conversation],
    ['/conversations/messages?search=parcel', ({ message }) => message],
    ['/emails', ({ email }) => email, 2],
    ['/emails?search=parcel', ({ email }) => email],
    ['/emails/threads', ({ thread }) => thread, 2],
    ['/query-assignments', ({ assignment }) => assignment],
    ['/tickets', ({ ticket }) => ticket],
    ['/tickets?search=parcel', ({ ticket }) => ticket],
    ['/agents', ({ agent }) => agent],
    ['/agents/board', ({ agent }) => agent],
  ];
  it.each(LISTS)('in %s is what lies in it, whatever he asks for', async (path, of, most = 1) => {
    const ask = async (filter: string) => {
      const { status, body } = await asLead('GET', `${path}${path.includes('?') ? '&' : '?'}${filter}`);
      expect(status).toBe(200);
      return { ids: body.data.map(({ id }) => id), total: body.total };
    };
    for (const filter of ['limit=50', 'team=billing', 'team=billing&team=returns']) {
      const { ids, total } = await ask(filter);
      expect([ids.includes(of(works.billing)), ids.length, total]).toEqual([true, most, most]);
    }
    for (const filter of ['team=returns', 'team=returns&team=nowhere', 'team=']) {
      if (filter === 'team=' && path.startsWith('/conversations')) continue;
      expect(await ask(filter)).toEqual({ ids: [], total: 0 });
    }
  });

  it('in several teams at once is there for everybody', async () => {
    for (const [path, of, most = 1] of LISTS) {
      const { body } = await call('GET', `${path}${path.includes('?') ? '&' : '?'}team=billing&team=returns`);
      const ids = body.data.map(({ id }) => id);
      expect([path, ids.length, TEAMS.every((team) => ids.includes(of(works[team])))]).toEqual([path, 2 * most, true]);
    }
  });

  it('is counted, exported and summed alike', async () => {
    const counts = (await asLead('GET', '/conversations/counts')).body as unknown as {
      total: { open: number };
      by_team: { team: string }[];
    };
    expect([counts.total.open, counts.by_team.map(({ team }) => team)]).toEqual([1, ['billing']]);
    const queues = (await asLead('GET', '/query-assignments/queues')).body as unknown as { team: string; waiting: number }[];
    expect(new Set(queues.map(({ team }) => team))).toEqual(new Set(['billing']));
    expect((await asLead('GET', '/query-assignments/waiting')).body.data.every(({ team }) => team === 'billing')).toBe(true);
    for (const path of ['/conversations', '/emails/threads', '/query-assignments', '/agents']) {
      const lines = (await asLead('GET', `${path}?format=csv`)).text;
      const ids = (work: Work) => [work.conversation, work.thread, work.assignment, work.agent].filter((id) => lines.includes(id)).length;
      expect([path, ids(works.billing) > 0, ids(works.returns), ids(works.nobody)]).toEqual([path, true, 0, 0]);
    }
    const csv = (await asLead('GET', '/emails?format=csv')).text;
    expect([csv.includes(works.billing.email), csv.includes(works.returns.email), csv.includes(works.nobody.email)]).toEqual([
      true,
      false,
      false,
    ]);
    const board = (await asLead('GET', '/chats/dashboard/overview')).body as unknown as {
      volume: { messages: number };
      teams: { team: string }[];
    };
    expect([board.volume.messages, board.teams.map(({ team }) => team)]).toEqual([1, ['billing']]);
    expect(((await asLead('GET', '/chats/dashboard/teams?team=returns')).body as unknown as unknown[]).length).toBe(0);
  });

  const THINGS: [path: (work: Work) => string, code: string][] = [
    [({ conversation }) => `/conversations/${conversation}`, 'conversation_not_found'],
    [({ conversation }) => `/conversations/${conversation}/messages`, 'conversation_not_found'],
    [({ conversation, message }) => `/conversations/${conversation}/messages/${message}`, 'conversation_not_found'],
    [({ conversation }) => `/conversations/${conversation}/notes`, 'conversation_not_found'],
    [({ conversation }) => `/conversations/${conversation}/transcript`, 'conversation_not_found'],
    [({ conversation }) => `/conversations/${conversation}/viewers`, 'conversation_not_found'],
    [({ email }) => `/emails/${email}`, 'email_not_found'],
    [({ email }) => `/emails/${email}/attachments`, 'email_not_found'],
    [({ email }) => `/emails/${email}/triages`, 'email_not_found'],
    [({ thread }) => `/emails/threads/${thread}`, 'email_thread_not_found'],
    [({ ticket }) => `/tickets/${ticket}`, 'ticket_not_found'],
    [({ ticket }) => `/tickets/${ticket}/comments`, 'ticket_not_found'],
    [({ ticket }) => `/entities/ticket/${ticket}`, 'entity_not_found'],
    [({ assignment }) => `/query-assignments/${assignment}`, 'assignment_not_found'],
    [({ agent }) => `/agents/${agent}`, 'agent_not_found'],
    [({ agent }) => `/agents/${agent}/availability`, 'agent_not_found'],
    [({ team }) => `/teams/${team}`, 'team_not_found'],
    [({ team }) => `/entities/team/${team}`, 'entity_not_found'],
    [({ conversation }) => `/entities/conversation/${conversation}`, 'entity_not_found'],
    [({ thread }) => `/entities/email_thread/${thread}`, 'entity_not_found'],
    [({ message }) => `/entities/message/${message}`, 'entity_not_found'],
  ];
  it.each(THINGS)('by id is his; anything else is as if it were not there: %s', async (path, missing) => {
    expect((await asLead('GET', path(works.billing))).status).toBe(200);
    const nothing = Object.fromEntries(Object.keys(works.billing).map((name) => [name, randomUUID()])) as unknown as Work;
    const refusals = await Promise.all([works.returns, works.nobody, nothing].map((work) => asLead('GET', path(work))));
    for (const refusal of refusals) expect(code(refusal)).toEqual([404, missing]);
    const words = new Set(refusals.map(({ body }) => body.message));
    expect(words.size).toBe(1);
  });

  it('is changed by him, and nothing else is', async () => {
    const { billing, returns } = works;
    expect((await asLead('PATCH', `/conversations/${billing.conversation}`, { priority: 'high' })).status).toBe(200);
    expect((await asLead('POST', `/conversations/${billing.conversation}/notes`, { body: 'Called back.' })).status).toBe(201);
    expect((await asLead('PUT', `/conversations/${billing.conversation}/draft`, { text: 'Dear Asha' })).status).toBe(200);
    expect((await asLead('PATCH', `/emails/${billing.email}`, { is_read: true })).status).toBe(200);
    const changes: [string, string, object][] = [
      ['PATCH', `/conversations/${returns.conversation}`, { priority: 'high' }],
      ['POST', `/conversations/${returns.conversation}/notes`, { body: 'x' }],
      ['POST', `/conversations/${returns.conversation}/reply`, { text: 'x' }],
      ['PUT', `/conversations/${returns.conversation}/draft`, { text: 'x' }],
      // What is his must not take in what is not.
      ['POST', `/conversations/${billing.conversation}/merge`, { from: returns.conversation }],
      ['PATCH', `/emails/${returns.email}`, { is_read: true }],
      ['PATCH', `/emails/threads/${returns.thread}`, { status: 'closed' }],
      ['POST', `/emails/${returns.email}/reply`, { body_text: 'x' }],
      ['POST', '/emails', { support_email_id: returns.mailbox, to: ['asha@example.com'], subject: 'x', body_text: 'x' }],
      ['POST', '/emails', { support_email_id: works.nobody.mailbox, to: ['asha@example.com'], subject: 'x', body_text: 'x' }],
      ['DELETE', `/emails/${returns.email}`, {}],
      ['PATCH', `/tickets/${returns.ticket}`, { priority: 'high' }],
      ['POST', `/tickets/${returns.ticket}/comments`, { visibility: 'internal', body: 'x' }],
      ['POST', `/tickets/${billing.ticket}/merge`, { into_id: returns.ticket }],
      ['POST', `/tickets/${returns.ticket}/merge`, { into_id: billing.ticket }],
      ['POST', `/tickets/${billing.ticket}/links`, { kind: 'related', entity_type: 'ticket', entity_id: returns.ticket }],
      ['POST', `/tickets/${returns.ticket}/split`, { comment_ids: [returns.message], subject: 'x' }],
      ['GET', `/tickets/attachments/${returns.attachment}`, {}],
      ['POST', '/tickets', { team: 'billing', source: { entity_type: 'email_thread', entity_id: returns.thread } }],
      ['PATCH', `/query-assignments/${returns.assignment}`, { note: 'x' }],
      ['DELETE', `/query-assignments/${returns.assignment}`, {}],
      ['POST', '/query-assignments', { entity_type: 'conversation', entity_id: returns.conversation, agent_id: billing.agent }],
      ['POST', '/query-assignments/claim', { entity_type: 'conversation', entity_id: returns.conversation }],
      ['PATCH', `/agents/${returns.agent}/clock-in`, {}],
    ];
    for (const [method, path, body] of changes) {
      const { status } = await asLead(method, path, method === 'DELETE' || method === 'GET' ? undefined : body);
      expect([method, path, status]).toEqual([method, path, 404]);
    }
    const mail = { to: ['asha@example.com'], subject: 'Your parcel', body_text: 'It is on its way.' };
    expect((await asLead('POST', '/emails', { support_email_id: billing.mailbox, ...mail })).status).toBe(201);
    const given = { entity_type: 'conversation', entity_id: billing.conversation, agent_id: billing.agent };
    const assigned = await asLead('POST', '/query-assignments', given);
    expect(assigned.status).toBe(201);
    // He may edit assignments here, so he may take it away from somebody else.
    expect((await asLead('DELETE', `/query-assignments/${assigned.body.id}`)).status).toBe(200);
    expect((await asLead('PATCH', `/agents/${billing.agent}/clock-in`, {})).status).toBe(200);
  });

  it('is made by him as his, and answered by him; a view counts what is his', async () => {
    const { billing, returns } = works;
    const from = { source: { entity_type: 'email_thread', entity_id: billing.thread } };
    for (const team of [undefined, 'returns', ['billing']])
      expect(code(await asLead('POST', '/tickets', { ...from, team }))).toEqual([403, 'forbidden']);
    const ticket = await asLead('POST', '/tickets', { ...from, team: 'billing' });
    expect([ticket.status, ticket.body.team]).toEqual([201, 'billing']);
    const replied = await asLead('POST', `/tickets/${ticket.body.id}/comments`, { visibility: 'public', body: 'It is on its way.' });
    expect([replied.status, typeof replied.body['email_id']]).toEqual([201, 'string']);
    // Who may not write in the thread of a ticket that he may see answers nobody in it.
    const foreign = await call('POST', '/tickets', { body: { source: { entity_type: 'email_thread', entity_id: returns.thread } } });
    await call('PATCH', `/tickets/${foreign.body.id}`, { body: { team: 'billing' } });
    const refused = await asLead('POST', `/tickets/${foreign.body.id}/comments`, { visibility: 'public', body: 'x' });
    expect(code(refused)).toEqual([403, 'forbidden']);
    const links = (await asLead('GET', `/tickets/${foreign.body.id}`)).body['links'] as { entity: object | null }[];
    expect(links.map(({ entity }) => entity)).toEqual([null]);
    const view = await asLead('POST', '/tickets/views', {
      name: 'Open',
      conditions: { field: 'status', operator: 'equals', value: 'open' },
    });
    const counts = (await asLead('GET', '/tickets/views/counts')).body.data as unknown as { id: string; count: number }[];
    const shown = (await asLead('GET', `/tickets?view_id=${view.body.id}`)).body;
    expect([counts.find(({ id }) => id === view.body.id)!.count, shown.total]).toEqual([3, 3]);
    expect((await asLead('GET', '/tickets/stats')).body.total).toBe(3);
    expect((await asLead('GET', '/tickets/views/counts?team=returns')).body.data).toMatchObject([{ count: 0 }]);
    for (const id of [ticket.body.id, foreign.body.id]) expect((await asLead('DELETE', `/tickets/${id}`)).status).toBe(200);
  });

  it('includes the canned texts of every team, for reading', async () => {
    const text = async (team: string) =>
      (await call('POST', '/chat-templates', { body: { shortcut: `t${++made}`, title: 'T', body: 'T', team } })).body.id;
    const [all, mine, other] = [await text(''), await text('billing'), await text('returns')];
    for (const filter of ['', '?team=billing'])
      expect(new Set((await asLead('GET', `/chat-templates${filter}`)).body.data.map(({ id }) => id))).toEqual(new Set([all, mine]));
    expect((await asLead('GET', '/chat-templates?team=returns')).body.data.map(({ id }) => id)).toEqual([all]);
    const answers = await Promise.all([all, mine, other].map((id) => asLead('GET', `/chat-templates/${id}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404]);
    expect(code(await asLead('PATCH', `/chat-templates/${all}`, { title: 'Mine' }))).toEqual([403, 'forbidden']);
  });

  it('ends where requests cannot be kept to it', async () => {
    const closed: [string, string, object?][] = [
      ['POST', '/emails/bulk', { filter: { status: 'open' }, change: { status: 'closed' }, dry_run: true }],
      ['POST', '/query-assignments/bulk-assign', { entity_type: 'conversation', all: true, agent_id: works.billing.agent, dry_run: true }],
      ['POST', '/query-assignments/auto-assign', { entity_type: 'conversation', entity_id: works.billing.conversation }],
      ['POST', '/query-assignments/claim', {}],
      ['POST', '/tickets/bulk', { all: true, change: { priority: 'low' } }],
      ['POST', '/tickets/fields', { key: 'x', label: 'x', kind: 'text' }],
      ['GET', '/routing/policies'],
      ['POST', '/agents', { name: 'x' }],
      ['PATCH', `/agents/${works.billing.agent}`, { teams: [] }],
      ['GET', `/agents/${works.billing.agent}/handled?date=2026-01-01`],
      ['GET', '/emails/drafts'],
    ];
    for (const [method, path, body] of closed) {
      const answer = await asLead(method, path, body);
      expect([method, path, ...code(answer)]).toEqual([method, path, 403, 'forbidden']);
      expect(answer.body.message).toContain('only within team:billing');
    }
    expect((await asLead('GET', '/customers')).body.message).toBe('Your role does not allow you to view customers.');
  });

  it('grows and shrinks with the roles that he has', async () => {
    const user = await makeLead('team:returns');
    const seen = async () => (await call('GET', '/conversations', { token: user.token })).body.total;
    expect(await seen()).toBe(1);
    const more = (await give(user.id, role_id, 'team:billing')).body.id;
    expect(await seen()).toBe(2);
    const whole = (await give(user.id, await makeRole(['chats'], 'v'))).body.id;
    expect(await seen()).toBe(3);
    // To view all is not to change all.
    expect(
      code(await call('PATCH', `/conversations/${works.nobody.conversation}`, { token: user.token, body: { priority: 'low' } })),
    ).toEqual([404, 'conversation_not_found']);
    for (const id of [more, whole]) await call('DELETE', `/roles/users/${id}`);
    expect(await seen()).toBe(1);
  });

  it('is all that the row policies show', async () => {
    const read = async (table: string, column = 'id') => {
      const headers = { authorization: `Bearer ${lead.token}` };
      const rows = (await (await fetch(`${product.database.restUrl}/${table}?select=${column}`, { headers })).json()) as Record<
        string,
        string
      >[];
      return rows.map((row) => row[column]);
    };
    const { billing } = works;
    expect(await read('conversations')).toEqual([billing.conversation]);
    expect(await read('messages')).toEqual([billing.message]);
    expect(new Set(await read('conversation_notes', 'conversation_id'))).toEqual(new Set([billing.conversation]));
    expect(new Set(await read('emails', 'team'))).toEqual(new Set(['billing']));
    expect(new Set(await read('email_threads', 'team'))).toEqual(new Set(['billing']));
    expect(new Set(await read('query_assignments', 'team'))).toEqual(new Set(['billing']));
    expect(await read('tickets')).toEqual([billing.ticket]);
    expect(await read('ticket_comments', 'ticket_id')).toEqual([billing.ticket]);
    expect(await read('ticket_attachments')).toEqual([billing.attachment]);
    expect(await read('ticket_cycles', 'ticket_id')).toEqual([billing.ticket]);
    expect(await read('agents')).toEqual([billing.agent]);
    expect(await read('customers')).toEqual([]);
    expect(await read('chat_contacts')).toEqual([]);
    const events = await read('change_feed', 'entity_id');
    expect([events.includes(billing.conversation), events.includes(works.returns.conversation)]).toEqual([true, false]);
  });
});

describe('events', () => {
  it('come from the scope alone; what leaves it is told as gone, to those who see no more', async () => {
    const [mine, other] = [await makeWork('billing'), await makeWork('returns')];
    const user = await makeLead('team:billing');
    const connect = async (token: string) => {
      const client = connectFeed(product.url, 'chats', { token });
      clients.push(client);
      await client.next('ready');
      return client;
    };
    const [scoped, admin] = [await connect(user.token), await connect(await product.token('admin'))];
    const look = (id: string) => scoped.socket.emitWithAck('view', { type: 'conversation', id }) as Promise<{ code?: string }>;
    expect((await look(mine.conversation)).code).toBeUndefined();
    expect((await look(other.conversation)).code).toBe('not_found');
    const place = (await call('GET', '/changes', { token: user.token })).body['next_after'] as number;
    const patch = (id: string, body: object) => call('PATCH', `/conversations/${id}`, { body });
    await patch(other.conversation, { priority: 'high' });
    await patch(mine.conversation, { priority: 'high' });
    await patch(mine.conversation, { team: 'returns' });
    await patch(mine.conversation, { priority: 'low' });
    await patch(other.conversation, { team: 'billing' });
    await patch(other.conversation, { priority: 'low' });
    const told = (client: FeedClient) =>
      client
        .events()
        .filter(({ event }) => event.startsWith('conversation:'))
        .map(({ event, entity_id, payload }) => [event, entity_id, payload['priority'] ?? null]);
    await scoped.until(() => told(scoped).length >= 4);
    await admin.until(() => told(admin).length >= 6);
    const expected = [
      ['conversation:updated', mine.conversation, 'high'],
      ['conversation:removed', mine.conversation, null],
      ['conversation:updated', other.conversation, 'high'],
      ['conversation:updated', other.conversation, 'low'],
    ];
    expect(told(scoped)).toEqual(expected);
    // Nothing leaves his. What is told once more because something else about it changed says the same of these.
    const seen = admin
      .events()
      .filter(({ event }) => event.startsWith('conversation:'))
      .map(({ event, entity_id, payload }) => [event, entity_id, payload['team'], payload['priority']].join());
    const all = [
      [other, 'returns', 'high'],
      [mine, 'billing', 'high'],
      [mine, 'returns', 'high'],
      [mine, 'returns', 'low'],
      [other, 'billing', 'high'],
      [other, 'billing', 'low'],
    ] as const;
    const expectedOfAll = all.map(([{ conversation }, team, priority]) => ['conversation:updated', conversation, team, priority].join());
    expect([...new Set(seen)].filter((one) => !one.endsWith('normal'))).toEqual(expectedOfAll);
    const changes = async (token: string) =>
      (await call('GET', `/changes?after=${place}&namespace=chats`, { token })).body.data
        .filter(({ event }) => String(event).startsWith('conversation:'))
        .map(({ event, entity_id, payload }) => [event, entity_id, (payload as Record<string, unknown>)['priority'] ?? null]);
    expect(await changes(user.token)).toEqual(expected);
    expect(await changes(await product.token('admin'))).toHaveLength(6);
    // What was missed comes by the same rule.
    const again = connectFeed(product.url, 'chats', { token: user.token, after: place });
    clients.push(again);
    await again.next('ready');
    expect(told(again)).toEqual(expected);
    // A role that is gone is felt at once.
    await call('DELETE', `/roles/users/${user.assignment}`);
    await scoped.next('resync');
    const before = told(scoped).length;
    await patch(other.conversation, { priority: 'urgent' });
    await admin.until(() => told(admin).length >= 7);
    expect(told(scoped)).toHaveLength(before);
  });
});
