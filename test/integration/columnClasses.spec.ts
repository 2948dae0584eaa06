import { createTestDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Run statements and take them back. */
async function tried(...statements: string[]): Promise<unknown[]> {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    let rows: unknown[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows as unknown[];
    return rows;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const UNDECIDED = `select table_name || '.' || column_name as column from column_classes where class is null or class not in ('none',
  'personal', 'secret')`;

describe('every column', () => {
  it('has a class', async () => {
    expect(await tried(UNDECIDED)).toEqual([]);
    expect(await tried(`select class, count(*) > 10 as some from column_classes group by 1 order by 1`)).toEqual([
      { class: 'none', some: true },
      { class: 'personal', some: true },
      { class: 'secret', some: expect.any(Boolean) },
    ]);
  });

  it('would be missed here without one', async () => {
    expect(await tried('alter table public.emails add column forgotten text', UNDECIDED)).toEqual([{ column: 'emails.forgotten' }]);
  });

  it('keeps its words beside its class', async () => {
    expect(await tried(`select col_description('public.agents'::regclass, 3) as words`)).toEqual([
      { words: 'As the telephone provider prints it; names the agent in call figures. class: personal' },
    ]);
  });
});

describe('a secret column', () => {
  const SECRET = `(select table_name::text, column_name::text, ('public.' || table_name)::regclass as relation
    from column_classes where class = 'secret') s`;

  it('is read by the service only', async () => {
    expect(
      await tried(
        `select table_name, column_name, role from ${SECRET},
          unnest('{anon,authenticated}'::text[]) role where has_column_privilege(role, relation, column_name, 'select')`,
      ),
    ).toEqual([]);
  });

  it('never comes into the activity log', async () => {
    expect(
      await tried(
        `select table_name from ${SECRET} join pg_trigger t on t.tgrelid = s.relation where t.tgfoid = 'public.record_activity'::regproc`,
      ),
    ).toEqual([]);
  });

  it('is never announced', async () => {
    // The fifth argument of an announcing trigger names the columns of its payload.
    expect(
      await tried(`select table_name, column_name from ${SECRET} join pg_trigger t on t.tgrelid = s.relation and t.tgname like 'announce_%'
        where column_name = any (string_to_array(split_part(encode(t.tgargs, 'escape'), '\\000', 5), ','))`),
    ).toEqual([]);
  });
});

describe('publish_table', () => {
  const TABLE = `create table public.polls (id uuid primary key default gen_random_uuid(), rating integer not null,
    comment text not null default '')`;
  const CLASSES = `classes => 'none: id, rating; personal: comment'`;
  const ACCESS = `select c.relrowsecurity as secured, array(select p.polname || ': ' || pg_get_expr(p.polqual, p.polrelid)
    from pg_policy p where p.polrelid = c.oid) as policies,
      array(select a.grantee::regrole || ' ' || a.privilege_type from aclexplode(c.relacl) a where a.grantee::regrole::text in ('anon',
        'authenticated') order by 1) as users,
      has_table_privilege('service_role', c.oid, 'insert') as service_writes, array(select t.tgname::text
        from pg_trigger t where t.tgrelid = c.oid) as triggers
    from pg_class c where c.oid = 'public.polls'::regclass`;

  it('lets those read who may view a module, and notes every change', async () => {
    expect(await tried(TABLE, `select publish_table('public.polls', module => 'calls', activity => 'id', ${CLASSES})`, ACCESS)).toEqual([
      {
        secured: true,
        policies: [`polls_view: ( SELECT has_permission('calls'::text, 'view'::text) AS has_permission)`],
        users: ['authenticated SELECT'],
        service_writes: true,
        triggers: ['polls_activity'],
      },
    ]);
  });

  it('lets those read who may view a module within a scope, what lies in it, and both conditions be met', async () => {
    const publish = `select publish_table('public.polls', module => 'calls', policy => 'rating > 1',
      scopes => $$array['team:' || r.comment]$$, ${CLASSES})`;
    const [{ policies }] = (await tried(TABLE, publish, ACCESS)) as [{ policies: string[] }];
    expect(policies[0]!.replace(/\s+/g, ' ')).toBe(
      `polls_view: ((rating > 1) AND (( SELECT has_permission('calls'::text, 'view'::text) AS has_permission) OR ` +
        `(ARRAY[('team:'::text || comment)] && ARRAY( SELECT permitted_scopes('calls'::text, 'view'::text) AS permitted_scopes))))`,
    );
  });

  it('leaves a table to the service when its comment says so, or to what writes it', async () => {
    const comment = `comment on table public.polls is 'Answers. access: service only'`;
    expect(await tried(TABLE, comment, `select publish_table('public.polls', service => 'select', ${CLASSES})`, ACCESS)).toEqual([
      { secured: true, policies: [], users: [], service_writes: false, triggers: [] },
    ]);
  });

  it.each([
    [`select publish_table('public.polls', ${CLASSES})`, 'Nobody could read public.polls'],
    [`select publish_table('public.polls', module => 'calls', classes => 'none: id, rating')`, 'column comment has no class'],
    [`select publish_table('public.polls', module => 'calls', classes => 'none: id, rating; public: comment')`, 'there is no class public'],
    [
      `select publish_table('public.polls', module => 'calls', classes => 'none: id, rating, comment; personal: comment')`,
      'column comment has two classes',
    ],
    [
      `select publish_table('public.polls', module => 'calls', classes => 'none: id, rating, remark; personal: comment')`,
      'there is no column remark',
    ],
    [`select grant_to_service('no_such_function')`, 'There is no function no_such_function'],
  ])('refuses %s', async (call, words) => {
    await expect(tried(TABLE, call)).rejects.toThrow(words);
  });

  it('is for the owner of the database alone', async () => {
    expect(
      await tried(`select p.proname, role from pg_proc p, unnest('{anon,authenticated,service_role}'::text[]) role
        where p.proname in ('publish_table', 'classify_columns', 'grant_to_service') and has_function_privilege(role, p.oid, 'execute')`),
    ).toEqual([]);
  });
});
