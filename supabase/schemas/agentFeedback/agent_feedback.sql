create table public.agent_feedback (
  id           uuid primary key default gen_random_uuid(),
  status       text collate "C" not null default 'new' check (status in ('new', 'acknowledged', 'answered', 'closed')),
  kind         text collate "C" not null check (kind in ('praise', 'concern', 'suggestion')),
  visibility   text collate "C" not null default 'agent' check (visibility in ('managers', 'agent', 'team')),
  topic        text collate "C",
  rating       integer check (rating between 1 and 5),
  comment      text not null,
  is_anonymous boolean not null default false,
  agent_id     uuid not null references public.agents (id),
  answer       text not null default '',
  answered_at  timestamptz,
  answered_by  uuid,
  created_by   uuid,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  deleted_at   timestamptz,
  version      integer not null default 1,
  check (not is_anonymous or created_by is null)
);
comment on table public.agent_feedback is 'What colleagues and managers say about the work of an agent.';
comment on column public.agent_feedback.visibility is 'managers: who may edit feedback; agent: the agent too; team: everybody who may view feedback. Whoever wrote it sees it always.';
comment on column public.agent_feedback.topic is 'What it is mainly about: one, so that the figures add up.';
comment on column public.agent_feedback.is_anonymous is 'Nobody can say who wrote it: neither this row nor the activity log has a name.';

-- Every order and every filter of the list; prove:scale asks for each.
create index agent_feedback_list on public.agent_feedback (created_at desc, id desc) where deleted_at is null;
create index agent_feedback_updated on public.agent_feedback (updated_at desc, id desc) where deleted_at is null;
create index agent_feedback_status on public.agent_feedback (status, created_at desc, id desc) where deleted_at is null;
create index agent_feedback_kind on public.agent_feedback (kind, created_at desc, id desc) where deleted_at is null;
create index agent_feedback_visibility on public.agent_feedback (visibility, created_at desc, id desc) where deleted_at is null;
create index agent_feedback_topic on public.agent_feedback (topic, created_at desc, id desc) where deleted_at is null;
create index agent_feedback_rating on public.agent_feedback (rating, created_at desc, id desc) where deleted_at is null;
create index agent_feedback_anonymous on public.agent_feedback (is_anonymous, created_at desc, id desc) where deleted_at is null;
create index agent_feedback_agent on public.agent_feedback (agent_id, created_at desc, id desc) where deleted_at is null;
create index agent_feedback_author on public.agent_feedback (created_by, created_at desc, id desc) where deleted_at is null;
create index agent_feedback_search on public.agent_feedback
  using gin (comment extensions.gin_trgm_ops, answer extensions.gin_trgm_ops) where deleted_at is null;

create trigger agent_feedback_touch before update on public.agent_feedback for each row execute function public.touch_row();

select public.publish_table('public.agent_feedback', module => 'agent_feedback', policy => $$deleted_at is null and (visibility = 'team'
  or created_by = (select auth.uid())
  or visibility = 'agent' and agent_id = (select a.id from public.agents a where a.user_id = (select auth.uid()))
  or (select public.has_permission('agent_feedback', 'edit')))$$, activity => 'id', classes => '
  none: id, status, kind, visibility, topic, rating, is_anonymous, agent_id, answered_at, answered_by, created_by, created_at
  none: updated_at, deleted_at, version
  personal: comment, answer');

-- Whom it is about and what it says is not announced: not all who hear of it may read it.
select public.announce_table('public.agent_feedback', 'tickets', 'agent_feedback', 'agent_feedback', 'status,deleted_at,version');

select public.keep_counts('public.agent_feedback', columns => 'status,kind,visibility,topic,rating', hidden => 'deleted_at');
select public.keep_counts_as('agent_feedback_by_agent', 'public.agent_feedback', columns => 'agent_id,kind,rating', hidden => 'deleted_at');
