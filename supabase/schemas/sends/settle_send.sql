/* A person settles what the provider left uncertain. Raises send_not_found, send_not_uncertain. */
create function public.settle_send(p_id uuid, p_state text, p_reason text) returns void
language plpgsql set search_path = '' as $$
declare
  v_before public.sends;
begin
  select * into v_before from public.sends s where s.id = p_id for update;
  if not found then
    raise exception 'send_not_found' using errcode = 'P0404';
  elsif v_before.state <> 'unknown' then
    raise exception 'send_not_uncertain' using errcode = 'P0409', detail = 'It is ' || v_before.state || '.';
  end if;
  perform public.advance_send(p_id, 'settled', p_state, jsonb_build_object('reason', p_reason));
  perform public.log_activity('settle', 'sends', p_id::text, to_jsonb(v_before) - 'payload',
    to_jsonb(s) - 'payload' || jsonb_build_object('reason', p_reason))
  from public.sends s where s.id = p_id;
end $$;
select public.grant_to_service('settle_send');
