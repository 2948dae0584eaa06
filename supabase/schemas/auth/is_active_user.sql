/* Whether there is such a user, neither deleted nor banned: a token outlives both. */
create function public.is_active_user(p_user_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from auth.users where id = p_user_id and deleted_at is null and (banned_until is null or banned_until < now()))
$$;
select public.grant_to_service('is_active_user');
