/* Calls that began before p_before and whose end nobody told, at most p_most. */
create function public.find_stale_ivr_calls(p_before timestamptz, p_most integer) returns table (provider_id uuid, provider_call_id text)
language sql stable security definer set search_path = '' as $$
  select c.provider_id, c.provider_call_id from public.ivr_calls c
  where c.provider_status = 'live' and c.started_at < p_before order by c.started_at limit p_most
$$;
select public.grant_to_service('find_stale_ivr_calls');
