/*
 * One request with a key: who it is and how many it made in this hour, or nothing when the key is not valid. One
 * statement of the API does it all, so a revoked key is refused by every node at once.
 */
create function public.use_api_key(p_key_hash text)
returns table (id uuid, name text, scopes text[], rate_limit_per_hour integer, used integer, reset_seconds integer)
language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare
  v_key public.api_keys;
begin
  select k.* into v_key
  from public.api_key_secrets s join public.api_keys k on k.id = s.api_key_id
  where s.key_hash = p_key_hash and s.valid_until > now()
    and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
  if not found then
    return;
  end if;
  if v_key.last_used_at is null or v_key.last_used_at < now() - interval '1 minute' then
    -- Not worth waiting for: who cannot have the row now leaves it to the next request.
    update public.api_keys set last_used_at = now()
    where id = (select u.id from public.api_keys u
                where u.id = v_key.id and (u.last_used_at is null or u.last_used_at < now() - interval '1 minute')
                for no key update skip locked);
  end if;
  return query
    insert into public.api_key_usage as u (api_key_id, used, window_ends_at)
    values (v_key.id, 1, now() + interval '1 hour')
    on conflict (api_key_id) do update set
      used = case when u.window_ends_at <= now() then 1 else least(u.used, 2000000000) + 1 end,
      window_ends_at = case when u.window_ends_at <= now() then now() + interval '1 hour' else u.window_ends_at end
    returning v_key.id, v_key.name, v_key.scopes, v_key.rate_limit_per_hour, u.used,
      greatest(1, ceil(extract(epoch from u.window_ends_at - now())))::integer;
end $$;
select public.grant_to_service('use_api_key');
