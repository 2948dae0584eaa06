/* A person has a missing recording fetched once more, now. Raises ivr_recording_missing, ivr_recording_not_missing. */
create function public.retry_ivr_recording(p_call_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_state text := (select r.state from public.ivr_call_recordings r where r.call_id = p_call_id for update);
begin
  if v_state is null then
    raise exception 'ivr_recording_missing' using errcode = 'P0404', detail = jsonb_build_object('id', p_call_id);
  elsif v_state <> 'missing' then
    raise exception 'ivr_recording_not_missing' using errcode = 'P0409', detail = 'It is ' || v_state || '.';
  end if;
  update public.ivr_call_recordings r set state = 'wanted', reason = null, tries = 0, wanted_since = now(), next_try_at = now(), updated_at = now()
  where r.call_id = p_call_id;
  perform public.log_activity('retry', 'ivr_call_recordings', p_call_id::text);
  perform graphile_worker.add_job('ivr.fetch_recording', json_build_object('call_id', p_call_id), job_key => 'ivr_recording:' || p_call_id);
end $$;
select public.grant_to_service('retry_ivr_recording');
