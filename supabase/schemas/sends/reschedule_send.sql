/*
 * Gives what is not under way another time, and merges p_payload into what the worker will need then. Whoever holds the row's lock first decides: the
 * worker takes it before it sends. Raises send_not_found, send_not_reschedulable.
 */
create function public.reschedule_send(p_id uuid, p_send_after timestamptz, p_payload jsonb default '{}') returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_send public.sends;
begin
  select * into v_send from public.sends s where s.id = p_id for update;
  if v_send.id is null then
    raise exception 'send_not_found' using errcode = 'P0404';
  elsif v_send.state <> 'queued' then
    raise exception 'send_not_reschedulable' using errcode = 'P0409', detail = 'It is ' || v_send.state || '.';
  end if;
  update public.sends s set send_after = p_send_after, first_tried_at = null, payload = s.payload || p_payload, updated_at = now() where s.id = p_id;
  insert into public.send_events (send_id, kind, state, detail)
  values (p_id, 'rescheduled', 'queued', jsonb_build_object('from', v_send.send_after, 'to', p_send_after));
  -- A job that runs already, and waits for the lock, finds that it is not due.
  perform graphile_worker.remove_job('send:' || p_id || ':again');
  perform graphile_worker.add_job('sends.perform', json_build_object('send_id', p_id), run_at => p_send_after, job_key => 'send:' || p_id);
end $$;
select public.grant_to_service('reschedule_send');
