/* Who looks at these things, `type/id`: each person once, who came first is first. */
create function public.get_viewers(p_keys text[]) returns table (key text, viewers jsonb)
language sql stable security definer set search_path = '' as $$
  select w.key, jsonb_agg(jsonb_build_object('user_id', w.user_id, 'name', w.name, 'is_typing', w.is_typing, 'since', w.since) order by w.since, w.user_id)
  from (
    select k.key, v.user_id, min(v.since) as since, coalesce(bool_or(v.typing_until > now()), false) as is_typing,
      coalesce(nullif(u.raw_user_meta_data ->> 'full_name', ''), nullif(u.raw_user_meta_data ->> 'name', ''), u.email, '') as name
    from unnest(p_keys) k (key)
    join public.viewers v on v.entity_type = split_part(k.key, '/', 1) and v.entity_id = substr(k.key, strpos(k.key, '/') + 1) and v.expires_at > now()
    join auth.users u on u.id = v.user_id
    group by k.key, v.user_id, u.id
  ) w
  group by w.key
$$;
select public.grant_to_service('get_viewers');
