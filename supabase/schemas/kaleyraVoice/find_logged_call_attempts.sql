/*
 * Attempts of the last p_days whose call has turned up in the log, or changed there since: by the id that travelled with the
 * call, or by the provider's own. At most 500; {"attempt_id", …the log row's fields}.
 */
create function public.find_logged_call_attempts(p_days integer) returns setof jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'attempt_id', a.id, 'call_log_id', l.id, 'status', l.status, 'started_at', l.start_time, 'ended_at', l.end_time,
    'duration', l.duration, 'billsec', l.billsec, 'has_recording', l.recording <> '', 'log_synced_at', l.synced_at)
  from public.call_attempts a
  cross join lateral (
    select k.* from public.kaleyra_call_logs k where k.custom = a.id::text
    union
    select k.* from public.kaleyra_call_logs k where k.id = a.provider_id
    order by 1 limit 1
  ) l
  where a.created_at > now() - p_days * interval '1 day' and a.state not in ('queued', 'cancelled')
    and (a.call_log_id is null or l.synced_at > a.log_synced_at)
  order by a.created_at
  limit 500
$$;
select public.grant_to_service('find_logged_call_attempts');
