/*
 * A try to fetch the recording at p_url ended: it is stored under its hash, or another try is due at p_next_try_at, or it is missing. Answers its
 * state; null when nobody wants it any more, or it is somewhere else by now.
 */
create function public.settle_ivr_recording(
  p_call_id uuid, p_url text, p_state text, p_reason text default null, p_sha256 text default null, p_size bigint default null,
  p_mime text default null, p_next_try_at timestamptz default null
) returns text
language plpgsql security definer set search_path = '' as $$
declare
  v_state text;
begin
  if p_state = 'stored' then
    insert into public.stored_files (sha256, size) values (p_sha256, p_size) on conflict (sha256) do nothing;
  end if;
  update public.ivr_call_recordings r set state = p_state, reason = p_reason, sha256 = p_sha256, size = p_size, mime = p_mime, tries = r.tries + 1,
    next_try_at = p_next_try_at, updated_at = now()
  where r.call_id = p_call_id and r.url = p_url and r.state = 'wanted' returning r.state into v_state;
  if v_state = 'wanted' then
    perform graphile_worker.add_job('ivr.fetch_recording', json_build_object('call_id', p_call_id), run_at => p_next_try_at,
      job_key => 'ivr_recording:' || p_call_id);
  end if;
  return v_state;
end $$;
select public.grant_to_service('settle_ivr_recording');
