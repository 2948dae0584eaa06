/* Before an update: counts what people change, and changes of the mapping apart. */
create function public.touch_ivr_provider() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.version := old.version;
  new.updated_at := old.updated_at;
  new.mapping_version := old.mapping_version;
  if (new.field_mapping, new.status_mapping) is distinct from (old.field_mapping, old.status_mapping) then
    new.mapping_version := old.mapping_version + 1;
  end if;
  if new is distinct from old then
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  return new;
end $$;
select public.grant_to_service('touch_ivr_provider');
