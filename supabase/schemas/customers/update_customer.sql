/*
 * Changes the fields that are given. Of custom fields those that are named change, and null removes one. Answers the customer's id, which may be
 * another than was asked for when it was merged. Raises customer_not_found, stale_version.
 */
create function public.update_customer(p_id uuid, p_change jsonb, p_version integer) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_old public.customers;
  v_new public.customers;
begin
  select * into v_old from public.customers c where c.id = public.customer_root(p_id) and c.deleted_at is null for update;
  if v_old.id is null then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif p_version <> v_old.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_old.version);
  end if;
  v_new := jsonb_populate_record(v_old, p_change - 'custom_fields');
  update public.customers c set
    name = btrim(v_new.name), tier = v_new.tier, language = v_new.language, time_zone = v_new.time_zone, tags = v_new.tags, owner_id = v_new.owner_id,
    blocked = v_new.blocked, metadata = v_new.metadata,
    custom_fields = jsonb_strip_nulls(v_old.custom_fields || coalesce(p_change -> 'custom_fields', '{}'))
  where c.id = v_old.id;
  return v_old.id;
end $$;
select public.grant_to_service('update_customer');
