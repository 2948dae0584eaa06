/* What rules may ask of a call over an IVR. */
create view public.workflow_ivr_calls with (security_invoker = true) as
select t.id, t.provider_id, t.status, t.direction, t.customer_number, t.did_number, t.department, t.language, t.agent_id, t.agent_name, t.assignee_id,
  t.category_id, t.notes, t.flags, t.is_missed_entry, t.missed_count, t.attempts, t.is_after_hours, t.is_sla_breached, t.ring_seconds,
  t.talk_seconds, t.started_at, t.answered_at, t.ended_at, t.closed_at, t.customer_id,
  coalesce(r.tier, c.tier) as customer_tier, coalesce(r.tags, c.tags) as customer_tags, coalesce(r.display_name, c.display_name) as customer_name
from public.ivr_calls t
left join public.customers c on c.id = t.customer_id
left join public.customers r on r.id = c.merged_into;
comment on view public.workflow_ivr_calls is 'Calls over an IVR, for rules. access: service only';
revoke all on public.workflow_ivr_calls from public, anon, authenticated, service_role;
grant select on public.workflow_ivr_calls to service_role;
