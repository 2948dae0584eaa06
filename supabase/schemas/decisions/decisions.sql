create table public.decision_contexts (
  id     uuid primary key default gen_random_uuid(),
  inputs jsonb not null,
  at     timestamptz not null default now()
);
comment on table public.decision_contexts is 'What several decisions of one pass had in common, such as the agents as they were. access: service only';

create table public.decisions (
  id           uuid primary key default gen_random_uuid(),
  kind         text collate "C" not null check (kind ~ '^[a-z][a-z_]*\.[a-z][a-z_]*$'),
  entity_type  text collate "C" not null,
  entity_id    text collate "C" not null,
  module       text collate "C" not null references public.modules (key),
  chosen       jsonb,
  reason       text not null,
  rule         text collate "C" not null,
  rule_version text collate "C" not null,
  inputs       jsonb not null default '{}',
  candidates   jsonb not null default '[]',
  context_id   uuid references public.decision_contexts (id),
  at           timestamptz not null default now()
);
comment on table public.decisions is 'What was done by itself, to what, and why: written in the transaction of the act, by record_decisions.';
comment on column public.decisions.kind is '<module>.<act>: routing.assign';
comment on column public.decisions.module is 'Whoever may view this module sees the decision.';
comment on column public.decisions.chosen is 'What it came to, such as {"agent_id"}; null: nothing could be chosen, and reason says why.';
comment on column public.decisions.inputs is 'What it was decided from, besides what context_id holds: with the rule of that version it gives the same answer again.';
comment on column public.decisions.candidates is 'Everything that could have been chosen, with what spoke for or against it.';

create index decisions_list on public.decisions (at desc, id desc);
create index decisions_kind on public.decisions (kind, at desc, id desc);
create index decisions_rule on public.decisions (rule, at desc, id desc);
create index decisions_entity on public.decisions (entity_type, entity_id, at desc, id desc);
create index decisions_context on public.decisions (context_id) where context_id is not null;

select public.publish_table('public.decision_contexts', classes => 'none: id, inputs, at');
select public.publish_table('public.decisions', policy => 'module in (select public.viewable_modules())',
  classes => '
  none: id, kind, entity_type, entity_id, module, chosen, rule, rule_version, context_id, at
  personal: reason, inputs, candidates');
