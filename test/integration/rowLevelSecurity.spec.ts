import { SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ rest: true });
});
afterAll(() => database.drop());

/** Tables of `public` that lack row level security, or on whose readers nobody decided. */
const UNDECIDED = `
  select c.relname, c.relrowsecurity as secured
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and (not c.relrowsecurity or (
      not exists (select 1 from pg_policy p where p.polrelid = c.oid)
      and coalesce(obj_description(c.oid, 'pg_class'), '') !~ 'access: service only'))
  order by 1`;

describe('row level security', () => {
  it('is on for every table, with a decision who may read it', async () => {
    expect((await database.pool.query(UNDECIDED)).rows).toEqual([]);
  });

  it('would be missed here on a new table', async () => {
    await database.pool.query('create table public.forgotten (id int)');
    await database.pool.query('create table public.undecided (id int)');
    await database.pool.query('alter table public.undecided enable row level security');
    expect((await database.pool.query(UNDECIDED)).rows).toEqual([
      { relname: 'forgotten', secured: false },
      { relname: 'undecided', secured: true },
    ]);
    await database.pool.query('drop table public.forgotten, public.undecided');
  });

  it('lets no view read around it', async () => {
    const { rows } = await database.pool.query(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v'
        and not coalesce(reloptions @> '{security_invoker=true}', false)`,
    );
    expect(rows).toEqual([]);
  });

  it('leaves no function that changes data to everybody', async () => {
    const { rows } = await database.pool.query(`
      select p.proname from pg_proc p
      where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype and p.provolatile = 'v'
        and (has_function_privilege('anon', p.oid, 'execute') or has_function_privilege('authenticated', p.oid, 'execute'))`);
    expect(rows).toEqual([]);
  });

  it('gives outsiders no right on any table or sequence but to read what a policy shows', async () => {
    const { rows } = await database.pool.query(`
      select c.relname, case a.grantee when 0 then 'public' else a.grantee::regrole::text end as role, a.privilege_type
      from pg_class c, aclexplode(c.relacl) a
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
        and a.grantee in (0, 'anon'::regrole, 'authenticated'::regrole)
        and not (a.privilege_type = 'SELECT' and a.grantee = 'authenticated'::regrole
          and (c.relkind = 'v' or exists (select from pg_policy p where p.polrelid = c.oid)))
      order by 1, 2, 3`);
    expect(rows).toEqual([]);
  });

  describe('through the REST layer', () => {
    const role = async (name: string): Promise<string> => {
      const { rows } = await database.pool.query(
        `with u as (insert into auth.users (id, email) values (gen_random_uuid(), $1) returning id)
         insert into user_roles (user_id, role_id) select u.id, r.id from u, roles r where r.name = $2 returning user_id`,
        [`${name}-${randomUUID()}@example.com`, name],
      );
      return new SignJWT({ role: 'authenticated' })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(rows[0].user_id)
        .setAudience('authenticated')
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode(database.jwtSecret));
    };
    const read = async (path: string, token: string): Promise<{ status: number; rows: unknown }> => {
      const response = await fetch(`${database.restUrl}/${path}`, { headers: { authorization: `Bearer ${token}` } });
      return { status: response.status, rows: await response.json() };
    };

    beforeAll(async () => {
      await database.pool.query(
        `insert into kaleyra_call_logs (id, start_time, status, service) values ('rls-1', now(), 'ANSWER', 'Incoming')`,
      );
      await database.pool.query(`insert into roles (name) values ('outsider')`);
    });

    it('shows the names of agents to those who may view anything, and to nobody else', async () => {
      await database.pool.query(`insert into agents (name, phone_number) values ('Asha', '5550100001')`);
      expect((await read('agents?select=name', await role('viewer'))).rows).toEqual([{ name: 'Asha' }]);
      expect((await read('agents?select=name', await role('outsider'))).rows).toEqual([]);
    });

    it('shows call logs to those who may view calls, whole rows included, and to nobody else', async () => {
      expect((await read('kaleyra_call_logs?select=*', await role('viewer'))).rows).toEqual([expect.objectContaining({ id: 'rls-1' })]);
      expect((await read('kaleyra_call_logs?select=id', await role('outsider'))).rows).toEqual([]);
      expect((await read('kaleyra_call_logs?select=id', database.anonKey)).status).toBe(401);
    });

    it('lets nobody write through it', async () => {
      const token = await role('supervisor');
      const response = await fetch(`${database.restUrl}/kaleyra_call_logs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ id: 'rls-2', start_time: '2026-01-01T00:00:00Z' }),
      });
      expect(response.status).toBe(403);
    });

    it('believes no name that a user gives himself', async () => {
      const token = await role('agent');
      await fetch(`${database.restUrl}/rpc/log_activity`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'x-actor-id': '00000000-0000-4000-8000-000000000000',
        },
        body: JSON.stringify({ p_action: 'forged', p_entity_type: 'x', p_entity_id: '1' }),
      });
      expect((await database.pool.query(`select 1 from activity_log where action = 'forged'`)).rows).toEqual([]);
    });
  });

  it('keeps the activity log append-only, for the owner too', async () => {
    await database.pool.query(`select log_activity('test', 'thing', '1')`);
    for (const change of ['delete from activity_log', `update activity_log set action = 'other'`, 'truncate activity_log']) {
      await expect(database.pool.query(change)).rejects.toThrow('append-only');
    }
  });
});
