/* What rules may ask of a ticket. */
create view public.workflow_tickets with (security_invoker = true) as
select t.id, t.number, t.subject, t.description, t.status, t.priority, t.channel, t.category, t.team, t.assignee_id, t.customer_id, t.tags, t.watcher_ids, t.cycle,
  t.created_by, t.created_at, t.updated_at, t.due_at, t.waiting_since, t.status_since, t.last_customer_at, t.last_response_at, t.resolved_at,
  coalesce(r.tier, c.tier) as customer_tier, coalesce(r.tags, c.tags) as customer_tags, coalesce(r.display_name, c.display_name) as customer_name
from public.tickets t
left join public.customers c on c.id = t.customer_id
left join public.customers r on r.id = c.merged_into
where t.hidden_at is null;
comment on view public.workflow_tickets is 'Tickets, for rules. access: service only';
revoke all on public.workflow_tickets from public, anon, authenticated, service_role;
grant select on public.workflow_tickets to service_role;

create index tickets_resolved on public.tickets (resolved_at, id) where resolved_at is not null and hidden_at is null;
