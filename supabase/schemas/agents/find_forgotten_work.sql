/* Intervals of work that began before a moment and have not ended, the oldest first: the clock-out may have been forgotten. */
create function public.find_forgotten_work(p_before timestamptz)
returns table (agent_id uuid, clocked_in_at timestamptz, calendar_id uuid)
language sql stable security definer set search_path = '' as $$
  select a.id, w.started_at, a.calendar_id
  from public.work_intervals w join public.agents a on a.id = w.agent_id
  where w.ended_at is null and w.started_at < p_before
  order by w.started_at
  limit 1000
$$;
select public.grant_to_service('find_forgotten_work');
