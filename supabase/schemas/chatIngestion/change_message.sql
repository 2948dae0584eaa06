/*
 * Its writer edited a message, or took it back: {"key", "change", "text", "preview", "at"}. The former text is kept; of edits that come in another order
 * the latest one is shown. What was taken back keeps its text. later: there is no such message yet.
 */
create function public.change_message(p_id uuid, p_change jsonb) returns text
language plpgsql security definer set search_path = '' as $$
declare
  v_at      timestamptz := (p_change ->> 'at')::timestamptz;
  v_message public.messages;
begin
  select * into v_message from public.messages m where m.id = p_id for no key update;
  if not found then
    return 'later';
  elsif p_change ->> 'change' = 'delete' then
    update public.messages m set deleted_at = v_at where m.id = p_id and m.deleted_at is null;
    return case when found then 'deleted' else 'known' end;
  end if;
  insert into public.message_versions (message_id, key, text, until_at)
  values (p_id, p_change ->> 'key', case when v_message.edited_at > v_at then p_change ->> 'text' else v_message.text end, coalesce(greatest(v_message.edited_at, v_at), v_at))
  on conflict (key) do nothing;
  if not found then
    return 'known';
  end if;
  update public.messages m set text = p_change ->> 'text', preview = p_change ->> 'preview', edited_at = v_at
  where m.id = p_id and (m.edited_at is null or m.edited_at <= v_at);
  update public.conversations c set last_message_preview = m.preview
  from public.messages m
  where m.id = p_id and c.id = m.conversation_id and c.last_message_at = m.at and c.last_message_preview = v_message.preview;
  return 'edited';
end $$;
select public.grant_to_service('change_message');
