/* Feedback about each agent, how much of it is of which kind, and the mean of its ratings; from kept counts. The parts add up to the total. */
create function public.get_agent_feedback_breakdown() returns jsonb
language sql stable security definer set search_path = '' as $$
  with agents as (
    select c.agent_id, sum(c.rows)::bigint as count, coalesce(sum(c.rows) filter (where c.kind = 'praise'), 0)::bigint as praise,
      coalesce(sum(c.rows) filter (where c.kind = 'concern'), 0)::bigint as concern,
      coalesce(sum(c.rows) filter (where c.kind = 'suggestion'), 0)::bigint as suggestion,
      coalesce(sum(c.rows) filter (where c.rating is not null), 0)::bigint as rated,
      round(sum(c.rating * c.rows) / nullif(sum(c.rows) filter (where c.rating is not null), 0), 2)::float8 as average
    from public.agent_feedback_by_agent_counts c group by 1 having sum(c.rows) > 0)
  select jsonb_build_object(
    'total', (select coalesce(sum(g.count), 0) from agents g),
    'by_agent', (select coalesce(jsonb_agg(to_jsonb(g) order by g.count desc, g.agent_id), '[]') from agents g))
$$;
select public.grant_to_service('get_agent_feedback_breakdown');
