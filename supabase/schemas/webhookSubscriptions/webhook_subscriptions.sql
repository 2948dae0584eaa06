-- Outgoing webhooks: who wants to hear of what, what was sent, and what came of it.
create table public.webhook_subscriptions (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 200),
  description text not null default '',
  url text not null,
  event_types text[] not null check (cardinality(event_types) > 0),
  is_active boolean not null default true,
  disabled_at timestamptz,
  disabled_reason text,
  first_failure_at timestamptz,
  consecutive_failures integer not null default 0,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
comment on column public.webhook_subscriptions.event_types is 'Exact names, ''<entity>:*'' or ''*''.';
comment on column public.webhook_subscriptions.disabled_at is 'Set when we switched it off ourselves; a person''s is_active = false leaves it null.';
comment on column public.webhook_subscriptions.first_failure_at is 'Since when nothing has arrived; null after a success.';

-- The counters of failures are no deed of anybody, so their columns are left out.
create trigger webhook_subscriptions_activity after insert or delete or
  update of name, description, url, event_types, is_active, deleted_at on public.webhook_subscriptions
  for each row execute function public.record_activity('id');

select public.publish_table('public.webhook_subscriptions',
  module => 'webhooks', classes => '
  none: id, name, description, url, event_types, is_active, disabled_at, disabled_reason, first_failure_at
  none: consecutive_failures, created_by, created_at, updated_at, deleted_at');
