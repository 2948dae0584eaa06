/* The business zone was changed: days and months begin elsewhere. */
create function public.follow_business_zone() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.rebuild_email_rollups();
  perform public.rebuild_chat_rollups();
  return null;
end $$;
select public.grant_to_service('follow_business_zone');
