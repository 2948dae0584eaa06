import type pg from 'pg';

/** They tell how the rows came to be there, which differs with the order of the statements. */
const RECORDS = ['activity_log', 'change_feed'];

/** The rows of a database that nobody has used yet, as sorted lines, without what is drawn or taken from the clock. */
export async function seedRows(client: pg.ClientBase): Promise<string[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      and not relname = any ($1) order by 1`,
    [RECORDS],
  );
  const { rows: roles } = await client.query<{ id: string; name: string }>('select id, name from public.roles');
  const lines: string[] = [];
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(t) - array(
         select attname::text from pg_attribute
         where attrelid = $1::regclass and attnum > 0 and (atttypid = 'timestamptz'::regtype or attidentity <> '' or attname = 'id'
           and atttypid = 'uuid'::regtype)
       ) as row from public.${client.escapeIdentifier(name)} t`,
      [`public.${client.escapeIdentifier(name)}`],
    );
    lines.push(
      ...rows.map(({ row }) => roles.reduce((line, role) => line.replaceAll(role.id, role.name), `${name}: ${JSON.stringify(row)}`)),
    );
  }
  return lines.sort();
}
