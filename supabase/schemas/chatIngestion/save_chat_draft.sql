/*
 * What somebody is about to write in a conversation: made, or changed. With p_version only when nobody changed it since. Raises conversation_not_found,
 * stale_version.
 */
create function public.save_chat_draft(p_conversation_id uuid, p_user_id uuid, p_text text, p_content jsonb, p_reply_to_id uuid, p_version integer)
returns setof public.chat_drafts
language plpgsql security definer set search_path = '' as $$
declare
  v_root  uuid := (select coalesce(c.merged_into, c.id) from public.conversations c where c.id = p_conversation_id);
  v_draft public.chat_drafts;
begin
  if v_root is null then
    raise exception 'conversation_not_found' using errcode = 'P0404';
  end if;
  insert into public.chat_drafts as d (conversation_id, created_by, text, content, reply_to_id) values (v_root, p_user_id, p_text, p_content, p_reply_to_id)
  on conflict (conversation_id, created_by) do update set text = excluded.text, content = excluded.content, reply_to_id = excluded.reply_to_id
    where p_version is null or d.version = p_version
  returning * into v_draft;
  if v_draft.id is null then
    raise exception 'stale_version' using errcode = 'P0409';
  end if;
  return next v_draft;
end $$;
select public.grant_to_service('save_chat_draft');

/* That a draft was written is noted, its words are not: it is saved every few seconds. */
create function public.record_chat_draft_activity() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.chat_drafts := case when tg_op = 'DELETE' then old else new end;
begin
  perform public.log_activity(lower(tg_op), 'chat_drafts', v_row.id::text, null,
    jsonb_build_object('version', v_row.version, 'conversation_id', v_row.conversation_id));
  return null;
end $$;
select public.grant_to_service('record_chat_draft_activity');
