/* A note, and a word to whoever it mentions. Raises conversation_not_found, mentioned_user_not_found. */
create function public.write_conversation_note(p_conversation_id uuid, p_body text, p_mentions uuid[], p_by uuid) returns setof public.conversation_notes
language plpgsql security definer set search_path = '' as $$
declare
  v_conversation public.conversations;
  v_note         public.conversation_notes;
  v_missing      uuid[];
begin
  select * into v_conversation from public.conversations c where c.id = p_conversation_id for no key update;
  if not found then
    raise exception 'conversation_not_found' using errcode = 'P0404';
  end if;
  v_missing := array(select m from unnest(p_mentions) m where not exists (select from auth.users u where u.id = m) order by m);
  if v_missing <> '{}' then
    raise exception 'mentioned_user_not_found' using errcode = 'P0422', detail = jsonb_build_object('user_ids', v_missing);
  end if;
  insert into public.conversation_notes (conversation_id, body, mentions, created_by)
  values (coalesce(v_conversation.merged_into, p_conversation_id), p_body, p_mentions, p_by) returning * into v_note;
  update public.conversations c set
    participant_ids = array(select distinct p from unnest(c.participant_ids || p_by) p),
    mentioned_ids = array(select distinct p from unnest(c.mentioned_ids || p_mentions) p)
  where c.id = v_note.conversation_id;
  perform public.notify_once(m, 'chats', 'chat_mention', 'You were mentioned in a conversation',
    'In the chat with ' || coalesce(nullif(v_conversation.contact_name, ''), nullif(v_conversation.contact_phone, ''), 'an unnamed contact') || '.',
    'conversation', v_note.conversation_id::text, 'chat_mention:' || v_note.id || ':' || m)
  from unnest(p_mentions) m where m <> p_by;
  return next v_note;
end $$;
select public.grant_to_service('write_conversation_note');
