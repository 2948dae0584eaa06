/* A user joins a conversation, or leaves it: it is among his own then, or no more. Raises conversation_not_found. */
create function public.follow_conversation(p_id uuid, p_user_id uuid, p_follows boolean) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_id uuid;
begin
  update public.conversations c set participant_ids = case
    when p_follows then array(select distinct p from unnest(c.participant_ids || p_user_id) p) else array_remove(c.participant_ids, p_user_id) end
  where c.id = p_id returning c.id into v_id;
  if v_id is null then
    raise exception 'conversation_not_found' using errcode = 'P0404';
  end if;
  perform public.log_activity(case when p_follows then 'follow' else 'unfollow' end, 'conversations', p_id::text);
  return v_id;
end $$;
select public.grant_to_service('follow_conversation');
