/* Another secret for the webhook's address; the former one is believed for p_grace_ms more. Raises chat_provider_not_found. */
create function public.rotate_chat_provider_address(p_id uuid, p_secret text, p_grace_ms double precision) returns timestamptz
language plpgsql security definer set search_path = '' as $$
declare
  v_until timestamptz := now() + p_grace_ms * interval '1 millisecond';
begin
  perform from public.chat_providers p where p.id = p_id and p.deleted_at is null for no key update;
  if not found then
    raise exception 'chat_provider_not_found' using errcode = 'P0404';
  end if;
  update public.chat_provider_secrets s set previous_address_secret = s.address_secret, previous_address_until = v_until, address_secret = p_secret,
    updated_at = now()
  where s.provider_id = p_id;
  perform public.log_activity('rotate_secret', 'chat_providers', p_id::text);
  return v_until;
end $$;
select public.grant_to_service('rotate_chat_provider_address');
