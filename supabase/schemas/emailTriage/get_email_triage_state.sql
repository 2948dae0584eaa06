/* How triage stands: what waits, for how long, and the newest failure of the model within a day. */
create function public.get_email_triage_state() returns table (waiting bigint, oldest_seconds numeric, last_error_code text, last_error_message text, last_error_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select w.waiting, w.oldest_seconds, f.error_code, f.error_message, f.created_at
  from (
    select count(*) as waiting, coalesce(round(extract(epoch from now() - min(created_at))), 0) as oldest_seconds
    from public.emails where triage_state = 'pending' and deleted_at is null
  ) w
  left join lateral (
    select t.error_code, t.error_message, t.created_at from public.email_triages t
    where t.error_code is not null and t.created_at > now() - interval '1 day' order by t.created_at desc limit 1
  ) f on true
$$;
select public.grant_to_service('get_email_triage_state');
