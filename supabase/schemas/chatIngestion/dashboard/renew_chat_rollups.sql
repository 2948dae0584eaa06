/* Conversations were deleted: whose their facts were cannot be looked up any more, so all is worked out anew. */
create function public.renew_chat_rollups() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.chat_rollup_changes default values;
  return null;
end $$;
select public.grant_to_service('renew_chat_rollups');
