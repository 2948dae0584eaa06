create function public.keep_chat_rollups() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.apply_chat_rollup_changes();
  return null;
end $$;
select public.grant_to_service('keep_chat_rollups');
