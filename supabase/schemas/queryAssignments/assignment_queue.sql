create table public.assignment_queue (
  id            uuid primary key,
  entity_type   text collate "C" not null,
  channel       text collate "C" not null,
  team          text collate "C",
  priority      text collate "C" not null check (priority in ('low', 'normal', 'high', 'urgent')),
  language      text collate "C",
  skills        jsonb not null default '[]',
  sla_due_at    timestamptz,
  waiting_since timestamptz not null,
  is_starving   boolean not null default false,
  parked        text,
  reason        text,
  reason_at     timestamptz,
  lane          text collate "C" not null
    generated always as (channel || '/' || coalesce(team, '') || '/' || coalesce(language, '') || '/' || skills::text) stored,
  urgency       smallint not null
    generated always as (case priority when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 else 3 end) stored
);
comment on table public.assignment_queue is 'What waits for an agent: kept by follow_items from the views that register_assignable names.';
comment on column public.assignment_queue.id is 'The thing''s own.';
comment on column public.assignment_queue.is_starving is 'Has waited for so long that it goes before all others; set by age_assignment_queue.';
comment on column public.assignment_queue.parked is 'Why the router leaves it alone until it changes; null: it does not.';
comment on column public.assignment_queue.reason is 'Why nobody got it when the router last looked at it.';
comment on column public.assignment_queue.lane is 'Whoever may take one of these may take all: the router reads the beginning of each lane.';

create index assignment_queue_lane on public.assignment_queue (lane, is_starving desc, sla_due_at, urgency, waiting_since, id) where parked is null;
create index assignment_queue_lane_oldest on public.assignment_queue (lane, waiting_since);
create index assignment_queue_order on public.assignment_queue (is_starving desc, sla_due_at, urgency, waiting_since, id) where parked is null;
create index assignment_queue_oldest on public.assignment_queue (waiting_since, id);
create index assignment_queue_channel on public.assignment_queue (channel, waiting_since, id);
create index assignment_queue_team on public.assignment_queue (team, waiting_since, id);
create index assignment_queue_priority on public.assignment_queue (priority, waiting_since, id);
create index assignment_queue_language on public.assignment_queue (language, waiting_since, id);
create index assignment_queue_type on public.assignment_queue (entity_type, waiting_since, id);
create index assignment_queue_aging on public.assignment_queue (waiting_since) where not is_starving;

select public.publish_table('public.assignment_queue', module => 'assignments', scopes => $$array['team:' || r.team]$$, classes => '
  none: id, entity_type, channel, team, priority, language, skills, sla_due_at, waiting_since, is_starving, parked, reason, reason_at, lane
  none: urgency');

select public.keep_counts('public.assignment_queue', columns => 'channel,team,priority,lane');
