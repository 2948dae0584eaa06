create table public.query_assignments (
  id            uuid primary key default gen_random_uuid(),
  entity_type   text collate "C" not null,
  entity_id     uuid not null,
  channel       text collate "C" not null check (channel in ('email', 'chat', 'call', 'ticket')),
  team          text collate "C",
  agent_id      uuid not null references public.agents (id),
  customer_id   uuid,
  status        text collate "C" not null default 'open'
    check (status in ('open', 'claimed', 'accepted', 'done', 'returned', 'released', 'transferred', 'cancelled')),
  source        text collate "C" not null check (source in ('person', 'router', 'claim', 'item', 'rule')),
  assigned_by   uuid,
  reason        text not null default '',
  note          text not null default '',
  decision_id   uuid,
  waiting_since timestamptz not null,
  assigned_at   timestamptz not null default clock_timestamp(),
  accepted_at   timestamptz,
  answer_due_at timestamptz,
  lease_until   timestamptz,
  ended_at      timestamptz,
  updated_at    timestamptz not null default now(),
  version       integer not null default 1,
  is_scheduled  boolean not null default false,
  reopened_at   timestamptz,
  check ((ended_at is null) = (status in ('open', 'claimed', 'accepted'))),
  check ((lease_until is not null) = (status = 'claimed') or ended_at is not null),
  constraint query_assignments_reopened_check check (reopened_at is null or status = 'done')
);
comment on table public.query_assignments is 'Who holds what, and who held it. The assignee of the thing itself is its copy, written in the same transaction.';
comment on column public.query_assignments.status is 'open: given, nothing done yet; claimed: taken for a while; accepted: being worked on; the others have ended.';
comment on column public.query_assignments.source is 'person: somebody gave it; router: chosen, see decision_id; claim: the agent took it; item: the thing brought its assignee along; rule: by a rule of src/workflows.';
comment on column public.query_assignments.reopened_at is 'When the thing that the agent had finished came back, for the first time.';
comment on column public.query_assignments.customer_id is 'Whose matter it is; not followed when customers are merged.';
comment on column public.query_assignments.is_scheduled is 'Whether answer_due_at has been worked out.';
comment on column public.query_assignments.answer_due_at is 'When it goes back unless the agent has done something; null: never, or is_scheduled is not set.';

-- Two agents never hold one item.
create unique index query_assignments_live on public.query_assignments (entity_type, entity_id) where ended_at is null;
create index query_assignments_list on public.query_assignments (assigned_at desc, id desc);
create index query_assignments_updated on public.query_assignments (updated_at desc, id desc);
create index query_assignments_item on public.query_assignments (entity_id, assigned_at desc, id desc);
create index query_assignments_agent on public.query_assignments (agent_id, assigned_at desc, id desc);
create index query_assignments_agent_live on public.query_assignments (agent_id, assigned_at desc, id desc) where ended_at is null;
create index query_assignments_agent_ended on public.query_assignments (agent_id, ended_at desc) where ended_at is not null;
create index query_assignments_agent_reopened on public.query_assignments (agent_id, reopened_at) where reopened_at is not null;
create index query_assignments_finished on public.query_assignments (entity_id) where status = 'done' and reopened_at is null;
create index query_assignments_status on public.query_assignments (status, assigned_at desc, id desc);
create index query_assignments_team on public.query_assignments (team, assigned_at desc, id desc) where team is not null;
create index query_assignments_channel on public.query_assignments (channel, assigned_at desc, id desc);
create index query_assignments_source on public.query_assignments (source, assigned_at desc, id desc);
create index query_assignments_type on public.query_assignments (entity_type, assigned_at desc, id desc);
create index query_assignments_held on public.query_assignments (assigned_at desc, id desc) where ended_at is null;
create index query_assignments_customer on public.query_assignments (customer_id, assigned_at desc) where customer_id is not null;
create index query_assignments_answer_due on public.query_assignments (answer_due_at) where status = 'open';
create index query_assignments_unscheduled on public.query_assignments (assigned_at) where status = 'open' and not is_scheduled;
create index query_assignments_lease on public.query_assignments (lease_until) where status = 'claimed';

-- The version is of what people and agents do: when something goes back is worked out beside them.
create trigger query_assignments_touch before update of status, note on public.query_assignments
  for each row execute function public.touch_row();
-- What a person orders is noted; what the router does is told by its decisions, also when a person changes what it works by.
create trigger query_assignments_activity
  after insert or update of team, agent_id, status, accepted_at, lease_until, ended_at, reopened_at, note on public.query_assignments
  for each row when (public.current_actor() is not null) execute function public.record_activity('id');

select public.publish_table('public.query_assignments', module => 'assignments', scopes => $$array['team:' || r.team]$$, classes => '
  none: id, entity_type, entity_id, channel, team, agent_id, customer_id, status, source, assigned_by, reason, decision_id, waiting_since, assigned_at
  none: accepted_at, answer_due_at, lease_until, ended_at, updated_at, version, is_scheduled, reopened_at
  personal: note');

select public.announce_table('public.query_assignments', 'agents', 'query_assignment', 'assignments',
  'entity_type,entity_id,channel,team,agent_id,status,source,assigned_at,lease_until,ended_at,version',
  p_scopes => $$array['team:' || r.team]$$);

select public.keep_counts('public.query_assignments', columns => 'status,channel,team,source,entity_type');
