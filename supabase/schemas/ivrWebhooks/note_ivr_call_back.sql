/* Notes that we call back; the call's attempts count. Raises ivr_call_not_found. */
create function public.note_ivr_call_back(p_call_id uuid, p_attempt_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform set_config('activity.step', jsonb_build_object('action', 'call_back', 'note', '')::text, true);
  update public.ivr_calls c set attempts = c.attempts + 1, last_attempt_at = clock_timestamp() where c.id = p_call_id;
  if not found then
    raise exception 'ivr_call_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_call_id);
  end if;
  perform set_config('activity.step', '', true);
  insert into public.ivr_call_backs (attempt_id, call_id, requested_by) values (p_attempt_id, p_call_id, public.current_actor());
end $$;
select public.grant_to_service('note_ivr_call_back');
