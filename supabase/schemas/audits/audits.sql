create sequence public.audit_numbers;
revoke all on sequence public.audit_numbers from anon, authenticated;

create table public.audits (
  id                   uuid primary key default gen_random_uuid(),
  status               text collate "C" not null default 'pending'
    check (status in ('pending', 'in_progress', 'scored', 'acknowledged', 'disputed', 'resolved', 'cancelled')),
  entity_type          text collate "C" not null check (entity_type in ('email_thread', 'conversation', 'ivr_call', 'call', 'ticket')),
  entity_id            text collate "C" not null,
  agent_id             uuid not null references public.agents (id),
  team                 text collate "C",
  work_at              timestamptz not null,
  week                 date not null,
  scorecard_id         uuid not null references public.audit_scorecards (id),
  scorecard_version_id uuid not null references public.audit_scorecard_versions (id),
  sample_id            uuid references public.audit_samples (id),
  auditor_id           uuid references auth.users (id) on delete set null,
  reviewer_id          uuid references auth.users (id) on delete set null,
  due_on               date,
  raw_score            numeric(5, 2),
  first_score          numeric(5, 2),
  review_score         numeric(5, 2),
  final_score          numeric(5, 2),
  is_auto_failed       boolean not null default false,
  outcome              text collate "C" check (outcome in ('upheld', 'overturned')),
  summary              text not null default '',
  dispute_reason       text not null default '',
  scored_at            timestamptz,
  acknowledged_at      timestamptz,
  disputed_at          timestamptz,
  resolved_at          timestamptz,
  created_by           uuid,
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  version              integer not null default 1,
  deleted_at           timestamptz,
  scored               integer not null generated always as (case when final_score is null then 0 else 1 end) stored,
  final_hundredths     integer not null generated always as (coalesce((final_score * 100)::integer, 0)) stored,
  number               text collate "C" not null unique default public.next_number('AUD', 'public.audit_numbers')
);
comment on table public.audits is 'Work of an agent that somebody else scores.';
comment on column public.audits.team is 'Of the thing, or else of the agent, when the audit was made.';
comment on column public.audits.work_at is 'When the agent last worked on the thing before the audit was made.';
comment on column public.audits.week is 'The Monday of the business week of work_at.';
comment on column public.audits.scorecard_version_id is 'Stays when the scorecard changes.';
comment on column public.audits.auditor_id is 'The user who scores it; null while nobody has it.';
comment on column public.audits.reviewer_id is 'The user who decided the dispute: neither the auditor nor the agent.';
comment on column public.audits.raw_score is 'In percent, before critical questions: of the score that is final. Null: nothing applied.';
comment on column public.audits.first_score is 'The auditor''s, also when another became final.';
comment on column public.audits.review_score is 'The reviewer''s, when there is one.';
comment on column public.audits.final_score is 'What counts: the auditor''s score, or the reviewer''s after a dispute that overturned it.';
comment on column public.audits.is_auto_failed is 'A critical question failed, in the score that is final.';
comment on column public.audits.scored is 'One where there is a final score, for averages.';
comment on column public.audits.final_hundredths is 'The final score in hundredths of a percent, for averages.';

-- One thing is audited once.
create unique index audits_thing on public.audits (entity_type, entity_id) where deleted_at is null and status <> 'cancelled';
-- Every order and every filter of the list; prove:scale asks for each.
create index audits_newest on public.audits (created_at desc, id desc) where deleted_at is null;
create index audits_work on public.audits (work_at desc, id desc) where deleted_at is null;
create index audits_updated on public.audits (updated_at desc, id desc) where deleted_at is null;
create index audits_status on public.audits (status, created_at desc, id desc) where deleted_at is null;
create index audits_type on public.audits (entity_type, created_at desc, id desc) where deleted_at is null;
create index audits_entity on public.audits (entity_id, created_at desc, id desc) where deleted_at is null;
create index audits_agent on public.audits (agent_id, created_at desc, id desc) where deleted_at is null;
create index audits_team on public.audits (team, created_at desc, id desc) where deleted_at is null;
create index audits_week on public.audits (week, created_at desc, id desc) where deleted_at is null;
create index audits_scorecard on public.audits (scorecard_id, created_at desc, id desc) where deleted_at is null;
create index audits_card_version on public.audits (scorecard_version_id, created_at desc, id desc) where deleted_at is null;
create index audits_sample on public.audits (sample_id, created_at desc, id desc) where deleted_at is null;
create index audits_auditor on public.audits (auditor_id, created_at desc, id desc) where deleted_at is null;
create index audits_reviewer on public.audits (reviewer_id, created_at desc, id desc) where deleted_at is null;
create index audits_outcome on public.audits (outcome, created_at desc, id desc) where deleted_at is null;
create index audits_auto_failed on public.audits (is_auto_failed, created_at desc, id desc) where deleted_at is null;
create index audits_due on public.audits (due_on, created_at desc, id desc) where deleted_at is null;
create index audits_final on public.audits (final_score, created_at desc, id desc) where deleted_at is null;
create index audits_search on public.audits
  using gin (number extensions.gin_trgm_ops, summary extensions.gin_trgm_ops, dispute_reason extensions.gin_trgm_ops) where deleted_at is null;

create trigger audits_keep before insert or update on public.audits for each row execute function public.keep_audit();
create trigger audits_touch before update on public.audits for each row execute function public.touch_row();
create trigger audits_tell after insert or update of status, auditor_id on public.audits for each row execute function public.tell_of_audit();

create table public.audit_scores (
  audit_id       uuid not null references public.audits (id) on delete cascade,
  kind           text collate "C" not null check (kind in ('audit', 'review')),
  answers        jsonb not null default '[]',
  sections       jsonb not null default '[]',
  raw_score      numeric(5, 2),
  score          numeric(5, 2),
  is_auto_failed boolean not null default false,
  scored_by      uuid,
  scored_at      timestamptz,
  primary key (audit_id, kind)
);
comment on table public.audit_scores is 'What the auditor answered, and what the reviewer of a dispute did; both are kept. access: service only';
comment on column public.audit_scores.answers is
  '[{"question", "answer", "note", "at_seconds", "message_id", "points"}]; points in hundredths of a percent, null: not applicable. A draft has none.';
comment on column public.audit_scores.scored_at is 'Null: a draft.';

-- Whom it is about learns of it when it is scored.
select public.publish_table('public.audits', module => 'audits', policy => $$deleted_at is null and ((select public.has_permission('audits', 'edit'))
  or status in ('scored', 'acknowledged', 'disputed', 'resolved')
  and agent_id = (select a.id from public.agents a where a.user_id = (select auth.uid())))$$, activity => 'id', classes => '
  none: id, number, status, entity_type, entity_id, agent_id, team, work_at, week, scorecard_id, scorecard_version_id, sample_id, auditor_id, reviewer_id
  none: due_on, raw_score, first_score, review_score, final_score, is_auto_failed, outcome, scored_at, acknowledged_at, disputed_at, resolved_at
  none: created_by, created_at, updated_at, version, deleted_at, scored, final_hundredths
  personal: summary, dispute_reason');
select public.publish_table('public.audit_scores', activity => 'audit_id, kind', classes => '
  none: audit_id, kind, sections, raw_score, score, is_auto_failed, scored_by, scored_at
  personal: answers');

-- Whom it is about and how it came out is not announced: not all who hear of it may read it.
select public.announce_table('public.audits', 'tickets', 'audit', 'audits', 'number,status,entity_type,scorecard_id,version,deleted_at');

select public.keep_counts('public.audits', columns => 'status,entity_type,team,week,scorecard_version_id,outcome,is_auto_failed',
  sums => 'scored,final_hundredths', hidden => 'deleted_at');
