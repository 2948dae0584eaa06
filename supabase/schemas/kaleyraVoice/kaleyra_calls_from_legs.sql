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
    else coalesce(c.answered_agent_numbers, '{}') end as answered_agent_numbers,
  c.customer_number
from (
  select
    l.call_id,
    min(l.start_time) as start_time,
    (array_agg(l.service order by l.start_time, l.id <> l.call_id, l.id))[1] as service,
    -- Who called, or was called.
    (array_agg(case when l.service = 'Click2Call' then l.callto else l.callfrom end order by l.start_time, l.id <> l.call_id, l.id))[1] as customer_number,
    (array_agg(l.connected order by l.start_time, l.id <> l.call_id, l.id))[1] as connected,
    (array_agg(l.billsec::bigint order by l.start_time, l.id <> l.call_id, l.id))[1] as talk_seconds,
    count(*)::integer as leg_count,
    count(*) filter (where l.forwarded) as agents_rung,
    count(*) filter (where l.forwarded and l.connected) as agents_connected,
    coalesce(sum(l.billsec) filter (where l.forwarded and l.connected), 0) as agents_talk_seconds,
    array_agg(l.agent_number) filter (where l.forwarded) as agent_numbers,
    array_agg(l.agent_number) filter (where l.forwarded and l.connected) as answered_agent_numbers
  from (
    select k.id, k.call_id, k.start_time, k.service, k.agent_number, k.billsec, k.callfrom, k.callto,
      k.service = 'CallForward' as forwarded,
      k.status = any ((select s.connected_statuses from public.kaleyra_settings s)::text[]) as connected
    from public.kaleyra_call_logs k
  ) l
  group by l.call_id
) c;
comment on view public.kaleyra_calls_from_legs is 'The definition of kaleyra_calls. access: service only';

revoke all on public.kaleyra_calls_from_legs from public, anon, authenticated, service_role;
grant select on public.kaleyra_calls_from_legs to service_role;
