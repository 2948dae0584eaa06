import type pg from 'pg';

/** Who may do what, in one order however the grants were given. */
const acl = (list: string, kind: string, owner: string): string =>
  `array(select format('%s=%s%s by %s', a.grantee::regrole, a.privilege_type, case when a.is_grantable then ' with grant option' end,
    a.grantor::regrole)
    from aclexplode(coalesce(${list}, acldefault('${kind}', ${owner}))) a order by 1)::text`;

/** Everything of the catalogue that makes a schema what it is, one line per thing, in the words of Postgres itself. */
const QUERIES: Record<string, string> = {
  schema: `select nspname, pg_get_userbyid(nspowner), ${acl('nspacl', 'n', 'nspowner')} from pg_namespace n where true`,
  relation: `select n.nspname, c.relname, c.relkind, pg_get_userbyid(c.relowner), c.relrowsecurity, c.relforcerowsecurity, c.relpersistence,
      c.reloptions::text, ${acl('c.relacl', 'r', 'c.relowner')}, case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end,
        pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind <> 't'`,
  column: `select n.nspname, c.relname, row_number() over (partition by c.oid order by a.attnum), a.attname, format_type(a.atttypid,
    a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
      pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation::text, a.attstorage, a.attcompression, array(select x::text
        from unnest(a.attacl) x order by 1)::text, a.attstattarget, a.attoptions::text
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum where a.attnum > 0 and not a.attisdropped and c.relkind <> 't'`,
  constraint: `select n.nspname, coalesce(r.conrelid::regclass::text, r.contypid::regtype::text), r.conname, pg_get_constraintdef(r.oid),
    r.convalidated
    from pg_constraint r join pg_namespace n on n.oid = r.connamespace where true`,
  index: `select n.nspname, c.relname, pg_get_indexdef(i.indexrelid), i.indisvalid
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace where true`,
  function: `select n.nspname, pg_get_functiondef(p.oid), pg_get_userbyid(p.proowner), ${acl('p.proacl', 'f', 'p.proowner')}
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prokind in ('f', 'p')`,
  aggregate: `select n.nspname, p.oid::regprocedure::text, a.aggtransfn::text, a.aggfinalfn::text, a.agginitval
    from pg_aggregate a join pg_proc p on p.oid = a.aggfnoid join pg_namespace n on n.oid = p.pronamespace where true`,
  type: `select n.nspname, t.typname, t.typtype, pg_get_userbyid(t.typowner), format_type(t.typbasetype, t.typtypmod), t.typnotnull,
    t.typdefault,
      (select string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid), ${acl(
        't.typacl',
        'T',
        't.typowner',
      )}
    from pg_type t join pg_namespace n on n.oid = t.typnamespace where true`,
  trigger: `select n.nspname, pg_get_triggerdef(t.oid), t.tgenabled
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace where not t.tgisinternal`,
  policy: `select n.nspname, c.relname, p.polname, p.polcmd, p.polpermissive,
    array(select pg_get_userbyid(r) from unnest(p.polroles) r order by 1)::text,
      pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
    from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace where true`,
  rule: `select n.nspname, pg_get_ruledef(r.oid)
    from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace where r.rulename <> '_RETURN'`,
  statistics: `select n.nspname, pg_get_statisticsobjdef(s.oid) from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace
    where true`,
  sequence: `select n.nspname, c.relname, format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
    s.seqcycle
    from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace where true`,
};

const DATABASE_WIDE: Record<string, string> = {
  extension: `select extname, extversion, extnamespace::regnamespace::text from pg_extension`,
  event_trigger: `select evtname, evtevent, evtfoid::regproc::text, evtenabled, evttags::text from pg_event_trigger`,
  publication: `select pubname, puballtables, pubinsert, pubupdate, pubdelete from pg_publication`,
  published: `select pubname, schemaname, tablename from pg_publication_tables`,
  default_privileges: `select pg_get_userbyid(defaclrole), defaclnamespace::regnamespace::text, defaclobjtype, array(select x::text
    from unnest(defaclacl) x order by 1)::text from pg_default_acl`,
  comment: `select i.type, i.identity, d.description from pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) i
    where i.schema !~ '^(pg_|information_schema)' or i.type in ('schema', 'table column', 'function', 'policy', 'trigger')`,
};

/** The history of the migrations is no part of what they make. */
const OURS = `and n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'`;

/** The schema of a database as sorted lines. */
export async function schemaText(client: pg.ClientBase): Promise<string[]> {
  const lines: string[] = [];
  const queries = { ...DATABASE_WIDE, ...Object.fromEntries(Object.entries(QUERIES).map(([kind, sql]) => [kind, `${sql} ${OURS}`])) };
  for (const [kind, text] of Object.entries(queries)) {
    const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' });
    lines.push(...rows.map((row) => `${kind}: ${JSON.stringify(row)}`));
  }
  return lines.sort();
}

/** What one of two schemas has and the other has not, as lines of a diff; none when they are the same. */
export function schemaDifferences(before: string[], after: string[]): string[] {
  const [old, now] = [new Set(before), new Set(after)];
  return [
    ...before.filter((line) => !now.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !old.has(line)).map((line) => `+ ${line}`),
  ].sort((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1));
}
