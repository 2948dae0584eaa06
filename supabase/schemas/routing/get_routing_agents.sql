/*
 * The agents as they are now, for the router: one statement. Times are milliseconds since 1970. p_window: how far back what they were given is
 * told; p_idle: whether the time without anything to do is added up.
 */
create function public.get_routing_agents(p_now timestamptz, p_window interval, p_idle boolean) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', a.id, 'category', a.availability, 'clocked_in_at', extract(epoch from a.clocked_in_at) * 1000, 'calendar_id', a.calendar_id,
    'teams', d.teams, 'skills', d.skills, 'languages', a.languages, 'load', d.load, 'capacity', a.capacity,
    'last_assigned_at', (
      select extract(epoch from q.assigned_at) * 1000 from public.query_assignments q where q.agent_id = a.id order by q.assigned_at desc limit 1),
    'assigned_at', case when p_window > interval '0' then array(
      select extract(epoch from q.assigned_at) * 1000 from public.query_assignments q
      where q.agent_id = a.id and q.assigned_at > p_now - p_window order by q.assigned_at) else '{}' end,
    'idle_since', case when not exists (select from jsonb_each_text(d.load) l where l.value::integer > 0) then
      extract(epoch from greatest(a.clocked_in_at, (select max(q.ended_at) from public.query_assignments q where q.agent_id = a.id))) * 1000 end,
    'idle_ms', case when p_idle and a.clocked_in_at is not null then extract(epoch from p_now - a.clocked_in_at) * 1000 - coalesce((
      select sum(extract(epoch from upper(s) - lower(s)) * 1000)
      from (
        select range_agg(tstzrange(greatest(q.assigned_at, a.clocked_in_at), least(greatest(coalesce(q.ended_at, p_now), q.assigned_at, a.clocked_in_at), p_now))) as spans
        from public.query_assignments q
        where q.agent_id = a.id and q.assigned_at < p_now and (q.ended_at is null or q.ended_at > a.clocked_in_at)
      ) w cross join unnest(w.spans) s), 0) else 0 end
  ) order by a.id), '[]')
  from public.agents a
  join public.describe_agents(array(select id from public.agents where is_active and deleted_at is null)) d on d.agent_id = a.id
$$;
select public.grant_to_service('get_routing_agents');
