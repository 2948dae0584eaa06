-- A user who is deleted or banned, and a session that ends, are told to all nodes: they remember who is who for a moment.
create trigger users_announce_end after delete or update of banned_until, deleted_at on auth.users
  for each statement execute function public.announce_permissions();
create trigger sessions_announce_end after delete on auth.sessions
  for each statement execute function public.announce_permissions();
