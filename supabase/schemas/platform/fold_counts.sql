/* Makes one line of all lines of a key, for keys that got new ones. What another writer folds just now is left to him. */
create function public.fold_counts(p_counts regclass) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_columns text := '';
  v_sums    text := '';
  v_totals  text := '';
  v_left    text := '';
  v_column  text;
begin
  for v_column in
    select attname from pg_catalog.pg_attribute where attrelid = p_counts and attnum > 0 and not attisdropped order by attnum
  loop
    if v_column like 'sum\_%' then
      v_sums := v_sums || format(', %I', v_column);
      v_totals := v_totals || format(', sum(%I)', v_column);
      v_left := v_left || format(' or sum(%I) <> 0', v_column);
    elsif v_column not in ('fresh', 'rows') then
      v_columns := v_columns || format(', %I', v_column);
    end if;
  end loop;
  execute format($sql$
    with gone as (
      delete from %1$s where ctid = any (array(
        select ctid from %1$s where key in (select key from %1$s where fresh limit 2000) for update skip locked))
      returning *
    )
    insert into %1$s (fresh, rows%2$s%3$s)
    select false, sum(rows)%2$s%4$s from gone group by %5$s having sum(rows) <> 0%6$s
  $sql$, p_counts, v_columns, v_sums, v_totals, ltrim(v_columns, ', '), v_left);
end $$;
select public.grant_to_service('fold_counts');
