/* The messages, notes and labels of one conversation become another one's; the first is resolved and hidden, and its id leads to the second. */
create function public.join_conversations(p_from uuid, p_into uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_from public.conversations;
begin
  perform from public.conversations c where c.id in (p_from, p_into) order by c.id for update;
  select * into v_from from public.conversations c where c.id = p_from;
  update public.messages m set conversation_id = p_into where m.conversation_id = p_from;
  update public.conversation_notes n set conversation_id = p_into where n.conversation_id = p_from;
  update public.chat_drafts d set conversation_id = p_into where d.conversation_id = p_from
    and not exists (select from public.chat_drafts o where o.conversation_id = p_into and o.created_by = d.created_by);
  delete from public.chat_drafts d where d.conversation_id = p_from;
  update public.conversations c set merged_into = p_into where c.merged_into = p_from;
  update public.conversations c set status = 'resolved', merged_into = p_into, unread_count = 0, message_count = 0, waiting_since = null
  where c.id = p_from;
  update public.conversations c set
    unread_count = c.unread_count + v_from.unread_count,
    labels = array(select distinct l from unnest(c.labels || v_from.labels) l order by l),
    participant_ids = array(select distinct p from unnest(c.participant_ids || v_from.participant_ids) p),
    mentioned_ids = array(select distinct p from unnest(c.mentioned_ids || v_from.mentioned_ids) p)
  where c.id = p_into;
  perform public.refresh_conversation(p_into);
end $$;
select public.grant_to_service('join_conversations');
