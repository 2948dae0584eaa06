/* What rules may ask of a lead from a comment. */
create view public.workflow_youtube_leads with (security_invoker = true) as
select t.id, t.number, t.lead_id, t.video_id, t.author_name, t.comment, t.comments, t.intent, t.status, t.source_state, t.assignee_id, t.commented_at,
  t.created_at, t.customer_id,
  coalesce(r.tier, c.tier) as customer_tier, coalesce(r.tags, c.tags) as customer_tags, coalesce(r.display_name, c.display_name) as customer_name
from public.youtube_leads t
left join public.customers c on c.id = t.customer_id
left join public.customers r on r.id = c.merged_into
where t.deleted_at is null;
comment on view public.workflow_youtube_leads is 'Leads from comments, for rules. access: service only';
revoke all on public.workflow_youtube_leads from public, anon, authenticated, service_role;
grant select on public.workflow_youtube_leads to service_role;
