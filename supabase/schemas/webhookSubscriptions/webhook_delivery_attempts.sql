create table public.webhook_delivery_attempts (
  id bigint generated always as identity primary key,
  delivery_id uuid not null references public.webhook_deliveries (id) on delete cascade,
  attempt integer not null,
  scheduled_at timestamptz not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  outcome text check (outcome in ('delivered', 'failed', 'released', 'lost')),
  status_code integer,
  error_code text,
  response_excerpt text check (octet_length(response_excerpt) <= 1024),
  duration_ms integer,
  unique (delivery_id, attempt)
);
comment on column public.webhook_delivery_attempts.outcome is
  'Null while under way; released: we stopped; lost: the worker vanished, and what the receiver saw is unknown.';

-- What a foreign server answered is for those who look after the endpoint, not for every reader.
select public.publish_table('public.webhook_delivery_attempts',
  policy => $$(select public.has_permission('webhooks', 'edit'))$$, classes => '
  none: id, delivery_id, attempt, scheduled_at, started_at, finished_at, outcome, status_code, error_code, duration_ms
  personal: response_excerpt');
