/* What rules may ask of an audit. */
create view public.workflow_audits with (security_invoker = true) as
select a.id, a.number, a.status, a.entity_type, a.entity_id, a.agent_id, a.team, a.scorecard_id, a.sample_id, a.auditor_id, a.reviewer_id, a.raw_score,
  a.first_score, a.review_score, a.final_score, a.is_auto_failed, a.outcome, a.work_at, a.created_at, a.scored_at
from public.audits a
where a.deleted_at is null;
comment on view public.workflow_audits is 'Audits, for rules. access: service only';
revoke all on public.workflow_audits from public, anon, authenticated, service_role;
grant select on public.workflow_audits to service_role;
