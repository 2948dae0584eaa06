/* The key, locked. Raises api_key_not_found, and api_key_revoked for one that is. */
create function public.lock_api_key(p_id uuid) returns public.api_keys
language plpgsql set search_path = '' as $$
declare
  v_key public.api_keys;
begin
  select * into v_key from public.api_keys where id = p_id for update;
  if not found then
    raise exception 'api_key_not_found' using errcode = 'P0404';
  end if;
  if v_key.revoked_at is not null then
    raise exception 'api_key_revoked' using errcode = 'P0409';
  end if;
  return v_key;
end $$;
select public.grant_to_service('lock_api_key');
