/*
 * An address stops being a customer's: released when somebody else may get it, removed when it never was his. It stays with its dates.
 * Raises identity_not_found.
 */
create function public.end_identity(p_id uuid, p_reason text, p_at timestamptz default now()) returns setof public.customer_identities
language plpgsql security definer set search_path = '' as $$
declare
  v_identity public.customer_identities;
begin
  update public.customer_identities i set ended_at = p_at, ended_reason = p_reason, is_primary = false
  where i.id = p_id and i.ended_at is null returning * into v_identity;
  if v_identity.id is null then
    raise exception 'identity_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  perform public.log_activity('end_identity', 'customers', v_identity.customer_id::text, null,
    jsonb_build_object('identity_id', p_id, 'kind', v_identity.kind, 'reason', p_reason));
  return next v_identity;
end $$;
select public.grant_to_service('end_identity');
