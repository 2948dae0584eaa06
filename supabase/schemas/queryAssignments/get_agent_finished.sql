/* What an agent finished between two moments, or had finished and came back then, in the order of time. */
create function public.get_agent_finished(p_agent_id uuid, p_start timestamptz, p_end timestamptz)
returns table (channel text, entity_type text, entity_id uuid, finished_at timestamptz, reopened_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select a.channel, a.entity_type, a.entity_id, a.ended_at, a.reopened_at
  from public.query_assignments a
  where a.agent_id = p_agent_id and a.status = 'done' and a.ended_at >= p_start and a.ended_at < p_end
  union
  select a.channel, a.entity_type, a.entity_id, a.ended_at, a.reopened_at
  from public.query_assignments a
  where a.agent_id = p_agent_id and a.reopened_at >= p_start and a.reopened_at < p_end
  order by 4, 3
$$;
select public.grant_to_service('get_agent_finished');
