/* Another secret for the webhook's address, or the first one; the former is believed for p_grace_ms more. Raises ivr_provider_not_found. */
create function public.rotate_ivr_secret(p_id uuid, p_secret text, p_grace_ms double precision) returns timestamptz
language plpgsql security definer set search_path = '' as $$
declare
  v_until timestamptz := now() + p_grace_ms * interval '1 millisecond';
begin
  update public.ivr_providers p set has_secret = true where p.id = p_id and p.deleted_at is null;
  if not found then
    raise exception 'ivr_provider_not_found' using errcode = 'P0404';
  end if;
  insert into public.ivr_provider_secrets as s (provider_id, secret) values (p_id, p_secret)
  on conflict (provider_id) do update set previous_secret = s.secret, previous_until = v_until, secret = excluded.secret, updated_at = now();
  perform public.log_activity('rotate_secret', 'ivr_providers', p_id::text);
  return v_until;
end $$;
select public.grant_to_service('rotate_ivr_secret');
