/* Promises to customers that ended between two moments, kept or not, and whose work it was: what an agent's figures count. In the order of time. */
create function public.get_agent_promises(p_agent_id uuid, p_start timestamptz, p_end timestamptz)
returns table (channel text, entity_type text, entity_id uuid, metric text, cycle integer, state text, ended_at timestamptz, late_seconds integer)
language sql stable security definer set search_path = '' as $$
  select c.channel, c.entity_type, c.entity_id, c.metric, c.cycle, c.state, c.ended_at, coalesce(c.late_seconds, 0)
  from public.sla_clocks c
  where c.agent_id = p_agent_id and c.state in ('met', 'late', 'missed') and c.ended_at >= p_start and c.ended_at < p_end
  order by c.ended_at, c.id
$$;
select public.grant_to_service('get_agent_promises');
