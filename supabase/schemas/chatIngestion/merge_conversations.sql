/*
 * One conversation takes another one of the same customer in: its messages, notes and labels; the id of the other one leads here from then on. p_dry_run
 * only says what would move. Raises conversation_not_found, conversation_merged, conversations_differ, merge_into_resolved.
 */
create function public.merge_conversations(p_from uuid, p_into uuid, p_dry_run boolean) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_from   public.conversations;
  v_into   public.conversations;
  v_result jsonb;
begin
  perform from public.conversations c where c.id in (p_from, p_into) order by c.id for update;
  select * into v_from from public.conversations c where c.id = p_from;
  select * into v_into from public.conversations c where c.id = p_into;
  if v_from.id is null or v_into.id is null then
    raise exception 'conversation_not_found' using errcode = 'P0404';
  elsif v_from.merged_into is not null or v_into.merged_into is not null then
    raise exception 'conversation_merged' using errcode = 'P0409', detail = jsonb_build_object('merged_into', coalesce(v_from.merged_into, v_into.merged_into));
  elsif p_from = p_into or (v_from.contact_id <> v_into.contact_id
    and public.customer_root(v_from.customer_id) is distinct from public.customer_root(v_into.customer_id))
    or (v_from.contact_id <> v_into.contact_id and v_from.customer_id is null)
  then
    raise exception 'conversations_differ' using errcode = 'P0422';
  elsif v_into.status = 'resolved' and v_from.status <> 'resolved' then
    raise exception 'merge_into_resolved' using errcode = 'P0409';
  end if;
  v_result := jsonb_build_object('dry_run', p_dry_run, 'conversation_id', p_into, 'messages', v_from.message_count, 'unread', v_from.unread_count,
    'notes', (select count(*) from public.conversation_notes n where n.conversation_id = p_from and n.deleted_at is null),
    'labels', array(select l from unnest(v_from.labels) l where l <> all (v_into.labels) order by l));
  if not p_dry_run then
    perform public.join_conversations(p_from, p_into);
    perform public.log_activity('merge', 'conversations', p_into::text, null, v_result || jsonb_build_object('from', p_from));
  end if;
  return v_result;
end $$;
select public.grant_to_service('merge_conversations');
