import { randomUUID } from 'node:crypto';
import { EmbeddedAuth } from '../../src/auth/embeddedAuth.js';
import { Random } from '../../src/providers/sandbox/random.js';
import type { SearchPageDto } from '../../src/search/dto/search.dto.js';
import { type CallOptions, startTestApp, type TestApp } from '../support/app.js';
import { makeChatProvider } from '../support/factories/chats.js';
import { makeConversation } from '../support/factories/conversations.js';
import { makeAttachment, makeCustomer, makeEmail, makeMailbox, insertRow } from '../support/factories/emails.js';
import { ivrProvider } from '../support/factories/ivr.js';

interface Thing {
  type: string;
  id: string;
  at: string;
  /** What of it is searched. */
  text: string;
  scope: string | null;
  is_spam?: boolean;
}
interface Caller {
  name: string;
  token: string;
  /** By type: everywhere, or in these scopes. */
  sees: Record<string, true | string[]>;
}

const TYPES = ['customer', 'ticket', 'lead', 'conversation', 'email', 'message', 'ivr_call', 'call', 'refund', 'youtube_lead'];
const MODULES: Record<string, string> = {
  customer: 'customers',
  ticket: 'tickets',
  lead: 'leads',
  conversation: 'chats',
  email: 'emails',
  message: 'chats',
  ivr_call: 'ivr',
  call: 'calls',
  refund: 'refunds',
  youtube_lead: 'youtube_leads',
};
const SCOPED = ['ticket', 'lead', 'conversation', 'email', 'message', 'ivr_call', 'youtube_lead'];
const WORDS = [
  'pump',
  'pumps',
  'leaks',
  'José',
  'Müller',
  'Lakshmi',
  'not',
  'working',
  'हिन्दी',
  'पानी',
  '我的订单在哪里',
  '订单',
  'สวัสดีครับ',
  '🌾',
  'ΑΣΟΣ',
];
const NUMBERS = ['778812', '77881', '20240115', '1987', '98765'];

let product: TestApp;
const random = new Random(26);
const all = <R>(sql: string, values: unknown[] = []) => product.database.pool.query(sql, values).then(({ rows }) => rows as R[]);
const call = <T = { id: string; code: string }>(method: string, path: string, options: CallOptions = {}) =>
  product.call<T>(method, path, options);
const search = async (query: Record<string, string>, token?: string) =>
  (await call<SearchPageDto>('GET', `/search?${new URLSearchParams(query).toString()}`, token ? { token } : {})).body;

async function userWith(modules: string[], scopes: (string | undefined)[]): Promise<string> {
  const { id } = (await call('POST', '/roles', { body: { name: `role_${randomUUID().slice(0, 8)}` } })).body;
  const access = modules.map((module_key) => ({ module_key, can_view: true, can_create: false, can_edit: false, can_delete: false }));
  if (access.length > 0) expect((await call('PUT', `/roles/${id}/modules`, { body: { modules: access } })).status).toBe(200);
  const auth = product.app.get(EmbeddedAuth, { strict: false });
  const user = await auth.ensureUser(`${randomUUID()}@example.com`, randomUUID(), '');
  for (const scope of scopes)
    expect((await call('POST', '/roles/users', { body: { user_id: user.id, role_id: id, scope } })).status).toBe(201);
  return auth.sign(user, 3600);
}

const words = (n: number) => Array.from({ length: n }, () => (random.chance(0.2) ? random.pick(NUMBERS) : random.pick(WORDS))).join(' ');
const team = () => random.pick(['billing', 'returns', null]);
const phone = () => `+9198765${random.int(10_000, 99_999)}`;
const moment = () => new Date(Date.UTC(2026, random.int(0, 9), random.int(1, 28), 9, 0, random.int(0, 59)));

/** Some of each kind, also deleted, merged and spam. */
async function makeThings(rounds: number): Promise<void> {
  const { pool } = product.database;
  const provider = await makeChatProvider(pool);
  const mailbox = await makeMailbox(pool);
  const ivr = (await call('POST', '/ivr-providers', { body: ivrProvider() })).body.id;
  for (let n = 0; n < rounds; n++) {
    const gone = random.chance(0.15) ? new Date() : null;
    await makeCustomer(pool, `${random.pick(['asha', 'jose'])}${n}1987@shop.example.com`, {
      name: words(2),
      created_at: moment(),
      deleted_at: gone,
    });
    const ticket = await insertRow(pool, 'tickets', { subject: words(2), description: words(4), team: team(), created_at: moment() });
    if (random.chance(0.15)) await pool.query('update public.tickets set deleted_at = now() where id = $1', [ticket.id]);
    else if (random.int(0, 5) === 0)
      await pool.query(
        'update public.tickets set merged_into = (select id from public.tickets where id <> $1 limit 1), merged_at = now() where id = $1',
        [ticket.id],
      );
    await insertRow(pool, 'leads', {
      matter: words(2),
      note: words(3),
      source: 'phone',
      team: team(),
      created_at: moment(),
      deleted_at: gone,
    });
    const talk = await makeConversation(
      pool,
      { ...provider },
      {
        contact: { name: words(2), phone: phone() },
        team: team(),
        created_at: moment(),
        merged_into: null,
      },
    );
    await insertRow(pool, 'messages', {
      conversation_id: talk.id,
      contact_id: talk.contact.id,
      provider_id: provider.id,
      direction: 'inbound',
      source: 'customer',
      type: 'text',
      text: words(5),
      at: moment(),
    });
    const email = await makeEmail(pool, mailbox, {
      subject: words(3),
      new_text: words(5),
      from_name: words(1),
      from_email: `jose${n}1987@shop.example.com`,
      team: team(),
      received_at: moment(),
      status: random.pick(['open', 'closed', 'spam']),
    });
    if (random.chance(0.3))
      await makeAttachment(pool, email, { sha256: 'a'.repeat(64), filename: `${words(1)}_${random.pick(NUMBERS)}.pdf` });
    if (gone) await pool.query('update public.emails set deleted_at = now() where id = $1', [email.id]);
    await insertRow(pool, 'ivr_calls', {
      provider_id: ivr,
      provider_call_id: `ivr-${n}`,
      started_at: moment(),
      customer_number: phone(),
      customer_name: words(1),
      notes: words(2),
      department: random.pick(['sales', 'service', null]),
    });
    await insertRow(pool, 'refunds', {
      reason_code: 'late',
      currency: 'INR',
      amount_minor: 100,
      order_number: `QZ-${random.pick(NUMBERS)}`,
      reason: words(3),
      created_at: moment(),
    });
    await insertRow(pool, 'kaleyra_calls', {
      call_id: `call-${n}`,
      start_time: moment(),
      service: 'CallForward',
      outcome: 'answered',
      leg_count: 1,
      talk_seconds: 1,
      agent_numbers: [],
      answered_agent_numbers: [],
      customer_number: phone().slice(1),
    });
  }
}

/** All that there is to be found, straight from the tables. */
async function everything(): Promise<Thing[]> {
  const join = (...parts: string[]) => `concat_ws(' ', ${parts.join(', ')})`;
  // No phrase goes from one into the other.
  const apart = (...parts: string[]) => `concat_ws(chr(1), ${parts.join(', ')})`;
  const people = `(select string_agg(concat_ws(' ', p ->> 'name', p ->> 'email'),
    ' ') from jsonb_array_elements(e.to_recipients || e.cc_recipients) p)`;
  const files = `(select string_agg(a.filename, ' ' order by a.position) from public.email_attachments a where a.email_id = e.id)`;
  const rows = await all<Thing & { at: Date }>(`
    select 'customer' as type, c.id::text, c.created_at as at,
      ${join('c.name', '(select string_agg(i.value, $$ $$) from public.customer_identities i where i.customer_id = c.id)')} as text,
      null as scope, false as is_spam from public.customers c where c.deleted_at is null and c.merged_into is null
    union all select 'ticket', t.id::text, t.created_at, ${apart(join('t.number', 't.subject'), 't.description')}, 'team:' || t.team, false
      from public.tickets t where t.deleted_at is null and t.merged_into is null
    union all select 'lead', l.id::text, l.created_at, ${apart(join('l.number', 'l.matter'), 'l.note')}, 'team:' || l.team, false
      from public.leads l where l.deleted_at is null
    union all select 'conversation', c.id::text, c.created_at, ${join('c.contact_name', 'c.contact_phone')}, 'team:' || c.team, false
      from public.conversations c where c.merged_into is null
    union all select 'email', e.id::text, e.received_at,
      ${apart(join('e.subject', 'e.from_name', 'e.from_email', people), files, 'e.new_text')}, 'team:' || e.team,
      e.status = 'spam' from public.emails e where e.deleted_at is null
    union all select 'message', m.id::text, m.at, m.text, 'team:' || c.team, false
      from public.messages m join public.conversations c on c.id = m.conversation_id
    union all select 'ivr_call', i.id::text, i.started_at,
      ${apart(join('i.customer_name', 'i.customer_number', 'i.provider_call_id'), 'i.notes')},
      (select 'department:' || d.id from public.departments d where d.key = i.department), false from public.ivr_calls i
    union all select 'call', k.call_id, k.start_time, k.customer_number, null, false from public.kaleyra_calls k
    union all select 'refund', r.id::text, r.created_at, ${apart(join('r.number', 'r.order_number'), 'r.reason')}, null,
      false from public.refunds r`);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** A search as one would write it without any index. */
const folded = (text: string) =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036F]/g, '')
    .normalize('NFC')
    .replace(/ς/g, 'σ');
const UNSPACED = /[\u0E00-\u0FFF\u3040-\u30FF\u3400-\u9FFF]/u;
const tokensOf = (text: string) =>
  folded(text)
    .replace(/(\p{Extended_Pictographic})/gu, (sign) => (/\d/.test(sign) ? sign : ` ${sign} `))
    .split(/[\s\p{P}\p{Sm}\p{Sk}]+/u)
    .filter(Boolean);

type Term = { kind: 'word' | 'phrase' | 'digits'; text: string; is_without: boolean; is_last: boolean };

const has = (text: string, term: Term) => text.split('\u0001').some((part) => partHas(part, term));

function partHas(text: string, { kind, text: asked, is_last }: Term): boolean {
  const tokens = tokensOf(text);
  if (kind === 'digits') {
    const digits = asked.replace(/^0+(?=\d{4})/, '');
    return tokens.some((token) => (token.match(/\d+/g) ?? []).some((run) => run.includes(digits)));
  }
  if (UNSPACED.test(asked)) return tokens.some((token) => token.includes(folded(asked)));
  const wanted = tokensOf(asked);
  return tokens.some((_, at) =>
    wanted.every((word, n) => {
      const token = tokens[at + n];
      return token === word || (kind === 'word' && is_last && n === wanted.length - 1 && [...word].length > 1 && !!token?.startsWith(word));
    }),
  );
}

function question(): { q: string; terms: Term[] } {
  const terms = Array.from({ length: random.int(1, 3) }, (_, n): Term => {
    const is_without = n > 0 && random.chance(0.3);
    const of = random.int(0, 9);
    if (of < 2) {
      const number = random.pick([...NUMBERS, '+919876512345']).replace(/\D/g, '');
      const from = random.int(0, number.length - 4);
      return { kind: 'digits', text: number.slice(from, from + random.int(4, 6)), is_without, is_last: false };
    }
    if (of < 4) return { kind: 'phrase', text: words(2).replace(/我\S*|สวัสดี\S*/g, 'pump'), is_without, is_last: false };
    const word = random.pick(WORDS);
    const cut = UNSPACED.test(word) ? word.slice(0, random.int(2, word.length)) : word;
    return { kind: 'word', text: random.chance(0.3) ? folded(cut) : cut, is_without, is_last: false };
  });
  const last = terms.at(-1)!;
  last.is_last = !last.is_without;
  const q = terms.map(({ kind, text, is_without }) => `${is_without ? '-' : ''}${kind === 'phrase' ? `"${text}"` : text}`).join(' ');
  return { q, terms };
}

let callers: Caller[];

beforeAll(async () => {
  product = await startTestApp();
  for (const key of ['billing', 'returns']) await call('POST', '/teams', { body: { key } });
  const sales = (await call('POST', '/departments', { body: { key: 'sales' } })).body.id;
  await call('POST', '/departments', { body: { key: 'service' } });
  await makeThings(40);
  const modules = [...new Set(Object.values(MODULES))];
  const in_scopes = (scopes: string[]) => Object.fromEntries(SCOPED.map((type) => [type, scopes]));
  callers = [
    { name: 'everywhere', token: await userWith(modules, [undefined]), sees: Object.fromEntries(TYPES.map((type) => [type, true])) },
    { name: 'billing', token: await userWith(modules, ['team:billing']), sees: in_scopes(['team:billing']) },
    {
      name: 'returns and sales',
      token: await userWith(modules, ['team:returns', `department:${sales}`]),
      sees: in_scopes(['team:returns', `department:${sales}`]),
    },
    { name: 'tickets and customers', token: await userWith(['tickets', 'customers'], [undefined]), sees: { ticket: true, customer: true } },
    { name: 'nothing', token: await userWith([], [undefined]), sees: {} },
  ];
});
afterAll(() => product.close());

describe('GET /search', () => {
  it('finds what a plain look at all rows finds, for whoever asks, and counts it', async () => {
    const things = await everything();
    let found = 0;
    for (let n = 0; n < 120; n++) {
      const { q, terms } = question();
      const caller = callers[n % callers.length]!;
      const spam = random.chance(0.2);
      const is_number = terms.length === 1 && terms[0]!.kind === 'digits';
      const expected = things.filter(
        ({ type, text, scope, is_spam }) =>
          (spam || !is_spam) &&
          (type !== 'call' || is_number) &&
          (caller.sees[type] === true || (scope !== null && (caller.sees[type] || []).includes(scope))) &&
          terms.every((term) => has(text, term) !== term.is_without),
      );
      const body = await search({ q, limit: '100', ...(spam && { spam: 'true' }) }, caller.token);
      const pages = [body.data];
      for (let page = body.next_page; page !== null;) {
        const next = await search({ q, limit: '100', page: String(page), ...(spam && { spam: 'true' }) }, caller.token);
        pages.push(next.data);
        page = next.next_page;
      }
      const hits = pages.flat().filter(({ match }) => match !== 'similar');
      const named = (rows: { type: string; id: string }[]) => rows.map(({ type, id }) => `${type} ${id}`).sort();
      expect({ q, caller: caller.name, hits: named(hits) }).toEqual({ q, caller: caller.name, hits: named(expected) });
      for (const { type, total, total_is_exact } of body.kinds.filter(() => hits.length > 0))
        expect({ q, type, total, total_is_exact }).toEqual({
          q,
          type,
          total: expected.filter((thing) => thing.type === type).length,
          total_is_exact: true,
        });
      expect(body.kinds.map(({ type }) => type).sort()).toEqual(Object.keys(caller.sees).sort());
      found += hits.length;
    }
    expect(found).toBeGreaterThan(300);
  });

  it('puts first what is meant, then what is named so, and says why', async () => {
    const { pool } = product.database;
    const at = (day: number) => new Date(Date.UTC(2025, 0, day));
    await insertRow(pool, 'tickets', { number: 'TKT-4711', subject: 'Quagga', created_at: at(1) });
    await insertRow(pool, 'tickets', { subject: 'A quagga runs', created_at: at(2) });
    await insertRow(pool, 'tickets', { subject: 'Another animal', description: 'It is a quagga.', created_at: at(4) });
    await insertRow(pool, 'tickets', { subject: 'One more', description: 'A quagga, see TKT-4711.', created_at: at(3) });
    await makeCustomer(pool, 'quagga@zoo.example.com', { name: 'Quagga House', created_at: at(1) });
    const found = async (q: string) =>
      (await search({ q })).data.map(({ type, label, match }) => `${match} ${type} ${label.replace(/^TKT-\d+ /, '')}`);
    expect(await found('quagga')).toEqual([
      'exact ticket Quagga',
      'named customer Quagga House',
      'named ticket A quagga runs',
      'text ticket Another animal',
      'text ticket One more',
    ]);
    expect(await found('tkt-4711')).toEqual(['exact ticket Quagga', 'text ticket One more']);
    expect(await found('quagga@zoo.example.com')).toEqual(['exact customer Quagga House']);
    const [first] = (await search({ q: 'quagga', limit: '1' })).data;
    expect(first).toMatchObject({ path: `/tickets/${first!.id}`, at: '2025-01-01T00:00:00.000000Z' });
    const second = await search({ q: 'quagga', limit: '2', page: '2' });
    expect([second.data.length, second.total, second.next_page]).toEqual([2, 5, 3]);
    expect((await search({ q: 'quagga', type: 'customer,lead' })).kinds).toEqual([
      { type: 'customer', total: 1, total_is_exact: true },
      { type: 'lead', total: 0, total_is_exact: true },
    ]);
  });

  it('finds a name that is misspelt when nothing is spelt so', async () => {
    await makeCustomer(product.database.pool, 'v@example.com', { name: 'Venkatesan Subramaniam' });
    const { data } = await search({ q: 'Venkatesn Subramanium' });
    expect(data.map(({ label, match }) => [label, match])).toEqual([['Venkatesan Subramaniam', 'similar']]);
    expect((await search({ q: 'Venkatesn Subramanium 12' })).data).toEqual([]);
    const limited = await search({ q: 'Venkatesn Subramanium' }, await userWith(['tickets'], [undefined]));
    expect([limited.data, limited.kinds]).toEqual([[], [{ type: 'ticket', total: 0, total_is_exact: true }]]);
  });

  it('counts to a hundred of a kind and says when there are more, the newest of them', async () => {
    await product.database.pool.query(
      `insert into public.tickets (subject, created_at) select 'Numbat ' || n,
        timestamptz '2026-01-01' + n * interval '1 hour' from generate_series(1, 130) n`,
    );
    const { data, total, total_is_exact, kinds } = await search({ q: 'numbat', limit: '100' });
    expect([total, total_is_exact, data[0]!.label.slice(-10), data[99]!.label.slice(-9)]).toEqual([100, false, 'Numbat 130', 'Numbat 31']);
    expect(kinds.find(({ type }) => type === 'ticket')).toEqual({ type: 'ticket', total: 100, total_is_exact: false });
    // So common that they are read from the newest on.
    await product.database.pool.query(
      `insert into public.tickets (subject, created_at) select 'Dugong ' || n,
        timestamptz '2026-12-01' + n * interval '1 minute' from generate_series(1, 400) n`,
    );
    const many = await search({ q: 'dugong', limit: '3' });
    expect([many.total, many.total_is_exact, ...many.data.map(({ label }) => label.slice(-10))]).toEqual([
      100,
      false,
      'Dugong 400',
      'Dugong 399',
      'Dugong 398',
    ]);
    await insertRow(product.database.pool, 'leads', { matter: 'Dugong', source: 'phone' });
    expect((await search({ q: 'dugong', type: 'lead' })).data).toMatchObject([{ type: 'lead', match: 'exact' }]);
    expect((await search({ q: 'dugong', limit: '1' }, callers[1]!.token)).total).toBe(0);
  });

  it('refuses what it does not understand, and who has no token', async () => {
    for (const q of ['"open', 'subject:order', 'a OR b', '!!!', '-only', ' '])
      expect(await call('GET', `/search?q=${encodeURIComponent(q)}`)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    for (const query of ['', 'q=a&type=spaceship', 'q=a&colour=red', 'q=a&page=0'])
      expect((await call('GET', `/search?${query}`)).status).toBe(400);
    expect((await call('GET', '/search?q=a', { as: null })).status).toBe(401);
  });
});

describe('GET /emails?search=', () => {
  it('finds by phrases, without, fields, files, accents and pieces of numbers', async () => {
    const { pool } = product.database;
    const mailbox = await makeMailbox(pool);
    const of = (columns: object) => makeEmail(pool, mailbox, { from_email: 'someone@elsewhere.example', from_name: 'Someone', ...columns });
    const one = await of({ subject: 'Wallaby not working', from_email: 'rené4711@mail.wallaby.example', from_name: 'René Dupré' });
    const two = await of({
      subject: 'Wallaby working, not new',
      new_text: 'Call 98765 43210 about wallaby',
      cc_recipients: [{ email: 'boss@other.example', name: 'Boss' }],
    });
    await makeAttachment(pool, two, { sha256: 'b'.repeat(64), filename: 'Rechnung_2024-07.pdf' });
    const names = new Map([
      [one.id, 'one'],
      [two.id, 'two'],
    ]);
    const list = (search: string) =>
      call<{ data: { id: string }[]; total: number; code: string }>(
        'GET',
        `/emails?support_email_id=${mailbox.id}&search=${encodeURIComponent(search)}`,
      );
    for (const [search, expected] of [
      ['wallaby', 'one two'],
      ['"not working"', 'one'],
      ['wallaby -"not working"', 'two'],
      ['wallaby -rene', 'two'],
      ['dupre', 'one'],
      ['DUPRÉ', 'one'],
      ['from:rene', 'one'],
      ['from:dupr wallaby', ''],
      ['from:dupré', 'one'],
      ['from:someone wallaby', 'two'],
      ['domain:wallaby.example', 'one'],
      ['domain:other.example', 'two'],
      ['domain:allaby.example', ''],
      ['4711', 'one'],
      ['file:rechnung', 'two'],
      ['rechnung', 'two'],
      ['file:wallaby', ''],
      ['2024-07', 'two'],
      ['98765 43210', 'two'],
      ['8765', 'two'],
      ['walla* working', 'one two'],
    ] as const) {
      const { body } = await list(search);
      expect([
        search,
        body.data
          .map(({ id }) => names.get(id))
          .sort()
          .join(' '),
        body.total,
      ]).toEqual([search, expected, expected === '' ? 0 : expected.split(' ').length]);
    }
    for (const search of ['"open', 'has:attachment', 'a OR b', '-only'])
      expect(await list(search)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    await pool.query(`update public.email_attachments set filename = 'Bill.pdf' where email_id = $1`, [two.id]);
    expect([(await list('rechnung')).body.total, (await list('file:bill')).body.total]).toEqual([0, 1]);
    const bulk = await call('POST', '/emails/bulk', {
      body: { filter: { search: 'subject:x' }, change: { is_read: true }, dry_run: true },
    });
    expect([bulk.status, bulk.body.code]).toEqual([400, 'validation_failed']);
  });
});
