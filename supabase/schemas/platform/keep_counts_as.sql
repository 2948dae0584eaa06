/*
 * keep_counts for one more set of columns of a table: the counts are in <name>_counts, and counted anew by count_<name>_anew(). One set for each
 * question keeps each small, where one set of all columns would be nearly as long as the table.
 */
create function public.keep_counts_as(p_name text, p_table regclass, columns text, sums text default '', hidden text default null) returns void
language plpgsql set search_path = '' as $$
declare
  v_counts   text := p_name || '_counts';
  v_trigger  text := case when p_name = (select relname from pg_catalog.pg_class where oid = p_table) then 'keep_counts_' else 'keep_' || p_name || '_' end;
  v_columns  text[] := regexp_split_to_array(columns, '\s*,\s*');
  v_sums     text[] := case when sums = '' then '{}' else regexp_split_to_array(sums, '\s*,\s*') end;
  v_shown    text := case when hidden is null then 'true' else format('r.%I is null', hidden) end;
  v_types    text := (
    select string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' order by array_position(v_columns, a.attname::text))
    from pg_catalog.pg_attribute a where a.attrelid = p_table and a.attname = any (v_columns));
  v_list     text := (select string_agg(quote_ident(c), ', ' order by n) from unnest(v_columns) with ordinality u (c, n));
  v_values   text := (select string_agg(format('r.%I', c), ', ' order by n) from unnest(v_columns) with ordinality u (c, n));
  v_sum_defs text := (select coalesce(string_agg(format(', %I numeric not null', 'sum_' || s), '' order by n), '') from unnest(v_sums) with ordinality u (s, n));
  v_sum_list text := (select coalesce(string_agg(format(', %I', 'sum_' || s), '' order by n), '') from unnest(v_sums) with ordinality u (s, n));
  v_sum_all  text := (select coalesce(string_agg(format(', coalesce(sum(r.%I), 0)', s), '' order by n), '') from unnest(v_sums) with ordinality u (s, n));
  v_sum_sign text := (select coalesce(string_agg(format(', coalesce(sum(r.sign * r.%I), 0)', s), '' order by n), '') from unnest(v_sums) with ordinality u (s, n));
  v_changed  text := (select concat(string_agg(format(' or sum(r.sign * r.%I) <> 0', s), '' order by n)) from unnest(v_sums) with ordinality u (s, n));
  v_needed   text := (
    select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_catalog.pg_attribute a
    where a.attrelid = p_table and a.attname = any (v_columns || v_sums || array_remove(array[hidden], null)));
  v_parts    record;
begin
  execute format('create table public.%I (key text collate "C" not null, fresh boolean not null default true, rows bigint not null, %s%s)',
    v_counts, v_types, v_sum_defs);
  execute format('comment on table public.%I is %L', v_counts,
    format('How many rows of %s there are by %s: the sum of rows. Kept by triggers, folded now and then. access: service only', p_table, v_list));
  execute format('create index %I on public.%I (key)', v_counts || '_key', v_counts);
  execute format('create index %I on public.%I (key) where fresh', v_counts || '_fresh', v_counts);
  perform public.publish_table(format('public.%I', v_counts)::regclass, service => 'select',
    classes => format('none: key, fresh, rows, %s%s', v_list, v_sum_list));

  execute format($function$
    create function public.%I() returns setof public.%I
    language sql stable set search_path = '' as $count$
      select md5(row(%s)::text), false, count(*), %s%s from %s r where %s group by %s
    $count$
  $function$, 'count_' || p_name || '_anew', v_counts, v_values, v_values, v_sum_all, p_table, v_shown, v_values);
  perform public.grant_to_service('count_' || p_name || '_anew');

  execute format($function$
    create function public.%1$I() returns trigger
    language plpgsql security definer set search_path = '' as $trigger$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.%2$I;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.%2$I (key, rows, %3$s%4$s)
        select md5(row(%5$s)::text), sum(r.sign), %5$s%6$s from (select 1 as sign, r.* from new_rows r) r where %7$s group by %5$s;
      elsif tg_op = 'DELETE' then
        insert into public.%2$I (key, rows, %3$s%4$s)
        select md5(row(%5$s)::text), sum(r.sign), %5$s%6$s from (select -1 as sign, r.* from old_rows r) r where %7$s group by %5$s;
      else
        insert into public.%2$I (key, rows, %3$s%4$s)
        select md5(row(%5$s)::text), sum(r.sign), %5$s%6$s
        from (select 1 as sign, %8$s from new_rows union all select -1, %8$s from old_rows) r
        where %7$s group by %5$s having sum(r.sign) <> 0%9$s;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.%2$I');
      end if;
      return null;
    end $trigger$
  $function$, 'keep_' || v_counts, v_counts, v_list, v_sum_list, v_values, v_sum_sign, v_shown, v_needed, v_changed);
  execute format('revoke execute on function public.%I() from public, anon, authenticated', 'keep_' || v_counts);

  for v_parts in
    select * from (values
      ('insert', 'referencing new table as new_rows'),
      ('update', 'referencing old table as old_rows new table as new_rows'),
      ('delete', 'referencing old table as old_rows'),
      ('truncate', '')) p (operation, transitions)
  loop
    execute format('create trigger %I after %s on %s %s for each statement execute function public.%I()',
      v_trigger || v_parts.operation, v_parts.operation, p_table, v_parts.transitions, 'keep_' || v_counts);
  end loop;
end $$;
revoke execute on function public.keep_counts_as(text, regclass, text, text, text) from public, anon, authenticated, service_role;
