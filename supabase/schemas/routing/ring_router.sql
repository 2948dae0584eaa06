/* Statement trigger: somebody may be able to take something now. The router that hears it sweeps; one that does not sweeps within a minute. */
create function public.ring_router() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_notify('router', '');
  return null;
end $$;
revoke execute on function public.ring_router() from public, anon, authenticated;

create trigger ring_router after insert or update of availability, clocked_in_at, capacity, languages, is_active, calendar_id on public.agents
  for each statement execute function public.ring_router();
create trigger ring_router after insert or update on public.agent_skills for each statement execute function public.ring_router();
create trigger ring_router after insert on public.team_members for each statement execute function public.ring_router();
