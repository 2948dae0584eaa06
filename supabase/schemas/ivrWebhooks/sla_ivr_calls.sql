/*
 * What the promises for IVR calls are chosen by. Whoever calls again while he waits for a call back is one caller who waits, since the first of his calls.
 */
create view public.sla_ivr_calls with (security_invoker = true) as
select c.id, c.status, 'call'::text as channel, (select t.key from public.departments d join public.teams t on t.id = d.team_id where d.key = c.department) as team,
  'normal'::text as priority, coalesce(r.tier, k.tier, 'normal') as tier, coalesce(c.language, nullif(r.language, ''), nullif(k.language, '')) as language,
  null::text as category, '{}'::text[] as labels, coalesce(r.tags, k.tags, '{}') as tags, c.provider_id as inbox, null::text as subject,
  'Call of ' || coalesce(nullif(c.customer_name, ''), c.customer_number, 'an unknown caller') as label, c.customer_id, c.assignee_id, c.created_at,
  case
    when c.direction = 'outbound' then 'outbound call'
    when c.provider_status = 'hangup' then 'given up in the menu'
    when c.provider_status = 'missed' and c.customer_number is null then 'number withheld'
    when c.provider_status = 'missed' and exists (
      select from public.ivr_calls o
      where o.customer_number = c.customer_number and o.provider_status = 'missed' and o.direction is distinct from 'outbound'
        and (o.started_at, o.id) < (c.started_at, c.id) and coalesce(o.completed_at, o.closed_at, 'infinity') >= c.started_at) then 'the caller waits already'
  end as excluded, c.department
from public.ivr_calls c
left join public.customers k on k.id = c.customer_id
left join public.customers r on r.id = k.merged_into;
comment on view public.sla_ivr_calls is 'IVR calls, for their clocks. access: service only';

/*
 * What happened to IVR calls, for their clocks. A call waits since it came. Talking answers it, in the call itself, in a later one, or when we called back,
 * and nothing is left to do then; a later missed call that a person completed settles it too, without an answer.
 */
create view public.sla_ivr_events with (security_invoker = true) as
select c.id as item_id, c.started_at as at, c.created_at as recorded_at, k.kind, null::uuid as by_user
from public.ivr_calls c
cross join lateral (values ('created'), ('customer_message')) k (kind)
union all
select c.id, coalesce(c.answered_at, c.started_at), c.created_at, 'reply', a.user_id
from public.ivr_calls c left join public.agents a on a.id = c.agent_id
where c.provider_status = 'answered' or (c.provider_status = 'live' and c.answered_at is not null)
union all
select c.id, coalesce(c.ended_at, c.answered_at, c.started_at), c.created_at, 'settled', null
from public.ivr_calls c where c.provider_status = 'answered'
union all
select c.id, s.at, s.at, k.kind, case when k.kind = 'reply' then s.by_user end
from public.ivr_calls c
cross join lateral (
  (select coalesce(a.answered_at, a.started_at) as at, g.user_id as by_user, true as is_talk
   from public.ivr_calls a left join public.agents g on g.id = a.agent_id
   where a.customer_number = c.customer_number and a.started_at >= c.started_at and a.provider_status = 'answered' and a.id <> c.id
   order by a.started_at, a.id limit 1)
  union all
  (select coalesce(t.started_at, b.created_at) as at, b.requested_by as by_user, true as is_talk
   from public.ivr_calls m join public.ivr_call_backs b on b.call_id = m.id join public.call_attempts t on t.id = b.attempt_id
   where m.customer_number = c.customer_number and t.outcome = 'answered' and coalesce(t.started_at, b.created_at) >= c.started_at
   order by 1, b.attempt_id limit 1)
  union all
  (select m.completed_at as at, null::uuid as by_user, false as is_talk
   from public.ivr_calls m
   where m.customer_number = c.customer_number and m.provider_status = 'missed' and m.completed_at >= c.started_at and m.id <> c.id
   order by m.completed_at, m.id limit 1)
) s
cross join lateral (values ('reply'), ('settled')) k (kind)
where c.provider_status = 'missed' and (s.is_talk or k.kind = 'settled');
comment on view public.sla_ivr_events is 'What happened to IVR calls, for their clocks. access: service only';

revoke all on public.sla_ivr_calls, public.sla_ivr_events from public, anon, authenticated, service_role;
grant select on public.sla_ivr_calls, public.sla_ivr_events to service_role;

/* What IVR calls say of their clocks. Returns those that it left alone because somebody else holds them. */
create function public.copy_sla_to_ivr_calls(p_ids uuid[]) returns uuid[]
language plpgsql security definer set search_path = '' as $$
declare
  v_held uuid[];
begin
  with wanted as (
    select s.*
    from public.sla_standings('ivr_call', p_ids) s join public.ivr_calls c on c.id = s.entity_id
    where (c.sla_tier, c.sla_status, c.sla_due_at, c.sla_breached_at) is distinct from (s.tier, s.status, s.due_at, s.breached_at)
  ), ours as materialized (
    select c.id from public.ivr_calls c where c.id in (select w.entity_id from wanted w) order by c.id for no key update skip locked
  ), made as (
    update public.ivr_calls c set sla_tier = w.tier, sla_status = w.status, sla_due_at = w.due_at, sla_breached_at = w.breached_at
    from wanted w, ours o where c.id = w.entity_id and o.id = w.entity_id
  )
  select array_agg(w.entity_id) into v_held from wanted w where not exists (select from ours o where o.id = w.entity_id);
  return coalesce(v_held, '{}');
end $$;
select public.grant_to_service('copy_sla_to_ivr_calls');

/* The clocks of missed calls follow those of their caller whose number is given. */
create function public.follow_sla_of_callers(p_numbers text[]) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if cardinality(p_numbers) > 0 then
    perform public.follow_sla_items('ivr_call', array(
      select c.id from public.ivr_calls c where c.customer_number = any (p_numbers) and c.provider_status = 'missed' and c.direction is distinct from 'outbound'));
  end if;
end $$;
select public.grant_to_service('follow_sla_of_callers');

/* The statement trigger for it. */
create function public.follow_sla_callers() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_numbers text[];
begin
  if tg_op = 'INSERT' then
    v_numbers := array(select distinct n.customer_number from new_rows n where n.provider_status in ('missed', 'answered') and n.customer_number is not null);
  elsif tg_op = 'DELETE' then
    v_numbers := array(select distinct o.customer_number from old_rows o where o.provider_status in ('missed', 'answered') and o.customer_number is not null);
  else
    v_numbers := array(
      select distinct b.number
      from old_rows o join new_rows n on n.id = o.id cross join lateral (values (o.customer_number), (n.customer_number)) b (number)
      where b.number is not null and (o.customer_number, o.provider_status, o.direction, o.started_at, o.answered_at, o.completed_at, o.closed_at, o.agent_id)
        is distinct from (n.customer_number, n.provider_status, n.direction, n.started_at, n.answered_at, n.completed_at, n.closed_at, n.agent_id));
  end if;
  perform public.follow_sla_of_callers(v_numbers);
  return null;
end $$;
revoke execute on function public.follow_sla_callers() from public, anon, authenticated;

create trigger ivr_calls_sla_insert after insert on public.ivr_calls
  referencing new table as new_rows for each statement execute function public.follow_sla_callers();
create trigger ivr_calls_sla_update after update on public.ivr_calls
  referencing old table as old_rows new table as new_rows for each statement execute function public.follow_sla_callers();
create trigger ivr_calls_sla_delete after delete on public.ivr_calls
  referencing old table as old_rows for each statement execute function public.follow_sla_callers();
