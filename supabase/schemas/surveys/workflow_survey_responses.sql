/* What rules may ask of an answer to a survey. */
create view public.workflow_survey_responses with (security_invoker = true) as
select r.id, r.survey_id, s.name as survey, r.kind, r.score, r.answer, r.comment, r.language, r.channel, r.entity_type, r.entity_id, r.agent_id, r.team,
  r.ticket_id, r.customer_id, r.created_at,
  coalesce(m.tier, c.tier) as customer_tier, coalesce(m.tags, c.tags) as customer_tags, coalesce(m.display_name, c.display_name) as customer_name
from public.survey_responses r
join public.surveys s on s.id = r.survey_id
left join public.customers c on c.id = r.customer_id
left join public.customers m on m.id = c.merged_into;
comment on view public.workflow_survey_responses is 'Answers to surveys, for rules. access: service only';
revoke all on public.workflow_survey_responses from public, anon, authenticated, service_role;
grant select on public.workflow_survey_responses to service_role;
