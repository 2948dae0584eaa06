/* The recording behind a link that was checked, with who opens it noted. Null: there is none. */
create function public.open_ivr_recording(p_call_id uuid, p_user_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_recording jsonb := (
    select jsonb_build_object('sha256', r.sha256, 'mime', r.mime, 'size', r.size, 'state', r.state, 'reason', r.reason)
    from public.ivr_call_recordings r where r.call_id = p_call_id);
begin
  if v_recording ->> 'sha256' is not null then
    perform public.log_activity('access', 'ivr_call_recordings', p_call_id::text, p_actor_id => p_user_id);
  end if;
  return v_recording;
end $$;
select public.grant_to_service('open_ivr_recording');
