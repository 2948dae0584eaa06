/*
 * Counts an attempt before the password is looked at, so that a thousand at once are no way around the count. Returns 0
 * when it may go on, otherwise the seconds to wait. From the p_max-th failure on each one blocks the subject: for a
 * minute, then two, four … at most p_window_minutes. Nothing happens for p_window_minutes: it is forgotten.
 */
create function public.count_login_attempt(p_subject text, p_max integer, p_window_minutes integer) returns integer
language plpgsql set search_path = '' as $$
declare
  v_window interval := p_window_minutes * interval '1 minute';
  v_seen public.login_attempts;
begin
  -- The update that changes nothing locks the row and hands it over.
  insert into public.login_attempts as l (subject, failures, forget_at) values (p_subject, 0, now() + v_window)
  on conflict (subject) do update set subject = excluded.subject
  returning l.* into v_seen;
  if v_seen.blocked_until > now() then
    return ceil(extract(epoch from v_seen.blocked_until - now()));
  end if;
  if v_seen.forget_at <= now() then
    v_seen.failures := 0;
    v_seen.forget_at := now() + v_window;
  end if;
  v_seen.failures := v_seen.failures + 1;
  if v_seen.failures >= p_max then
    v_seen.blocked_until := now() + least(v_window, interval '1 minute' * 2 ^ least(v_seen.failures - p_max, 20));
    v_seen.forget_at := v_seen.blocked_until + v_window;
  end if;
  update public.login_attempts
  set failures = v_seen.failures, blocked_until = v_seen.blocked_until, forget_at = v_seen.forget_at
  where subject = p_subject;
  return 0;
end $$;
select public.grant_to_service('count_login_attempt');
