/*
 * What every table needs before people and programs may meet it; one call at the end of the table's file. Parameters are named where it is called:
 *
 *   module    whoever may view this module may read the rows
 *   scopes    and, with a module: who may view it within a scope alone reads the rows of that scope. An array, of columns of r:
 *             array['team:' || r.team]
 *   policy    or: the rows that a signed-in user may read, as a condition; with a module, both have to be met
 *   activity  the columns that name a row in the activity log, to which every change goes then
 *   classes   what each column holds: see classify_columns
 *   service   what service_role may do: all, or less where only functions and triggers write
 *
 * Without module and policy nobody but the service reads it, and its comment has to say so: access: service only.
 * It does nothing that a migration could not spell out; the one that is generated does.
 */
create function public.publish_table(
  p_table regclass, module text default null, policy text default null, activity text default null, classes text default '',
  service text default 'all', scopes text default null
) returns void
language plpgsql set search_path = '' as $$
declare
  v_name      text := (select c.relname from pg_catalog.pg_class c where c.oid = p_table);
  v_sequence  regclass;
  v_permitted text := format('(select public.has_permission(%L, %L))', module, 'view') || coalesce(
    ' or ' || regexp_replace(scopes, '\mr\.', quote_ident(v_name) || '.', 'g') || format(' && array(select public.permitted_scopes(%L, %L))', module, 'view'), '');
  v_condition text := case when module is null then policy when policy is null then v_permitted else format('(%s) and (%s)', policy, v_permitted) end;
begin
  execute format('alter table %s enable row level security', p_table);
  -- A project gives them everything on what is made: beside writing also to look at it by triggers, to refer to it, to count in its sequences.
  execute format('revoke all on %s from anon, authenticated', p_table);
  for v_sequence in
    select d.objid::regclass from pg_catalog.pg_depend d
    join pg_catalog.pg_class s on s.oid = d.objid and s.relkind = 'S'
    where d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = p_table and d.classid = 'pg_catalog.pg_class'::regclass
  loop
    execute format('revoke all on sequence %s from anon, authenticated', v_sequence);
  end loop;
  if module is not null or policy is not null then
    execute format('create policy %I on %s for select to authenticated using (%s)', v_name || '_view', p_table, v_condition);
    execute format('grant select on %s to authenticated', p_table);
  elsif coalesce(pg_catalog.obj_description(p_table, 'pg_class'), '') !~ 'access: service only' then
    raise exception 'Nobody could read %: give it a module or a policy, or let its comment say "access: service only".', p_table;
  end if;
  if service <> 'all' then
    execute format('revoke all on %s from service_role', p_table);
  end if;
  if service not in ('all', 'nothing') then
    execute format('grant %s on %s to service_role', service, p_table);
  end if;
  if activity is not null then
    execute format('create trigger %I after insert or update or delete on %s for each row execute function public.record_activity(%s)',
      v_name || '_activity', p_table,
      (select string_agg(quote_literal(k.name), ', ' order by k.n) from regexp_split_to_table(activity, '\s*,\s*') with ordinality k (name, n)));
  end if;
  perform public.classify_columns(p_table, classes);
end $$;
revoke execute on function public.publish_table(regclass, text, text, text, text, text, text) from public, anon, authenticated, service_role;
