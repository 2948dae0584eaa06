create table public.survey_responses (
  id              uuid primary key default gen_random_uuid(),
  invitation_id   uuid not null unique references public.survey_invitations (id),
  survey_id       uuid not null references public.surveys (id),
  revision        integer not null,
  kind            text collate "C" not null check (kind in ('csat', 'nps', 'ces', 'choice', 'text')),
  score           integer,
  answer          text collate "C",
  answers         jsonb not null,
  comment         text not null default '',
  former          jsonb not null default '[]',
  edited_at       timestamptz,
  language        text collate "C" not null,
  channel         text collate "C" check (channel in ('email', 'whatsapp')),
  customer_id     uuid references public.customers (id) on delete set null,
  entity_type     text collate "C",
  entity_id       text collate "C",
  agent_id        uuid references public.agents (id) on delete set null,
  team            text collate "C",
  ticket_id       uuid references public.tickets (id) on delete set null,
  excluded_reason text,
  excluded_by     uuid,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  version         integer not null default 1
);
comment on table public.survey_responses is 'What customers answered: one for each invitation.';
comment on column public.survey_responses.score is 'The answer to the first question where that is a number.';
comment on column public.survey_responses.answer is 'The answer to the first question as text, where it is one of few.';
comment on column public.survey_responses.comment is 'What was answered to questions for text.';
comment on column public.survey_responses.former is 'What was answered before it was changed: [{"answers", "score", "at"}].';
comment on column public.survey_responses.excluded_reason is 'Why it does not count in results; it is counted there as left out.';

-- Every order and every filter of the list; prove:scale asks for each.
create index survey_responses_list on public.survey_responses (created_at desc, id desc);
create index survey_responses_score on public.survey_responses (score desc, id desc);
create index survey_responses_scores on public.survey_responses (score, created_at desc, id desc);
create index survey_responses_survey on public.survey_responses (survey_id, created_at desc, id desc);
create index survey_responses_kind on public.survey_responses (kind, created_at desc, id desc);
create index survey_responses_channel on public.survey_responses (channel, created_at desc, id desc);
create index survey_responses_team on public.survey_responses (team, created_at desc, id desc);
create index survey_responses_agent on public.survey_responses (agent_id, created_at desc, id desc);
create index survey_responses_customer on public.survey_responses (customer_id, created_at desc, id desc);
create index survey_responses_entity on public.survey_responses (entity_type, entity_id, created_at desc, id desc) where entity_type is not null;
create index survey_responses_search on public.survey_responses using gin (comment extensions.gin_trgm_ops);

create trigger survey_responses_touch before update on public.survey_responses for each row execute function public.touch_row();

select public.publish_table('public.survey_responses', module => 'survey_responses', scopes => $$array['team:' || r.team]$$, activity => 'id', classes => '
  none: id, invitation_id, survey_id, revision, kind, score, answer, edited_at, language, channel, customer_id, entity_type, entity_id, agent_id
  none: team, ticket_id, excluded_reason, excluded_by, created_at, updated_at, version
  personal: answers, comment, former');

select public.announce_table('public.survey_responses', 'tickets', 'survey_response', 'survey_responses',
  'survey_id,invitation_id,kind,score,channel,customer_id,entity_type,entity_id,agent_id,team,ticket_id,version', p_scopes => $$array['team:' || r.team]$$);

select public.keep_counts('public.survey_responses', columns => 'kind,score,channel,team');
