/* What the send learns, its attempt shows. */
create function public.mirror_send_to_call_attempt() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.call_attempts a set
    state = new.state, provider_id = new.provider_id, error_code = new.error_code, error_message = new.error_message,
    send_after = new.send_after, updated_at = now()
  where a.id = new.id
    and (a.state, a.provider_id, a.error_code, a.error_message, a.send_after)
      is distinct from (new.state, new.provider_id, new.error_code, new.error_message, new.send_after);
  return null;
end $$;
select public.grant_to_service('mirror_send_to_call_attempt');
