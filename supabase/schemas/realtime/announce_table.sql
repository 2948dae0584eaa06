/*
 * Announces every change of a table from now on: its inserts, updates and deletes (not truncate), whoever makes them. The
 * columns of the payload are what people may see; name none that is private.
 *
 * <entity>:created and <entity>:updated carry the payload columns, the latter also as they were before, for reactions; an update that changes none of
 * them is not announced.
 * <entity>:removed carries nothing. When the owner changes, the old one gets removed and the new one created.
 * Where rows are of different modules, p_module is empty and p_module_column names the column that says which; it never changes.
 * p_scopes: the scopes in which a row is seen, as publish_table has them. When they change, who sees the old ones alone gets removed.
 *
 * Makes a trigger function of the table's own, announce_<table>(): a function for any table has to go through JSON twice, which
 * took a seventh of the events a second away from a webhook's whole chain.
 */
create function public.announce_table(
  p_table regclass, p_namespace text, p_entity text, p_module text, p_columns text, p_id_column text default 'id', p_owner_column text default '',
  p_module_column text default '', p_scopes text default null
) returns void
language plpgsql set search_path = '' as $$
declare
  v_columns  text[] := string_to_array(replace(p_columns, ' ', ''), ',');
  v_column   text;
  v_parts    record;
  v_name     text := 'announce_' || (select relname from pg_catalog.pg_class where oid = p_table);
  v_new_module text := case when p_module_column = '' then quote_literal(p_module) else format('n.%I', p_module_column) end;
  v_old_module text := case when p_module_column = '' then quote_literal(p_module) else format('o.%I', p_module_column) end;
  v_payload  text;
  v_before   text;
  v_changed  text;
  v_new_user text := case when p_owner_column = '' then 'null::uuid' else format('n.%I', p_owner_column) end;
  -- Null without scopes, and so is what is made of them by concatenation.
  v_new_scopes text := 'array_remove(' || regexp_replace(p_scopes, '\mr\.', 'n.', 'g') || ', null)';
  v_old_scopes text := 'array_remove(' || regexp_replace(p_scopes, '\mr\.', 'o.', 'g') || ', null)';
  v_old_user text := case when p_owner_column = '' then 'null::uuid' else format('o.%I', p_owner_column) end;
begin
  if p_module_column = '' and not exists (select from public.modules where key = p_module) then
    raise exception 'There is no module %: register it first.', p_module;
  end if;
  foreach v_column in array v_columns || p_id_column || array_remove(array[p_owner_column, p_module_column], '') loop
    if not exists (select from pg_catalog.pg_attribute where attrelid = p_table and attname = v_column and attnum > 0 and not attisdropped) then
      raise exception '% has no column %.', p_table, v_column;
    end if;
  end loop;
  select format('jsonb_build_object(%s)', string_agg(format('%L, n.%I', c, c), ', ')),
    format('row(%s) is distinct from row(%s)', string_agg(format('n.%I', c), ', '), string_agg(format('o.%I', c), ', '))
  into v_payload, v_changed from unnest(v_columns) c;
  v_before := replace(v_payload, ', n.', ', o.');

  execute format($function$
    create function public.%I() returns trigger
    language plpgsql security definer set search_path = '' as $trigger$
    declare
      v_events integer := 0;
      v_more   integer;
    begin
      if tg_op = 'INSERT' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload%11$s)
        select %2$L, %3$L || ':created', n.%5$I::text, %4$s, %6$s, %8$s%12$s from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id%11$s)
        select %2$L, %3$L || ':removed', o.%5$I::text, %10$s, %7$s%13$s from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id%11$s)
        select %2$L, %3$L || ':removed', o.%5$I::text, %10$s, %7$s%14$s
        from old_rows o left join new_rows n on n.%5$I = o.%5$I
        where n.%5$I is null or %7$s is distinct from %6$s%15$s;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload, before%11$s)
        select %2$L, %3$L || case when o.%5$I is null or %7$s is distinct from %6$s then ':created' else ':updated' end,
          n.%5$I::text, %4$s, %6$s, %8$s, case when o.%5$I is not null and %7$s is not distinct from %6$s then %16$s end%12$s
        from new_rows n left join old_rows o on o.%5$I = n.%5$I
        where o.%5$I is null or %7$s is distinct from %6$s or %9$s;
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $trigger$
  $function$, v_name, p_namespace, p_entity, v_new_module, p_id_column, v_new_user, v_old_user, v_payload, v_changed, v_old_module,
    case when p_scopes is null then '' else ', scopes, scoped_only' end,
    coalesce(', ' || v_new_scopes || ', false', ''),
    coalesce(', ' || v_old_scopes || ', false', ''),
    coalesce(', ' || v_old_scopes || format(', n.%I is not null and %s is not distinct from %s', p_id_column, v_old_user, v_new_user), ''),
    coalesce(' or (' || v_old_scopes || ' <> ' || v_new_scopes || ' and ' || v_old_scopes || ' <> ''{}'')', ''), v_before);
  execute format('revoke execute on function public.%I() from public, anon, authenticated', v_name);

  for v_parts in
    select * from (values
      ('insert', 'referencing new table as new_rows'),
      ('update', 'referencing old table as old_rows new table as new_rows'),
      ('delete', 'referencing old table as old_rows')) as t (operation, tables)
  loop
    -- The arguments are for readers of the catalogue: tests compare them with the declared events.
    execute format('create trigger %I after %s on %s %s for each statement execute function public.%I(%L, %L, %L, %L, %L, %L)',
      'announce_' || v_parts.operation, v_parts.operation, p_table, v_parts.tables, v_name,
      p_namespace, p_entity, p_module, p_id_column, replace(p_columns, ' ', ''), p_owner_column);
  end loop;
end $$;
select public.grant_to_service('announce_table');
