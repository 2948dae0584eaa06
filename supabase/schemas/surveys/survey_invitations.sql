create table public.survey_invitations (
  id                 uuid primary key default gen_random_uuid(),
  survey_id          uuid not null references public.surveys (id),
  revision           integer not null,
  state              text collate "C" not null default 'waiting' check (state in ('waiting', 'sent', 'answered', 'suppressed', 'failed')),
  reason             text collate "C" check (reason <> ''),
  origin             text collate "C" not null check (origin in ('rule', 'person')),
  also_auto_resolved boolean not null default false,
  channel            text collate "C" check (channel in ('email', 'whatsapp')),
  language           text collate "C",
  customer_id        uuid references public.customers (id) on delete set null,
  entity_type        text collate "C",
  entity_id          text collate "C",
  agent_id           uuid references public.agents (id) on delete set null,
  team               text collate "C",
  send_at            timestamptz not null default now(),
  sent_at            timestamptz,
  expires_at         timestamptz,
  send_id            uuid unique references public.sends (id),
  created_by         uuid,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  version            integer not null default 1,
  foreign key (survey_id, revision) references public.survey_revisions (survey_id, revision),
  check ((entity_type is null) = (entity_id is null)),
  check ((reason is not null) = (state in ('suppressed', 'failed'))),
  check ((sent_at is not null) = (state in ('sent', 'answered', 'failed')))
);
comment on table public.survey_invitations is 'Whom we asked, or why not.';
comment on column public.survey_invitations.revision is 'The wording of the questions that is asked: what changes later changes nothing here.';
comment on column public.survey_invitations.state is 'suppressed: it was never sent; failed: it was, and did not arrive.';
comment on column public.survey_invitations.also_auto_resolved is 'It is sent also when no person resolved the matter.';
comment on column public.survey_invitations.agent_id is 'Who had the matter when the customer was asked.';

-- A matter is asked about once; what was not sent may be tried again.
create unique index survey_invitations_once on public.survey_invitations (survey_id, entity_type, entity_id)
  where entity_type is not null and state not in ('suppressed', 'failed');
-- Every order and every filter of the list; prove:scale asks for each.
create index survey_invitations_list on public.survey_invitations (created_at desc, id desc);
create index survey_invitations_sent on public.survey_invitations (sent_at desc, id desc) where sent_at is not null;
create index survey_invitations_survey on public.survey_invitations (survey_id, created_at desc, id desc);
create index survey_invitations_state on public.survey_invitations (state, created_at desc, id desc);
create index survey_invitations_reason on public.survey_invitations (reason, created_at desc, id desc) where reason is not null;
create index survey_invitations_origin on public.survey_invitations (origin, created_at desc, id desc);
create index survey_invitations_channel on public.survey_invitations (channel, created_at desc, id desc);
create index survey_invitations_team on public.survey_invitations (team, created_at desc, id desc);
create index survey_invitations_agent on public.survey_invitations (agent_id, created_at desc, id desc);
create index survey_invitations_customer on public.survey_invitations (customer_id, created_at desc, id desc);
create index survey_invitations_entity on public.survey_invitations (entity_type, entity_id, created_at desc, id desc) where entity_type is not null;
-- What the results of a survey are counted from, and when a customer was asked last.
create index survey_invitations_results on public.survey_invitations (survey_id, sent_at) include (state, agent_id, team, channel, revision)
  where sent_at is not null;
create index survey_invitations_asked on public.survey_invitations (customer_id, sent_at) where sent_at is not null;

create trigger survey_invitations_touch before update on public.survey_invitations for each row execute function public.touch_row();

select public.publish_table('public.survey_invitations', module => 'survey_responses', scopes => $$array['team:' || r.team]$$, classes => '
  none: id, survey_id, revision, state, reason, origin, also_auto_resolved, channel, language, customer_id, entity_type, entity_id, agent_id, team
  none: send_at, sent_at, expires_at, send_id, created_by, created_at, updated_at, version');

select public.announce_table('public.survey_invitations', 'tickets', 'survey_invitation', 'survey_responses',
  'survey_id,state,reason,channel,customer_id,entity_type,entity_id,agent_id,team,sent_at,version', p_scopes => $$array['team:' || r.team]$$);

select public.keep_counts('public.survey_invitations', columns => 'state,channel,team');
