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

revoke all on public.kaleyra_facts from public, anon, authenticated, service_role;
