/*
 * A worker takes the send: 'go' when it may be sent now. A send that is found in sending was under way when its worker
 * disappeared; whether it left is not known, so it becomes unknown and is not sent again.
 */
create function public.begin_send(p_id uuid, out decision text, out send jsonb)
language plpgsql set search_path = '' as $$
declare
  v_send public.sends;
begin
  select * into v_send from public.sends s where s.id = p_id for update;
  if v_send.state = 'queued' and v_send.send_after <= now() then
    update public.sends s set
      state = 'sending', attempts = s.attempts + 1, sending_at = now(), first_tried_at = coalesce(s.first_tried_at, now()), updated_at = now()
    where s.id = p_id returning * into v_send;
    insert into public.send_events (send_id, kind, state, detail) values (p_id, 'sending', 'sending', jsonb_build_object('attempt', v_send.attempts));
    decision := 'go';
  elsif v_send.state = 'sending' then
    update public.sends s set state = 'unknown', updated_at = now(), error_code = 'interrupted',
      error_message = 'The process ended while this was being sent.' where s.id = p_id returning * into v_send;
    insert into public.send_events (send_id, kind, state) values (p_id, 'interrupted', 'unknown');
    decision := 'unknown';
  else
    decision := 'done';
  end if;
  send := to_jsonb(v_send);
end $$;
select public.grant_to_service('begin_send');
