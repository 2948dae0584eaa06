/* What several users may do, as get_user_permissions() says it. */
create function public.get_permissions_of(p_user_ids uuid[]) returns table (user_id uuid, permissions jsonb)
language sql stable set search_path = '' as $$
  select u, public.get_user_permissions(u) from unnest(p_user_ids) u
$$;
select public.grant_to_service('get_permissions_of');
