/*
 * Works out anew which missed calls of these callers are still to be made good. A contact after a missed call makes it good: an answered call in
 * either direction, an answered call back, a missed call that a person completed. Of those that are left the earliest is the entry and the others
 * refer to it. Depends on the calls alone, not on the order in which they became known.
 */
create function public.settle_missed_calls(p_numbers text[]) returns void
language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_decisions jsonb;
begin
  -- Two batches with the same callers take turns.
  perform pg_advisory_xact_lock(hashtextextended('ivr_caller:' || n.number, 0)) from (select distinct unnest(p_numbers) as number order by 1) n;
  with missed as (
    select c.id, c.customer_number, c.started_at, c.completed_at, contact.at as closed_at, contact.call_id as closed_by, contact.how
    from (select distinct unnest(p_numbers) as number) n
    join public.ivr_calls c on c.customer_number = n.number and c.provider_status = 'missed' and c.direction is distinct from 'outbound'
    left join lateral (
      select k.at, k.call_id, k.how from (
        (select coalesce(a.answered_at, a.started_at) as at, a.id as call_id, 'answered' as how from public.ivr_calls a
         where a.customer_number = n.number and a.started_at >= c.started_at and a.provider_status = 'answered' and a.id <> c.id
         order by a.started_at limit 1)
        union all
        (select m.completed_at, m.id, 'completed' from public.ivr_calls m
         where m.customer_number = n.number and m.provider_status = 'missed' and m.completed_at >= c.started_at and m.id <> c.id
         order by m.completed_at limit 1)
        union all
        (select coalesce(t.started_at, b.created_at), null, 'called_back' from public.ivr_calls m join public.ivr_call_backs b on b.call_id = m.id
         join public.call_attempts t on t.id = b.attempt_id
         where m.customer_number = n.number and t.outcome = 'answered' and coalesce(t.started_at, b.created_at) >= c.started_at
         order by 1 limit 1)
      ) k order by k.at, k.call_id nulls last limit 1
    ) contact on true
  ), judged as (
    select m.*, m.closed_at is null and m.completed_at is null as is_open,
      row_number() over w as place, first_value(m.id) over w as entry_id, count(*) over w_all as calls, max(m.started_at) over w_all as last_at
    from missed m
    window w as (partition by m.customer_number, m.closed_at is null and m.completed_at is null order by m.started_at, m.id),
      w_all as (partition by m.customer_number, m.closed_at is null and m.completed_at is null)
  ), wanted as (
    select j.id, j.is_open and j.place = 1 as is_entry, case when j.is_open and j.place > 1 then j.entry_id end as entry_id,
      case when j.is_open and j.place = 1 then j.calls else 0 end as calls, case when j.is_open and j.place = 1 then j.last_at end as last_at,
      case when j.completed_at is null then j.closed_at end as closed_at, case when j.completed_at is null then j.closed_by end as closed_by,
      j.how
    from judged j
    union all
    -- What turned out to be no missed call is no entry any more.
    select c.id, false, null, 0, null, null, null, null from public.ivr_calls c
    where c.customer_number = any (p_numbers) and (c.provider_status <> 'missed' or c.direction = 'outbound')
      and (c.is_missed_entry or c.missed_entry_id is not null or c.closed_at is not null)
  ), settled as (
    update public.ivr_calls c set is_missed_entry = w.is_entry, missed_entry_id = w.entry_id, missed_count = w.calls, last_missed_at = w.last_at,
      closed_at = w.closed_at, closed_by_call_id = w.closed_by
    from wanted w
    where c.id = w.id and (c.is_missed_entry, c.missed_entry_id, c.missed_count, c.last_missed_at, c.closed_at, c.closed_by_call_id)
      is distinct from (w.is_entry, w.entry_id, w.calls, w.last_at, w.closed_at, w.closed_by)
    returning c.id, c.closed_at, c.closed_by_call_id, c.completed_at, w.how
  )
  select jsonb_agg(jsonb_build_object('kind', 'ivr.close_missed', 'entity_type', 'ivr_call', 'entity_id', s.id, 'module', 'ivr', 'rule_version', '1',
    'rule', case when s.closed_at is null then 'none' else s.how end,
    'chosen', case when s.closed_at is not null then jsonb_build_object('closed_at', s.closed_at, 'closed_by_call_id', s.closed_by_call_id) end,
    'reason', case when s.closed_at is null then 'What had made good for this missed call does not hold any more.'
      when s.how = 'answered' then 'The caller was talked to in a later call.'
      when s.how = 'completed' then 'A person completed another missed call of this caller.'
      else 'We called back, and the caller answered.' end) order by s.id)
  into v_decisions
  from settled s
  -- As it was before this statement.
  join public.ivr_calls b on b.id = s.id
  where s.completed_at is null
    and ((b.closed_at is null) <> (s.closed_at is null) or b.closed_by_call_id is distinct from s.closed_by_call_id);
  if v_decisions is not null then
    perform public.record_decisions(v_decisions);
  end if;
end $$;
select public.grant_to_service('settle_missed_calls');
