/*
 * How many conversations there are for the badges of a screen, in all, by channel, provider and team, or those of some teams: read from kept
 * counts.
 */
create function public.count_conversations(p_teams text[] default null) returns jsonb
language sql stable security definer set search_path = '' as $$
  with counts as (
    select grouping(c.channel, c.provider_id, c.team) as grouped, c.channel, c.provider_id, c.team,
      jsonb_build_object('open', coalesce(sum(c.rows) filter (where c.status = 'open'), 0),
        'pending', coalesce(sum(c.rows) filter (where c.status = 'pending'), 0),
        'snoozed', coalesce(sum(c.rows) filter (where c.status = 'snoozed'), 0),
        'resolved', coalesce(sum(c.rows) filter (where c.status = 'resolved'), 0),
        'unread', coalesce(sum(c.rows) filter (where c.is_unread), 0),
        'waiting', coalesce(sum(c.rows) filter (where c.is_waiting), 0),
        'unassigned', coalesce(sum(c.rows) filter (where c.status <> 'resolved' and c.assignee_id is null), 0)) as figures,
      coalesce(sum(c.rows), 0) as rows
    from public.conversations_counts c where p_teams is null or c.team = any (p_teams)
    group by grouping sets ((), (c.channel), (c.provider_id), (c.team))
  )
  select jsonb_build_object(
    'total', (select figures from counts where grouped = 7),
    'by_channel', coalesce((select jsonb_agg(jsonb_build_object('channel', channel) || figures order by channel) from counts where grouped = 3 and rows > 0), '[]'),
    'by_provider', coalesce((select jsonb_agg(jsonb_build_object('provider_id', provider_id) || figures order by provider_id) from counts where grouped = 5 and rows > 0), '[]'),
    'by_team', coalesce((select jsonb_agg(jsonb_build_object('team', team) || figures order by team nulls last) from counts where grouped = 6 and rows > 0), '[]'))
$$;
select public.grant_to_service('count_conversations');
