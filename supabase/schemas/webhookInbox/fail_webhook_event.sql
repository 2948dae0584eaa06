/*
 * One failed. It is tried again after 5 s, 10 s, 20 s … up to an hour, with up to a fifth more by chance; after p_max_attempts
 * tries, or at once when p_park says that another try cannot help, it is parked. Returns its state.
 */
create function public.fail_webhook_event(p_id bigint, p_code text, p_message text, p_park boolean, p_max_attempts integer) returns text
language plpgsql security definer set search_path = '' as $$
declare
  v_event public.webhook_events;
begin
  update public.webhook_events w set
    attempts = w.attempts + 1,
    state = case when p_park or w.attempts + 1 >= p_max_attempts then 'parked' else 'retrying' end,
    next_attempt_at = case when p_park or w.attempts + 1 >= p_max_attempts then null
      else now() + least(5 * 2 ^ w.attempts, 3600) * (1 + random() * 0.2) * interval '1 second' end,
    error_code = p_code,
    error_message = left(p_message, 2000)
  where w.id = p_id and w.state in ('received', 'retrying')
  returning * into v_event;
  if v_event.state = 'retrying' then
    perform public.add_webhook_job(v_event.source, array[v_event.id], v_event.next_attempt_at);
  end if;
  return v_event.state;
end $$;
select public.grant_to_service('fail_webhook_event');
