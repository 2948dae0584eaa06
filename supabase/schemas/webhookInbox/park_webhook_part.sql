/*
 * One part of an event that cannot be processed as it is becomes an event of its own, parked at once: it is seen and replayed alone, and the rest of
 * the event goes on. The same part a second time changes nothing.
 */
create function public.park_webhook_part(p_event_id bigint, p_part text, p_body bytea, p_code text, p_message text) returns void
language sql security definer set search_path = '' as $$
  insert into public.webhook_events (source, dedupe_key, state, method, path, query, headers, body, attempts, error_code, error_message, request_id)
  select w.source, left(w.dedupe_key, 400) || '#' || p_part, 'parked', w.method, w.path, w.query, w.headers, p_body, 1, p_code, left(p_message, 2000), w.request_id
  from public.webhook_events w where w.id = p_event_id
  on conflict (source, dedupe_key) do nothing
$$;
select public.grant_to_service('park_webhook_part');
