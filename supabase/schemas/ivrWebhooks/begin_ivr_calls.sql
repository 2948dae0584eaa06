/*
 * Locks up to 500 calls that events are about, whether they are there or not, and those that have these events already: the first step of storing
 * events; the caller works out what the calls are and goes on with store_ivr_calls in the same transaction. p_keys: [{"provider_id",
 * "provider_call_id"}]. Returns the calls that are there, each with its events [{"webhook_event_id", "received_at", "event"}].
 */
create function public.begin_ivr_calls(p_keys jsonb, p_webhook_event_ids bigint[])
returns table (id uuid, provider_id uuid, provider_call_id text, customer_number text, has_customer boolean, department_source text, department text, events jsonb)
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('ivr_call:' || k.provider_id || ':' || k.provider_call_id, 0)) from (
    select g.provider_id, g.provider_call_id from jsonb_to_recordset(p_keys) g (provider_id uuid, provider_call_id text)
    union
    select c.provider_id, c.provider_call_id from public.ivr_call_events e join public.ivr_calls c on c.id = e.call_id
    where e.webhook_event_id = any (p_webhook_event_ids)
    order by 1, 2
  ) k;
  return query
  select c.id, c.provider_id, c.provider_call_id, c.customer_number, c.customer_id is not null, c.department_source, c.department,
    (select coalesce(jsonb_agg(jsonb_build_object('webhook_event_id', e.webhook_event_id, 'received_at', e.received_at, 'event', e.event) order by e.id), '[]')
     from public.ivr_call_events e where e.call_id = c.id)
  from (
    select i.id from jsonb_to_recordset(p_keys) g (provider_id uuid, provider_call_id text)
    join public.ivr_calls i on i.provider_id = g.provider_id and i.provider_call_id = g.provider_call_id
    union
    select e.call_id from public.ivr_call_events e where e.webhook_event_id = any (p_webhook_event_ids)
  ) u join public.ivr_calls c on c.id = u.id;
end $$;
select public.grant_to_service('begin_ivr_calls');
