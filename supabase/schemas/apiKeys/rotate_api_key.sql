/* A new secret; the old ones end after p_grace_seconds, or earlier if they were to. Raises api_key_not_found, api_key_revoked. */
create function public.rotate_api_key(p_id uuid, p_prefix text, p_key_hash text, p_grace_seconds integer)
returns setof public.api_keys
language plpgsql set search_path = '' as $$
begin
  perform public.lock_api_key(p_id);
  delete from public.api_key_secrets where valid_until < now();
  update public.api_key_secrets
  set valid_until = least(valid_until, now() + p_grace_seconds * interval '1 second')
  where api_key_id = p_id;
  insert into public.api_key_secrets (key_hash, api_key_id) values (p_key_hash, p_id);
  return query update public.api_keys set prefix = p_prefix, updated_at = now() where id = p_id returning *;
end $$;
select public.grant_to_service('rotate_api_key');
