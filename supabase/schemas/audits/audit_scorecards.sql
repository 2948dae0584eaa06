create table public.audit_scorecards (
  id           uuid primary key default gen_random_uuid(),
  name         text not null check (name <> ''),
  description  text not null default '',
  entity_types text[] collate "C" not null default '{}' check (entity_types <@ '{email_thread,conversation,ivr_call,call,ticket}'),
  is_active    boolean not null default true,
  card_version integer not null default 1,
  created_by   uuid,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  version      integer not null default 1,
  deleted_at   timestamptz
);
comment on table public.audit_scorecards is 'What work is scored by. Its questions are in audit_scorecard_versions.';
comment on column public.audit_scorecards.entity_types is 'The kinds of things it is for; empty: all that are audited.';
comment on column public.audit_scorecards.card_version is 'The version that new audits get.';

create unique index audit_scorecards_name on public.audit_scorecards (lower(name)) where deleted_at is null;
create index audit_scorecards_newest on public.audit_scorecards (created_at desc, id desc) where deleted_at is null;
create index audit_scorecards_by_name on public.audit_scorecards (name desc, id desc) where deleted_at is null;
create index audit_scorecards_active on public.audit_scorecards (is_active, created_at desc, id desc) where deleted_at is null;
create index audit_scorecards_search on public.audit_scorecards
  using gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops) where deleted_at is null;

create trigger audit_scorecards_touch before update on public.audit_scorecards for each row execute function public.touch_row();

create table public.audit_scorecard_versions (
  id           uuid primary key default gen_random_uuid(),
  scorecard_id uuid not null references public.audit_scorecards (id),
  card_version integer not null,
  sections     jsonb not null check (jsonb_typeof(sections) = 'array'),
  critical_cap numeric(5, 2) not null default 0 check (critical_cap between 0 and 100),
  created_by   uuid,
  created_at   timestamptz not null default now(),
  unique (scorecard_id, card_version)
);
comment on table public.audit_scorecard_versions is 'What a scorecard asked at one time. It never changes: audits that have it are scored by it to the end.';
comment on column public.audit_scorecard_versions.sections is
  '[{"key", "title", "weight", "questions": [{"key", "text", "guidance", "kind", "max_points", "weight", "is_critical", "allows_na"}]}]';
comment on column public.audit_scorecard_versions.critical_cap is 'The most that an audit with a failed critical question is worth, in percent.';

select public.publish_table('public.audit_scorecards', module => 'audits', activity => 'id', classes => '
  none: id, name, description, entity_types, is_active, card_version, created_by, created_at, updated_at, version, deleted_at');
select public.publish_table('public.audit_scorecard_versions', module => 'audits', activity => 'id', service => 'select, insert', classes => '
  none: id, scorecard_id, card_version, sections, critical_cap, created_by, created_at');
