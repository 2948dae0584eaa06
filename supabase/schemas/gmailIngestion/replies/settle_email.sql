/* A person says what became of an uncertain e-mail. Raises email_not_found, email_not_outbound, send_not_uncertain. */
create function public.settle_email(p_email_id uuid, p_state text, p_reason text, p_actor_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_email public.emails;
begin
  select * into v_email from public.emails e where e.id = p_email_id and e.deleted_at is null;
  if v_email.id is null then
    raise exception 'email_not_found' using errcode = 'P0404';
  elsif v_email.send_id is null then
    raise exception 'email_not_outbound' using errcode = 'P0422';
  end if;
  perform public.settle_send(v_email.send_id, p_state, p_reason);
  perform public.log_activity('settle', 'emails', p_email_id::text, null, jsonb_build_object('state', p_state, 'reason', p_reason), p_actor_id);
end $$;
select public.grant_to_service('settle_email');
