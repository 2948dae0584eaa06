/* Raises scope_unknown. */
create function public.create_api_key(
  p_name text, p_scopes text[], p_expires_at timestamptz, p_rate_limit_per_hour integer, p_created_by uuid,
  p_prefix text, p_key_hash text
) returns setof public.api_keys
language plpgsql set search_path = '' as $$
declare
  v_key public.api_keys;
begin
  perform public.check_scopes(p_scopes);
  insert into public.api_keys (name, scopes, expires_at, rate_limit_per_hour, created_by, prefix)
  values (p_name, p_scopes, p_expires_at, p_rate_limit_per_hour, p_created_by, p_prefix)
  returning * into v_key;
  insert into public.api_key_secrets (key_hash, api_key_id) values (p_key_hash, v_key.id);
  return next v_key;
end $$;
select public.grant_to_service('create_api_key');
