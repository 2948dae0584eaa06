/* Tells all nodes that somebody's permissions may have changed. */
create function public.announce_permissions() returns trigger
language plpgsql set search_path = '' as $$
begin
  perform pg_notify('permissions_changed', '');
  return null;
end $$;
select public.grant_to_service('announce_permissions');
