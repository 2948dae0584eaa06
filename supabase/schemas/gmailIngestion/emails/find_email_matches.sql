/*
 * The matches of a search in list order, at most p_need after the first p_skip, and how many there are: exactly up to 1,000.
 * The newest 500 e-mails tell how common a word is. Of a word that many of them have, the e-mails are read in list order until there
 * are enough: of its list in the index each entry costs more than an e-mail that is passed over. Others are few enough to be sorted, but
 * for words that only older e-mails have: of these the matches of the next eight hundredths of all e-mails are sorted, then of sixty-four.
 */
create function public.find_email_matches(
  p_filter jsonb, p_ascending boolean, p_after_time timestamptz, p_after_id uuid, p_skip bigint, p_need integer,
  out ids uuid[], out total bigint, out is_exact boolean
)
language plpgsql stable security definer
set search_path = '' set enable_seqscan = off set jit = off set work_mem = '32MB' as $$
declare
  v_most   constant integer := 1000;
  v_few    constant integer := 4000;  -- sorted as quickly as found
  v_query  tsquery := public.search_query(p_filter ->> 'search');
  v_others boolean := (p_filter - 'search') <> '{}';
  v_from   text := 'public.email_search s' || case when v_others then ' join public.emails e on e.id = s.email_id' else '' end;
  v_where  text := format('s.words @@ %L::tsquery', v_query) || case when v_others then ' and ' || public.email_conditions(p_filter, 'e') else '' end;
  v_way    text := case when p_ascending then 'asc' else 'desc' end;
  v_newest integer;
  v_bounds timestamptz[];
  v_edge   integer;
  v_seen   integer;
  v_part   integer;
  v_after  text := case when p_after_time is not null
    then format('(s.received_at, s.email_id) %s (%L::timestamptz, %L::uuid)', case when p_ascending then '>' else '<' end, p_after_time, p_after_id)
    else 'true' end;
begin
  ids := '{}'; total := 0; is_exact := true;
  if v_query is null then
    return;
  end if;
  select count(*) into v_newest
  from (select s.words from public.email_search s order by s.received_at desc, s.email_id desc limit 500) s where s.words @@ v_query;
  if v_newest >= 33 and not v_others then
    select count(*) into total
    from (
      select from (select s.words from public.email_search s order by s.received_at desc, s.email_id desc limit 40000) s
      where s.words @@ v_query limit v_most + 1) m;
  elsif not v_others and v_query::text !~ '!' then
    total := public.count_some_email_matches(v_query, v_most + 1);
  end if;
  if total <= v_most then
    execute format('select count(*) from (select from %s where %s limit %s) m', v_from, v_where, v_most + 1) into total;
  end if;
  is_exact := total <= v_most;
  total := least(total, v_most);
  if not is_exact and p_skip = 0 and v_newest >= 2 then
    execute format($sql$
      select array_agg(email_id order by received_at %1$s, email_id %1$s) from (
        select s.email_id, s.received_at
        from (select * from public.email_search s where %2$s order by s.received_at %1$s, s.email_id %1$s limit 20000) s %3$s
        where %4$s order by s.received_at %1$s, s.email_id %1$s limit %5$s) f
    $sql$, v_way, v_after, case when v_others then 'join public.emails e on e.id = s.email_id' else '' end, v_where, p_need) into ids;
    if cardinality(ids) = p_need then
      return;
    end if;
  end if;
  if not is_exact and p_skip = 0 then
    execute format($sql$
      with m as materialized (select s.email_id, s.received_at from %1$s where %2$s and %3$s limit %6$s)
      select array(select email_id from m order by received_at %4$s, email_id %4$s limit %5$s), (select count(*) from m)
    $sql$, v_from, v_where, v_after, v_way, p_need, v_few) into ids, v_seen;
    if v_seen < v_few then
      return;
    end if;
    v_bounds := public.email_search_times();
    v_edge := case when p_after_time is not null then width_bucket(p_after_time, v_bounds) when p_ascending then 0 else cardinality(v_bounds) end;
    foreach v_part in array array[8, 64] loop
      exit when v_bounds = '{}';
      execute format($sql$
        with m as materialized (select s.email_id, s.received_at from %1$s where %2$s and %3$s and %4$s)
        select array(select email_id from m order by received_at %5$s, email_id %5$s limit %6$s)
      $sql$, v_from, v_where, v_after,
        case when p_ascending then format('s.received_at < %L::timestamptz', coalesce(v_bounds[v_edge + 1 + v_part], 'infinity'))
        else format('s.received_at >= %L::timestamptz', coalesce(v_bounds[v_edge - v_part], '-infinity')) end,
        v_way, p_need) into ids;
      if cardinality(ids) = p_need then
        return;
      end if;
    end loop;
  end if;
  -- Materialised: by its order it would be found in the time index, row after row.
  execute format($sql$
    with m as materialized (select s.email_id, s.received_at from %1$s where %2$s and %3$s)
    select array(select email_id from m order by received_at %4$s, email_id %4$s offset %5$s limit %6$s)
  $sql$, v_from, v_where, v_after, v_way, p_skip, p_need) into ids;
end $$;
select public.grant_to_service('find_email_matches');
