/*
 * What the results of a survey are made of: invitations that were sent from p_start to p_end, by agent, team, channel and revision, and all together
 * (dimension all), counted by answer. answered false: nobody answered; excluded: it was left out. Rows of the dimension not_sent have the state as value.
 */
create function public.get_survey_results(p_survey_id uuid, p_start timestamptz, p_end timestamptz)
returns table (dimension text, value text, is_answered boolean, is_excluded boolean, answer text, score integer, count bigint)
language sql stable security definer set search_path = '' as $$
  with asked as (
    select i.agent_id::text as agent, i.team, i.channel, i.revision::text as revision, r.id is not null as is_answered,
      coalesce(r.excluded_reason is not null, false) as is_excluded, r.answer, r.score
    from public.survey_invitations i
    left join public.survey_responses r on r.invitation_id = i.id
    where i.survey_id = p_survey_id and i.sent_at >= p_start and i.sent_at < p_end and i.state in ('sent', 'answered'))
  select case when grouping(a.agent) = 0 then 'agent' when grouping(a.team) = 0 then 'team' when grouping(a.channel) = 0 then 'channel'
      when grouping(a.revision) = 0 then 'revision' else 'all' end,
    coalesce(case when grouping(a.agent) = 0 then a.agent end, case when grouping(a.team) = 0 then a.team end,
      case when grouping(a.channel) = 0 then a.channel end, case when grouping(a.revision) = 0 then a.revision end),
    a.is_answered, a.is_excluded, a.answer, a.score, count(*)
  from asked a
  group by grouping sets (
    (a.is_answered, a.is_excluded, a.answer, a.score),
    (a.agent, a.is_answered, a.is_excluded, a.answer, a.score), (a.team, a.is_answered, a.is_excluded, a.answer, a.score),
    (a.channel, a.is_answered, a.is_excluded, a.answer, a.score), (a.revision, a.is_answered, a.is_excluded, a.answer, a.score))
  union all
  select 'not_sent', i.state, false, false, null, null, count(*)
  from public.survey_invitations i
  where i.survey_id = p_survey_id and i.created_at >= p_start and i.created_at < p_end and i.state in ('waiting', 'suppressed', 'failed')
  group by i.state
$$;
select public.grant_to_service('get_survey_results');
