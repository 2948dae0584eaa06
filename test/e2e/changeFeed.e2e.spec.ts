import { SignJWT } from 'jose';
import { ChangeFeedService } from '../../src/common/realtime/changeFeed.service.js';
import type { ChangeEvent } from '../../src/common/realtime/changeEvents.js';
import { type RoleName, startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { connectFeed, type FeedClient } from '../support/sockets.js';
import { until } from '../support/until.js';

let database: TestDatabase;
let nodes: TestApp[];
const clients: FeedClient[] = [];
/** What the reactions of each node were given; entries of `failing` fail. */
const reacted: { node: number; event: ChangeEvent }[] = [];
const failing = new Set<string>();
/** What the reaction that is wanted at times was given. */
const wanted: { now: boolean; asked: number; got: string[] } = { now: false, asked: 0, got: [] };

beforeAll(async () => {
  database = await createTestDatabase({ rest: true });
  await database.pool.query(`select register_module('parcels', 'Parcels', '', 'vced', 'v', '')`);
  nodes = [];
  for (const node of [0, 1]) {
    nodes.push(
      await startTestApp({
        database,
        beforeStart: (app) => {
          app.get(ChangeFeedService).react({
            name: 'test.at_times',
            events: ['ticket:noted'],
            isWanted: async () => {
              wanted.asked += 1;
              return wanted.now;
            },
            handle: async ({ entity_id }) => void wanted.got.push(entity_id),
          });
          app.get(ChangeFeedService).react({
            name: 'test.note',
            events: ['ticket:noted'],
            handle: async (event) => {
              reacted.push({ node, event });
              if (failing.has(event.entity_id)) throw new Error('not today');
            },
          });
        },
      }),
    );
  }
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(async () => {
  for (const node of nodes) await node.close();
  await database.drop();
});

const announce = (namespace: string, module: string, entity_id: string, user_id: string | null = null, event = 'ticket:created') =>
  database.pool.query('select announce_change($1, $2, $3, $4, $5, $6)', [namespace, event, entity_id, module, { n: 1 }, user_id]);

async function connect(
  namespace: string,
  as: RoleName | undefined,
  options: { after?: number; node?: number; token?: string } = {},
): Promise<FeedClient> {
  const token = options.token ?? (await nodes[0]!.token(as));
  const client = connectFeed(nodes[options.node ?? 0]!.url, namespace, { token, after: options.after });
  clients.push(client);
  return client;
}
const ids = (client: FeedClient) => client.events().map(({ entity_id }) => entity_id);
const seqs = (client: FeedClient) => client.events().map(({ seq }) => seq);
const position = async () => Number((await database.pool.query('select last_seq from change_feed_position')).rows[0].last_seq);
const idOf = async (as?: RoleName) =>
  (await nodes[0]!.call<{ id: string }>('GET', '/auth/me', { token: await nodes[0]!.token(as) })).body.id;

describe('the handshake', () => {
  it.each([
    ['no token', undefined],
    ['garbage', 'abc.def.ghi'],
    ['the service key', 'service'],
  ])('refuses %s', async (_name, kind) => {
    const client = connectFeed(nodes[0]!.url, 'calls', { token: kind === 'service' ? database.serviceRoleKey : kind });
    clients.push(client);
    expect(await client.next('connect_error')).toMatchObject({ code: 'unauthenticated' });
  });

  it('takes the token of the Authorization header, too', async () => {
    const client = connectFeed(
      nodes[0]!.url,
      'calls',
      {},
      { extraHeaders: { authorization: `Bearer ${await nodes[0]!.token('viewer')}` } },
    );
    clients.push(client);
    expect(await client.next('ready')).toEqual({ seq: expect.any(Number), scope: expect.any(String) });
  });

  it('refuses a place that is none', async () => {
    const client = connectFeed(nodes[0]!.url, 'calls', { token: await nodes[0]!.token('viewer'), after: 'yesterday' });
    clients.push(client);
    expect(await client.next('connect_error')).toMatchObject({ code: 'validation_failed' });
  });

  it('refuses pages of other sites, and knows only its namespaces', async () => {
    const token = await nodes[0]!.token('viewer');
    const stranger = connectFeed(nodes[0]!.url, 'calls', { token }, { extraHeaders: { origin: 'https://elsewhere.example.com' } });
    const portal = connectFeed(nodes[0]!.url, 'calls', { token }, { extraHeaders: { origin: 'http://localhost:8080' } });
    const lost = connectFeed(nodes[0]!.url, 'nowhere', { token });
    clients.push(stranger, portal, lost);
    await Promise.all([stranger.next('connect_error'), portal.next('ready'), lost.next('connect_error')]);
  });
});

describe('who looks at the same thing', () => {
  type Told = { type: string; id: string; viewers: { name: string; is_typing: boolean }[] };
  type Answered = { viewers?: Told['viewers']; code?: string };
  const refund = async () =>
    (await nodes[0]!.call<{ id: string }>('POST', '/refunds', { body: { reason_code: 'late', currency: 'INR', amount_minor: 100 } })).body
      .id;
  const say = (client: FeedClient, event: 'view' | 'leave', thing: object) =>
    client.socket.timeout(10_000).emitWithAck(event, thing) as Promise<Answered>;
  const told = (client: FeedClient) =>
    client.heard
      .filter(({ event }) => event === 'viewers')
      .map(({ message }) =>
        (message as unknown as Told).viewers.map(({ name, is_typing }) => `${name.split('@')[0]}${is_typing ? ' types' : ''}`).join(),
      );

  it('is told on every node, with who types, until he looks away or is gone; to nobody else', async () => {
    const id = await refund();
    const thing = { type: 'refund', id };
    const [one, other, idle] = await Promise.all([
      connect('tickets', 'agent', { node: 0 }),
      connect('emails', 'supervisor', { node: 1 }),
      connect('tickets', 'viewer', { node: 1 }),
    ]);
    expect((await say(one, 'view', thing)).viewers).toMatchObject([{ name: 'agent@example.com', is_typing: false }]);
    expect((await say(other, 'view', thing)).viewers).toHaveLength(2);
    await one.until(() => told(one).includes('agent,supervisor'));
    await say(other, 'view', { ...thing, typing: true });
    await one.until(() => told(one).includes('agent,supervisor types'));
    await say(other, 'view', thing);
    await one.until(() => told(one).at(-1) === 'agent,supervisor');
    await say(other, 'leave', thing);
    await one.until(() => told(one).at(-1) === 'agent');
    await say(other, 'view', thing);
    await one.until(() => told(one).at(-1) === 'agent,supervisor');
    other.close();
    await one.until(() => told(one).at(-1) === 'agent');
    expect(told(idle)).toEqual([]);
  });

  it('expires by itself when a node is gone with its sockets', async () => {
    const id = await refund();
    const one = await connect('tickets', 'agent', { node: 0 });
    await database.pool.query(
      `insert into viewers (entity_type, entity_id, socket_id, user_id, expires_at)
       select 'refund', $1, 'of another node', id, now() + interval '2 seconds' from auth.users where email = 'supervisor@example.com'`,
      [id],
    );
    expect((await say(one, 'view', { type: 'refund', id })).viewers).toHaveLength(2);
    await one.until(() => told(one).at(-1) === 'agent');
  });

  it('is refused for what one may not see, what does not exist, and what is nothing', async () => {
    const [nobody, one] = await Promise.all([connect('tickets', undefined, { node: 0 }), connect('tickets', 'agent', { node: 0 })]);
    expect((await say(nobody, 'view', { type: 'refund', id: await refund() })).code).toBe('not_found');
    for (const [thing, code] of [
      [{ type: 'refund', id: '00000000-0000-4000-8000-000000000000' }, 'not_found'],
      [{ type: 'unicorn', id: '1' }, 'not_found'],
      [{ type: 'refund' }, 'validation_failed'],
      ['nonsense', 'validation_failed'],
    ] as const)
      expect((await say(one, 'view', thing as object)).code).toBe(code);
  });
});

describe('live events', () => {
  it('reach those who may view the module, on any node, and nobody else', async () => {
    const [agent, other, viewer, nobody] = await Promise.all([
      connect('tickets', 'agent'),
      connect('tickets', 'admin', { node: 1 }),
      connect('tickets', 'viewer'),
      connect('tickets', undefined),
    ]);
    await Promise.all([agent, other, viewer, nobody].map((client) => client!.next('ready')));
    await announce('tickets', 'parcels', 't1');
    await announce('calls', 'calls', 'c1');
    await announce('tickets', 'parcels', 't2');
    await Promise.all([agent, other].map((client) => client!.until(() => ids(client!).length === 2)));
    expect(ids(agent!)).toEqual(['t1', 't2']);
    expect(other!.events()).toEqual(agent!.events());
    expect(agent!.events()[0]).toEqual({
      seq: expect.any(Number),
      event: 'ticket:created',
      entity_id: 't1',
      payload: { n: 1 },
      at: expect.stringMatching(/^\d{4}-.*T/),
    });
    expect([ids(viewer!), ids(nobody!)]).toEqual([[], []]);
  });

  it('of one user reach that user alone', async () => {
    const agent_id = await idOf('agent');
    const [agent, admin] = await Promise.all([connect('tickets', 'agent'), connect('tickets', 'admin')]);
    await Promise.all([agent!.next('ready'), admin!.next('ready')]);
    await announce('tickets', 'parcels', 'his', agent_id);
    await announce('tickets', 'parcels', 'all');
    await Promise.all([agent, admin].map((client) => client!.until(() => ids(client!).includes('all'))));
    expect(ids(agent!)).toEqual(['his', 'all']);
    expect(ids(admin!)).toEqual(['all']);
  });

  it('show how far a sync is', async () => {
    const viewer = await connect('calls', 'viewer');
    await viewer.next('ready');
    const { body } = await nodes[1]!.call<{ run_id: string }>('POST', '/calls/sync', { body: {} });
    await viewer.until(() => viewer.events().some(({ payload }) => payload.state === 'succeeded'));
    const states = viewer
      .events()
      .filter(({ entity_id }) => entity_id === body.run_id)
      .map(({ event, payload }) => `${event} ${String(payload.state)}`);
    expect([states[0], states.at(-1)]).toEqual(['sync_run:created queued', 'sync_run:updated succeeded']);
  });
});

describe('a client that comes back', () => {
  it('gets what it missed, in order, before what is live, and nothing twice', async () => {
    const after = await position();
    for (let index = 0; index < 30; index++) await announce(index % 3 ? 'tickets' : 'calls', index % 3 ? 'tickets' : 'calls', `m${index}`);
    // Another node, and writers all the while.
    let writing = true;
    const live = (async () => {
      for (let index = 0; writing; index++) await announce('tickets', 'parcels', `l${index}`);
    })();
    const agents = await Promise.all([connect('tickets', 'agent', { after, node: 1 }), connect('tickets', 'agent', { after, node: 0 })]);
    await Promise.all(agents.map((agent) => agent.next('ready')));
    writing = false;
    await live;
    await announce('tickets', 'parcels', 'last');
    for (const agent of agents) {
      await agent.until(() => ids(agent).includes('last'));
      const { rows } = await database.pool.query(`select seq::int from change_feed where namespace = 'tickets' and seq > $1 order by seq`, [
        after,
      ]);
      expect(seqs(agent)).toEqual(rows.map(({ seq }) => seq));
    }
  });

  it('reads more than a page from the database, as its permissions are', async () => {
    const after = await position();
    await database.pool.query(
      `select announce_change('tickets', 'ticket:created', n::text, case when n % 2 = 0 then 'parcels' else 'calls' end, '{}')
        from generate_series(1, 6000) n`,
    );
    const readBy = async () =>
      (await nodes[0]!.call<{ checks: { feed: { position: number } } }>('GET', '/health/ready')).body.checks.feed.position;
    await until(readBy, (place) => place >= after + 6000);
    const agent = await connect('tickets', 'viewer', { after });
    await agent.next('ready');
    // Callers become customers beside it, in the same namespace.
    const told = agent.events().filter(({ event }) => event === 'ticket:created');
    expect(seqs(agent)).toEqual([...seqs(agent)].sort((a, b) => a - b));
    expect(told.map(({ entity_id }) => entity_id)).toEqual(Array.from({ length: 3000 }, (_, index) => String(index * 2 + 1)));
  });

  it('may ask on an open socket', async () => {
    const after = await position();
    const agent = await connect('tickets', 'agent');
    await agent.next('ready');
    await announce('tickets', 'parcels', 'once');
    await agent.until(() => ids(agent).length === 1);
    agent.socket.emit('resume', { after });
    await agent.until(() => ids(agent).length === 2);
    await announce('tickets', 'parcels', 'twice');
    await agent.until(() => ids(agent).length === 3);
    expect(ids(agent)).toEqual(['once', 'once', 'twice']);
  });

  it('is told to load anew when its place is no longer kept, or never was', async () => {
    await database.pool.query(`update change_feed set at = now() - interval '30 days' where seq <= 10`);
    await database.pool.query('select prune_changes(7)');
    const [late, wrong, fine] = await Promise.all([
      connect('tickets', 'agent', { after: 3 }),
      connect('tickets', 'agent', { after: 1e9 }),
      connect('tickets', 'agent', { after: 10 }),
    ]);
    expect(await late!.next('resync')).toEqual({ reason: 'retention', oldest_seq: 11, seq: expect.any(Number), scope: expect.any(String) });
    expect(await wrong!.next('resync')).toMatchObject({ reason: 'unknown_seq' });
    await Promise.all([late, wrong, fine].map((client) => client!.next('ready')));
    expect([ids(late!), ids(wrong!)]).toEqual([[], []]);
    expect(fine!.heard.some(({ event }) => event === 'resync')).toBe(false);
    await announce('tickets', 'parcels', 'next');
    await Promise.all([late, wrong, fine].map((client) => client!.until(() => ids(client!).at(-1) === 'next')));
  });
});

describe('permissions', () => {
  it('that are lost or given take effect on open sockets, and the client is told', async () => {
    const token = await nodes[0]!.token();
    const user_id = await idOf();
    const client = await connect('tickets', undefined, { token, node: 1 });
    await client.next('ready');
    const give = await nodes[0]!.call<{ id: string }>('POST', '/roles/users', {
      body: { user_id, role_id: (await nodes[0]!.call<{ data: { id: string }[] }>('GET', '/roles?search=agent')).body.data[0]!.id },
    });
    await client.until(() => client.heard.filter(({ event }) => event === 'resync').length === 1);
    await announce('tickets', 'parcels', 'seen');
    await client.until(() => ids(client).includes('seen'));
    await database.pool.query('delete from user_roles where id = $1', [give.body.id]);
    await client.until(() => client.heard.filter(({ event }) => event === 'resync').length === 2);
    // On the socket that was open, and not because it was made again.
    expect(client.heard.some(({ event }) => event === 'disconnect')).toBe(false);
    const witness = await connect('tickets', 'agent');
    await witness.next('ready');
    await announce('tickets', 'parcels', 'unseen');
    await witness.until(() => ids(witness).includes('unseen'));
    expect(ids(client)).toEqual(['seen']);
  });

  it('that changed while the client was away are noticed when it comes back', async () => {
    const user_id = await idOf();
    const away = await connect('tickets', undefined);
    const { seq, scope } = await away.next('ready');
    away.close();
    const connectAgain = async () => {
      const client = connectFeed(nodes[1]!.url, 'tickets', { token: await nodes[0]!.token(), after: seq, scope });
      clients.push(client);
      await client.next('ready');
      return client.heard.map(({ event, message }) => `${event} ${String((message as unknown as { reason?: string }).reason)}`);
    };
    const changes = async () =>
      (
        await nodes[0]!.call<{ resync: boolean }>('GET', `/changes?after=${String(seq)}&scope=${String(scope)}`, {
          token: await nodes[0]!.token(),
        })
      ).body.resync;
    expect([await connectAgain(), await changes()]).toEqual([['ready undefined'], false]);
    await database.pool.query(`insert into user_roles (user_id, role_id) select $1, id from roles where name = 'agent'`, [user_id]);
    expect(await connectAgain()).toEqual(['resync permissions', 'ready undefined']);
    // The guard of this node remembers permissions for 3 seconds.
    await until(changes, (resync) => resync);
    await database.pool.query('delete from user_roles where user_id = $1', [user_id]);
  });

  it('end with the token', async () => {
    const id = await idOf('agent');
    const token = await new SignJWT({ role: 'authenticated' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(id)
      .setAudience('authenticated')
      .setExpirationTime('5s')
      .sign(new TextEncoder().encode(database.jwtSecret));
    const client = await connect('tickets', undefined, { token });
    await client.next('ready');
    expect(await client.next('session:expired')).toEqual({ code: 'unauthenticated' });
    expect(await client.next('disconnect')).toEqual({ reason: 'io server disconnect' });
    expect(client.socket.active).toBe(false);
  });
});

describe('a client that does not take its events', () => {
  it('is closed, and has them when it comes back', async () => {
    const client = await connect('tickets', 'admin');
    await client.next('ready');
    const after = await position();
    (client.socket.io.engine.transport as unknown as { ws: { _socket: { pause(): void; resume(): void } } }).ws._socket.pause();
    await database.pool.query(
      `select announce_change('tickets', 'ticket:created', n::text, 'tickets', jsonb_build_object('text', repeat('x', 2000)))
        from generate_series(1, 12000) n`,
    );
    const closed = async () => Number(/feed_slow_sockets_total (\d+)/.exec((await nodes[0]!.call('GET', '/metrics')).text)![1]);
    expect(await until(closed, (count) => count > 0)).toBe(1);
    const again = await connect('tickets', 'admin', { after });
    await again.until(() => again.events().length === 12000);
    expect(ids(again)).toEqual(Array.from({ length: 12000 }, (_, index) => String(index + 1)));
  });
});

describe('GET /changes', () => {
  it('gives the same as the sockets', async () => {
    const { body: start } = await nodes[0]!.call<{ next_after: number; data: unknown[] }>('GET', '/changes', { as: 'agent' });
    expect(start.data).toEqual([]);
    const agent = await connect('tickets', 'agent', { after: start.next_after });
    await agent.next('ready');
    for (const id of ['a', 'b', 'c']) await announce('tickets', 'parcels', id);
    await announce('calls', 'calls', 'd');
    await agent.until(() => ids(agent).length === 3);
    const page = async (query: string, as: RoleName) =>
      (
        await nodes[1]!.call<{ data: ChangeEvent[]; next_after: number; has_more: boolean; resync: boolean }>('GET', `/changes?${query}`, {
          as,
        })
      ).body;
    const first = await page(`after=${start.next_after}&namespace=tickets&limit=2`, 'agent');
    expect(first).toMatchObject({ has_more: true, resync: false });
    const second = await page(`after=${first.next_after}&namespace=tickets&limit=2`, 'agent');
    expect(second.has_more).toBe(false);
    expect([...first.data, ...second.data]).toEqual(agent.events().map((event) => ({ ...event, namespace: 'tickets' })));
    const viewer = await page(`after=${start.next_after}`, 'viewer');
    expect(viewer.data.map(({ entity_id }) => entity_id)).toEqual(['d']);
    expect(viewer.next_after).toBe(await position());
    expect(await page('after=1', 'agent')).toMatchObject({ data: [], resync: true });
  });
});

describe('reactions', () => {
  const note = (entity_id: string) => announce('tickets', 'parcels', entity_id, null, 'ticket:noted');
  const of = (entity_id: string) => reacted.filter(({ event }) => event.entity_id === entity_id);

  it('handle each event on one node, those of one thing in order', async () => {
    for (let index = 0; index < 40; index++) await note(`e${index % 4}`);
    await until(
      () => reacted.length,
      (count) => count >= 40,
    );
    expect(reacted).toHaveLength(40);
    expect(new Set(reacted.map(({ node }) => node)).size).toBe(1);
    for (let entity = 0; entity < 4; entity++) {
      const order = of(`e${entity}`).map(({ event }) => event.seq);
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
  });

  it('that nobody wants pass over events unread, and get what comes once somebody does', async () => {
    for (let index = 0; index < 3; index++) await note('unwanted');
    await until(
      () => wanted.asked,
      (asked) => asked > 0,
    );
    await until(
      () => of('unwanted').length,
      (count) => count === 3,
    );
    // Its own look at them may come after that of the other reaction.
    const passed = await position();
    await announce('tickets', 'parcels', 'other');
    const asked = wanted.asked;
    await until(
      async () => [await position(), wanted.asked],
      ([place, times]) => place! > passed && times! > asked,
    );
    wanted.now = true;
    for (const entity of ['wanted-1', 'wanted-2']) await note(entity);
    await until(
      () => wanted.got.length,
      (count) => count >= 2,
    );
    expect(wanted.got).toEqual(['wanted-1', 'wanted-2']);
    wanted.now = false;
  });

  it('hold back what follows a failure of the same thing, park it at last, and go on when it is dismissed', async () => {
    failing.add('bad');
    for (const entity of ['bad', 'good', 'bad']) await note(entity);
    await until(
      () => [of('good').length, of('bad').length],
      ([good, bad]) => good === 1 && bad! >= 1,
    );
    const failures = async () =>
      (
        await nodes[0]!.call<{ data: { id: number; state: string; attempts: number; error: string | null }[] }>(
          'GET',
          '/changes/failures?name=test.note&order=asc',
        )
      ).body.data;
    const [first, second] = await until(failures, ({ length }) => length === 2);
    // The first is tried again after a second: it may have been meanwhile.
    expect(first).toMatchObject({ state: 'retry', error: 'not today' });
    expect(second).toMatchObject({ state: 'waiting', attempts: 0, error: null });
    for (let attempts = 2; attempts <= 8; attempts++) {
      await database.pool.query(`update change_reaction_failures set next_attempt_at = now() where state = 'retry'`);
      await database.pool.query(`notify reactions_due`);
      await until(failures, ([failure]) => failure!.attempts >= attempts);
    }
    const [parked, waiting] = await failures();
    expect([parked!.state, waiting!.state]).toEqual(['parked', 'waiting']);
    const { body: reactions } = await nodes[1]!.call<{ name: string }[]>('GET', '/changes/reactions', { as: 'supervisor' });
    expect(reactions).toContainEqual(expect.objectContaining({ name: 'test.note', parked: 1, waiting: 1, retrying: 0 }));
    expect((await nodes[0]!.call('POST', `/changes/failures/${waiting!.id}/retry`)).body).toMatchObject({ code: 'change_failure_waits' });
    failing.delete('bad');
    expect((await nodes[0]!.call('POST', `/changes/failures/${parked!.id}/retry`)).status).toBe(200);
    await until(failures, ({ length }) => length === 0);
    expect(of('bad')).toHaveLength(10);
    expect((await nodes[0]!.call('DELETE', `/changes/failures/${parked!.id}`)).status).toBe(404);
  });

  it('go on on another node, where the first one stopped', async () => {
    const [holder] = reacted.map(({ node }) => node).slice(-1);
    const before = reacted.length;
    const client = connectFeed(nodes[holder!]!.url, 'tickets', { token: await nodes[0]!.token('agent') }, { reconnection: true });
    clients.push(client);
    await client.next('ready');
    await nodes[holder!]!.close();
    // The library takes this for an accident and connects again by itself.
    expect(await client.next('disconnect')).toEqual({ reason: 'transport close' });
    expect(client.socket.active).toBe(true);
    const left = nodes[1 - holder!]!;
    nodes = [left];
    await note('handed over');
    await until(
      () => of('handed over').length,
      (count) => count === 1,
    );
    expect(reacted.slice(before).map(({ node }) => node)).toEqual([1 - holder!]);
  });

  it('are shown with the feed in health and metrics', async () => {
    const { body } = await nodes[0]!.call<{ checks: { feed: unknown } }>('GET', '/health/ready');
    expect(body.checks.feed).toMatchObject({ ok: true, listening: true, lag_events: 0 });
    const { text } = await nodes[0]!.call('GET', '/metrics');
    for (const name of [
      'feed_sockets',
      'feed_events_emitted_total',
      'feed_events_replayed_total',
      'feed_slow_sockets_total',
      'feed_lag_events',
      'feed_lag_seconds',
    ])
      expect(text).toContain(name);
  });
});

describe('without the listening connection', () => {
  it('events come a little later, and it is made again', async () => {
    const [node] = nodes;
    const client = connectFeed(node!.url, 'tickets', { token: await node!.token('admin') });
    clients.push(client);
    await client.next('ready');
    await database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'customer-success-backend feed'
        and datname = current_database()`,
    );
    await announce('tickets', 'parcels', 'unheard');
    await client.until(() => ids(client).includes('unheard'));
    await announce('tickets', 'parcels', 'heard again');
    await client.until(() => ids(client).includes('heard again'));
  });
});
