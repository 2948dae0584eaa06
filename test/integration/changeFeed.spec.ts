import { SignJWT } from 'jose';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { declaredEvents } from '../support/events.js';

let database: TestDatabase;
let query: (sql: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
const connections: pg.Client[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ rest: true });
  query = async (sql, values) => (await database.pool.query(sql, values)).rows;
  await query(`create table public.things (id text primary key, label text, secret text, owner uuid)`);
  await query(`select register_module('things', 'Things', '', 'v', 'v', '')`);
  await query(`select announce_table('public.things', 'tickets', 'thing', 'things', 'label', 'id', 'owner')`);
});
beforeEach(async () => {
  await query('truncate things, change_feed, change_reactions cascade');
  await query('update change_feed_position set last_seq = 0, pruned_seq = 0');
});
afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.end();
});
afterAll(() => database.drop());

async function connect(): Promise<pg.Client> {
  const connection = new pg.Client({ connectionString: database.dbUrl });
  await connection.connect();
  connections.push(connection);
  return connection;
}

const number = async () => (await query('select number_changes() as count'))[0]!.count;
const feed = () => query('select seq::int, event, entity_id, user_id, payload from change_feed where seq is not null order by seq');
const insertThing = (id: string) => `insert into things (id, label) values ('${id}', 'new')`;
const ANN = '00000000-0000-4000-8000-00000000000a';
const BOB = '00000000-0000-4000-8000-00000000000b';

describe('announce_table', () => {
  it('announces what was created, updated and removed, with the columns that people may see', async () => {
    await query(`insert into things values ('a', 'one', 'hidden'), ('b', 'two', 'hidden')`);
    await query(`update things set label = 'three' where id = 'a'`);
    await query(`delete from things`);
    await number();
    expect((await feed()).map(({ event, entity_id, payload }) => [event, entity_id, payload])).toEqual([
      ['thing:created', 'a', { label: 'one' }],
      ['thing:created', 'b', { label: 'two' }],
      ['thing:updated', 'a', { label: 'three' }],
      ['thing:removed', expect.any(String), {}],
      ['thing:removed', expect.any(String), {}],
    ]);
  });

  it('announces rows of several modules in the module that each names', async () => {
    await query(`create table public.parts (id text primary key, label text, module text)`);
    await query(`select announce_table('public.parts', 'tickets', 'part', '', 'label', p_module_column => 'module')`);
    await query(`insert into parts values ('a', 'one', 'things'), ('b', 'one', 'calls')`);
    await query(`update parts set label = 'two' where id = 'a'`);
    await query(`delete from parts where id = 'b'`);
    await query(`drop table parts`);
    await number();
    const modules = await query('select event, module from change_feed order by seq');
    expect(modules.map(({ event, module }) => [event, module])).toEqual([
      ['part:created', 'things'],
      ['part:created', 'calls'],
      ['part:updated', 'things'],
      ['part:removed', 'calls'],
    ]);
  });

  it('is silent about columns that nobody sees, and about statements that touch nothing', async () => {
    await query(insertThing('a'));
    await query(`update things set secret = 'other'`);
    await query(`update things set label = label`);
    await query(`delete from things where id = 'nobody'`);
    expect(await number()).toBe(1);
  });

  it('takes a thing from its old owner and gives it to the new one', async () => {
    await query(`insert into things values ('a', 'one', null, $1)`, [ANN]);
    await query(`update things set owner = $1, label = 'two'`, [BOB]);
    await query(`update things set owner = null`);
    await number();
    expect((await feed()).map(({ event, user_id, payload }) => [event, user_id, payload])).toEqual([
      ['thing:created', ANN, { label: 'one' }],
      ['thing:removed', ANN, {}],
      ['thing:created', BOB, { label: 'two' }],
      ['thing:removed', BOB, {}],
      ['thing:created', null, { label: 'two' }],
    ]);
  });

  it('names the scopes of a row, and takes it from those that it leaves', async () => {
    await query(`create table public.halves (id text primary key, label text, team text, office text)`);
    await query(`select announce_table('public.halves', 'tickets', 'half', 'things', 'label,team',
      p_scopes => $$array['team:' || r.team, 'department:' || r.office]$$)`);
    await query(`insert into halves values ('a', 'one', 'east', 'desk'), ('b', 'one', null, null)`);
    await query(`update halves set label = 'two'`);
    await query(`update halves set team = 'west' where id = 'a'`);
    await query(`update halves set team = 'west' where id = 'b'`);
    await query(`delete from halves where id = 'a'`);
    await query(`drop table halves`);
    const events = await query('select event, entity_id, scopes, scoped_only from change_feed order by id');
    expect(events.map(({ event, entity_id, scopes, scoped_only }) => [event, entity_id, scopes, scoped_only])).toEqual([
      ['half:created', 'a', ['team:east', 'department:desk'], false],
      ['half:created', 'b', [], false],
      ['half:updated', 'a', ['team:east', 'department:desk'], false],
      ['half:updated', 'b', [], false],
      ['half:removed', 'a', ['team:east', 'department:desk'], true],
      ['half:updated', 'a', ['team:west', 'department:desk'], false],
      ['half:updated', 'b', ['team:west'], false],
      ['half:removed', 'a', ['team:west', 'department:desk'], false],
    ]);
  });

  it('treats a changed id as another thing', async () => {
    await query(insertThing('a'));
    await query(`update things set id = 'b'`);
    await number();
    expect((await feed()).map(({ event, entity_id }) => `${event} ${entity_id}`)).toEqual([
      'thing:created a',
      'thing:removed a',
      'thing:created b',
    ]);
  });

  it('announces nothing that was rolled back', async () => {
    const connection = await connect();
    await connection.query('begin');
    await connection.query(insertThing('a'));
    await connection.query('rollback');
    expect(await number()).toBe(0);
  });

  it('refuses a module or a column that does not exist, when it is attached', async () => {
    await expect(query(`select announce_table('public.things', 'tickets', 'thing', 'no_such', 'label')`)).rejects.toThrow(
      'no module no_such',
    );
    await expect(query(`select announce_table('public.things', 'tickets', 'thing', 'things', 'label,no_such')`)).rejects.toThrow(
      'no column no_such',
    );
  });

  it('announces events that are declared, with the payload that is declared, and all of them', async () => {
    const declared = new Map((await declaredEvents()).map((event) => [event.name, event]));
    const triggers = await query(`
      select distinct tgrelid::regclass::text as name, (string_to_array(encode(tgargs, 'escape'), '\\000'))[1:6] as args
      from pg_trigger where tgname like 'announce\\_%' and tgnargs = 6 and tgrelid <> 'things'::regclass`);
    expect(triggers.length).toBeGreaterThan(0);
    for (const { args } of triggers as { args: string[] }[]) {
      const [namespace, entity, module, , columns, owner] = args;
      for (const verb of ['created', 'updated', 'removed']) {
        const { declaration, payload } = declared.get(`${entity}:${verb}`) ?? {};
        // Nothing where each row names its own.
        const its_module = typeof declaration?.module === 'string' ? declaration.module : '';
        expect([`${entity}:${verb}`, declaration?.namespace, its_module, declaration?.personal]).toEqual([
          `${entity}:${verb}`,
          namespace,
          module,
          owner !== '',
        ]);
        expect(Object.keys(payload!).sort()).toEqual(verb === 'removed' ? [] : columns!.split(',').sort());
      }
    }
    // Rows that change are announced by a trigger, never by hand.
    const changing = [...declared.values()].filter(({ name }) => name.endsWith(':updated'));
    expect(changing.map(({ declaration }) => declaration.entity).sort()).toEqual(triggers.map(({ args }) => (args as string[])[1]).sort());
  });
});

describe('number_changes', () => {
  it('gives a late commit a later place, and does not wait for it', async () => {
    const slow = await connect();
    await slow.query('begin');
    await slow.query(insertThing('late'));
    await query(insertThing('early'));
    expect(await number()).toBe(1);
    await slow.query('commit');
    expect(await number()).toBe(1);
    expect((await feed()).map(({ seq, entity_id }) => [seq, entity_id])).toEqual([
      [1, 'early'],
      [2, 'late'],
    ]);
  });

  it('keeps the order of one thing, whoever wrote', async () => {
    await query(insertThing('a'));
    const [first, second] = [await connect(), await connect()];
    await second.query('begin');
    await first.query('begin');
    await first.query(`update things set label = 'first'`);
    const waiting = second.query(`update things set label = 'second'`);
    await first.query('commit');
    await waiting;
    await second.query('commit');
    await number();
    expect((await feed()).map(({ payload }) => (payload as { label: string }).label)).toEqual(['new', 'first', 'second']);
  });

  it('leaves no gap and no double, with two at work and writers in between', async () => {
    const numberers = await Promise.all([connect(), connect()]);
    let writing = true;
    const numbered = numberers.map(async (connection) => {
      let count = 0;
      while (writing) count += (await connection.query('select number_changes(7) as count')).rows[0].count;
      return count;
    });
    const writers = await Promise.all([connect(), connect(), connect()]);
    await Promise.all(
      writers.map(async (connection, writer) => {
        for (let index = 0; index < 60; index++) {
          await connection.query('begin');
          await connection.query(insertThing(`${writer}-${index}`));
          await connection.query(index % 5 === 0 ? 'rollback' : 'commit');
        }
      }),
    );
    writing = false;
    const counts = await Promise.all(numbered);
    counts.push((await number()) as number);
    expect(counts.reduce((sum, count) => sum + count)).toBe(144);
    expect((await feed()).map(({ seq }) => seq)).toEqual(Array.from({ length: 144 }, (_, index) => index + 1));
    expect(await query('select last_seq::int from change_feed_position')).toEqual([{ last_seq: 144 }]);
  });

  it('does nothing while another is at work', async () => {
    const other = await connect();
    await query(insertThing('a'));
    await other.query('begin');
    await other.query('select number_changes()');
    await query(insertThing('b'));
    expect(await number()).toBe(0);
    await other.query('commit');
    expect(await number()).toBe(1);
  });

  it('tells whoever listens, of the write and of its number', async () => {
    const listener = await connect();
    const heard: string[] = [];
    listener.on('notification', ({ channel, payload }) => heard.push(`${channel} ${payload}`));
    await listener.query('listen change_feed; listen changes_numbered');
    await query(insertThing('a'));
    await number();
    await number();
    await listener.query('select 1');
    expect(heard).toEqual(['change_feed ', 'changes_numbered 1']);
  });
});

describe('what each role reads through the REST layer', () => {
  const user = async (role: string): Promise<{ id: string; token: string }> => {
    const [row] = await query(
      `with u as (insert into auth.users (id, email) values (gen_random_uuid(), gen_random_uuid() || '@example.com') returning id)
       , r as (insert into user_roles (user_id, role_id) select u.id, r.id from u, roles r where r.name = $1)
       select id from u`,
      [role],
    );
    const id = row!.id as string;
    const token = await new SignJWT({ role: 'authenticated' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(id)
      .setAudience('authenticated')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(database.jwtSecret));
    return { id, token };
  };
  const read = async (token: string): Promise<string[]> => {
    const response = await fetch(`${database.restUrl}/change_feed?select=entity_id&order=seq`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return ((await response.json()) as { entity_id: string }[]).map(({ entity_id }) => entity_id);
  };

  it('follows permission and owner, and hides what has no number', async () => {
    const [admin, agent, viewer, nobody] = await Promise.all([user('admin'), user('agent'), user('viewer'), user('')]);
    await query(insertThing('public'));
    await query(`insert into things values ('agents', '', null, $1), ('viewers', '', null, $2)`, [agent!.id, viewer!.id]);
    await query(`select announce_change('calls', 'sync_run:created', 'call', 'calls', '{}')`);
    await number();
    await query(insertThing('unnumbered'));
    // The viewer may view calls and not things, his own included; the admin may view all and owns none.
    expect(await read(admin!.token)).toEqual(['public', 'call']);
    expect(await read(agent!.token)).toEqual(['public', 'agents', 'call']);
    expect(await read(viewer!.token)).toEqual(['call']);
    expect(await read(nobody!.token)).toEqual([]);
    const anonymous = await fetch(`${database.restUrl}/change_feed`, { headers: { authorization: `Bearer ${database.anonKey}` } });
    expect(anonymous.status).toBe(401);
  });

  it('follows the scopes of roles', async () => {
    const [whole, scoped] = await Promise.all([user('agent'), user('')]);
    await query(`insert into user_roles (user_id, role_id, scope) select $1, id, 'team:east' from roles where name = 'agent'`, [
      scoped!.id,
    ]);
    const announced = (id: string, scopes: string | null, more: { scoped_only?: boolean; user_id?: string } = {}) =>
      query(
        `insert into change_feed (namespace, event, entity_id, module, scopes, scoped_only, user_id)
         values ('tickets', 'thing:created', $1, 'things', $2, $3, $4)`,
        [id, scopes, more.scoped_only ?? false, more.user_id ?? null],
      );
    await announced('in no scope', null);
    await announced('east', '{team:east}');
    await announced('west', '{team:west}');
    await announced('both', '{team:west,team:east}');
    await announced('has left east', '{team:east}', { scoped_only: true });
    await announced('has left west', '{team:west}', { scoped_only: true });
    await announced('for the one', null, { user_id: scoped!.id });
    await number();
    expect(await read(whole!.token)).toEqual(['in no scope', 'east', 'west', 'both']);
    expect(await read(scoped!.token)).toEqual(['east', 'both', 'has left east', 'for the one']);
  });

  it('asks for permissions once a statement, and finds its place by index', async () => {
    const agent = await user('agent');
    await query(
      `insert into change_feed (seq, namespace, event, entity_id, module) select n, 'tickets', 'thing:created', n, 'things'
        from generate_series(1, 20000) n`,
    );
    await query('analyze change_feed');
    const connection = await connect();
    await connection.query(`begin; set local role authenticated; set local request.jwt.claims = '{"sub": "${agent.id}"}'`);
    const { rows } = await connection.query(
      `explain (analyze, format text) select * from change_feed where seq > 19000 order by seq limit 100`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('change_feed_seq');
    expect(plan).toMatch(/InitPlan/);
    expect(plan).not.toMatch(/Seq Scan on change_feed/);
    expect(plan).not.toMatch(/viewable_modules\(\) = |has_permission/);
  });
});

describe('prune_changes', () => {
  const old = (count: number) =>
    query(
      `insert into change_feed (namespace, event, entity_id, module, at) select 'tickets', 'thing:created', n, 'things',
        now() - interval '8 days' from generate_series(1, $1) n`,
      [count],
    );
  const kept = async () => (await feed()).map(({ seq }) => seq);

  it('takes out what is old, remembers how far, and goes on numbering where it was', async () => {
    await old(3);
    await query(insertThing('new'));
    await number();
    expect(await query('select prune_changes(7) as pruned')).toEqual([{ pruned: 3 }]);
    expect(await query('select prune_changes(7) as pruned')).toEqual([{ pruned: 0 }]);
    expect(await kept()).toEqual([4]);
    expect(await query('select pruned_seq::int, last_seq::int from change_feed_position')).toEqual([{ pruned_seq: 3, last_seq: 4 }]);
    await query(`update change_feed set at = now() - interval '8 days'`);
    await query('select prune_changes(7)');
    await query(insertThing('newer'));
    await number();
    expect(await kept()).toEqual([5]);
  });

  it('does not take what a reaction has not read', async () => {
    await old(5);
    await number();
    await query(`insert into change_reactions (name, last_seq) values ('slow', 2), ('quick', 5)`);
    expect(await query('select prune_changes(7) as pruned')).toEqual([{ pruned: 2 }]);
    expect(await query('select prune_changes(7) as pruned')).toEqual([{ pruned: 0 }]);
    expect(await kept()).toEqual([3, 4, 5]);
  });

  it('works in portions', async () => {
    await old(25);
    await number();
    const pruned = [];
    for (let round = 0; round < 4; round++) pruned.push((await query('select prune_changes(7, 10) as pruned'))[0]!.pruned);
    expect(pruned).toEqual([10, 10, 5, 0]);
  });
});

describe('advance_reaction', () => {
  it('moves on only from where the caller thinks it stands', async () => {
    await query(`insert into change_reactions (name, last_seq) values ('r', 5)`);
    expect(await query(`select advance_reaction('r', 4, 9, '[]') as moved`)).toEqual([{ moved: false }]);
    expect(
      await query(
        `select advance_reaction('r', 5, 9,
          '[{"seq": 7, "entity": "x", "event": {}, "state": "retry", "attempts": 1, "wait_ms": 0}]') as moved`,
      ),
    ).toEqual([{ moved: true }]);
    expect(
      await query(`select last_seq::int, (select count(*)::int from change_reaction_failures) as failed from change_reactions`),
    ).toEqual([{ last_seq: 9, failed: 1 }]);
  });

  it('leaves the next of the same thing to be tried when one is dismissed, and lets none go past it', async () => {
    await query(`insert into change_reactions (name, last_seq) values ('r', 0)`);
    const failure = (seq: number, state: string) => ({ seq, entity: 'x', event: {}, state, attempts: 1, wait_ms: 1e9 });
    await query(`select advance_reaction('r', 0, 9, $1)`, [
      JSON.stringify([failure(1, 'parked'), failure(2, 'waiting'), failure(3, 'waiting')]),
    ]);
    const state = async () =>
      (await query('select seq::int, state from change_reaction_failures order by seq')).map(({ seq, state }) => `${seq} ${state}`);
    const id = async (seq: number) => (await query('select id from change_reaction_failures where seq = $1', [seq]))[0]!.id;
    await expect(query('select * from retry_change_failure($1)', [await id(2)])).rejects.toThrow('change_failure_waits');
    await query('select * from drop_change_failure($1)', [await id(2)]);
    expect(await state()).toEqual(['1 parked', '3 waiting']);
    await query('select * from drop_change_failure($1)', [await id(1)]);
    expect(await state()).toEqual(['3 retry']);
    await expect(query('select * from drop_change_failure(0)')).rejects.toThrow('change_failure_not_found');
  });
});
