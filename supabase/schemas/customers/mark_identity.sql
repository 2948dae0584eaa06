/* Sets what a person says of an address; null leaves a mark as it is. Raises identity_not_found, identity_taken when one that was shared is to be his alone. */
create function public.mark_identity(p_id uuid, p_is_shared boolean, p_is_primary boolean, p_verified boolean) returns setof public.customer_identities
language plpgsql security definer set search_path = '' as $$
declare
  v_old   public.customer_identities;
  v_owner uuid;
begin
  select * into v_old from public.customer_identities i where i.id = p_id and i.ended_at is null for update;
  if v_old.id is null then
    raise exception 'identity_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  if v_old.is_shared and p_is_shared = false then
    select public.customer_root(i.customer_id) into v_owner from public.customer_identities i
    where i.kind = v_old.kind and i.value = v_old.value and i.ended_at is null and i.id <> p_id limit 1;
    if v_owner is not null then
      raise exception 'identity_taken' using errcode = 'P0409', detail = jsonb_build_object('customer_id', v_owner);
    end if;
  end if;
  if p_is_primary then
    update public.customer_identities i set is_primary = false
    where i.customer_id = v_old.customer_id and i.kind = v_old.kind and i.is_primary and i.ended_at is null and i.id <> p_id;
  end if;
  if (v_old.is_shared, v_old.is_primary, v_old.verified)
    is distinct from (coalesce(p_is_shared, v_old.is_shared), coalesce(p_is_primary, v_old.is_primary), coalesce(p_verified, v_old.verified)) then
    update public.customer_identities i set
      is_shared = coalesce(p_is_shared, i.is_shared), is_primary = coalesce(p_is_primary, i.is_primary), verified = coalesce(p_verified, i.verified)
    where i.id = p_id;
    perform public.log_activity('mark_identity', 'customers', v_old.customer_id::text, jsonb_build_object('identity_id', p_id), jsonb_build_object(
      'identity_id', p_id, 'is_shared', p_is_shared, 'is_primary', p_is_primary, 'verified', p_verified));
  end if;
  return query select * from public.customer_identities i where i.id = p_id;
end $$;
select public.grant_to_service('mark_identity');
