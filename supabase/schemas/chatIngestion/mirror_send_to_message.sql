/*
 * What the send learns, its message shows, unless a status said more already. Once the provider has taken it the message is known by the provider's
 * id, and what was said about that id before counts.
 */
create function public.mirror_send_to_message() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid;
begin
  if (old.state, old.provider_id, old.error_code, old.error_message, old.sent_at)
    is not distinct from (new.state, new.provider_id, new.error_code, new.error_message, new.sent_at)
  then
    return null;
  end if;
  update public.messages m set
    status = case when public.chat_status_rank(new.state) > public.chat_status_rank(m.status)
      or (new.state = 'queued' and m.status = 'sending') then new.state else m.status end,
    sent_at = coalesce(m.sent_at, new.sent_at),
    failed_at = case when new.state = 'failed' and public.chat_status_rank(m.status) <= 4 then coalesce(m.failed_at, now()) else m.failed_at end,
    error_code = case when public.chat_status_rank(m.status) <= 4 then new.error_code else m.error_code end,
    error_message = case when public.chat_status_rank(m.status) <= 4 then new.error_message else m.error_message end
  where m.send_id = new.id
  returning m.id into v_id;
  if v_id is not null and new.provider_id is not null and old.provider_id is null then
    perform public.name_message(v_id, new.provider_id);
  end if;
  return null;
end $$;
select public.grant_to_service('mirror_send_to_message');
