-- Kept figures of the Kaleyra calls, exact after every statement that changes kaleyra_call_logs.
--
-- Four rollups count the same facts along what the screens filter and group by: service, status, agent, agent and status.
-- Their buckets are quarters of an hour, hours and quarters of a day in UTC, which are the same in every zone, and business
-- days and months. Every zone's midnight falls on a quarter of an hour nowadays, so what is left over at the edges of a range
-- is minutes; those are read from the raw rows. Nothing relies on it: ranges are cut by instants (kaleyra_range_pieces).

create type public.kaleyra_grain as enum ('quarter_hour', 'hour', 'quarter_day', 'day', 'month');

/* The buckets that a quarter of an hour of a business day belongs to. No "set search_path": it is inlined. */
create function public.kaleyra_buckets(p_quarter_hour timestamp, p_day timestamp)
returns table (grain public.kaleyra_grain, bucket timestamp)
language sql immutable as $$
  values ('quarter_hour'::public.kaleyra_grain, p_quarter_hour), ('hour', date_trunc('hour', p_quarter_hour)),
    ('quarter_day', date_bin('6 hours', p_quarter_hour, '2000-01-01')), ('day', p_day), ('month', date_trunc('month', p_day))
$$;

create table public.kaleyra_service_rollups (
  grain                        public.kaleyra_grain not null,
  bucket                       timestamp not null,
  service                      text collate "C" not null,
  calls                        integer not null,
  customer_calls               integer not null,
  customer_calls_answered      integer not null,
  customer_calls_missed        integer not null,
  customer_calls_not_forwarded integer not null,
  primary key (grain, bucket, service)
);
comment on table public.kaleyra_service_rollups is
  'Legs per service, and customer calls per service of their first leg. access: service only';
comment on column public.kaleyra_service_rollups.bucket is
  'quarter_hour, hour, quarter_day: in UTC. day, month: the business date (its first day), so a call is counted on its local date whatever the clock did that night.';

create table public.kaleyra_status_rollups (
  grain        public.kaleyra_grain not null,
  bucket       timestamp not null,
  service      text collate "C" not null,
  status       text collate "C" not null,
  calls        integer not null
);
comment on table public.kaleyra_status_rollups is 'Legs per service and status. access: service only';
-- In this order: of two indexes that look the same on an empty table, the planner takes the younger.
create index kaleyra_status_rollups_status on public.kaleyra_status_rollups (status, grain, bucket);
alter table public.kaleyra_status_rollups add primary key (grain, bucket, service, status);

create table public.kaleyra_agent_rollups (
  grain                   public.kaleyra_grain not null,
  bucket                  timestamp not null,
  agent_number            text collate "C" not null,
  total_calls             integer not null,
  calls_answered          integer not null,
  missed_calls            integer not null,
  connected_calls         integer not null,
  total_talk_seconds      bigint not null,
  connected_talk_seconds  bigint not null,
  customer_calls          integer not null,
  customer_calls_answered integer not null,
  primary key (grain, bucket, agent_number)
);
comment on table public.kaleyra_agent_rollups is
  'CallForward legs per agent by the status sets in kaleyra_settings, and the customer calls that reached the agent, counted where the call began. access: service only';

create table public.kaleyra_agent_status_rollups (
  agent_number text collate "C" not null,
  bucket       timestamp not null,
  status       text collate "C" not null,
  calls        integer not null,
  primary key (agent_number, bucket, status)
);
comment on table public.kaleyra_agent_status_rollups is
  'CallForward legs per agent, business day and status, for the list of one agent. access: service only';

alter table public.kaleyra_service_rollups      set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
alter table public.kaleyra_status_rollups       set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
alter table public.kaleyra_agent_rollups        set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
alter table public.kaleyra_agent_status_rollups set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

alter table public.kaleyra_service_rollups enable row level security;
alter table public.kaleyra_status_rollups enable row level security;
alter table public.kaleyra_agent_rollups enable row level security;
alter table public.kaleyra_agent_status_rollups enable row level security;

-- The rules, each written once ---------------------------------------------------------------------

/*
 * What a customer call is. Its first leg is the earliest; of several in one second the root, then the smallest id.
 * Answered: an agent's leg connected, or a click-to-call that needed no agent leg connected itself.
 */
create view public.kaleyra_calls_from_legs with (security_invoker = true) as
select
  c.call_id,
  c.start_time,
  c.service,
  (case
    when c.agents_connected > 0 or (c.agents_rung = 0 and c.service = 'Click2Call' and c.connected) then 'answered'
    when c.agents_rung > 0 or c.service = 'Click2Call' then 'missed'
    else 'not_forwarded'
  end) collate "C" as outcome,
  c.leg_count,
  case
    when c.agents_rung > 0 then c.agents_talk_seconds
    when c.service = 'Click2Call' and c.connected then c.talk_seconds
    else 0
  end as talk_seconds,
  -- Seldom more than one: a sort in every group would cost more than asking.
  case when cardinality(c.agent_numbers) > 1 then array(select distinct a from unnest(c.agent_numbers) a order by a)
    else coalesce(c.agent_numbers, '{}') end as agent_numbers,
  case when cardinality(c.answered_agent_numbers) > 1 then array(select distinct a from unnest(c.answered_agent_numbers) a order by a)
    else coalesce(c.answered_agent_numbers, '{}') end as answered_agent_numbers
from (
  select
    l.call_id,
    min(l.start_time) as start_time,
    (array_agg(l.service order by l.start_time, l.id <> l.call_id, l.id))[1] as service,
    (array_agg(l.connected order by l.start_time, l.id <> l.call_id, l.id))[1] as connected,
    (array_agg(l.billsec::bigint order by l.start_time, l.id <> l.call_id, l.id))[1] as talk_seconds,
    count(*)::integer as leg_count,
    count(*) filter (where l.forwarded) as agents_rung,
    count(*) filter (where l.forwarded and l.connected) as agents_connected,
    coalesce(sum(l.billsec) filter (where l.forwarded and l.connected), 0) as agents_talk_seconds,
    array_agg(l.agent_number) filter (where l.forwarded) as agent_numbers,
    array_agg(l.agent_number) filter (where l.forwarded and l.connected) as answered_agent_numbers
  from (
    select k.id, k.call_id, k.start_time, k.service, k.agent_number, k.billsec,
      k.service = 'CallForward' as forwarded,
      k.status = any ((select s.connected_statuses from public.kaleyra_settings s)::text[]) as connected
    from public.kaleyra_call_logs k
  ) l
  group by l.call_id
) c;
comment on view public.kaleyra_calls_from_legs is 'The definition of kaleyra_calls. access: service only';

/*
 * What the rollups count: grouped legs, grouped customer calls, and grouped customer calls per agent.
 * A fact without a service, status or agent_number does not belong to the rollups keyed by it.
 */
create type public.kaleyra_fact as (
  quarter_hour                 timestamp,
  day                          timestamp,
  service                      text,
  agent_number                 text,
  status                       text,
  calls                        integer,
  talk_seconds                 bigint,
  customer_calls               integer,
  customer_calls_answered      integer,
  customer_calls_missed        integer,
  customer_calls_not_forwarded integer
);

create view public.kaleyra_facts with (security_invoker = true) as
select
  date_bin('15 minutes', l.start_time at time zone 'UTC', '2000-01-01') as quarter_hour,
  date_trunc('day', l.start_time at time zone (select s.timezone from public.kaleyra_settings s)) as day,
  l.service,
  case when l.service = 'CallForward' then l.agent_number end as agent_number,
  l.status,
  count(*)::integer as calls,
  sum(l.billsec) as talk_seconds,
  0 as customer_calls, 0 as customer_calls_answered, 0 as customer_calls_missed, 0 as customer_calls_not_forwarded
from public.kaleyra_call_logs l
group by 1, 2, 3, 4, 5
union all
select
  date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01'),
  date_trunc('day', c.start_time at time zone (select s.timezone from public.kaleyra_settings s)),
  c.service, null, null, 0, 0,
  count(*)::integer,
  count(*) filter (where c.outcome = 'answered')::integer,
  count(*) filter (where c.outcome = 'missed')::integer,
  count(*) filter (where c.outcome = 'not_forwarded')::integer
from public.kaleyra_calls c
group by 1, 2, 3
union all
select
  date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01'),
  date_trunc('day', c.start_time at time zone (select s.timezone from public.kaleyra_settings s)),
  null, a.agent_number, null, 0, 0,
  count(*)::integer,
  count(*) filter (where a.agent_number = any (c.answered_agent_numbers))::integer,
  0, 0
from public.kaleyra_calls c cross join unnest(c.agent_numbers) as a (agent_number)
group by 1, 2, 4;
comment on view public.kaleyra_facts is 'What all rollups are sums of. access: service only';

create view public.kaleyra_service_rollups_from_facts with (security_invoker = true) as
select g.grain, g.bucket, f.service,
  sum(f.calls)::integer as calls,
  sum(f.customer_calls)::integer as customer_calls,
  sum(f.customer_calls_answered)::integer as customer_calls_answered,
  sum(f.customer_calls_missed)::integer as customer_calls_missed,
  sum(f.customer_calls_not_forwarded)::integer as customer_calls_not_forwarded
from public.kaleyra_facts f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
where f.service is not null
group by 1, 2, 3;
comment on view public.kaleyra_service_rollups_from_facts is 'What kaleyra_service_rollups must hold. access: service only';

create view public.kaleyra_status_rollups_from_facts with (security_invoker = true) as
select g.grain, g.bucket, f.service, f.status, sum(f.calls)::integer as calls
from public.kaleyra_facts f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
where f.status is not null
group by 1, 2, 3, 4;
comment on view public.kaleyra_status_rollups_from_facts is 'What kaleyra_status_rollups must hold. access: service only';

create view public.kaleyra_agent_rollups_from_facts with (security_invoker = true) as
select g.grain, g.bucket, f.agent_number,
  sum(f.calls)::integer as total_calls,
  sum(case when f.status = any ((select s.answered_statuses from public.kaleyra_settings s)::text[]) then f.calls else 0 end)::integer as calls_answered,
  sum(case when f.status = any ((select s.missed_statuses from public.kaleyra_settings s)::text[]) then f.calls else 0 end)::integer as missed_calls,
  sum(case when f.status = any ((select s.connected_statuses from public.kaleyra_settings s)::text[]) then f.calls else 0 end)::integer as connected_calls,
  sum(case when f.status = any ((select s.answered_statuses from public.kaleyra_settings s)::text[]) then f.talk_seconds else 0 end)::bigint as total_talk_seconds,
  sum(case when f.status = any ((select s.connected_statuses from public.kaleyra_settings s)::text[]) then f.talk_seconds else 0 end)::bigint as connected_talk_seconds,
  sum(f.customer_calls)::integer as customer_calls,
  sum(f.customer_calls_answered)::integer as customer_calls_answered
from public.kaleyra_facts f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
where f.agent_number is not null
group by 1, 2, 3;
comment on view public.kaleyra_agent_rollups_from_facts is 'What kaleyra_agent_rollups must hold. access: service only';

create view public.kaleyra_agent_status_rollups_from_facts with (security_invoker = true) as
select f.agent_number, f.day as bucket, f.status, sum(f.calls)::integer as calls
from public.kaleyra_facts f
where f.agent_number is not null and f.status is not null
group by 1, 2, 3;
comment on view public.kaleyra_agent_status_rollups_from_facts is 'What kaleyra_agent_status_rollups must hold. access: service only';

-- Keeping them -----------------------------------------------------------------------------------

/*
 * Writers of call logs take turns, until they commit: what a statement adds to a rollup, and which legs a call has, then
 * depends on committed rows only, and no two writers can wait for each other.
 */
create function public.lock_kaleyra_call_logs() returns void
language plpgsql set search_path = '' as $$
begin
  if current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') then
    raise exception 'kaleyra_call_logs is written in READ COMMITTED only'
      using errcode = '25001', detail = 'The kept figures are worked out from what is committed once the writer has its turn; an older snapshot would miss it.';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('public.kaleyra_call_logs', 0));
end $$;

/*
 * Removes the rows that these facts brought to zero. ("offset 0": each is looked up in the index, whatever the planner thinks
 * of the tables' size; nobody else writes meanwhile, so a row's place is as good as its key.)
 */
create function public.remove_empty_kaleyra_rollups(p_facts public.kaleyra_fact[]) returns void
language plpgsql set search_path = '' set enable_seqscan = off as $$
begin
  delete from public.kaleyra_service_rollups where ctid = any (array(
    select r.ctid
    from (
      select distinct g.grain, g.bucket, e.service
      from unnest(p_facts) e cross join lateral public.kaleyra_buckets(e.quarter_hour, e.day) g
      where e.service is not null and (e.calls < 0 or e.customer_calls < 0)
    ) k
    cross join lateral (
      select ctid from public.kaleyra_service_rollups
      where grain = k.grain and bucket = k.bucket and service = k.service and calls = 0 and customer_calls = 0 offset 0
    ) r));

  delete from public.kaleyra_status_rollups where ctid = any (array(
    select r.ctid
    from (
      select distinct g.grain, g.bucket, e.service, e.status
      from unnest(p_facts) e cross join lateral public.kaleyra_buckets(e.quarter_hour, e.day) g
      where e.status is not null and e.calls < 0
    ) k
    cross join lateral (
      select ctid from public.kaleyra_status_rollups
      where grain = k.grain and bucket = k.bucket and service = k.service and status = k.status and calls = 0 offset 0
    ) r));

  delete from public.kaleyra_agent_rollups where ctid = any (array(
    select r.ctid
    from (
      select distinct g.grain, g.bucket, e.agent_number
      from unnest(p_facts) e cross join lateral public.kaleyra_buckets(e.quarter_hour, e.day) g
      where e.agent_number is not null and (e.calls < 0 or e.customer_calls < 0)
    ) k
    cross join lateral (
      select ctid from public.kaleyra_agent_rollups
      where grain = k.grain and bucket = k.bucket and agent_number = k.agent_number and total_calls = 0 and customer_calls = 0 offset 0
    ) r));

  delete from public.kaleyra_agent_status_rollups where ctid = any (array(
    select r.ctid
    from (
      select distinct e.agent_number, e.day, e.status
      from unnest(p_facts) e
      where e.agent_number is not null and e.status is not null and e.calls < 0
    ) k
    cross join lateral (
      select ctid from public.kaleyra_agent_status_rollups
      where agent_number = k.agent_number and bucket = k.day and status = k.status and calls = 0 offset 0
    ) r));
end $$;

/* Adds facts (negative ones take away) to the rollups; rows that reach zero go. */
create function public.apply_kaleyra_facts(p_facts public.kaleyra_fact[]) returns void
language plpgsql set search_path = '' as $$
declare
  s public.kaleyra_settings;
begin
  select * into s from public.kaleyra_settings;
  insert into public.kaleyra_service_rollups as r
    (grain, bucket, service, calls, customer_calls, customer_calls_answered, customer_calls_missed, customer_calls_not_forwarded)
  select g.grain, g.bucket, f.service,
    sum(f.calls), sum(f.customer_calls), sum(f.customer_calls_answered), sum(f.customer_calls_missed), sum(f.customer_calls_not_forwarded)
  from (
    select e.quarter_hour, e.day, e.service,
      sum(e.calls)::integer as calls,
      sum(e.customer_calls)::integer as customer_calls,
      sum(e.customer_calls_answered)::integer as customer_calls_answered,
      sum(e.customer_calls_missed)::integer as customer_calls_missed,
      sum(e.customer_calls_not_forwarded)::integer as customer_calls_not_forwarded
    from unnest(p_facts) e
    where e.service is not null
    group by 1, 2, 3
  ) f
  cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
  group by 1, 2, 3
  on conflict (grain, bucket, service) do update set
    calls = r.calls + excluded.calls,
    customer_calls = r.customer_calls + excluded.customer_calls,
    customer_calls_answered = r.customer_calls_answered + excluded.customer_calls_answered,
    customer_calls_missed = r.customer_calls_missed + excluded.customer_calls_missed,
    customer_calls_not_forwarded = r.customer_calls_not_forwarded + excluded.customer_calls_not_forwarded;

  insert into public.kaleyra_status_rollups as r (grain, bucket, service, status, calls)
  select g.grain, g.bucket, f.service, f.status, sum(f.calls)
  from (
    select e.quarter_hour, e.day, e.service, e.status, sum(e.calls)::integer as calls
    from unnest(p_facts) e
    where e.status is not null
    group by 1, 2, 3, 4
  ) f
  cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
  group by 1, 2, 3, 4
  on conflict (grain, bucket, service, status) do update set calls = r.calls + excluded.calls;

  insert into public.kaleyra_agent_rollups as r
    (grain, bucket, agent_number, total_calls, calls_answered, missed_calls, connected_calls, total_talk_seconds,
     connected_talk_seconds, customer_calls, customer_calls_answered)
  select g.grain, g.bucket, f.agent_number,
    sum(f.total_calls), sum(f.calls_answered), sum(f.missed_calls), sum(f.connected_calls), sum(f.total_talk_seconds),
    sum(f.connected_talk_seconds), sum(f.customer_calls), sum(f.customer_calls_answered)
  from (
    select e.quarter_hour, e.day, e.agent_number,
      sum(e.calls)::integer as total_calls,
      sum(case when e.status = any (s.answered_statuses) then e.calls else 0 end)::integer as calls_answered,
      sum(case when e.status = any (s.missed_statuses) then e.calls else 0 end)::integer as missed_calls,
      sum(case when e.status = any (s.connected_statuses) then e.calls else 0 end)::integer as connected_calls,
      sum(case when e.status = any (s.answered_statuses) then e.talk_seconds else 0 end)::bigint as total_talk_seconds,
      sum(case when e.status = any (s.connected_statuses) then e.talk_seconds else 0 end)::bigint as connected_talk_seconds,
      sum(e.customer_calls)::integer as customer_calls,
      sum(e.customer_calls_answered)::integer as customer_calls_answered
    from unnest(p_facts) e
    where e.agent_number is not null
    group by 1, 2, 3
  ) f
  cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
  group by 1, 2, 3
  on conflict (grain, bucket, agent_number) do update set
    total_calls = r.total_calls + excluded.total_calls,
    calls_answered = r.calls_answered + excluded.calls_answered,
    missed_calls = r.missed_calls + excluded.missed_calls,
    connected_calls = r.connected_calls + excluded.connected_calls,
    total_talk_seconds = r.total_talk_seconds + excluded.total_talk_seconds,
    connected_talk_seconds = r.connected_talk_seconds + excluded.connected_talk_seconds,
    customer_calls = r.customer_calls + excluded.customer_calls,
    customer_calls_answered = r.customer_calls_answered + excluded.customer_calls_answered;

  insert into public.kaleyra_agent_status_rollups as r (agent_number, bucket, status, calls)
  select e.agent_number, e.day, e.status, sum(e.calls)
  from unnest(p_facts) e
  where e.agent_number is not null and e.status is not null
  group by 1, 2, 3
  on conflict (agent_number, bucket, status) do update set calls = r.calls + excluded.calls;

  if exists (select from unnest(p_facts) e where e.calls < 0 or e.customer_calls < 0) then
    perform public.remove_empty_kaleyra_rollups(p_facts);
  end if;
end $$;

/*
 * Brings these customer calls in line with their legs; returns what that changes in the rollups.
 * The tables are entered by p_call_ids and what was found is joined by hashing, however few or many calls there are.
 */
create function public.refresh_kaleyra_calls(p_call_ids text[]) returns public.kaleyra_fact[]
language plpgsql set search_path = '' set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
declare
  v_zone  text := (select s.timezone from public.kaleyra_settings s);
  v_facts public.kaleyra_fact[];
begin
  with fresh as materialized (
    select f.* from public.kaleyra_calls_from_legs f where f.call_id = any (p_call_ids)
  ), kept as materialized (
    select c.* from public.kaleyra_calls c where c.call_id = any (p_call_ids)
  ), added as (
    insert into public.kaleyra_calls
      (call_id, start_time, service, outcome, leg_count, talk_seconds, agent_numbers, answered_agent_numbers)
    select f.call_id, f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers
    from fresh f
    where not exists (select from kept k where k.call_id = f.call_id)
  ), changed as (
    update public.kaleyra_calls c set
      start_time = f.start_time, service = f.service, outcome = f.outcome, leg_count = f.leg_count, talk_seconds = f.talk_seconds,
      agent_numbers = f.agent_numbers, answered_agent_numbers = f.answered_agent_numbers
    from fresh f
    where c.call_id = any (p_call_ids) and c.call_id = f.call_id
      and (c.start_time, c.service, c.outcome, c.leg_count, c.talk_seconds, c.agent_numbers, c.answered_agent_numbers)
        is distinct from (f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers)
  ), removed as (
    delete from public.kaleyra_calls c
    where c.call_id = any (p_call_ids) and not exists (select from fresh f where f.call_id = c.call_id)
  ), signed as (
    select 1 as sign, f.* from fresh f union all select -1, k.* from kept k
  ), bucketed as materialized (
    select
      date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01') as quarter_hour,
      date_trunc('day', c.start_time at time zone v_zone) as day,
      c.*
    from signed c
  )
  select array_agg(row(fact.*)::public.kaleyra_fact) into v_facts
  from (
    select b.quarter_hour, b.day, b.service, null, null, 0, 0,
      sum(b.sign) as customer_calls,
      coalesce(sum(b.sign) filter (where b.outcome = 'answered'), 0) as answered,
      coalesce(sum(b.sign) filter (where b.outcome = 'missed'), 0) as missed,
      coalesce(sum(b.sign) filter (where b.outcome = 'not_forwarded'), 0) as not_forwarded
    from bucketed b
    group by 1, 2, 3
    union all
    select b.quarter_hour, b.day, null, a.agent_number, null, 0, 0,
      sum(b.sign),
      coalesce(sum(b.sign) filter (where a.agent_number = any (b.answered_agent_numbers)), 0),
      0, 0
    from bucketed b cross join unnest(b.agent_numbers) as a (agent_number)
    group by 1, 2, 4
  ) fact
  where fact.customer_calls <> 0 or fact.answered <> 0 or fact.missed <> 0 or fact.not_forwarded <> 0;
  return coalesce(v_facts, '{}');
end $$;

/* Before each statement that writes call logs: wait for the turn. */
create function public.queue_kaleyra_writer() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_kaleyra_call_logs();
  return null;
end $$;

/* After each statement that wrote call logs: carry what it changed into the customer calls and the rollups. */
create function public.keep_kaleyra_rollups() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_many     constant integer := 1000000;  -- from here on working all out anew is quicker
  v_written  integer := 0;
  v_zone     text := (select s.timezone from public.kaleyra_settings s);
  v_call_ids text[];
  v_facts    public.kaleyra_fact[];
begin
  if tg_op = 'INSERT' then
    v_written := (select count(*) from (select from new_rows limit v_many) n);
  elsif tg_op = 'UPDATE' then
    v_written := (select count(*) from (select from new_rows limit v_many) n);
    if v_written > 0 then
      delete from public.kaleyra_call_recordings r
      where r.call_log_id = any (array(select o.id from old_rows o except select n.id from new_rows n));
    end if;
  elsif tg_op = 'DELETE' then
    v_written := (select count(*) from (select from old_rows limit v_many) o);
    delete from public.kaleyra_call_recordings r where r.call_log_id = any (array(select o.id from old_rows o));
  end if;
  if v_written = v_many then
    perform public.rebuild_kaleyra_rollups();
  end if;
  if v_written in (0, v_many) then
    return null;
  end if;

  if tg_op = 'INSERT' then
    with signed as materialized (
      select 1 as sign, n.call_id, n.start_time, n.service, n.agent_number, n.status, n.billsec from new_rows n
    )
    select (select array_agg(distinct c.call_id) from signed c), array_agg(row(f.*)::public.kaleyra_fact) into v_call_ids, v_facts
    from (
      select
        date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01'),
        date_trunc('day', c.start_time at time zone v_zone),
        c.service, case when c.service = 'CallForward' then c.agent_number end, c.status,
        sum(c.sign) as calls, sum(c.sign * c.billsec::bigint) as talk_seconds, 0, 0, 0, 0
      from signed c
      group by 1, 2, 3, 4, 5
    ) f;
  elsif tg_op = 'UPDATE' then
    with signed as materialized (
      select 1 as sign, n.call_id, n.start_time, n.service, n.agent_number, n.status, n.billsec from new_rows n
      union all
      select -1, o.call_id, o.start_time, o.service, o.agent_number, o.status, o.billsec from old_rows o
    )
    select (select array_agg(distinct c.call_id) from signed c), array_agg(row(f.*)::public.kaleyra_fact) into v_call_ids, v_facts
    from (
      select
        date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01'),
        date_trunc('day', c.start_time at time zone v_zone),
        c.service, case when c.service = 'CallForward' then c.agent_number end, c.status,
        sum(c.sign) as calls, sum(c.sign * c.billsec::bigint) as talk_seconds, 0, 0, 0, 0
      from signed c
      group by 1, 2, 3, 4, 5
    ) f
    where f.calls <> 0 or f.talk_seconds <> 0;
  elsif tg_op = 'DELETE' then
    with signed as materialized (
      select -1 as sign, o.call_id, o.start_time, o.service, o.agent_number, o.status, o.billsec from old_rows o
    )
    select (select array_agg(distinct c.call_id) from signed c), array_agg(row(f.*)::public.kaleyra_fact) into v_call_ids, v_facts
    from (
      select
        date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01'),
        date_trunc('day', c.start_time at time zone v_zone),
        c.service, case when c.service = 'CallForward' then c.agent_number end, c.status,
        sum(c.sign) as calls, sum(c.sign * c.billsec::bigint) as talk_seconds, 0, 0, 0, 0
      from signed c
      group by 1, 2, 3, 4, 5
    ) f;
  end if;

  v_facts := v_facts || public.refresh_kaleyra_calls(v_call_ids);
  if v_facts <> '{}' then
    perform public.apply_kaleyra_facts(v_facts);
  end if;
  return null;
end $$;

/* A table without legs has no figures, and no recordings. */
create function public.clear_kaleyra_rollups() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  truncate public.kaleyra_call_recordings, public.kaleyra_calls, public.kaleyra_service_rollups, public.kaleyra_status_rollups,
    public.kaleyra_agent_rollups, public.kaleyra_agent_status_rollups;
  return null;
exception when object_in_use then  -- one of them is truncated by the same statement
  delete from public.kaleyra_call_recordings;
  delete from public.kaleyra_calls;
  delete from public.kaleyra_service_rollups;
  delete from public.kaleyra_status_rollups;
  delete from public.kaleyra_agent_rollups;
  delete from public.kaleyra_agent_status_rollups;
  return null;
end $$;

create trigger a_turn before insert or update or delete or truncate on public.kaleyra_call_logs
  for each statement execute function public.queue_kaleyra_writer();
create trigger inserted after insert on public.kaleyra_call_logs
  referencing new table as new_rows for each statement execute function public.keep_kaleyra_rollups();
create trigger updated after update on public.kaleyra_call_logs
  referencing old table as old_rows new table as new_rows for each statement execute function public.keep_kaleyra_rollups();
create trigger deleted after delete on public.kaleyra_call_logs
  referencing old table as old_rows for each statement execute function public.keep_kaleyra_rollups();
create trigger truncated after truncate on public.kaleyra_call_logs
  for each statement execute function public.clear_kaleyra_rollups();

-- All at once ------------------------------------------------------------------------------------

/*
 * Brings the customer calls and all rollups in line with the raw rows; writes only what differs.
 * (By merge joins: what is new is then stored in the order in which it will be read.)
 */
create function public.rebuild_kaleyra_rollups() returns void
language plpgsql security definer set search_path = '' set enable_hashjoin = off set enable_nestloop = off as $$
begin
  perform public.lock_kaleyra_call_logs();

  merge into public.kaleyra_calls c using public.kaleyra_calls_from_legs f on c.call_id = f.call_id
  when matched and (c.start_time, c.service, c.outcome, c.leg_count, c.talk_seconds, c.agent_numbers, c.answered_agent_numbers)
      is distinct from (f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers) then
    update set start_time = f.start_time, service = f.service, outcome = f.outcome, leg_count = f.leg_count,
      talk_seconds = f.talk_seconds, agent_numbers = f.agent_numbers, answered_agent_numbers = f.answered_agent_numbers
  when not matched then
    insert (call_id, start_time, service, outcome, leg_count, talk_seconds, agent_numbers, answered_agent_numbers)
    values (f.call_id, f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers)
  when not matched by source then delete;

  merge into public.kaleyra_service_rollups r using public.kaleyra_service_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.service = f.service
  when matched and (r.calls, r.customer_calls, r.customer_calls_answered, r.customer_calls_missed, r.customer_calls_not_forwarded)
      is distinct from (f.calls, f.customer_calls, f.customer_calls_answered, f.customer_calls_missed, f.customer_calls_not_forwarded) then
    update set calls = f.calls, customer_calls = f.customer_calls, customer_calls_answered = f.customer_calls_answered,
      customer_calls_missed = f.customer_calls_missed, customer_calls_not_forwarded = f.customer_calls_not_forwarded
  when not matched then
    insert (grain, bucket, service, calls, customer_calls, customer_calls_answered, customer_calls_missed, customer_calls_not_forwarded)
    values (f.grain, f.bucket, f.service, f.calls, f.customer_calls, f.customer_calls_answered, f.customer_calls_missed, f.customer_calls_not_forwarded)
  when not matched by source then delete;

  merge into public.kaleyra_status_rollups r using public.kaleyra_status_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.service = f.service and r.status = f.status
  when matched and r.calls <> f.calls then update set calls = f.calls
  when not matched then insert (grain, bucket, service, status, calls) values (f.grain, f.bucket, f.service, f.status, f.calls)
  when not matched by source then delete;

  merge into public.kaleyra_agent_rollups r using public.kaleyra_agent_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.agent_number = f.agent_number
  when matched and (r.total_calls, r.calls_answered, r.missed_calls, r.connected_calls, r.total_talk_seconds, r.connected_talk_seconds,
        r.customer_calls, r.customer_calls_answered)
      is distinct from (f.total_calls, f.calls_answered, f.missed_calls, f.connected_calls, f.total_talk_seconds, f.connected_talk_seconds,
        f.customer_calls, f.customer_calls_answered) then
    update set total_calls = f.total_calls, calls_answered = f.calls_answered, missed_calls = f.missed_calls,
      connected_calls = f.connected_calls, total_talk_seconds = f.total_talk_seconds, connected_talk_seconds = f.connected_talk_seconds,
      customer_calls = f.customer_calls, customer_calls_answered = f.customer_calls_answered
  when not matched then
    insert (grain, bucket, agent_number, total_calls, calls_answered, missed_calls, connected_calls, total_talk_seconds,
      connected_talk_seconds, customer_calls, customer_calls_answered)
    values (f.grain, f.bucket, f.agent_number, f.total_calls, f.calls_answered, f.missed_calls, f.connected_calls, f.total_talk_seconds,
      f.connected_talk_seconds, f.customer_calls, f.customer_calls_answered)
  when not matched by source then delete;

  merge into public.kaleyra_agent_status_rollups r using public.kaleyra_agent_status_rollups_from_facts f
    on r.agent_number = f.agent_number and r.bucket = f.bucket and r.status = f.status
  when matched and r.calls <> f.calls then update set calls = f.calls
  when not matched then insert (agent_number, bucket, status, calls) values (f.agent_number, f.bucket, f.status, f.calls)
  when not matched by source then delete;
end $$;

/* What a rebuild would change: entries that are kept but wrong, and those that should be kept instead. Empty: all exact. */
create function public.verify_kaleyra_rollups() returns table (kept_in text, side text, entry jsonb)
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_kaleyra_call_logs();
  return query
  select 'kaleyra_calls', 'kept', to_jsonb(d) from (table public.kaleyra_calls except all table public.kaleyra_calls_from_legs) d
  union all
  select 'kaleyra_calls', 'rebuilt', to_jsonb(d) from (table public.kaleyra_calls_from_legs except all table public.kaleyra_calls) d;
  return query
  select 'kaleyra_service_rollups', 'kept', to_jsonb(d)
    from (table public.kaleyra_service_rollups except all table public.kaleyra_service_rollups_from_facts) d
  union all
  select 'kaleyra_service_rollups', 'rebuilt', to_jsonb(d)
    from (table public.kaleyra_service_rollups_from_facts except all table public.kaleyra_service_rollups) d;
  return query
  select 'kaleyra_status_rollups', 'kept', to_jsonb(d)
    from (table public.kaleyra_status_rollups except all table public.kaleyra_status_rollups_from_facts) d
  union all
  select 'kaleyra_status_rollups', 'rebuilt', to_jsonb(d)
    from (table public.kaleyra_status_rollups_from_facts except all table public.kaleyra_status_rollups) d;
  return query
  select 'kaleyra_agent_rollups', 'kept', to_jsonb(d)
    from (table public.kaleyra_agent_rollups except all table public.kaleyra_agent_rollups_from_facts) d
  union all
  select 'kaleyra_agent_rollups', 'rebuilt', to_jsonb(d)
    from (table public.kaleyra_agent_rollups_from_facts except all table public.kaleyra_agent_rollups) d;
  return query
  select 'kaleyra_agent_status_rollups', 'kept', to_jsonb(d)
    from (table public.kaleyra_agent_status_rollups except all table public.kaleyra_agent_status_rollups_from_facts) d
  union all
  select 'kaleyra_agent_status_rollups', 'rebuilt', to_jsonb(d)
    from (table public.kaleyra_agent_status_rollups_from_facts except all table public.kaleyra_agent_status_rollups) d;
end $$;

/* After the settings changed, by whomever: what was built with the old ones is built again. */
create function public.keep_kaleyra_settings() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op <> 'UPDATE' then
    raise exception 'kaleyra_settings has one row, for good' using errcode = '55000';
  end if;
  perform public.rebuild_kaleyra_rollups();
  return null;
end $$;
create trigger a_turn before update on public.kaleyra_settings
  for each statement execute function public.queue_kaleyra_writer();
create trigger rebuild after update on public.kaleyra_settings
  for each statement execute function public.keep_kaleyra_settings();
create trigger one_row before insert or delete or truncate on public.kaleyra_settings
  for each statement execute function public.keep_kaleyra_settings();

/* The business zone and the status sets, as the API is configured. Does nothing when they are in force already. */
create function public.configure_kaleyra_rollups(p_timezone text, p_connected text[], p_answered text[], p_missed text[]) returns boolean
language plpgsql set search_path = '' as $$
begin
  perform now() at time zone p_timezone;
  if exists (
    select from public.kaleyra_settings s
    where s.timezone = p_timezone and s.connected_statuses = p_connected and s.answered_statuses = p_answered and s.missed_statuses = p_missed
  ) then
    return false;
  end if;
  update public.kaleyra_settings
  set timezone = p_timezone, connected_statuses = p_connected, answered_statuses = p_answered, missed_statuses = p_missed;
  return true;
end $$;

revoke all on public.kaleyra_service_rollups, public.kaleyra_status_rollups, public.kaleyra_agent_rollups, public.kaleyra_agent_status_rollups,
  public.kaleyra_calls_from_legs, public.kaleyra_facts, public.kaleyra_service_rollups_from_facts, public.kaleyra_status_rollups_from_facts,
  public.kaleyra_agent_rollups_from_facts, public.kaleyra_agent_status_rollups_from_facts from public, anon, authenticated, service_role;
grant select on public.kaleyra_service_rollups, public.kaleyra_status_rollups, public.kaleyra_agent_rollups, public.kaleyra_agent_status_rollups,
  public.kaleyra_calls_from_legs to service_role;

revoke execute on function
  public.kaleyra_buckets(timestamp, timestamp), public.lock_kaleyra_call_logs(), public.remove_empty_kaleyra_rollups(public.kaleyra_fact[]), public.apply_kaleyra_facts(public.kaleyra_fact[]),
  public.refresh_kaleyra_calls(text[]), public.queue_kaleyra_writer(), public.keep_kaleyra_rollups(), public.clear_kaleyra_rollups(), public.keep_kaleyra_settings(),
  public.rebuild_kaleyra_rollups(), public.verify_kaleyra_rollups(), public.configure_kaleyra_rollups(text, text[], text[], text[])
from public, anon, authenticated;
grant execute on function
  public.lock_kaleyra_call_logs(), public.rebuild_kaleyra_rollups(), public.verify_kaleyra_rollups(), public.configure_kaleyra_rollups(text, text[], text[], text[])
to service_role;
