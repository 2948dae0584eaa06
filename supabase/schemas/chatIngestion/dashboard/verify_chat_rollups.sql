/* What a rebuild would change: entries that are kept but wrong, and those that should be kept instead. Empty: all exact. */
create function public.verify_chat_rollups() returns table (side text, entry jsonb)
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_chat_rollups();
  perform public.apply_chat_rollup_changes();
  return query
  select 'kept', to_jsonb(d) from (table public.chat_rollups except all table public.chat_rollups_from_facts) d
  union all
  select 'rebuilt', to_jsonb(d) from (table public.chat_rollups_from_facts except all table public.chat_rollups) d;
end $$;
select public.grant_to_service('verify_chat_rollups');
