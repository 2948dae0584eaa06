/* What the promises for tickets are chosen by. */
create view public.sla_tickets with (security_invoker = true) as
select t.id, t.status, 'ticket'::text as channel, t.team, t.priority, coalesce(r.tier, c.tier, 'normal') as tier,
  coalesce(nullif(r.language, ''), nullif(c.language, '')) as language, t.category, t.tags as labels, coalesce(r.tags, c.tags, '{}') as tags,
  null::uuid as inbox, t.subject, t.number || ' ' || t.subject as label, t.customer_id, t.assignee_id, t.created_at,
  case when t.deleted_at is not null then 'deleted' when t.merged_into is not null then 'merged into another one' end as excluded, null::text as department
from public.tickets t
left join public.customers c on c.id = t.customer_id
left join public.customers r on r.id = c.merged_into;
comment on view public.sla_tickets is 'Tickets, for their clocks. access: service only';

/*
 * What happened to tickets and to those merged into them, for their clocks. A ticket is open since it was made: what the customer wrote before counts from
 * then on, unless a person had answered it. Who opens one by hand or after a call does so for a customer who waits. An answer counts when it has left.
 */
create view public.sla_ticket_events with (security_invoker = true) as
select t.id as item_id, t.created_at as at, t.created_at as recorded_at, k.kind, null::uuid as by_user
from public.tickets t
cross join lateral (values ('created'), ('customer_message')) k (kind)
where k.kind = 'created' or (t.customer_id is not null and t.channel in ('call', 'manual'))
union all
select t.id, greatest(c.created_at, t.created_at), c.updated_at, 'customer_message', null
from public.tickets t
join public.ticket_comments c on c.ticket_id = any (public.ticket_members(t.id))
where c.source = 'customer' and c.deleted_at is null and (c.created_at >= t.created_at or not exists (
  select from public.ticket_comments a
  where a.ticket_id = any (public.ticket_members(t.id)) and a.source = 'agent' and a.visibility = 'public' and a.deleted_at is null and a.failed_at is null
    and a.created_at >= c.created_at and a.created_at < t.created_at))
union all
select t.id, case when c.email_id is not null then coalesce(e.sent_at, c.created_at) else c.created_at end, c.created_at,
  case when c.failed_at is not null or e.send_state = 'failed' or m.status = 'failed' then 'failed_reply' else 'reply' end, c.created_by
from public.tickets t
join public.ticket_comments c on c.ticket_id = any (public.ticket_members(t.id))
left join public.emails e on e.id = c.email_id
left join public.messages m on m.id = c.message_id
where c.source = 'agent' and c.visibility = 'public' and c.deleted_at is null and c.created_at >= t.created_at
  and (e.id is null or e.send_state is null or e.send_state in ('sent', 'failed'))
  and (m.id is null or m.status in ('sent', 'delivered', 'read', 'played', 'failed'));
comment on view public.sla_ticket_events is 'What happened to tickets, for their clocks. access: service only';

revoke all on public.sla_tickets, public.sla_ticket_events from public, anon, authenticated, service_role;
grant select on public.sla_tickets, public.sla_ticket_events to service_role;

/* What tickets say of their clocks. Returns those that it left alone because somebody else holds them. */
create function public.copy_sla_to_tickets(p_ids uuid[]) returns uuid[]
language plpgsql security definer set search_path = '' as $$
declare
  v_held uuid[];
begin
  with wanted as (
    select s.*
    from public.sla_standings('ticket', p_ids) s join public.tickets c on c.id = s.entity_id
    where (c.sla_status, c.sla_due_at) is distinct from (s.status, s.due_at)
  ), ours as materialized (
    select c.id from public.tickets c where c.id in (select w.entity_id from wanted w) order by c.id for no key update skip locked
  ), made as (
    update public.tickets c set sla_status = w.status, sla_due_at = w.due_at
    from wanted w, ours o where c.id = w.entity_id and o.id = w.entity_id
  )
  select array_agg(w.entity_id) into v_held from wanted w where not exists (select from ours o where o.id = w.entity_id);
  return coalesce(v_held, '{}');
end $$;
select public.grant_to_service('copy_sla_to_tickets');
