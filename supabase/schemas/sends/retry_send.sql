/* What certainly did not leave is tried again after p_delay. */
create function public.retry_send(p_id uuid, p_delay interval, p_error_code text, p_error_message text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.sends s set state = 'queued', send_after = now() + p_delay, error_code = p_error_code, error_message = left(p_error_message, 2000), updated_at = now()
  where s.id = p_id and s.state = 'sending';
  if found then
    insert into public.send_events (send_id, kind, state, detail) values (p_id, 'not_sent', 'queued', jsonb_build_object('error_code', p_error_code));
    perform graphile_worker.add_job('sends.perform', json_build_object('send_id', p_id), run_at => now() + p_delay, job_key => 'send:' || p_id || ':again');
  end if;
end $$;
select public.grant_to_service('retry_send');
