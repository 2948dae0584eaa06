/* Why messages failed, most first: the p_limit most frequent codes; all others together have the code null. They add up to `failed`. */
create function public.get_chat_failures(
  p_start timestamptz, p_end timestamptz, p_provider_id uuid default null, p_teams text[] default null, p_limit integer default 20
) returns table (code text, count bigint)
language sql stable set search_path = '' as $$
  select case when f.place <= p_limit then f.code end, sum(f.count)::bigint
  from (
    select c.code, sum(c.count) as count, row_number() over (order by sum(c.count) desc, c.code collate "C") as place
    from public.chat_range_facts(p_start, p_end, false) c
    where c.figure = 'failed' and (p_provider_id is null or c.provider_id = p_provider_id) and (p_teams is null or c.team = any (p_teams))
    group by c.code
  ) f
  group by 1
  order by min(f.place)
$$;
select public.grant_to_service('get_chat_failures');
