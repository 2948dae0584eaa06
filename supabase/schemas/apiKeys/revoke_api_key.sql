/* For good; doing it again changes nothing. Raises api_key_not_found. */
create function public.revoke_api_key(p_id uuid) returns setof public.api_keys
language plpgsql set search_path = '' as $$
begin
  delete from public.api_key_secrets where api_key_id = p_id;
  update public.api_keys set revoked_at = now(), updated_at = now() where id = p_id and revoked_at is null;
  return query select * from public.api_keys where id = p_id;
  if not found then
    raise exception 'api_key_not_found' using errcode = 'P0404';
  end if;
end $$;
select public.grant_to_service('revoke_api_key');
