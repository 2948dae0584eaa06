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
      (call_id, start_time, service, outcome, leg_count, talk_seconds, agent_numbers, answered_agent_numbers, customer_number)
    select f.call_id, f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers, f.customer_number
    from fresh f
    where not exists (select from kept k where k.call_id = f.call_id)
  ), changed as (
    update public.kaleyra_calls c set
      start_time = f.start_time, service = f.service, outcome = f.outcome, leg_count = f.leg_count, talk_seconds = f.talk_seconds,
      agent_numbers = f.agent_numbers, answered_agent_numbers = f.answered_agent_numbers, customer_number = f.customer_number
    from fresh f
    where c.call_id = any (p_call_ids) and c.call_id = f.call_id
      and (c.start_time, c.service, c.outcome, c.leg_count, c.talk_seconds, c.agent_numbers, c.answered_agent_numbers, c.customer_number)
        is distinct from (f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers, f.customer_number)
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
select public.grant_to_service('refresh_kaleyra_calls');
