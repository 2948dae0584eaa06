create table public.audit_samples (
  id                   uuid primary key default gen_random_uuid(),
  rule_key             text collate "C" not null unique,
  scorecard_id         uuid not null references public.audit_scorecards (id),
  scorecard_version_id uuid not null references public.audit_scorecard_versions (id),
  seed                 text collate "C" not null,
  per_agent            integer not null check (per_agent > 0),
  from_on              date not null,
  to_on                date not null,
  entity_types         text[] collate "C" not null,
  agent_ids            uuid[] not null default '{}',
  team                 text collate "C",
  only_breached        boolean not null default false,
  auditor_ids          uuid[] not null default '{}',
  due_on               date,
  drawn                integer not null,
  agents               jsonb not null default '[]',
  created_by           uuid,
  created_at           timestamptz not null default now()
);
comment on table public.audit_samples is 'A draw of work to audit: by which rule and seed, and what came of it.';
comment on column public.audit_samples.rule_key is 'Of rule and seed, not of who scores and until when: the same draw is made once.';
comment on column public.audit_samples.agents is '[{"agent_id", "wanted", "eligible", "drawn", "audited_before"}]';

create index audit_samples_newest on public.audit_samples (created_at desc, id desc);
create index audit_samples_scorecard on public.audit_samples (scorecard_id, created_at desc, id desc);
create index audit_samples_seed on public.audit_samples (seed, created_at desc, id desc);
create index audit_samples_team on public.audit_samples (team, created_at desc, id desc);

select public.publish_table('public.audit_samples', policy => $$(select public.has_permission('audits', 'edit'))$$, activity => 'id', classes => '
  none: id, rule_key, scorecard_id, scorecard_version_id, seed, per_agent, from_on, to_on, entity_types, agent_ids, team, only_breached, auditor_ids, due_on
  none: drawn, agents, created_by, created_at');
