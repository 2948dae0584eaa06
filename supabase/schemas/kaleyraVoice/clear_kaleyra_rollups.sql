/* A table without legs has no figures, and no recordings. */
create function public.clear_kaleyra_rollups() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  truncate public.kaleyra_call_recordings, public.kaleyra_calls, public.kaleyra_service_rollups, public.kaleyra_status_rollups,
    public.kaleyra_agent_rollups, public.kaleyra_agent_status_rollups;
  return null;
exception when object_in_use then  -- one of them is truncated by the same statement
  delete from public.kaleyra_call_recordings;
  delete from public.kaleyra_calls;
  delete from public.kaleyra_service_rollups;
  delete from public.kaleyra_status_rollups;
  delete from public.kaleyra_agent_rollups;
  delete from public.kaleyra_agent_status_rollups;
  return null;
end $$;
select public.grant_to_service('clear_kaleyra_rollups');
