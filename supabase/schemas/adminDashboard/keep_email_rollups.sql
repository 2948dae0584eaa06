create function public.keep_email_rollups() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.apply_email_rollup_changes();
  return null;
end $$;
select public.grant_to_service('keep_email_rollups');
