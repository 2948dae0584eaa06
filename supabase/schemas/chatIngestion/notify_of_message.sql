/* A message of ours failed: its writer is told, once, and all who see chats when it has no person as its writer. */
create function public.notify_of_message() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_writer uuid := (select u.id from auth.users u where u.id = new.created_by);
begin
  perform public.notify_once(v_writer, 'chats', 'chat_message_failed', 'A message could not be delivered',
    left(format('"%s" to %s: %s', new.preview, coalesce(nullif(c.contact_name, ''), nullif(c.contact_phone, ''), 'a contact without a name'),
      coalesce(new.error_message, new.error_code, 'no reason given')), 2000),
    'conversation', c.id::text, 'chat_message_failed:' || new.id)
  from public.conversations c where c.id = new.conversation_id;
  return null;
end $$;
select public.grant_to_service('notify_of_message');
