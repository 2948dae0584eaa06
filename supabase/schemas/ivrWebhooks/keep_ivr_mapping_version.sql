/* After an insert, or a change of the mapping: keeps it as a version. */
create function public.keep_ivr_mapping_version() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.ivr_mapping_versions (provider_id, version, field_mapping, status_mapping, created_by)
  values (new.id, new.mapping_version, new.field_mapping, new.status_mapping, public.current_actor())
  on conflict (provider_id, version) do nothing;
  return null;
end $$;
select public.grant_to_service('keep_ivr_mapping_version');
