/*
 * How questions of scorecards are answered in the scores that are final, per version, and per week when p_is_weekly: of audits whose columns equal what
 * p_filter says, of work between p_from and p_to. average is in percent.
 */
create function public.get_audit_questions(p_filter jsonb, p_from timestamptz, p_to timestamptz, p_is_weekly boolean) returns jsonb
language sql stable security definer set search_path = '' as $$
  with answers as (
    select a.scorecard_id, a.scorecard_version_id, case when p_is_weekly then a.week end as week, x.question, x.answer, x.points
    from public.audits a
    join public.audit_scores s on s.audit_id = a.id and s.kind = case when a.outcome = 'overturned' then 'review' else 'audit' end
    cross join lateral jsonb_to_recordset(s.answers) x (question text, answer text, points integer)
    where a.deleted_at is null and a.status in ('scored', 'acknowledged', 'disputed', 'resolved')
      and (p_from is null or a.work_at >= p_from) and (p_to is null or a.work_at < p_to)
      and (p_filter ->> 'agent_id' is null or a.agent_id = (p_filter ->> 'agent_id')::uuid)
      and (p_filter ->> 'scorecard_id' is null or a.scorecard_id = (p_filter ->> 'scorecard_id')::uuid)
      and (p_filter ->> 'auditor_id' is null or a.auditor_id = (p_filter ->> 'auditor_id')::uuid)
      and (p_filter ->> 'team' is null or a.team = p_filter ->> 'team')
      and (p_filter ->> 'entity_type' is null or a.entity_type = p_filter ->> 'entity_type')
  ), questions as (
    select v.id, v.scorecard_id, v.card_version, q.value ->> 'key' as key, q.value ->> 'text' as text, (q.value ->> 'is_critical')::boolean as is_critical,
      s.place as section, q.place
    from public.audit_scorecard_versions v
    cross join lateral jsonb_array_elements(v.sections) with ordinality s (value, place)
    cross join lateral jsonb_array_elements(s.value -> 'questions') with ordinality q (value, place)
    where v.id in (select a.scorecard_version_id from answers a)
  )
  select coalesce(jsonb_agg(to_jsonb(r) - '{section,place}'::text[] order by r.scorecard_id, r.card_version, r.section, r.place, r.week), '[]')
  from (
    select q.scorecard_id, q.id as scorecard_version_id, q.card_version, q.key as question, q.text, q.is_critical, a.week, count(*) as asked,
      count(*) filter (where a.points is null) as not_applicable, round(avg(a.points) / 100, 2) as average,
      count(*) filter (where q.is_critical and a.points = 0) as critical_failures, q.section, q.place
    from questions q join answers a on a.scorecard_version_id = q.id and a.question = q.key
    group by q.scorecard_id, q.id, q.card_version, q.key, q.text, q.is_critical, a.week, q.section, q.place
  ) r
$$;
select public.grant_to_service('get_audit_questions');
