/* Takes one attempt back that was no failure. */
create function public.take_back_login_attempt(p_subject text, p_max integer) returns void
language sql set search_path = '' as $$
  update public.login_attempts
  set failures = greatest(failures - 1, 0),
      blocked_until = case when failures - 1 < p_max then '-infinity' else blocked_until end
  where subject = p_subject
$$;
revoke execute on function public.take_back_login_attempt(text, integer) from public, anon, authenticated;
grant execute on function public.take_back_login_attempt(text, integer) to service_role;
