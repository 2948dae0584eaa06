/* Makes an agent available who has wrapped up for long enough after a call; changes nothing otherwise. */
create function public.end_agent_status(p_agent_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform from public.agents a where a.id = p_agent_id for update;
  perform public.set_agent_status(a.id, (select s.status from public.agent_statuses s where s.category = 'available' and s.is_enabled order by s.position, s.id limit 1),
    '', 'system')
  from public.agents a
  join public.agent_availability v on v.agent_id = a.id and v.ended_at is null and v.source = 'call'
  join public.agent_statuses w on w.status = v.status and w.category = 'wrap_up' and w.ends_after_seconds > 0 and now() >= v.started_at + w.ends_after_seconds * interval '1 second'
  where a.id = p_agent_id and a.deleted_at is null;
end $$;
select public.grant_to_service('end_agent_status');
