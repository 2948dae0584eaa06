/* The message that a provider calls by one of these names; null when there is none. */
create function public.find_message(p_keys text[]) returns uuid
language sql stable security definer set search_path = '' set enable_seqscan = off as $$
  select f.id from unnest(p_keys) with ordinality k (key, n)
  cross join lateral (
    select m.id, 1 as way from public.messages m where m.key = k.key
    union all
    select a.message_id, 2 from public.message_aliases a where a.key = k.key
  ) f
  order by k.n, f.way limit 1
$$;
select public.grant_to_service('find_message');
