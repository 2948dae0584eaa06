/*
 * From now on GET /search finds the rows of a table. The module says what of them in a view searched_<table>: id, at (the newest come first), heads (numbers,
 * names and addresses that it is known by), name (of a person, or empty), body (what else is searched); a row that is not in it is not found. An update
 * of other columns than p_columns costs a comparison. Rows that are there before: store_search_things.
 */
create function public.follow_search(p_table regclass, p_kind text, p_columns text) returns void
language plpgsql set search_path = '' as $$
declare
  v_name    text := (select c.relname from pg_catalog.pg_class c where c.oid = p_table);
  v_execute text := format('execute function public.keep_search_things(%L, %L)', p_kind, 'searched_' || v_name);
begin
  execute format('revoke all on public.%I from public, anon, authenticated, service_role', 'searched_' || v_name);
  execute format('create trigger follow_search_insert after insert on %s referencing new table as new_rows for each statement %s', p_table, v_execute);
  execute format('create trigger follow_search_delete after delete on %s for each row %s', p_table, v_execute);
  execute format('create trigger follow_search_update after update on %s for each row when (%s) %s', p_table,
    regexp_replace(replace(p_columns, ', ', ' or '), '(\w+)(?=$| or )', 'old.\1 is distinct from new.\1', 'g'), v_execute);
end $$;
revoke execute on function public.follow_search(regclass, text, text) from public, anon, authenticated, service_role;
