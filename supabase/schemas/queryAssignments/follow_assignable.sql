/*
 * From now on the queue and the query assignments follow whatever changes a table of assignable things. p_facts: what of a row they depend on, as
 * expressions of its columns, `status, team, (message_count > 0)`; an update of anything else costs a comparison.
 */
create function public.follow_assignable(p_table regclass, p_entity_type text, p_facts text) returns void
language plpgsql set search_path = '' as $$
declare
  v_name  text := 'follow_assignable_' || (select relname from pg_catalog.pg_class where oid = p_table);
  v_parts record;
begin
  execute format($function$
    create function public.%1$I() returns trigger
    language plpgsql security definer set search_path = '' as $trigger$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select n.id from new_rows n);
      elsif tg_op = 'DELETE' then
        v_ids := array(select o.id from old_rows o);
      else
        v_ids := array(
          select o.id from (select id, row(%2$s) as facts from old_rows) o
          left join (select id, row(%2$s) as facts from new_rows) n on n.id = o.id
          where n.facts is distinct from o.facts);
      end if;
      if cardinality(v_ids) > 0 then
        perform public.follow_items(%3$L, v_ids);
      end if;
      return null;
    end $trigger$
  $function$, v_name, p_facts, p_entity_type);
  execute format('revoke execute on function public.%I() from public, anon, authenticated', v_name);
  for v_parts in
    select * from (values
      ('insert', 'referencing new table as new_rows'),
      ('update', 'referencing old table as old_rows new table as new_rows'),
      ('delete', 'referencing old table as old_rows')) as t (operation, tables)
  loop
    execute format('create trigger %I after %s on %s %s for each statement execute function public.%I()',
      'follow_assignable_' || v_parts.operation, v_parts.operation, p_table, v_parts.tables, v_name);
  end loop;
end $$;
revoke execute on function public.follow_assignable(regclass, text, text) from public, anon, authenticated, service_role;
