-- Two customers who may be one. People decide: nothing is merged because it looks alike.
create table public.customer_suggestions (
  id            uuid primary key default gen_random_uuid(),
  customer_id   uuid not null references public.customers (id) on delete cascade,
  other_id      uuid not null references public.customers (id) on delete cascade,
  reason        text collate "C" not null check (reason in ('same_message', 'number_change', 'plus_address', 'same_name')),
  evidence      jsonb not null default '{}',
  evidence_key  text not null default '',
  confidence    integer not null check (confidence between 0 and 100),
  state         text collate "C" not null default 'open' check (state in ('open', 'dismissed', 'merged')),
  seen          integer not null default 1,
  decided_by    uuid,
  decided_at    timestamptz,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  check (customer_id < other_id),
  unique (customer_id, other_id, reason, evidence_key)
);
comment on table public.customer_suggestions is 'Pairs of customers that may be one person, with what speaks for it. Dismissed once, the same evidence does not come back.';
comment on column public.customer_suggestions.confidence is 'In per cent.';
comment on column public.customer_suggestions.evidence is 'The addresses or names that agree: [{"kind", "value", "customer_id"}].';

create index customer_suggestions_list on public.customer_suggestions (created_at desc, id desc);
create index customer_suggestions_state on public.customer_suggestions (state, created_at desc, id desc);
create index customer_suggestions_reason on public.customer_suggestions (reason, created_at desc, id desc);
create index customer_suggestions_confidence on public.customer_suggestions (confidence desc, id desc);
create index customer_suggestions_customer on public.customer_suggestions (customer_id, created_at desc, id desc);
create index customer_suggestions_other on public.customer_suggestions (other_id);

create trigger customer_suggestions_activity after update on public.customer_suggestions
  for each row when (public.current_actor() is not null) execute function public.record_activity('id');

select public.publish_table('public.customer_suggestions', module => 'customers', classes => '
  none: id, customer_id, other_id, reason, confidence, state, seen, decided_by, decided_at, created_at, updated_at
  personal: evidence, evidence_key');
