/* The text that is sent and signed. Its fields are documented: docs/workflows/outgoing_webhooks.md. */
create function public.webhook_body(p_seq bigint, p_event text, p_payload jsonb, p_at timestamptz) returns text
language sql immutable set search_path = '' as $$
  select json_build_object(
    'event', p_event, 'type', p_event,
    'timestamp', to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'data', p_payload, 'seq', p_seq)::text
$$;
select public.grant_to_service('webhook_body');
