/* Where the kept counts of a table differ from its rows: nothing, or something is wrong. The columns as JSON, then what is kept and what is so. */
create function public.verify_kept_counts(p_table regclass) returns table (kept jsonb, counted jsonb)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_name text := (select relname from pg_catalog.pg_class where oid = p_table);
  v_sums text := (
    select coalesce(string_agg(format(', sum(%1$I) as %1$I', attname), '' order by attnum), '') from pg_catalog.pg_attribute
    where attrelid = format('public.%I', v_name || '_counts')::regclass and attnum > 0 and attname like 'sum\_%');
  v_columns text := (
    select string_agg(quote_ident(attname), ', ' order by attnum) from pg_catalog.pg_attribute
    where attrelid = format('public.%I', v_name || '_counts')::regclass and attnum > 0 and not attisdropped
      and attname not in ('key', 'fresh', 'rows') and attname not like 'sum\_%');
begin
  return query execute format($sql$
    with kept as (select key, %1$s, sum(rows) as rows%2$s from public.%3$I group by key, %1$s),
      counted as (select key, %1$s, sum(rows) as rows%2$s from public.%4$I() group by key, %1$s)
    select to_jsonb(k), to_jsonb(c) from (select * from kept k where k.rows <> 0) k full join counted c on c.key = k.key
    where to_jsonb(k) is distinct from to_jsonb(c)
  $sql$, v_columns, v_sums, v_name || '_counts', 'count_' || v_name || '_anew');
end $$;
select public.grant_to_service('verify_kept_counts');
