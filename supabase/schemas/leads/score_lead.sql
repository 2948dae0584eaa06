/*
 * How likely somebody buys, from 0 to 100, and why: [{"reason", "points"}]. A function of what it is given alone: the same lead always has the same score.
 */
create function public.score_lead(
  p_source text, p_touches integer, p_reached text, p_is_lost boolean, p_has_value boolean, p_has_next_action boolean, out score integer, out reasons jsonb
)
language sql immutable set search_path = '' as $$
  select greatest(0, least(100, coalesce(sum(r.points), 0)))::integer,
    coalesce(jsonb_agg(jsonb_build_object('reason', r.reason, 'points', r.points) order by r.place) filter (where r.points <> 0), '[]')
  from (values
    (1, case p_source when 'referral' then 20 when 'video_call' then 20 when 'walk_in' then 15 when 'phone' then 10 when 'whatsapp' then 10
      when 'email' then 10 when 'website' then 10 when 'youtube' then 5 else 0 end, 'It came by ' || replace(p_source, '_', ' ') || '.'),
    (2, 10 * least(greatest(p_touches - 1, 0), 3), 'The customer came ' || p_touches || ' times.'),
    (3, case p_reached when 'contacted' then 10 when 'qualified' then 25 when 'proposal' then 40 when 'won' then 40 else 0 end,
      'It reached the stage ' || p_reached || '.'),
    (4, case when p_has_value then 10 else 0 end, 'What it is worth is known.'),
    (5, case when p_has_next_action then 5 else 0 end, 'There is a next action.'),
    (6, case when p_is_lost then -100 else 0 end, 'It is lost.')
  ) r (place, points, reason)
$$;
select public.grant_to_service('score_lead');
