/*
 * Whether a signed-in user still is one: `active`, `user_gone` (deleted or banned) or `session_ended` (signed out). A token without a
 * session ends with its user alone.
 */
create function public.get_session_state(p_user_id uuid, p_session_id uuid) returns text
language sql stable set search_path = '' as $$
  select case
    when not public.is_active_user(p_user_id) then 'user_gone'
    when p_session_id is not null and not exists (select from auth.sessions where id = p_session_id and user_id = p_user_id)
      then 'session_ended'
    else 'active'
  end
$$;
select public.grant_to_service('get_session_state');

-- The answers are remembered for a moment. A user who is deleted or banned, and a session that ends, are told to all nodes.
create trigger users_announce_end after delete or update of banned_until, deleted_at on auth.users
  for each statement execute function public.announce_permissions();
create trigger sessions_announce_end after delete on auth.sessions
  for each statement execute function public.announce_permissions();
