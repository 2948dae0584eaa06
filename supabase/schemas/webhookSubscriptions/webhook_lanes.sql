create table public.webhook_lanes (
  subscription_id uuid not null references public.webhook_subscriptions (id) on delete cascade,
  namespace text not null,
  entity_id text not null,
  due_at timestamptz not null,
  attempt_id bigint,
  primary key (subscription_id, namespace, entity_id)
);
comment on table public.webhook_lanes is
  'One row per endpoint and entity with open deliveries: only its oldest may be sent, which is what keeps the order. access: service only';
comment on column public.webhook_lanes.due_at is 'When its oldest delivery may be taken; while an attempt is under way, when the lease of that ends.';

create index webhook_lanes_due_idx on public.webhook_lanes (subscription_id, due_at, namespace, entity_id);

select public.publish_table('public.webhook_lanes', classes => 'none: subscription_id, namespace, entity_id, due_at, attempt_id');
