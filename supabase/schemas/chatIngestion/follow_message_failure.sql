/* A message of ours failed, or was delivered after all: whether the customer waits is worked out anew. */
create function public.follow_message_failure() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.refresh_conversation(new.conversation_id);
  return null;
end $$;
select public.grant_to_service('follow_message_failure');
