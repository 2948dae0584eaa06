/* Takes one attempt back that was no failure. */
create function public.take_back_login_attempt(p_subject text, p_max integer) returns void
language sql set search_path = '' as $$
  update public.login_attempts
  set failures = greatest(failures - 1, 0),
      blocked_until = case when failures - 1 < p_max then '-infinity' else blocked_until end
  where subject = p_subject
$$;
select public.grant_to_service('take_back_login_attempt');
