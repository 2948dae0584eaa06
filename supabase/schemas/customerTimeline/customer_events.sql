create table public.customer_events (
  id          uuid primary key default gen_random_uuid(),
  customer_id uuid not null references public.customers (id) on delete cascade,
  event_type  text collate "C" not null check (event_type <> ''),
  title       text not null,
  description text not null default '',
  occurred_at timestamptz not null default now(),
  agent_id    uuid references public.agents (id) on delete set null,
  metadata    jsonb not null default '{}',
  created_by  uuid,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  deleted_at  timestamptz,
  version     integer not null default 1
);
comment on table public.customer_events is 'What people and programs add to the timeline of a customer: a visit, an order, a payment.';

create index customer_events_customer on public.customer_events (customer_id, occurred_at desc, id desc) where deleted_at is null;

create trigger customer_events_touch before update on public.customer_events for each row execute function public.touch_row();

select public.publish_table('public.customer_events',
  policy => $$deleted_at is null and (select public.has_permission('timeline', 'view'))$$, activity => 'id', classes => '
  none: id, customer_id, event_type, occurred_at, agent_id, created_by, created_at, updated_at, deleted_at, version
  personal: title, description, metadata');

select public.announce_table('public.customer_events', 'tickets', 'customer_event', 'timeline',
  'customer_id,event_type,title,occurred_at,agent_id,version,deleted_at');
