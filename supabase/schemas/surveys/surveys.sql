create table public.surveys (
  id               uuid primary key default gen_random_uuid(),
  name             text not null check (name <> ''),
  description      text not null default '',
  kind             text collate "C" not null check (kind in ('csat', 'nps', 'ces', 'choice', 'text')),
  questions        jsonb not null,
  default_language text collate "C" not null default 'en',
  intro            jsonb not null default '{}',
  thanks           jsonb not null default '{}',
  is_active        boolean not null default true,
  ticket_at_most   integer,
  ticket_team      text collate "C",
  revision         integer not null default 1,
  created_by       uuid,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  deleted_at       timestamptz,
  version          integer not null default 1
);
comment on table public.surveys is 'What customers are asked after a contact. Every wording of the questions is in survey_revisions.';
comment on column public.surveys.kind is 'The type of the first question, whose answers make the score.';
comment on column public.surveys.questions is '[{"key", "type", "text" by language, "options", "is_required", "show_if"}]; the first is asked of everybody.';
comment on column public.surveys.intro is 'By language: what stands above the link.';
comment on column public.surveys.ticket_at_most is 'A score of so much or less opens a ticket; null: none does.';
comment on column public.surveys.revision is 'Counts the wordings of the questions: an invitation keeps the one that it was sent with.';

create index surveys_list on public.surveys (created_at desc, id desc) where deleted_at is null;
create index surveys_updated on public.surveys (updated_at desc, id desc) where deleted_at is null;
create index surveys_name on public.surveys (name, id) where deleted_at is null;
create index surveys_kind on public.surveys (kind, created_at desc, id desc) where deleted_at is null;
create index surveys_active on public.surveys (is_active, created_at desc, id desc) where deleted_at is null;
create index surveys_search on public.surveys
  using gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops) where deleted_at is null;

create table public.survey_revisions (
  survey_id        uuid not null references public.surveys (id) on delete cascade,
  revision         integer not null,
  questions        jsonb not null,
  default_language text collate "C" not null,
  since            timestamptz not null default now(),
  primary key (survey_id, revision)
);
comment on table public.survey_revisions is 'Every wording of every survey: an answer is read by the one that was asked.';

/* Before an update: other questions are another revision. */
create function public.revise_survey() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.revision := old.revision + (new.questions is distinct from old.questions or new.default_language <> old.default_language)::integer;
  return new;
end $$;
select public.grant_to_service('revise_survey');

/* After an insert or update: keeps the revision. */
create function public.keep_survey_revision() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.survey_revisions (survey_id, revision, questions, default_language)
  values (new.id, new.revision, new.questions, new.default_language) on conflict do nothing;
  return null;
end $$;
select public.grant_to_service('keep_survey_revision');

create trigger surveys_revise before update of questions, default_language on public.surveys for each row execute function public.revise_survey();
create trigger surveys_touch before update on public.surveys for each row execute function public.touch_row();
create trigger surveys_keep after insert or update on public.surveys for each row execute function public.keep_survey_revision();

select public.publish_table('public.surveys', module => 'surveys', policy => 'deleted_at is null', activity => 'id', classes => '
  none: id, name, description, kind, questions, default_language, intro, thanks, is_active, ticket_at_most, ticket_team, revision, created_by
  none: created_at, updated_at, deleted_at, version');
select public.publish_table('public.survey_revisions', module => 'surveys', classes => 'none: survey_id, revision, questions, default_language, since');

select public.announce_table('public.surveys', 'tickets', 'survey', 'surveys', 'name,kind,is_active,revision,deleted_at,version');
