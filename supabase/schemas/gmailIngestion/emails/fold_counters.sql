/* Makes one line of all lines of a key, for keys that got new ones. What another writer folds just now is left to him. */
create function public.fold_counters(p_table regclass) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_columns text := (
    select string_agg(quote_ident(attname), ', ' order by attnum) from pg_catalog.pg_attribute
    where attrelid = p_table and attnum > 0 and not attisdropped and attname not in ('fresh', 'rows'));
begin
  execute format($sql$
    with gone as (
      delete from %1$s where ctid = any (array(
        select ctid from %1$s where key in (select key from %1$s where fresh limit 2000) for update skip locked))
      returning *
    )
    insert into %1$s (fresh, rows, %2$s) select false, sum(rows), %2$s from gone group by %2$s having sum(rows) <> 0
  $sql$, p_table, v_columns);
end $$;
select public.grant_to_service('fold_counters');
