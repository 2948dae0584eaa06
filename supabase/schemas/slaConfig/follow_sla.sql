/*
 * From now on the clocks of a kind of thing follow a table. p_item names the thing of a row, p_facts is what of it they depend on, both as
 * expressions of its columns: an update of anything else costs a comparison.
 */
create function public.follow_sla(p_table regclass, p_entity_type text, p_item text, p_facts text) returns void
language plpgsql set search_path = '' as $$
declare
  v_name  text := 'follow_sla_' || (select relname from pg_catalog.pg_class where oid = p_table);
  v_parts record;
begin
  execute format($function$
    create function public.%1$I() returns trigger
    language plpgsql security definer set search_path = '' as $trigger$
    declare
      v_ids uuid[];
    begin
      if tg_op = 'INSERT' then
        v_ids := array(select %2$s from new_rows);
      elsif tg_op = 'DELETE' then
        v_ids := array(select %2$s from old_rows);
      else
        select array_agg(o.item) || array_agg(n.item) into v_ids
        from (select id, %2$s as item, row(%3$s) as facts from old_rows) o
        join (select id, %2$s as item, row(%3$s) as facts from new_rows) n on n.id = o.id
        where (n.item, n.facts) is distinct from (o.item, o.facts);
      end if;
      perform public.follow_sla_items(%4$L, coalesce(v_ids, '{}'));
      return null;
    end $trigger$
  $function$, v_name, p_item, p_facts, p_entity_type);
  execute format('revoke execute on function public.%I() from public, anon, authenticated', v_name);
  for v_parts in
    select * from (values
      ('insert', 'referencing new table as new_rows'),
      ('update', 'referencing old table as old_rows new table as new_rows'),
      ('delete', 'referencing old table as old_rows')) as t (operation, tables)
  loop
    execute format('create trigger %I after %s on %s %s for each statement execute function public.%I()',
      'follow_sla_' || v_parts.operation, v_parts.operation, p_table, v_parts.tables, v_name);
  end loop;
end $$;
revoke execute on function public.follow_sla(regclass, text, text, text) from public, anon, authenticated, service_role;

/* From now on every status of a kind of thing is kept, and its clocks follow its table; see follow_sla. */
create function public.follow_sla_status(p_table regclass, p_entity_type text, p_facts text) returns void
language plpgsql set search_path = '' as $$
declare
  v_name text := 'keep_sla_status_' || (select relname from pg_catalog.pg_class where oid = p_table);
begin
  execute format($function$
    create function public.%1$I() returns trigger
    language plpgsql security definer set search_path = '' as $trigger$
    begin
      insert into public.sla_status_changes (entity_type, entity_id, status) values (%2$L, new.id, new.status);
      return null;
    end $trigger$
  $function$, v_name, p_entity_type);
  execute format('revoke execute on function public.%I() from public, anon, authenticated', v_name);
  execute format('create trigger keep_sla_status_insert after insert on %s for each row when (new.status <> ''open'') execute function public.%I()', p_table, v_name);
  execute format('create trigger keep_sla_status_update after update of status on %s for each row when (old.status <> new.status) execute function public.%I()',
    p_table, v_name);
  perform public.follow_sla(p_table, p_entity_type, 'id', 'status, ' || p_facts);
end $$;
revoke execute on function public.follow_sla_status(regclass, text, text) from public, anon, authenticated, service_role;
