/*
 * A page of the messages that a search finds, newest first: at most p_need after a place, and how many there are, exactly up to 1,000. p_filter:
 * conversation_id, customer_id (a list), direction, team (a list: of the conversation), from, to. As in find_email_matches: of a word that many of the newest have, messages are read in
 * order until there are enough; others are few enough to be sorted, but for words that only older messages have: these are looked for in parts of time.
 */
create function public.find_messages(
  p_search text, p_filter jsonb, p_after_at timestamptz, p_after_id uuid, p_skip bigint, p_need integer,
  out ids uuid[], out total bigint, out is_exact boolean
)
language plpgsql stable security definer
set search_path = '' set enable_seqscan = off set jit = off set work_mem = '32MB' as $$
declare
  v_most   constant integer := 1000;
  v_few    constant integer := 4000;  -- sorted as quickly as found
  v_query  tsquery := public.search_query(p_search);
  v_join   text := case when p_filter ?| array['conversation_id', 'customer_id', 'direction', 'team'] then ' join public.messages m on m.id = s.message_id' else '' end;
  v_where  text;
  v_after  text := case when p_after_at is not null then format('(s.at, s.message_id) < (%L::timestamptz, %L::uuid)', p_after_at, p_after_id) else 'true' end;
  v_newest integer;
  v_seen   integer;
  v_bounds timestamptz[];
  v_edge   integer;
  v_part   integer;
begin
  ids := '{}'; total := 0; is_exact := true;
  if v_query is null then
    return;
  end if;
  v_where := concat(format('s.words @@ %L::tsquery', v_query),
    case when p_filter ? 'conversation_id' then format(' and m.conversation_id = %L', p_filter ->> 'conversation_id') end,
    case when p_filter ? 'customer_id' then format(' and m.customer_id = any (%L::uuid[])', array(select jsonb_array_elements_text(p_filter -> 'customer_id'))) end,
    case when p_filter ? 'direction' then format(' and m.direction = %L', p_filter ->> 'direction') end,
    case when p_filter ? 'team' then format(' and m.conversation_id in (select c.id from public.conversations c where c.team = any (%L::text[]))',
      array(select jsonb_array_elements_text(p_filter -> 'team'))) end,
    case when p_filter ? 'from' then format(' and s.at >= %L', p_filter ->> 'from') end,
    case when p_filter ? 'to' then format(' and s.at < %L', p_filter ->> 'to') end);
  -- What is one person's or one conversation's is found there, and is little.
  if p_filter ?| array['conversation_id', 'customer_id'] then
    execute format($sql$
      with m as materialized (select s.message_id, s.at from public.messages m join public.message_search s on s.message_id = m.id where %1$s)
      select array(select m.message_id from m as m where %2$s order by m.at desc, m.message_id desc offset %3$s limit %4$s), (select count(*) from m)
    $sql$, v_where, replace(v_after, 's.', 'm.'), p_skip, p_need) into ids, total;
    return;
  end if;
  select count(*) into v_newest
  from (select s.words from public.message_search s order by s.at desc, s.message_id desc limit 500) s where s.words @@ v_query;
  if v_newest >= 33 and p_filter = '{}' then
    select count(*) into total
    from (
      select from (select s.words from public.message_search s order by s.at desc, s.message_id desc limit 40000) s
      where s.words @@ v_query limit v_most + 1) m;
  elsif p_filter = '{}' and v_query::text !~ '!' then
    total := public.count_some_messages(v_query, v_most + 1);
  end if;
  if total <= v_most then
    execute format('select count(*) from (select from public.message_search s%s where %s limit %s) c', v_join, v_where, v_most + 1) into total;
  end if;
  is_exact := total <= v_most;
  total := least(total, v_most);
  if not is_exact and p_skip = 0 then
    -- Is it common among the newest that are left?
    execute format($sql$
      select count(*) from (select s.words from public.message_search s where %s order by s.at desc, s.message_id desc limit 500) s where s.words @@ %L::tsquery
    $sql$, v_after, v_query) into v_seen;
    if v_seen >= 2 then
      execute format($sql$
        select array(
          select s.message_id from (select * from public.message_search s where %1$s order by s.at desc, s.message_id desc limit 20000) s%2$s
          where %3$s order by s.at desc, s.message_id desc limit %4$s)
      $sql$, v_after, v_join, v_where, p_need) into ids;
      if cardinality(ids) = p_need then
        return;
      end if;
    end if;
    execute format($sql$
      with f as materialized (select s.message_id, s.at from public.message_search s%1$s where %2$s and %3$s limit %4$s)
      select array(select message_id from f order by at desc, message_id desc limit %5$s), (select count(*) from f)
    $sql$, v_join, v_where, v_after, v_few, p_need) into ids, v_seen;
    if v_seen < v_few then
      return;
    end if;
    v_bounds := coalesce((
      select b.histogram_bounds::text::timestamptz[] from pg_catalog.pg_stats b
      where b.schemaname = 'public' and b.tablename = 'message_search' and b.attname = 'at'), '{}');
    v_edge := case when p_after_at is not null then width_bucket(p_after_at, v_bounds) else cardinality(v_bounds) end;
    foreach v_part in array array[2, 16, 64] loop
      exit when v_bounds = '{}';
      execute format($sql$
        with f as materialized (select s.message_id, s.at from public.message_search s%1$s where %2$s and %3$s and s.at >= %4$L)
        select array(select message_id from f order by at desc, message_id desc limit %5$s)
      $sql$, v_join, v_where, v_after, coalesce(v_bounds[v_edge - v_part], '-infinity'), p_need) into ids;
      if cardinality(ids) = p_need then
        return;
      end if;
    end loop;
  end if;
  execute format($sql$
    with f as materialized (select s.message_id, s.at from public.message_search s%1$s where %2$s and %3$s)
    select array(select message_id from f order by at desc, message_id desc offset %4$s limit %5$s)
  $sql$, v_join, v_where, v_after, p_skip, p_need) into ids;
end $$;
select public.grant_to_service('find_messages');
