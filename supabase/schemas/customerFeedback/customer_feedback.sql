create table public.customer_feedback (
  id           uuid primary key default gen_random_uuid(),
  status       text collate "C" not null default 'new' check (status in ('new', 'in_review', 'answered', 'closed')),
  kind         text collate "C" not null check (kind in ('complaint', 'praise', 'suggestion', 'question')),
  channel      text collate "C" not null default 'other' check (channel in ('email', 'chat', 'call', 'web', 'in_person', 'other')),
  topic        text collate "C",
  rating       integer check (rating between 1 and 5),
  comment      text not null,
  is_anonymous boolean not null default false,
  customer_id  uuid references public.customers (id) on delete set null,
  team         text collate "C",
  assignee_id  uuid references public.agents (id) on delete set null,
  answer       text not null default '',
  answered_at  timestamptz,
  answered_by  uuid,
  created_by   uuid,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  deleted_at   timestamptz,
  version      integer not null default 1,
  check (not is_anonymous or customer_id is null)
);
comment on table public.customer_feedback is 'What customers think of us, in their own words.';
comment on column public.customer_feedback.topic is 'What it is mainly about: one, so that the figures add up.';
comment on column public.customer_feedback.is_anonymous is 'The customer did not want to be named: it never had a customer, neither here nor in the activity log, and never gets one.';

-- Every order and every filter of the list; prove:scale asks for each.
create index customer_feedback_list on public.customer_feedback (created_at desc, id desc) where deleted_at is null;
create index customer_feedback_updated on public.customer_feedback (updated_at desc, id desc) where deleted_at is null;
create index customer_feedback_status on public.customer_feedback (status, created_at desc, id desc) where deleted_at is null;
create index customer_feedback_kind on public.customer_feedback (kind, created_at desc, id desc) where deleted_at is null;
create index customer_feedback_channel on public.customer_feedback (channel, created_at desc, id desc) where deleted_at is null;
create index customer_feedback_topic on public.customer_feedback (topic, created_at desc, id desc) where deleted_at is null;
create index customer_feedback_rating on public.customer_feedback (rating, created_at desc, id desc) where deleted_at is null;
create index customer_feedback_team on public.customer_feedback (team, created_at desc, id desc) where deleted_at is null;
create index customer_feedback_anonymous on public.customer_feedback (is_anonymous, created_at desc, id desc) where deleted_at is null;
create index customer_feedback_assignee on public.customer_feedback (assignee_id, created_at desc, id desc) where deleted_at is null;
create index customer_feedback_customer on public.customer_feedback (customer_id, created_at desc, id desc);
create index customer_feedback_search on public.customer_feedback
  using gin (comment extensions.gin_trgm_ops, answer extensions.gin_trgm_ops) where deleted_at is null;

create trigger customer_feedback_team before insert or update of team on public.customer_feedback
  for each row when (new.team is not null) execute function public.name_team();
create trigger customer_feedback_touch before update on public.customer_feedback for each row execute function public.touch_row();

select public.publish_table('public.customer_feedback', module => 'customer_feedback', scopes => $$array['team:' || r.team]$$, policy => 'deleted_at is null',
  activity => 'id', classes => '
  none: id, status, kind, channel, topic, rating, is_anonymous, customer_id, team, assignee_id, answered_at, answered_by, created_by, created_at
  none: updated_at, deleted_at, version
  personal: comment, answer');

select public.announce_table('public.customer_feedback', 'tickets', 'customer_feedback', 'customer_feedback',
  'status,kind,channel,topic,rating,is_anonymous,customer_id,team,assignee_id,deleted_at,version', p_scopes => $$array['team:' || r.team]$$);

select public.keep_counts('public.customer_feedback', columns => 'status,kind,topic,rating,team', hidden => 'deleted_at');
select public.keep_counts_as('customer_feedback_by_channel', 'public.customer_feedback', columns => 'channel,rating,team', hidden => 'deleted_at');
select public.keep_counts_as('customer_feedback_by_agent', 'public.customer_feedback', columns => 'assignee_id,rating,team', hidden => 'deleted_at');
