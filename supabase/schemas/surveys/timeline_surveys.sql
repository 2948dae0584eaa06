create view public.timeline_surveys with (security_invoker = true) as
select i.customer_id as key, i.sent_at as at, i.id::text collate "C" as id, case when r.id is null then 'outbound' else 'inbound' end as direction,
  case when r.id is null then 'Asked: ' || s.name else 'Answered ' || coalesce(r.answer || ', ', '') || s.name end as title, coalesce(r.comment, '') as body,
  i.state as status, i.agent_id,
  jsonb_build_object('survey_id', i.survey_id, 'kind', s.kind, 'score', r.score, 'answer', r.answer, 'response_id', r.id, 'answered_at', r.created_at,
    'channel', i.channel, 'entity_type', i.entity_type, 'entity_id', i.entity_id) as details
from public.survey_invitations i
join public.surveys s on s.id = i.survey_id
left join public.survey_responses r on r.invitation_id = i.id
where i.customer_id is not null and i.sent_at is not null;
comment on view public.timeline_surveys is 'What customers were asked, and what they answered. access: service only';

revoke all on public.timeline_surveys from public, anon, authenticated, service_role;
grant select on public.timeline_surveys to service_role;
