/* What a rebuild would change: entries that are kept but wrong, and those that should be kept instead. Empty: all exact. */
create function public.verify_kaleyra_rollups() returns table (kept_in text, side text, entry jsonb)
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_kaleyra_call_logs();
  return query
  select 'kaleyra_calls', 'kept', to_jsonb(d) from (table public.kaleyra_calls except all table public.kaleyra_calls_from_legs) d
  union all
  select 'kaleyra_calls', 'rebuilt', to_jsonb(d) from (table public.kaleyra_calls_from_legs except all table public.kaleyra_calls) d;
  return query
  select 'kaleyra_service_rollups', 'kept', to_jsonb(d)
    from (table public.kaleyra_service_rollups except all table public.kaleyra_service_rollups_from_facts) d
  union all
  select 'kaleyra_service_rollups', 'rebuilt', to_jsonb(d)
    from (table public.kaleyra_service_rollups_from_facts except all table public.kaleyra_service_rollups) d;
  return query
  select 'kaleyra_status_rollups', 'kept', to_jsonb(d)
    from (table public.kaleyra_status_rollups except all table public.kaleyra_status_rollups_from_facts) d
  union all
  select 'kaleyra_status_rollups', 'rebuilt', to_jsonb(d)
    from (table public.kaleyra_status_rollups_from_facts except all table public.kaleyra_status_rollups) d;
  return query
  select 'kaleyra_agent_rollups', 'kept', to_jsonb(d)
    from (table public.kaleyra_agent_rollups except all table public.kaleyra_agent_rollups_from_facts) d
  union all
  select 'kaleyra_agent_rollups', 'rebuilt', to_jsonb(d)
    from (table public.kaleyra_agent_rollups_from_facts except all table public.kaleyra_agent_rollups) d;
  return query
  select 'kaleyra_agent_status_rollups', 'kept', to_jsonb(d)
    from (table public.kaleyra_agent_status_rollups except all table public.kaleyra_agent_status_rollups_from_facts) d
  union all
  select 'kaleyra_agent_status_rollups', 'rebuilt', to_jsonb(d)
    from (table public.kaleyra_agent_status_rollups_from_facts except all table public.kaleyra_agent_status_rollups) d;
end $$;
select public.grant_to_service('verify_kaleyra_rollups');
