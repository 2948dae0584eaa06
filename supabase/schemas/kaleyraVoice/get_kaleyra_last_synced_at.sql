/* When the newest successful sync ended; null before the first. */
create function public.get_kaleyra_last_synced_at() returns timestamptz
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  return (select max(finished_at) from public.kaleyra_sync_runs where state = 'succeeded');
end $$;
select public.grant_to_service('get_kaleyra_last_synced_at');
