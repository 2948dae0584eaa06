/* Writes a send and the job that sends it; with p_send_after later than now, the job waits. */
create function public.queue_send(p_channel text, p_payload jsonb, p_send_after timestamptz, p_created_by uuid, p_id uuid default gen_random_uuid())
returns uuid
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.sends (id, channel, payload, send_after, created_by)
  values (p_id, p_channel, p_payload, coalesce(p_send_after, now()), p_created_by);
  insert into public.send_events (send_id, kind, state) values (p_id, 'queued', 'queued');
  perform graphile_worker.add_job('sends.perform', json_build_object('send_id', p_id), run_at => p_send_after, job_key => 'send:' || p_id);
  return p_id;
end $$;
select public.grant_to_service('queue_send');
