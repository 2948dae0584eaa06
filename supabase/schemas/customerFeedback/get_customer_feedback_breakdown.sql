/*
 * Feedback of customers by channel and by the agent who looks after it, and the mean of the ratings of each; from kept counts. p_teams null: of all teams.
 * The parts add up to the total.
 */
create function public.get_customer_feedback_breakdown(p_teams text[] default null) returns jsonb
language sql stable security definer set search_path = '' as $$
  with channels as (
    select c.channel, sum(c.rows)::bigint as count, coalesce(sum(c.rows) filter (where c.rating is not null), 0)::bigint as rated,
      round(sum(c.rating * c.rows) / nullif(sum(c.rows) filter (where c.rating is not null), 0), 2)::float8 as average
    from public.customer_feedback_by_channel_counts c where p_teams is null or c.team = any (p_teams)
    group by 1 having sum(c.rows) > 0),
  agents as (
    select c.assignee_id as agent_id, sum(c.rows)::bigint as count, coalesce(sum(c.rows) filter (where c.rating is not null), 0)::bigint as rated,
      round(sum(c.rating * c.rows) / nullif(sum(c.rows) filter (where c.rating is not null), 0), 2)::float8 as average
    from public.customer_feedback_by_agent_counts c where p_teams is null or c.team = any (p_teams)
    group by 1 having sum(c.rows) > 0)
  select jsonb_build_object(
    'total', (select coalesce(sum(g.count), 0) from channels g),
    'by_channel', (select coalesce(jsonb_agg(to_jsonb(g) order by g.count desc, g.channel), '[]') from channels g),
    'by_agent', (select coalesce(jsonb_agg(to_jsonb(g) order by g.count desc, g.agent_id), '[]') from agents g))
$$;
select public.grant_to_service('get_customer_feedback_breakdown');
