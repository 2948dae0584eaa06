create table public.sla_items (
  entity_type    text collate "C" not null,
  entity_id      uuid not null,
  channel        text collate "C" not null,
  team           text collate "C",
  priority       text collate "C" not null,
  tier           text collate "C" not null,
  agent_id       uuid,
  customer_id    uuid,
  policy_id      uuid,
  policy_version integer,
  calendar_id    uuid,
  is_live        boolean not null,
  excluded       text,
  due_at         timestamptz,
  next_at        timestamptz,
  primary key (entity_type, entity_id)
);
comment on table public.sla_items is 'The promise that holds for each thing, and when what was promised is due: read anew from what happened whenever something does.';
comment on column public.sla_items.policy_id is 'With policy_version and calendar_id the promise that holds. While it is open it is chosen anew with each reading; then it stays.';
comment on column public.sla_items.is_live is 'Whether it is open; reopening counts.';
comment on column public.sla_items.excluded is 'Why no clock runs for it; null: clocks do.';
comment on column public.sla_items.due_at is 'The first of its due moments; null: nothing is due.';
comment on column public.sla_items.next_at is 'When the clock alone changes something: a warning, a breach.';

create index sla_items_next on public.sla_items (next_at) where next_at is not null;
create index sla_items_live on public.sla_items (entity_type, entity_id) where is_live;
create index sla_items_customer on public.sla_items (customer_id) where is_live and customer_id is not null;

select public.publish_table('public.sla_items', module => 'sla', classes => '
  none: entity_type, entity_id, channel, team, priority, tier, agent_id, customer_id, policy_id, policy_version, calendar_id, is_live, excluded, due_at
  none: next_at');

create table public.sla_clocks (
  id              uuid primary key,
  entity_type     text collate "C" not null,
  entity_id       uuid not null,
  metric          text collate "C" not null check (metric in ('first_response', 'next_response', 'resolution')),
  cycle           integer not null,
  policy_id       uuid not null,
  policy_version  integer not null,
  channel         text collate "C" not null,
  team            text collate "C",
  tier            text collate "C" not null,
  agent_id        uuid,
  target_minutes  integer not null,
  state           text collate "C" not null
    check (state in ('running', 'at_risk', 'paused', 'breached', 'met', 'late', 'missed', 'cancelled')),
  started_at      timestamptz not null,
  due_at          timestamptz,
  warn_at         timestamptz,
  breach_at       timestamptz,
  ended_at        timestamptz,
  counted_seconds integer,
  late_seconds    integer
);
comment on table public.sla_clocks is 'One row for each thing, metric and cycle: a cache of what the clock of src/slaConfig says, which npm run sla:rebuild writes anew.';
comment on column public.sla_clocks.id is 'Made of the thing, the metric and the cycle.';
comment on column public.sla_clocks.cycle is 'Waits for an answer are counted; the others have one.';
comment on column public.sla_clocks.agent_id is 'Who answered; while nobody has, and for a resolution, who has the thing.';
comment on column public.sla_clocks.state is
  'Running, at_risk (the warning is due), paused or breached; ended: met, late, missed (ended without an answer, late), cancelled (ended without one, in time).';
comment on column public.sla_clocks.breach_at is 'From when on it is late: the due moment, or the next opening after one at closing.';
comment on column public.sla_clocks.counted_seconds is 'Business seconds that were counted; null while it has not ended.';

create index sla_clocks_item on public.sla_clocks (entity_id, entity_type);
create index sla_clocks_list on public.sla_clocks (started_at desc, id desc);
create index sla_clocks_due on public.sla_clocks (due_at, id) where ended_at is null;
create index sla_clocks_state on public.sla_clocks (state, started_at desc, id desc);
create index sla_clocks_metric on public.sla_clocks (metric, started_at desc, id desc);
create index sla_clocks_channel on public.sla_clocks (channel, started_at desc, id desc);
create index sla_clocks_team on public.sla_clocks (team, started_at desc, id desc);
create index sla_clocks_tier on public.sla_clocks (tier, started_at desc, id desc);
create index sla_clocks_agent on public.sla_clocks (agent_id, started_at desc, id desc);
create index sla_clocks_policy on public.sla_clocks (policy_id, started_at desc, id desc);
create index sla_clocks_type on public.sla_clocks (entity_type, started_at desc, id desc);
create index sla_clocks_agent_ended on public.sla_clocks (agent_id, ended_at) where ended_at is not null;

select public.publish_table('public.sla_clocks', module => 'sla', classes => '
  none: id, entity_type, entity_id, metric, cycle, policy_id, policy_version, channel, team, tier, agent_id, target_minutes, state, started_at, due_at
  none: warn_at, breach_at, ended_at, counted_seconds, late_seconds');
select public.keep_counts('public.sla_clocks', columns => 'state,metric,channel,team,tier,agent_id');
select public.announce_table('public.sla_clocks', 'tickets', 'sla_clock', 'sla', 'entity_type,entity_id,metric,cycle,state,due_at,ended_at,team,agent_id');

create table public.sla_notices (
  entity_type text collate "C" not null,
  entity_id   uuid not null,
  metric      text collate "C" not null,
  started_at  timestamptz not null,
  kind        text collate "C" not null check (kind in ('warning', 'breach')),
  user_ids    uuid[] not null,
  decision_id uuid,
  at          timestamptz not null default clock_timestamp(),
  primary key (entity_id, metric, started_at, kind)
);
comment on table public.sla_notices is 'Warnings and breaches that people were told of: once for each thing, metric and beginning of its clock, whatever is read anew. access: service only';
comment on column public.sla_notices.user_ids is 'Who was told; empty: whoever may view the module.';

select public.publish_table('public.sla_notices', classes => 'none: entity_type, entity_id, metric, started_at, kind, user_ids, decision_id, at');
