/* What rules may ask of a video call with somebody who may buy. */
create view public.workflow_video_call_leads with (security_invoker = true) as
select t.id, t.lead_id, t.source, t.interest, t.status, t.outcome, t.assignee_id, t.starts_at, t.ends_at, t.value_minor, t.currency, t.follow_up_at,
  t.no_shows, t.created_at, t.customer_id,
  coalesce(r.tier, c.tier) as customer_tier, coalesce(r.tags, c.tags) as customer_tags, coalesce(r.display_name, c.display_name) as customer_name
from public.video_call_leads t
left join public.customers c on c.id = t.customer_id
left join public.customers r on r.id = c.merged_into
where t.deleted_at is null;
comment on view public.workflow_video_call_leads is 'Video calls, for rules. access: service only';
revoke all on public.workflow_video_call_leads from public, anon, authenticated, service_role;
grant select on public.workflow_video_call_leads to service_role;
