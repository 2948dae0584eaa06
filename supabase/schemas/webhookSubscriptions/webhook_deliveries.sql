create table public.webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  webhook_id text not null unique default 'msg_' || replace(gen_random_uuid()::text, '-', ''),
  subscription_id uuid not null references public.webhook_subscriptions (id) on delete cascade,
  seq bigint,
  event text not null,
  namespace text not null,
  entity_id text not null,
  body text not null,
  state text not null default 'pending' check (state in ('pending', 'sending', 'delivered', 'given_up', 'cancelled')),
  reason text,
  attempt_count integer not null default 0,
  schedule_position integer not null default 0,
  next_attempt_at timestamptz default now(),
  last_status_code integer,
  last_error text,
  event_at timestamptz not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (subscription_id, seq)
);
comment on column public.webhook_deliveries.webhook_id is 'The receiver''s idempotency key: the same in every attempt, also after a redelivery.';
comment on column public.webhook_deliveries.body is 'Text, built once: the signature covers bytes, and a redelivery sends the same ones.';
comment on column public.webhook_deliveries.schedule_position is 'Failed attempts since it was last (re)opened; attempt_count counts all there ever were.';

create index webhook_deliveries_open_idx on public.webhook_deliveries (subscription_id, namespace, entity_id, seq)
  where state in ('pending', 'sending');
create index webhook_deliveries_list_idx on public.webhook_deliveries (created_at desc, id desc);
create index webhook_deliveries_subscription_idx on public.webhook_deliveries (subscription_id, created_at desc, id desc);
create index webhook_deliveries_state_idx on public.webhook_deliveries (state, created_at desc, id desc);
create index webhook_deliveries_event_idx on public.webhook_deliveries (event, created_at desc, id desc);
create index webhook_deliveries_entity_idx on public.webhook_deliveries (entity_id, created_at desc);
create index webhook_deliveries_finished_idx on public.webhook_deliveries (finished_at) where finished_at is not null;

select public.publish_table('public.webhook_deliveries', module => 'webhooks', classes => '
  none: id, webhook_id, subscription_id, seq, event, namespace, entity_id, state, reason, attempt_count, schedule_position
  none: next_attempt_at, last_status_code, event_at, created_at, finished_at
  personal: body, last_error');
