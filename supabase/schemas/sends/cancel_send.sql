-- Logged without the payload: what a send carries is the customer's, or a secret that travels with it.

/* Takes back what is not under way yet. Raises send_not_found, send_not_cancellable. */
create function public.cancel_send(p_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_before public.sends;
  v_after  public.sends;
begin
  select * into v_before from public.sends s where s.id = p_id for update;
  if not found then
    raise exception 'send_not_found' using errcode = 'P0404';
  elsif v_before.state <> 'queued' then
    raise exception 'send_not_cancellable' using errcode = 'P0409', detail = 'It is ' || v_before.state || '.';
  end if;
  update public.sends s set state = 'cancelled', updated_at = now() where s.id = p_id returning * into v_after;
  insert into public.send_events (send_id, kind, state) values (p_id, 'cancelled', 'cancelled');
  perform public.log_activity('cancel', 'sends', p_id::text, to_jsonb(v_before) - 'payload', to_jsonb(v_after) - 'payload');
  perform graphile_worker.remove_job('send:' || p_id);
end $$;
select public.grant_to_service('cancel_send');
