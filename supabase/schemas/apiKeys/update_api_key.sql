/* Changes the columns that p_change names. Raises scope_unknown, api_key_not_found, api_key_revoked. */
create function public.update_api_key(p_id uuid, p_change jsonb) returns setof public.api_keys
language plpgsql set search_path = '' as $$
declare
  v_new public.api_keys := jsonb_populate_record(public.lock_api_key(p_id), p_change);
begin
  perform public.check_scopes(v_new.scopes);
  return query
    update public.api_keys set
      name = v_new.name, scopes = v_new.scopes, expires_at = v_new.expires_at,
      rate_limit_per_hour = v_new.rate_limit_per_hour, updated_at = now()
    where id = p_id returning *;
end $$;
select public.grant_to_service('update_api_key');
